//! What is recorded besides what happens to an incident: the organization, incidents of another record, edits that were
//! cut off, and the upkeep of the record. Each purpose has its own name, and none takes events or commands of an incident.

use super::Workspace;
use crate::app::assessment::assessed::{Assessed, Change};
use crate::app::letters::LettersError;
use crate::app::letters::edit::{self, EditSlot};
use crate::app::letters::edit_room::RoomLabel;
use crate::app::record::{CalendarEntry, Loaded, Rebuilt, RecordError, Repair};
use crate::app::reports::archive::Archived;
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::organisation::OrganisationCommand;
use crate::core::time::{StoryTime, WallTime};

impl Workspace {
    /// Changes the organization's own record: its profile and its call tree.
    ///
    /// # Errors
    /// What the record says, or a profile that is invalid.
    pub fn change_organisation(
        &mut self,
        commands: Vec<OrganisationCommand>,
        now: WallTime,
    ) -> Result<Organisation, RecordError> {
        self.last_shown = None;
        self.record.run_organisation(commands, now)
    }

    /// Takes in an incident that was exported elsewhere.
    ///
    /// # Errors
    /// Where it is here already, its chain is broken, or its facts are invalid; nothing is taken in then.
    pub fn import(&mut self, archived: &Archived, now: WallTime) -> Result<Incident, RecordError> {
        self.last_shown = None;
        self.record.import(archived, now)
    }

    /// Assesses an incident anew, says what law or time has changed since it was last written, and writes its row of the
    /// board.
    ///
    /// # Errors
    /// What the record says.
    pub fn review(&mut self, loaded: &Loaded, now: StoryTime) -> Result<(Assessed, Vec<Change>), RecordError> {
        self.record.review(loaded, now)
    }

    /// Goes on by another law: the deadlines of open incidents are written anew by it.
    ///
    /// # Errors
    /// What the record says.
    pub fn go_on_by(&mut self, rules: Rulebook, now: WallTime) -> Result<(), RecordError> {
        self.last_shown = None;
        self.record.rules = rules;
        self.record.refresh_outdated(now)
    }

    /// Makes the board anew from the events.
    ///
    /// # Errors
    /// The first incident that cannot be read; nothing is changed then.
    pub fn rebuild(&mut self, now: WallTime) -> Result<Rebuilt, RecordError> {
        self.last_shown = None;
        self.record.rebuild(now)
    }

    /// Sets the damaged part of the audit log aside; `None` where nothing is damaged.
    ///
    /// # Errors
    /// What the disk or the database says.
    pub fn repair_audit(&mut self, now: WallTime) -> Result<Option<Repair>, RecordError> {
        self.record.repair_audit(now)
    }

    /// Remembers what a calendar file has.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_calendar(&mut self, entries: &[CalendarEntry]) -> Result<(), RecordError> {
        self.record.keep_calendar(entries)
    }

    /// Keeps the text of an edit that was cut off.
    ///
    /// # Errors
    /// What the record says.
    pub fn keep_edit(&mut self, label: &RoomLabel, text: String, now: WallTime) -> Result<(), LettersError> {
        edit::keep(&mut self.record, label, text, now)
    }

    /// Forgets an edit that was kept.
    ///
    /// # Errors
    /// What the record says.
    pub fn forget_edit(&mut self, slot: &EditSlot) -> Result<(), LettersError> {
        edit::forget(&mut self.record, slot)
    }
}
