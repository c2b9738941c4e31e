//! Names of places, days and zones, as the phrases take them.

use std::collections::BTreeMap;

use chrono::Weekday;

use crate::letter::check::speech::Lexicon;

const COUNTRIES: &str = include_str!("../../../../templates/roster/countries.toml");
const STATES: &str = include_str!("../../../../templates/roster/us.toml");

/// Names of states as addresses write them, longer names first.
pub(super) fn states() -> Result<Vec<(String, String)>, toml::de::Error> {
    let states: BTreeMap<String, Vec<String>> = toml::from_str(STATES)?;
    let names = states.into_iter().flat_map(|(code, names)| {
        let short = code.to_lowercase();
        let names = names.into_iter().filter(|name| name.chars().count() > 3);
        names
            .map(move |name| (name.to_lowercase(), short.clone()))
            .collect::<Vec<_>>()
    });
    let mut names: Vec<(String, String)> = names.collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    Ok(names)
}

/// Places by their names and, in languages that inflect them, by `forms` of those.
pub(super) fn places(forms: BTreeMap<String, Vec<String>>) -> Result<Lexicon<String>, toml::de::Error> {
    let countries: BTreeMap<String, Vec<String>> = toml::from_str(COUNTRIES)?;
    let states: BTreeMap<String, Vec<String>> = toml::from_str(STATES)?;
    let long = |names: Vec<String>| names.into_iter().filter(|name| name.chars().count() > 3).collect();
    let states = states.into_iter().map(|(code, names)| (format!("US-{code}"), names));
    let all = countries.into_iter().chain(states).chain(forms);
    Ok(Lexicon::grouped(all.map(|(code, names)| (code, long(names)))))
}

/// The days by their names, Monday first.
pub(super) fn weekdays(names: Vec<Vec<String>>) -> BTreeMap<String, Weekday> {
    let days = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
    let named = names.into_iter().zip(days);
    named
        .flat_map(|(names, day)| names.into_iter().map(move |name| (name, day)))
        .collect()
}

pub(super) fn by_length(zones: BTreeMap<String, Vec<i64>>) -> Vec<(String, Vec<i64>)> {
    let mut zones: Vec<(String, Vec<i64>)> = zones.into_iter().collect();
    zones.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    zones
}
