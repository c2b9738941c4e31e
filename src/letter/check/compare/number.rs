//! Numbers in a text, in digits and in words.

use std::ops::Range;

use super::phrases::all;
use crate::letter::check::speech::Word;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Number {
    pub words: Range<usize>,
    pub value: u64,
}

/// The numbers of a text, in digits and in words.
pub(in crate::check) fn numbers(words: &[Word]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((mut value, mut end)) = begins(words, at) else {
            at += 1;
            continue;
        };
        while let Some(times) = words
            .get(end)
            .filter(|word| !word.sentence)
            .and_then(|word| all().times.get(&word.text))
        {
            value = value.saturating_mul(*times);
            end += 1;
            if let Some((more, after)) = rest(words, end).filter(|(more, _)| more < times) {
                value = value.saturating_add(more);
                end = after;
            }
        }
        found.push(Number { words: at..end, value });
        at = end;
    }
    found
}

/// What follows hundreds and thousands in words: `two hundred and ten`, `four thousand two hundred`.
fn rest(words: &[Word], at: usize) -> Option<(u64, usize)> {
    let joined = words.get(at).is_some_and(|word| all().marks.joins.contains(&word.text));
    let from = at + usize::from(joined);
    let word = words.get(from).filter(|word| !word.sentence && !word.clause)?;
    let named = all().numbers.contains_key(&word.text);
    let (value, end) = begins(words, from).filter(|_| named)?;
    let hundred = words
        .get(end)
        .and_then(|word| all().times.get(&word.text))
        .filter(|times| **times == 100);
    Some(hundred.map_or((value, end), |times| {
        let value = value.saturating_mul(*times);
        let more = rest(words, end + 1).filter(|(more, _)| *more < 100);
        more.map_or((value, end + 1), |(more, end)| (value + more, end))
    }))
}

/// A German number in one word: `zehntausend`, `zweitausenddreihundert`, `vierundzwanzig`.
fn compound(word: &str) -> Option<u64> {
    let part = |text: &str| if text.is_empty() { Some(1) } else { small(text) };
    if let Some((thousands, rest)) = word.split_once("tausend") {
        let rest = if rest.is_empty() {
            Some(0)
        } else {
            small(rest.strip_prefix("und").unwrap_or(rest))
        };
        return Some(part(thousands)? * 1000 + rest?);
    }
    word.contains("hundert")
        .then(|| small(word))
        .flatten()
        .or_else(|| word.contains("und").then(|| small(word)).flatten())
}

/// Below a thousand.
fn small(word: &str) -> Option<u64> {
    let named = |text: &str| match text {
        "ein" | "eine" | "eins" => Some(1),
        _ => all().numbers.get(text).copied(),
    };
    if let Some((hundreds, rest)) = word.split_once("hundert") {
        let hundreds = if hundreds.is_empty() { Some(1) } else { named(hundreds) };
        let rest = if rest.is_empty() {
            Some(0)
        } else {
            small(rest.strip_prefix("und").unwrap_or(rest))
        };
        return Some(hundreds? * 100 + rest?);
    }
    let tens = word
        .split_once("und")
        .and_then(|(ones, tens)| Some(named(ones)? + named(tens).filter(|tens| *tens >= 20)?));
    named(word).or(tens)
}

/// A number's own words: `12,000`, `12 000`, `twelve`, `fifty-two`.
fn begins(words: &[Word], at: usize) -> Option<(u64, usize)> {
    let word = words.get(at)?;
    if let Some(tens) = all().numbers.get(&word.text) {
        let ones = words
            .get(at + 1)
            .and_then(|next| all().numbers.get(&next.text))
            .filter(|ones| **ones < 10 && *tens >= 20);
        return Some((tens + ones.unwrap_or(&0), at + 1 + usize::from(ones.is_some())));
    }
    if let Some(value) = compound(&word.text) {
        return Some((value, at + 1));
    }
    let bare = word.text.replace([',', '.', '\'', '’', '\u{a0}', '\u{202f}'], "");
    let value: u64 = bare.parse().ok()?;
    // A thousand parted by a blank, as in French.
    let group = words
        .get(at + 1)
        .filter(|next| next.text.len() == 3 && !next.clause && !next.sentence && next.at.start == word.at.end + 1);
    let more: Option<u64> = group
        .filter(|_| bare.len() <= 3)
        .and_then(|next| next.text.parse().ok());
    match more {
        Some(more) => Some((value * 1000 + more, at + 2)),
        None => Some((value, at + 1)),
    }
}
