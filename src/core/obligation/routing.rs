//! Which authority is told: one, the lead authority, or one in every member state where affected people are.

use std::borrow::Cow;

use super::deadline::Reckoned;
use super::people::{elsewhere_fact, people, within};
use super::scope::any_flag;
use super::verdict::{Answer, Cause};
use super::{Ctx, Outcome};
use crate::core::calendar::Calendar;
use crate::core::law::rulebook::{Authority, Obligation, Regime, Sector};
use crate::core::time::Zone;
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

/// The zone and calendar that belong to an authority.
pub(super) struct Seat<'a> {
    pub zone: Zone,
    pub calendar: Option<&'a str>,
}

/// The Union's region, where one authority leads.
const UNION: &str = "EU";

fn lead_place<'a>(ctx: &Ctx<'a>) -> Option<&'a str> {
    let main = ctx.facts.organisation.eu_main_establishment.as_ref()?;
    main.as_deref().filter(|place| within(ctx.rules, place, UNION))
}

/// The authority that answers for a place: for the part of a federal state if it has its own, else the country's.
fn authority_for<'a>(ctx: &Ctx<'a>, place: &str) -> Option<&'a Authority> {
    let country = place.split('-').next().unwrap_or(place);
    [place, country].into_iter().find_map(|code| {
        let covers = |a: &&Authority| a.covers.iter().any(|c| c == code) && answers_for(ctx, a, code);
        ctx.rules.authorities.iter().find(covers)
    })
}

/// Whether an authority answers for this kind of organisation. Several states split private and public bodies;
/// police and the Union's own institutions have authorities that no company is told about.
fn answers_for(ctx: &Ctx<'_>, authority: &Authority, place: &str) -> bool {
    let public = || any_flag(ctx.facts, ctx.rules, &[format!("public_body@{place}")]) == Tri::Yes;
    match authority.sector {
        None => true,
        Some(Sector::Private) => !public(),
        Some(Sector::Public) => public(),
        Some(Sector::Police | Sector::Institutions) => false,
    }
}

/// Any authority of the country, for its zone.
fn zone_of<'a>(ctx: &Ctx<'a>, place: &str) -> Option<&'a Zone> {
    let country = place.split('-').next()?;
    ctx.rules
        .authorities
        .iter()
        .find(|a| a.country == country)
        .map(|a| &a.zone)
}

/// Zone and calendar for counting: the lead authority's, else the obligation's own, else the regime's.
pub(super) fn seat<'a>(ctx: &Ctx<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Seat<'a> {
    let lead = lead_place(ctx);
    if obligation.authority_from.is_some()
        && let Some(place) = lead
    {
        return seat_at(ctx, place, regime);
    }
    let zone = obligation.zone.clone().unwrap_or_else(|| regime.zone.clone());
    let jurisdiction = regime.jurisdiction.as_str();
    let place = if jurisdiction == UNION {
        lead
    } else {
        Some(jurisdiction)
    };
    Seat {
        zone,
        calendar: place.and_then(|p| calendar_of(ctx, p)),
    }
}

fn seat_at<'a>(ctx: &Ctx<'a>, place: &str, regime: &Regime) -> Seat<'a> {
    let zone = authority_for(ctx, place)
        .map(|a| &a.zone)
        .or_else(|| zone_of(ctx, place));
    Seat {
        zone: zone.unwrap_or(&regime.zone).clone(),
        calendar: calendar_of(ctx, place),
    }
}

/// The calendar of a place, or of its country.
fn calendar_of<'a>(ctx: &Ctx<'a>, place: &str) -> Option<&'a str> {
    let country = place.split('-').next().unwrap_or(place);
    let calendar = [place, country].into_iter().find_map(|id| ctx.rules.calendars.get(id));
    calendar.map(Calendar::id)
}

/// Turns one answered slot into its outcome, or into one per member state.
pub(super) fn outcomes<'a>(
    ctx: &Ctx<'a>,
    at: usize,
    answer: Answer<'a>,
    deadline: Reckoned,
    out: &mut Vec<Outcome<'a>>,
) {
    let slot = &ctx.slots[at];
    let regime = &ctx.rules.regimes[slot.regime];
    let obligation = slot.obligation;
    let fans_out = obligation.authority_from.is_some()
        && answer.tri != Tri::No
        && ctx.facts.organisation.eu_main_establishment == Some(None);
    if fans_out && fan_out(ctx, regime, obligation, &answer, out) {
        return;
    }
    let mut outcome = single(ctx, regime, obligation, answer, deadline);
    outcome.addressee = addressee(ctx, obligation);
    if obligation.authority_from.is_some() && lead_place(ctx).is_none() && outcome.verdict != Tri::No {
        outcome
            .missing
            .push(Cow::Borrowed("organisation.eu_main_establishment"));
    }
    out.push(outcome);
}

fn single<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    answer: Answer<'a>,
    deadline: Reckoned,
) -> Outcome<'a> {
    let hold = ctx.facts.decisions.hold.as_ref();
    let held = hold
        .is_some_and(|h| h.regimes.iter().any(|id| regime.id == *id) && h.until.is_none_or(|until| until > ctx.now));
    Outcome {
        key: obligation.key.clone(),
        regime,
        obligation,
        verdict: answer.tri,
        causes: answer.causes,
        missing: answer.missing,
        addressee: Addressee::default(),
        no_date: deadline.as_ref().err().map(ToString::to_string),
        deadline: deadline.ok().flatten(),
        filed: ctx.facts.filed.get(obligation.key.as_str()).copied(),
        on_hold: held && regime.law_enforcement_delay == Some(true),
    }
}

fn addressee<'a>(ctx: &Ctx<'a>, obligation: &'a Obligation) -> Addressee<'a> {
    if obligation.authority_from.is_some()
        && let Some(place) = lead_place(ctx)
    {
        return at_place(ctx, place, obligation);
    }
    Addressee {
        name: obligation.authority.as_deref().map(Cow::Borrowed),
        channel: obligation.channel.as_deref(),
        at: obligation.channel_at.as_deref(),
        notes: None,
    }
}

fn at_place<'a>(ctx: &Ctx<'a>, place: &str, obligation: &'a Obligation) -> Addressee<'a> {
    let Some(authority) = authority_for(ctx, place) else {
        let name = format!("the competent supervisory authority in {place} (which one is not known)");
        return Addressee {
            name: Some(Cow::Owned(name)),
            channel: obligation.channel.as_deref(),
            ..Addressee::default()
        };
    };
    Addressee {
        name: Some(Cow::Owned(format!("{} ({})", authority.name, authority.name_local))),
        channel: obligation.channel.as_deref(),
        at: authority.breach_form.as_deref().or(Some(&authority.website)),
        notes: Some(&authority.form_notes),
    }
}

/// One outcome for each place of the Union where affected people are, or may be.
fn fan_out<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    answer: &Answer<'a>,
    out: &mut Vec<Outcome<'a>>,
) -> bool {
    let before = out.len();
    for Branch { place, people } in branches(ctx) {
        let seat = seat_at(ctx, &place, regime);
        let deadline = super::deadline::at_seat(ctx, regime, obligation, seat);
        let mut outcome = single(ctx, regime, obligation, answer.clone(), deadline);
        outcome.key = obligation.key.at(&place);
        outcome.filed = ctx.facts.filed.get(outcome.key.as_str()).copied();
        outcome.verdict = outcome.verdict.and(people);
        outcome.causes.push(no_establishment(&place, obligation));
        outcome.addressee = at_place(ctx, &place, obligation);
        if people == Tri::Unknown {
            outcome.missing.push(Cow::Owned(format!("affected.{place}")));
            outcome.missing.extend(elsewhere_fact(ctx).map(Cow::Owned));
        }
        out.push(outcome);
    }
    out.len() > before
}

fn no_establishment<'a>(place: &str, obligation: &'a Obligation) -> Cause<'a> {
    let text = format!("no main establishment in the Union, so the authority of {place} is told on its own");
    Cause {
        text: Cow::Owned(text),
        cite: Some(&obligation.cite),
    }
}

/// A place whose authority is told on its own.
struct Branch {
    place: String,
    /// Whether affected people live there.
    people: Tri,
}

/// The member states where affected people live or may live, with the parts that were counted on their own.
fn branches(ctx: &Ctx<'_>) -> Vec<Branch> {
    let members = ctx.rules.regions.get(UNION).map(Vec::as_slice).unwrap_or_default();
    let affected = &ctx.facts.affected;
    let mut branches = Vec::new();
    for member in members {
        let parts = affected
            .places()
            .iter()
            .filter(|(code, _)| code.as_str() != member && within(ctx.rules, code, member));
        let mut parts: Vec<Branch> = parts
            .map(|(code, count)| Branch {
                place: code.clone(),
                people: count.anybody(),
            })
            .collect();
        parts.retain(|part| part.people != Tri::No);
        let people = match affected.listed_at(member) {
            Some(whole) => whole.anybody(),
            None if parts.is_empty() => people(ctx, std::slice::from_ref(member)).anybody(),
            // The listed parts are told on their own; the other parts of the state are open while elsewhere is.
            None => affected.elsewhere().anybody().min(Tri::Unknown),
        };
        if people != Tri::No {
            branches.push(Branch {
                place: member.clone(),
                people,
            });
        }
        branches.append(&mut parts);
    }
    branches
}
