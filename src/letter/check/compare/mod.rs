//! Facts against text: every value in a letter is found and compared with what is recorded.
//!
//! A value that the record contradicts fails the letter; one that the record does not hold is said, for a person may
//! know it from elsewhere. Pure: what is recorded comes in as [`Known`].

mod aligned;
mod authority;
mod breach_type;
mod claim;
mod code;
mod contact_details;
mod count;
mod counted_as;
mod counted_people;
mod counted_places;
mod days;
mod denied_risk;
mod duration;
mod element;
mod elements;
mod hours;
mod label;
mod left_out;
mod monitoring;
mod month;
mod name;
mod nth_day;
pub(super) mod number;
mod number_words;
mod other_address;
mod part;
mod phrase_file;
mod phrases;
mod places;
mod postal;
mod postal_words;
mod recorded;
mod records;
mod relative_day;
mod signature;
mod span_phrases;
mod status;
mod statute;
mod time;
mod told_as_unknown;
mod unit;
mod unrecorded;
mod vague;
mod word_groups;
mod written_days;
mod written_spans;
mod written_twice;

use crate::core::law::terms::Recipient;
use serde::Serialize;

pub use authority::names_authority;
pub use claim::denies_vendor;
pub use recorded::{DayOf, Fact, Known, Label, Owner, Risk, Told, Way};
pub(super) use status::tells_of_delay;

pub(super) use element::names_data;
pub(super) use left_out::tells;
pub(super) use unit::stem;

use super::passage::Passage;
use super::{Finding, Subject, Weight};

/// What a number counts that a law asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    People,
    Records,
}

/// What kind of value was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Day,
    People,
    Records,
    Element,
    Name,
    Telephone,
    Email,
    Website,
    Address,
    /// When somebody answers.
    Hours,
    Risk,
    Status,
    Months,
    /// A claim such as that a ransom was paid.
    Claim,
    /// A value beside its name.
    Field,
    Signer,
    /// The law a letter rests on.
    Law,
    /// An authority that is named.
    Authority,
    /// A number in a sentence that is otherwise as recorded.
    Number,
    /// Words in a sentence that is otherwise as recorded.
    Wording,
    /// A sentence that says what the record has nowhere.
    Statement,
    /// What the draft tells of the record and the letter does not.
    LeftOut,
}

impl What {
    /// The id of the finding, and the word for people.
    pub fn words(self) -> &'static str {
        match self {
            What::Day => "day",
            What::People => "people",
            What::Records => "records",
            What::Element => "element",
            What::Name => "name",
            What::Telephone => "telephone",
            What::Email => "email",
            What::Website => "website",
            What::Address => "address",
            What::Hours => "hours",
            What::Risk => "risk",
            What::Status => "status",
            What::Months => "months",
            What::Claim => "claim",
            What::Field => "field",
            What::Signer => "signer",
            What::Law => "law",
            What::Authority => "authority",
            What::Number => "number",
            What::Wording => "wording",
            What::Statement => "statement",
            What::LeftOut => "left-out",
        }
    }
}

/// What the record says, in words, and the event that holds it, where one does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    pub record: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
}

/// How a value compares with the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// The record says the same: where.
    Equal(Said),
    /// The record says something else: what.
    Differs(Said),
    /// The record does not hold it.
    Unknown(Said),
}

impl Outcome {
    fn equal(told: &Told) -> Outcome {
        Outcome::Equal(Said {
            record: told.origin(),
            event: told.source,
        })
    }

    fn differs(told: &Told, record: String) -> Outcome {
        Outcome::Differs(Said {
            record,
            event: told.source,
        })
    }

    /// Equal to what no event holds: a rule of the check, a list of contacts.
    fn equal_to(record: &str) -> Outcome {
        Outcome::Equal(Said::without_event(record))
    }

    /// The record lacks what the letter says, or the calendar does.
    fn contradicted(record: &str) -> Outcome {
        Outcome::Differs(Said::without_event(record))
    }

    fn unknown(record: &str) -> Outcome {
        Outcome::Unknown(Said::without_event(record))
    }
}

impl Said {
    fn without_event(record: &str) -> Said {
        Said {
            record: record.to_owned(),
            event: None,
        }
    }
}

/// A value of a letter beside what is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    pub what: What,
    /// As the letter writes it.
    pub written: String,
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Compared {
    /// The event that recorded what the letter tells, where both are equal.
    pub fn equal_to(&self) -> Option<u64> {
        match &self.outcome {
            Outcome::Equal(said) => said.event,
            Outcome::Differs(_) | Outcome::Unknown(_) => None,
        }
    }
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.outcome {
            Outcome::Equal(said) => write!(f, "“{}” = {}", self.written, said.record),
            Outcome::Differs(said) => write!(f, "“{}”: {}", self.written, said.record),
            Outcome::Unknown(said) => write!(f, "“{}”: {}", self.written, said.record),
        }
    }
}

/// Compares a letter with the record: every value found, in the order of the kinds.
pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject) -> Vec<Compared> {
    let mut found = Vec::new();
    let said: Vec<Passage> = passages.iter().map(Passage::without_gaps).collect();
    for passage in &said {
        told_as_unknown::compare(known, passage, &mut found);
    }
    let stated: Vec<Passage> = said
        .into_iter()
        .filter(|passage| !passage.is_open_row(&subject.follows))
        .collect();
    found.extend(stated_values(known, &stated, subject));
    // What is still to be filled in may be the sender's own number.
    let open = |gap: &String| !gap.starts_with("person.");
    let finished = !passages.iter().any(|passage| passage.gaps.iter().any(open));
    let people = subject.is_to_people();
    if finished && (people || subject.is_to(Recipient::Regulator)) {
        found.extend(contact_details::none_of_the_sender(known, &stated, people));
    }
    found
}

/// The values of what a letter says, without what it leaves open.
fn stated_values(known: &Known, passages: &[Passage], subject: &Subject) -> Vec<Compared> {
    let told: Vec<(Passage, &Told)> = known.story().map(|(text, told)| (Passage::of(text), told)).collect();
    let days: Vec<_> = told
        .iter()
        .flat_map(|(passage, told)| days::story_days(passage, known.american, told))
        .collect();
    let counts: Vec<_> = told
        .iter()
        .flat_map(|(passage, told)| {
            let numbers = number::numbers(&passage.words).into_iter();
            numbers.map(move |number| (number.value, *told))
        })
        .collect();
    let hours = hours::of_the_story(&told);
    let spans = duration::Recorded::of(known, &days);
    let clock = time::Clock::of(known, passages, &told);
    let drafted: Vec<Passage> = super::passage::passages(&known.drafted)
        .iter()
        .map(Passage::without_gaps)
        .filter(|passage| !passage.is_open_row(&subject.follows))
        .collect();
    let recorded = aligned::Recorded::of(known, &told, &drafted);
    let known = &with_days_of_the_story(known, &told);
    let addresses = postal::recorded(known);
    let mut found = Vec::new();
    aligned::compare(&recorded, known, passages, &mut found);
    left_out::compare(known, &told, (&drafted, passages), &mut found);
    code::compare(known, passages, &drafted, &mut found);
    for passage in passages {
        let written = written_days::dates(passage, known.american);
        days::compare(known, passage, (&written, &days), &mut found);
        month::compare(known, passage, (&written, &days), &mut found);
        time::compare(known, &clock, passage, &written, &mut found);
        duration::compare(known, &spans, passage, &written, &mut found);
        relative_day::compare(known, passage, &written, &mut found);
        nth_day::compare(&spans, passage, &written, &mut found);
        written_twice::compare(passage, &mut found);
        hours::compare(passage, &written, &hours, &mut found);
        count::compare(known, passage, &counts, &mut found);
        vague::compare(known, passage, &mut found);
        records::compare(known, passage, &mut found);
        monitoring::compare(known, passage, &mut found);
        contact_details::compare(known, &addresses, passage, &mut found);
    }
    other_address::compare(known, passages, &drafted, &mut found);
    element::compare(known, passages, subject, &mut found);
    name::compare(known, passages, subject, &mut found);
    status::compare(known, passages, &mut found);
    claim::compare(known, passages, subject, &mut found);
    counted_as::compare(known, passages, &subject.language, &mut found);
    label::compare(known, passages, &mut found);
    signature::compare(known, passages, &subject.language, &mut found);
    statute::compare(known, passages, &mut found);
    statute::sections(known, passages, &drafted, &mut found);
    statute::of_its_code(known, passages, &drafted, &mut found);
    authority::compare(known, passages, &drafted, subject, &mut found);
    authority::agencies(known, passages, &drafted, &mut found);
    unrecorded::compare(known, passages, &drafted, subject, &mut found);
    breach_type::compare(known, passages, subject, &mut found);
    if subject.is_to_people() && !subject.announces {
        monitoring::names_provider(known, passages, &mut found);
    }
    if subject.is_to(Recipient::Regulator) {
        statute::residents_elsewhere(known, passages, &mut found);
    }
    found
}

/// What is known with the days on which the story says that the police were told: no milestone has them.
fn with_days_of_the_story(known: &Known, story: &[(Passage, &Told)]) -> Known {
    let mut more = known.clone();
    for (passage, told) in story {
        let mut police = claim::tells_the_police(&passage.words);
        for (of, day) in written_days::told_of(passage, known.american) {
            if of == DayOf::LawEnforcement {
                police = true;
                more.facts.push(Told {
                    fact: Fact::Day(of, day),
                    ..(*told).clone()
                });
            }
        }
        if police {
            more.facts.push(Told {
                fact: Fact::Answer("police_told".to_owned(), "true".to_owned()),
                ..(*told).clone()
            });
        }
    }
    more
}

/// Whether a letter tells a recorded number of people or of records, in whatever words.
pub(super) fn counts(known: &Known, passages: &[Passage], counted: Counted) -> bool {
    let recorded = known.facts.iter().filter_map(|told| {
        if let (Fact::People(_, min, max), Counted::People) = (&told.fact, counted) {
            Some((*min, *max))
        } else if let (Fact::Records(records), Counted::Records) = (&told.fact, counted) {
            Some((*records, None))
        } else {
            None
        }
    });
    let recorded: Vec<(u64, Option<u64>)> = recorded.collect();
    let told = |value: u64| recorded.iter().any(|(min, max)| value == *min || Some(value) == *max);
    // A small number may be that of a house, and one of four digits a year: such a one must stand with what it counts.
    let alone = |value: u64| value >= 100 && !(1990..2100).contains(&value);
    passages.iter().any(|passage| {
        let people = || {
            counted_people::people(passage)
                .into_iter()
                .map(|(number, _)| number.value)
        };
        let by_itself = number::numbers(&passage.words).into_iter().map(|number| number.value);
        by_itself.filter(|value| alone(*value)).any(told) || (counted == Counted::People && people().any(told))
    })
}

/// Whether a letter has the day of an event, where one is recorded.
pub(super) fn tells_day(known: &Known, passages: &[Passage], wanted: DayOf) -> bool {
    let mut days = known.days().filter(|(of, ..)| *of == wanted);
    days.any(|(_, day, _)| passages.iter().any(|passage| written_days::tells(known, passage, day)))
}

/// Whether a country is of the European Economic Area.
pub fn in_union(country: &str) -> bool {
    phrases::all().union.iter().any(|code| code == country)
}

/// What of it a person must hear.
pub(super) fn findings(compared: &[Compared]) -> Vec<Finding> {
    let told = compared.iter().filter_map(|one| {
        let (weight, demand) = match &one.outcome {
            Outcome::Equal(_) => return None,
            Outcome::Differs(_) => (Weight::Fails, "a letter says what is recorded"),
            Outcome::Unknown(_) => (Weight::Warns, "what a letter says is recorded first"),
        };
        Some(Finding {
            rule: format!("record-{}", one.what.words()),
            weight,
            demand: demand.to_owned(),
            found: one.to_string(),
            cite: "the incident's record".to_owned(),
        })
    });
    let mut all: Vec<Finding> = told.collect();
    all.dedup();
    all
}

/// Whether a letter has its own date, or a gap for it.
pub(super) fn gives_own_day(known: &Known, passages: &[Passage]) -> bool {
    passages.iter().any(|passage| written_days::is_own_day(known, passage))
}

/// Whether a letter tells the day of the breach, where one is recorded.
pub(super) fn tells_occurrence(known: &Known, passages: &[Passage]) -> bool {
    let mut days = known.days().filter(|(of, ..)| *of == DayOf::Occurrence).peekable();
    days.peek().is_none()
        || days.any(|(_, day, _)| passages.iter().any(|passage| written_days::tells(known, passage, day)))
}
