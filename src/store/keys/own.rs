//! What a member seals for nobody but themselves.

use zeroize::Zeroizing;

use super::cipher::{self, derive};
use super::database_key::RawKey;
use super::holder::Holder;
use crate::store::StoreError;

impl Holder {
    fn of_drafts(&self) -> RawKey {
        derive(
            self.identity.0.as_slice(),
            self.record.bytes(),
            "firebell 2 identity's drafts",
        )
    }

    /// Seals what was typed in a form.
    pub(crate) fn seal_own(&self, slot: &str, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        cipher::seal(&self.of_drafts(), &[b"firebell 2 draft", slot.as_bytes()], text)
    }

    /// The same, opened; `None` where it is somebody else's.
    pub(crate) fn open_own(&self, slot: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        cipher::open(&self.of_drafts(), &[b"firebell 2 draft", slot.as_bytes()], sealed)
    }
}
