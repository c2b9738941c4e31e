//! One event of an incident, for streams.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::moment::in_utc;
use crate::core::event::{Event, Note, What};
use crate::core::event_words::event_words;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::time::WallTime;

/// An event with the incident it belongs to.
#[derive(Debug, Clone, Serialize)]
pub struct EventLine {
    pub code: String,
    pub exercise: bool,
    pub seq: u64,
    /// When it was recorded; in an exercise by the clock of its story.
    #[serde(serialize_with = "in_utc")]
    pub at: DateTime<Utc>,
    /// When it was recorded by the clock on the wall.
    #[serde(serialize_with = "in_utc")]
    pub wall_at: WallTime,
    pub actor: String,
    /// The word for it in the audit log, such as `fact.set`.
    pub action: &'static str,
    pub words: String,
    /// As it is stored; absent where it is privileged, sealed, or a letter's text or remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
}

/// An event as it may be shown to whoever may read the incident.
pub fn event_line(incident: &Incident, event: &Event) -> EventLine {
    let sealed = matches!(
        &event.what,
        What::NoteAdded(Note { privileged: true, .. }) | What::Sealed(_)
    );
    // Streams go to programs and hooks; who reads a letter asks for it, and the log is told.
    let letter = event.what.letter_work().is_some() && incident.kind == IncidentKind::Real;
    let withheld = sealed || letter;
    EventLine {
        code: incident.code.to_string(),
        exercise: incident.kind == IncidentKind::Exercise,
        seq: event.seq,
        at: event.recorded_at,
        wall_at: event.wall(),
        actor: event.actor.clone(),
        action: event.what.verb(),
        words: event_words(&event.what),
        event: (!withheld).then(|| event.clone()),
    }
}
