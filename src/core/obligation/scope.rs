//! Whom a regime reaches: residents, establishment, sector flags, regulated sets, and the regimes that displace it.

use super::Ctx;
use super::people::{People, elsewhere_fact, people, within};
use super::verdict::Step;
use crate::core::facts::Facts;
use crate::core::law::rulebook::{Regime, Rulebook};
use crate::core::tri::Tri;

/// The steps of a regime's reach, in the order a reader would ask them.
pub(super) fn steps<'a>(ctx: &Ctx<'a>, regime: &'a Regime) -> Vec<Step<'a>> {
    let scope = &regime.scope;
    let mut steps = Vec::with_capacity(3);
    if !scope.profile.is_empty() {
        steps.push(profile_step(ctx, regime, &scope.profile));
    }
    if !scope.residents.is_empty() {
        steps.push(residents_step(ctx, regime, &scope.residents));
    }
    if !scope.establishment.is_empty() {
        steps.push(establishment_step(ctx, regime, &scope.establishment));
    }
    if !scope.place.is_empty() {
        steps.push(place_step(ctx, regime, &scope.place));
    }
    if !scope.sets.is_empty() {
        steps.push(sets_step(ctx, regime, &scope.sets));
    }
    steps.extend(exempt_step(ctx, regime));
    steps.extend(displaced_step(ctx, regime));
    steps
}

/// Whether the organisation carries any of the flags. `flag@EU` is met by `flag@DE`.
pub(super) fn any_flag(facts: &Facts, rules: &Rulebook, wanted: &[String]) -> Tri {
    let known = wanted.iter().map(|flag| has_flag(facts, rules, flag));
    known.max().unwrap_or(Tri::No)
}

fn has_flag(facts: &Facts, rules: &Rulebook, wanted: &str) -> Tri {
    let organisation = &facts.organisation;
    let Some(profile) = &organisation.profile else {
        return Tri::Unknown;
    };
    if profile
        .iter()
        .any(|flag| flag_matches(rules, flag, wanted) || implies(rules, flag, wanted))
    {
        return Tri::Yes;
    }
    let reopened = organisation
        .profile_unknown
        .iter()
        .any(|flag| flag_matches(rules, flag, wanted));
    if reopened { Tri::Unknown } else { Tri::No }
}

/// Whether holding `flag` answers for `wanted`: the same flag, at the same place or at a member of its region.
fn flag_matches(rules: &Rulebook, flag: &str, wanted: &str) -> bool {
    if flag == wanted {
        return true;
    }
    let (name, place) = wanted.split_once('@').unwrap_or((wanted, ""));
    let (held, at) = flag.split_once('@').unwrap_or((flag, ""));
    name == held && (at.is_empty() || place.is_empty() || within(rules, at, place))
}

/// Flags that follow from others are derived, not asked: the law data says which. A flag that is held in one place
/// is followed in that place, and what follows may be followed in its turn (a state's bank is a GLBA institution).
fn implies(rules: &Rulebook, held: &str, wanted: &str) -> bool {
    let (name, place) = held.split_once('@').unwrap_or((held, ""));
    let Some(flag) = rules.flags.get(name) else {
        return false;
    };
    flag.implies.iter().any(|implied| {
        let placed = rules.flags.get(implied).is_some_and(|flag| flag.placed) && !place.is_empty();
        let follows = if placed {
            format!("{implied}@{place}")
        } else {
            implied.clone()
        };
        flag_matches(rules, &follows, wanted) || implies(rules, &follows, wanted)
    })
}

fn profile_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime, flags: &'a [String]) -> Step<'a> {
    let tri = any_flag(ctx.facts, ctx.rules, flags);
    let text = match tri {
        Tri::Yes => format!("the organisation is {}", meaning(ctx, flags)),
        Tri::Unknown => format!("whether the organisation is {} is not known", meaning(ctx, flags)),
        Tri::No => format!("the organisation is no {}", meaning(ctx, flags)),
    };
    let mut step = Step::new(tri, text, Some(&regime.citation));
    for flag in flags {
        step = step.missing(format!("organisation.profile.{flag}"));
    }
    step
}

fn meaning(ctx: &Ctx<'_>, flags: &[String]) -> String {
    let first = flags.first().map(String::as_str).unwrap_or_default();
    let (name, place) = first.split_once('@').unwrap_or((first, ""));
    let words = name.replace('_', " ");
    let known = ctx.rules.flags.get(name).map_or("", |flag| flag.means.as_str());
    match (known.is_empty(), place.is_empty()) {
        (true, true) => words,
        (true, false) => format!("{words} in {place}"),
        (false, true) => format!("{words} ({known})"),
        (false, false) => format!("{words} in {place} ({known})"),
    }
}

fn residents_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let residents = people(ctx, places);
    let (tri, count) = (residents.anybody(), residents.count);
    let names = places.join(", ");
    let text = match tri {
        Tri::Yes => format!("{count} residents of {names} affected"),
        Tri::Unknown => format!("whether residents of {names} are affected is not known"),
        Tri::No => format!("no residents of {names} affected"),
    };
    missing_people(ctx, Step::new(tri, text, Some(&regime.citation)), places, residents)
}

/// Names the facts that would settle how many people of some places are affected.
fn missing_people<'a>(ctx: &Ctx<'a>, step: Step<'a>, places: &'a [String], residents: People) -> Step<'a> {
    let step = places
        .iter()
        .fold(step, |step, p| step.missing(format!("affected.{p}")));
    match elsewhere_fact(ctx).filter(|_| residents.open) {
        Some(fact) => step.missing(fact),
        None => step,
    }
}

fn established(ctx: &Ctx<'_>, places: &[String]) -> Tri {
    let organisation = &ctx.facts.organisation;
    let inside = |place: &str| places.iter().any(|p| within(ctx.rules, place, p));
    let main = match &organisation.eu_main_establishment {
        Some(Some(place)) => Tri::from(inside(place)),
        Some(None) => Tri::No,
        // Only a region of the Union asks for a main establishment there.
        None if places.iter().any(|p| ctx.rules.regions.contains_key(p)) => Tri::Unknown,
        None => Tri::No,
    };
    let seat = organisation
        .country
        .as_deref()
        .map_or(Tri::Unknown, |c| Tri::from(inside(c)));
    main.or(seat)
}

fn establishment_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let tri = established(ctx, places);
    let names = places.join(", ");
    let text = match tri {
        Tri::Yes => format!("the organisation is established in {names}"),
        Tri::Unknown => format!("whether the organisation is established in {names} is not known"),
        Tri::No => format!("the organisation is not established in {names}"),
    };
    Step::new(tri, text, Some(&regime.citation)).missing(establishment_fact(ctx, places))
}

fn establishment_fact(ctx: &Ctx<'_>, places: &[String]) -> &'static str {
    let union = places.iter().any(|p| ctx.rules.regions.contains_key(p));
    if union {
        "organisation.eu_main_establishment"
    } else {
        "organisation.country"
    }
}

/// Residents or establishment: either is enough.
fn place_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime, places: &'a [String]) -> Step<'a> {
    let seat = established(ctx, places);
    let residents = people(ctx, places);
    let count = residents.count;
    let names = places.join(", ");
    let tri = seat.or(residents.anybody());
    let text = match tri {
        Tri::Yes if seat == Tri::Yes => format!("the organisation is established in {names}"),
        Tri::Yes => format!("{count} people in {names} affected"),
        Tri::Unknown => format!("neither establishment nor affected people in {names} are ruled out"),
        Tri::No => format!("no establishment and nobody affected in {names}"),
    };
    let mut step = Step::new(tri, text, Some(&regime.citation));
    if residents.anybody() == Tri::Unknown {
        step = missing_people(ctx, step, places, residents);
    }
    if seat == Tri::Unknown {
        step = step.missing(establishment_fact(ctx, places));
    }
    step
}

fn sets_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime, sets: &'a [String]) -> Step<'a> {
    let tri = super::facts_test::any_of(ctx.facts.sets.as_ref(), sets);
    let names = sets.join(", ").replace('_', " ");
    let text = match tri {
        Tri::Yes => format!("regulated data were touched: {names}"),
        Tri::Unknown => format!("whether it touched {names} is not known"),
        Tri::No => format!("it did not touch {names}"),
    };
    Step::new(tri, text, Some(&regime.citation)).missing("data.sets")
}

/// Flags that take the organisation outside. Only a known flag ends the duty.
fn exempt_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    let flags = &regime.scope.exempt;
    if flags.is_empty() || any_flag(ctx.facts, ctx.rules, flags) != Tri::Yes {
        return None;
    }
    let text = format!("outside this law: the organisation is {}", meaning(ctx, flags));
    Some(Step::new(Tri::No, text, Some(&regime.citation)))
}

/// A regime gives way only where another one is known to reach the organisation.
fn displaced_step<'a>(ctx: &Ctx<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    let reaches = |id: &&String| {
        ctx.rules
            .regime(id)
            .is_some_and(|other| own_reach(ctx, other) == Tri::Yes)
    };
    let other = regime.scope.displaced_by.iter().find(reaches)?;
    Some(Step::new(
        Tri::No,
        format!("{other} applies instead"),
        Some(&regime.citation),
    ))
}

fn own_reach(ctx: &Ctx<'_>, regime: &Regime) -> Tri {
    let scope = &regime.scope;
    let mut tri = Tri::Yes;
    if !scope.profile.is_empty() {
        tri = tri.and(any_flag(ctx.facts, ctx.rules, &scope.profile));
    }
    if !scope.place.is_empty() {
        tri = tri.and(established(ctx, &scope.place).or(people(ctx, &scope.place).anybody()));
    }
    if !scope.residents.is_empty() {
        tri = tri.and(people(ctx, &scope.residents).anybody());
    }
    tri
}
