//! What a place is called in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

type Names = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
struct Subdivisions {
    #[serde(rename = "shared")]
    _shared: Vec<String>,
    #[serde(flatten)]
    countries: BTreeMap<String, Names>,
}

/// The names of each place, by code, the English one first; a test reads the files.
static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let read =
        |text: &str| -> Names { toml::from_str(text).expect("the built-in names of places are part of the program") };
    let others: Subdivisions = toml::from_str(include_str!("../../templates/roster/subdivisions.toml"))
        .expect("the built-in names of places are part of the program");
    let parts = others.countries.into_iter().flat_map(|(country, parts)| {
        let within = parts.into_iter();
        within
            .map(move |(part, names)| (format!("{country}-{part}"), names))
            .collect::<Vec<_>>()
    });
    let states = read(include_str!("../../templates/roster/us.toml")).into_iter();
    let states = states.map(|(code, names)| (format!("US-{code}"), names));
    let countries = read(include_str!("../../templates/roster/countries.toml")).into_iter();
    countries.chain(states).chain(parts).collect()
});

/// The English name of a country, state, province or Land, by its ISO 3166 code.
pub fn english(code: &str) -> Option<&'static str> {
    NAMES.get(code)?.first().map(String::as_str)
}

/// Every place with its names, the English one first.
pub fn all() -> impl Iterator<Item = (&'static str, &'static [String])> {
    NAMES.iter().map(|(code, names)| (code.as_str(), names.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::english;

    #[test]
    fn places_have_their_english_names() {
        let names = ["US-CA", "DE", "DE-BY", "CA-QC", "XX"].map(english);
        assert_eq!(
            names,
            [
                Some("California"),
                Some("Germany"),
                Some("Bavaria"),
                Some("Quebec"),
                None
            ]
        );
    }
}
