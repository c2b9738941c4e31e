//! Retention: what goes when and why, and what keeps it. Erasing is asked of the record; the periods are data.

pub mod person;
pub mod privileged;
mod schedule;

use std::path::Path;

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Serialize;

pub use self::schedule::{Category, ScheduleError, Subject, schedule};
use super::record::{
    ErasedThere, Erasing, Filter, HiddenIncident, HomeError, InBackup, Record, RecordError, StoreError, Summary, Unlock,
};
use super::views::utc;
use crate::core::coded::coded;
use crate::core::event::{About, Event, OfOrganisation, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::Stream;
use crate::core::incident::Incident;
use crate::core::legal_hold::{LegalHold, held_by};
use crate::core::time::WallTime;

coded! {
    /// What becomes of something.
    pub enum Fate: "fate" {
        /// Its time has come.
        Due = "due",
        Later = "later" => "not yet",
        Held = "held" => "legal hold",
        /// The law wants its documentation for longer.
        Law = "law" => "kept by law",
        /// It is not closed, so that nothing has begun to run.
        Open = "open",
        /// Only others may open it: whether its time has come, they can tell.
        Sealed = "sealed" => "open to others alone",
        /// Firebell does not erase it.
        Kept = "kept",
        WithIncident = "with_incident" => "with its incident",
    }
}

/// A row of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    pub category: String,
    /// What it is: a code, a contact's id, a folder.
    pub what: String,
    pub fate: Fate,
    /// When it goes.
    pub on: Option<NaiveDate>,
    pub why: String,
    /// The incident's stream, or the id of a contact.
    #[serde(skip)]
    pub target: String,
    #[serde(skip)]
    pub of: Subject,
}

fn after(at: DateTime<Utc>, months: u32) -> Option<NaiveDate> {
    at.date_naive().checked_add_months(Months::new(months))
}

/// A record, and the legal holds that keep parts of it.
#[derive(Clone, Copy)]
struct Held<'r> {
    record: &'r Record,
    holds: &'r [LegalHold],
}

/// What goes when, and why.
///
/// # Errors
/// What the record says.
pub fn plan(record: &Record, schedule: &[Category], now: WallTime) -> Result<Vec<Planned>, RecordError> {
    let mut plan = Vec::new();
    let holds = record.holds()?;
    let held = Held { record, holds: &holds };
    for category in schedule {
        match category.of {
            Subject::Incident => incidents(held, category, IncidentKind::Real, now, &mut plan)?,
            Subject::Exercise => incidents(held, category, IncidentKind::Exercise, now, &mut plan)?,
            Subject::Contact => contacts(held, category, now, &mut plan)?,
            Subject::Backup => backups(record, category, now, &mut plan)?,
            Subject::AuditLog => plan.push(row(category, "audit.jsonl", Fate::Kept, None)),
            // On a team's server they go with the key of their incident.
            Subject::PrivilegedNotes if goes_earlier(category, schedule) && !record.is_shared()? => {
                privileged::plan(held, category, now, &mut plan)?;
            }
            Subject::PrivilegedNotes | Subject::Part => {
                plan.push(row(category, &category.name, Fate::WithIncident, None));
            }
        }
    }
    Ok(plan)
}

/// Whether what lies in incidents goes before they do.
fn goes_earlier(category: &Category, schedule: &[Category]) -> bool {
    let mut incidents = schedule.iter().filter(|other| other.of == Subject::Incident);
    incidents.all(|incident| category.months < incident.months)
}

fn row(category: &Category, what: &str, fate: Fate, on: Option<NaiveDate>) -> Planned {
    Planned {
        category: category.id.clone(),
        what: what.to_owned(),
        fate,
        on,
        why: category.because.clone(),
        target: what.to_owned(),
        of: category.of,
    }
}

fn incidents(
    of: Held<'_>,
    category: &Category,
    kind: IncidentKind,
    now: WallTime,
    plan: &mut Vec<Planned>,
) -> Result<(), RecordError> {
    let rows = of.record.list(&Filter {
        closed: true,
        exercises: Some(kind == IncidentKind::Exercise),
        ..Filter::default()
    })?;
    for summary in rows {
        let mut planned = of_incident(of, category, &summary, now)?;
        planned.target.clone_from(&summary.stream);
        plan.push(planned);
    }
    for hidden in of.record.hidden_incidents()? {
        if hidden.kind == kind {
            plan.push(of_hidden(of.holds, category, &hidden));
        }
    }
    Ok(())
}

/// Whether it is closed, and how long the law wants its decisions kept, is told to those alone who may read it.
fn of_hidden(holds: &[LegalHold], category: &Category, hidden: &HiddenIncident) -> Planned {
    let code = hidden.code.as_str();
    let mut planned = row(category, code, Fate::Sealed, None);
    planned.why = match held_by(holds, Stream::named(&hidden.stream)) {
        Some(matter) => {
            planned.fate = Fate::Held;
            format!("legal hold: {matter}")
        }
        None => format!(
            "only {} may open it: it goes when one of them, who may erase, runs the plan, or once it is open to whoever may",
            hidden.open_to.join(", ")
        ),
    };
    planned.target.clone_from(&hidden.stream);
    planned
}

fn of_incident(of: Held<'_>, category: &Category, summary: &Summary, now: WallTime) -> Result<Planned, RecordError> {
    let code = summary.code.as_str();
    if let Some(matter) = held_by(of.holds, Stream::named(&summary.stream)) {
        let mut held = row(category, code, Fate::Held, None);
        held.why = format!("legal hold: {matter}");
        return Ok(held);
    }
    let incident = of.record.load(&summary.stream)?.incident;
    // An exercise is closed by the clock of its story; the wall's is what its record is kept by.
    let closed = incident.closed.as_ref().map(|_| incident.last_wall.at());
    let Some(on) = closed.and_then(|closed| after(closed, category.months)) else {
        return Ok(row(category, code, Fate::Open, None));
    };
    let today = now.at().date_naive();
    if let Some((until, key)) = longest_by_law(&incident).filter(|(until, _)| *until > on) {
        let mut kept = row(
            category,
            code,
            if until > today { Fate::Law } else { Fate::Due },
            Some(until),
        );
        kept.why = format!("the decision {key} is to be retained until {until}");
        return Ok(kept);
    }
    Ok(row(
        category,
        code,
        if on > today { Fate::Later } else { Fate::Due },
        Some(on),
    ))
}

/// The last day on which the law wants the documentation of a decision.
fn longest_by_law(incident: &Incident) -> Option<(NaiveDate, String)> {
    let kept = incident.decisions.iter();
    kept.filter_map(|decision| Some((decision.keep_until?, decision.key.clone())))
        .max()
}

/// Contacts who were removed, with the moment of it.
fn removed(record: &Record) -> Result<Vec<(String, WallTime)>, RecordError> {
    let events = record.organisation_events()?;
    let mut removed: Vec<(String, WallTime)> = Vec::new();
    for event in &events {
        match event.what.about() {
            About::Organisation(OfOrganisation::Contact { id, contact: Some(_) }) => {
                removed.retain(|(known, _)| known != id);
            }
            About::Organisation(OfOrganisation::Contact { id, contact: None }) => {
                removed.push((id.to_owned(), event.wall()));
            }
            About::Organisation(
                OfOrganisation::Profile { .. } | OfOrganisation::LegalHold { .. } | OfOrganisation::Erasure,
            )
            | About::Incident(_)
            | About::Exercise(_)
            | About::Members(_) => {}
        }
    }
    // What was erased already is gone.
    removed.retain(|(id, _)| events.iter().any(|event| of_contact(event, id)));
    Ok(removed)
}

/// Whether an event tells who a contact is.
fn of_contact(event: &Event, id: &str) -> bool {
    matches!(&event.what, What::ContactSaved { contact } if contact.id == id)
}

fn contacts(of: Held<'_>, category: &Category, now: WallTime, plan: &mut Vec<Planned>) -> Result<(), RecordError> {
    for (id, at) in removed(of.record)? {
        let on = after(at.at(), category.months);
        let held = held_by(of.holds, Stream::Organisation);
        let due = on.is_some_and(|on| on <= now.at().date_naive());
        let mut planned = row(category, &id, if due { Fate::Due } else { Fate::Later }, on);
        if let Some(matter) = held {
            (planned.fate, planned.why) = (Fate::Held, format!("legal hold: {matter}"));
        }
        plan.push(planned);
    }
    Ok(())
}

fn backups(record: &Record, category: &Category, now: WallTime, plan: &mut Vec<Planned>) -> Result<(), RecordError> {
    for known in record.backups_made()? {
        let (folder, at) = (known.folder, known.taken_at);
        let on = after(at, category.months);
        let due = on.is_some_and(|on| on <= now.at().date_naive());
        let mut planned = row(
            category,
            &folder.display().to_string(),
            if due { Fate::Due } else { Fate::Later },
            on,
        );
        planned.why = format!("taken {}; {}", utc(at), category.because);
        if known.behind {
            planned.why += "; it still has what was erased since, and a run writes it anew";
        }
        plan.push(planned);
    }
    Ok(())
}

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Done {
    /// What was erased, and how many events it had.
    pub erased: Vec<(String, u64)>,
    /// What could not be: a team's server has it from before it could go there.
    pub stays: Vec<String>,
    #[serde(flatten)]
    pub backups: InBackups,
}

/// Erases what is due, in the record and in the backups that it knows of.
///
/// # Errors
/// What the record says. What was erased until then is erased, and the next run goes on.
pub fn run(record: &Record, unlock: Unlock<'_>, due: &[Planned], now: WallTime) -> Result<Done, RecordError> {
    let mut done = Done::default();
    let erasing = Erasing {
        reason: "retention period over".to_owned(),
        at: now.at(),
    };
    for planned in due.iter().filter(|planned| planned.fate == Fate::Due) {
        match planned.of {
            Subject::Incident | Subject::Exercise => {
                let erased = record.erase_incident(Stream::Incident(&planned.target), &planned.what, &erasing, now);
                done.take(&planned.what, erased)?;
            }
            Subject::Contact => {
                let id = planned.what.clone();
                let erased = record.erase_contacts(&|event| of_contact(event, &id), &erasing, now);
                done.take(&planned.what, erased)?;
            }
            Subject::PrivilegedNotes => {
                let erased = privileged::erase_all(record, planned, &erasing, now);
                done.take(&format!("privileged notes of {}", planned.what), erased)?;
            }
            Subject::Backup | Subject::AuditLog | Subject::Part => {}
        }
    }
    if record.has_free_pages()? {
        record.compact()?;
    }
    let backups = in_backups(record, unlock, &erasing)?;
    record.tell_erased(now)?;
    Ok(Done { backups, ..done })
}

impl Done {
    /// Notes what became of something. What a server keeps for good keeps nothing else from going.
    fn take(&mut self, what: &str, erased: Result<u64, RecordError>) -> Result<(), RecordError> {
        match erased {
            Ok(events) => self.erased.push((what.to_owned(), events)),
            Err(RecordError::Store(StoreError::Home(HomeError::SharedWithoutKeys))) => self.stays.push(what.to_owned()),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// What became of the copies of a record when something in it was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InBackups {
    /// Backups that were written anew.
    pub rewritten: Vec<String>,
    /// What still has it, and until when.
    pub beyond_reach: Vec<String>,
}

/// Whether an erasure is to be completed: in a backup that missed it, or in the pages of the record.
///
/// # Errors
/// What the record says.
pub fn is_behind(record: &Record) -> Result<bool, RecordError> {
    Ok(record.has_free_pages()? || record.backups_made()?.iter().any(|known| known.behind))
}

/// A backup in which what was erased cannot be told from what was not.
fn of_another_history(folder: &Path, at: DateTime<Utc>) -> String {
    format!(
        "{} (taken {}) is from before the server's history was taken anew, so that single entries that were erased since \
         cannot be found in it",
        folder.display(),
        utc(at)
    )
}

/// Erases from older backups whatever was erased in the record since. Backups that could not be reached are tried again
/// each time.
fn in_backups(record: &Record, unlock: Unlock<'_>, erasing: &Erasing) -> Result<InBackups, RecordError> {
    let erased = record.erased_incidents()?.into_iter();
    let incidents: Vec<(String, String)> = erased.map(|erased| (erased.stream, erased.code)).collect();
    let mut single = record.erased_events()?;
    single.retain(|of| !incidents.iter().any(|(stream, _)| *stream == of.stream));
    let what = InBackup {
        incidents: &incidents,
        single: &single,
        erasing,
        signed: &record.signed_erasures()?,
    };
    let mut done = InBackups::default();
    for known in record.backups_made()?.into_iter().filter(|known| known.behind) {
        let (folder, at) = (known.folder, known.taken_at);
        if !folder.exists() {
            done.beyond_reach.push(format!(
                "{} (taken {}) is not there: moved, or deleted",
                folder.display(),
                utc(at)
            ));
            continue;
        }
        match super::record::erase_in_backup(&folder, unlock, &what) {
            Ok(ErasedThere { events, other_history }) => {
                if events > 0 {
                    done.rewritten.push(folder.display().to_string());
                }
                match other_history.is_empty() {
                    true => record.note_erased_in(&folder)?,
                    false => done.beyond_reach.push(of_another_history(&folder, at)),
                }
            }
            Err(error) => done.beyond_reach.push(format!(
                "{} (taken {}) could not be written anew: {error}",
                folder.display(),
                utc(at)
            )),
        }
    }
    done.beyond_reach
        .push("exports, letters and prints that left the record, and copies that somebody made by hand".to_owned());
    Ok(done)
}
