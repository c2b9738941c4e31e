//! Whom a regime reaches: residents, establishment, sector flags, regulated sets, and the regimes that displace it.

use super::case::Case;
use super::data::{any_of, deciding};
use super::fact_ref::{Below, Wanted};
use super::people::{People, elsewhere_fact, people};
use super::sentence::{Between, Part, joined, said};
use super::step::{Answer, Step};
use crate::core::facts::keys;
use crate::core::law::rulebook::{Regime, Rulebook};
use crate::core::tri::Tri;

/// A step that looks at a list of the scope.
type Asked<'a> = fn(&Case<'a>, &'a Regime, &'a [String]) -> Step<'a>;

/// Adds the steps of a regime's own reach, in the order a reader would ask them, up to the first that says no. Whether it
/// gives way to another one is asked once it is known which regimes apply (`gives_way`).
pub(super) fn add<'a>(case: &Case<'a>, regime: &'a Regime, answer: &mut Answer<'a>) {
    let scope = &regime.scope;
    let asked: [(&[String], Asked<'a>); 6] = [
        (&scope.profile, profile_step),
        (&scope.residents, residents_step),
        (&scope.establishment, establishment_step),
        (&scope.place, place_step),
        (&scope.sets, sets_step),
        (&scope.customers, customers_step),
    ];
    for (list, step) in asked {
        if !list.is_empty() && !answer.decided() {
            answer.add(step(case, regime, list));
        }
    }
    if !answer.decided() {
        answer.add(exempt_step(case, regime).unwrap_or_else(Step::silent));
    }
}

fn profile_step<'a>(case: &Case<'a>, regime: &'a Regime, flags: &'a [String]) -> Step<'a> {
    let (tri, flags) = deciding(flags, |flag| case.profile.has(flag));
    if tri == Tri::Unknown && !regime.scope.asked_in.is_empty() {
        return asked_where_it_applies(case, regime, &flags);
    }
    let lead = match tri {
        Tri::Yes => "the organization counts as ",
        Tri::Unknown => "it is not known whether the organization counts as ",
        Tri::No => "the organization does not count as ",
    };
    let step = Step::new(tri, said!(lead, meanings(case, tri, &flags)), Some(&regime.citation));
    let wanted = flags.into_iter().map(|flag| Wanted::below(Below::Profile, flag));
    wanted.fold(step, Step::missing)
}

/// Flags that are not known, of a law that an organization elsewhere is hardly under: they are asked while somebody there
/// may be affected or the organization is there. A flag that is recorded rules over this.
fn asked_where_it_applies<'a>(case: &Case<'a>, regime: &'a Regime, flags: &[&'a str]) -> Step<'a> {
    let place = place_step(case, regime, &regime.scope.asked_in);
    if place.tri == Tri::No {
        let of = Part::Names(&regime.scope.asked_in, Between::Or);
        let flags = meanings(case, Tri::No, flags);
        let text = said!(
            "no establishment and nobody affected in ",
            of,
            "; it is not recorded that the organization counts as ",
            flags
        );
        return Step::new(Tri::No, text, Some(&regime.citation));
    }
    let flags_text = meanings(case, Tri::Unknown, flags);
    let text = said!("it is not known whether the organization counts as ", flags_text);
    let wanted = flags.iter().map(|flag| Wanted::below(Below::Profile, flag));
    let step = wanted.fold(Step::new(Tri::Unknown, text, Some(&regime.citation)), Step::missing);
    place.missing.into_iter().fold(step, Step::missing)
}

/// What some flags mean that together come to an answer.
fn meanings<'a>(case: &Case<'a>, tri: Tri, flags: &[&'a str]) -> Part<'a> {
    joined(flags.iter().map(|flag| Part::Flag(flag, case.rules)), Between::of(tri))
}

/// Names that together come to an answer.
fn names<'a>(tri: Tri, names: Vec<&'a str>) -> Part<'a> {
    joined(names.into_iter().map(Part::Text), Between::of(tri))
}

fn residents_step<'a>(case: &Case<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let residents = people(case, places);
    let (tri, count) = (residents.anybody(), residents.count);
    let names = Part::Names(places, Between::Comma);
    let text = match tri {
        Tri::Yes => said!("residents of ", hit(case, places), " affected: ", count),
        Tri::Unknown => said!("it is not known whether residents of ", names, " are affected"),
        Tri::No => said!("no residents of ", names, " affected"),
    };
    missing_people(case, Step::new(tri, text, Some(&regime.citation)), places, residents)
}

/// Those of some places whose people are affected.
fn hit<'a>(case: &Case<'a>, places: &'a [String]) -> Part<'a> {
    let (tri, settle) = deciding(places, |place| people(case, std::slice::from_ref(place)).anybody());
    names(tri, settle)
}

/// Names the facts that would settle how many people of some places are affected.
fn missing_people<'a>(case: &Case<'a>, step: Step<'a>, places: &'a [String], residents: People) -> Step<'a> {
    let step = places
        .iter()
        .fold(step, |step, p| step.missing(Wanted::below(Below::Affected, p)));
    match elsewhere_fact(case).filter(|_| residents.open) {
        Some(fact) => step.missing(fact),
        None => step,
    }
}

fn established(case: &Case<'_>, places: &[String]) -> Tri {
    let inside = |around: &[&str]| Tri::from(places.iter().any(|place| around.contains(&place.as_str())));
    let main = match &case.main_establishment {
        Some(around) => inside(around),
        // Only a region of the Union asks for a main establishment there.
        None if places.iter().any(|p| case.rules.regions.contains_key(p)) => Tri::Unknown,
        None => Tri::No,
    };
    let seat = case.seat.as_deref().map_or(Tri::Unknown, inside);
    main.or(seat)
}

fn establishment_step<'a>(case: &Case<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let tri = established(case, places);
    let names = seats(case, places);
    let text = match tri {
        Tri::Yes => said!("the organization is established in ", names),
        Tri::Unknown => said!("it is not known whether the organization is established in ", names),
        Tri::No => said!("the organization is not established in ", names),
    };
    Step::new(tri, text, Some(&regime.citation)).missing(establishment_fact(case, places))
}

/// Those of some places in which the organization is established.
fn seats<'a>(case: &Case<'a>, places: &'a [String]) -> Part<'a> {
    let (tri, settle) = deciding(places, |place| established(case, std::slice::from_ref(place)));
    names(tri, settle)
}

fn establishment_fact(case: &Case<'_>, places: &[String]) -> &'static str {
    let union = places.iter().any(|p| case.rules.regions.contains_key(p));
    if union {
        keys::organisation::EU_MAIN_ESTABLISHMENT
    } else {
        keys::organisation::COUNTRY
    }
}

/// Residents or establishment: either is enough.
fn place_step<'a>(case: &Case<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let seat = established(case, places);
    let residents = people(case, places);
    let count = residents.count;
    let names = Part::Names(places, Between::Comma);
    let tri = seat.or(residents.anybody());
    let text = match tri {
        Tri::Yes if seat == Tri::Yes => said!("the organization is established in ", seats(case, places)),
        Tri::Yes => said!("people in ", hit(case, places), " affected: ", count),
        Tri::Unknown => said!(
            "neither an establishment nor affected people in ",
            names,
            " can be ruled out"
        ),
        Tri::No => said!("no establishment and nobody affected in ", names),
    };
    let mut step = Step::new(tri, text, Some(&regime.citation));
    if residents.anybody() == Tri::Unknown {
        step = missing_people(case, step, places, residents);
    }
    if seat == Tri::Unknown {
        step = step.missing(establishment_fact(case, places));
    }
    step
}

fn sets_step<'a>(case: &Case<'a>, regime: &'a Regime, sets: &'a [String]) -> Step<'a> {
    let known = case.facts.sets.as_ref();
    let (tri, sets) = deciding(sets, |set| any_of(known, std::slice::from_ref(set)));
    let names = joined(sets.into_iter().map(Part::Code), Between::of(tri));
    let text = match tri {
        Tri::Yes => said!("regulated data was affected: ", names),
        Tri::Unknown => said!("it is not known whether it affected ", names),
        Tri::No => said!("it did not affect ", names),
    };
    Step::new(tri, text, Some(&regime.citation)).missing(keys::data::SETS)
}

fn customers_step<'a>(case: &Case<'a>, regime: &'a Regime, customers: &'a [String]) -> Step<'a> {
    let known = case.facts.customers.as_ref();
    let (tri, customers) = deciding(customers, |customer| any_of(known, std::slice::from_ref(customer)));
    let names = names(tri, customers);
    let text = match tri {
        Tri::Yes => said!("the customer is affected: ", names),
        Tri::Unknown => said!("it is not known whether the customer is affected: ", names),
        Tri::No => said!("the customer is not affected: ", names),
    };
    Step::new(tri, text, Some(&regime.citation)).missing(keys::data::CUSTOMERS)
}

/// Flags that take the organization outside. Only a known flag ends the obligation.
fn exempt_step<'a>(case: &Case<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    let (tri, flags) = deciding(&regime.scope.exempt, |flag| case.profile.has(flag));
    if tri != Tri::Yes {
        return None;
    }
    let lead = "outside this law: the organization counts as ";
    let text = said!(lead, meanings(case, tri, &flags));
    Some(Step::new(Tri::No, text, Some(&regime.citation)))
}

/// The step of a regime that gives way to another one, given what each regime came to by itself: only where the other one
/// is known to apply, since a missing fact never turns into a no. Whether the other one gives way to a third is not
/// looked at.
pub(super) fn gives_way<'a>(rules: &'a Rulebook, regime: &'a Regime, alone: &[Answer<'a>]) -> Option<Step<'a>> {
    let applies = |id: &&String| {
        let other = rules.index.get(id.as_str()).and_then(|at| alone.get(*at));
        other.is_some_and(|answer| answer.tri == Tri::Yes)
    };
    let other = regime.scope.displaced_by.iter().find(applies)?;
    Some(Step::new(
        Tri::No,
        said!(other.as_str(), " applies instead"),
        Some(&regime.citation),
    ))
}
