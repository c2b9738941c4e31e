//! Rows of sheets, `label | value`: whether one is there, and whether its value has the form that is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::compare::{self, Counted, DayOf, Known};
use super::passage::{Passage, Place};
use super::sayings::{Concept, Concepts, Sayings};
use super::{Reading, Subject};
use crate::core::facts::story::Tongue;
use crate::core::toml_text::reader::Table;

/// The label of a row, in the languages of the templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    english: String,
    others: BTreeMap<&'static str, String>,
}

/// Languages beside English in which a rule may name a label.
const LANGUAGES: [Tongue; 7] = [
    Tongue::German,
    Tongue::French,
    Tongue::Spanish,
    Tongue::Italian,
    Tongue::Dutch,
    Tongue::Polish,
    Tongue::Portuguese,
];

impl Label {
    /// Reads a label beside its words in other languages.
    fn read(english: String, table: &Table<'_, '_>) -> Label {
        let others = LANGUAGES
            .into_iter()
            .filter_map(|own| Some((own.code(), table.text(own.code())?)));
        Label {
            english,
            others: others.collect(),
        }
    }

    /// The label in a language; English where the rule has no other.
    pub fn of(&self, language: &str) -> &str {
        self.others.get(language).unwrap_or(&self.english)
    }
}

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number somewhere in it.
    Number,
    /// `2026-11-24T09:00:00`, universal time.
    Utc,
    /// Days, hours and minutes as `01:06:30`.
    Duration,
    /// Legal entity identifiers: twenty capital letters and digits each, `;` between them (ISO 17442).
    Lei,
    /// Three capital letters (ISO 4217).
    Currency,
    /// A number from 0 to 100.
    Percent,
}

/// The forms by their names in rule files.
const FORMS: [(&str, Form); 6] = [
    ("number", Form::Number),
    ("utc", Form::Utc),
    ("duration", Form::Duration),
    ("lei", Form::Lei),
    ("currency", Form::Currency),
    ("percent", Form::Percent),
];

impl Form {
    fn fits(self, value: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        match self {
            Form::Number => value.chars().any(|c| c.is_ascii_digit()),
            Form::Utc => value.len() == 19 && NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%M:%S").is_ok(),
            Form::Duration => {
                let parts: Vec<&str> = value.split(':').collect();
                let below = |part: &str, limit: u32| part.len() == 2 && part.parse::<u32>().is_ok_and(|n| n < limit);
                matches!(parts[..], [days, hours, minutes]
                    if days.len() >= 2 && digits(days) && below(hours, 24) && below(minutes, 60))
            }
            Form::Lei => value
                .split(';')
                .map(str::trim)
                .all(|code| code.len() == 20 && code.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())),
            Form::Currency => value.len() == 3 && value.chars().all(|c| c.is_ascii_uppercase()),
            Form::Percent => {
                let number = value.trim_end_matches('%').trim().parse::<f64>();
                number.is_ok_and(|share| (0.0..=100.0).contains(&share))
            }
        }
    }
}

/// A row that a sheet must have, and the form of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub label: Label,
    /// The form of the value.
    pub form: Option<Form>,
    /// What the value begins with; empty: anything.
    pub one_of: Vec<String>,
    /// Phrases that tell the same, as a label or in a sentence, where no statute dictates the label.
    pub or: Sayings,
    /// What tells the same in a sentence, in whatever words.
    concepts: Vec<Arc<Concept>>,
    /// What it counts: where the letter tells a recorded number of it, in whatever words, the row is there.
    pub counted: Option<Counted>,
    /// The event whose day it tells: where the letter has the recorded day, the row is there.
    pub day: Option<DayOf>,
    /// The text of the story that it is about, such as `measures_taken`: where the letter tells that, under whatever label,
    /// the row is there.
    pub story: Option<String>,
    /// Whether it is about the kinds of data: where the letter names some that are recorded, the row is there.
    pub data: bool,
}

impl Row {
    /// Reads a row whose English label is known.
    pub(super) fn read(english: String, table: &Table<'_, '_>, concepts: &Concepts) -> Row {
        let named = table.text("form");
        let form = named
            .as_ref()
            .and_then(|name| FORMS.iter().find(|(known, _)| known == name));
        if let (Some(name), None) = (&named, form) {
            let known: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
            table.wrong(format!("unknown form `{name}`"), Some(known.join(", ")));
        }
        Row {
            label: Label::read(english, table),
            form: form.map(|(_, form)| *form),
            one_of: table.texts("one_of"),
            or: Sayings::of(table.texts("or")),
            concepts: concepts.named_by(table),
            counted: one_of(
                table,
                "counted",
                &[("people", Counted::People), ("records", Counted::Records)],
            ),
            day: one_of(
                table,
                "day",
                &[("occurrence", DayOf::Occurrence), ("discovery", DayOf::Discovery)],
            ),
            story: table.text("story"),
            data: table.flag("data").unwrap_or(false),
        }
    }

    /// What is amiss, if something is. What is a gap, or is said to follow, has no form yet.
    pub(super) fn fails(&self, reading: &Reading, subject: &Subject) -> Option<String> {
        let label = self.label.of(&subject.language);
        let value = match value(reading, label) {
            None if self.is_in_prose(reading, subject) => return None,
            None => return Some(format!("the field “{label}” is missing")),
            Some("") => return Some(format!("the field “{label}” is empty")),
            Some(value) => value,
        };
        let lower = value.to_lowercase();
        let follows = !subject.follows.is_empty() && lower.starts_with(&subject.follows.to_lowercase());
        if follows || value.starts_with('[') {
            return None;
        }
        if self.form.is_some_and(|form| !form.fits(value)) {
            let name = FORMS.iter().find(|(_, form)| Some(*form) == self.form);
            let name = name.map_or("", |(name, _)| *name);
            return Some(format!("the field “{label}” is not of the form {name}"));
        }
        let begins = self.one_of.iter().any(|word| {
            let rest = lower.strip_prefix(&word.to_lowercase());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        let amiss = !self.one_of.is_empty() && !begins;
        amiss.then(|| format!("the field “{label}” has none of {}", self.one_of.join(", ")))
    }
}

fn one_of<T: Copy>(table: &Table<'_, '_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    let named = table.text(key)?;
    let found = words.iter().find(|(word, _)| *word == named);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        table.wrong(format!("unknown {key} `{named}`"), Some(known.join(", ")));
    }
    found.map(|(_, value)| *value)
}

/// A letter with more rows than these is a sheet.
const SHEET: usize = 4;

impl Row {
    /// Whether the letter tells it without the row.
    fn is_in_prose(&self, reading: &Reading, subject: &Subject) -> bool {
        let by_record = |known: &Known| {
            let counted = self
                .counted
                .is_some_and(|counted| compare::counts(known, &reading.passages, counted));
            counted
                || (self.data && compare::names_data(known, &reading.passages))
                || self
                    .day
                    .is_some_and(|day| compare::tells_day(known, &reading.passages, day))
        };
        self.told(reading)
            || self.said(reading, &subject.language)
            || self.story_told(reading, subject)
            || subject.known.as_ref().is_some_and(by_record)
    }

    /// Whether a letter in prose says it. A sheet has a row for it, and its notes speak of everything.
    fn said(&self, reading: &Reading, language: &str) -> bool {
        let rows = reading.passages.iter().filter(|passage| passage.place == Place::Row);
        if rows.count() > SHEET {
            return false;
        }
        let prose = |passage: &&Passage| matches!(passage.place, Place::Paragraph | Place::Item);
        let mut texts = reading.passages.iter().filter(prose).map(Passage::written);
        texts.any(|words| self.concepts.iter().any(|concept| concept.is_said(words, language)))
    }

    fn story_told(&self, reading: &Reading, subject: &Subject) -> bool {
        let known = self.story.as_ref().zip(subject.known.as_ref());
        known.is_some_and(|(key, known)| compare::tells(known, &reading.passages, key))
    }

    /// Whether another label or a sentence tells it: with a number where one is asked for, and never with an empty cell.
    fn told(&self, reading: &Reading) -> bool {
        if self.or.is_empty() {
            return false;
        }
        let numbered = self.form == Some(Form::Number);
        reading.passages.iter().any(|passage| {
            // A row is told by its label, a sentence by its words or the heading above it.
            let (own, said) = match passage.place {
                Place::Heading => return false,
                Place::Row => {
                    let value = passage.text.split_once(" | ").map_or("", |(_, value)| value);
                    (value, self.or.hold(&passage.lead_words))
                }
                Place::Paragraph | Place::Item => {
                    let headed = self.or.hold(&passage.heading_words);
                    (passage.text.as_str(), headed || self.or.hold(&passage.words))
                }
            };
            let number = !numbered || own.contains(|c: char| c.is_ascii_digit());
            said && number && !own.trim().is_empty()
        })
    }
}

/// The value of the first row with a label, or what stands below the heading of that name: no statute dictates a table.
pub(super) fn value<'r>(reading: &'r Reading, label: &str) -> Option<&'r str> {
    let wanted = label.to_lowercase();
    let row = reading.text.lines().find_map(|line| {
        let (name, value) = line.split_once(" | ")?;
        (name.trim().to_lowercase() == wanted).then(|| value.trim())
    });
    row.or_else(|| below(reading, &wanted))
}

/// The first line below a heading, empty where there is none.
fn below<'r>(reading: &'r Reading, wanted: &str) -> Option<&'r str> {
    let heading = reading
        .headings
        .iter()
        .find(|(name, _)| name.to_lowercase() == wanted)?;
    let mut lines = reading.text.lines().skip_while(|line| *line != heading.0);
    lines.next();
    let next = lines.map(str::trim).find(|line| !line.is_empty());
    Some(next.filter(|_| heading.1).unwrap_or_default())
}

/// What is amiss where two rows may not say the same.
pub(super) fn same(reading: &Reading, labels: &[String]) -> Option<String> {
    let [one, two] = labels else { return None };
    let (first, second) = (value(reading, one)?, value(reading, two)?);
    let number = first.chars().any(|c| c.is_ascii_digit());
    (number && first == second).then(|| format!("“{one}” and “{two}” are both {first}"))
}
