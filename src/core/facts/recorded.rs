//! A value of a fact as it was recorded, parsed once: when an event is folded, or when it is typed.
//!
//! A value that is unreadable here is not lost and not guessed: its text stays, and the reader of the facts document
//! says what is wrong with it.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::count::Count;
use super::kind::Kind;
use super::picture::Picture;
use super::table;
use super::value::{Candidate, Value};
use crate::core::time::{Zone, moment_words, parse_moment};

/// A value of a fact or a decision, with the TOML literal it is recorded as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactValue {
    literal: String,
    value: Value,
    /// The word that stands for all of its codes, where there is one.
    word: Option<&'static str>,
}

impl FactValue {
    /// A value as the record holds it. Local moments are read in the zone given.
    pub fn recorded(key: &str, literal: &str, zone: Option<&Zone>) -> FactValue {
        let parsed = format!("v = {literal}").parse::<toml::Table>().ok();
        let value = parsed
            .filter(|table| table.len() == 1)
            .and_then(|mut table| table.remove("v"));
        let fact = table::find(key);
        let value = value.map_or(Value::Unreadable, |value| said(fact.map(|fact| fact.kind), value, zone));
        let word = match (&value, fact) {
            (Value::List(codes), Some(fact)) => fact.word_for(&codes.join(",")),
            _ => None,
        };
        FactValue {
            literal: literal.to_owned(),
            value,
            word,
        }
    }

    /// What it says.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The TOML literal that is stored.
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// Yes or no.
    pub fn flag(&self) -> Option<bool> {
        if let Value::Flag(flag) = &self.value {
            Some(*flag)
        } else {
            None
        }
    }

    /// The number, where it is not one of people.
    pub fn number(&self) -> Option<u64> {
        if let Value::Number(number) = &self.value {
            Some(*number)
        } else {
            None
        }
    }

    /// The moment; of several candidates the earliest, as for the clocks.
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        if let Value::Moments(moments) = &self.value {
            moments.iter().map(|candidate| candidate.at).min()
        } else {
            None
        }
    }

    /// The number of people.
    pub fn count(&self) -> Option<Count> {
        if let Value::Count(count) = &self.value {
            Some(*count)
        } else {
            None
        }
    }

    pub fn picture(&self) -> Option<&Picture> {
        if let Value::Picture(picture) = &self.value {
            Some(picture)
        } else {
            None
        }
    }

    /// The literal as people read it: of a picture only what it is.
    pub fn literal_words(&self) -> String {
        self.picture().map_or_else(|| self.literal.clone(), Picture::words)
    }

    /// The codes: of a list all, of a single code that one.
    pub fn codes(&self) -> Option<&[String]> {
        match &self.value {
            Value::List(codes) => Some(codes),
            Value::Code(code) => Some(std::slice::from_ref(code)),
            Value::Flag(_)
            | Value::Number(_)
            | Value::Count(_)
            | Value::Moments(_)
            | Value::Text(_)
            | Value::Picture(_)
            | Value::Unreadable => None,
        }
    }

    /// Whether it says the same as another, whatever the order of its codes.
    pub fn agrees(&self, other: &FactValue) -> bool {
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort_unstable();
            codes
        };
        match (&self.value, &other.value) {
            (Value::List(own), Value::List(others)) => sorted(own) == sorted(others),
            (Value::Unreadable, Value::Unreadable) => self.literal == other.literal,
            (own, others) => own == others,
        }
    }

    /// The value as a plain text, for documents that put words of their own around it. A list is separated by commas.
    pub fn plain(&self) -> String {
        match &self.value {
            Value::Flag(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Code(text) | Value::Text(text) => text.clone(),
            Value::Picture(picture) => picture.words(),
            Value::List(codes) => codes.join(", "),
            Value::Count(count) => typed(*count),
            // With its offset, as it was recorded.
            Value::Moments(_) | Value::Unreadable => self.literal.trim_matches('"').to_owned(),
        }
    }

    /// As people read it: moments in a zone, codes without underscores.
    pub fn words(&self, zone: &Zone) -> String {
        match &self.value {
            Value::Flag(true) => "yes".to_owned(),
            Value::Flag(false) => "no".to_owned(),
            Value::Count(count) => spoken(*count),
            Value::Moments(moments) => {
                let moments = moments.iter().map(|candidate| moment_words(zone, candidate.at));
                moments.collect::<Vec<_>>().join(" or ")
            }
            Value::List(codes) if codes.is_empty() => "none".to_owned(),
            Value::Code(_) | Value::List(_) => self.plain().replace('_', " "),
            Value::Number(_) | Value::Text(_) | Value::Picture(_) | Value::Unreadable => self.plain(),
        }
    }

    /// As a person would type it, and as the options of a choice spell it.
    pub fn as_typed(&self) -> String {
        if let Some(word) = self.word {
            return word.to_owned();
        }
        match &self.value {
            Value::Flag(true) => "yes".to_owned(),
            Value::Flag(false) => "no".to_owned(),
            Value::List(codes) if codes.is_empty() => "none".to_owned(),
            Value::Number(_)
            | Value::Count(_)
            | Value::Moments(_)
            | Value::Code(_)
            | Value::Text(_)
            | Value::Picture(_)
            | Value::List(_)
            | Value::Unreadable => self.plain(),
        }
    }
}

/// In JSON a value is the literal that is stored.
impl Serialize for FactValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.literal)
    }
}

/// What a literal says for a kind of fact. For a key that the table does not know its form decides.
fn said(kind: Option<Kind>, value: toml::Value, zone: Option<&Zone>) -> Value {
    let moments = matches!(kind, Some(Kind::Moment | Kind::Day));
    match value {
        toml::Value::Boolean(flag) => Value::Flag(flag),
        toml::Value::Integer(number) => match (u64::try_from(number), kind) {
            (Ok(number), Some(Kind::Count)) => Value::Count(Count::exactly(number)),
            (Ok(number), _) => Value::Number(number),
            (Err(_), _) => Value::Unreadable,
        },
        toml::Value::String(text) if moments => moment(&text, zone),
        toml::Value::Datetime(text) => moment(&text.to_string(), zone),
        toml::Value::String(text) => match kind {
            Some(Kind::Text(_)) | None => Value::Text(text),
            Some(Kind::Picture) => Picture::stored(&text).map_or(Value::Unreadable, Value::Picture),
            Some(_) => Value::Code(text),
        },
        toml::Value::Array(items) => list(items),
        toml::Value::Table(bounds) => range(&bounds),
        toml::Value::Float(_) => Value::Unreadable,
    }
}

fn moment(text: &str, zone: Option<&Zone>) -> Value {
    let candidate = |at: DateTime<chrono::FixedOffset>| Candidate {
        at: at.to_utc(),
        reason: None,
    };
    parse_moment(text, zone).map_or(Value::Unreadable, |at| Value::Moments(vec![candidate(at)]))
}

fn list(items: Vec<toml::Value>) -> Value {
    let texts: Option<Vec<String>> = items.into_iter().map(|item| item.as_str().map(str::to_owned)).collect();
    texts.map_or(Value::Unreadable, Value::List)
}

fn range(bounds: &toml::Table) -> Value {
    let bound = |name: &str| {
        bounds
            .get(name)
            .map(|value| value.as_integer().and_then(|n| u64::try_from(n).ok()))
    };
    match (bound("min"), bound("max")) {
        (None, None) | (Some(None), _) | (_, Some(None)) => Value::Unreadable,
        (min, max) => Value::Count(Count {
            min: min.flatten().unwrap_or(0),
            max: max.flatten(),
        }),
    }
}

/// A number of people as it is typed: `600`, `400-900`, `400+`.
fn typed(count: Count) -> String {
    match count.max {
        Some(max) if max == count.min => max.to_string(),
        Some(max) => format!("{}-{max}", count.min),
        None => format!("{}+", count.min),
    }
}

/// A number of people as it is read out: `600`, `400 to 900`, `400 or more`.
fn spoken(count: Count) -> String {
    match count.max {
        Some(max) if max == count.min => max.to_string(),
        Some(max) => format!("{} to {max}", count.min),
        None => format!("{} or more", count.min),
    }
}
