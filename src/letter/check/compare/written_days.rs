//! Days in a text, in whatever way they are written, and what each is the day of.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::phrases::{Role, all};
use super::recorded::{DayOf, Known};
use crate::core::facts::keys;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, Word, sentences};

/// A day as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub words: Range<usize>,
    pub year: Option<i32>,
    pub month: u32,
    pub day: u32,
    /// The last day of a range.
    pub ends: bool,
    /// The weekday that is written before it.
    pub weekday: Option<Weekday>,
    /// Whether day and month stand in the order of another country.
    pub misordered: bool,
}

impl Written {
    fn new(words: Range<usize>, (year, month, day): (Option<i32>, u32, u32)) -> Written {
        Written {
            words,
            year,
            month,
            day,
            ends: false,
            weekday: None,
            misordered: false,
        }
    }

    /// The end of a range that began before it.
    fn ending(self, ends: bool) -> Written {
        Written { ends, ..self }
    }

    pub(super) fn is(&self, day: NaiveDate) -> bool {
        (self.month, self.day) == (day.month(), day.day()) && self.year.is_none_or(|year| year == day.year())
    }

    pub(super) fn same(&self, other: &Written) -> bool {
        let year = self.year.is_none() || other.year.is_none() || self.year == other.year;
        (self.month, self.day) == (other.month, other.day) && year
    }

    /// Whether the calendar has it.
    pub(super) fn exists(&self) -> bool {
        // Without its year 29 February is taken for one: 2024 was a leap year.
        NaiveDate::from_ymd_opt(self.year.unwrap_or(2024), self.month, self.day).is_some()
    }

    pub(super) fn falls_in(&self, month: u32, year: Option<i32>) -> bool {
        self.month == month && (year.is_none() || self.year.is_none() || self.year == year)
    }

    pub(super) fn full(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month, self.day)
    }
}

/// `2`, `02`, `24th`, `1er`, `24t09` of a moment.
fn day_number(word: &str) -> Option<u32> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &word[digits..];
    let suffix = ["", "st", "nd", "rd", "th", "er", "º", "ª", "e"].contains(&rest) || rest.starts_with('t');
    let number: u32 = word[..digits].parse().ok()?;
    (digits <= 2 && suffix && (1..=31).contains(&number)).then_some(number)
}

/// The days of a month as English writes them in words.
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

fn ordinal(words: &[Word], at: usize) -> Option<u32> {
    let word = words.get(at)?;
    let place = ORDINALS.iter().position(|own| *own == word.text)?;
    u32::try_from(place + 1).ok()
}

fn year_number(word: &str) -> Option<i32> {
    let number: i32 = word.parse().ok().filter(|_| word.len() == 4)?;
    (1990..2100).contains(&number).then_some(number)
}

/// Every day in a passage.
pub(super) fn dates(passage: &Passage, american: bool) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < passage.words.len() {
        let written = numeric(passage, at, american)
            .map(|date| vec![date])
            .unwrap_or_else(|| named(&passage.words, at));
        at = written
            .iter()
            .map(|date| date.words.end)
            .max()
            .unwrap_or(at)
            .max(at + 1);
        found.extend(written);
    }
    borrow_years(&passage.words, &mut found);
    for date in &mut found {
        date.weekday = weekday_before(&passage.words, date.words.start);
    }
    found
}

/// The weekday that stands before a day, an article between them or not: `Monday, 25 November`, `Montag, dem 25.`.
fn weekday_before(words: &[Word], at: usize) -> Option<Weekday> {
    let named = |at: usize| words.get(at).and_then(|word| all().weekdays.get(&word.text)).copied();
    let within = |back: usize| {
        (at.checked_sub(back)?..at)
            .all(|at| !words[at + 1].sentence)
            .then_some(at - back)
    };
    let beside = within(1).and_then(named);
    let article = || within(1).filter(|at| all().articles.contains(&words[*at].text));
    beside.or_else(|| article().and(within(2)).and_then(named))
}

/// `2026-11-24`, `24.11.2026`, `11/24/2026`.
fn numeric(passage: &Passage, at: usize, american: bool) -> Option<Written> {
    let [one, two, three] = passage.words.get(at..at + 3)? else {
        return None;
    };
    let between = |a: &Word, b: &Word| {
        passage
            .text
            .get(a.at.end..b.at.start)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let separator = between(one, two);
    if separator != between(two, three) || !["-", ".", "/"].contains(&separator.as_str()) {
        return None;
    }
    let number = |word: &Word| day_number(&word.text);
    let (year, month, day) = match (year_number(&one.text), year_number(&three.text)) {
        (Some(year), _) => (year, number(two)?, number(three)?),
        (None, Some(year)) if separator == "/" && american => (year, number(one)?, number(two)?),
        (None, Some(year)) => (year, number(two)?, number(one)?),
        (None, None) => return None,
    };
    let misordered = month > 12 && day <= 12;
    let (month, day) = if misordered { (day, month) } else { (month, day) };
    let date = Written::new(at..at + 3, (Some(year), month, day));
    (month <= 12).then_some(Written { misordered, ..date })
}

/// Days around the name of a month that stands at a place, or that a day before it leads to.
fn named(words: &[Word], at: usize) -> Vec<Written> {
    let month_at = |at: usize| words.get(at).and_then(|word| all().months.get(&word.text)).copied();
    let day_at = |at: usize| words.get(at).and_then(|word| day_number(&word.text));
    let inside = |at: usize| words.get(at).is_some_and(|word| all().inside.contains(&word.text));
    if let Some(month) = month_at(at) {
        let Some(day) = day_at(at + 1) else { return Vec::new() };
        return american_order(words, at, month, day);
    }
    // `3 to 9 November`, `20-25 November`, `3 November`, `3 de noviembre`.
    if let Some(days) = range_in_words(words, at) {
        return days;
    }
    // `the eleventh of October`: such words mean a day only before a month.
    let ordinal = || ordinal(words, at).filter(|_| inside(at + 1) && month_at(at + 2).is_some());
    let Some(first) = day_at(at).or_else(ordinal) else {
        return Vec::new();
    };
    let joined = |at: usize| words.get(at).is_some_and(|word| all().between.contains(&word.text));
    let second = if joined(at + 1) { at + 2 } else { at + 1 };
    let (last, months) = match day_at(second) {
        Some(day) if month_at(second + 1).is_some() || (inside(second + 1) && month_at(second + 2).is_some()) => {
            (Some((second, day)), second + 1)
        }
        _ => (None, at + 1),
    };
    let month_place = if inside(months) { months + 1 } else { months };
    let Some(month) = month_at(month_place) else {
        return Vec::new();
    };
    let (year, end) = year_after(words, month_place + 1);
    let day = |day, words| Written::new(words, (year, month, day));
    match last {
        Some((place, last)) => vec![day(first, at..at + 1), day(last, place..end).ending(true)],
        None => vec![day(first, at..end).ending(ends_range(words, at))],
    }
}

/// `the fifth through the eleventh of October 2026`, at the first day.
fn range_in_words(words: &[Word], at: usize) -> Option<Vec<Written>> {
    let is = |at: usize, list: &[String]| words.get(at).is_some_and(|word| list.contains(&word.text));
    let first = ordinal(words, at).filter(|_| is(at + 1, &all().between))?;
    let second = if is(at + 2, &all().inside) { at + 3 } else { at + 2 };
    let last = ordinal(words, second).filter(|_| is(second + 1, &all().inside))?;
    let month = words
        .get(second + 2)
        .and_then(|word| all().months.get(&word.text))
        .copied()?;
    let (year, end) = year_after(words, second + 3);
    let day = |day, words| Written::new(words, (year, month, day));
    Some(vec![day(first, at..at + 1), day(last, second..end).ending(true)])
}

/// `November 2, 2026`, `November 3-9, 2026`, `November 3 and 9, 2026`.
fn american_order(words: &[Word], at: usize, month: u32, day: u32) -> Vec<Written> {
    let joined = words.get(at + 2).is_some_and(|word| all().between.contains(&word.text));
    let second = if joined { at + 3 } else { at + 2 };
    let other = words.get(second).and_then(|word| day_number(&word.text));
    let to_month = words
        .get(second + 1)
        .is_some_and(|word| all().months.contains_key(&word.text));
    let range = other.filter(|_| !to_month && !words[second].sentence);
    let (year, end) = year_after(words, if range.is_some() { second + 1 } else { at + 2 });
    let day_of = |day, words| Written::new(words, (year, month, day));
    match range {
        Some(last) => vec![day_of(day, at..at + 2), day_of(last, second..end).ending(true)],
        None => vec![day_of(day, at..end).ending(ends_range(words, at))],
    }
}

/// Whether a day follows another one as the end of a range.
fn ends_range(words: &[Word], at: usize) -> bool {
    let joined = at
        .checked_sub(1)
        .and_then(|before| words.get(before))
        .is_some_and(|word| all().between.contains(&word.text));
    let date_before = at
        .checked_sub(2)
        .and_then(|before| words.get(before))
        .is_some_and(|word| {
            year_number(&word.text).is_some()
                || day_number(&word.text).is_some()
                || all().months.contains_key(&word.text)
        });
    joined && date_before && !words[at].sentence
}

fn year_after(words: &[Word], at: usize) -> (Option<i32>, usize) {
    let skip = usize::from(words.get(at).is_some_and(|word| all().inside.contains(&word.text)));
    let year = words
        .get(at + skip)
        .filter(|word| !word.sentence)
        .and_then(|word| year_number(&word.text));
    match year {
        Some(year) => (Some(year), at + skip + 1),
        None => (None, at),
    }
}

/// `between November 3 and November 9, 2026`: the first day has the year of the second.
fn borrow_years(words: &[Word], found: &mut [Written]) {
    for at in 0..found.len().saturating_sub(1) {
        let next = &found[at + 1];
        let same = !words[found[at].words.end.min(next.words.start)..=next.words.start]
            .iter()
            .any(|word| word.sentence);
        if found[at].year.is_none() && same {
            found[at].year = next.year;
        }
    }
}

/// The letter's own day: it stands alone, at most with a town.
pub(super) fn alone(passage: &Passage, date: &Written) -> bool {
    let others = passage.words.len() - date.words.len();
    let told = || {
        let hits = all().day.hits(&passage.words);
        hits.iter().any(|hit| hit.means.of != DayOf::Sending)
    };
    passage.place == Place::Paragraph && others <= 3 && !told()
}

/// Whether a passage is the letter's own date, or the gap for it.
pub(super) fn is_own_day(known: &Known, passage: &Passage) -> bool {
    let gap = passage.gaps.iter().any(|gap| gap == keys::letter::SENT_ON);
    let own = |date: &Written| alone(passage, date) || dateline(passage, date);
    gap || dates(passage, known.american).iter().any(own)
}

/// `GRAND RAPIDS, Mich., October 9, 2026 –`, as a report to the press begins.
fn dateline(passage: &Passage, date: &Written) -> bool {
    let behind = passage.text[passage.words[date.words.end - 1].at.end..].trim_start();
    let place = passage.text.starts_with(char::is_uppercase);
    passage.place == Place::Paragraph
        && (1..=5).contains(&date.words.start)
        && place
        && behind.starts_with(['–', '—', '-'])
}

/// The dates of a passage, each with the event that it belongs to.
pub(super) fn told_of(passage: &Passage, american: bool) -> Vec<(DayOf, NaiveDate)> {
    let hits = all().day.hits(&passage.words);
    let days = dates(passage, american).into_iter().filter_map(|date| {
        let sentence = range_of(passage, date.words.start);
        Some((role(&passage.words, &sentence, &date.words, &hits)?.0.of, date.full()?))
    });
    days.collect()
}

/// Whether a passage tells a day.
pub(super) fn tells(known: &Known, passage: &Passage, day: NaiveDate) -> bool {
    dates(passage, known.american).iter().any(|date| date.is(day))
}

/// How far from a day its phrase may stand, in words and the price of clauses.
const REACH: usize = 12;
/// What the beginning of another clause costs.
const CLAUSE: usize = 5;

/// What the words around a day say that it is the day of: the nearest phrase, counted in words, each beginning of
/// another clause between them at a price. `On November 3, we learned …`: the comma behind a day at the head of its
/// sentence parts it from nothing.
/// Farther from its deed a day behind `since` belongs to another.
const SINCE: usize = 5;

pub(super) fn role(
    words: &[Word],
    sentence: &Range<usize>,
    date: &Range<usize>,
    hits: &[Hit<'_, Role>],
) -> Option<(Role, usize)> {
    let boundaries = |range: Range<usize>, skip_first: bool| {
        let inner = words.get(range).unwrap_or_default().iter().enumerate();
        let counted =
            inner.filter(|(at, word)| (word.clause && !(skip_first && *at == 0)) || all().clauses.contains(&word.text));
        counted.count() * CLAUSE
    };
    let fronted = date.start - sentence.start <= 2;
    let opened = opens_clause(words, sentence, date);
    let score = |hit: &Hit<'_, Role>| -> Option<usize> {
        // `A week after we discovered the breach, on November 10`: that is not the day of the discovery.
        if is_counted_from(words, hit.words.start) {
            return None;
        }
        if hit.words.start >= date.end {
            let gap = date.end..hit.words.start;
            let comma = words.get(gap.start).is_some_and(|word| word.clause) && fronted;
            let first = words
                .get(hit.words.start)
                .filter(|word| word.clause && !(gap.is_empty() && comma))
                .map_or(0, |_| CLAUSE);
            return Some(gap.len() + 1 + boundaries(gap, comma) + if comma { 0 } else { first });
        }
        if hit.words.end <= date.start {
            if opened.is_some_and(|begin| hit.words.end <= begin) {
                return None;
            }
            let gap = hit.words.end..date.start;
            // `We detected that somebody had been there since November 6`: that day is of what is told last.
            let since = date
                .start
                .checked_sub(1)
                .filter(|_| gap.len() > SINCE)
                .and_then(|at| words.get(at));
            if since.is_some_and(|word| all().marks.days.since.contains(&word.text)) {
                return None;
            }
            return Some(gap.len() + boundaries(gap, false));
        }
        None
    };
    let near = hits
        .iter()
        .filter(|hit| sentence.contains(&hit.words.start))
        .filter_map(|hit| Some((score(hit)?, std::cmp::Reverse(hit.words.len()), *hit.means)));
    let best = near.min_by_key(|(score, length, role)| (*score, *length, !role.strong))?;
    (best.0 <= REACH).then_some((best.2, best.0))
}

/// So many words may stand between what a day is counted from and the event: `after we discovered`, `after the date of`.
const BETWEEN: usize = 3;

/// Whether the event at a place is one that a day is counted from.
fn is_counted_from(words: &[Word], event: usize) -> bool {
    let from = event.saturating_sub(BETWEEN + 4);
    let hits = all().counted_from.hits(&words[from..event]);
    hits.iter().any(|hit| event - (from + hit.words.end) <= BETWEEN)
}

/// Where the clause begins that a day opens, as in `…, am 12. November haben wir den Vorfall gemeldet`: what stands before
/// it says nothing of that day. A day between commas only adds to what was said.
fn opens_clause(words: &[Word], sentence: &Range<usize>, date: &Range<usize>) -> Option<usize> {
    let begin = (date.start.saturating_sub(2)..=date.start)
        .rev()
        .find(|at| words.get(*at).is_some_and(|word| word.clause))?;
    let rest = words.get(date.end..sentence.end)?;
    let own = rest
        .iter()
        .take_while(|word| !word.clause && !all().clauses.contains(&word.text));
    (begin > sentence.start && own.count() >= OWN_CLAUSE).then_some(begin)
}

/// With so many words behind it a day opens a clause of its own.
const OWN_CLAUSE: usize = 4;

/// The sentence a day stands in; of a short row of a sheet the whole row.
pub(super) fn range_of(passage: &Passage, at: usize) -> Range<usize> {
    let short = passage.place == Place::Row && passage.words.len() <= 20;
    let found = sentences(&passage.words).into_iter().find(|range| range.contains(&at));
    match found {
        Some(range) if !short => range,
        _ => 0..passage.words.len(),
    }
}

/// Whether a day recorded for one thing answers to what a text calls it. "Learned" and "noticed" may be either of
/// discovery and awareness; "discovered" is discovery where both are recorded.
pub(super) fn answers(known: &Known, recorded: DayOf, called: Role) -> bool {
    let noticed = |of: DayOf| matches!(of, DayOf::Discovery | DayOf::Awareness);
    let has = |of: DayOf| known.days().any(|(own, _, _)| own == of);
    let apart = (known.strict || called.strong) && has(DayOf::Discovery) && has(DayOf::Awareness);
    recorded == called.of || (noticed(recorded) && noticed(called.of) && !apart)
}
