//! The key of a record, and the keys made of it: one for each purpose, so that none says anything about another.

use serde::{Deserialize, Serialize};

use super::cipher::{derive, random_key};
use super::database_key::RawKey;
use super::hex_bytes::hex_bytes;
use super::tag::KeyId;
use crate::core::time::WallTime;
use crate::store::StoreError;

hex_bytes!(
    /// Names the record, so that nothing sealed or signed for it fits into another one.
    RecordTag,
    16
);

/// What is known of a record key without having it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyInfo {
    pub(super) id: KeyId,
    pub(super) made_at: WallTime,
}

/// The secret that opens everything else.
#[derive(Clone)]
pub(crate) struct RecordKey {
    pub(super) info: KeyInfo,
    pub(super) bytes: RawKey,
}

impl RecordKey {
    pub(super) fn fresh(at: WallTime) -> Result<RecordKey, StoreError> {
        Ok(RecordKey {
            info: KeyInfo {
                id: KeyId::fresh()?,
                made_at: at.to_the_second(),
            },
            bytes: random_key()?,
        })
    }

    /// What the cipher of the database is given.
    pub(super) fn of_database(&self) -> RawKey {
        derive(self.bytes.as_slice(), self.info.id.bytes(), "firebell 2 database")
    }

    /// What the header is marked with.
    pub(super) fn of_header(&self) -> RawKey {
        derive(self.bytes.as_slice(), self.info.id.bytes(), "firebell 2 header")
    }
}
