//! What is recorded and a letter may tell.

use chrono::{DateTime, NaiveDate, Utc};

use crate::core::vocabulary::Certainty;

/// The event that a date belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOf {
    /// The breach, or its beginning.
    Occurrence,
    /// Somebody saw it first.
    Discovery,
    /// The organization became aware.
    Awareness,
    Containment,
    /// The letter itself goes out.
    Sending,
    /// Authorities or people were told.
    Notice,
    /// A delay by law enforcement ends.
    Delay,
    /// The police were told.
    LawEnforcement,
    /// The incident was determined to be material.
    Materiality,
    /// Another moment that is recorded.
    Other,
}

/// Whose telephone number, address or website it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The organization that writes.
    Own,
    /// The company that owns it.
    Parent,
    /// A bureau, an authority, an agency, by its name.
    Other(String),
}

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Telephone,
    Email,
    Website,
    Address,
}

/// How great the risk to people was decided to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Unlikely,
    Risk,
    High,
}

/// What a value beside a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// The data protection officer.
    Officer,
    /// The sender's own reference.
    Reference,
    /// The number in a register of companies.
    Registration,
    /// The number under which the Information Commissioner has whoever pays its fee, which is none of a company.
    FeeRegister,
    /// Categories of people.
    Categories,
}

/// A value that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Day(DayOf, NaiveDate),
    /// The moment of it, where more than the day is known.
    Moment(DayOf, DateTime<Utc>),
    /// People, in all or in a place (`US-CA`, `DE`): at least, and at most where that is known.
    People(Option<String>, u64, Option<u64>),
    Records(u64),
    /// A data element by its code, with the words of the letter's language.
    Element(String, String),
    /// The organization, its parent, whoever else is named in the record.
    Name(Owner, String),
    Reach(Owner, Way, String),
    Authority(String),
    Risk(Risk),
    /// A delay that law enforcement asked for.
    Delay(String),
    /// Months of credit monitoring.
    Months(u64),
    /// A fact that is answered by a code, by its key: the code, or several with commas between.
    Answer(String, String),
    /// What a name like "our reference" stands for.
    Labelled(Label, String),
    /// Who signs, and as what.
    Signer(String),
    Title(String),
    /// Who provides the monitoring.
    Provider(String),
    /// A text of the story: dates, numbers and names in it are recorded with it.
    Story(String),
}

impl Fact {
    /// What it holds of text.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Fact::Element(code, words) => Some(format!("{} {words}", code.replace('_', " "))),
            Fact::Answer(_, text) => Some(text.replace('_', " ")),
            Fact::Name(_, text)
            | Fact::Reach(_, _, text)
            | Fact::Authority(text)
            | Fact::Delay(text)
            | Fact::Labelled(_, text)
            | Fact::Signer(text)
            | Fact::Title(text)
            | Fact::Provider(text)
            | Fact::Story(text) => Some(text.clone()),
            Fact::Day(..)
            | Fact::Moment(..)
            | Fact::People(..)
            | Fact::Records(_)
            | Fact::Risk(_)
            | Fact::Months(_) => None,
        }
    }
}

/// A recorded value with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub fact: Fact,
    /// What it is, in words: `the day of awareness`.
    pub words: String,
    /// The number of the event; `None` where it is not an event of the incident.
    pub source: Option<u64>,
    pub certainty: Certainty,
}

impl Told {
    /// Where it stands, for people: `the day of awareness, event 14`.
    pub fn origin(&self) -> String {
        match self.source {
            Some(seq) => format!("{}, event {seq}", self.words),
            None => self.words.clone(),
        }
    }
}

/// Everything recorded that a letter can be compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub facts: Vec<Told>,
    /// The place of the letter's obligation, such as `US-CA`.
    pub place: Option<String>,
    /// Whether days are written `11/24/2026`.
    pub american: bool,
    /// Whether discovery and awareness are told apart, as authorities do.
    pub strict: bool,
    /// What the zones in which times are told without a zone are ahead of universal time, in minutes.
    pub offsets: Vec<i64>,
    /// What the template makes of the record; empty: it is not known.
    pub drafted: Vec<crate::letter::block::Block>,
    /// Beginnings of the words that any letter in its language may have; empty: no word is strange.
    pub ordinary: std::sync::Arc<std::collections::BTreeSet<String>>,
    /// The statute it is sent under, as it is cited.
    pub statute: Option<String>,
}

impl Known {
    pub(super) fn days(&self) -> impl Iterator<Item = (DayOf, NaiveDate, &Told)> {
        self.facts.iter().filter_map(|told| {
            if let Fact::Day(of, day) = told.fact {
                Some((of, day, told))
            } else {
                None
            }
        })
    }

    pub(super) fn story(&self) -> impl Iterator<Item = (&str, &Told)> {
        self.facts.iter().filter_map(|told| {
            if let Fact::Story(text) = &told.fact {
                Some((text.as_str(), told))
            } else {
                None
            }
        })
    }

    /// Who provides the monitoring.
    pub(in crate::check) fn provider(&self) -> Option<&str> {
        self.facts.iter().find_map(|told| {
            let Fact::Provider(name) = &told.fact else { return None };
            Some(name.as_str())
        })
    }

    /// The name of the company that owns who writes.
    pub(in crate::check) fn parent(&self) -> Option<&str> {
        self.facts.iter().find_map(|told| {
            let Fact::Name(Owner::Parent, name) = &told.fact else {
                return None;
            };
            Some(name.as_str())
        })
    }

    /// Everything recorded that is text.
    pub(in crate::check) fn texts(&self) -> impl Iterator<Item = String> {
        self.facts.iter().filter_map(|told| told.fact.text())
    }

    /// The texts of the story.
    pub(in crate::check) fn story_texts(&self) -> impl Iterator<Item = &str> {
        self.story().map(|(text, _)| text)
    }
}
