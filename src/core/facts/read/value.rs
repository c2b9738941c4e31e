//! One value of a fact, read as its row of the table says. Every problem is reported at its place.

use chrono::{DateTime, Utc};

use crate::core::facts::count::Count;
use crate::core::facts::kind::{Closed, Kind, Vocabulary};
use crate::core::facts::picture::Picture;
use crate::core::facts::table::Fact;
use crate::core::facts::value::{Candidate, Value as Said};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{Zone, parse_moment};
use crate::core::toml_text::reader::Value;

/// What a value is read against.
#[derive(Clone, Copy)]
pub(in crate::facts) struct Against<'r> {
    /// The rule base; without it, words that only the rule base knows are taken as they are.
    pub rules: Option<&'r Rulebook>,
    /// The rule base whose contracts name the customers; without it, every well-formed id is taken.
    pub customers: Option<&'r Rulebook>,
    /// The zone of local times.
    pub home: Option<&'r Zone>,
}

/// The value of a fact, or nothing after its problems were reported.
pub(in crate::facts) fn value(fact: &Fact, value: Value<'_, '_>, against: Against<'_>) -> Option<Said> {
    match fact.kind {
        Kind::Flag(_) => value.flag().map(Said::Flag),
        Kind::Number(_) => value.count().map(Said::Number),
        Kind::Text(_) => Some(Said::Text(value.text()?.to_owned())),
        Kind::Picture => picture(value).map(Said::Picture),
        Kind::Place(_) => place(value).map(Said::Code),
        Kind::PlaceOrNone(_) if value.text()? == "none" => Some(Said::Code("none".to_owned())),
        Kind::PlaceOrNone(_) => place(value).map(Said::Code),
        Kind::One(list) => one(fact, value, list).map(Said::Code),
        Kind::Many(list) => Some(Said::List(many(value, |item| one(fact, item, list)))),
        Kind::OneOrMany(list) if value.is_list() => Some(Said::List(many(value, |item| one(fact, item, list)))),
        Kind::OneOrMany(list) => one(fact, value, list).map(Said::Code),
        Kind::Words(vocabulary, _) => {
            let rules = match vocabulary {
                Vocabulary::Customers => against.customers,
                Vocabulary::Elements | Vocabulary::Sets | Vocabulary::IncidentKinds | Vocabulary::Flags => {
                    against.rules
                }
            };
            Some(Said::List(many(value, |item| word(fact, item, vocabulary, rules))))
        }
        Kind::Moment | Kind::Day => Some(Said::Moments(candidates(value, against.home))),
        Kind::Count => count(value).map(Said::Count),
        Kind::Decision if value.is_flag() => value.flag().map(Said::Flag),
        Kind::Decision => Some(Said::Code(value.text()?.to_owned())),
    }
}

fn one(fact: &Fact, value: Value<'_, '_>, list: &dyn Closed) -> Option<String> {
    let find = |text: &str| {
        let code = fact.code_for(text);
        list.codes().contains(&code).then(|| code.to_owned())
    };
    value.code(list.what(), list.codes(), find)
}

fn word(fact: &Fact, value: Value<'_, '_>, vocabulary: Vocabulary, rules: Option<&Rulebook>) -> Option<String> {
    let find = |text: &str| {
        let word = fact.code_for(text);
        vocabulary.has(word, rules).then(|| word.to_owned())
    };
    value.code(vocabulary.what(), &vocabulary.known(rules), find)
}

/// The items of a list. `none` is known not to be, and so is the empty list.
fn many(value: Value<'_, '_>, read: impl Fn(Value<'_, '_>) -> Option<String>) -> Vec<String> {
    if !value.is_list() {
        let none = |text: &str| (text == "none").then_some(());
        value.code("list of codes", &["none"], none);
        return Vec::new();
    }
    let items = value.items().unwrap_or_default();
    items.into_iter().filter_map(read).collect()
}

/// A picture as the record holds it; whoever types one names its file to a command that reads it.
fn picture(value: Value<'_, '_>) -> Option<Picture> {
    let read = Picture::stored(value.text()?);
    if read.is_none() {
        let hint = "a picture comes into the record from a PNG or JPEG file";
        value.wrong("it is not a picture", Some(hint.to_owned()));
    }
    read
}

/// An ISO 3166-1 or 3166-2 code.
fn place(value: Value<'_, '_>) -> Option<String> {
    let text = value.text()?;
    if !is_place(text) {
        let hint = "an ISO 3166 code in capitals, such as US-TX, DE-BY or FR";
        value.wrong(format!("`{text}` is not a place"), Some(hint.to_owned()));
        return None;
    }
    Some(text.to_owned())
}

/// Whether a text has the form of an ISO 3166-1 or 3166-2 code.
pub fn is_place(text: &str) -> bool {
    let (country, part) = text.split_once('-').unwrap_or((text, "X"));
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    country.len() == 2
        && country.chars().all(|c| c.is_ascii_uppercase())
        && (1..=3).contains(&part.len())
        && part.chars().all(capital)
}

/// A moment in RFC 3339, or a local one in the home zone.
pub(super) fn moment(value: Value<'_, '_>, home: Option<&Zone>) -> Option<DateTime<Utc>> {
    let text = value.moment_text()?;
    match parse_moment(&text, home) {
        Ok(moment) => Some(moment.with_timezone(&Utc)),
        Err(error) => {
            let hint = "such as 2026-03-05T14:00-06:00, or 2026-03-05 14:00 in home_zone";
            value.wrong(error.to_string(), Some(hint.to_owned()));
            None
        }
    }
}

/// A moment or several.
pub(super) fn candidates(value: Value<'_, '_>, home: Option<&Zone>) -> Vec<Candidate> {
    let items = match value.is_list() {
        true => value.items().unwrap_or_default(),
        false => vec![value],
    };
    items.into_iter().filter_map(|item| candidate(item, home)).collect()
}

/// A moment, or a table with a moment and the reason why it may be the start.
fn candidate(value: Value<'_, '_>, home: Option<&Zone>) -> Option<Candidate> {
    if !value.is_table() {
        let at = moment(value, home)?;
        return Some(Candidate { at, reason: None });
    }
    let table = value.table()?;
    let at = table.require("at").and_then(|v| moment(v, home));
    let reason = table.text("reason");
    for key in ["by", "from", "learned_at"] {
        table.text(key);
    }
    table.finish();
    Some(Candidate { at: at?, reason })
}

/// A number, or a range with `min`, `max` or both.
pub(super) fn count(value: Value<'_, '_>) -> Option<Count> {
    if value.is_integer() {
        return value.count().map(Count::exactly);
    }
    if !value.is_table() {
        value.wrong("expected a number of people or { min = 400, max = 900 }", None);
        return None;
    }
    let table = value.table()?;
    let min = table.get("min").map(|v| v.count());
    let max = table.get("max").map(|v| v.count());
    table.finish();
    let count = Count {
        min: min.flatten().unwrap_or(0),
        max: max.flatten(),
    };
    if count.max.is_some_and(|max| max < count.min) {
        value.wrong(
            "min is greater than max",
            Some("write the smaller number as min".to_owned()),
        );
        return None;
    }
    Some(count)
}
