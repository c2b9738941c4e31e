//! What the draft told of the record and the letter tells nowhere: a measure, a consequence, a contact that was struck.

use super::phrases::all;
use super::recorded::{Known, Told};
use super::unit::{Unit, cut, in_common};
use super::{Compared, Outcome, What};
use crate::core::facts::keys;
use crate::letter::check::passage::Passage;

/// With fewer longer words a sentence is told by too little to be missed.
const TELLING: usize = 4;
/// From which share of its longer words on a sentence of the draft tells one of the record.
const DRAFTED: f64 = 0.6;
/// With how many of its longer words in one sentence of the letter it is told there in other words.
const TOLD: f64 = 0.34;
/// The same for the whole letter, where its parts stand apart.
const SCATTERED: f64 = 0.75;

pub(super) fn compare(
    known: &Known,
    told: &[(Passage, &Told)],
    (drafted, passages): (&[Passage], &[Passage]),
    found: &mut Vec<Compared>,
) {
    if drafted.is_empty() {
        return;
    }
    let units = |passages: &[Passage]| -> Vec<Unit> {
        let cut = passages.iter().flat_map(|passage| cut(passage, known.american));
        cut.collect()
    };
    officer(told, (drafted, passages), found);
    let (draft, letter) = (units(drafted), units(passages));
    let in_letter = all_long(&letter);
    for (passage, told) in told
        .iter()
        .filter(|(_, told)| told.words.starts_with(keys::letter::BELOW))
    {
        for own in cut(passage, known.american) {
            // What did not happen is held against claims, in whatever words; what is not determined must be said.
            let denies = !is_not_determined(told) && own.plain.iter().any(|word| all().turns.denies.contains(word));
            if denies || own.long.len() < TELLING || best(&own, &draft) < DRAFTED {
                continue;
            }
            let day = !own.days.is_empty() && own.days.iter().all(|day| tells_day(&letter, day));
            // A day that stands nowhere shows that what stands there is something else.
            let needed = match (own.days.is_empty(), day) {
                (true, _) => TOLD,
                (false, true) => TOLD / 2.0,
                (false, false) => DRAFTED,
            };
            if best(&own, &letter) < needed && share(&own, &in_letter) < SCATTERED {
                found.push(Compared {
                    what: What::LeftOut,
                    written: own.text.clone(),
                    outcome: Outcome::unknown(&format!(
                        "the draft tells it and the letter does not: {}",
                        told.origin()
                    )),
                });
            }
        }
    }
}

/// The data protection officer, whom the draft names and the letter does not.
fn officer(told: &[(Passage, &Told)], (drafted, passages): (&[Passage], &[Passage]), found: &mut Vec<Compared>) {
    let named = |passages: &[Passage], text: &str| passages.iter().any(|passage| passage.text.contains(text));
    let of_officer = |told: &Told| told.words == keys::identity::DPO_NAME || told.words == keys::identity::DPO_CONTACT;
    let own = told.iter().filter(|(_, told)| of_officer(told));
    for (passage, told) in own.filter(|(passage, _)| named(drafted, &passage.text) && !named(passages, &passage.text)) {
        found.push(Compared {
            what: What::LeftOut,
            written: passage.text.clone(),
            outcome: Outcome::unknown(&format!(
                "the draft tells it and the letter does not: {}",
                told.origin()
            )),
        });
    }
}

/// The text of what is not determined yet, in any variant.
fn is_not_determined(told: &Told) -> bool {
    told.words.split('.').any(|part| part == "not_determined")
}

/// Whether a letter tells a text of the story, such as `measures_taken`, in whatever words: half of its sentences and more.
pub(in crate::check) fn tells(known: &Known, passages: &[Passage], key: &str) -> bool {
    let letter: Vec<Unit> = passages
        .iter()
        .flat_map(|passage| cut(passage, known.american))
        .collect();
    let of_key = |told: &Told| told.words.split('.').any(|part| part == key);
    let told = |text: &str| {
        let units = cut(&Passage::of(text), known.american);
        let there = |own: &&Unit| !own.long.is_empty() && best(own, &letter) >= TOLD;
        units.iter().filter(there).count() * 2 >= units.len().max(1)
    };
    known.story().any(|(text, origin)| of_key(origin) && told(text))
}

fn tells_day(letter: &[Unit], day: &super::written_days::Written) -> bool {
    letter.iter().any(|unit| unit.days.iter().any(|own| own.same(day)))
}

/// The longer words of many sentences, sorted.
fn all_long(units: &[Unit]) -> Vec<u64> {
    let mut all: Vec<u64> = units.iter().flat_map(|unit| unit.long.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The greatest share of a sentence's longer words that one of others has.
fn best(own: &Unit, others: &[Unit]) -> f64 {
    others.iter().map(|unit| share(own, &unit.long)).fold(0.0, f64::max)
}

/// The share of a sentence's longer words that are among others.
fn share(own: &Unit, others: &[u64]) -> f64 {
    in_common(&own.long, others) as f64 / own.long.len() as f64
}
