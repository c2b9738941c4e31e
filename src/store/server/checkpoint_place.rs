//! Where a checkpoint of a shared record was made: the machine, and how far it had the team's log.

use super::kept_locally;
use super::row::Head;
use crate::core::member::public_key::SignatureBytes;
use crate::store::events::Digest;
use crate::store::{Store, StoreError};

/// How far a machine has the team's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPlace {
    /// The last entry that it has, and its digest.
    pub n: u64,
    pub hash: Digest,
    /// Names the machine's audit log on the server.
    pub machine: uuid::Uuid,
}

impl Store {
    /// How far this machine has the team's log; `None` where the record is not shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn team_place(&self) -> Result<Option<TeamPlace>, StoreError> {
        if self.shared.is_none() {
            return Ok(None);
        }
        let Head { n, hash } = kept_locally::head(&self.connection)?;
        let machine = self.told()?.machine;
        Ok(Some(TeamPlace { n, hash, machine }))
    }

    /// Whether the entry of the team's log at that place is the same here; `None` where there is none here.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_team_place(&self, place: &TeamPlace) -> Result<Option<bool>, StoreError> {
        let here = kept_locally::hash_of(&self.connection, place.n)?;
        Ok(here.map(|hash| hash == place.hash))
    }

    /// The text of a checkpoint, signed by whoever opened the record. It begins with the name of the record, as nothing else does
    /// that members sign.
    pub fn vouch_for_checkpoint(&self, text: &str) -> Option<SignatureBytes> {
        let (_, signer) = self.signing()?;
        text.starts_with("firebell/").then(|| signer.sign(text.as_bytes()))
    }
}
