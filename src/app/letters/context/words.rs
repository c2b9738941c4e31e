//! Words of letters in every language: months, data elements, causes, and how dates and ranges are written.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, Utc};
use serde::Deserialize;

use crate::core::facts::FactValue;
use crate::core::time::Zone;

const WORDS: &str = include_str!("../../../../templates/letters/words.toml");

/// Words of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub(super) months: Vec<String>,
    pub(super) day: String,
    pub(super) day_us: String,
    /// Says that information will follow.
    pub follows: String,
    pub(super) suspected: String,
    pub(super) range: String,
    pub(super) or_more: String,
    /// Words for data elements, by code.
    pub elements: BTreeMap<String, String>,
    pub(super) types: BTreeMap<String, String>,
    pub(super) causes: BTreeMap<String, String>,
    /// Words for the outcome of the assessment of the risk to people, by the value decided.
    pub(super) risks: BTreeMap<String, String>,
    pub(super) answers: BTreeMap<String, String>,
}

/// The words of every language, parsed once; a test parses them.
static PARSED: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(WORDS).expect("templates/letters/words.toml is a part of the program"));

/// The words of every language, by its code.
pub fn words() -> &'static BTreeMap<String, Words> {
    &PARSED
}

/// The words of a language, or the English ones.
///
/// # Panics
/// Never: English is built in.
pub fn words_of(language: &str) -> &'static Words {
    let found = PARSED.get(language).or_else(|| PARSED.get("en"));
    found.expect("there are English words")
}

/// A day in words of a language.
pub fn day(words: &Words, american: bool, zone: &Zone, at: DateTime<Utc>) -> String {
    let local = zone.local(at);
    let month = usize::try_from(local.month0()).ok().and_then(|at| words.months.get(at));
    let pattern = if american { &words.day_us } else { &words.day };
    pattern
        .replace("{d}", &local.day().to_string())
        .replace("{m}", month.map_or("", String::as_str))
        .replace("{y}", &local.year().to_string())
}

/// A number of people in the letter's language: `400 to 900`.
pub(super) fn range(words: &Words, value: &FactValue) -> String {
    let Some(count) = value.count() else {
        return value.plain();
    };
    let min = count.min.to_string();
    match count.max {
        Some(max) if max == count.min => min,
        Some(max) => words.range.replace("{min}", &min).replace("{max}", &max.to_string()),
        None => words.or_more.replace("{min}", &min),
    }
}

#[cfg(test)]
mod tests {
    use super::{words, words_of};

    #[test]
    fn the_words_of_letters_are_there() {
        assert!(
            words()
                .values()
                .all(|words| words.months.len() == 12 && !words.elements.is_empty())
        );
        assert_eq!(words_of("xx").follows, words_of("en").follows);
    }
}
