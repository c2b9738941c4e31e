//! Sentences in another language than the letter's, told by the words that every text has.

use super::phrases::all;
use super::{finding, tongue};
use crate::letter::check::compare::Fact;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};
use crate::letter::check::{Finding, Subject, Weight};

/// Fewer words than these tell no language.
const SHORTEST: usize = 7;
/// So many words of another language must stand there.
const FEWEST: usize = 3;
/// The longest line that offers help in another language.
const OFFER: usize = 30;

pub(super) fn findings(passages: &[Passage], subject: &Subject) -> Vec<Finding> {
    let own = subject.language.split('-').next().unwrap_or(&subject.language);
    let american = own == "en" && subject.known.as_ref().is_some_and(|known| known.american);
    let names = names(subject);
    let mut said: Vec<(&str, String)> = Vec::new();
    let (mut dates, mut british) = (Vec::new(), Vec::new());
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let written = passage.written();
        if written.len() <= OFFER && all().offered.holds(written) {
            continue;
        }
        for sentence in sentences(written) {
            let words = &written[sentence];
            dates.extend(english_date(words).filter(|_| own != "en"));
            british.extend(british_date(words).filter(|_| american));
            let plain: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            let is_name = names.iter().any(|name| name.contains(&plain.join(" ")));
            let offered = || words.len() <= OFFER && all().offered.holds(words);
            let clause = || {
                let found = tongue::clause(words, own).filter(|_| !offered())?;
                let named = plain.get(found.words.clone()).is_some_and(|words| {
                    let words = words.join(" ");
                    names.iter().any(|name| name.contains(&words))
                });
                let title = passage.gaps.is_empty() && tongue::quoted(&passage.text, &words[found.words.clone()]);
                (!named && !title).then_some(found)
            };
            if let Some(other) = other(words, own).filter(|_| !is_name) {
                said.push((other, format!("“{}”", plain.join(" "))));
            } else if let Some(clause) = clause() {
                said.push((clause.language, format!("“{}”", plain[clause.words].join(" "))));
            }
        }
    }
    let demand = "a letter is in one language";
    let first = said.first();
    let foreign = first.map(|(other, words)| format!("{words} is in another language ({other})"));
    let foreign = foreign.map(|found| finding("language", Weight::Fails, demand, found));
    // Understood all the same: a matter of form.
    let english = (!dates.is_empty()).then(|| format!("{}: written as in English", dates.join(", ")));
    let english = english.map(|found| finding("language", Weight::Warns, demand, found));
    let other_order = (!british.is_empty()).then(|| format!("{}: written as in British English", british.join(", ")));
    let other_order =
        other_order.map(|found| finding("language", Weight::Warns, "American dates begin with the month", found));
    foreign.into_iter().chain(english).chain(other_order).collect()
}

/// Names and addresses that are recorded, in the words of a sentence: an authority is called as its own country calls it.
fn names(subject: &Subject) -> Vec<String> {
    let facts = subject.known.iter().flat_map(|known| &known.facts);
    let named = facts.filter_map(|told| match &told.fact {
        Fact::Name(_, text) | Fact::Reach(_, _, text) | Fact::Authority(text) | Fact::Provider(text) => Some(text),
        Fact::Day(..)
        | Fact::Moment(..)
        | Fact::People(..)
        | Fact::Records(_)
        | Fact::Element(..)
        | Fact::Risk(_)
        | Fact::Delay(_)
        | Fact::Months(_)
        | Fact::Answer(..)
        | Fact::Labelled(..)
        | Fact::Signer(_)
        | Fact::Title(_)
        | Fact::Story(_) => None,
    });
    let plain = |text: &String| {
        let words = words_of(text);
        words
            .iter()
            .map(|word| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    named.map(plain).collect()
}

/// A date as the British write it, the day before its month.
fn british_date(words: &[Word]) -> Option<String> {
    let number = |word: &Word| word.text.parse::<u32>().ok();
    words.windows(3).find_map(|three| {
        let [day, month, year] = three else { return None };
        let is_day = number(day).is_some_and(|day| (1..=31).contains(&day));
        let is_year = number(year).is_some_and(|year| (1990..2100).contains(&year));
        let is_date = all().english_months.contains(&month.text) && is_day && is_year;
        is_date.then(|| format!("“{} {} {}”", day.text, month.text, year.text))
    })
}

/// A date as only English writes it, the month before its day.
fn english_date(words: &[Word]) -> Option<String> {
    let number = |word: &Word| word.text.parse::<u32>().ok();
    words.windows(3).find_map(|three| {
        let [month, day, year] = three else { return None };
        let is_day = number(day).is_some_and(|day| (1..=31).contains(&day));
        let is_year = number(year).is_some_and(|year| (1990..2100).contains(&year));
        let is_date = all().english_months.contains(&month.text) && is_day && is_year;
        is_date.then(|| format!("“{} {}, {}”", month.text, day.text, year.text))
    })
}

/// The other language that a sentence is in.
fn other(words: &[Word], own: &str) -> Option<&'static str> {
    if words.len() < SHORTEST {
        return None;
    }
    let languages = &all().languages;
    let known = languages.iter().position(|language| language == own)?;
    // A word that comes again tells nothing more.
    let told: std::collections::BTreeMap<&str, u32> = words
        .iter()
        .filter_map(|word| Some((word.text.as_str(), *all().common.get(&word.text)?)))
        .collect();
    let masks: Vec<u32> = told.into_values().collect();
    let has = |mask: u32, language: usize| mask & (1 << language) != 0;
    let best = languages
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != known)
        .map(|(at, other)| {
            let theirs = masks
                .iter()
                .filter(|mask| has(**mask, at) && !has(**mask, known))
                .count();
            let ours = masks
                .iter()
                .filter(|mask| has(**mask, known) && !has(**mask, at))
                .count();
            (theirs, ours, other)
        });
    let (theirs, ours, other) = best.max_by_key(|(theirs, ..)| *theirs)?;
    (theirs >= FEWEST && theirs >= 3 * ours.max(1) - 2 && theirs > ours).then_some(other.as_str())
}
