//! What a sentence claims beside days and numbers: a ransom, encryption, a cause, somebody told. A claim is held against
//! the fact that answers it, and else against the story: what nobody recorded is no claim to make.

use super::phrases::{Claimed, all};
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};
use crate::letter::check::{Subject, denied_twice};

pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let story: Vec<(Vec<Word>, &Told)> = known.story().map(|(text, told)| (words_of(text), told)).collect();
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let claims = passage.place == Place::Row || all().any_claim.holds(&passage.words);
        for sentence in sentences_or_row(passage) {
            let words = &sentence;
            if denied_twice::outright(words) {
                found.push(doubtful(passage, words));
                continue;
            }
            if !claims {
                continue;
            }
            for claim in all()
                .claims
                .iter()
                .filter(|claim| claim.is_for(subject) && claim.made(words))
            {
                let (Some(first), Some(last)) = (words.first(), words.last()) else {
                    continue;
                };
                if denied_twice::perhaps(words, &subject.language) {
                    found.push(doubtful(passage, words));
                    break;
                }
                found.extend(judge(known, claim, words, &story).map(|outcome| Compared {
                    what: What::Claim,
                    written: passage.text[first.at.start..last.at.end].to_owned(),
                    outcome,
                }));
            }
        }
    }
}

/// A sentence of which only a person can say what it claims. There is at least one word.
fn doubtful(passage: &Passage, words: &[Word]) -> Compared {
    let (from, to) = (words[0].at.start, words[words.len() - 1].at.end);
    Compared {
        what: What::Claim,
        written: passage.text[from..to].to_owned(),
        outcome: Outcome::unknown(denied_twice::ASKED),
    }
}

/// The sentences of a passage as words; a short row of a sheet is one, its name and its value read together.
pub(super) fn sentences_or_row(passage: &Passage) -> Vec<Vec<Word>> {
    if passage.place == Place::Row && passage.words.len() <= 24 {
        let mut row = passage.words.clone();
        row.iter_mut().skip(1).for_each(|word| word.sentence = false);
        return vec![row];
    }
    let sentences = sentences(&passage.words).into_iter();
    sentences.map(|range| passage.words[range].to_vec()).collect()
}

/// Whether a text of the story says that the police were told.
pub(super) fn tells_the_police(words: &[Word]) -> bool {
    let claims = || {
        all()
            .claims
            .iter()
            .filter(|claim| claim.fact == "police_told" && !claim.coded)
    };
    sentences(words)
        .into_iter()
        .any(|sentence| claims().any(|claim| claim.made(&words[sentence.clone()])))
}

/// Whether a text on third parties says that there was none.
pub fn denies_vendor(text: &str) -> bool {
    let words = words_of(text);
    let claims = || {
        all()
            .claims
            .iter()
            .filter(|claim| claim.fact == VENDOR && claim.values.iter().any(|value| value == "none"))
    };
    let denies = words
        .first()
        .is_some_and(|word| all().turns.denies.contains(&word.text));
    // `None`, `None, as far as is known`, `no processor`.
    let none = denies && (words.len() <= 4 || words.get(1).is_none_or(|word| word.clause || word.sentence));
    none || sentences(&words)
        .into_iter()
        .any(|sentence| claims().any(|claim| claim.made(&words[sentence.clone()])))
}

/// Whether a vendor was involved.
const VENDOR: &str = "vendor";

/// What the record says to a claim; `None`: it is nobody's business.
fn judge(known: &Known, claim: &Claimed, said: &[Word], story: &[(Vec<Word>, &Told)]) -> Option<Outcome> {
    // What fails unless it is recorded is not vouched for by somebody whom the story only quotes.
    let repeats = !claim.must || all().marks.hearsay.holds(said);
    let answer = known.facts.iter().find_map(|told| {
        if let Fact::Answer(key, value) = &told.fact
            && *key == claim.fact
        {
            Some((value, told))
        } else {
            None
        }
    });
    let vouched = || {
        let said = story.iter().find(|(words, _)| {
            let mut parts = sentences(words).into_iter().map(|sentence| &words[sentence]);
            parts.any(|sentence| claim.vouched(sentence) && (repeats || !all().marks.hearsay.holds(sentence)))
        });
        said.map(|(_, told)| *told)
    };
    let agrees = |value: &str| value.split(", ").any(|code| claim.values.iter().any(|own| own == code));
    match answer {
        Some((value, told)) if agrees(value) => return Some(Outcome::equal(told)),
        Some((value, told)) if claim.coded => {
            return Some(Outcome::differs(
                told,
                format!("{} is recorded as {}", told.origin(), value.replace('_', " ")),
            ));
        }
        Some(_) | None => {}
    }
    if let Some(told) = vouched() {
        return Some(Outcome::equal(told));
    }
    match (answer, claim.quiet, claim.must) {
        (Some((value, told)), ..) => Some(Outcome::differs(
            told,
            format!("{} is recorded as {}", told.origin(), value.replace('_', " ")),
        )),
        (None, true, _) => None,
        (None, false, true) => Some(Outcome::contradicted(&format!("{} is not recorded", claim.what))),
        (None, false, false) => Some(Outcome::unknown(&format!("{} is not recorded", claim.what))),
    }
}
