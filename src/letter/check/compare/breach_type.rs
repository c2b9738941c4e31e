//! What was lost of confidentiality, integrity and availability, as authorities are told it.

use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::core::facts::keys;
use crate::core::law::terms::Recipient;
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::Word;

/// How far a denial reaches behind itself and before itself, in words.
const DENIED: usize = 5;
/// How near it must stand where what is recorded is denied.
const CLEARLY: usize = 3;

pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let recorded = known.facts.iter().find_map(|told| {
        let Fact::Answer(key, value) = &told.fact else {
            return None;
        };
        (key == keys::breach::TYPES).then_some((value, told))
    });
    let Some((value, told)) = recorded.filter(|_| subject.is_to(Recipient::Regulator)) else {
        return;
    };
    let has = |code: &str| value.split(", ").any(|own| own == code);
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let label = &passage.lead_words;
        let nature = passage.place == Place::Row && all().lost.nature.holds(label);
        let words = &passage.words;
        found.extend(lacking(passage, value, told).filter(|_| nature));
        for hit in all().lost.types.hits(words) {
            let kind = nature
                || all()
                    .lost
                    .words
                    .holds(&words[hit.words.start.saturating_sub(4)..(hit.words.end + 4).min(words.len())]);
            let denied = denied(words, hit.words.start, hit.words.end);
            let spared = has(hit.means) && clearly_denied(words, hit.words.start, hit.words.end);
            if (kind && !denied && !has(hit.means)) || spared {
                let (from, to) = (words[hit.words.start].at.start, words[hit.words.end - 1].at.end);
                found.push(Compared {
                    what: What::Claim,
                    written: passage.text[from..to].to_owned(),
                    outcome: Outcome::differs(told, format!("{} is recorded as {value}", told.origin())),
                });
            }
        }
    }
}

/// What is recorded as lost beside what a field about it names, and the field does not.
fn lacking(passage: &Passage, value: &str, told: &Told) -> Option<Compared> {
    let named = all().lost.types.hits(&passage.words);
    let lacks = |code: &str| !named.iter().any(|hit| hit.means == code);
    let some = !named.is_empty() && value.split(", ").any(lacks);
    some.then(|| Compared {
        what: What::Claim,
        written: passage.text.clone(),
        outcome: Outcome::differs(told, format!("{} is recorded as {value}", told.origin())),
    })
}

/// Whether a word stands under a denial in its own clause: `neither integrity nor availability`, `availability was not`.
fn denied(words: &[Word], start: usize, end: usize) -> bool {
    let no = |word: &Word| all().lost.denials.contains(&word.text);
    let before = words[start.saturating_sub(DENIED)..start].iter().any(no);
    let rest = words.get(end..).unwrap_or_default();
    let behind = rest.iter().take(DENIED).take_while(|word| !word.sentence).any(no);
    before || behind
}

/// Whether nothing but a denial can be meant: `availability was not affected`, `no loss of availability`. "Not only" denies
/// nothing.
fn clearly_denied(words: &[Word], start: usize, end: usize) -> bool {
    let no = |word: &Word| all().lost.denials.contains(&word.text);
    let only = |at: usize| words.get(at).is_some_and(|word| all().lost.only.contains(&word.text));
    let denies = |at: usize| no(&words[at]) && !only(at + 1);
    let behind = (end..words.len().min(end + CLEARLY)).take_while(|at| !words[*at].clause && !words[*at].sentence);
    let before = (start.saturating_sub(CLEARLY)..start)
        .rev()
        .take_while(|at| !words[at + 1].clause && !words[at + 1].sentence);
    behind.chain(before).any(denies)
}
