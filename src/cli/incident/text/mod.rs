//! Incidents as text for people.

pub mod board;
pub mod changes;
pub mod lists;
pub mod whole;

use crate::cli::text::Page;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;

/// A text about an incident; one about an exercise says so in its first line.
pub fn marked(incident: &Incident, page: Page) -> Page {
    let mut out = Page::new();
    if incident.kind == IncidentKind::Exercise {
        let mark = incident.kind.mark(MarkPlace::Line);
        writeln!(out, "{mark}{}: nothing here has happened", incident.code);
    }
    out += page;
    out
}
