//! Letters that tell what has changed since: nothing is stored for it, for the events say what was known when each text
//! was saved.

use std::collections::BTreeSet;

use serde::Serialize;

use super::context::Words;
use super::export::words_for;
use super::recorded::{Around, known};
use crate::app::record::Loaded;
use crate::app::views::ObligationView;
use crate::core::event::What;
use crate::core::facts::keys;
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::approvals::TOLD_DELAY;
use crate::core::incident::letter::Letter;
use crate::core::law::rulebook::Rulebook;
use crate::letter::check::compare::{Compared, Outcome};
use crate::letter::check::{Finding, Subject, Weight, compared, story_told, tells_of_delay};
use crate::letter::markdown;

/// The id of its findings.
pub(super) const STALE: &str = "stale";

/// Something a letter tells that the record has said otherwise since.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Stale {
    /// What the letter tells: `“25 November 2026”`, or the key of a text of the story.
    pub told: String,
    /// What was recorded when it was told, or what is recorded now.
    pub record: String,
    /// The event that changed it; `None`: it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.told, self.record)
    }
}

impl Stale {
    /// As the check says it.
    pub(super) fn finding(&self) -> Finding {
        Finding {
            rule: STALE.to_owned(),
            weight: Weight::Fails,
            demand: "a letter is brought up to date when a fact it tells changes".to_owned(),
            found: self.to_string(),
            cite: "the incident's record".to_owned(),
        }
    }
}

/// What a letter tells that has changed since one of its texts was saved.
pub fn stale(rules: &Rulebook, loaded: &Loaded, all: &[ObligationView], letter: &LetterId) -> Vec<Stale> {
    let found = loaded.incident.letters.get(letter);
    found.map_or_else(Vec::new, |letter| of_letter(rules, loaded, all, letter))
}

fn of_letter(rules: &Rulebook, loaded: &Loaded, all: &[ObligationView], letter: &Letter) -> Vec<Stale> {
    // Of texts between which no fact changed the last stands for all.
    let saved = letter
        .revisions
        .iter()
        .map(|revision| last_change(loaded, revision.seq));
    let latest = last_change(loaded, u64::MAX);
    let earlier: BTreeSet<u64> = saved.flatten().filter(|seq| Some(*seq) != latest).collect();
    if earlier.is_empty() {
        return Vec::new();
    }
    let Some(text) = Text::of(rules, loaded, all, letter) else {
        return Vec::new();
    };
    let now = text.against(loaded);
    let mut found = BTreeSet::new();
    for then in earlier.into_iter().filter_map(|seq| as_known_after(loaded, seq)) {
        found.extend(told_then(&text.against(&then), &now));
        found.extend(text.stories(&then, loaded));
    }
    let first = letter.revisions.first().map_or(0, |revision| revision.seq);
    found.extend(now.iter().filter_map(|one| contradicted_since(one, first)));
    found.into_iter().collect()
}

/// Keys of what a letter tells as it is recorded now: facts and decisions its values were found equal to, the texts of the
/// story that stand in it, and whether law enforcement asked for a delay.
pub(super) fn facts_told(rules: &Rulebook, loaded: &Loaded, all: &[ObligationView], letter: &Letter) -> Vec<String> {
    let Some(text) = Text::of(rules, loaded, all, letter) else {
        return Vec::new();
    };
    let equal: BTreeSet<u64> = text.against(loaded).iter().filter_map(Compared::equal_to).collect();
    let facts = loaded.incident.facts.iter();
    let told = facts.filter(|(key, _)| {
        let last = loaded.incident.current(key);
        last.iter().any(|entry| {
            let story = || {
                entry
                    .value
                    .as_ref()
                    .is_some_and(|value| story_told(&value.plain(), &text.blocks))
            };
            equal.contains(&entry.seq) || (key.starts_with(keys::letter::BELOW) && story())
        })
    });
    let decided = loaded
        .incident
        .decisions
        .iter()
        .filter(|decision| equal.contains(&decision.seq));
    let delay = tells_of_delay(&text.blocks).then(|| TOLD_DELAY.to_owned());
    told.map(|(key, _)| key.clone())
        .chain(decided.map(|decision| decision.key.clone()))
        .chain(delay)
        .collect()
}

/// The last event up to a number that letters tell of.
fn last_change(loaded: &Loaded, seq: u64) -> Option<u64> {
    let up_to = loaded.told().rev();
    let mut told = up_to.filter(|event| event.seq <= seq);
    told.find(|event| is_told(&event.what)).map(|event| event.seq)
}

fn is_told(what: &What) -> bool {
    matches!(
        what,
        What::FactRecorded(_) | What::FactWithdrawn(_) | What::Decided(_) | What::HoldPlaced(_) | What::HoldLifted(_)
    )
}

/// The incident as it was known after an event; `None` for a number before its opening.
pub(super) fn as_known_after(loaded: &Loaded, seq: u64) -> Option<Loaded> {
    let events = loaded.told().filter(|event| event.seq <= seq);
    Some(Loaded {
        incident: Incident::fold(events).ok()?,
        events: Vec::new(),
        waiting: Vec::new(),
        organisation: loaded.organisation.clone(),
    })
}

/// A letter's text as it stands.
struct Text<'l> {
    blocks: Vec<crate::letter::block::Block>,
    letter: &'l Letter,
    words: Words,
    all: &'l [ObligationView],
}

impl<'l> Text<'l> {
    fn of(rules: &Rulebook, loaded: &Loaded, all: &'l [ObligationView], letter: &'l Letter) -> Option<Text<'l>> {
        Some(Text {
            blocks: markdown::parse(&letter.current()?.text),
            words: words_for(rules, loaded, letter),
            letter,
            all,
        })
    }

    /// The text compared with what is recorded. Bureaus and agencies are no facts of an incident.
    fn against(&self, loaded: &Loaded) -> Vec<Compared> {
        let own = self.letter.obligation.as_deref();
        let own = own.and_then(|id| self.all.iter().find(|o| o.id == id));
        let recipient = own.map(|own| own.recipient.into());
        let known = known(Around {
            loaded,
            own,
            all: self.all,
            contacts: &[],
            words: &self.words,
            recipient,
        });
        let subject = Subject {
            recipient,
            regimes: own.iter().map(|own| own.regime.to_string()).collect(),
            language: self.letter.language.clone(),
            known: Some(known),
            ..Subject::default()
        };
        compared(&subject, &self.blocks)
    }

    /// Texts of the story that the letter tells as they were, and that are others now.
    fn stories(&self, then: &Loaded, now: &Loaded) -> Vec<Stale> {
        let text = |loaded: &Loaded, key: &str| {
            let current = loaded.incident.current(key);
            let last = current.last()?;
            Some((last.value.as_ref()?.plain(), last.seq))
        };
        let keys = then
            .incident
            .facts
            .keys()
            .filter(|key| key.starts_with(keys::letter::BELOW));
        let changed = keys.filter_map(|key| {
            let (before, _) = text(then, key)?;
            let after = text(now, key);
            if !story_told(&before, &self.blocks) {
                return None;
            }
            match after {
                Some((after, _)) if after == before || story_told(&after, &self.blocks) => None,
                Some((_, seq)) => Some(Stale {
                    told: key.clone(),
                    record: format!("the letter tells it as it was before event {seq}"),
                    event: Some(seq),
                }),
                None => Some(Stale {
                    told: key.clone(),
                    record: "the letter tells it, and it was withdrawn".to_owned(),
                    event: None,
                }),
            }
        });
        changed.collect()
    }
}

/// What was as recorded then and is not so now.
fn told_then<'c>(then: &'c [Compared], now: &'c [Compared]) -> impl Iterator<Item = Stale> + 'c {
    then.iter().filter_map(|before| {
        let Outcome::Equal(recorded) = &before.outcome else {
            return None;
        };
        recorded.event?;
        let same = |one: &&Compared| one.what == before.what && one.written == before.written;
        let mut newer = None;
        for one in now.iter().filter(same) {
            match &one.outcome {
                Outcome::Equal(_) => return None,
                Outcome::Differs(said) | Outcome::Unknown(said) => newer = said.event,
            }
        }
        Some(Stale {
            told: format!("“{}”", before.written),
            record: match newer {
                Some(seq) => format!("it was {}; event {seq} changed it", recorded.record),
                None => format!("it was {}, which has changed since", recorded.record),
            },
            event: newer,
        })
    })
}

/// What contradicts an event that came after the letter was drafted.
fn contradicted_since(one: &Compared, drafted: u64) -> Option<Stale> {
    match &one.outcome {
        Outcome::Differs(said) if said.event.is_some_and(|seq| seq > drafted) => Some(Stale {
            told: format!("“{}”", one.written),
            record: said.record.clone(),
            event: said.event,
        }),
        Outcome::Equal(_) | Outcome::Differs(_) | Outcome::Unknown(_) => None,
    }
}
