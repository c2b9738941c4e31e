//! What a letter says will follow: the law lets some notices go out before everything is known, and the rest is owed.

use std::collections::BTreeMap;

use super::context::Words;
use super::export::words_for;
use crate::app::record::Loaded;
use crate::core::event::{FilingKind, SentLetter};
use crate::core::facts::keys;
use crate::core::facts::table::{self, Group};
use crate::core::law::rulebook::Rulebook;
use crate::letter::check::{Finding, Weight};
use crate::letter::gaps::{Gap, gaps};

/// How many values of a text are said to follow.
pub(super) fn said(text: &str, words: &Words) -> usize {
    match words.follows.is_empty() {
        true => 0,
        false => text.to_lowercase().matches(&words.follows.to_lowercase()).count(),
    }
}

/// How many values are still owed to the recipient of each notice that was filed, by its obligation: those that the
/// letters which went out said would follow, or left as gaps. None are once the final notice went out.
pub fn owed(rules: &Rulebook, loaded: &Loaded) -> BTreeMap<String, usize> {
    let incident = &loaded.incident;
    let open_in = |sent: &SentLetter| {
        let letter = incident.letters.get(&sent.letter)?;
        let revision = letter.revisions.get(sent.revision.checked_sub(1)?)?;
        let follow = said(&revision.text, &words_for(rules, loaded, letter));
        Some(follow + gaps(&revision.text).len())
    };
    let owed = incident.dispositions.iter().filter_map(|(obligation, history)| {
        let filing = history.last()?.disposition.filing()?;
        let open: usize = match filing.filing {
            FilingKind::Initial | FilingKind::Supplement => filing.letters.iter().filter_map(open_in).sum(),
            FilingKind::Final => 0,
        };
        (open > 0).then(|| (obligation.to_string(), open))
    });
    owed.collect()
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
