//! Words of letters in every language: months, data elements, causes, and how dates and ranges are written.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::Deserialize;

use crate::core::time::Zone;

const WORDS: &str = include_str!("../../../../templates/letters/words.toml");

/// Words of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub(super) months: Vec<String>,
    pub(super) day: String,
    pub(super) day_us: String,
    /// How the first day of a month is written.
    first_day: String,
    /// A time of day: `{H}` and `{h}` hours of 24 with and without a zero before, `{I}` of 12 with `{p}`, `{M}` minutes.
    time: String,
    time_us: String,
    /// Says that information will follow.
    pub follows: String,
    /// Says in a first notice that more is told in steps.
    pub phased: String,
    pub(super) suspected: String,
    /// The sentence behind a text that is only suspected.
    pub(super) unconfirmed: String,
    /// Says that people in several countries of the European Economic Area are affected: `{places}`.
    pub(super) people_in_several_countries: String,
    /// What parts groups of three digits, in numbers of at least so many digits.
    pub(super) thousands: String,
    pub(super) grouped_from: usize,
    /// Countries that have the language, the usual one first, as ISO 3166-1 codes.
    regions: Vec<String>,
    /// Names of places where they are not the English ones, by ISO 3166 code.
    #[serde(default)]
    pub(super) places: BTreeMap<String, String>,
    /// What time zones are called, by name and by short name.
    zones: BTreeMap<String, String>,
    pub(super) range: String,
    pub(super) or_more: String,
    /// Words for data elements, by code.
    pub elements: BTreeMap<String, String>,
    /// Sign-in data of which the passwords were stored as hashes.
    hashed_credentials: String,
    /// Behind an element that was affected for some of the people only.
    of_some: String,
    pub(super) types: BTreeMap<String, String>,
    pub(super) causes: BTreeMap<String, String>,
    /// Words for the outcome of the assessment of the risk to people, by the value decided.
    pub(super) risks: BTreeMap<String, String>,
    pub(super) answers: BTreeMap<String, String>,
    /// What gaps ask, by the key of the fact; in English the table of facts says it.
    #[serde(default)]
    pub(super) asks: BTreeMap<String, String>,
    #[serde(default)]
    regional: Vec<Regional>,
    /// Whether they are written as in the United States.
    #[serde(skip)]
    american: bool,
}

/// What some of a language's countries write otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regional {
    /// ISO 3166-1 codes.
    regions: Vec<String>,
    thousands: Option<String>,
    #[serde(default)]
    elements: BTreeMap<String, String>,
}

impl Words {
    /// A country that the language is written in: this one, or the usual one.
    fn region<'w>(&'w self, country: Option<&'w str>) -> Option<&'w str> {
        let spoken = |country: &&str| self.regions.iter().any(|region| region == country);
        country.filter(spoken).or(self.regions.first().map(String::as_str))
    }

    /// Whether dates are written as in the United States.
    pub fn american(&self) -> bool {
        self.american
    }

    /// Words for data elements by code: where the passwords are recorded as hashed they say so, and so do elements that were
    /// affected for some of the people only.
    pub(super) fn elements_as_recorded(&self, hashed: bool, of_some: &[String]) -> BTreeMap<String, String> {
        let hashed = hashed.then(|| ("online_credentials".to_owned(), self.hashed_credentials.clone()));
        let mut all: BTreeMap<String, String> = self.elements.clone().into_iter().chain(hashed).collect();
        for code in of_some {
            let words = all.get(code).cloned().unwrap_or_else(|| code.replace('_', " "));
            all.insert(code.clone(), format!("{words} {}", self.of_some));
        }
        all
    }

    fn zone_name(&self, zone: &Zone, at: DateTime<Utc>) -> String {
        let short = zone.short_name(at);
        let own = self.zones.get(zone.name()).or_else(|| self.zones.get(&short));
        own.cloned().unwrap_or(short)
    }

    fn in_region(&self, region: &str) -> Words {
        let mut own = self.clone();
        own.american = region == "US";
        let there = |regional: &&Regional| regional.regions.iter().any(|code| code == region);
        for regional in self.regional.iter().filter(there) {
            if let Some(thousands) = &regional.thousands {
                own.thousands.clone_from(thousands);
            }
            own.elements.extend(regional.elements.clone());
        }
        own
    }
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
fn words_of(language: &str) -> &'static Words {
    let primary = language.split('-').next().unwrap_or(language);
    let found = PARSED.get(primary).or_else(|| PARSED.get("en"));
    found.expect("there are English words")
}

/// The words of a language as a country writes them; as its usual country does where it is not spoken in this one.
pub fn words_in(language: &str, country: Option<&str>) -> Words {
    let words = words_of(language);
    words.in_region(words.region(country).unwrap_or_default())
}

/// A moment in words of a language, with what the zone is called there: `20 November 2026, 08:00 (Irish time)`.
pub(super) fn moment(words: &Words, zone: &Zone, at: DateTime<Utc>) -> String {
    let local = zone.local(at);
    let (afternoon, hour) = local.hour12();
    let pattern = if words.american { &words.time_us } else { &words.time };
    let time = pattern
        .replace("{H}", &format!("{:02}", local.hour()))
        .replace("{h}", &local.hour().to_string())
        .replace("{I}", &hour.to_string())
        .replace("{M}", &format!("{:02}", local.minute()))
        .replace("{p}", if afternoon { "p.m." } else { "a.m." });
    format!("{}, {time} ({})", day(words, zone, at), words.zone_name(zone, at))
}

/// The full tag of a language in a country, such as `en-US`; the language's usual country where it is not spoken in this
/// one.
pub fn locale(language: &str, country: Option<&str>) -> String {
    let region = PARSED.get(language).and_then(|words| words.region(country));
    region.map_or_else(|| language.to_owned(), |region| format!("{language}-{region}"))
}

/// A day in words of a language.
pub fn day(words: &Words, zone: &Zone, at: DateTime<Utc>) -> String {
    let local = zone.local(at);
    let month = usize::try_from(local.month0()).ok().and_then(|at| words.months.get(at));
    let pattern = if words.american { &words.day_us } else { &words.day };
    let number = match local.day() {
        1 => words.first_day.clone(),
        day => day.to_string(),
    };
    pattern
        .replace("{d}", &number)
        .replace("{m}", month.map_or("", String::as_str))
        .replace("{y}", &local.year().to_string())
}

#[cfg(test)]
mod tests {
    use super::{locale, words, words_in};

    #[test]
    fn a_language_has_the_country_it_is_written_for() {
        let tags = [
            ("en", Some("US")),
            ("en", Some("FR")),
            ("de", Some("AT")),
            ("de", None),
            ("xx", Some("US")),
        ];
        let tags = tags.map(|(language, country)| locale(language, country));
        assert_eq!(tags, ["en-US", "en-IE", "de-AT", "de-DE", "xx"]);
    }

    #[test]
    fn the_words_of_letters_are_there() {
        assert!(
            words()
                .values()
                .all(|words| words.months.len() == 12 && !words.elements.is_empty())
        );
        assert_eq!(words_in("xx", None).follows, words_in("en", None).follows);
    }

    #[test]
    fn a_country_writes_some_things_otherwise() {
        let written = |language, country| {
            let words = words_in(language, Some(country));
            let element = words.elements["drivers_license"].clone();
            (words.american, words.thousands, element)
        };
        let (american, _, element) = written("en", "US");
        assert!(american && element == "driver's license number");
        let (american, _, element) = written("en", "IE");
        assert!(!american && element == "driving licence number");
        assert_eq!(written("de", "CH").1, "’");
        assert_ne!(written("es", "US").2, written("es", "ES").2);
    }
}
