//! The record as one tree of events: its state, what signs for it, and the checkpoints that were made of it.

use super::{
    Committed, KeptCheckpoint, Loaded, Record, RecordError, RecordSigner, SignedExport, Stored, TeamPlace, TreeHead,
};
use crate::core::ids::Stream;
use crate::core::member::Member;
use crate::core::member::public_key::SignatureBytes;

impl Record {
    /// What signs for the record; none in a record of the first format.
    ///
    /// # Errors
    /// What the database says.
    pub fn signer(&self) -> Result<Option<RecordSigner>, RecordError> {
        Ok(self.store.signers()?.pop())
    }

    /// The same with those that signed before the record key was replaced; the last one signs now.
    ///
    /// # Errors
    /// What the database says.
    pub fn signers(&self) -> Result<Vec<RecordSigner>, RecordError> {
        Ok(self.store.signers()?)
    }

    /// The state of the record now, or after so many events; `None` where it never had so many.
    ///
    /// # Errors
    /// What the database says.
    pub fn tree_head(&self, size: Option<u64>) -> Result<Option<TreeHead>, RecordError> {
        Ok(self.store.tree_head(size)?)
    }

    /// The state of the record when an event had just been recorded; `None` in a record of the first format.
    ///
    /// # Errors
    /// What the database says.
    pub fn tree_head_with(&self, incident: &str, stored: &Stored) -> Result<Option<TreeHead>, RecordError> {
        match self.store.size_with(Stream::Incident(incident), stored)? {
            Some(size) => self.tree_head(Some(size)),
            None => Ok(None),
        }
    }

    /// The events of an incident with what shows that they are part of the record.
    ///
    /// # Errors
    /// What the database says.
    pub fn committed(&self, loaded: &Loaded) -> Result<Vec<Committed>, RecordError> {
        Ok(self
            .store
            .committed(Stream::Incident(&loaded.incident.id), &loaded.events)?)
    }

    /// Who signed the events of an incident, for an export; `None` where the record has no members. `told`: whether an event goes
    /// out with its words.
    ///
    /// # Errors
    /// What the database says.
    pub fn signed_export(
        &self,
        loaded: &Loaded,
        told: &dyn Fn(&Stored) -> bool,
    ) -> Result<Option<SignedExport>, RecordError> {
        let stream = Stream::Incident(&loaded.incident.id);
        let roles = self.authors_approve_as();
        Ok(self.store.signed_export(stream, &loaded.events, told, roles)?)
    }

    /// Which machine of a team this is, and where the team's log ends here; `None` where the record is not shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn team_place(&self) -> Result<Option<TeamPlace>, RecordError> {
        Ok(self.store.team_place()?)
    }

    /// Whether this machine has the same entry of the team's log at that place; `None` where it has none there.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_team_place(&self, place: &TeamPlace) -> Result<Option<bool>, RecordError> {
        Ok(self.store.has_team_place(place)?)
    }

    /// The text of a checkpoint, signed by whoever opened the record with their own key; `None` where nobody has one.
    ///
    /// # Errors
    /// What the database says.
    pub fn vouch_for_checkpoint(&self, text: &str) -> Result<Option<(Member, SignatureBytes)>, RecordError> {
        let member = self.member()?;
        Ok(member.zip(self.store.vouch_for_checkpoint(text)))
    }

    /// Keeps a checkpoint, so that a later check holds the record against it.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_checkpoint(&self, head: &TreeHead, note: &str) -> Result<(), RecordError> {
        match self.can_write() {
            true => Ok(self.store.keep_checkpoint(head, note)?),
            false => Ok(()),
        }
    }

    /// Keeps the time stamp of a checkpoint.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_token(&self, head: &TreeHead, note: &str, token: &[u8]) -> Result<(), RecordError> {
        Ok(self.store.keep_token(head, note, token)?)
    }

    /// The checkpoints that were made, in order.
    ///
    /// # Errors
    /// What the database says.
    pub fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, RecordError> {
        Ok(self.store.checkpoints()?)
    }
}
