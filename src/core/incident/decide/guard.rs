//! Commands that hold only while the record is as somebody saw it: a fact that is replaced, an entry that is taken back.

use super::{World, decide};
use crate::core::event::What;
use crate::core::facts::FactValue;
use crate::core::incident::Incident;
use crate::core::incident::command::{Command, FactBasis};
use crate::core::refusal::Refusal;

/// Refuses where somebody recorded something else under the key since it was looked at.
pub(super) fn unchanged(incident: &Incident, basis: &FactBasis) -> Result<(), Refusal> {
    let current = incident.current(&basis.key);
    let newest = current.iter().max_by_key(|entry| entry.seq);
    if newest.map(|entry| entry.seq) == basis.entry {
        return Ok(());
    }
    let now = match newest {
        Some(entry) => format!(
            "{} recorded {}",
            entry.actor,
            entry.value.as_ref().map_or("unknown".to_owned(), FactValue::as_typed)
        ),
        None => "it was withdrawn".to_owned(),
    };
    Err(Refusal::new(
        format!("{} has changed since you looked at it: {now}", basis.key),
        "look at the new value, then record yours again if it is right",
    ))
}

/// An entry is taken back by the entries that restore the state before it, and one that says so.
pub(super) fn take_back(
    incident: &Incident,
    world: &World<'_>,
    entry: u64,
    seen: u64,
    restoring: Vec<Command>,
) -> Result<Vec<What>, Refusal> {
    if incident.seq != seen || incident.taken_back.contains_key(&entry) {
        return Err(Refusal::new(
            "the incident has changed since you looked, so nothing was undone",
            "look at the latest entries, then undo again",
        ));
    }
    let mut whats = Vec::new();
    for command in restoring {
        whats.extend(decide(incident, world, command)?);
    }
    whats.push(What::TakenBack {
        entry,
        by: incident.seq + 1,
    });
    Ok(whats)
}
