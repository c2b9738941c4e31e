//! The course of an incident, event by event, for reading and for Timesketch.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::app::record::Loaded;
use crate::app::sheet::table;
use crate::core::cell::name;
use crate::core::contact::Attempt;
use crate::core::event::{
    DecisionMade, DelayLifted, Disposition, Event, Evidence, FactClaim, FactWithdrawal, Filing, LawEnforcementDelay,
    LetterApproval, LetterComment, LetterDraft, LetterRevision, Note, ObligationUpdate, Reached, TaskAssignment,
    TaskTick, What,
};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::incident::decide::close::left_words;

/// One line of the course.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The event's number.
    pub seq: u64,
    /// RFC 3339, UTC, milliseconds.
    #[serde(serialize_with = "in_millis")]
    pub datetime: DateTime<Utc>,
    /// Microseconds since 1970, as Timesketch wants them.
    pub timestamp: i64,
    /// What kind of moment it is: recorded here, or in another record and imported.
    pub timestamp_desc: &'static str,
    /// What happened.
    pub message: String,
    pub actor: String,
    /// Real or exercise.
    pub exercise: bool,
}

/// RFC 3339, UTC, milliseconds.
fn millis(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn in_millis<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&millis(*at))
}

/// What stands beside an event that was recorded in another record.
pub const IMPORTED: &str = "Recorded elsewhere, imported";

/// Every event in order. Of privileged notes only that there was one.
pub fn rows(loaded: &Loaded) -> Vec<Row> {
    let exercise = loaded.incident.kind == crate::core::facts::IncidentKind::Exercise;
    let row = |event: &Event| Row {
        seq: event.seq,
        datetime: event.recorded_at,
        timestamp: event.recorded_at.timestamp_micros(),
        timestamp_desc: match loaded.incident.recorded_elsewhere(event.seq) {
            true => IMPORTED,
            false => "Recorded",
        },
        message: message(&event.what),
        actor: event.actor.clone(),
        exercise,
    };
    loaded.events.iter().map(|stored| row(&stored.event)).collect()
}

/// An event in words. Of a privileged note only that there was one.
pub fn message(what: &What) -> String {
    match what {
        What::Opened { code, title, .. } => format!("Incident {code} opened: {title}"),
        What::FactRecorded(FactClaim {
            key,
            value,
            certainty,
            source,
            ..
        }) => {
            let source = source.as_deref().map(|s| format!(", from {s}")).unwrap_or_default();
            format!("{key} = {value} ({}{source})", certainty.words())
        }
        What::FactWithdrawn(FactWithdrawal { key, reason }) => format!("{key} withdrawn: {reason}"),
        What::StageEntered { stage, rationale, .. } => {
            let because = rationale.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
            format!("Stage entered: {}{because}", stage.title())
        }
        What::Decided(DecisionMade {
            key,
            value,
            rationale,
            decided_by,
            ..
        }) => format!("Decided by {decided_by}: {key} = {value}: {rationale}"),
        What::HoldPlaced(LawEnforcementDelay {
            authority,
            regimes,
            reason,
            ..
        }) => format!(
            "Law-enforcement delay requested by {authority} for {}: {reason}",
            regimes.join(", ")
        ),
        What::HoldLifted(DelayLifted { authority, reason }) => {
            format!("Law-enforcement delay of {authority} lifted: {reason}")
        }
        What::Drill(event) => event.message(),
        What::PlaybookAdded { playbook } => format!("Playbook added: {playbook}"),
        What::PlaybookRemoved { playbook, reason } => {
            let because = reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
            format!("Playbook removed: {playbook}{because}")
        }
        What::TakenBack { entry, .. } => format!("Entry {entry} undone"),
        What::TaskTicked(TaskTick { task, done, remark, .. }) => {
            let remark = remark.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
            format!("{task} {}{remark}", if *done { "done" } else { "reopened" })
        }
        What::TaskAssigned(TaskAssignment { task, owner, .. }) => format!("{task} assigned to {owner}"),
        What::ContactAttempted(Attempt {
            contact,
            channel,
            reached,
            ..
        }) => {
            let how = match reached {
                Reached::Attempted => "tried",
                Reached::Answered => "answered",
                Reached::Failed => "not reached",
            };
            format!("{contact} {how} by {channel}")
        }
        other => record_message(other),
    }
}

fn record_message(what: &What) -> String {
    match what {
        What::Disposed(ObligationUpdate {
            obligation,
            disposition,
            rationale,
        }) => {
            let mut words = format!("{obligation}: {}", disposition.words());
            if let Disposition::Filed(Filing {
                reference: Some(reference),
                ..
            }) = disposition
            {
                words += &format!(", reference {reference}");
            }
            if let Some(rationale) = rationale {
                words += &format!(": {rationale}");
            }
            words
        }
        What::EvidenceLogged(Evidence {
            name,
            sha256,
            custodian,
            ..
        }) => format!("Evidence {name} (SHA-256 {sha256}) held by {custodian}"),
        What::NoteAdded(Note { privileged: true, .. }) => "Privileged note".to_owned(),
        What::NoteAdded(Note { text, .. }) => format!("Note: {text}"),
        What::LetterDrafted(LetterDraft { letter, template, .. }) => format!("Letter {letter} drafted from {template}"),
        What::LetterRevised(LetterRevision { letter, sha256, .. }) => {
            format!("Letter {letter} revised ({})", short(sha256))
        }
        What::LetterCommented(LetterComment { letter, text, .. }) => format!("Letter {letter}: remark: {text}"),
        What::LetterApproved(LetterApproval {
            letter,
            sha256,
            because,
            ..
        }) => {
            let because = because.as_deref().map(|r| format!(" although the check fails: {r}"));
            format!(
                "Letter {letter} approved ({}){}",
                short(sha256),
                because.unwrap_or_default()
            )
        }
        What::Closed {
            open,
            undecided,
            rationale,
        } => match (open.len(), undecided.len()) {
            (0, 0) => format!("Closed: {rationale}"),
            (due, undecided) => format!("Closed while {}: {rationale}", left_words(due, undecided)),
        },
        What::Imported { was, code } if *was == code.to_string() => "Imported from another record".to_owned(),
        What::Imported { was, code } => {
            format!("Imported from another record, where its code was {was}; its code here is {code}")
        }
        What::Recoded { was, code, because } => format!("Code changed from {was} to {code}: {}", because.words()),
        What::Reopened { reason } => format!("Reopened: {reason}"),
        other => other.verb().to_owned(),
    }
}

/// The first figures of a digest, enough to tell two texts apart.
fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}

/// The rows as CSV with the columns Timesketch asks for. Rows can be mixed with those of other incidents, so that each
/// row of an exercise says that it is one.
pub fn spreadsheet(rows: &[Row]) -> String {
    let heads = ["message", "datetime", "timestamp", "timestamp_desc", "actor", "seq"];
    let cells = rows.iter().map(|row| {
        vec![
            IncidentKind::of_exercise(row.exercise).mark(MarkPlace::Line).to_owned() + &row.message,
            millis(row.datetime),
            row.timestamp.to_string(),
            row.timestamp_desc.to_owned(),
            name("actor", &row.actor),
            row.seq.to_string(),
        ]
    });
    table(&heads, cells)
}
