//! Timelines taken in: no row twice.

use std::collections::BTreeSet;

use crate::core::event::{TimelineImport, What};
use crate::core::incident::Incident;
use crate::core::refusal::Refusal;

/// The rows that are not in the record yet.
pub(super) fn import(incident: &Incident, import: TimelineImport) -> Result<What, Refusal> {
    if import.entries.is_empty() {
        return Err(Refusal::input(
            format!("{} has no row to import", import.file),
            "check the file, and the rows that were chosen",
        ));
    }
    let same = || incident.timelines().filter(|known| known.sha256 == import.sha256);
    let known: BTreeSet<u64> = same()
        .flat_map(|known| known.entries.iter().map(|entry| entry.row))
        .collect();
    let entries: Vec<_> = import
        .entries
        .into_iter()
        .filter(|entry| !known.contains(&entry.row))
        .collect();
    if let (true, Some(first)) = (entries.is_empty(), same().next()) {
        return Err(Refusal::new(
            format!(
                "these rows of {} are in the record already (entry {})",
                import.file, first.seq
            ),
            "nothing was imported again; to import it differently, undo that import first",
        ));
    }
    Ok(What::TimelineImported(TimelineImport { entries, ..import }))
}
