//! What a letter says will follow: the law lets some notices go out before everything is known, and the rest is owed.

use std::collections::BTreeMap;

use super::LetterRow;
use super::context::Words;
use super::export::words_for;
use crate::app::record::Loaded;
use crate::core::event::{FilingKind, SentLetter};
use crate::core::facts::keys;
use crate::core::facts::table::{self, Group};
use crate::core::law::rulebook::Rulebook;
use crate::letter::check::{Finding, Weight};
use crate::letter::gaps::{Gap, gaps};
use crate::letter::person::Field;

/// How many values of a text are said to follow.
pub(super) fn said(text: &str, words: &Words) -> usize {
    match words.follows.is_empty() {
        true => 0,
        false => text.to_lowercase().matches(&words.follows.to_lowercase()).count(),
    }
}

/// What is still owed to the recipient of a notice that was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// So many values that the letter said would follow, or left as gaps.
    Values(usize),
    /// The letter says that more follows, and of nothing in particular.
    Announced,
    /// What the letter tells has changed since.
    Changed,
}

/// What is still owed to the recipient of each notice that was filed, by its obligation, as the letters of the last filing
/// leave it. Nothing is once the final notice went out. Blanks of single persons are filled from their list and never follow.
///
/// `rows`: the letters with what has changed since they were written.
pub fn owed(rules: &Rulebook, loaded: &Loaded, rows: &[LetterRow]) -> BTreeMap<String, Owed> {
    let owed = loaded.incident.dispositions.iter().filter_map(|(obligation, history)| {
        let filing = history.last()?.disposition.filing()?;
        let owed = match filing.filing {
            FilingKind::Initial | FilingKind::Supplement => after(rules, loaded, rows, &filing.letters),
            FilingKind::Final => None,
        };
        Some((obligation.to_string(), owed?))
    });
    owed.collect()
}

/// What letters that went out together leave open.
fn after(rules: &Rulebook, loaded: &Loaded, rows: &[LetterRow], sent: &[SentLetter]) -> Option<Owed> {
    let texts = sent.iter().filter_map(|sent| {
        let letter = loaded.incident.letters.get(&sent.letter)?;
        let revision = letter.revisions.get(sent.revision.checked_sub(1)?)?;
        Some((words_for(rules, loaded, letter), revision.text.as_str()))
    });
    let texts: Vec<(Words, &str)> = texts.collect();
    let of_one = |(words, text): &(Words, &str)| {
        let open = gaps(text).into_iter().filter(|gap| Field::of(&gap.key).is_none());
        said(text, words) + open.count()
    };
    let values: usize = texts.iter().map(of_one).sum();
    let changed = rows
        .iter()
        .any(|row| !row.stale.is_empty() && sent.iter().any(|sent| sent.letter == row.letter));
    let announced = texts.iter().any(|(words, text)| announces(text, words));
    match (values, changed, announced) {
        (1.., _, _) => Some(Owed::Values(values)),
        (0, true, _) => Some(Owed::Changed),
        (0, false, true) => Some(Owed::Announced),
        (0, false, false) => None,
    }
}

/// Whether a text says of itself that it is a first notice that more follows on.
fn announces(text: &str, words: &Words) -> bool {
    !words.phased.is_empty() && text.contains(&words.phased)
}

/// What would be gaps in a letter if nothing could follow, and is none in it: what it says will follow.
///
/// `phased` is the letter as drafted where nothing may follow.
pub(super) fn between(phased: &str, text: &str) -> Vec<Gap> {
    let own = gaps(text);
    let mut open = gaps(phased);
    open.retain(|gap| own.iter().all(|other| other.key != gap.key));
    open
}

/// A notice that tells nothing of the story, and says of all of it that it will follow.
pub(super) fn tells_nothing(loaded: &Loaded, text: &str, follow: &[Gap], words: &Words) -> Option<Finding> {
    let of_story = |key: &str| key.starts_with(keys::letter::BELOW);
    let story: Vec<&str> = follow
        .iter()
        .filter(|gap| of_story(&gap.key))
        .map(|gap| gap.asks.as_str())
        .collect();
    // What somebody wrote into the letter by hand is told as well: then fewer values are said to follow.
    let none_written = said(text, words) >= story.len();
    let recorded = loaded.incident.facts.keys();
    let mut known = recorded.filter(|key| !loaded.incident.current(key).is_empty());
    let told = known.any(|key| {
        let fact = table::story(key).map(|(fact, _)| fact).or_else(|| table::find(key));
        fact.is_some_and(|fact| fact.group == Group::Letter && !super::context::never_follows(fact.name()))
    });
    (story.len() > 1 && none_written && !told).then(|| Finding {
        rule: "story-to-follow".to_owned(),
        weight: Weight::Warns,
        demand: "a first notice tells what is known so far; only the rest follows".to_owned(),
        found: format!("of all of it the letter says “{}”: {}", words.follows, story.join("; ")),
        cite: "the incident's record".to_owned(),
    })
}
