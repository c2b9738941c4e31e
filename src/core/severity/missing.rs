//! Which unknown facts a method would have needed, by their keys.
//!
//! Must not know: scores, sentences. A fact counts as missing only where it could matter: a backup is not asked for
//! when availability and integrity are known to be whole.

use super::facts::{BreachType, Likelihood};
use super::view::{View, type_bit};

const SHORT_AND_FULL: &[(&str, &str)] = &[
    ("elements", "data.elements"),
    ("kinds", "data.kinds"),
    ("context", "data.context"),
    ("special_categories", "data.special_categories"),
    ("vulnerable_people", "data.vulnerable_people"),
    ("encrypted", "data.encrypted"),
    ("key_taken", "data.key_taken"),
    ("acquired", "data.acquired"),
    ("accessed", "data.accessed"),
    ("types", "breach.types"),
    ("cause", "breach.cause"),
    ("malicious", "breach.malicious"),
    ("recipient", "breach.recipient"),
    ("deletion", "breach.deletion"),
    ("backup", "breach.backup"),
    ("restored_after_hours", "breach.restored_after_hours"),
    ("effect", "breach.effect"),
    ("identifiability", "breach.identifiability"),
    ("affected", "affected.total"),
    ("within_organisation", "breach.within_organisation"),
    ("remedied", "breach.remedied"),
];

/// The key of the facts file for a short key of a proposal (`key_taken` → `data.key_taken`).
pub fn full_key(short: &str) -> Option<&'static str> {
    SHORT_AND_FULL.iter().find(|(s, _)| *s == short).map(|(_, full)| *full)
}

pub(super) const ENISA: [&str; 13] = [
    "elements",
    "kinds",
    "context",
    "encrypted",
    "key_taken",
    "acquired",
    "accessed",
    "types",
    "malicious",
    "recipient",
    "backup",
    "effect",
    "identifiability",
];
pub(super) const GDPR: [&str; 17] = [
    "elements",
    "kinds",
    "context",
    "special_categories",
    "vulnerable_people",
    "encrypted",
    "key_taken",
    "acquired",
    "accessed",
    "types",
    "malicious",
    "recipient",
    "deletion",
    "backup",
    "effect",
    "identifiability",
    "affected",
];
pub(super) const HIPAA: [&str; 9] = [
    "elements",
    "kinds",
    "encrypted",
    "key_taken",
    "acquired",
    "accessed",
    "recipient",
    "deletion",
    "identifiability",
];
pub(super) const HARM: [&str; 13] = [
    "elements",
    "kinds",
    "context",
    "special_categories",
    "vulnerable_people",
    "encrypted",
    "key_taken",
    "acquired",
    "accessed",
    "malicious",
    "recipient",
    "deletion",
    "effect",
];
pub(super) const SINGAPORE: [&str; 7] = [
    "elements",
    "kinds",
    "encrypted",
    "key_taken",
    "affected",
    "within_organisation",
    "remedied",
];

/// The unknown ones among the wanted facts.
pub(super) fn of(v: &View, wanted: &[&'static str]) -> Vec<&'static str> {
    wanted.iter().copied().filter(|key| lacks(v, key)).collect()
}

pub(super) fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|k| (*k).to_owned()).collect()
}

fn lacks(v: &View, key: &str) -> bool {
    let touched = |t| v.types.is_none_or(|types| types & type_bit(t) != 0);
    let in_doubt = v.evidence() > Likelihood::Excluded;
    match key {
        "elements" => v.elements.is_none() || v.unlisted_element,
        "kinds" => v.data_unknown(),
        "context" => v.context.is_none(),
        "special_categories" => v.special.is_none() && v.data_unknown(),
        "vulnerable_people" => v.vulnerable.is_none(),
        "encrypted" => v.encrypted.is_none(),
        "key_taken" => v.encrypted == Some(true) && v.key_taken.is_none(),
        "acquired" => v.acquired.is_none(),
        "accessed" => v.accessed.is_none() && (v.acquired.is_none() || v.confidentiality()),
        "types" => v.types.is_none(),
        "malicious" => v.malicious.is_none() && v.cause.is_none(),
        "recipient" => v.recipient.is_none() && in_doubt,
        "deletion" => v.deletion.is_none() && in_doubt && !v.hostile(),
        "backup" => {
            v.backup.is_none() && backup_matters(v, touched(BreachType::Integrity), touched(BreachType::Availability))
        }
        "effect" => v.effect.is_none(),
        "identifiability" => v.identifiability.is_none() && v.readable(),
        "affected" => v.people.is_none_or(|(_, most)| most.is_none()),
        "within_organisation" => v.within.is_none(),
        "remedied" => v.remedied.is_none(),
        _ => false,
    }
}

fn backup_matters(v: &View, integrity: bool, availability: bool) -> bool {
    integrity || availability && v.hours.is_none()
}
