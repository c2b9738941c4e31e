//! Erasures, each with its line in the audit log: one before it, while everything is there, and one after it.

use std::path::Path;

use super::{ErasedByDigest, ErasedThere, InBackup, LineOutcome, Record, RecordError, Unlock};
use crate::core::event::{ErasedEvents, ErasureRecorded, Event, EventNumbers, What};
use crate::core::member::{MemberId, Permission};
use crate::core::refusal::Refusal;
use crate::core::time::WallTime;
use crate::store::erasing::backups;
use crate::store::transaction::Writing;
use crate::store::{ErasedIncident, Erasing, KnownBackup, SignedErasures, Stream};

impl Record {
    /// The events of the organization's own stream.
    ///
    /// # Errors
    /// What the store says.
    pub fn organisation_events(&self) -> Result<Vec<Event>, RecordError> {
        let events = self.store.events(Stream::Organisation)?;
        Ok(events.into_iter().map(|stored| stored.event).collect())
    }

    /// Erases an incident; where the record is shared, from the server and, when they hear of it, from the others' machines too.
    ///
    /// # Errors
    /// A legal hold that was placed meanwhile, a server that cannot be reached or does not let its keys go, or what the store
    /// says.
    pub fn erase_incident(
        &self,
        stream: Stream<'_>,
        code: &str,
        erasing: &Erasing,
        now: WallTime,
    ) -> Result<u64, RecordError> {
        self.need(Permission::Erase, None, now)?;
        self.note(now, "retention.erase", code, LineOutcome::Begun)?;
        let erased = self.write(now, |writing| {
            let events = self.store.erase_incident(writing, (stream, code), erasing)?;
            let count = events.count();
            self.tell_of_erasure(writing, (stream, events), (code, &erasing.reason), now)?;
            Ok(count)
        });
        let erased = self.erased(erased, code, now)?;
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
        let stream = Stream::Organisation;
        self.note(now, "retention.erase", "contacts", LineOutcome::Begun)?;
        let erased = self.write(now, |writing| {
            let events = self.store.erase_events(writing, (stream, chosen), erasing)?;
            let count = events.count();
            self.tell_of_erasure(writing, (stream, events), ("contacts", &erasing.reason), now)?;
            Ok(count)
        });
        let erased = self.erased(erased, "contacts", now)?;
        self.note_done(
            now,
            "retention.erase",
            &format!("contacts {erased} events"),
            LineOutcome::Ok,
        );
        Ok(erased)
    }

    /// Erases privileged notes of an incident that stays. Not in a record on a team's server: there the whole incident has one
    /// key, so that what the server has of a note goes with its incident.
    ///
    /// # Errors
    /// As [`Record::erase_incident`].
    pub fn erase_notes(
        &self,
        (stream, code): (Stream<'_>, &str),
        notes: &EventNumbers,
        erasing: &Erasing,
        now: WallTime,
    ) -> Result<u64, RecordError> {
        self.need(Permission::Erase, None, now)?;
        if self.is_shared()? {
            let message =
                "on a team's server an incident has one key, so that its privileged notes go with it and not before";
            return Err(Refusal::new(message, "firebell retention plan tells when the incident goes").into());
        }
        let target = format!("privileged notes of {code}");
        self.note(now, "retention.erase", &target, LineOutcome::Begun)?;
        let chosen = |event: &Event| notes.has(event.seq);
        let erased = self.write(now, |writing| {
            let events = self.store.erase_events(writing, (stream, &chosen), erasing)?;
            let count = events.count();
            self.tell_of_erasure(writing, (stream, events), (code, &erasing.reason), now)?;
            Ok(count)
        });
        let erased = self.erased(erased, &target, now)?;
        let done = format!("{target} {erased} events");
        self.note_done(now, "retention.erase", &done, LineOutcome::Ok);
        Ok(erased)
    }

    /// Records, in the same go, which events were erased. Where the record has no members nobody signs, and nothing is proved
    /// by it.
    fn tell_of_erasure(
        &self,
        writing: &Writing<'_>,
        (stream, events): (Stream<'_>, EventNumbers),
        (of, reason): (&str, &str),
        now: WallTime,
    ) -> Result<(), RecordError> {
        if events.is_empty() || self.members()?.founding().is_none() {
            return Ok(());
        }
        let erasure = ErasureRecorded {
            of: vec![ErasedEvents {
                stream: stream.name().to_owned(),
                events,
            }],
            reason: reason.to_owned(),
            earlier: false,
        };
        self.tell_organisation(writing, vec![What::ErasureRecorded(erasure)], of, now)
    }

    /// Records what an earlier firebell erased, which recorded nothing of it, where whoever opened the record may erase. From
    /// then on nothing counts as erased without an event that says so.
    pub(super) fn take_over_erasures(&self, now: WallTime) -> Result<(), RecordError> {
        if self.store.erased_before_it_was_recorded()?.is_none() || !self.rights(None, now)?.may(Permission::Erase) {
            return Ok(());
        }
        self.write(now, |writing| {
            let Some(of) = self.store.erased_before_it_was_recorded()? else {
                return Ok(());
            };
            let erasure = ErasureRecorded {
                of,
                reason: "erased before firebell recorded it".to_owned(),
                earlier: true,
            };
            self.tell_organisation(writing, vec![What::ErasureRecorded(erasure)], "record", now)
        })
    }

    /// What an erasure came to. One that did not happen has its line too; after one whose answer was lost, nobody knows before
    /// the server is asked.
    fn erased(&self, erased: Result<u64, RecordError>, target: &str, now: WallTime) -> Result<u64, RecordError> {
        if erased.is_err() {
            self.note_done(now, "retention.erase", target, LineOutcome::Failed);
        }
        erased
    }

    /// Cleans up what was erased by others, and tells them how far this machine is. What somebody who reads keeps from being
    /// done now is done the next time.
    pub(super) fn follow_erasures(&self, erased: &[(String, MemberId)], now: WallTime) -> Result<(), RecordError> {
        let members = match erased.is_empty() {
            true => return self.tell_erased(now),
            false => self.members()?,
        };
        for (what, by) in erased {
            let by = members.by_id(*by).map_or("somebody", |member| &member.name);
            self.note_done(
                now,
                "retention.follow",
                &format!("{what} erased by {by}"),
                LineOutcome::Ok,
            );
        }
        self.tell_erased(now)
    }

    /// Tells the others of a shared record how far this machine has erased what had to go.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_erased(&self, now: WallTime) -> Result<(), RecordError> {
        if !self.store.is_on_server() {
            return Ok(());
        }
        if self.store.has_free_pages()? && self.store.compact().is_err() {
            return Ok(());
        }
        Ok(self.store.report_erasures(now)?)
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

    /// What was signed of the erasures until now.
    ///
    /// # Errors
    /// What the store says.
    pub fn signed_erasures(&self) -> Result<SignedErasures, RecordError> {
        Ok(self.store.signed_erasures()?)
    }

    /// Every event that was erased, those of whole incidents among them.
    ///
    /// # Errors
    /// What the store says.
    pub fn erased_events(&self) -> Result<Vec<ErasedByDigest>, RecordError> {
        Ok(self.store.erased_by_digest()?)
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

/// Erases incidents and single events in a backup.
///
/// # Errors
/// Where it cannot be opened or written; it stays as it is then.
pub fn erase_in_backup(folder: &Path, unlock: Unlock<'_>, what: &InBackup<'_>) -> Result<ErasedThere, RecordError> {
    Ok(backups::erase_in(folder, unlock, what)?)
}
