//! Places to choose from: every country and its parts that have names, and time zones.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::search::{PART, parts};
use super::widget::pick::Choice;
use crate::core::facts::keys;
use crate::core::time::zone_names;
use crate::roster::place_names;

static PLACES: LazyLock<Arc<[Choice]>> = LazyLock::new(|| {
    let choice = |(code, names): (&str, &[String])| {
        let name = names.first().map(String::as_str).unwrap_or(code);
        let within = code
            .split_once('-')
            .and_then(|(country, _)| place_names::english(country));
        let words = match within {
            Some(country) => format!("{name}, {country}"),
            None => name.to_owned(),
        };
        // A part is found by its own code too: TX for US-TX.
        let part = code.split_once('-').map_or("", |(_, part)| part);
        let others = names.iter().skip(1).map(String::as_str).chain([name, part]);
        Choice::new(code, words).found_by(parts(others))
    };
    let mut places: Vec<Choice> = place_names::all().map(choice).collect();
    // Countries come first: DE alone is Germany before it is Delaware.
    let of_a_country = |place: &Choice| place.code.contains('-');
    places.sort_by(|a, b| (of_a_country(a), &a.words).cmp(&(of_a_country(b), &b.words)));
    places.into()
});

static COUNTRIES: LazyLock<Arc<[Choice]>> = LazyLock::new(|| {
    PLACES
        .iter()
        .filter(|place| !place.code.contains('-'))
        .cloned()
        .collect()
});

static ZONES: LazyLock<Arc<[Choice]>> = LazyLock::new(|| {
    let choice = |name: &'static str| {
        let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        Choice::new(name, name.replace('_', " ")).found_by(city)
    };
    zone_names().map(choice).collect()
});

/// Every country, state, province and Land with a name.
pub(super) fn everywhere() -> Arc<[Choice]> {
    Arc::clone(&PLACES)
}

pub(super) fn countries() -> Arc<[Choice]> {
    Arc::clone(&COUNTRIES)
}

/// The places of these countries, with "none" first; all places before it is known which countries they are.
pub(super) fn within_or_none(countries: &BTreeSet<String>) -> Arc<[Choice]> {
    let none = Choice::new("none", "none: there is no such place");
    let country = |code: &str| code.split('-').next().unwrap_or(code).to_owned();
    let within = PLACES
        .iter()
        .filter(|place| countries.is_empty() || countries.contains(&country(&place.code)));
    std::iter::once(none).chain(within.cloned()).collect()
}

/// Every zone, those of a country first.
pub(super) fn zones(first: &[String]) -> Arc<[Choice]> {
    if first.is_empty() {
        return Arc::clone(&ZONES);
    }
    let of = |name: &String| ZONES.iter().find(|zone| zone.code == *name).cloned();
    let others = ZONES.iter().filter(|zone| !first.contains(&zone.code));
    first.iter().filter_map(of).chain(others.cloned()).collect()
}

/// Whether a code is that of a country or of a part of one.
pub(super) fn is_place(code: &str) -> bool {
    place_names::english(code).is_some()
}

/// What a place is called, without the country it is part of; its code where it has no name here.
pub(super) fn english(code: &str) -> &str {
    place_names::english(code).unwrap_or(code)
}

/// Every name of a place and of its parts, the English name of the place first.
pub(super) fn named_within(code: &str) -> impl Iterator<Item = &'static str> {
    let of_part = move |place: &str| place.strip_prefix(code).is_some_and(|rest| rest.starts_with('-'));
    let own = place_names::english(code);
    let within = place_names::all().filter(move |(place, _)| of_part(place));
    own.into_iter()
        .chain(within.flat_map(|(_, names)| names.iter().map(String::as_str)))
}

/// A question about the people of a place, with the name of the place where it has its code.
pub(super) fn named_in(question: &str, key: &str) -> String {
    match key.strip_prefix(keys::affected::BELOW) {
        Some(code) => question.replace(&format!(" {code} "), &format!(" {} ", name(code))),
        None => question.to_owned(),
    }
}

/// What a place is called; its code where it has no name here.
pub(super) fn name(code: &str) -> String {
    let within = code
        .split_once('-')
        .and_then(|(country, _)| place_names::english(country));
    match (place_names::english(code), within) {
        (None, _) => code.to_owned(),
        (Some(name), None) => name.to_owned(),
        (Some(name), Some(country)) => format!("{name}, {country}"),
    }
}

/// What places a name, an abbreviation or a code may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Called {
    Nothing,
    One(String),
    Several(Vec<String>),
}

impl Called {
    pub(super) fn is_one_state(&self) -> bool {
        matches!(self, Called::One(code) if code.starts_with("US-"))
    }

    pub(super) fn is_one_abroad(&self) -> bool {
        matches!(self, Called::One(code) if !code.starts_with("US"))
    }
}

/// The places with a name, an abbreviation or a code.
pub(super) fn called(name: &str) -> Called {
    let wanted = name.trim().to_lowercase();
    let has = |place: &&Choice| {
        let names = place
            .found_by
            .split(PART)
            .chain([place.code.as_str(), place.words.as_str()]);
        names.into_iter().any(|own| own.to_lowercase() == wanted)
    };
    let mut codes: Vec<String> = PLACES.iter().filter(has).map(|place| place.code.clone()).collect();
    match codes.len() {
        0 => Called::Nothing,
        1 => Called::One(codes.remove(0)),
        _ => Called::Several(codes),
    }
}
