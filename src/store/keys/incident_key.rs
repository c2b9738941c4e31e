//! Keys of what a team's server has of one incident, or of one entry of the organization. What is shared of it is sealed under
//! such a key within the row, so that the row can stay when its contents have to go.

use zeroize::Zeroizing;

use super::cipher::{self, random_key};
use super::database_key::RawKey;
use super::record_key::RecordTag;
use crate::core::ids::Stream;
use crate::store::StoreError;
use crate::store::random::random;

/// Names a key, at random.
pub(crate) type IncidentKeyId = [u8; 16];

/// A key of an incident on a team's server.
#[derive(Clone)]
pub(crate) struct IncidentKey {
    pub(crate) id: IncidentKeyId,
    bytes: RawKey,
}

fn place<'p>(record: &'p RecordTag, id: &'p IncidentKeyId, (stream, seq): (&'p str, &'p [u8; 8])) -> [&'p [u8]; 5] {
    [b"firebell 2 team event", record.bytes(), id, stream.as_bytes(), seq]
}

impl IncidentKey {
    pub(crate) fn fresh() -> Result<IncidentKey, StoreError> {
        Ok(IncidentKey {
            id: random()?,
            bytes: random_key()?,
        })
    }

    /// As the encrypted record keeps it, or as it was unwrapped.
    pub(crate) fn read(id: IncidentKeyId, bytes: &[u8]) -> Option<IncidentKey> {
        Some(IncidentKey {
            id,
            bytes: bytes.try_into().ok()?,
        })
    }

    pub(crate) fn bytes(&self) -> &RawKey {
        &self.bytes
    }

    /// Seals the bytes of an event for its place in its stream.
    pub(crate) fn seal(
        &self,
        record: &RecordTag,
        (stream, seq): (Stream<'_>, u64),
        body: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let seq = seq.to_be_bytes();
        cipher::seal(&self.bytes, &place(record, &self.id, (stream.name(), &seq)), body)
    }

    pub(crate) fn open(
        &self,
        record: &RecordTag,
        (stream, seq): (Stream<'_>, u64),
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let seq = seq.to_be_bytes();
        cipher::open(&self.bytes, &place(record, &self.id, (stream.name(), &seq)), sealed)
    }
}
