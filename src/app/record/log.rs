//! The audit log: what is noted in it besides events, read, proved and repaired.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Filter, LinesOfAll, LogLines, Record, RecordError, SignatureProof};
use crate::core::event::{About, Event, OfIncident, OfOrganisation, TaskAssignment, TaskTick};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::ids::{IncidentCode, RoleId, Stream};
use crate::core::member::Permission;
use crate::core::sign_off::By;
use crate::core::time::WallTime;
use crate::store::{
    AUDIT, Actor, AuditLine, AuditLog, Draft, LineOutcome, Repair, Repairing, Store, StoreError, Summary,
};

impl Record {
    /// Notes an action that makes no event: a read of privileged notes, an export.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note(&self, now: WallTime, action: &str, target: &str, outcome: LineOutcome) -> Result<(), RecordError> {
        Ok(self.store.note(&self.draft(now, action, target, outcome))?)
    }

    /// Notes what was done already. Where that cannot be written, the deed is still done: it is a warning.
    pub fn note_done(&self, now: WallTime, action: &str, target: &str, outcome: LineOutcome) {
        if let Err(error) = self.store.note(&self.draft(now, action, target, outcome)) {
            self.store.warnings().unwritten(action, &error);
        }
    }

    /// The lines that the team's server has of every machine. That they are read is noted first.
    ///
    /// # Errors
    /// A refusal by the table of roles or of the server, or what the disk says.
    pub fn lines_on_server(&self, now: WallTime) -> Result<LinesOfAll, RecordError> {
        self.need(Permission::Export, None, now)?;
        self.note(now, "audit.server", "record", LineOutcome::Ok)?;
        Ok(self.store.lines_on_server()?)
    }

    fn draft(&self, now: WallTime, action: &str, target: &str, outcome: LineOutcome) -> Draft {
        // The code of an exercise tells it apart; the line says so in words as well.
        let code = target
            .split(' ')
            .next()
            .and_then(|first| first.parse::<IncidentCode>().ok());
        let mark = code
            .map_or(IncidentKind::Real, IncidentCode::kind)
            .mark(MarkPlace::Line);
        let target = format!("{mark}{target}");
        Draft::new(&self.actor, now, action, &target, outcome)
    }

    /// Notes something in the log of a record that is not open.
    pub(super) fn note_outside(
        folder: &Path,
        actor: &Actor,
        now: WallTime,
        action: &str,
        outcome: LineOutcome,
    ) -> Result<(), StoreError> {
        let log = AuditLog::at(folder.join(AUDIT));
        log.record(&Draft::new(actor, now, action, "record", outcome))
    }

    /// Notes what is done to the law of a record that is not open. Where there is no record there is no log.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_law(
        folder: &Path,
        actor: &Actor,
        now: WallTime,
        action: &str,
        target: &str,
    ) -> Result<(), RecordError> {
        if !Record::exists(folder) {
            return Ok(());
        }
        let log = AuditLog::at(folder.join(AUDIT));
        Ok(log.record(&Draft::new(actor, now, action, target, LineOutcome::Ok))?)
    }

    /// Notes that the passphrase came from the environment, where there is a record. Says whether the log could not be
    /// told: it is told once the record is open, and the line then waits in the database.
    pub fn note_environment(folder: &Path, actor: &Actor, now: WallTime) -> bool {
        let noted = |folder| Record::note_outside(folder, actor, now, "record.unlock", LineOutcome::ByEnvironment);
        Record::exists(folder) && noted(folder).is_err()
    }

    /// Verifies every signature of the record, and that whoever signed might do at that time what they did. `None` where
    /// the record has no members.
    ///
    /// # Errors
    /// What the database says.
    pub fn verify_signatures(&self) -> Result<Option<SignatureProof>, RecordError> {
        Ok(self.store.verify_signatures(self.authors_approve_as(), None)?)
    }

    /// The roles in which the author of a letter approves it.
    pub(super) fn authors_approve_as(&self) -> BTreeSet<RoleId> {
        let roles = self.sign_off.roles().iter();
        let as_author = roles.filter(|role| match role.by {
            By::Author => true,
            By::SomeoneElse => false,
        });
        as_author.map(|role| role.id.clone()).collect()
    }

    /// The last lines of the audit log that can be read, oldest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn log_tail(&self, most: usize) -> Result<Vec<AuditLine>, RecordError> {
        Ok(self.store.audit().tail(most)?)
    }

    /// Sets the damaged part of the audit log aside and goes on behind what fits. `None` where nothing is damaged.
    ///
    /// # Errors
    /// What the disk or the database says.
    pub fn repair_audit(&mut self, now: WallTime) -> Result<Option<Repair>, RecordError> {
        let everything = Filter {
            closed: true,
            ..Filter::default()
        };
        let rows = self.store.summaries(&everything)?;
        let rows: BTreeMap<&str, &Summary> = rows.iter().map(|row| (row.stream.as_str(), row)).collect();
        let line = |stream: Stream<'_>, event: &Event| {
            let row = rows.get(stream.name());
            let code = row.map_or(stream.name(), |row| row.code.as_str());
            // The machine it was recorded on stood in the line that was lost.
            let actor = Actor {
                name: event.actor.clone(),
                host: "unknown".to_owned(),
                session: event.session.clone(),
            };
            let target = target(event, code, row.is_some_and(|row| row.kind == IncidentKind::Exercise));
            Draft::new(&actor, event.wall(), event.what.told_as(), &target, LineOutcome::Ok)
        };
        let repaired = self.store.repair_audit(&Repairing {
            actor: &self.actor,
            at: now,
            line: &line,
        });
        Ok(repaired?)
    }

    /// The audit lines of events. They name the key of a fact and never its value.
    pub(super) fn lines(&self, events: &[Event], stream: Stream<'_>, code: &str, exercise: bool) -> Vec<Draft> {
        let line = |event: &Event| {
            let target = target(event, code, exercise);
            Draft::new(&self.actor, event.wall(), event.what.verb(), &target, LineOutcome::Ok).for_event(event, stream)
        };
        events.iter().map(line).collect()
    }
}

/// The audit line of an event that is about no incident.
pub(super) fn line_of(actor: &Actor, event: &Event, stream: Stream<'_>, code: &str) -> Draft {
    let target = target(event, code, false);
    Draft::new(actor, event.wall(), event.what.verb(), &target, LineOutcome::Ok).for_event(event, stream)
}

/// What the audit line of an event is about.
fn target(event: &Event, code: &str, exercise: bool) -> String {
    use OfIncident as I;
    let target = match event.what.about() {
        About::Incident(I::Fact { key, .. }) | About::Organisation(OfOrganisation::Profile { key, .. }) => {
            format!("{code} {key}")
        }
        About::Members(event) => format!("{code} {}", event.about()),
        About::Organisation(OfOrganisation::LegalHold { hold }) => format!("{code} hold {hold}"),
        About::Incident(I::Decision(decision)) => format!("{code} decisions.{}", decision.key),
        About::Incident(I::Obligation(update)) => {
            format!("{code} {} {}", update.obligation, update.disposition.words())
        }
        About::Incident(I::Letter(letter, _)) => format!("{code} {letter}"),
        About::Incident(I::Mailing(mailing, _)) => format!("{code} {mailing}"),
        About::Incident(I::Step(TaskTick { task, .. }) | I::Assignment(TaskAssignment { task, .. })) => {
            format!("{code} {task}")
        }
        About::Incident(I::Assigned(assignment)) => format!("{code} {}", assignment.obligation),
        About::Incident(
            I::Identity
            | I::Course(_)
            | I::Stage
            | I::Delay { .. }
            | I::Playbook { .. }
            | I::Call(_)
            | I::Evidence(_)
            | I::Note(_)
            | I::Reminder(_)
            | I::Timeline(_)
            | I::Access
            | I::Correction,
        )
        | About::Exercise(_)
        | About::Organisation(OfOrganisation::Contact { .. } | OfOrganisation::Erasure) => code.to_owned(),
    };
    IncidentKind::of_exercise(exercise).mark(MarkPlace::Line).to_owned() + &target
}

/// The audit log as its file has it: it can be read without the passphrase.
///
/// # Errors
/// Where there is no record, or what the disk says.
pub fn log_lines(folder: &Path) -> Result<LogLines, RecordError> {
    if !Store::exists(folder) {
        return Err(StoreError::Missing(folder.to_owned()).into());
    }
    Ok(AuditLog::at(folder.join(AUDIT)).lines()?)
}
