//! Whose letters differ in what every one of their readers needs.

use std::sync::LazyLock;

use serde::Deserialize;

const FILE: &str = include_str!("../../../../templates/letters/readers.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Readers {
    told_the_time: Vec<String>,
    merged: Vec<String>,
}

/// A part of the program: one that cannot be read ends it, and a test parses it.
static READERS: LazyLock<Readers> =
    LazyLock::new(|| toml::from_str(FILE).expect("templates/letters/readers.toml is a part of the program"));

/// Whether a recipient is told the time of day beside a day.
pub(super) fn is_told_the_time(recipient: &str) -> bool {
    READERS.told_the_time.iter().any(|own| own == recipient)
}

/// Whether each of a kind of recipients gets a letter of their own, filled from a roster.
pub(super) fn get_one_each(recipient: &str) -> bool {
    READERS.merged.iter().any(|own| own == recipient)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_readers_are_there() {
        assert!(super::is_told_the_time("regulator") && !super::is_told_the_time("individuals"));
        assert!(super::get_one_each("individuals") && !super::get_one_each("regulator"));
    }
}
