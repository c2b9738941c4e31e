//! What `firebell law` gives to programs.

use serde::Serialize;
use serde_json::{Value, json};

use crate::core::law::rulebook::{Authority, Sector};
use crate::core::toml_text::reader::Problem;

/// A regime that nobody has reviewed for a while.
#[derive(Debug, Serialize)]
pub(super) struct StaleRow {
    pub id: String,
    pub reviewed_on: String,
    pub days: i64,
}

/// A finding for programs.
pub(super) fn finding(problem: &Problem) -> Value {
    json!({
        "file": problem.file, "line": problem.line, "column": problem.column,
        "message": problem.message, "hint": problem.hint,
    })
}

pub(super) fn authority(a: &Authority) -> Value {
    json!({
        "id": a.id, "country": a.country, "covers": a.covers, "sector": a.sector.map(Sector::code), "name": a.name,
        "name_local": a.name_local, "city": a.city, "time_zone": a.zone.name(), "breach_form": a.breach_form,
        "email": a.email, "website": a.website, "languages": a.languages, "form_notes": a.form_notes,
        "form_source": a.form_source,
        "confidence": a.confidence,
    })
}
