//! What a rule looks at in a text. Every phrase and every number comes from the rule's file.

use std::sync::Arc;

use super::compare;
use super::field::{Row, same};
use super::forbidden::massachusetts;
use super::passage::Passage;
use super::sayings::{Concept, Concepts, Sayings};
use super::speech::{Word, sentences};
use super::{Reading, Subject};
use crate::core::toml_text::reader::Table;

#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The title is exactly this.
    Title(String),
    /// These headings stand in this order, each with text below it.
    Headings(Vec<String>),
    /// One of these phrases stands in the text.
    AnyOf(Vec<String>),
    /// One of these phrases stands in the text; a phrase may have stems and gaps.
    Says(Says),
    /// No sentence says it.
    Never(Box<Never>),
    /// One paragraph, with its heading, has a phrase of each list.
    Both(Sayings, Sayings),
    /// Each of these stands in the text.
    All(Vec<String>),
    /// None of these words stands in the text.
    Forbidden(Vec<String>),
    /// At least so many dates stand in the text, the letter's own included, unless one of these phrases says that a
    /// date is not known.
    Dates(usize, Vec<String>),
    /// By each of these names stand a `telephone`, an `address` or a `website`. A `|` parts spellings of one name.
    Beside(Vec<String>, Vec<String>),
    /// One of the elements hit is named; while none is known, it may be said that they follow.
    Elements,
    /// A term of at least so many months stands in a paragraph with one of these phrases; without phrases, anywhere.
    Months(u64, Vec<String>),
    /// A telephone number whose prefix is one of these.
    TollFree(Vec<String>),
    /// At least so many ways to get in touch: telephone, e-mail, website.
    Contacts(usize),
    /// A number of people is told (`true`), or is not (`false`).
    PeopleCounted(bool),
    /// More than so many people are recorded in a place, or what is said holds, which only a person can see to.
    PeopleOver(u64, String, String),
    /// At least so many people cannot be reached by letters; where they are fewer, what is enough.
    Unreachable(u64, String),
    /// Nothing tells of the nature of the breach, nor of how many people it reached.
    Withheld,
    /// A row of a sheet has a value, of the form that is asked for.
    Field(Row),
    /// Two rows of an English sheet do not hold the same number.
    Differ(Vec<String>),
    /// The parent company is named, where one is recorded; where none is, only a person can see to it.
    Parent(String),
    /// Only a person can see to it.
    Human(String),
}

/// What a letter must say: one of the phrases, a concept, or a text of the story; where there are phrases of `only_where`,
/// only a letter that has one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    pub phrases: Sayings,
    concepts: Vec<Arc<Concept>>,
    story: Option<String>,
    pub only_where: Sayings,
}

/// What no sentence may say: a phrase of the first list, with one of the second where there are any, and none that makes it
/// harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    pub phrases: Sayings,
    pub together: Sayings,
    unless: Sayings,
}

/// The kinds of tests, for the message where none is named.
const KINDS: &str = "title, headings, any_of, says, never, both, all, forbidden, dates, beside, elements, months, toll_free, \
                     contacts, people_counted, people_over, unreachable_from, withheld, field, differ, parent or human";

/// What can stand beside a name.
const BESIDE: [&str; 3] = ["telephone", "address", "website"];

/// Phrases near which a term is one of monitoring, the name of who provides it among them.
fn with_provider(near: &[String], subject: &Subject) -> Vec<String> {
    let provider = subject.known.as_ref().and_then(|known| known.provider());
    let named = provider.filter(|_| !near.is_empty()).map(str::to_lowercase);
    near.iter().cloned().chain(named).collect()
}

impl Test {
    /// Reads a test; a table that names none is reported.
    pub(super) fn read(table: Table<'_, '_>, concepts: &Concepts) -> Option<Test> {
        let number = |key: &'static str| table.get(key).and_then(|value| value.count());
        let list = |key: &'static str| Some(table.texts(key)).filter(|texts| !texts.is_empty());
        let small = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let test = None
            .or_else(|| table.text("title").map(Test::Title))
            .or_else(|| list("headings").map(Test::Headings))
            .or_else(|| list("any_of").map(Test::AnyOf))
            .or_else(|| {
                let says = |phrases| Says {
                    phrases: Sayings::of(phrases),
                    concepts: concepts.named_by(&table),
                    story: table.text("story"),
                    only_where: Sayings::of(table.texts("only_where")),
                };
                list("says").map(|phrases| Test::Says(says(phrases)))
            })
            .or_else(|| {
                let says = |phrases| Never {
                    phrases: Sayings::of(phrases),
                    together: Sayings::of(table.texts("together_with")),
                    unless: Sayings::of(table.texts("unless")),
                };
                list("never").map(|phrases| Test::Never(Box::new(says(phrases))))
            })
            .or_else(|| list("both").map(|phrases| Test::Both(Sayings::of(phrases), Sayings::of(table.texts("and")))))
            .or_else(|| list("all").map(Test::All))
            .or_else(|| list("forbidden").map(Test::Forbidden))
            .or_else(|| number("dates").map(|n| Test::Dates(small(n), table.texts("unless"))))
            .or_else(|| list("beside").map(|names| Test::Beside(names, table.texts("with"))))
            .or_else(|| table.flag("elements").map(|_| Test::Elements))
            .or_else(|| number("months").map(|n| Test::Months(n, table.texts("near"))))
            .or_else(|| list("toll_free").map(Test::TollFree))
            .or_else(|| number("contacts").map(|n| Test::Contacts(small(n))))
            .or_else(|| table.flag("people_counted").map(Test::PeopleCounted))
            .or_else(|| {
                number("people_over").map(|n| Test::PeopleOver(n, table.need_text("in"), table.need_text("or")))
            })
            .or_else(|| number("unreachable_from").map(|n| Test::Unreachable(n, table.need_text("fewer"))))
            .or_else(|| table.flag("withheld").map(|_| Test::Withheld))
            .or_else(|| {
                table
                    .text("field")
                    .map(|english| Test::Field(Row::read(english, &table, concepts)))
            })
            .or_else(|| list("differ").map(Test::Differ))
            .or_else(|| table.text("parent").map(Test::Parent))
            .or_else(|| table.text("human").map(Test::Human));
        if test.is_none() {
            table.wrong("this test tests nothing", Some(format!("name one of {KINDS}")));
        }
        if let Some(Test::Beside(_, with)) = &test {
            let wrong = with.iter().find(|kind| !BESIDE.contains(&kind.as_str()));
            if let Some(kind) = wrong {
                table.wrong(format!("unknown kind `{kind}` beside a name"), Some(BESIDE.join(", ")));
            } else if with.is_empty() {
                table.wrong(
                    "nothing is required beside the names",
                    Some(format!("add with = {BESIDE:?}")),
                );
            }
        }
        table.finish();
        test
    }

    /// Whether only a person can see to what it finds.
    pub(super) fn reminds(&self, subject: &Subject) -> bool {
        match self {
            Test::Human(_) | Test::PeopleOver(..) | Test::Unreachable(..) => true,
            Test::Parent(_) => parent(subject).is_none(),
            Test::Title(_)
            | Test::Headings(_)
            | Test::AnyOf(_)
            | Test::Says(_)
            | Test::Never(_)
            | Test::Both(..)
            | Test::All(_)
            | Test::Forbidden(_)
            | Test::Dates(..)
            | Test::Beside(..)
            | Test::Elements
            | Test::Months(..)
            | Test::TollFree(_)
            | Test::Contacts(_)
            | Test::PeopleCounted(_)
            | Test::Withheld
            | Test::Field(_)
            | Test::Differ(_) => false,
        }
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
                amiss.then(|| format!("“{}” is missing", phrases.first().cloned().unwrap_or_default()))
            }
            Test::Says(says) => says.fails(reading, subject),
            Test::Never(never) => never.said(&reading.passages),
            Test::Both(one, other) => both(&reading.passages, one, other),
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
            Test::Dates(least, unless) => {
                let not_known = unless.iter().any(|phrase| has(phrase));
                let found = super::measure::dates(&reading.text).len();
                let few = (found < *least && !not_known).then(|| format!("dates given: {found}; needed: {least}"));
                few.or_else(|| dates_missing(reading, subject, not_known).filter(|_| *least > 1))
            }
            Test::Beside(names, with) => beside(&reading.text, names, with),
            // Which they are is compared with the record, where there is one.
            Test::Elements if subject.known.is_some() => None,
            Test::Elements => {
                let named = subject.element_words.iter().any(|word| has(word));
                (!named).then(|| "no data element is named".to_owned())
            }
            Test::Months(least, near) => {
                let near = &with_provider(near, subject);
                let about =
                    |line: &&str| near.is_empty() || near.iter().any(|phrase| holds(line, &phrase.to_lowercase()));
                let lines = reading.lower.lines().filter(about);
                let longest = lines.flat_map(super::measure::months).max();
                let amiss = longest.is_none_or(|months| months < *least);
                amiss.then(|| format!("no term of at least {least} months is offered"))
            }
            Test::TollFree(prefixes) => {
                let amiss = !super::measure::toll_free(&reading.text, prefixes);
                amiss.then(|| "no toll-free telephone number".to_owned())
            }
            Test::Contacts(least) => {
                let found = super::measure::contacts(&reading.text);
                (found < *least).then(|| format!("ways to get in touch: {found}; needed: {least}"))
            }
            Test::PeopleCounted(wanted) => people(reading, *wanted),
            Test::PeopleOver(most, place, or) => few(subject.people.get(place).copied(), *most, place, or),
            Test::Unreachable(from, fewer) => {
                Some(format!("for fewer than {from} people who cannot be reached: {fewer}"))
            }
            Test::Withheld => withheld(&reading.passages),
            Test::Field(row) => row.fails(reading, subject),
            Test::Differ(labels) => same(reading, labels),
            Test::Parent(words) => match parent(subject) {
                Some(name) => (!has(name)).then(|| format!("the letter does not name {name}")),
                None => Some(words.clone()),
            },
            Test::Human(words) => Some(words.clone()),
        }
    }
}

/// The name of the parent company, where one is recorded.
fn parent(subject: &Subject) -> Option<&str> {
    subject.known.as_ref()?.parent()
}

impl Never {
    /// The first sentence that says it.
    fn said(&self, passages: &[Passage]) -> Option<String> {
        let holds = |sayings: &Sayings, words: &[Word]| sayings.hold(words);
        passages.iter().find_map(|passage| {
            let mut parts = sentences(&passage.words).into_iter();
            let own = parts.find(|range| {
                let words = &passage.words[range.clone()];
                let together = self.together.is_empty() || holds(&self.together, words);
                holds(&self.phrases, words) && together && !holds(&self.unless, words)
            })?;
            let (from, to) = (passage.words[own.start].at.start, passage.words[own.end - 1].at.end);
            Some(format!("it says “{}”", &passage.text[from..to]))
        })
    }
}

/// What is amiss where no paragraph has a phrase of both lists.
fn both(passages: &[Passage], one: &Sayings, other: &Sayings) -> Option<String> {
    let headed = |passage: &Passage| one.hold(&passage.heading_words);
    let there = passages.iter().any(|passage| {
        let words = &passage.words;
        (one.hold(words) || headed(passage)) && other.hold(words)
    });
    (!there).then(|| "nothing in it says so in words the check knows".to_owned())
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

/// How far behind a name its number, address and website may stand, in bytes.
const REACH: usize = 300;

/// What is missing by the first name that lacks something. What stands behind a name belongs to it until another of the
/// names comes.
fn beside(text: &str, names: &[String], with: &[String]) -> Option<String> {
    let places = |name: &String| -> Vec<usize> {
        let spellings = name.split('|').flat_map(|spelling| text.match_indices(spelling.trim()));
        spellings.map(|(at, _)| at).collect()
    };
    let all: Vec<Vec<usize>> = names.iter().map(places).collect();
    // Whether every other name has all kinds in its line.
    let cards = |own: usize| {
        let whole = |at: &usize| {
            let line = &text[*at..line_end(text, *at)];
            with.iter().all(|kind| super::measure::given(line, kind))
        };
        let mut others = all.iter().enumerate().filter(|(at, _)| *at != own);
        names.len() > 2 && others.all(|(_, places)| places.iter().any(whole))
    };
    for (own, name) in names.iter().enumerate() {
        let others = || {
            all.iter()
                .enumerate()
                .filter(|(at, _)| *at != own)
                .flat_map(|(_, places)| places)
        };
        let lacking = all[own].iter().map(|at| {
            let next = others()
                .filter(|other| *other > at)
                .min()
                .copied()
                .unwrap_or(text.len());
            // In a table what belongs to a name stands in its row, and in a list in its line where that of the others does.
            let line = line_end(text, *at);
            let row = text[*at..line].contains(" | ") || cards(own);
            let mut end = next.min(at + REACH).min(if row { line } else { text.len() });
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            // One name alone has nothing else before it that a number could belong to.
            let from = if names.len() == 1 && !row {
                line_before(text, *at)
            } else {
                *at
            };
            let near = &text[from..end];
            with.iter()
                .filter(|kind| !super::measure::given(near, kind))
                .collect::<Vec<_>>()
        });
        let short = name.split('|').next().unwrap_or(name);
        // A name may be mentioned in passing and again with its address: the mention that lacks least counts.
        match lacking.min_by_key(Vec::len) {
            None => return Some(format!("“{short}” is not named")),
            Some(lacking) if !lacking.is_empty() => {
                let kinds: Vec<&str> = lacking.into_iter().map(String::as_str).collect();
                return Some(format!("beside “{short}” is missing: {}", kinds.join(", ")));
            }
            Some(_) => {}
        }
    }
    None
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// Where the line begins that something stands in.
fn line_before(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Which of the two dates is missing that a rule means when it asks for more than one: the letter's own, or that of
/// the breach.
fn dates_missing(reading: &Reading, subject: &Subject, not_known: bool) -> Option<String> {
    let known = subject.known.as_ref()?;
    if !compare::gives_own_day(known, &reading.passages) {
        return Some("the letter's own date is missing".to_owned());
    }
    let missing = !not_known && !compare::tells_occurrence(known, &reading.passages);
    missing.then(|| "the date of the breach is missing".to_owned())
}

/// What a letter must keep to itself and tells.
fn withheld(passages: &[Passage]) -> Option<String> {
    passages.iter().find_map(|passage| {
        let nature = massachusetts::nature(passage).map(|words| format!("{words} tells of the nature of the breach"));
        nature.or_else(|| {
            massachusetts::counted(passage).map(|words| format!("{words} tells how many people were affected"))
        })
    })
}

/// What is amiss where nothing in a letter says something: not in the phrases, and not the text of the story about it.
impl Says {
    fn fails(&self, reading: &Reading, subject: &Subject) -> Option<String> {
        let holds = |sayings: &Sayings| reading.passages.iter().any(|passage| sayings.hold(&passage.words));
        if !self.only_where.is_empty() && !holds(&self.only_where) {
            return None;
        }
        let known = self.story.as_deref().zip(subject.known.as_ref());
        let told = known.is_some_and(|(key, known)| compare::tells(known, &reading.passages, key));
        let concept = |concept: &Arc<Concept>| {
            let mut passages = reading.passages.iter();
            passages.any(|passage| concept.is_said(&passage.words, &subject.language))
        };
        let said = told || holds(&self.phrases) || self.concepts.iter().any(concept);
        (!said).then(|| "nothing in it says so in words the check knows".to_owned())
    }
}

fn headings(reading: &Reading, wanted: &[String]) -> Option<String> {
    let mut from = 0;
    for heading in wanted {
        let rest = reading.headings.get(from..).unwrap_or_default();
        let Some(at) = rest.iter().position(|(text, _)| text == heading) else {
            return Some(format!("the heading “{heading}” is missing, or not in its place"));
        };
        if !rest[at].1 {
            return Some(format!("there is nothing under “{heading}”"));
        }
        from += at + 1;
    }
    None
}

fn people(reading: &Reading, wanted: bool) -> Option<String> {
    let mut passages = reading.passages.iter();
    let counted = passages.find_map(massachusetts::counted);
    match (wanted, counted) {
        (true, None) if !super::measure::people_counted(&reading.lower) => {
            Some("the number of people is missing".to_owned())
        }
        (false, Some(told)) => Some(format!("{told}: the number of people is given, and must not be")),
        (true | false, None) | (true, Some(_)) => None,
    }
}

/// Said where a place has not so many people, as far as is known.
fn few(people: Option<u64>, most: u64, place: &str, or: &str) -> Option<String> {
    match people {
        Some(count) if count > most => None,
        Some(count) => Some(format!(
            "{count} people are recorded in {place}, not more than {most}; record whether {or}"
        )),
        None => Some(format!(
            "how many people are concerned in {place} is not recorded; record whether they are more than {most}, {or}"
        )),
    }
}
