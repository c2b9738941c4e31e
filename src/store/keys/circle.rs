//! The key of a team: what is put on its server is sealed under it. It is wrapped for each member, and another one follows
//! when somebody is taken out.

use secrecy::SecretString;

use super::cipher::{self, random_key};
use super::database_key::RawKey;
use super::envelope::{Drawn, Envelope};
use super::holder::Holder;
use super::identity::{Identity, Recipient, Wrapped};
use super::incident_key::{IncidentKey, IncidentKeyId};
use super::invitation::InvitationFile;
use super::record_key::RecordTag;
use crate::core::member::public_key::{MemberId, RecipientKey};
use crate::core::time::WallTime;
use crate::store::StoreError;

/// One of the keys that the team has or had.
#[derive(Clone)]
pub(crate) struct CircleKey {
    /// Counted from 1.
    pub(crate) epoch: u32,
    bytes: RawKey,
}

fn wrap_place<'p>(record: &'p RecordTag, epoch: &'p [u8; 4], member: &'p MemberId) -> [&'p [u8]; 4] {
    [b"firebell 2 team key", record.bytes(), epoch, member.bytes()]
}

fn row_place<'p>(record: &'p RecordTag, epoch: &'p [u8; 4], row: &'p [u8; 16]) -> [&'p [u8]; 4] {
    [b"firebell 2 team row", record.bytes(), epoch, row]
}

fn whereabouts_place<'p>(record: &'p RecordTag, epoch: &'p [u8; 4], message: &'p [u8; 16]) -> [&'p [u8]; 4] {
    [b"firebell 2 team whereabouts", record.bytes(), epoch, message]
}

fn lines_place<'p>(
    record: &'p RecordTag,
    epoch: &'p [u8; 4],
    (machine, n): (&'p [u8; 16], &'p [u8; 8]),
) -> [&'p [u8]; 5] {
    [b"firebell 2 team lines", record.bytes(), epoch, machine, n]
}

fn key_place<'p>(record: &'p RecordTag, epoch: &'p [u8; 4], key: &'p IncidentKeyId) -> [&'p [u8]; 4] {
    [b"firebell 2 incident key", record.bytes(), epoch, key]
}

fn report_place<'p>(record: &'p RecordTag, epoch: &'p [u8; 4], report: &'p [u8; 16]) -> [&'p [u8]; 4] {
    [b"firebell 2 team report", record.bytes(), epoch, report]
}

impl CircleKey {
    /// The key of an incident, for whoever has this one.
    pub(crate) fn wrap_key(&self, record: &RecordTag, key: &IncidentKey) -> Result<Vec<u8>, StoreError> {
        let epoch = self.epoch.to_be_bytes();
        cipher::seal(&self.bytes, &key_place(record, &epoch, &key.id), key.bytes().as_slice())
    }

    pub(crate) fn unwrap_key(&self, record: &RecordTag, id: IncidentKeyId, wrapped: &[u8]) -> Option<IncidentKey> {
        let epoch = self.epoch.to_be_bytes();
        let bytes = cipher::open(&self.bytes, &key_place(record, &epoch, &id), wrapped)?;
        IncidentKey::read(id, &bytes)
    }

    /// Seals what a machine says of what it has erased.
    pub(crate) fn seal_report(&self, record: &RecordTag, id: &[u8; 16], text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let epoch = self.epoch.to_be_bytes();
        cipher::seal(&self.bytes, &report_place(record, &epoch, id), text)
    }

    pub(crate) fn open_report(
        &self,
        record: &RecordTag,
        id: &[u8; 16],
        sealed: &[u8],
    ) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let epoch = self.epoch.to_be_bytes();
        cipher::open(&self.bytes, &report_place(record, &epoch, id), sealed)
    }

    /// Seals lines of a machine's audit log. They are padded to a multiple of 256 bytes so that the length tells
    /// little, with line feeds, because readers skip empty lines and no length has to be stored.
    pub(crate) fn seal_lines(
        &self,
        record: &RecordTag,
        (machine, n): ([u8; 16], u64),
        text: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        const STEP: usize = 256;
        let epoch = self.epoch.to_be_bytes();
        let mut text = zeroize::Zeroizing::new(text.to_vec());
        let length = text.len().next_multiple_of(STEP);
        text.resize(length, b'\n');
        cipher::seal(
            &self.bytes,
            &lines_place(record, &epoch, (&machine, &n.to_be_bytes())),
            &text,
        )
    }

    pub(crate) fn open_lines(
        &self,
        record: &RecordTag,
        (machine, n): ([u8; 16], u64),
        sealed: &[u8],
    ) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let epoch = self.epoch.to_be_bytes();
        cipher::open(
            &self.bytes,
            &lines_place(record, &epoch, (&machine, &n.to_be_bytes())),
            sealed,
        )
    }

    /// Seals a message that is kept nowhere.
    pub(crate) fn seal_whereabouts(
        &self,
        record: &RecordTag,
        message: &[u8; 16],
        text: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let epoch = self.epoch.to_be_bytes();
        cipher::seal(&self.bytes, &whereabouts_place(record, &epoch, message), text)
    }

    pub(crate) fn open_whereabouts(
        &self,
        record: &RecordTag,
        message: &[u8; 16],
        sealed: &[u8],
    ) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let epoch = self.epoch.to_be_bytes();
        cipher::open(&self.bytes, &whereabouts_place(record, &epoch, message), sealed)
    }

    pub(crate) fn fresh(epoch: u32) -> Result<CircleKey, StoreError> {
        Ok(CircleKey {
            epoch,
            bytes: random_key()?,
        })
    }

    /// As the encrypted record keeps it.
    pub(crate) fn read(epoch: u32, bytes: &[u8]) -> Option<CircleKey> {
        Some(CircleKey {
            epoch,
            bytes: bytes.try_into().ok()?,
        })
    }

    pub(crate) fn bytes(&self) -> &RawKey {
        &self.bytes
    }

    /// The key for a member: the same bytes whoever wraps it.
    pub(crate) fn wrap(
        &self,
        record: &RecordTag,
        member: &MemberId,
        recipient: &RecipientKey,
    ) -> Result<Vec<u8>, StoreError> {
        let place = self.epoch.to_be_bytes();
        let wrapped = Recipient::of(recipient).wrap_alike(&self.bytes, &wrap_place(record, &place, member))?;
        Ok(wrapped.0.to_vec())
    }

    /// A public name of the key: no other key has the same one, and nothing about the key can be guessed from it.
    pub(crate) fn commitment(&self, record: &RecordTag) -> [u8; 32] {
        let epoch = self.epoch.to_be_bytes();
        let place = [b"firebell 2 team key is".as_slice(), record.bytes(), &epoch].concat();
        cipher::mark(&self.bytes, &place)
    }

    /// Seals what becomes a row of the server's log.
    pub(crate) fn seal(&self, record: &RecordTag, row: &[u8; 16], text: &[u8]) -> Result<Vec<u8>, StoreError> {
        cipher::seal(&self.bytes, &row_place(record, &self.epoch.to_be_bytes(), row), text)
    }

    pub(crate) fn open(
        &self,
        record: &RecordTag,
        row: &[u8; 16],
        sealed: &[u8],
    ) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        cipher::open(&self.bytes, &row_place(record, &self.epoch.to_be_bytes(), row), sealed)
    }
}

fn unwrapped(
    identity: &Identity,
    record: &RecordTag,
    member: &MemberId,
    (epoch, wrapped): (u32, &[u8]),
) -> Option<CircleKey> {
    let wrapped = Wrapped(wrapped.try_into().ok()?);
    let bytes = identity.unwrap(&wrapped, &wrap_place(record, &epoch.to_be_bytes(), member))?;
    Some(CircleKey { epoch, bytes })
}

impl Holder {
    /// A key of the team that was wrapped for whoever opened the record.
    pub(crate) fn circle_key(&self, wrapped: (u32, &[u8])) -> Option<CircleKey> {
        unwrapped(&self.identity, &self.record, &self.member, wrapped)
    }
}

/// Somebody who has an invitation and its code, on a machine that has no record yet.
pub(crate) struct Invitee {
    pub(crate) record: RecordTag,
    pub(crate) member: MemberId,
    identity: Identity,
}

impl InvitationFile {
    /// What the invitation opens; `None` where the code is another one.
    pub(crate) fn invitee(&self, code: &SecretString) -> Option<Invitee> {
        let record = self.record().clone();
        let identity = self.open(&record, code)?;
        Some(Invitee {
            record,
            member: self.member(),
            identity,
        })
    }
}

impl Invitee {
    pub(crate) fn circle_key(&self, wrapped: (u32, &[u8])) -> Option<CircleKey> {
        unwrapped(&self.identity, &self.record, &self.member, wrapped)
    }

    /// The header of this machine's own copy, which a passphrase opens. The record tells of the join when it is opened.
    pub(crate) fn draw(&self, new: &SecretString, at: WallTime) -> Result<Drawn, StoreError> {
        Envelope::draw_joining((&self.record, self.member), &self.identity, new, at)
    }
}
