//! What a rule looks at in a text. Every phrase and every number comes from the rule's file.

use super::field::{Row, same};
use super::{Reading, Subject};
use crate::core::reader::Table;

/// A test.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The title is exactly this.
    Title(String),
    /// These headings stand in this order, each with text below it.
    Headings(Vec<String>),
    /// One of these phrases stands in the text.
    AnyOf(Vec<String>),
    /// Each of these stands in the text.
    All(Vec<String>),
    /// None of these words stands in the text.
    Forbidden(Vec<String>),
    /// At least so many dates stand in the text.
    Dates(usize),
    /// One of the elements hit is named.
    Elements,
    /// A term of at least so many months stands in the text.
    Months(u64),
    /// A telephone number whose prefix is one of these.
    TollFree(Vec<String>),
    /// At least so many ways to get in touch: telephone, e-mail, website.
    Contacts(usize),
    /// A number of people is told (`true`), or is not (`false`).
    PeopleCounted(bool),
    /// A row of a sheet has a value, of the form that is asked for.
    Field(Row),
    /// Two rows of an English sheet do not hold the same number.
    Differ(Vec<String>),
    /// Only a person can see to it.
    Human(String),
}

/// The kinds of tests, for the message where none is named.
const KINDS: &str = "title, headings, any_of, all, forbidden, dates, elements, months, toll_free, contacts, \
                     people_counted, field, differ or human";

impl Test {
    /// Reads a test; a table that names none is reported.
    pub(super) fn read(table: Table<'_, '_>) -> Option<Test> {
        let number = |key: &'static str| table.get(key).and_then(|value| value.count());
        let list = |key: &'static str| Some(table.texts(key)).filter(|texts| !texts.is_empty());
        let small = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let test = None
            .or_else(|| table.text("title").map(Test::Title))
            .or_else(|| list("headings").map(Test::Headings))
            .or_else(|| list("any_of").map(Test::AnyOf))
            .or_else(|| list("all").map(Test::All))
            .or_else(|| list("forbidden").map(Test::Forbidden))
            .or_else(|| number("dates").map(|n| Test::Dates(small(n))))
            .or_else(|| table.flag("elements").map(|_| Test::Elements))
            .or_else(|| number("months").map(Test::Months))
            .or_else(|| list("toll_free").map(Test::TollFree))
            .or_else(|| number("contacts").map(|n| Test::Contacts(small(n))))
            .or_else(|| table.flag("people_counted").map(Test::PeopleCounted))
            .or_else(|| {
                table
                    .text("field")
                    .map(|english| Test::Field(Row::read(english, &table)))
            })
            .or_else(|| list("differ").map(Test::Differ))
            .or_else(|| table.text("human").map(Test::Human));
        if test.is_none() {
            table.wrong("this test looks at nothing", Some(format!("name one of {KINDS}")));
        }
        table.finish();
        test
    }

    /// What is amiss, if something is.
    pub(super) fn fails(&self, reading: &Reading, subject: &Subject) -> Option<String> {
        let has = |phrase: &str| holds(&reading.lower, &phrase.to_lowercase());
        match self {
            Test::Title(title) => {
                let amiss = reading.title.as_deref() != Some(title);
                amiss.then(|| format!("the title is not “{title}”"))
            }
            Test::Headings(wanted) => headings(reading, wanted),
            Test::AnyOf(phrases) => {
                let amiss = !phrases.iter().any(|phrase| has(phrase));
                amiss.then(|| format!("nothing says “{}”", phrases.first().cloned().unwrap_or_default()))
            }
            Test::All(phrases) => {
                let missing: Vec<&String> = phrases.iter().filter(|phrase| !has(phrase)).collect();
                let names: Vec<String> = missing.iter().map(|phrase| format!("“{phrase}”")).collect();
                (!names.is_empty()).then(|| format!("missing: {}", names.join(", ")))
            }
            Test::Forbidden(words) => {
                let found: Vec<&String> = words.iter().filter(|word| has(word)).collect();
                let names: Vec<String> = found.iter().map(|word| format!("“{word}”")).collect();
                (!names.is_empty()).then(|| format!("forbidden here: {}", names.join(", ")))
            }
            Test::Dates(least) => {
                let found = super::measure::dates(&reading.text).len();
                (found < *least).then(|| format!("{found} dates are told, {least} are needed"))
            }
            Test::Elements => {
                let named = subject.element_words.iter().any(|word| has(word));
                (!named).then(|| "no element of the data is named".to_owned())
            }
            Test::Months(least) => {
                let longest = super::measure::months(&reading.lower).into_iter().max();
                let amiss = longest.is_none_or(|months| months < *least);
                amiss.then(|| format!("no term of at least {least} months is offered"))
            }
            Test::TollFree(prefixes) => {
                let amiss = !super::measure::toll_free(&reading.text, prefixes);
                amiss.then(|| "no toll-free telephone number".to_owned())
            }
            Test::Contacts(least) => {
                let found = super::measure::contacts(&reading.text);
                (found < *least).then(|| format!("{found} ways to get in touch, {least} are needed"))
            }
            Test::PeopleCounted(wanted) => people(reading, *wanted),
            Test::Field(row) => row.fails(reading, subject),
            Test::Differ(labels) => same(reading, labels),
            Test::Human(words) => Some(words.clone()),
        }
    }
}

/// Whether a phrase stands in a text as whole words.
fn holds(text: &str, phrase: &str) -> bool {
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(phrase).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        boundary(before) && boundary(after)
    })
}

fn headings(reading: &Reading, wanted: &[String]) -> Option<String> {
    let mut from = 0;
    for heading in wanted {
        let rest = reading.headings.get(from..).unwrap_or_default();
        let Some(at) = rest.iter().position(|(text, _)| text == heading) else {
            return Some(format!("the heading “{heading}” is missing, or not in its place"));
        };
        if !rest[at].1 {
            return Some(format!("nothing stands under “{heading}”"));
        }
        from += at + 1;
    }
    None
}

fn people(reading: &Reading, wanted: bool) -> Option<String> {
    let counted = super::measure::people_counted(&reading.lower);
    match (wanted, counted) {
        (true, false) => Some("the number of people is not told".to_owned()),
        (false, true) => Some("the number of people is told, and may not be".to_owned()),
        _ => None,
    }
}
