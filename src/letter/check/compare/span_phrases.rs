//! The phrases of spans and of what makes a number whole, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::recorded::DayOf;
use crate::letter::check::speech::{Lexicon, Word};

const FILE: &str = include_str!("../../../../templates/rules/spans.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    together: BTreeSet<String>,
    hours: HoursFile,
    duration: DurationFile,
    part: Vec<PartFile>,
    unknown: UnknownFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    weekdays: Vec<String>,
    every_day: Vec<String>,
    always: Vec<String>,
    not_of_a_line: Vec<String>,
    through: BTreeSet<String>,
    beside: BTreeSet<String>,
    joins: BTreeSet<String>,
    but: BTreeSet<String>,
    marks: BTreeSet<String>,
    morning: Vec<String>,
    later_half: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DurationFile {
    later: Vec<String>,
    after: Vec<String>,
    earlier: Vec<String>,
    within: Vec<String>,
    lasting: Vec<String>,
    exposed: Vec<String>,
    passing: Vec<String>,
    next_day: Vec<String>,
    previous_day: Vec<String>,
    one: BTreeSet<String>,
    relatives: BTreeSet<String>,
    unless: Vec<String>,
    nouns: BTreeMap<String, DayOf>,
    units: BTreeMap<String, i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartFile {
    what: String,
    whole: String,
    alone: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnknownFile {
    words: Vec<String>,
}

/// How hours are written.
pub(super) struct HourWords {
    pub weekdays: Lexicon<()>,
    /// Sentences in which "at any time" is said of a right, and of no line.
    pub not_of_a_line: Lexicon<()>,
    pub every_day: Lexicon<()>,
    pub always: Lexicon<()>,
    /// Between the first and the last.
    pub through: BTreeSet<String>,
    /// May stand beside a day or an hour.
    pub beside: BTreeSet<String>,
    pub joins: BTreeSet<String>,
    /// Before a day of the week that is left out.
    pub but: BTreeSet<String>,
    pub marks: BTreeSet<String>,
    /// What says behind an hour that it is before noon, or after it.
    pub morning: Lexicon<()>,
    pub later_half: Lexicon<()>,
}

impl HourWords {
    /// `in the morning`, `at night`, behind an hour: whether it is after noon, and where the words end.
    pub(super) fn half_behind(&self, words: &[Word], at: usize) -> Option<(bool, usize)> {
        let behind = words.get(at..(at + 4).min(words.len()))?;
        let begins = |lexicon: &Lexicon<()>| {
            let first = lexicon.hits(behind).into_iter().find(|hit| hit.words.start == 0);
            first.map(|hit| at + hit.words.end)
        };
        let morning = begins(&self.morning).map(|end| (false, end));
        morning.or_else(|| begins(&self.later_half).map(|end| (true, end)))
    }
}

/// How durations are written.
pub(super) struct DurationWords {
    pub later: Lexicon<()>,
    pub after: Lexicon<()>,
    pub earlier: Lexicon<()>,
    pub within: Lexicon<()>,
    pub lasting: Lexicon<()>,
    pub exposed: Lexicon<()>,
    /// That so much went by, without a word that says from what.
    pub passing: Lexicon<()>,
    pub next_day: Lexicon<()>,
    pub previous_day: Lexicon<()>,
    pub one: BTreeSet<String>,
    /// Words that begin a clause about somebody: what they did some days later is told of them, and no day of the incident.
    pub relatives: BTreeSet<String>,
    pub unless: Lexicon<()>,
    /// Events that a day is counted from, by their nouns: `the 28th day after the discovery`.
    pub nouns: BTreeMap<String, DayOf>,
    /// Minutes of a unit, by its names.
    pub units: BTreeMap<String, i64>,
}

impl DurationWords {
    /// Whether what stands at this word is told of somebody: `a colleague, who two days later left us`.
    pub(super) fn of_somebody(&self, words: &[Word], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        before.is_some_and(|word| word.clause && self.relatives.contains(&word.text))
    }
}

/// What makes a number whole.
pub(super) struct Part {
    pub what: String,
    /// The element with it, and without.
    pub whole: String,
    pub alone: String,
    pub words: Lexicon<()>,
}

pub(super) struct Spans {
    /// Words by which a number is told together with its code.
    pub together: BTreeSet<String>,
    pub hours: HourWords,
    pub duration: DurationWords,
    pub parts: Vec<Part>,
    /// That a number is not known.
    pub unknown: Lexicon<()>,
}

/// Without them spans would not be compared, so that a file that cannot be read must end the program; a test parses it.
static SPANS: LazyLock<Spans> = LazyLock::new(|| read().expect("templates/rules/spans.toml is a part of the program"));

pub(super) fn spans() -> &'static Spans {
    &SPANS
}

fn read() -> Result<Spans, toml::de::Error> {
    let file: File = toml::from_str(FILE)?;
    let lexicon = |words: Vec<String>| Lexicon::of(words.into_iter().map(|words| (words, ())));
    let part = |part: PartFile| Part {
        what: part.what,
        whole: part.whole,
        alone: part.alone,
        words: lexicon(part.words),
    };
    Ok(Spans {
        together: file.together,
        hours: HourWords {
            weekdays: lexicon(file.hours.weekdays),
            every_day: lexicon(file.hours.every_day),
            not_of_a_line: lexicon(file.hours.not_of_a_line),
            always: lexicon(file.hours.always),
            through: file.hours.through,
            beside: file.hours.beside,
            joins: file.hours.joins,
            but: file.hours.but,
            marks: file.hours.marks,
            morning: lexicon(file.hours.morning),
            later_half: lexicon(file.hours.later_half),
        },
        duration: DurationWords {
            later: lexicon(file.duration.later),
            after: lexicon(file.duration.after),
            earlier: lexicon(file.duration.earlier),
            within: lexicon(file.duration.within),
            lasting: lexicon(file.duration.lasting),
            exposed: lexicon(file.duration.exposed),
            passing: lexicon(file.duration.passing),
            next_day: lexicon(file.duration.next_day),
            previous_day: lexicon(file.duration.previous_day),
            one: file.duration.one,
            relatives: file.duration.relatives,
            unless: lexicon(file.duration.unless),
            nouns: file.duration.nouns,
            units: file.duration.units,
        },
        parts: file.part.into_iter().map(part).collect(),
        unknown: lexicon(file.unknown.words),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_phrases_are_there() {
        let spans = super::read().unwrap();
        assert_eq!(spans.parts.len(), 3);
        assert_eq!(spans.duration.units["weeks"], 7 * spans.duration.units["days"]);
    }
}
