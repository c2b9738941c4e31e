//! Variation by seed: the same seed gives the same exercise on every machine, another seed another one.
//!
//! Each choice is drawn from the digest of the seed and the choice's own name, so that a choice added to a scenario
//! leaves the others as they were.

use chrono::Datelike as _;
use sha2::{Digest as _, Sha256};

use crate::core::time::WallTime;

/// The seed of an exercise for which nobody names one: every year has a draw of its own.
pub fn seed_of_the_year(now: WallTime) -> u64 {
    u64::from(now.at().year().unsigned_abs())
}

/// A number below `of`, drawn for a name.
pub fn draw(seed: u64, name: &str, of: u64) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(name.as_bytes());
    let digest = hash.finalize();
    let first = digest
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    if of == 0 { 0 } else { first % of }
}

/// Puts what was drawn in the place of `{{key}}`.
pub fn filled<'d>(text: &str, drawn: impl IntoIterator<Item = (&'d String, &'d String)>) -> String {
    let mut text = text.to_owned();
    for (key, value) in drawn {
        text = text.replace(&format!("{{{{{key}}}}}"), value);
    }
    text
}

/// The first `{{key}}` that nothing was drawn for.
pub fn unfilled(text: &str) -> Option<&str> {
    let from = text.find("{{")?;
    let to = text[from..].find("}}")?;
    Some(&text[from + 2..from + to])
}
