//! Sentences and rows of a letter or a record, as they are held beside each other.

use std::collections::BTreeSet;
use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;

use super::number::{Number, numbers};
use super::phrases::all;
use super::span_phrases::spans;
use super::written_days::{Written, dates};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};

/// Shorter words tell little.
const LONG: usize = 5;

/// A sentence, or a row of a table, with what can be compared in it.
pub(super) struct Unit {
    pub text: String,
    /// The words in order.
    pub words: Vec<String>,
    /// The words without numbers and days, sorted.
    pub plain: Vec<String>,
    /// The same as numbers, sorted: sentences are held beside hundreds of others.
    pub marks: Vec<u64>,
    /// The beginnings of the longer ones, sorted.
    pub long: Vec<u64>,
    /// The first cell of a row.
    pub label: Option<String>,
    /// The heading it stands under.
    pub heading: String,
    pub days: Vec<Written>,
    /// Months that are told without a day.
    pub months: BTreeSet<u32>,
    pub numbers: BTreeSet<u64>,
    /// Numbers of days, weeks, months and so on: each with the minutes of its unit.
    pub terms: BTreeSet<(u64, i64)>,
    /// Words with capitals inside the sentence.
    pub names: BTreeSet<String>,
}

/// The beginning of a word, by which its forms are one.
pub(in crate::check) fn stem(word: &str) -> String {
    let short = word.chars().count() <= 5;
    match short {
        true => word
            .strip_suffix('s')
            .filter(|rest| rest.len() > 2)
            .unwrap_or(word)
            .to_owned(),
        false => word.chars().take(6).collect(),
    }
}

pub(super) fn cut(passage: &Passage, american: bool) -> Vec<Unit> {
    let ranges = match passage.place {
        Place::Heading => Vec::new(),
        Place::Row if passage.words.is_empty() => Vec::new(),
        Place::Row => std::iter::once(0..passage.words.len()).collect(),
        Place::Paragraph | Place::Item => sentences(&passage.words),
    };
    let days = dates(passage, american);
    ranges.into_iter().map(|range| unit(passage, range, &days)).collect()
}

fn unit(passage: &Passage, range: Range<usize>, days: &[Written]) -> Unit {
    let words = &passage.words[range.clone()];
    let days: Vec<Written> = days
        .iter()
        .filter(|day| range.contains(&day.words.start))
        .cloned()
        .collect();
    let of_a_day = |at: usize| days.iter().any(|day| day.words.contains(&(range.start + at)));
    let numbers = numbers(words);
    let of_a_number = |at: usize| numbers.iter().any(|number| number.words.contains(&at));
    let months = words
        .iter()
        .enumerate()
        .filter(|(at, word)| !of_a_day(*at) && passage.text[word.at.clone()].chars().count() > 3);
    let months = months
        .filter_map(|(_, word)| all().months.get(&word.text).copied())
        .collect();
    let mut plain: Vec<String> = Vec::new();
    let mut names = BTreeSet::new();
    for (at, word) in words
        .iter()
        .enumerate()
        .filter(|(at, _)| !of_a_day(*at) && !of_a_number(*at))
    {
        plain.push(word.text.clone());
        let raw = &passage.text[word.at.clone()];
        if at > 0 && raw.starts_with(char::is_uppercase) && raw.chars().count() > 2 {
            names.insert(word.text.clone());
        }
    }
    plain.sort_unstable();
    let counted = numbers
        .iter()
        .filter(|number| !of_a_day(number.words.start) && stands_alone(passage, words, &number.words))
        .map(|number| number.value);
    let first = words.first().map_or(0, |word| word.at.start);
    let last = words.last().map_or(0, |word| word.at.end);
    Unit {
        text: passage.text[first..last].to_owned(),
        words: words.iter().map(|word| word.text.clone()).collect(),
        marks: sorted(plain.iter().map(|word| mark(word))),
        long: {
            let long = plain.iter().filter(|word| word.chars().count() >= LONG);
            let mut long = sorted(long.map(|word| mark(&stem(word))));
            long.dedup();
            long
        },
        plain,
        label: (passage.place == Place::Row)
            .then(|| passage.lead.trim().to_owned())
            .filter(|lead| !lead.is_empty()),
        heading: passage.heading.clone(),
        numbers: counted.collect(),
        terms: numbers.iter().filter_map(|number| term(words, number)).collect(),
        names,
        months,
        days,
    }
}

/// `13 months`: a number with the unit behind it.
fn term(words: &[Word], number: &Number) -> Option<(u64, i64)> {
    let unit = words.get(number.words.end).filter(|word| !word.clause)?;
    Some((number.value, *spans().duration.units.get(&unit.text)?))
}

/// A word as a number; the same word is the same number in every run.
fn mark(word: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

fn sorted(marks: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut marks: Vec<u64> = marks.collect();
    marks.sort_unstable();
    marks
}

/// Whether a number is no part of a telephone number, a time, a section or an address.
fn stands_alone(passage: &Passage, words: &[Word], number: &Range<usize>) -> bool {
    let (from, to) = (words[number.start].at.start, words[number.end - 1].at.end);
    let joins = |c: char| ['-', ':', '.', '/', '§', '+', '('].contains(&c);
    let before = passage.text[..from].trim_end().chars().next_back();
    let mut after = passage.text[to..].chars();
    let behind = after.next().filter(|c| joins(*c)).and_then(|_| after.next());
    let half = passage.text[to..].trim_start().to_lowercase();
    let of_a_day = all().marks.halves.iter().any(|mark| half.starts_with(mark.as_str()));
    !before.is_some_and(joins) && !behind.is_some_and(|c| c.is_ascii_digit()) && !of_a_day
}

/// How many marks two sorted lists have in common.
pub(super) fn in_common(one: &[u64], other: &[u64]) -> usize {
    let (mut at, mut there, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(at), other.get(there)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at += 1;
                there += 1;
            }
        }
    }
    common
}

/// The share of words that two sentences have in common.
pub(super) fn likeness(one: &Unit, other: &Unit) -> f64 {
    let all = one.marks.len() + other.marks.len();
    if all == 0 {
        return 0.0;
    }
    2.0 * in_common(&one.marks, &other.marks) as f64 / all as f64
}

/// At most how alike two sentences of such lengths are.
pub(super) fn at_most_alike(one: &Unit, other: &Unit) -> f64 {
    let (less, more) = (
        one.marks.len().min(other.marks.len()),
        one.marks.len().max(other.marks.len()),
    );
    if more == 0 {
        0.0
    } else {
        2.0 * less as f64 / (less + more) as f64
    }
}
