//! Texts of the story that may no longer agree: when one reader's or one language's text is changed, the others that tell
//! the same are to be reviewed, until each is recorded again (the same words confirm it).
//!
//! It is told from the order of the entries alone. A text that is recorded while it is to be reviewed catches up with the
//! change; it does not send the others back in turn.

use std::collections::BTreeMap;

use super::{FactEntry, Incident};
use crate::core::facts::table::story;

/// The texts to be reviewed, each with the text that was changed.
pub fn to_review(incident: &Incident) -> BTreeMap<&str, &str> {
    let mut by_name: BTreeMap<&str, Vec<(&str, &FactEntry)>> = BTreeMap::new();
    for (key, history) in &incident.facts {
        if let Some((fact, _)) = story(key) {
            let entries = history.iter().map(|entry| (key.as_str(), entry));
            by_name.entry(fact.key).or_default().extend(entries);
        }
    }
    by_name.into_values().flat_map(reviewed).collect()
}

/// What is to be reviewed of the texts that tell the same.
fn reviewed<'i>(mut entries: Vec<(&'i str, &'i FactEntry)>) -> BTreeMap<&'i str, &'i str> {
    entries.sort_by_key(|(_, entry)| entry.seq);
    let mut known: BTreeMap<&str, &FactEntry> = BTreeMap::new();
    let mut open: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, entry) in entries {
        let before = known.insert(key, entry).and_then(|before| before.value.as_ref());
        let caught_up = open.remove(key).is_some();
        let changed = before.is_some() && before != entry.value.as_ref();
        if changed && !caught_up {
            let others = known
                .iter()
                .filter(|(other, entry)| **other != key && entry.value.is_some());
            open.extend(others.map(|(other, _)| (*other, key)));
        }
    }
    // A text that was withdrawn is a gap of its own.
    open.retain(|key, _| known.get(key).is_some_and(|entry| entry.value.is_some()));
    open
}
