//! The monitoring that a letter offers: for how long, and by whom.

use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::letter::check::measure;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};

/// Whether a letter that offers monitoring to people names who provides it.
pub(super) fn names_provider(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    let recorded = known.facts.iter().find_map(|told| {
        let Fact::Provider(name) = &told.fact else { return None };
        Some((name, told))
    });
    let Some((name, told)) = recorded else { return };
    let offered = passages
        .iter()
        .find(|passage| all().offer.monitoring.holds(&passage.words));
    // An address on the internet is written small.
    let named = passages.iter().any(|passage| passage.text.contains(name.as_str()));
    found.extend(offered.filter(|_| !named).map(|passage| Compared {
        what: What::Name,
        written: passage.text.clone(),
        outcome: Outcome::differs(told, format!("{} is recorded as {name}", told.origin())),
    }));
}

pub(super) fn compare(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    months(known, passage, found);
    provider(known, passage, found);
}

/// Who is said to provide the monitoring: the name behind "through" or "by", in a sentence that offers it.
fn provider(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let recorded: Vec<(&String, &Told)> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::Provider(name) = &told.fact {
                Some((name, told))
            } else {
                None
            }
        })
        .collect();
    let Some((name, told)) = recorded.first() else { return };
    for sentence in sentences(&passage.words) {
        let words = &passage.words[sentence];
        if !all().offer.monitoring.holds(words) {
            continue;
        }
        let capital = |word: &Word| {
            let text = &passage.text[word.at.clone()];
            text.starts_with(char::is_uppercase) && !all().no_names.contains(&word.text)
        };
        let is_provider = |written: &Word| {
            let mut names = recorded.iter().flat_map(|(name, _)| words_of(name));
            names.any(|word| word.text == written.text)
        };
        let mut named = words
            .windows(2)
            .filter(|pair| all().offer.provided_by.contains(&pair[0].text) && capital(&pair[1]))
            .map(|pair| &pair[1]);
        // Somebody else may have done something else in the same sentence.
        let Some(first) = named.next() else { continue };
        let provider = std::iter::once(first).chain(named).find(|written| is_provider(written));
        let (written, same) = (provider.unwrap_or(first), provider.is_some());
        let month = all().months.contains_key(&written.text);
        if month {
            continue;
        }
        found.push(Compared {
            what: What::Name,
            written: passage.text[written.at.clone()].to_owned(),
            outcome: match same {
                true => Outcome::equal(told),
                false => Outcome::differs(told, format!("{} is recorded as {name}", told.origin())),
            },
        });
    }
}

/// The words of a sentence but for those that tell that no credit card is asked for, which is part of an offer.
fn without_credit_cards(words: &[Word]) -> Vec<Word> {
    let card = |at: usize| all().offer.no_card.contains(&words[at].text);
    let own = (0..words.len())
        .filter(|at| !(card(*at) && at.checked_sub(1).is_some_and(|before| words[before].text == "credit")));
    own.map(|at| words[at].clone()).collect()
}

fn months(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let recorded = known.facts.iter().find_map(|told| {
        let Fact::Months(months) = told.fact else { return None };
        Some((months, told))
    });
    let heading = &passage.heading_words;
    let provider = known.provider().map(str::to_lowercase);
    let named = |text: &str| {
        provider
            .as_ref()
            .is_some_and(|name| text.to_lowercase().contains(name.as_str()))
    };
    let about =
        all().offer.monitoring.holds(&passage.words) || all().offer.monitoring.holds(heading) || named(&passage.text);
    let offered = about || (all().offer.services.holds(heading) && passage.place != Place::Heading);
    let Some((months, told)) = recorded.filter(|_| offered) else {
        return;
    };
    for sentence in sentences(&passage.words) {
        let words = &passage.words[sentence];
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            continue;
        };
        if all().offer.other_terms.holds(&without_credit_cards(words)) {
            continue;
        }
        let text = passage.text[first.at.start..last.at.end].to_lowercase();
        for offered in measure::months(&text) {
            let outcome = match offered == months {
                true => Outcome::equal(told),
                false => Outcome::differs(told, format!("{} is recorded as {months}", told.origin())),
            };
            found.push(Compared {
                what: What::Months,
                written: format!("{offered} months"),
                outcome,
            });
        }
    }
}
