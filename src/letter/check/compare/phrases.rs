//! The phrases by which values are found and told apart, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Weekday;
use serde::Deserialize;

use super::known::{DayOf, Risk};
use crate::letter::check::speech::Lexicon;

const FILE: &str = include_str!("../../../../templates/rules/compare.toml");
const COUNTRIES: &str = include_str!("../../../../templates/roster/countries.toml");
const STATES: &str = include_str!("../../../../templates/roster/us.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    months: Vec<Vec<String>>,
    inside: Vec<String>,
    between: Vec<String>,
    month_leads: Vec<String>,
    /// Monday first.
    weekdays: Vec<Vec<String>>,
    articles: Vec<String>,
    clock: Vec<String>,
    zones: BTreeMap<String, Vec<i64>>,
    clauses: Vec<String>,
    numbers: BTreeMap<String, u64>,
    times: BTreeMap<String, u64>,
    day: Vec<Days>,
    people: People,
    data: Data,
    element: BTreeMap<String, Vec<String>>,
    risk: Vec<Risks>,
    delay: Status,
    contained: Status,
    names: Names,
    monitoring: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    of: DayOf,
    #[serde(default)]
    strong: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    words: Vec<String>,
    labels: Vec<String>,
    not_labels: Vec<String>,
    about: Vec<String>,
    more: Vec<String>,
    nobody: Vec<String>,
    records: Vec<String>,
    abroad: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    headings: Vec<String>,
    sentences: Vec<String>,
    advice: Vec<String>,
    spared: Vec<String>,
    maybe: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Risks {
    risk: Risk,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    #[serde(alias = "said")]
    asked: Vec<String>,
    denied: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    endings: Vec<String>,
    own: Vec<String>,
    hosts: Vec<String>,
    public_endings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

/// What a phrase says of the day beside it, and whether the day must then agree with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Role {
    pub of: DayOf,
    pub strong: bool,
}

/// A status as a text may claim or deny it.
pub(super) struct Claim {
    pub claimed: Lexicon<()>,
    pub denied: Lexicon<()>,
}

pub(super) struct Phrases {
    /// The number of a month by its name.
    pub months: BTreeMap<String, u32>,
    pub inside: Vec<String>,
    /// Words before a month that is told without a day.
    pub month_leads: Vec<String>,
    pub weekdays: BTreeMap<String, Weekday>,
    pub articles: Vec<String>,
    /// Words that stand behind a time of day.
    pub clock: Vec<String>,
    /// Minutes ahead of universal time, by the name of a zone, longer names first.
    pub zones: Vec<(String, Vec<i64>)>,
    pub between: Vec<String>,
    pub clauses: Vec<String>,
    pub numbers: BTreeMap<String, u64>,
    pub times: BTreeMap<String, u64>,
    pub day: Lexicon<Role>,
    pub people: Lexicon<()>,
    pub people_labels: Lexicon<()>,
    pub no_people_labels: Lexicon<()>,
    pub about: Lexicon<()>,
    pub more: Lexicon<()>,
    pub nobody: Lexicon<()>,
    pub records: Lexicon<()>,
    pub abroad: Lexicon<()>,
    /// Places by their names: each name's codes.
    pub places: Lexicon<String>,
    pub data_headings: Lexicon<()>,
    pub data_sentences: Lexicon<()>,
    pub advice: Lexicon<()>,
    pub spared: Lexicon<()>,
    pub maybe: Lexicon<()>,
    pub elements: Lexicon<String>,
    pub risk: Lexicon<Risk>,
    pub delay: Claim,
    pub contained: Claim,
    pub endings: Vec<String>,
    pub own: Lexicon<()>,
    pub hosts: Vec<String>,
    pub public_endings: Vec<String>,
    pub monitoring: Lexicon<()>,
}

/// Without them nothing would be compared and every letter would pass, so that a file that cannot be read must end the
/// program; a test parses it.
static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| phrases().expect("templates/rules/compare.toml is a part of the program"));

pub(super) fn all() -> &'static Phrases {
    &PHRASES
}

fn lexicon(words: Vec<String>) -> Lexicon<()> {
    Lexicon::of(words.into_iter().map(|words| (words, ())))
}

fn claim(status: Status) -> Claim {
    Claim {
        claimed: lexicon(status.asked),
        denied: lexicon(status.denied),
    }
}

/// Every phrase with what its group means.
fn grouped<T: Clone>(groups: impl IntoIterator<Item = (T, Vec<String>)>) -> Lexicon<T> {
    let entries = groups
        .into_iter()
        .flat_map(|(means, words)| words.into_iter().map(move |words| (words, means.clone())));
    Lexicon::of(entries)
}

fn places() -> Result<Lexicon<String>, toml::de::Error> {
    let countries: BTreeMap<String, Vec<String>> = toml::from_str(COUNTRIES)?;
    let states: BTreeMap<String, Vec<String>> = toml::from_str(STATES)?;
    let long = |names: Vec<String>| names.into_iter().filter(|name| name.chars().count() > 3).collect();
    let states = states.into_iter().map(|(code, names)| (format!("US-{code}"), names));
    let all = countries.into_iter().chain(states);
    Ok(grouped(all.map(|(code, names)| (code, long(names)))))
}

/// The days by their names, Monday first.
fn weekdays(names: Vec<Vec<String>>) -> BTreeMap<String, Weekday> {
    let days = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
    let named = names.into_iter().zip(days);
    named
        .flat_map(|(names, day)| names.into_iter().map(move |name| (name, day)))
        .collect()
}

fn by_length(zones: BTreeMap<String, Vec<i64>>) -> Vec<(String, Vec<i64>)> {
    let mut zones: Vec<(String, Vec<i64>)> = zones.into_iter().collect();
    zones.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    zones
}

fn phrases() -> Result<Phrases, toml::de::Error> {
    let file: File = toml::from_str(FILE)?;
    let months = file.months.into_iter().zip(1..);
    let role = |days: Days| {
        let role = Role {
            of: days.of,
            strong: days.strong,
        };
        (role, days.words)
    };
    Ok(Phrases {
        months: months
            .flat_map(|(names, month)| names.into_iter().map(move |name| (name, month)))
            .collect(),
        inside: file.inside,
        month_leads: file.month_leads,
        weekdays: weekdays(file.weekdays),
        articles: file.articles,
        clock: file.clock,
        zones: by_length(file.zones),
        between: file.between,
        clauses: file.clauses,
        numbers: file.numbers,
        times: file.times,
        day: grouped(file.day.into_iter().map(role)),
        people: lexicon(file.people.words),
        people_labels: lexicon(file.people.labels),
        no_people_labels: lexicon(file.people.not_labels),
        about: lexicon(file.people.about),
        more: lexicon(file.people.more),
        nobody: lexicon(file.people.nobody),
        records: lexicon(file.people.records),
        abroad: lexicon(file.people.abroad),
        places: places()?,
        data_headings: lexicon(file.data.headings),
        data_sentences: lexicon(file.data.sentences),
        advice: lexicon(file.data.advice),
        spared: lexicon(file.data.spared),
        maybe: lexicon(file.data.maybe),
        elements: grouped(file.element),
        risk: grouped(file.risk.into_iter().map(|risks| (risks.risk, risks.words))),
        delay: claim(file.delay),
        contained: claim(file.contained),
        endings: file.names.endings,
        own: lexicon(file.names.own),
        hosts: file.names.hosts,
        public_endings: file.names.public_endings,
        monitoring: lexicon(file.monitoring.words),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_phrases_are_there() {
        let phrases = super::phrases().unwrap();
        assert!((1..=12).all(|month| phrases.months.values().any(|known| *known == month)));
        assert!(phrases.numbers["twelve"] == 12 && !phrases.hosts.is_empty());
    }
}
