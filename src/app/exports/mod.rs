//! An incident in the words of other tools. They have many readers: what leaves is the code, days and a few words of a
//! closed list, with its TLP marking. Titles, people, counts, letters, decisions, filings and notes never leave here.

pub mod cacao;
pub mod misp;
pub mod stix;
pub mod veris;

use sha2::{Digest as _, Sha256};
use uuid::Builder;

use crate::app::record::Loaded;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::FactValue;

/// What an incident is called outside: its code, and the mark of an exercise.
fn name(loaded: &Loaded) -> String {
    let incident = &loaded.incident;
    format!("{}{}", incident.kind.mark(MarkPlace::Line), incident.code)
}

/// A fact with one value.
fn fact<'l>(loaded: &'l Loaded, key: &str) -> Option<&'l FactValue> {
    match loaded.incident.current(key).as_slice() {
        [one] => one.value.as_ref(),
        _ => None,
    }
}

/// The codes of a fact.
fn codes<'l>(loaded: &'l Loaded, key: &str) -> &'l [String] {
    fact(loaded, key).and_then(FactValue::codes).unwrap_or_default()
}

/// The code of a fact.
fn code(loaded: &Loaded, key: &str) -> Option<String> {
    fact(loaded, key).map(FactValue::plain)
}

/// An id that is the same in every export of the same thing.
fn id_of(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}
