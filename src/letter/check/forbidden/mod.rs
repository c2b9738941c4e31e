//! What must not stand in a letter: claims nobody recorded, admissions, promises, guesses, advertising, blanks, another
//! language, numbers of people's documents and accounts, and nothing at all.

mod blank;
mod drafted;
mod greeting;
mod identity;
mod language;
mod leaning;
pub(super) mod massachusetts;
mod phrases;
mod spelling;
mod tongue;
mod value;

use super::passage::{Passage, Place};
use super::speech::{Word, sentences, words_of};
use super::{Finding, Subject, Weight, denied_twice};
use crate::core::incident::letter::has_conflict;
use crate::letter::block::Block;
use drafted::Drafted;
use phrases::{Banned, Weighty, all};

/// Words that texts in a language have whatever they are about.
pub(super) fn common_words(language: &str) -> impl Iterator<Item = &'static str> {
    let own = language.split('-').next().unwrap_or(language).to_owned();
    let at = all().languages.iter().position(|known| *known == own);
    let frequent = all()
        .common
        .iter()
        .filter(move |(_, mask)| at.is_some_and(|at| *mask & (1 << at) != 0));
    let filling = all().filling.get(&own).into_iter().flatten();
    frequent
        .map(|(word, _)| word.as_str())
        .chain(filling.map(String::as_str))
}

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

/// Places where the texts of two people stand one after the other.
fn conflicts(passages: &[Passage]) -> Option<Finding> {
    let mut marked = passages.iter().filter(|passage| has_conflict(&passage.text));
    let first = marked.next()?;
    let what = format!("“{}”", first.text.lines().next().unwrap_or_default());
    let demand = "of two texts of one place one is kept, and the lines that mark them are deleted";
    Some(finding("conflict", Weight::Fails, demand, what))
}

/// Everything that must not stand in a letter and does.
pub(super) fn findings(blocks: &[Block], passages: &[Passage], subject: &Subject) -> Vec<Finding> {
    let drafted = Drafted::of(subject);
    let told = sentences_of(passages, &drafted);
    let mut found = Vec::new();
    for banned in all().banned.iter().filter(|banned| speaks_to(banned, subject)) {
        let said = phrase(banned, &told, subject);
        found.extend(said.or_else(|| leaning::finding(banned, &told, &subject.language, &drafted)));
    }
    found.extend(conflicts(passages));
    found.extend(blank::findings(blocks, passages, subject.announces));
    found.extend(language::findings(passages, subject));
    found.extend(spelling::findings(passages, subject));
    found.extend(value::findings(passages, subject.recipient));
    found.extend(greeting::findings(passages, subject));
    found.extend(massachusetts::findings(passages, subject, &drafted));
    found
}

/// A sentence of a letter that somebody wrote.
pub(super) struct Sentence<'p> {
    passage: &'p Passage,
    words: &'p [Word],
    /// Whether neither the draft nor the record has it.
    new: bool,
}

/// What stands for a gap tells the drafter what to find out; nobody says it to the reader.
fn sentences_of<'p>(passages: &'p [Passage], drafted: &Drafted) -> Vec<Sentence<'p>> {
    let bodies = passages.iter().filter(|passage| passage.place != Place::Heading);
    let cut = bodies.flat_map(|passage| {
        let ranges = sentences(passage.written()).into_iter();
        ranges.map(move |range| (passage, &passage.written()[range]))
    });
    cut.map(|(passage, words)| Sentence {
        passage,
        words,
        new: drafted.is_new(words),
    })
    .collect()
}

/// Whether something is banned from letters to a reader.
fn speaks_to(banned: &Banned, subject: &Subject) -> bool {
    (!banned.people || subject.is_for_people()) && !banned.variants.contains(&subject.own_variant())
}

fn phrase(banned: &Banned, told_there: &[Sentence<'_>], subject: &Subject) -> Option<Finding> {
    let (mut said, mut doubtful): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for sentence in told_there.iter().filter(|sentence| !banned.new || sentence.new) {
        let found = banned
            .said(sentence.words)
            .filter(|_| !banned.unless.holds(sentence.words));
        let twice = denied_twice::perhaps(sentence.words, &subject.language);
        let list = if twice { &mut doubtful } else { &mut said };
        list.extend(found.map(|found| told(sentence.passage, found)));
    }
    said.dedup();
    if said.is_empty() && !doubtful.is_empty() {
        let found = format!("{}: {}", doubtful.join(", "), denied_twice::ASKED);
        return Some(finding(&banned.id, Weight::Warns, &banned.demand, found));
    }
    if said.is_empty() || (banned.recorded && vouched(banned, subject)) {
        return None;
    }
    let weight = match banned.weight {
        Weighty::Fails => Weight::Fails,
        Weighty::Warns => Weight::Warns,
    };
    Some(finding(&banned.id, weight, &banned.demand, said.join(", ")))
}

/// Whether a text of the story says it.
fn vouched(banned: &Banned, subject: &Subject) -> bool {
    subject.known.as_ref().is_some_and(|known| {
        known.story_texts().any(|text| {
            let words = words_of(text);
            let mut parts = sentences(&words).into_iter();
            parts.any(|sentence| banned.said(&words[sentence]).is_some())
        })
    })
}

/// Words that a passage says: as they stand in it, or one after the other where gaps stand between them.
fn told(passage: &Passage, words: &[Word]) -> String {
    if passage.gaps.is_empty() {
        return quoted(&passage.text, words);
    }
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    format!("“{}”", words.join(" "))
}

/// Words of a text as they stand there.
fn quoted(text: &str, words: &[Word]) -> String {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => format!("“{}”", &text[first.at.start..last.at.end]),
        _ => String::new(),
    }
}
