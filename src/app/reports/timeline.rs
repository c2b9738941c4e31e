//! The course of an incident, event by event, for reading and for Timesketch.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::app::files::csv_out::table;
use crate::app::record::Loaded;
use crate::core::csv_cell::name;
use crate::core::event::Event;
use crate::core::event_words::event_words;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;

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
    let exercise = loaded.incident.kind == IncidentKind::Exercise;
    let row = |event: &Event| Row {
        seq: event.seq,
        datetime: event.recorded_at,
        timestamp: event.recorded_at.timestamp_micros(),
        timestamp_desc: match loaded.incident.recorded_elsewhere(event.seq) {
            true => IMPORTED,
            false => "Recorded",
        },
        message: event_words(&event.what),
        actor: event.actor.clone(),
        exercise,
    };
    loaded.events.iter().map(|stored| row(&stored.event)).collect()
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
