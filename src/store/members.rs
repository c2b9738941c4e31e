//! The members of the record as it tells them itself, and the keys they have in its header.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::events::Digest;
use super::files::Links;
use super::header::Header;
use super::key_lock::KeyLock;
use super::keys::{
    Envelope, InvitationFile, KeyRefusal, NewInvitation, PendingJoin, PublicHalf, RecordTag, Signer, Source,
};
use super::random::random;
use super::read_event::read_event;
use super::transaction::Writing;
use super::{Access, DATABASE, HEADER, Store, StoreError, database, sql};
use crate::core::ids::Sha256Digest;
use crate::core::ids::Stream;
use crate::core::member::event::EventsBefore;
use crate::core::member::fold::{MemberState, Members};
use crate::core::member::public_key::{GrantId, MemberId, SignatureBytes};
use crate::core::time::WallTime;

impl Store {
    /// Everybody who is or was in the record, with their verifying keys.
    ///
    /// # Errors
    /// What the database says.
    pub fn members(&self) -> Result<Members, StoreError> {
        members(&self.connection)
    }

    /// Whose secret opened the record; `None` in the first format.
    pub fn public_half(&self) -> Option<PublicHalf> {
        match self.in_force.source() {
            Source::Derived(_) => None,
            Source::Enveloped(holder) => Some(holder.public_half()),
        }
    }

    /// Which record it is, and who signs what is recorded.
    pub(super) fn signing(&self) -> Option<(RecordTag, Signer)> {
        match self.in_force.source() {
            Source::Derived(_) => None,
            Source::Enveloped(holder) => Some((holder.record.clone(), holder.signer())),
        }
    }

    /// Whether the record has members, or may have them: not in the first format, and not before its upgrade is
    /// confirmed, since the way back would lead to a format that knows none.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn may_have_members(&self) -> Result<bool, StoreError> {
        Ok(match Header::read(&self.header_path(), Links::Followed)? {
            Header::First(_) => false,
            Header::Second(envelope) => !envelope.is_provisional(),
        })
    }
}

/// The members as far as a connection sees them.
pub(super) fn members(connection: &Connection) -> Result<Members, StoreError> {
    let fail = || sql("read the members");
    let mut statement = connection
        .prepare_cached("SELECT body FROM event WHERE stream = ?1 ORDER BY seq")
        .map_err(fail())?;
    let rows = statement
        .query_map([Stream::Members.name()], |row| row.get::<_, Vec<u8>>(0))
        .map_err(fail())?;
    let mut members = Members::default();
    for body in rows {
        let event = read_event(&body.map_err(fail())?).map_err(|source| StoreError::Unreadable {
            what: "an event of the members".to_owned(),
            source,
        })?;
        members.take(&event);
    }
    Ok(members)
}

impl Writing<'_> {
    /// The members as they are while nobody else can write.
    ///
    /// # Errors
    /// What the database says.
    pub fn members(&self) -> Result<Members, StoreError> {
        members(&self.transaction)
    }

    /// What was recorded so far, as a count and a digest. Jumps from stream to stream through the index, so that the
    /// events in between need not be read.
    ///
    /// # Errors
    /// What the database says.
    pub fn events_before(&self) -> Result<EventsBefore, StoreError> {
        let fail = || sql("read the ends of its streams");
        let mut next = self
            .transaction
            .prepare_cached("SELECT stream FROM event WHERE stream > ?1 ORDER BY stream LIMIT 1")
            .map_err(fail())?;
        let mut ends = Ends::default();
        let mut after = String::new();
        while let Some(stream) = next
            .query_row([&after], |row| row.get::<_, String>(0))
            .optional()
            .map_err(fail())?
        {
            let (seq, hash) = self.end_of(Stream::named(&stream))?;
            ends.take(Stream::named(&stream), seq, &hash);
            after = stream;
        }
        Ok(ends.finished())
    }
}

/// The ends of streams, in order of their names.
#[derive(Default)]
pub(super) struct Ends {
    number: u64,
    hash: Sha256,
}

impl Ends {
    pub(super) fn take(&mut self, stream: Stream<'_>, seq: u64, last: &Digest) {
        self.number += seq;
        self.hash.update(stream.name().as_bytes());
        self.hash.update([0]);
        self.hash.update(seq.to_be_bytes());
        self.hash.update(last);
    }

    pub(super) fn finished(self) -> EventsBefore {
        EventsBefore {
            number: self.number,
            ends: Sha256Digest::finished(self.hash),
        }
    }
}

/// Noted while the server may have been told of a join.
const JOIN_TOLD: &str = "join_told";

/// A join whose event is still to be written.
#[derive(Debug, Clone, Copy)]
pub struct Joins {
    pub own: PublicHalf,
    /// By the new key, over the member, both keys and the record.
    pub proof: SignatureBytes,
}

impl Store {
    /// A name for a grant.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn fresh_grant() -> Result<GrantId, StoreError> {
        Ok(GrantId::of(random()?))
    }

    /// Makes an invitation. Nothing is written.
    ///
    /// # Errors
    /// [`KeyRefusal::FirstFormat`].
    pub fn draw_invitation(&self) -> Result<NewInvitation, StoreError> {
        match self.in_force.source() {
            Source::Derived(_) => Err(KeyRefusal::FirstFormat.into()),
            Source::Enveloped(holder) => holder.invite(),
        }
    }

    /// Gives somebody who is invited a place in the header.
    ///
    /// # Errors
    /// As [`Store::set_slot`].
    pub fn add_member(&mut self, half: &PublicHalf) -> Result<(), StoreError> {
        self.change_header(|envelope, holder| envelope.add_member(holder, half))
    }

    /// Takes those out of the header who are no longer in the record, and says whether there were any.
    ///
    /// # Errors
    /// As [`Store::set_slot`].
    pub fn drop_former_members(&mut self) -> Result<bool, StoreError> {
        let members = self.members()?;
        let Header::Second(envelope) = Header::read(&self.header_path(), Links::Followed)? else {
            return Ok(false);
        };
        let former = |id: &MemberId| {
            let known = members.by_id(*id);
            known.is_some_and(|member| matches!(member.state, MemberState::Revoked { .. }))
        };
        let out: Vec<MemberId> = envelope.member_ids().into_iter().filter(former).collect();
        if out.is_empty() {
            return Ok(false);
        }
        self.change_header(|envelope, _| {
            envelope.drop_members(&out);
            Ok(())
        })?;
        Ok(true)
    }

    /// Lets somebody in who has an invitation and its code: from then on the passphrase opens the record for them. The
    /// record tells of it when it is opened with that passphrase.
    ///
    /// # Errors
    /// [`KeyRefusal::NoInvitation`], [`KeyRefusal::PassphraseInUse`]; nothing is changed then.
    pub fn join(
        folder: &Path,
        invitation: &InvitationFile,
        (code, new): (&SecretString, &SecretString),
        at: WallTime,
    ) -> Result<(), StoreError> {
        if !Store::look(folder)? {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        // Before anything is looked at: somebody else may change the header, or take the invitation.
        let _lock = KeyLock::take(folder)?;
        let header = Header::read(&folder.join(HEADER), Links::Followed)?;
        let Header::Second(envelope) = &header else {
            return Err(KeyRefusal::FirstFormat.into());
        };
        let guest = envelope.guest(invitation, code).ok_or(KeyRefusal::NoInvitation)?;
        let path = folder.join(DATABASE);
        let mut opened = Err(StoreError::HeaderOfAnother);
        for candidate in &guest.candidates {
            opened = database::open(&path, candidate);
            if opened.is_ok() {
                break;
            }
        }
        let store = Store::of(folder, opened?, Access::Write);
        store.look_at_header(&header)?;
        let members = store.members()?;
        match members.by_id(invitation.member()).map(|member| member.state) {
            Some(MemberState::Invited { until }) if at < until => {}
            Some(MemberState::Invited { .. } | MemberState::Active | MemberState::Revoked { .. }) | None => {
                return Err(KeyRefusal::NoInvitation.into());
            }
        }
        let (envelope, holder) = store.envelope_to_change()?;
        let joined = envelope.joined(&guest, &holder, new, at)?;
        Header::second(joined).write(&store.header_path())?;
        store.note_generation();
        Ok(())
    }

    /// The join of whoever opened the record, where the record does not tell of it yet.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn joins(&self) -> Result<Option<Joins>, StoreError> {
        Ok(self.pending_join()?.map(|pending| Joins {
            own: pending.own,
            proof: pending.proof,
        }))
    }

    /// Notes whether the server of a shared record may have been told of the join of whoever opened it, before it is, and that it
    /// was not. The key of somebody who has joined is nowhere else.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_join_told(&self, told: bool) -> Result<(), StoreError> {
        let done = match told {
            true => self
                .connection
                .execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, '1')", [JOIN_TOLD]),
            false => self.connection.execute("DELETE FROM meta WHERE key = ?1", [JOIN_TOLD]),
        };
        done.map(drop).map_err(sql("note the join"))
    }

    /// Whether the copy of a shared record in a folder may be that of somebody who has joined.
    pub fn may_have_joined(folder: &Path, passphrase: &SecretString) -> bool {
        let pending = || -> Result<bool, StoreError> {
            let store = Store::open(folder, passphrase)?;
            let told = store
                .connection
                .query_row("SELECT 1 FROM meta WHERE key = ?1", [JOIN_TOLD], |_| Ok(()))
                .optional()
                .map_err(sql("look for the join"))?;
            Ok(told.is_none() && store.joins()?.is_some())
        };
        // What cannot be looked at stays.
        !pending().unwrap_or(false)
    }

    fn pending_join(&self) -> Result<Option<PendingJoin>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(None);
        };
        Ok(match Header::read(&self.header_path(), Links::Followed)? {
            Header::First(_) => None,
            Header::Second(envelope) => envelope.pending_join(holder),
        })
    }

    /// Writes what tells of a join, signed with the key of the invitation, and forgets the invitation.
    ///
    /// # Errors
    /// What `work` says, the database or the disk.
    pub fn write_join<E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Writing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let (Some(pending), Some((record, _))) = (self.pending_join()?, self.signing()) {
            self.write_signed(Some((record, pending.invited)), work)?;
            self.change_header(Envelope::finish_join)?;
            self.note_join_told(false)?;
        }
        Ok(())
    }
}
