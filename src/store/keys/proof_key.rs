//! The keys that vouch for the record, sealed under the record key: whoever has the key of the database and not that one can
//! use none of them.

use super::cipher::{self, derive, mark};
use super::database_key::RawKey;
use super::holder::Holder;
use crate::store::StoreError;

/// What a record key id is stored as.
pub(crate) type KeyIdBytes = [u8; 8];

impl Holder {
    pub(crate) fn record_key_id(&self) -> KeyIdBytes {
        let mut bytes = KeyIdBytes::default();
        bytes.copy_from_slice(self.key.info.id.bytes());
        bytes
    }

    fn of_proof_keys(&self) -> RawKey {
        derive(
            self.key.bytes.as_slice(),
            self.key.info.id.bytes(),
            "firebell 2 proof keys",
        )
    }

    /// Seals what is known of one generation.
    pub(crate) fn seal_proof_key(&self, generation: u32, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let number = generation.to_be_bytes();
        let place = [b"firebell 2 proof key".as_slice(), self.record.bytes(), &number];
        cipher::seal(&self.of_proof_keys(), &place, text)
    }

    pub(crate) fn open_proof_key(&self, generation: u32, sealed: &[u8]) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let number = generation.to_be_bytes();
        let place = [b"firebell 2 proof key".as_slice(), self.record.bytes(), &number];
        cipher::open(&self.of_proof_keys(), &place, sealed)
    }
}

/// A mark under a key made for one purpose of another one.
pub(crate) fn marked_for(key: &RawKey, purpose: &str, bytes: &[u8]) -> [u8; 32] {
    mark(&derive(key.as_slice(), &[], purpose), bytes)
}
