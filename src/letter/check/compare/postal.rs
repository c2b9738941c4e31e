//! Postal addresses: one that nearly is a recorded one is a slip of it.

use super::phrases::all;
use super::recorded::{Fact, Known, Told, Way};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;
use crate::letter::check::speech::words_of;

/// The words with states by their short names. Only where a ZIP Code follows: New York is also a city.
fn with_short_states(words: Vec<String>) -> Vec<String> {
    let is_zip = |word: Option<&String>| word.is_some_and(|w| w.len() >= 5 && w.bytes().all(|b| b.is_ascii_digit()));
    if !words.iter().any(|word| is_zip(Some(word))) {
        return words;
    }
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let named = all().states.iter().find(|(name, _)| {
            let mut parts = name.split(' ');
            if parts.next() != Some(word.as_str()) {
                return false;
            }
            let rest = parts.clone().count() + at + 1;
            let there = words.get(at + 1..rest);
            there.is_some_and(|there| there.iter().map(String::as_str).eq(parts)) && is_zip(words.get(rest))
        });
        match named {
            Some((name, short)) => {
                out.push(short.clone());
                at += name.split(' ').count();
            }
            None => {
                out.push(word.clone());
                at += 1;
            }
        }
    }
    out
}

/// The words of an address; `P.O. Box` and `PO Box` are one.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let words = words_of(text);
    let short = |word: &str| all().shortened.get(word).cloned().unwrap_or_else(|| word.to_owned());
    let mut found: Vec<String> = Vec::new();
    for word in &words {
        match (found.last().map(String::as_str), word.text.as_str()) {
            (Some("p"), "o") => {
                found.pop();
                found.push("po".to_owned());
            }
            (_, text) => found.push(short(text)),
        }
    }
    with_short_states(found)
}

/// The shortest address that is looked for, in words.
const SHORTEST: usize = 5;

/// The addresses that are recorded, in words.
pub(super) struct Recorded<'k>(Vec<(Vec<String>, &'k str, &'k Told)>);

pub(super) fn recorded(known: &Known) -> Recorded<'_> {
    let addresses = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::Reach(_, Way::Address, address) = &told.fact {
                Some((tokens(address), address.as_str(), told))
            } else {
                None
            }
        })
        .filter(|(tokens, ..)| tokens.len() >= SHORTEST);
    Recorded(addresses.collect())
}

pub(super) fn compare(Recorded(addresses): &Recorded<'_>, passage: &Passage, found: &mut Vec<Compared>) {
    if addresses.is_empty() || passage.words.len() < SHORTEST - 1 {
        return;
    }
    let text = tokens(&passage.text);
    if text.len() < SHORTEST - 1 {
        return;
    }
    let best = |address: &[String]| {
        (0..text.len())
            .map(|at| (agree(&text[at..], address), at))
            .max()
            .unwrap_or_default()
    };
    let whole: Vec<(usize, usize)> = addresses
        .iter()
        .filter_map(|(address, ..)| {
            let (right, at) = best(address);
            (right == address.len()).then_some((at, at + address.len()))
        })
        .collect();
    for (address, written, told) in addresses {
        let (right, at) = best(address);
        let length = address.len();
        let taken = whole.iter().any(|(from, to)| at < *to && *from < at + length);
        if right == length {
            found.push(Compared {
                what: What::Address,
                written: (*written).to_owned(),
                outcome: Outcome::equal(told),
            });
        } else if !taken && right * 10 >= length * 6 && at + length <= text.len() {
            let said = text[at..at + length].join(" ");
            found.push(Compared {
                what: What::Address,
                written: said,
                outcome: Outcome::differs(told, format!("{} is recorded as {written}", told.words)),
            });
        }
    }
}

/// How many words of an address stand in their place.
fn agree(text: &[String], address: &[String]) -> usize {
    text.iter().zip(address).filter(|(one, other)| one == other).count()
}
