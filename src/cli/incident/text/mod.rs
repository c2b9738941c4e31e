//! Incidents as text for people.

pub(crate) mod changes;
pub(crate) mod entries;
pub(crate) mod incident_list;
pub(crate) mod whole;

use crate::cli::text::Page;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;

/// A text about an incident; one about an exercise says so in its first line.
pub(crate) fn marked(incident: &Incident, page: Page) -> Page {
    let mut out = Page::new();
    if incident.kind == IncidentKind::Exercise {
        let mark = incident.kind.mark(MarkPlace::Line);
        writeln!(out, "{mark}{}: nothing here has happened", incident.code);
    }
    out += page;
    out
}
