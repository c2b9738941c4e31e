//! The decision on the risk to people, a delay that law enforcement asked for, and whether the incident is contained.

use super::claim::sentences_or_row;
use super::phrases::{Claim, all};
use super::recorded::{DayOf, Fact, Known, Risk, Told};
use super::{Compared, Outcome, What};
use crate::letter::check::denied_twice;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};

pub(super) fn compare(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        for sentence in sentences_or_row(passage) {
            let words = &sentence;
            let (Some(first), Some(last)) = (words.first(), words.last()) else {
                continue;
            };
            let written = &passage.text[first.at.start..last.at.end];
            let mut push = |what, outcome: Option<Outcome>| {
                found.extend(outcome.map(|outcome| Compared {
                    what,
                    written: written.to_owned(),
                    outcome,
                }));
            };
            if denied_twice::outright(words) {
                continue;
            }
            push(What::Risk, risk(known, words));
            push(What::Status, delay(known, words));
            push(What::Status, contained(known, words));
        }
    }
}

fn risk(known: &Known, words: &[Word]) -> Option<Outcome> {
    let hits = all().risk.hits(words);
    // What denies a high risk names one.
    let decides = |risk: Risk| {
        let mut unless = all().denied_risk.no_decision.iter().filter(|(of, _)| *of == risk);
        !unless.any(|(_, words_of)| words_of.holds(words))
    };
    let of = |wanted: Risk| hits.iter().any(|hit| *hit.means == wanted) && decides(wanted);
    let said = match () {
        () if of(Risk::Risk) => Risk::Risk,
        () if of(Risk::Unlikely) => Risk::Unlikely,
        () if of(Risk::High) => denied_risk(words).unwrap_or(Risk::High),
        () => denied_risk(words)?,
    };
    let recorded = known.facts.iter().find_map(|told| {
        if let Fact::Risk(risk) = told.fact {
            Some((risk, told))
        } else {
            None
        }
    });
    Some(match recorded {
        Some((risk, told)) if risk == said => Outcome::equal(told),
        Some((risk, told)) => Outcome::differs(told, format!("{} is {}", told.origin(), name(risk))),
        None => Outcome::unknown("no decision on the risk is recorded"),
    })
}

/// The risk that is left where a sentence denies one to people, or a high one.
fn denied_risk(words: &[Word]) -> Option<Risk> {
    let said = &all().denied_risk;
    let denies = words.iter().any(|word| all().turns.denies.contains(&word.text));
    let about = said.risk.holds(words) && said.whom.holds(words) && !said.unless.holds(words);
    let left = if said.high.holds(words) {
        Risk::Risk
    } else {
        Risk::Unlikely
    };
    (about && denies).then_some(left)
}

fn name(risk: Risk) -> &'static str {
    match risk {
        Risk::Unlikely => "that a risk is unlikely",
        Risk::Risk => "that there is a risk, and no high one",
        Risk::High => "that there is a high risk",
    }
}

/// Whether a sentence claims or denies something; `None`: it does neither.
fn claims(claim: &Claim, words: &[Word]) -> Option<bool> {
    claim.claimed.holds(words).then(|| !claim.denied.holds(words))
}

fn delay(known: &Known, words: &[Word]) -> Option<Outcome> {
    let claimed = claims(&all().delay, words)?;
    let recorded: Option<&Told> = known.facts.iter().find(|told| matches!(told.fact, Fact::Delay(_)));
    Some(match (claimed, recorded) {
        (true, Some(told)) => Outcome::equal(told),
        // That nobody asked is a fact too: somebody must have recorded it.
        (false, None) if all().delay.own.holds(words) || denied_in_story(known) => {
            Outcome::equal_to("no law-enforcement delay is recorded")
        }
        (false, None) => Outcome::unknown("that nobody asked for a delay is not recorded"),
        (true, None) => Outcome::contradicted("no law-enforcement delay is recorded"),
        (false, Some(told)) => Outcome::differs(told, format!("{} is recorded", told.origin())),
    })
}

/// Whether a passage says that law enforcement asked for a delay, or that nobody did.
pub(in crate::check) fn tells_of_delay(passage: &Passage) -> bool {
    passage.place != Place::Heading
        && sentences_or_row(passage)
            .iter()
            .any(|words| claims(&all().delay, words).is_some())
}

fn denied_in_story(known: &Known) -> bool {
    known.story_texts().any(|text| {
        let words = words_of(text);
        sentences(&words).into_iter().any(|sentence| {
            let words = &words[sentence];
            all().delay.denied.holds(words) && (all().delay.claimed.holds(words) || all().enforcement.holds(words))
        })
    })
}

fn contained(known: &Known, words: &[Word]) -> Option<Outcome> {
    let claimed = claims(&all().contained, words)?;
    let recorded = known.days().find(|(of, ..)| *of == DayOf::Containment);
    match (claimed, recorded) {
        (true, Some((.., told))) => Some(Outcome::equal(told)),
        (true, None) => Some(Outcome::unknown("containment is not recorded")),
        (false, _) => None,
    }
}
