//! Keys of one incident for one purpose, wrapped for each member who may have them. What is sealed under one is sealed under
//! a key of its own for each event, so that one event can be handed out without the others.

use zeroize::Zeroizing;

use super::cipher::{self, derive, random_key};
use super::database_key::RawKey;
use super::hex_bytes::hex_bytes;
use super::holder::Holder;
use super::identity::{Recipient, Wrapped};
use super::record_key::RecordTag;
use super::signing::{Signed, Signer};
use crate::core::ids::Stream;
use crate::core::member::public_key::{DataKeyId, MemberId, RecipientKey, SignatureBytes, VerifyingKey};
use crate::store::StoreError;
use crate::store::random::random;

hex_bytes!(
    /// The key that one event is sealed under.
    EventKey,
    32
);

/// Bytes of a wrapped key, and those of the member who signed it.
const WRAPPED: usize = size_of::<Wrapped>();
const SIGNER: usize = 8;

/// Identifies a wrapped data key: which record, incident and purpose, and which member it is for.
pub(crate) struct Share<'a> {
    pub(crate) record: &'a RecordTag,
    /// The incident's.
    pub(crate) stream: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) member: MemberId,
}

impl Share<'_> {
    /// The bytes that are signed. Only the two names vary in length, so only they have their length in front.
    fn message(&self, key: DataKeyId, wrapped: &[u8]) -> Vec<u8> {
        let length = |text: &str| u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes();
        [
            b"firebell 2 key share".as_slice(),
            self.record.bytes(),
            key.bytes(),
            &length(self.stream),
            self.stream.as_bytes(),
            &length(self.purpose),
            self.purpose.as_bytes(),
            self.member.bytes(),
            wrapped,
        ]
        .concat()
    }

    /// Who signed a wrapped key, and what is to be verified of it; `None` where nobody did, as before keys were signed.
    pub(crate) fn signed_by<'v>(
        &self,
        key: DataKeyId,
        wrapped: &[u8],
        key_of: impl Fn(MemberId) -> Option<&'v VerifyingKey>,
    ) -> Option<Signed> {
        let (wrapped, signed) = wrapped.split_at_checked(WRAPPED)?;
        let (signer, signature) = signed.split_at_checked(SIGNER)?;
        Some(Signed {
            key: *key_of(MemberId::of(signer.try_into().ok()?))?,
            message: self.message(key, wrapped),
            signature: SignatureBytes::of(signature.try_into().ok()?),
        })
    }
}

/// A key of an incident.
#[derive(Clone)]
pub(crate) struct DataKey {
    pub(crate) id: DataKeyId,
    bytes: RawKey,
}

fn place<'p>(record: &'p RecordTag, key: &'p DataKeyId, member: &'p MemberId) -> [&'p [u8]; 4] {
    [b"firebell 2 data key", record.bytes(), key.bytes(), member.bytes()]
}

impl DataKey {
    pub(crate) fn fresh() -> Result<DataKey, StoreError> {
        Ok(DataKey {
            id: DataKeyId::of(random()?),
            bytes: random_key()?,
        })
    }

    /// The key, for one member.
    pub(crate) fn wrap(
        &self,
        record: &RecordTag,
        member: &MemberId,
        recipient: &RecipientKey,
    ) -> Result<Vec<u8>, StoreError> {
        let wrapped = Recipient::of(recipient).wrap(&self.bytes, &place(record, &self.id, member))?;
        Ok(wrapped.0.to_vec())
    }

    /// The key, for one member, signed by whoever hands it to them.
    pub(crate) fn wrap_signed(
        &self,
        signer: &Signer,
        share: &Share<'_>,
        recipient: &RecipientKey,
    ) -> Result<Vec<u8>, StoreError> {
        let mut wrapped = self.wrap(share.record, &share.member, recipient)?;
        let signature = signer.sign(&share.message(self.id, &wrapped));
        wrapped.extend(signer.member.bytes());
        wrapped.extend(signature.bytes());
        Ok(wrapped)
    }

    /// The key of one event.
    pub(crate) fn of_event(&self, seq: u64) -> EventKey {
        EventKey(*derive(self.bytes.as_slice(), &seq.to_be_bytes(), "firebell 2 event"))
    }

    /// The key of an event that was sealed in another record, kept under this one.
    pub(crate) fn keep(&self, stream: Stream<'_>, seq: u64, key: &EventKey) -> Result<Vec<u8>, StoreError> {
        cipher::seal(&self.bytes, &kept_place(stream.name(), &seq.to_be_bytes()), &key.0)
    }

    pub(crate) fn kept(&self, stream: Stream<'_>, seq: u64, kept: &[u8]) -> Option<EventKey> {
        let opened = cipher::open(&self.bytes, &kept_place(stream.name(), &seq.to_be_bytes()), kept)?;
        opened.as_slice().try_into().ok().map(EventKey)
    }
}

fn kept_place<'p>(stream: &'p str, seq: &'p [u8; 8]) -> [&'p [u8]; 3] {
    [b"firebell 2 kept event key", stream.as_bytes(), seq]
}

fn event_place<'p>(stream: &'p str, seq: &'p [u8; 8]) -> [&'p [u8]; 3] {
    [b"firebell 2 event", stream.as_bytes(), seq]
}

impl EventKey {
    pub(crate) fn seal(&self, stream: Stream<'_>, seq: u64, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        cipher::seal(
            &RawKey::from(&self.0),
            &event_place(stream.name(), &seq.to_be_bytes()),
            text,
        )
    }

    pub(crate) fn open(&self, stream: Stream<'_>, seq: u64, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        cipher::open(
            &RawKey::from(&self.0),
            &event_place(stream.name(), &seq.to_be_bytes()),
            sealed,
        )
    }
}

impl Holder {
    /// A data key that was wrapped for the person who opened the record. The signature is not checked, because this is
    /// for reading; it is checked before anything new is sealed under a key (`is_vouched_for`).
    pub(crate) fn data_key(&self, id: DataKeyId, wrapped: &[u8]) -> Option<DataKey> {
        let wrapped = Wrapped(wrapped.get(..WRAPPED)?.try_into().ok()?);
        let bytes = self
            .identity
            .unwrap(&wrapped, &place(&self.record, &id, &self.member))?;
        Some(DataKey { id, bytes })
    }
}
