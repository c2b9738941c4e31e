//! The course of an incident, event by event, for reading, and laid beside logs in Timesketch: there what happened is at
//! the moment it happened, beside the moment it was recorded.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::app::files::csv_out::{table, table_with};
use crate::app::record::Loaded;
use crate::core::capital::capitalized;
use crate::core::csv_cell::name;
use crate::core::event::{About, Event, FactClaim, MailingStep, OfIncident, TimelineEntry, TimelineImport, What};
use crate::core::event_words::{Named, event_told};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::core::tlp::Tlp;

/// One line of the course.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The event's number.
    pub seq: u64,
    /// RFC 3339, UTC, milliseconds.
    #[serde(serialize_with = "in_millis")]
    pub datetime: DateTime<Utc>,
    /// Microseconds since 1970, as Timesketch wants them; the same moment as `datetime`, which is told to the millisecond.
    pub timestamp: i64,
    /// What kind of moment it is: recorded here, recorded in another record and imported, or what happened then.
    pub timestamp_desc: String,
    /// What happened.
    pub message: String,
    pub actor: String,
    /// Real or exercise.
    pub exercise: bool,
    /// When it was done, where it waited for the team's server before it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acted_at: Option<WallTime>,
    /// How far it may be passed on, where somebody said so: each row says it, since rows are mixed with others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
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

/// Every event in order, with these names. Of privileged notes only that there was one.
pub fn rows(loaded: &Loaded, names: &dyn Named) -> Vec<Row> {
    let (incident, waiting) = (&loaded.incident, &loaded.waiting);
    let known = loaded
        .events
        .iter()
        .map(|stored| recorded(incident, &stored.event, names));
    known
        .chain(waiting.iter().map(|event| waits(incident, event, names)))
        .collect()
}

/// Every event at the moment it was recorded, each followed by what it says happened at another moment.
pub fn course(loaded: &Loaded, names: &dyn Named) -> Vec<Row> {
    let incident = &loaded.incident;
    let known = loaded.events.iter().map(|stored| &stored.event);
    let known = known.map(|event| (recorded(incident, event, names), event));
    let waiting = loaded
        .waiting
        .iter()
        .map(|event| (waits(incident, event, names), event));
    known
        .chain(waiting)
        .flat_map(|(row, event)| [row].into_iter().chain(happened(incident, event, names)))
        .collect()
}

/// The last row of an export: the state of the record that it was made from, and by whom.
pub fn state_row(loaded: &Loaded, foot: &str, by: &str, now: WallTime) -> Row {
    Row {
        seq: loaded.incident.seq,
        datetime: now.at(),
        timestamp: now.at().timestamp_millis() * 1000,
        timestamp_desc: "Exported".to_owned(),
        message: foot.to_owned(),
        actor: by.to_owned(),
        exercise: loaded.incident.kind == IncidentKind::Exercise,
        acted_at: None,
        tlp: None,
    }
}

/// What the log says of an entry of the facilitator or an evaluator while the exercise runs.
const KEPT: &str = "An entry of the facilitator; it is shown when the exercise has ended";

/// An event as everybody may read it. The log of an exercise is the room's: what is written about the room waits for the end.
fn told(incident: &Incident, what: &What, names: &dyn Named) -> String {
    let runs = incident.drill.as_ref().is_some_and(|drill| drill.ended.is_none());
    if let What::Drill(event) = what
        && runs
        && event.is_evaluators()
    {
        return KEPT.to_owned();
    }
    event_told(what, names)
}

/// What stands beside an event that waits for the team's server.
pub const NOT_YET_SHARED: &str = "Done, not yet shared";

fn waits(incident: &Incident, event: &Event, names: &dyn Named) -> Row {
    row(
        incident,
        event,
        (event.recorded_at, NOT_YET_SHARED, told(incident, &event.what, names)),
    )
}

fn recorded(incident: &Incident, event: &Event, names: &dyn Named) -> Row {
    let kind = match incident.recorded_elsewhere(event.seq) {
        true => IMPORTED,
        false => "Recorded",
    };
    let words = told(incident, &event.what, names);
    row(incident, event, (event.recorded_at, kind, words))
}

fn row(incident: &Incident, event: &Event, (at, kind, message): (DateTime<Utc>, &str, String)) -> Row {
    Row {
        seq: event.seq,
        datetime: at,
        timestamp: at.timestamp_millis() * 1000,
        timestamp_desc: kind.to_owned(),
        message,
        actor: event.actor.clone(),
        exercise: incident.kind == IncidentKind::Exercise,
        acted_at: event.acted_at,
        tlp: None,
    }
}

/// What an event says happened: milestones that hold, filings, calls, mailings, and entries of imported timelines.
fn happened(incident: &Incident, event: &Event, names: &dyn Named) -> Vec<Row> {
    use OfIncident as I;
    if incident.taken_back.contains_key(&event.seq) {
        return Vec::new();
    }
    let one = |at, kind: &str| vec![row(incident, event, (at, kind, event_told(&event.what, names)))];
    let About::Incident(about) = event.what.about() else {
        return Vec::new();
    };
    match about {
        I::Fact { claim: Some(claim), .. } => milestone(incident, event, claim).into_iter().collect(),
        I::Timeline(import) => {
            let entries = import.entries.iter();
            entries
                .filter_map(|entry| noted(incident, event, import, entry))
                .collect()
        }
        I::Obligation(update) => {
            let filing = update.disposition.filing();
            filing.map(|filing| one(filing.at, "Filed")).unwrap_or_default()
        }
        I::Call(attempt) => one(attempt.at, "Call"),
        I::Mailing(_, MailingStep::Sent(sent)) => one(sent.at, "Mailed"),
        I::Mailing(_, MailingStep::Printed | MailingStep::Returned)
        | I::Fact { claim: None, .. }
        | I::Identity
        | I::Course(_)
        | I::Stage
        | I::Decision(_)
        | I::Delay { .. }
        | I::Playbook { .. }
        | I::Step(_)
        | I::Assignment(_)
        | I::Assigned(_)
        | I::Reminder(_)
        | I::Evidence(_)
        | I::Note(_)
        | I::Letter(..)
        | I::Access
        | I::Correction => Vec::new(),
    }
}

/// A milestone at its own moment, while it is what the record says.
fn milestone(incident: &Incident, event: &Event, claim: &FactClaim) -> Option<Row> {
    let id = claim.key.strip_prefix(keys::milestones::BELOW)?;
    let entry = incident
        .current(&claim.key)
        .into_iter()
        .find(|entry| entry.seq == event.seq)?;
    let at = entry.value.as_ref()?.moment()?;
    let kind = capitalized(&id.replace('_', " "));
    let source = claim.source.as_deref().map(|source| format!(", from {source}"));
    let message = format!("{kind} ({}{})", claim.certainty.words(), source.unwrap_or_default());
    Some(row(incident, event, (at, &kind, message)))
}

/// An entry of an imported timeline; one without a moment has no place among moments.
fn noted(incident: &Incident, event: &Event, import: &TimelineImport, entry: &TimelineEntry) -> Option<Row> {
    let about = if entry.about { "about this time: " } else { "" };
    let message = format!("{about}{} (row {} of {})", entry.text, entry.row, import.file);
    let row = row(incident, event, (entry.at?, "Noted elsewhere", message));
    let actor = entry.noted_by.clone().unwrap_or_else(|| event.actor.clone());
    Some(Row { actor, ..row })
}

impl Row {
    fn marked(&self) -> String {
        IncidentKind::of_exercise(self.exercise)
            .mark(MarkPlace::Line)
            .to_owned()
            + &self.message
    }
}

/// What a row is tagged with: that it is of an exercise, and its marking as MISP and others write it.
fn tags(row: &Row) -> Vec<String> {
    let exercise = row.exercise.then(|| "exercise".to_owned());
    exercise.into_iter().chain(row.tlp.map(Tlp::tag)).collect()
}

/// The rows as CSV with the columns Timesketch asks for. Rows can be mixed with those of other incidents, so that each
/// row of an exercise says that it is one.
pub fn spreadsheet(rows: &[Row]) -> String {
    let heads = [
        "message",
        "datetime",
        "timestamp",
        "timestamp_desc",
        "actor",
        "seq",
        "tag",
    ];
    let cells = rows.iter().map(|row| {
        vec![
            row.marked(),
            millis(row.datetime),
            row.timestamp.to_string(),
            row.timestamp_desc.clone(),
            name("actor", &row.actor),
            row.seq.to_string(),
            serde_json::Value::from(tags(row)).to_string(),
        ]
    });
    table(&heads, cells)
}

/// A row as Timesketch reads it: every field in every line, since a missing one stops the whole file.
#[derive(Serialize)]
struct Line<'r> {
    message: String,
    #[serde(serialize_with = "in_millis")]
    datetime: DateTime<Utc>,
    timestamp: i64,
    timestamp_desc: &'r str,
    actor: &'r str,
    seq: u64,
    tag: Vec<String>,
}

/// The rows as a JSON object a line. Nothing calculates there, so that no cell is guarded.
///
/// # Errors
/// What the JSON writer says.
pub fn json_lines(rows: &[Row]) -> serde_json::Result<String> {
    let mut out = String::new();
    for row in rows {
        out += &serde_json::to_string(&Line {
            message: row.marked(),
            datetime: row.datetime,
            timestamp: row.timestamp,
            timestamp_desc: &row.timestamp_desc,
            actor: &row.actor,
            seq: row.seq,
            tag: tags(row),
        })?;
        out.push('\n');
    }
    Ok(out)
}

fn marking(row: &Row) -> String {
    row.tlp.map(|tlp| format!(", {}", tlp.words())).unwrap_or_default()
}

/// The rows with the columns that every tool for timelines can be told about.
pub fn plain_spreadsheet(rows: &[Row], zone: &crate::core::time::Zone) -> String {
    let heads = ["datetime (UTC)", "local time", "actor", "what", "source"];
    let cells = rows.iter().map(|row| {
        vec![
            millis(row.datetime),
            zone.local(row.datetime).to_rfc3339_opts(SecondsFormat::Secs, false),
            name("actor", &row.actor),
            row.marked(),
            format!("{}, entry {}{}", row.timestamp_desc, row.seq, marking(row)),
        ]
    });
    table(&heads, cells)
}

/// UTC as DFIR-IRIS reads it: an offset with its sign, which no guard may stand before.
const IRIS_UTC: &str = "+00:00";

/// The longest title that the timeline of DFIR-IRIS shows whole.
const TITLE: usize = 80;

/// The rows with the headings that DFIR-IRIS imports.
pub fn iris_spreadsheet(rows: &[Row]) -> String {
    let heads = [
        "event_date",
        "event_tz",
        "event_title",
        "event_category",
        "event_content",
        "event_raw",
        "event_source",
        "event_assets",
        "event_iocs",
        "event_tags",
    ];
    let cells = rows.iter().map(|row| {
        let message = row.marked();
        let title: String = message.lines().next().unwrap_or_default().chars().take(TITLE).collect();
        let date = row.datetime.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
        let tags = tags(row).join("|");
        let empty = String::new;
        vec![
            date,
            IRIS_UTC.to_owned(),
            title,
            "Unspecified".to_owned(),
            format!("{message}\n{} · {}", row.timestamp_desc, row.actor),
            empty(),
            "firebell".to_owned(),
            empty(),
            empty(),
            tags,
        ]
    });
    table_with(&heads, cells, &[IRIS_UTC])
}
