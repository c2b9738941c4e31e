//! What was lost of confidentiality, integrity and availability, as authorities are told it.

use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, words_of};

/// How far a denial reaches behind itself and before itself, in words.
const DENIED: usize = 5;

pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let recorded = known.facts.iter().find_map(|told| {
        let Fact::Answer(key, value) = &told.fact else {
            return None;
        };
        (key == "breach.types").then_some((value, told))
    });
    let Some((value, told)) = recorded.filter(|_| subject.recipient == "regulator") else {
        return;
    };
    let has = |code: &str| value.split(", ").any(|own| own == code);
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let label = words_of(&passage.lead);
        let nature = passage.place == Place::Row && all().lost.nature.holds(&label);
        let words = &passage.words;
        for hit in all().lost.types.hits(words) {
            let kind = nature
                || all()
                    .lost
                    .words
                    .holds(&words[hit.words.start.saturating_sub(4)..(hit.words.end + 4).min(words.len())]);
            if kind && !denied(words, hit.words.start, hit.words.end) && !has(hit.means) {
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

/// Whether a word stands under a denial in its own clause: `neither integrity nor availability`, `availability was not`.
fn denied(words: &[Word], start: usize, end: usize) -> bool {
    let no = |word: &Word| all().lost.denials.contains(&word.text);
    let before = words[start.saturating_sub(DENIED)..start].iter().any(no);
    let rest = words.get(end..).unwrap_or_default();
    let behind = rest.iter().take(DENIED).take_while(|word| !word.sentence).any(no);
    before || behind
}
