//! The keys of the record, and what opens it. Every change of them has its lines in the audit log: one before it, while
//! nothing has changed yet, and one after it.

use secrecy::SecretString;

use super::{HomeError, HomeKeys, KeyList, LineOutcome, NewSlot, Record, RecordError, SlotId, Unlock};
use crate::core::event::SealedNature;
use crate::core::member::Permission;
use crate::core::member::public_key::DataKeyId;
use crate::core::time::WallTime;
use crate::store::{Store, StoreError};

/// A key of an incident, without a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOfIncident {
    pub id: DataKeyId,
    pub code: String,
    /// What is sealed under it.
    pub nature: SealedNature,
    pub made_at: WallTime,
    /// Who has it, by name.
    pub members: Vec<String>,
}

impl Record {
    /// Every key of the record, without a secret.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn keys(&self) -> Result<KeyList, RecordError> {
        Ok(self.store.keys()?)
    }

    /// The keys of incidents: of restricted ones, of privileged notes, of letters and of remarks on them.
    ///
    /// # Errors
    /// What the store says.
    pub fn keys_of_incidents(&self) -> Result<Vec<KeyOfIncident>, RecordError> {
        let members = self.members()?;
        let keys = self.store.data_keys()?.into_iter().map(|key| KeyOfIncident {
            id: key.id,
            code: self.code_of(&key.stream).unwrap_or(key.stream),
            nature: key.nature,
            made_at: key.made_at,
            members: key
                .members
                .iter()
                .map(|id| {
                    members
                        .by_id(*id)
                        .map_or_else(|| id.to_string(), |member| member.name.clone())
                })
                .collect(),
        });
        Ok(keys.collect())
    }

    /// Since when a team's server has its keys; `None` where the record is not shared.
    pub fn home_keys(&self) -> Option<Result<HomeKeys, HomeError>> {
        self.store.home_keys()
    }

    /// Changes the passphrase. The clock is read around it: where the database has to be rewritten, that takes its time.
    ///
    /// # Errors
    /// What the store says; it names the key that opens the record then.
    pub fn change_key(
        &mut self,
        old: Unlock<'_>,
        new: &SecretString,
        clock: impl Fn() -> WallTime,
    ) -> Result<(), RecordError> {
        self.told("key.change", "record", &clock, |store, at| {
            store.change_key(old, new, at)
        })
    }

    /// Replaces the record key.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn rotate_key(&mut self, clock: impl Fn() -> WallTime) -> Result<(), RecordError> {
        self.need(Permission::Keys, None, clock())?;
        self.told("key.rotate", "record", &clock, Store::rotate_key)
    }

    /// Makes something else open the record as well. `what` names it in the log.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn set_slot(
        &mut self,
        what: &str,
        new: &NewSlot<'_>,
        clock: impl Fn() -> WallTime,
    ) -> Result<SlotId, RecordError> {
        self.told("key.add", what, &clock, |store, at| store.set_slot(new, at))
    }

    /// Takes a slot away.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn remove_slot(&mut self, slot: SlotId, clock: impl Fn() -> WallTime) -> Result<(), RecordError> {
        self.told("key.remove", &slot.to_string(), &clock, |store, _| {
            store.remove_slot(slot)
        })
    }

    /// Brings a record of the first format to the second.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn upgrade(&mut self, secret: &SecretString, clock: impl Fn() -> WallTime) -> Result<(), RecordError> {
        self.need(Permission::Keys, None, clock())?;
        self.told("key.upgrade", "record", &clock, |store, at| {
            store.upgrade(secret, secret, at)
        })
    }

    /// Takes it back to the first format, as long as nobody confirmed the second.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn undo_upgrade(&mut self, secret: &SecretString, clock: impl Fn() -> WallTime) -> Result<(), RecordError> {
        self.need(Permission::Keys, None, clock())?;
        self.told("key.upgrade.undo", "record", &clock, |store, _| {
            store.undo_upgrade(secret)
        })
    }

    /// Gives the way back to the first format up.
    ///
    /// # Errors
    /// As [`Record::change_key`].
    pub fn confirm_upgrade(&mut self, clock: impl Fn() -> WallTime) -> Result<(), RecordError> {
        self.need(Permission::Keys, None, clock())?;
        self.told("key.upgrade.confirm", "record", &clock, |store, _| {
            store.confirm_upgrade()
        })?;
        // The next opening does what cannot be done now.
        let _ = self.store.key_log(&self.actor, clock());
        Ok(())
    }

    fn told<T>(
        &mut self,
        action: &str,
        target: &str,
        clock: &impl Fn() -> WallTime,
        change: impl FnOnce(&mut Store, WallTime) -> Result<T, StoreError>,
    ) -> Result<T, RecordError> {
        self.note(clock(), action, target, LineOutcome::Begun)?;
        let changed = change(&mut self.store, clock());
        let outcome = LineOutcome::of(&changed);
        self.note_done(clock(), action, target, outcome);
        Ok(changed?)
    }
}
