//! The tests of the data: what was hit, what happened to it, on which medium, and whether encryption shelters it.

use std::collections::BTreeSet;

use super::case::Case;
use super::sentence::{Sentence, said};
use super::step::Step;
use crate::core::facts::codes::BreachType;
use crate::core::facts::keys;
use crate::core::facts::{Likelihood, Medium};
use crate::core::law::rulebook::{DataTest, Encryption, MediumCovered, Obligation, Recipient, Regime, Trigger};
use crate::core::tri::Tri;

pub(super) use crate::core::law::rulebook::ANY_PERSONAL_DATA as ANY;

/// Whether any wanted code is among the known ones; nothing known is unknown.
pub(super) fn any_of(known: Option<&BTreeSet<String>>, wanted: &[String]) -> Tri {
    known.map_or(Tri::Unknown, |set| {
        Tri::from(wanted.iter().any(|code| set.contains(code)))
    })
}

/// The codes of a list that settle it, given what each of them comes to: those that hold, else those that are not known,
/// else all, since each of them had to fail.
pub(super) fn deciding<'a>(codes: &'a [String], of: impl Fn(&String) -> Tri) -> (Tri, Vec<&'a str>) {
    let each: Vec<(Tri, &'a str)> = codes.iter().map(|code| (of(code), code.as_str())).collect();
    let tri = each.iter().map(|(tri, _)| *tri).max().unwrap_or(Tri::No);
    let settle = each.into_iter().filter(|(own, _)| *own == tri);
    (tri, settle.map(|(_, code)| code).collect())
}

/// Covered elements, what happened to them, and the medium.
pub(super) fn data<'a>(case: &Case<'a>, data: Option<&'a DataTest>, regime: &'a Regime) -> Option<Step<'a>> {
    let data = data?;
    let cite = Some(data.cite.as_deref().unwrap_or(&regime.citation));
    if data.trigger == Trigger::Incident {
        return None;
    }
    let covered = covered(case, data);
    let happened = happened(case, data.trigger);
    let medium = medium(case, data.medium);
    let tri = covered.and(happened).and(medium);
    let step = Step::new(tri, describe(case, data, covered, happened, medium), cite);
    let step = if covered == Tri::Unknown {
        step.missing(keys::data::ELEMENTS)
    } else {
        step
    };
    let step = if happened == Tri::Unknown {
        missing_trigger(step, data.trigger)
    } else {
        step
    };
    Some(if medium == Tri::Unknown {
        step.missing(keys::data::MEDIUM)
    } else {
        step
    })
}

fn missing_trigger(step: Step<'_>, trigger: Trigger) -> Step<'_> {
    match trigger {
        Trigger::Access => step.missing(keys::data::ACCESSED),
        // Whoever took the data reached them: where both are needed, access settles nothing (`happened`).
        Trigger::Acquisition | Trigger::AccessAndAcquisition => step.missing(keys::data::ACQUIRED),
        Trigger::AccessOrAcquisition => step.missing(keys::data::ACQUIRED).missing(keys::data::ACCESSED),
        Trigger::Cia => step.missing(keys::breach::TYPES),
        Trigger::Incident => step,
    }
}

fn describe<'a>(case: &Case<'a>, data: &DataTest, covered: Tri, happened: Tri, medium: Tri) -> Sentence<'a> {
    let trigger = data.trigger.words();
    match (covered, happened, medium) {
        // First what ended it, then what is open: of several reasons the one that settles the step.
        (Tri::No, _, _) => match recorded(case, |_| true) {
            none if none.is_empty() => "no data element that this law covers".into(),
            elements => said!("no data element that this law covers; recorded: ", elements),
        },
        (_, Tri::No, _) => said!(trigger, " is ruled out"),
        (_, _, Tri::No) => "this law covers computerized data only, and the data was on paper".into(),
        (Tri::Unknown, _, _) => "it is not known which data elements were affected".into(),
        (_, Tri::Unknown, _) => said!("it is not known whether there was ", trigger),
        (_, _, Tri::Unknown) => "it is not known whether the data was on paper".into(),
        (Tri::Yes, Tri::Yes, Tri::Yes) => {
            said!("covered data affected: ", recorded(case, |code| data.counts(code)))
        }
    }
}

/// The recorded elements that pass, with spaces for underscores.
fn recorded(case: &Case<'_>, passes: impl Fn(&str) -> bool) -> String {
    let all = case.facts.elements.iter().flatten();
    let words: Vec<String> = all
        .filter(|code| passes(code))
        .map(|code| code.replace('_', " "))
        .collect();
    words.join(", ")
}

/// A law that lists no elements looks at none. The strict reading: a name is taken to stand beside every element,
/// since it almost always does.
fn covered(case: &Case<'_>, data: &DataTest) -> Tri {
    if data.named.is_empty() && data.alone.is_empty() {
        return Tri::Yes;
    }
    let elements = case.facts.elements.as_ref();
    elements.map_or(Tri::Unknown, |set| Tri::from(set.iter().any(|code| data.counts(code))))
}

fn happened(case: &Case<'_>, trigger: Trigger) -> Tri {
    let accessed = Likelihood::happened(case.facts.accessed);
    let acquired = Likelihood::happened(case.facts.acquired);
    match trigger {
        // Whoever took the data reached them.
        Trigger::Access | Trigger::AccessOrAcquisition => accessed.or(acquired),
        // For the same reason acquisition alone decides where both are needed (docs/law-decisions.md, "Choices for all
        // files").
        Trigger::Acquisition | Trigger::AccessAndAcquisition => acquired,
        Trigger::Cia => {
            let types = case.facts.breach_types.as_ref();
            types
                .map_or(Tri::Unknown, |set| Tri::from(!set.is_empty()))
                .or(accessed.or(acquired).and_not_excluded())
        }
        Trigger::Incident => Tri::Yes,
    }
}

trait Establishes {
    fn and_not_excluded(self) -> Tri;
}

impl Establishes for Tri {
    /// Proof that data were reached shows a breach; its absence shows nothing about integrity or availability.
    fn and_not_excluded(self) -> Tri {
        if self == Tri::Yes { Tri::Yes } else { Tri::No }
    }
}

fn medium(case: &Case<'_>, reach: MediumCovered) -> Tri {
    match (reach, case.facts.medium) {
        // A law whose sources do not name the medium is read as covering any, the strict reading.
        (MediumCovered::Any | MediumCovered::Unknown, _) | (_, Some(Medium::Electronic | Medium::Both)) => Tri::Yes,
        (MediumCovered::Electronic, Some(Medium::Paper)) => Tri::No,
        // Whether a paper was printed from a computer is no fact that is asked for.
        (MediumCovered::PaperFromComputer, Some(Medium::Paper)) | (_, None) => Tri::Unknown,
    }
}

/// The shelter of encryption: it needs to be known, and so does the fate of the key where the law asks for it.
pub(super) fn encryption<'a>(
    case: &Case<'a>,
    data: Option<&'a DataTest>,
    regime: &'a Regime,
    obligation: &'a Obligation,
) -> Option<Step<'a>> {
    let data = data?;
    let sheltered = shelter(case, data.encryption, obligation)?;
    let cite = Some(data.cite.as_deref().unwrap_or(&regime.citation));
    let text = match sheltered {
        Tri::Yes => "the data was encrypted and the key is safe, so this law asks for no notice",
        Tri::Unknown => "it is not known whether an encryption safe harbor applies",
        Tri::No => return None,
    };
    let step = Step::new(!sheltered, text, cite);
    if case.facts.encrypted.is_none() {
        return Some(step.missing(keys::data::ENCRYPTED));
    }
    let step = match case.facts.key_taken {
        None => step.missing(keys::data::KEY_TAKEN),
        Some(_) => step,
    };
    Some(match data.encryption {
        Encryption::IndividualsOnly if case.facts.breach_types.is_none() => step.missing(keys::breach::TYPES),
        Encryption::IndividualsOnly
        | Encryption::None
        | Encryption::Unknown
        | Encryption::Yes
        | Encryption::UnlessKeyTaken => step,
    })
}

fn shelter(case: &Case<'_>, rule: Encryption, obligation: &Obligation) -> Option<Tri> {
    let encrypted = Tri::from(case.facts.encrypted);
    let key_safe = !Tri::from(case.facts.key_taken);
    match rule {
        Encryption::None | Encryption::Unknown => None,
        Encryption::Yes => Some(encrypted),
        Encryption::UnlessKeyTaken => Some(encrypted.and(key_safe)),
        Encryption::IndividualsOnly => {
            let people = matches!(obligation.recipient, Recipient::Individuals | Recipient::Media);
            people.then(|| encrypted.and(key_safe).and(confidentiality_only(case)))
        }
    }
}

/// Encryption answers a loss of confidentiality, never one of integrity or availability; what was lost may not be known.
fn confidentiality_only(case: &Case<'_>) -> Tri {
    let types = case.facts.breach_types.as_ref();
    types.map_or(Tri::Unknown, |set| {
        Tri::from(!set.contains(&BreachType::Availability) && !set.contains(&BreachType::Integrity))
    })
}
