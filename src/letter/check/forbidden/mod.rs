//! What must not stand in a letter: claims nobody recorded, admissions, promises, guesses, advertising, blanks, another
//! language, numbers of people's documents and accounts, and nothing at all.

mod blank;
mod greeting;
mod language;
pub(super) mod massachusetts;
mod phrases;
mod value;

use super::passage::{Passage, Place};
use super::speech::{Word, sentences, words_of};
use super::{Finding, Subject, Weight};
use crate::letter::block::Block;
use phrases::{Banned, Weighty, all};

/// A finding of good practice.
fn finding(rule: &str, weight: Weight, demand: &str, found: String) -> Finding {
    Finding {
        rule: rule.to_owned(),
        weight,
        demand: demand.to_owned(),
        found,
        cite: "good practice".to_owned(),
    }
}

/// Everything that must not stand in a letter and does.
pub(super) fn findings(blocks: &[Block], passages: &[Passage], subject: &Subject) -> Vec<Finding> {
    let mut found = Vec::new();
    for banned in &all().banned {
        found.extend(phrase(banned, passages, subject));
    }
    found.extend(blank::findings(blocks, passages));
    found.extend(language::findings(passages, &subject.language));
    found.extend(value::findings(passages));
    found.extend(greeting::findings(passages, subject));
    found.extend(massachusetts::findings(passages, subject));
    found
}

/// Recipients whose letters go to people.
const TO_PEOPLE: [&str; 4] = ["individuals", "customers", "media", "public"];

fn phrase(banned: &Banned, passages: &[Passage], subject: &Subject) -> Option<Finding> {
    if banned.people && !TO_PEOPLE.contains(&subject.recipient.as_str()) {
        return None;
    }
    let vouched = banned.recorded
        && subject.known.as_ref().is_some_and(|known| {
            let mut texts = known.story_texts();
            texts.any(|text| banned.words.holds(&words_of(text)))
        });
    if vouched {
        return None;
    }
    let mut said: Vec<String> = Vec::new();
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let hits = banned.words.hits(&passage.words);
        if hits.is_empty() {
            continue;
        }
        for sentence in sentences(&passage.words) {
            let words = &passage.words[sentence];
            let hits = banned.words.hits(words);
            if banned.unless.holds(words) {
                continue;
            }
            said.extend(hits.first().map(|hit| quoted(&passage.text, &words[hit.words.clone()])));
        }
    }
    said.dedup();
    let weight = match banned.weight {
        Weighty::Fails => Weight::Fails,
        Weighty::Warns => Weight::Warns,
    };
    (!said.is_empty()).then(|| finding(&banned.id, weight, &banned.demand, said.join(", ")))
}

/// Words of a text as they stand there.
fn quoted(text: &str, words: &[Word]) -> String {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => format!("“{}”", &text[first.at.start..last.at.end]),
        _ => String::new(),
    }
}
