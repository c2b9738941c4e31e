//! Numbers that are recorded and that a reader takes for something else: of households or customers where the story counts
//! employees, or with the mark that parts decimals in the letter's language where thousands are meant.

use super::number::{Number, numbers};
use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, words_of};

/// So many words behind a number may be before what it counts.
const NEAR: usize = 4;

pub(super) fn compare(known: &Known, passages: &[Passage], language: &str, found: &mut Vec<Compared>) {
    let counted: Vec<u64> = known.facts.iter().flat_map(|told| of_people(&told.fact)).collect();
    let recorded: Vec<u64> = known.facts.iter().flat_map(|told| of_any(&told.fact)).collect();
    let story: Vec<(u64, usize)> = known.story_texts().flat_map(|text| kinds(&words_of(text))).collect();
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let mut push = |what: What, number: &Number, why: &str| {
            found.push(Compared {
                what,
                written: passage.as_it_stands(&number.words),
                outcome: Outcome::unknown(why),
            });
        };
        for number in numbers(&passage.words) {
            if recorded.contains(&number.value) && is_foreign(&passage.words, &number, language) {
                push(What::Number, &number, "the mark in it parts decimals in this language");
            }
            let Some(kind) = kind(&passage.words, &number) else {
                continue;
            };
            let mut told = story.iter().filter(|(value, _)| *value == number.value).peekable();
            let other = match told.peek() {
                Some(_) => told.all(|(_, own)| *own != kind),
                None => kind == NO_PEOPLE && counted.contains(&number.value),
            };
            if other {
                push(What::People, &number, "the record counts others by this number");
            }
        }
    }
}

/// Which of the kinds are no people: households, accounts, companies.
const NO_PEOPLE: usize = 0;

fn of_people(fact: &Fact) -> Vec<u64> {
    match fact {
        Fact::People(_, min, max) => [Some(*min), *max].into_iter().flatten().collect(),
        Fact::Day(..)
        | Fact::Moment(..)
        | Fact::Records(_)
        | Fact::Element(..)
        | Fact::Name(..)
        | Fact::Reach(..)
        | Fact::Authority(_)
        | Fact::Provider(_)
        | Fact::Risk(_)
        | Fact::Delay(_)
        | Fact::Answer(..)
        | Fact::Labelled(..)
        | Fact::Signer(_)
        | Fact::Title(_)
        | Fact::Months(_)
        | Fact::Story(_) => Vec::new(),
    }
}

fn of_any(fact: &Fact) -> Vec<u64> {
    if let Fact::Records(number) = fact {
        return vec![*number];
    }
    of_people(fact)
}

/// What each number of a text counts, where it is one of the kinds.
fn kinds(words: &[Word]) -> Vec<(u64, usize)> {
    let own = numbers(words).into_iter();
    own.filter_map(|number| Some((number.value, kind(words, &number)?)))
        .collect()
}

fn kind(words: &[Word], number: &Number) -> Option<usize> {
    let behind = &words[number.words.end..(number.words.end + NEAR).min(words.len())];
    let ends = behind
        .iter()
        .position(|word| word.sentence || word.clause || word.text.starts_with(|c: char| c.is_ascii_digit()));
    let behind = &behind[..ends.unwrap_or(behind.len())];
    let first = |kind: &(usize, &crate::letter::check::speech::Lexicon<()>)| {
        kind.1.hits(behind).iter().map(|hit| hit.words.start).min()
    };
    let kinds = all().counted.kinds.iter().enumerate();
    let nearest = kinds.filter_map(|kind| Some((first(&kind)?, kind.0))).min();
    nearest.map(|(_, kind)| kind)
}

/// `2,240` in German, `3.265` in English (number symbols of the Unicode CLDR).
fn is_foreign(words: &[Word], number: &Number, language: &str) -> bool {
    let mark = if language.starts_with("en") { '.' } else { ',' };
    let [word] = &words[number.words.clone()] else {
        return false;
    };
    let mut parts = word.text.split(mark);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = parts
        .next()
        .is_some_and(|part| (1..=3).contains(&part.len()) && digits(part));
    let rest: Vec<&str> = parts.collect();
    first && !rest.is_empty() && rest.iter().all(|part| part.len() == 3 && digits(part))
}
