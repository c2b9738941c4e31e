//! What is read by some members alone is noted in the audit log before it is shown: once for each time the record is opened,
//! however often it is looked at then.

use super::{LineOutcome, Loaded, Record, RecordError};
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::member::Members;
use crate::core::refusal::Refusal;

const RESTRICTED: &str = "incident.read_restricted";
const LETTER: &str = "letter.read";

impl Record {
    /// An incident one of whose letters is about to be shown. The log is told first.
    ///
    /// # Errors
    /// As [`Record::load`], and what the disk says.
    pub fn load_letter(&self, code: &str, letter: &str) -> Result<Loaded, RecordError> {
        let loaded = self.load(code)?;
        self.tell_letter(&loaded.incident, letter)?;
        Ok(loaded)
    }

    /// Notes that a letter of an incident is about to be shown. The letters of an exercise are everybody's.
    ///
    /// # Errors
    /// What the disk says.
    pub fn tell_letter(&self, incident: &Incident, letter: &str) -> Result<(), RecordError> {
        match incident.kind == IncidentKind::Real && incident.letters.contains_key(letter) {
            true => self.tell_read(LETTER, &format!("{} {letter}", incident.code)),
            false => Ok(()),
        }
    }

    /// Notes that a restricted incident is about to be read.
    pub(super) fn tell_restricted(&self, code: &str) -> Result<(), RecordError> {
        self.tell_read(RESTRICTED, code)
    }

    /// Notes a reading that was not noted since the record was opened.
    fn tell_read(&self, action: &'static str, target: &str) -> Result<(), RecordError> {
        let reading = (action, target.to_owned());
        if self.told.borrow().contains(&reading) {
            return Ok(());
        }
        self.note_before_reading(action, target)?;
        self.told.borrow_mut().insert(reading);
        Ok(())
    }

    /// Notes that something is about to be shown. Where nothing can be noted, only somebody who is in alone is shown it.
    pub(super) fn note_before_reading(&self, action: &str, target: &str) -> Result<(), RecordError> {
        if self.can_write() {
            return self.note(self.now.get(), action, target, LineOutcome::Ok);
        }
        let several = |members: &Members| members.founding().is_some() && members.alone().is_none();
        match several(&self.members()?) {
            false => Ok(()),
            true => Err(Refusal::new(
                "who reads this is noted in the audit log first, and nothing can be written here",
                "open the record where its folder can be written",
            )
            .into()),
        }
    }
}
