//! Erasures, each with its line in the audit log: one before it, while everything is there, and one after it.

use std::path::Path;

use super::InBackup;
use super::{LineOutcome, Record, RecordError, Unlock};
use crate::core::event::Event;
use crate::core::member::Permission;
use crate::core::time::WallTime;
use crate::store::backup_rewrite;
use crate::store::{ErasedIncident, Erasing, KnownBackup, Stream};

impl Record {
    /// The events of the organization's own stream.
    ///
    /// # Errors
    /// What the store says.
    pub fn organisation_events(&self) -> Result<Vec<Event>, RecordError> {
        let events = self.store.events(Stream::Organisation)?;
        Ok(events.into_iter().map(|stored| stored.event).collect())
    }

    /// Erases an incident.
    ///
    /// # Errors
    /// A legal hold that was placed meanwhile, or what the store says.
    pub fn erase_incident(
        &self,
        stream: Stream<'_>,
        code: &str,
        erasing: &Erasing,
        now: WallTime,
    ) -> Result<u64, RecordError> {
        self.need(Permission::Erase, None, now)?;
        self.not_while_shared("the server and its backups would keep what is erased here")?;
        self.note(now, "retention.erase", code, LineOutcome::Begun)?;
        let erased = self.store.erase_incident(stream, code, erasing)?;
        self.note_done(
            now,
            "retention.erase",
            &format!("{code} {erased} events"),
            LineOutcome::Ok,
        );
        Ok(erased)
    }

    /// Erases entries of the organization's stream that tell who somebody is.
    ///
    /// # Errors
    /// As [`Record::erase_incident`].
    pub fn erase_contacts(
        &self,
        chosen: &dyn Fn(&Event) -> bool,
        erasing: &Erasing,
        now: WallTime,
    ) -> Result<u64, RecordError> {
        self.need(Permission::Erase, None, now)?;
        self.not_while_shared("the server and its backups would keep what is erased here")?;
        let stream = Stream::Organisation;
        self.note(now, "retention.erase", "contacts", LineOutcome::Begun)?;
        let erased = self.store.erase_events(stream, chosen, erasing)?;
        self.note_done(
            now,
            "retention.erase",
            &format!("contacts {erased} events"),
            LineOutcome::Ok,
        );
        Ok(erased)
    }

    /// Writes the file of the record anew, so that nothing erased is left in it.
    ///
    /// # Errors
    /// What the store says.
    pub fn compact(&self) -> Result<(), RecordError> {
        Ok(self.store.compact()?)
    }

    /// Whether free pages may still have what was erased or sealed.
    ///
    /// # Errors
    /// What the store says.
    pub fn has_free_pages(&self) -> Result<bool, RecordError> {
        Ok(self.store.has_free_pages()?)
    }

    /// The backups that were made, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn backups_made(&self) -> Result<Vec<KnownBackup>, RecordError> {
        Ok(self.store.backups_made()?)
    }

    /// The incidents that were erased.
    ///
    /// # Errors
    /// What the store says.
    pub fn erased_incidents(&self) -> Result<Vec<ErasedIncident>, RecordError> {
        Ok(self.store.erased_incidents()?)
    }

    /// Notes that a backup has nothing any more of what was erased.
    ///
    /// # Errors
    /// What the store says.
    pub fn note_erased_in(&self, folder: &Path) -> Result<(), RecordError> {
        Ok(self.store.note_erased_in(folder)?)
    }
}

/// Erases incidents in a backup. Says how many events went.
///
/// # Errors
/// Where it cannot be opened or written; it stays as it is then.
pub fn erase_in_backup(folder: &Path, unlock: Unlock<'_>, what: &InBackup<'_>) -> Result<u64, RecordError> {
    Ok(backup_rewrite::erase_in(folder, unlock, what)?)
}
