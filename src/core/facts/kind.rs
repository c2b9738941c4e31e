//! What kind of value a fact has: how it is read, and where it goes in what is known.

use std::collections::BTreeSet;
use std::fmt;

use super::incident_facts::Facts;
use super::value::Value;
use crate::core::coded::Coded;
use crate::core::law::codes;
use crate::core::law::rulebook::Rulebook;

/// Puts a value where the engine looks for it.
pub type Put<T> = fn(&mut Facts, T);

/// The kind of a fact's value. Where no rule asks for a fact yet, there is nothing to put it into, and
/// [`Facts::others`] keeps it.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Yes or no.
    Flag(Option<Put<bool>>),
    /// A whole number.
    Number(Option<Put<u64>>),
    /// A free text.
    Text(Option<Put<String>>),
    /// A picture, as `data:image/png;base64,…`.
    Picture,
    /// The ISO 3166 code of a country or a part of one.
    Place(Put<String>),
    /// The same, or `none` where it is known that there is none.
    PlaceOrNone(Put<Option<String>>),
    /// One code of a closed list.
    One(&'static dyn Closed),
    /// Any number of codes of a closed list; `none` and the empty list are known to be none.
    Many(&'static dyn Closed),
    /// One code of a closed list, or several.
    OneOrMany(&'static dyn Closed),
    /// Any number of words that the law's vocabulary knows.
    Words(Vocabulary, Put<BTreeSet<String>>),
    /// A moment, or several candidates for one.
    Moment,
    /// A day; a moment of it where one was given.
    Day,
    /// A number of people, exact or within bounds.
    Count,
    /// What a person decided: yes, no, or a word that the decision's own scale knows.
    Decision,
}

/// A list of words that law files and facts files share. The words are data: the table of facts points to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// Data elements.
    Elements,
    /// Regulated data sets.
    Sets,
    IncidentKinds,
    /// Flags of the organization's profile, which only the rule base knows.
    Flags,
    /// Customers by the ids of their contracts. A contract may end while an incident still names its customer, so that
    /// every well-formed id can be read; whoever records one is asked for a known one.
    Customers,
}

impl Vocabulary {
    /// The words where they do not depend on the rule base.
    pub fn words(self) -> Option<&'static codes::Words> {
        match self {
            Vocabulary::Elements => Some(&codes::ELEMENTS),
            Vocabulary::Sets => Some(&codes::SETS),
            Vocabulary::IncidentKinds => Some(&codes::INCIDENT_KINDS),
            Vocabulary::Flags | Vocabulary::Customers => None,
        }
    }

    /// What one of the words is called in a message.
    pub fn what(self) -> &'static str {
        match self {
            Vocabulary::Elements => "data element",
            Vocabulary::Sets => "regulated data set",
            Vocabulary::IncidentKinds => "kind of incident",
            Vocabulary::Flags => "profile flag",
            Vocabulary::Customers => "id of a customer",
        }
    }

    /// The words that are known, for a hint; none where only the rule base knows them and it is not at hand.
    pub(super) fn known(self, rules: Option<&Rulebook>) -> Vec<&str> {
        match (self, self.words(), rules) {
            (_, Some(words), _) => words.codes.to_vec(),
            (Vocabulary::Customers, None, Some(rules)) => rules.customers().chain([OTHER_CUSTOMERS]).collect(),
            (_, None, Some(rules)) => rules.flags.keys().map(String::as_str).collect(),
            (Vocabulary::Customers, None, None) => vec![OTHER_CUSTOMERS],
            (_, None, None) => Vec::new(),
        }
    }

    /// Whether a word is known; true where that cannot be told.
    pub(super) fn has(self, word: &str, rules: Option<&Rulebook>) -> bool {
        match (self, self.words(), rules) {
            (_, Some(words), _) => words.has(word),
            (Vocabulary::Customers, None, Some(rules)) => {
                word == OTHER_CUSTOMERS || rules.customers().any(|known| known == word)
            }
            (Vocabulary::Customers, None, None) => is_customer(word),
            (_, None, Some(rules)) => {
                // Flags of a team's contracts need no entry in profiles.toml.
                let name = word.split('@').next().unwrap_or(word);
                rules.flags.contains_key(name) || name.starts_with("contract_")
            }
            (_, None, None) => true,
        }
    }
}

/// Customers that no contract of this rule base is with.
pub const OTHER_CUSTOMERS: &str = "other";

/// Whether a text has the form of a customer's id.
pub fn is_customer(word: &str) -> bool {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&word.len()) && word.chars().all(sign) && !word.starts_with('-') && !word.ends_with('-')
}

/// A closed list of codes and the place of its values.
pub trait Closed: Sync {
    /// What one of the codes is called in a message.
    fn what(&self) -> &'static str;

    /// The codes, in the order in which they are offered.
    fn codes(&self) -> &'static [&'static str];

    /// Each code with its plain meaning.
    fn meanings(&self) -> Vec<(&'static str, &'static str)>;

    /// Puts codes that were checked into what is known.
    fn put(&self, facts: &mut Facts, codes: &[&str]);
}

/// One code of the list `T`.
pub struct One<T: 'static>(pub Put<T>);

/// Any number of codes of the list `T`.
pub struct Many<T: 'static>(pub Put<BTreeSet<T>>);

fn meanings<T: Coded>() -> Vec<(&'static str, &'static str)> {
    T::ALL.iter().map(|value| (value.code(), value.words())).collect()
}

impl<T: Coded> Closed for One<T> {
    fn what(&self) -> &'static str {
        T::WHAT
    }

    fn codes(&self) -> &'static [&'static str] {
        T::CODES
    }

    fn meanings(&self) -> Vec<(&'static str, &'static str)> {
        meanings::<T>()
    }

    fn put(&self, facts: &mut Facts, codes: &[&str]) {
        if let Some(value) = codes.last().and_then(|code| T::from_code(code)) {
            (self.0)(facts, value);
        }
    }
}

impl<T: Coded + Ord> Closed for Many<T> {
    fn what(&self) -> &'static str {
        T::WHAT
    }

    fn codes(&self) -> &'static [&'static str] {
        T::CODES
    }

    fn meanings(&self) -> Vec<(&'static str, &'static str)> {
        meanings::<T>()
    }

    fn put(&self, facts: &mut Facts, codes: &[&str]) {
        (self.0)(facts, codes.iter().filter_map(|code| T::from_code(code)).collect());
    }
}

impl Kind {
    /// The closed list its codes come from.
    pub fn closed(self) -> Option<&'static dyn Closed> {
        match self {
            Kind::One(list) | Kind::Many(list) | Kind::OneOrMany(list) => Some(list),
            Kind::Flag(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Picture
            | Kind::Place(_)
            | Kind::PlaceOrNone(_)
            | Kind::Words(..)
            | Kind::Moment
            | Kind::Day
            | Kind::Count
            | Kind::Decision => None,
        }
    }

    /// Whether its value is a list.
    pub fn is_list(self) -> bool {
        matches!(self, Kind::Many(_) | Kind::OneOrMany(_) | Kind::Words(..))
    }

    /// The codes that may be given, with their plain meanings; empty where any value may be.
    pub fn meanings(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Kind::One(list) | Kind::Many(list) | Kind::OneOrMany(list) => list.meanings(),
            Kind::Words(vocabulary, _) => vocabulary
                .words()
                .map(|words| words.iter().collect())
                .unwrap_or_default(),
            Kind::Flag(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Picture
            | Kind::Place(_)
            | Kind::PlaceOrNone(_)
            | Kind::Moment
            | Kind::Day
            | Kind::Count
            | Kind::Decision => Vec::new(),
        }
    }

    /// Puts a value that was read for this kind into what is known; false where nothing asks for it.
    pub(super) fn put(self, facts: &mut Facts, value: &Value) -> bool {
        match (self, value) {
            (Kind::Flag(Some(put)), Value::Flag(flag)) => put(facts, *flag),
            (Kind::Number(Some(put)), Value::Number(number)) => put(facts, *number),
            (Kind::Text(Some(put)), Value::Text(text)) => put(facts, text.clone()),
            (Kind::Place(put), Value::Code(code)) => put(facts, code.clone()),
            (Kind::PlaceOrNone(put), Value::Code(code)) => put(facts, Some(code.clone()).filter(|code| code != "none")),
            (Kind::One(list) | Kind::OneOrMany(list), Value::Code(code)) => list.put(facts, &[code]),
            (Kind::Many(list) | Kind::OneOrMany(list), Value::List(codes)) => {
                list.put(facts, &codes.iter().map(String::as_str).collect::<Vec<_>>());
            }
            (Kind::Words(_, put), Value::List(codes)) => put(facts, codes.iter().cloned().collect()),
            (
                Kind::Flag(_)
                | Kind::Number(_)
                | Kind::Text(_)
                | Kind::Picture
                | Kind::Place(_)
                | Kind::PlaceOrNone(_)
                | Kind::One(_)
                | Kind::Many(_)
                | Kind::OneOrMany(_)
                | Kind::Words(..)
                | Kind::Moment
                | Kind::Day
                | Kind::Count
                | Kind::Decision,
                _,
            ) => return false,
        }
        true
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl Kind {
    /// What a value looks like, for the glossary and for messages.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Flag(_) => "yes or no",
            Kind::Number(_) => "a whole number",
            Kind::Text(_) => "text",
            Kind::Picture => "a PNG or JPEG picture",
            Kind::Place(_) => "an ISO 3166 code such as US, IE or DE-BY",
            Kind::PlaceOrNone(_) => "an ISO 3166 code such as IE or DE-BY, or none",
            Kind::One(_) => "one code",
            Kind::Many(_) | Kind::Words(..) => "codes, or none",
            Kind::OneOrMany(_) => "one code, or several",
            Kind::Moment => "a moment",
            Kind::Day => "a day, such as 2026-03-05",
            Kind::Count => "a number of people or a range",
            Kind::Decision => "yes, no, or a value of the decision's scale",
        }
    }
}
