//! Which authority is told: one, the lead authority, or one in every member state where affected people are.

use std::borrow::Cow;

use super::Outcome;
use super::authority_seat::{authority_for, seat_at};
use super::case::Case;
use super::deadline::{Reckoned, at_seat};
use super::fact_ref::{Below, Wanted};
use super::people::{elsewhere_fact, people};
use super::sentence::said;
use super::step::{Answer, Cause};
use super::within::{UNION, within};
use crate::core::facts::keys;
use crate::core::law::rulebook::{Obligation, Regime};
use crate::core::tri::Tri;

/// Who is told and how.
#[derive(Debug, Clone, Default)]
pub struct Addressee<'a> {
    /// Name of the authority.
    pub name: Option<Cow<'a, str>>,
    /// online form, email, post …
    pub channel: Option<&'a str>,
    /// Public address of the form or mailbox.
    pub at: Option<&'a str>,
    /// Remarks on the form.
    pub notes: Option<&'a str>,
}

/// Turns one answered slot into its outcome, or into one per member state.
pub(super) fn outcomes<'a>(
    case: &Case<'a>,
    at: usize,
    answer: Answer<'a>,
    deadline: Reckoned<'a>,
    out: &mut Vec<Outcome<'a>>,
) {
    let slot = &case.slots[at];
    let regime = &case.rules.regimes[slot.regime];
    let obligation = slot.obligation;
    // The one-stop shop is for those with an establishment in the Union; whoever has none there tells the authority of
    // every member state where affected people are (GDPR Art. 55, 56; EDPB Guidelines 9/2022 v2.0, para 73). Only a
    // known "none" fans out; while it is not known, one outcome asks for it.
    let fans_out = obligation.authority_from.is_some()
        && answer.tri != Tri::No
        && case.facts.organisation.eu_main_establishment == Some(None);
    if fans_out && fan_out(case, regime, obligation, &answer, out) {
        return;
    }
    let mut outcome = single(case, regime, obligation, answer, deadline);
    outcome.addressee = addressee(case, obligation);
    if obligation.authority_from.is_some() && outcome.verdict != Tri::No {
        outcome.grounds.add_first(why_this_authority(case, obligation));
    }
    if obligation.authority_from.is_some() && case.lead.is_none() && outcome.verdict != Tri::No {
        outcome
            .grounds
            .add_missing(vec![keys::organisation::EU_MAIN_ESTABLISHMENT.into()]);
    }
    out.push(outcome);
}

fn single<'a>(
    case: &Case<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    answer: Answer<'a>,
    deadline: Reckoned<'a>,
) -> Outcome<'a> {
    let hold = case.facts.decisions.hold.as_ref();
    let held = hold.is_some_and(|h| {
        h.regimes.iter().any(|id| regime.id == *id) && h.until.is_none_or(|until| until > case.now.at())
    });
    Outcome {
        key: obligation.key.clone(),
        regime,
        obligation,
        verdict: answer.tri,
        grounds: answer.grounds,
        addressee: Addressee::default(),
        no_date: deadline.as_ref().err().map(ToString::to_string),
        deadline: deadline.ok().flatten(),
        filed: case.facts.filed.get(obligation.key.as_str()).copied(),
        // A law that does not say whether it can be delayed cannot: the strict reading.
        on_hold: held && regime.law_enforcement_delay == Some(true),
    }
}

fn addressee<'a>(case: &Case<'a>, obligation: &'a Obligation) -> Addressee<'a> {
    if obligation.authority_from.is_some()
        && let Some(place) = case.lead
    {
        return at_place(case, place, obligation);
    }
    Addressee {
        name: obligation.authority.as_deref().map(Cow::Borrowed),
        channel: obligation.channel.as_deref(),
        at: obligation.channel_at.as_deref(),
        notes: None,
    }
}

fn at_place<'a>(case: &Case<'a>, place: &str, obligation: &'a Obligation) -> Addressee<'a> {
    let Some(authority) = authority_for(case, place) else {
        let name = format!("the competent supervisory authority in {place} (which one is not known)");
        return Addressee {
            name: Some(Cow::Owned(name)),
            channel: obligation.channel.as_deref(),
            ..Addressee::default()
        };
    };
    Addressee {
        name: Some(Cow::Owned(format!("{} ({})", authority.name, authority.name_local))),
        // The law's usual way in is a form; an authority without one says in its remarks how it is told.
        channel: obligation
            .channel
            .as_deref()
            .filter(|_| authority.breach_form.is_some()),
        at: authority.breach_form.as_deref().or(Some(&authority.website)),
        notes: Some(&authority.form_notes),
    }
}

/// One outcome for each place of the Union where affected people are, or may be.
fn fan_out<'a>(
    case: &Case<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    answer: &Answer<'a>,
    out: &mut Vec<Outcome<'a>>,
) -> bool {
    let before = out.len();
    for Branch { place, people } in branches(case) {
        let seat = seat_at(case, place, regime);
        let deadline = at_seat(case, regime, obligation, seat);
        let mut outcome = single(case, regime, obligation, answer.clone(), deadline);
        outcome.key = obligation.key.at(place);
        outcome.filed = case.facts.filed.get(outcome.key.as_str()).copied();
        outcome.verdict = outcome.verdict.and(people);
        outcome.grounds.add_cause(no_establishment(place, obligation));
        outcome.addressee = at_place(case, place, obligation);
        if people == Tri::Unknown {
            let listed = Wanted::below(Below::Affected, place);
            outcome
                .grounds
                .add_missing([listed].into_iter().chain(elsewhere_fact(case)).collect());
        }
        out.push(outcome);
    }
    out.len() > before
}

/// Why the authority of one place is told and no other, or what is missing to say which.
fn why_this_authority<'a>(case: &Case<'a>, obligation: &'a Obligation) -> Cause<'a> {
    let main = case.facts.organisation.eu_main_establishment.as_ref();
    let text = match (case.lead, main.and_then(Option::as_deref)) {
        (Some(place), _) => said!(
            "the main establishment in the EU is recorded as ",
            place,
            "; its authority leads, and those of other member states are told through it"
        ),
        (None, Some(place)) => said!(
            "the main establishment is recorded as ",
            place,
            ", which is not in the EU"
        ),
        (None, None) => {
            "which authority it is depends on the main establishment in the EU, which is not recorded".into()
        }
    };
    Cause {
        text,
        cite: Some(&obligation.cite),
        presumed: false,
    }
}

fn no_establishment<'a>(place: &'a str, obligation: &'a Obligation) -> Cause<'a> {
    Cause {
        text: said!(
            "no main establishment in the Union, so the authority of ",
            place,
            " is told on its own"
        ),
        cite: Some(&obligation.cite),
        presumed: false,
    }
}

/// A place whose authority is told on its own.
struct Branch<'a> {
    place: &'a str,
    /// Whether affected people live there.
    people: Tri,
}

/// The member states where affected people live or may live, with the parts that were counted on their own.
fn branches<'a>(case: &Case<'a>) -> Vec<Branch<'a>> {
    let members = case.rules.regions.get(UNION).map(Vec::as_slice).unwrap_or_default();
    let affected = &case.facts.affected;
    let mut branches = Vec::new();
    for member in members {
        let parts = affected
            .places()
            .iter()
            .filter(|(code, _)| code.as_str() != member && within(case.rules, code, member));
        let mut parts: Vec<Branch<'a>> = parts
            .map(|(code, count)| Branch {
                place: code,
                people: count.anybody(),
            })
            .collect();
        parts.retain(|part| part.people != Tri::No);
        let people = match affected.listed_at(member) {
            Some(whole) => whole.anybody(),
            None if parts.is_empty() => people(case, std::slice::from_ref(member)).anybody(),
            // The listed parts are told on their own; the other parts of the state are open while elsewhere is.
            None => affected.elsewhere().anybody().min(Tri::Unknown),
        };
        if people != Tri::No {
            branches.push(Branch { place: member, people });
        }
        branches.append(&mut parts);
    }
    branches
}
