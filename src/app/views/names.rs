//! Where an incident came from and what it was called, to look at.

use serde::Serialize;

use super::moment::in_utc;
use crate::core::facts::IncidentKind;
use crate::core::ids::Recoding;
use crate::core::incident::Incident;
use crate::core::incident::names::{FormerCode, Origin};
use crate::core::time::WallTime;

/// An import from another record.
#[derive(Debug, Clone, Serialize)]
pub struct ImportView {
    /// The code it had there.
    pub was: String,
    /// The last event that was recorded there.
    pub through: u64,
    /// When it was imported.
    #[serde(serialize_with = "in_utc")]
    pub at: WallTime,
    /// By whom.
    pub by: String,
}

/// Imports from other records, the first one first.
pub fn imports(incident: &Incident) -> Vec<ImportView> {
    let view = |origin: &Origin| ImportView {
        was: origin.was.clone(),
        through: origin.through,
        at: origin.at,
        by: origin.by.clone(),
    };
    incident.origins.iter().map(view).collect()
}

/// What an import came to.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedView {
    /// The incident's code here.
    pub code: String,
    /// UUID.
    pub id: String,
    pub title: String,
    /// real or exercise
    pub kind: IncidentKind,
    /// Imports, the last one just now.
    pub imports: Vec<ImportView>,
    /// The last event.
    pub seq: u64,
}

/// What an import came to.
pub fn imported(incident: &Incident) -> ImportedView {
    ImportedView {
        code: incident.code.to_string(),
        id: incident.id.to_string(),
        title: incident.title.clone(),
        kind: incident.kind,
        imports: imports(incident),
        seq: incident.seq,
    }
}

/// A code the incident had in this record before.
#[derive(Debug, Clone, Serialize)]
pub struct FormerCodeView {
    pub code: String,
    #[serde(serialize_with = "in_utc")]
    pub until: WallTime,
    /// Why it was given another.
    pub because: Recoding,
}

/// Codes the incident had in this record before.
pub fn former_codes(incident: &Incident) -> Vec<FormerCodeView> {
    let view = |former: &FormerCode| FormerCodeView {
        code: former.code.clone(),
        until: former.until,
        because: former.because,
    };
    incident.former_codes.iter().map(view).collect()
}
