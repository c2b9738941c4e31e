//! Numbers that are one element alone and another with what gives access: a card with its security code, an account with a
//! password. A letter tells them as they are recorded.

use std::ops::Range;

use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::span_phrases::{Part, spans};
use super::{Compared, Outcome, What};
use crate::letter::check::speech::Word;

/// How far from the number its code may be named, in words.
const REACH: usize = 12;
/// How far before what it denies a denial stands, and behind it.
const BEFORE: usize = 4;
const BEHIND: usize = 3;

/// `about`: the sentences of a letter that tell of the data.
pub(super) fn compare(known: &Known, about: &[&[Word]], to_people: bool, found: &mut Vec<Compared>) {
    for part in &spans().parts {
        let whole = recorded(known, &part.whole);
        let alone = recorded(known, &part.alone);
        let (told, with) = match (whole, alone) {
            (Some(told), None) => (told, true),
            (None, Some(told)) => (told, false),
            (Some(_), Some(_)) | (None, None) => continue,
        };
        let Some((words, named)) = told_with(part, about, recorded(known, CREDENTIALS).is_some()) else {
            continue;
        };
        let how = if named { "with" } else { "without" };
        found.push(Compared {
            what: What::Element,
            written: words,
            outcome: match (named == with, to_people || !with) {
                (true, _) => Outcome::equal(told),
                (false, true) => Outcome::differs(
                    told,
                    format!("it is told {how} {}; recorded otherwise: {}", part.what, told.origin()),
                ),
                // `Financial account numbers` is what authorities are commonly told of an account with its code.
                (false, false) => Outcome::unknown(&format!(
                    "it is told {how} {}; recorded otherwise: {}",
                    part.what,
                    told.origin()
                )),
            },
        });
    }
}

/// A name and a password, which a letter may list beside an account.
const CREDENTIALS: &str = "online_credentials";

fn recorded<'k>(known: &'k Known, code: &str) -> Option<&'k Told> {
    known
        .facts
        .iter()
        .find(|told| matches!(&told.fact, Fact::Element(own, _) if own == code))
}

/// Whether a letter names the number with its code somewhere: the words, and yes or no; `None` where it names no number.
fn told_with(part: &Part, about: &[&[Word]], credentials: bool) -> Option<(String, bool)> {
    let mut without = None;
    for words in about {
        let hits = all().elements.hits(words);
        let of_it = |code: &str| code == part.whole || code == part.alone;
        for hit in hits.iter().filter(|hit| of_it(hit.means)) {
            let others: Vec<Range<usize>> = hits
                .iter()
                .filter(|other| !of_it(other.means) && !is_code(part, &words[other.words.clone()]))
                .map(|other| other.words.clone())
                .collect();
            let window = window(words, &hit.words, &others);
            let named = named(part, words, window, &hit.words, credentials);
            let text = words[hit.words.clone()].iter().map(|word| word.text.as_str());
            let text = text.collect::<Vec<_>>().join(" ");
            if named {
                return Some((text, true));
            }
            without.get_or_insert((text, false));
        }
    }
    without
}

/// Whether some words are nothing but the name of a code.
fn is_code(part: &Part, words: &[Word]) -> bool {
    part.words.hits(words).iter().any(|hit| hit.words.len() == words.len())
}

/// The words around a number up to the next other element.
fn window(words: &[Word], own: &Range<usize>, others: &[Range<usize>]) -> Range<usize> {
    let before = others
        .iter()
        .filter(|other| other.end <= own.start)
        .map(|other| other.end);
    let behind = others
        .iter()
        .filter(|other| other.start >= own.end)
        .map(|other| other.start);
    let from = before.max().unwrap_or(0).max(own.start.saturating_sub(REACH));
    let to = behind.min().unwrap_or(words.len()).min(own.end + REACH);
    from..to.min(words.len())
}

/// Whether the code is named there and not denied. Where a password is recorded for itself, one that stands beside the
/// number and not with it is that.
fn named(part: &Part, words: &[Word], window: Range<usize>, own: &Range<usize>, credentials: bool) -> bool {
    let inside = &words[window.clone()];
    part.words.hits(inside).iter().any(|hit| {
        let at = window.start + hit.words.start..window.start + hit.words.end;
        let within = own.start <= at.start && at.end <= own.end;
        let between = &words[own.end.min(at.start)..at.start.max(own.end)];
        let joined =
            between.iter().any(|word| spans().together.contains(&word.text)) && !between.iter().any(|word| word.clause);
        let is_password = || {
            all().elements.hits(inside).iter().any(|own| {
                own.means == CREDENTIALS && own.words.start < hit.words.end && hit.words.start < own.words.end
            })
        };
        let apart = credentials && part.whole != CREDENTIALS && !within && !joined && is_password();
        !apart && !denied(words, &at, &window)
    })
}

fn denied(words: &[Word], at: &Range<usize>, window: &Range<usize>) -> bool {
    let denies = |word: &Word| all().turns.denies.contains(&word.text);
    let before = &words[at.start.saturating_sub(BEFORE).max(window.start)..at.start];
    let behind = &words[at.end..(at.end + BEHIND).min(words.len())];
    before.iter().any(denies) || behind.iter().take_while(|word| !word.clause).any(denies)
}
