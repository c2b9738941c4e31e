//! From a rule's number to a moment: the start, the strict count, its other readings, and the steps that led there.

use chrono::{DateTime, NaiveDate, Utc};

use super::Ctx;
use super::verdict::Answer;
use crate::core::calendar::Calendar;
use crate::core::facts::Facts;
use crate::core::law::rulebook::{Limit, NoonRelief, Obligation, Regime, Rulebook};
use crate::core::period::{self, CountError, Counted, Counting, Period, Request, Unit};
use crate::core::time::{Zone, moment_words};
use crate::core::tri::Tri;

/// The strict moment of a duty and how it came about.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The strict moment: the last second that is still in time.
    pub strict: DateTime<Utc>,
    /// Its date in the authority's zone.
    pub date: NaiveDate,
    /// The authority's zone.
    pub zone: Zone,
    /// The milestone or filing it runs from.
    pub milestone: String,
    /// When that was.
    pub start: DateTime<Utc>,
    /// Whether an earlier milestone stands in for one not known yet.
    pub provisional: bool,
    /// Other readings of the same limit.
    pub readings: Vec<ReadingAt>,
    /// The arithmetic in words.
    pub steps: Vec<String>,
}

/// Another reading of the law, for information; never the clock.
#[derive(Debug, Clone)]
pub struct ReadingAt {
    /// `eu-1182`, `eu-two-working-days`, `month-1182`, `dora-noon`.
    pub name: &'static str,
    /// The moment under this reading.
    pub moment: DateTime<Utc>,
    /// Whether the reading itself is disputed.
    pub disputed: bool,
    /// What it rests on.
    pub note: &'static str,
}

/// The start of a clock.
#[derive(Debug, Clone)]
pub(super) struct Start {
    pub at: DateTime<Utc>,
    pub provisional: bool,
    /// The milestone the moment really belongs to.
    pub of: String,
    pub reason: Option<String>,
}

/// The earliest candidate of a milestone, or of the nearest earlier one that is known, marked provisional.
pub(super) fn milestone(facts: &Facts, rules: &Rulebook, wanted: &str) -> Option<Start> {
    if let Some(start) = earliest(facts, wanted, false) {
        return Some(start);
    }
    let milestone = rules.milestones.get(wanted)?;
    if !milestone.falls_back {
        return None;
    }
    let known = |id: &&String| facts.milestones.get(*id).is_some_and(|c| !c.is_empty());
    let rank = |id: &str| rules.milestones.get(id).filter(|m| m.falls_back).map(|m| m.order);
    let ranked = rules
        .milestones
        .keys()
        .filter(known)
        .filter_map(|id| Some((rank(id)?, id)));
    let (earlier, later): (Vec<_>, Vec<_>) = ranked.partition(|(order, _)| *order <= milestone.order);
    // Nothing earlier known: the earliest later one bounds the start from above, and that is said.
    let nearest = earlier.into_iter().max().or_else(|| later.into_iter().min());
    earliest(facts, nearest?.1, true)
}

fn earliest(facts: &Facts, id: &str, provisional: bool) -> Option<Start> {
    let candidates = facts.milestones.get(id)?;
    let first = candidates.iter().min_by_key(|c| c.at)?;
    Some(Start {
        at: first.at,
        provisional,
        of: id.to_owned(),
        reason: first.reason.clone(),
    })
}

/// Whether a `from` code names a filing and not a milestone.
fn starts_by_filing(from: &str) -> bool {
    matches!(from, "notice_to_individuals" | "report_to_regulator" | "early_report")
}

/// The start of an obligation's clock: its own, or one of the other starts its law names if that came earlier.
pub(super) fn start(ctx: &Ctx<'_>, regime: &Regime, obligation: &Obligation) -> Option<Start> {
    let own = own_start(ctx, regime, obligation);
    let others = obligation
        .or_from
        .iter()
        .filter_map(|id| earliest(ctx.facts, id, false));
    others.chain(own).min_by_key(|start| start.at)
}

fn own_start(ctx: &Ctx<'_>, regime: &Regime, obligation: &Obligation) -> Option<Start> {
    let from = obligation.from.as_deref()?;
    if starts_by_filing(from) {
        let at = filing(ctx, regime, obligation.filed.as_deref()?)?;
        return Some(Start {
            at,
            provisional: false,
            of: from.to_owned(),
            reason: None,
        });
    }
    if from == "calendar_year_end" {
        return milestone(ctx.facts, ctx.rules, "discovery");
    }
    milestone(ctx.facts, ctx.rules, from)
}

/// When an obligation was filed, under its own key or, where it fans out, under the earliest of its parts.
pub(super) fn filing(ctx: &Ctx<'_>, regime: &Regime, reference: &str) -> Option<DateTime<Utc>> {
    let key = match reference.contains('/') {
        true => reference.to_owned(),
        false => format!("{}/{reference}", regime.id),
    };
    let own = |filed: &str| filed == key || filed.strip_prefix(&key).is_some_and(|rest| rest.starts_with('@'));
    let filed = ctx.facts.filed.iter().filter(|(id, _)| own(id));
    filed.map(|(_, at)| *at).min()
}

/// A deadline; nothing where the law has no number or its clock has not begun; or why a number could not be counted.
pub(super) type Reckoned = Result<Option<Deadline>, CountError>;

/// The deadlines of all obligations that are due or possible, bounded by those they may not outlive.
pub(super) fn all(ctx: &Ctx<'_>, answers: &[Answer<'_>]) -> Vec<Reckoned> {
    let each = ctx.slots.iter().zip(answers).map(|(slot, answer)| {
        let regime = &ctx.rules.regimes[slot.regime];
        match answer.tri {
            Tri::No => Ok(None),
            Tri::Yes | Tri::Unknown => own(ctx, regime, slot.obligation),
        }
    });
    let mut deadlines: Vec<Reckoned> = each.collect();
    for (at, slot) in ctx.slots.iter().enumerate() {
        let bounds = slot
            .obligation
            .earliest_of
            .iter()
            .chain(&slot.obligation.order.no_later_than);
        for bound in bounds {
            bind(ctx, at, bound, &mut deadlines);
        }
    }
    deadlines
}

/// Shortens a deadline to that of an obligation which may not be sent before it, or to its filing.
fn bind(ctx: &Ctx<'_>, at: usize, bound: &str, deadlines: &mut [Reckoned]) {
    let regime = &ctx.rules.regimes[ctx.slots[at].regime];
    let filed = filing(ctx, regime, bound);
    let limit = ctx
        .find(regime, bound)
        .and_then(|i| deadlines[i].as_ref().ok()?.as_ref())
        .map(|d| d.strict);
    let Some(limit) = filed.or(limit) else { return };
    let Ok(Some(own)) = &mut deadlines[at] else { return };
    if limit < own.strict {
        own.strict = limit;
        own.date = own.zone.local(limit).date_naive();
        own.steps
            .push(format!("no later than {bound}: {}", moment_words(&own.zone, limit)));
    }
}

/// The earliest moment of a notice that may only follow another after full days: the end of the last of them.
pub fn earliest_after(
    rules: &Rulebook,
    zone: &Zone,
    limit: &crate::core::law::rulebook::NotBefore,
    filed: DateTime<Utc>,
) -> Result<DateTime<Utc>, CountError> {
    let calendar = limit.calendar.as_deref().and_then(|id| rules.calendars.get(id));
    let counting = match limit.period.unit {
        Unit::BusinessDays => Counting::Business,
        Unit::CalendarDays => Counting::Calendar,
        Unit::CalendarMonths => Counting::Month,
        Unit::Hours | Unit::Minutes => Counting::Elapsed,
    };
    Ok(count(limit.period, counting, filed, zone, calendar, "")?.due)
}

fn own(ctx: &Ctx<'_>, regime: &Regime, obligation: &Obligation) -> Reckoned {
    let place = super::routing::seat(ctx, regime, obligation);
    at_seat(ctx, regime, obligation, place)
}

/// The deadline towards one authority, whose zone and calendar count.
pub(super) fn at_seat(
    ctx: &Ctx<'_>,
    regime: &Regime,
    obligation: &Obligation,
    place: super::routing::Seat<'_>,
) -> Reckoned {
    let status = obligation.status.unwrap_or(regime.status);
    let started = status.makes_deadlines().then(|| start(ctx, regime, obligation));
    let Some(start) = started.flatten() else {
        return Ok(None);
    };
    match (obligation.yearly, &obligation.limit) {
        (Some(day), _) => Ok(yearly(obligation, &start, place.zone, day)),
        (None, Some(limit)) => counted(ctx, obligation, limit, &start, &place).map(Some),
        (None, None) => Ok(None),
    }
}

/// Counts a limit for one authority's zone and calendar.
fn counted(
    ctx: &Ctx<'_>,
    obligation: &Obligation,
    limit: &Limit,
    start: &Start,
    place: &super::routing::Seat<'_>,
) -> Result<Deadline, CountError> {
    let from = obligation.from.as_deref().unwrap_or_default();
    let calendar = limit.calendar.as_deref().and_then(|id| ctx.rules.calendars.get(id));
    let strict = count(limit.period, limit.counting, start.at, &place.zone, calendar, from)?;
    let strict = match limit.closes_at {
        Some(time) => strict.closing_at(time),
        None => strict,
    };
    let mut steps = start_steps(from, start, &place.zone);
    steps.extend(
        strict
            .sentences()
            .into_iter()
            .skip(usize::from(from != "calendar_year_end")),
    );
    Ok(Deadline {
        strict: strict.due,
        date: strict.date,
        zone: place.zone.clone(),
        milestone: from.to_owned(),
        start: start.at,
        provisional: start.provisional,
        readings: readings(ctx, limit, start.at, place, &strict),
        steps,
    })
}

fn start_steps(from: &str, start: &Start, zone: &Zone) -> Vec<String> {
    let words = start.of.replace('_', " ");
    let mut first = format!("{words}: {}", moment_words(zone, start.at));
    if start.provisional {
        let wanted = if from == "calendar_year_end" {
            "discovery".to_owned()
        } else {
            from.replace('_', " ")
        };
        first = format!("{first}, standing in for {wanted}, which is not known yet (provisional)");
    }
    match &start.reason {
        Some(reason) => vec![first, format!("kept as the start because: {reason}")],
        None => vec![first],
    }
}

fn count(
    period: Period,
    counting: Counting,
    from: DateTime<Utc>,
    zone: &Zone,
    calendar: Option<&Calendar>,
    start: &str,
) -> Result<Counted, CountError> {
    let request = Request {
        period,
        counting,
        from,
        zone,
        calendar,
        after_year_end: start == "calendar_year_end",
    };
    period::count(&request)
}

fn readings(
    ctx: &Ctx<'_>,
    limit: &Limit,
    from: DateTime<Utc>,
    place: &super::routing::Seat<'_>,
    strict: &Counted,
) -> Vec<ReadingAt> {
    let calendar = place.calendar.and_then(|id| ctx.rules.calendars.get(id));
    let mut readings = Vec::new();
    for reading in &limit.readings {
        let Ok(counted) = count(limit.period, *reading, from, &place.zone, calendar, "") else {
            continue;
        };
        if counted.due == strict.due {
            continue;
        }
        let (name, disputed, note) = about(*reading, limit.period.unit);
        readings.push(ReadingAt {
            name,
            moment: counted.due,
            disputed,
            note,
        });
    }
    readings.extend(noon(ctx, limit, place, strict, calendar));
    readings
}

fn about(reading: Counting, unit: Unit) -> (&'static str, bool, &'static str) {
    match reading {
        Counting::Eu1182 if matches!(unit, Unit::Hours | Unit::Minutes) => (
            "eu-1182",
            false,
            "Regulation 1182/71 Art 3(1) and 3(2)(a): whole hours, the hour of the event not counted",
        ),
        Counting::Eu1182 => ("eu-1182", false, "Regulation 1182/71 Art 3(2)(b), 3(4) and 3(5)"),
        Counting::EuTwoWorkingDays => (
            "eu-two-working-days",
            true,
            "Regulation 1182/71 Art 3(5) applied to hours: disputed, for information only",
        ),
        Counting::Month1182 => ("month-1182", false, "Regulation 1182/71 Art 3(2)(c) and 3(4)"),
        _ => ("other", true, "another reading"),
    }
}

/// DORA's relief: noon of the next working day, where the organisation is entitled to it.
fn noon(
    ctx: &Ctx<'_>,
    limit: &Limit,
    place: &super::routing::Seat<'_>,
    strict: &Counted,
    calendar: Option<&Calendar>,
) -> Option<ReadingAt> {
    let entitled = match limit.noon_relief.as_ref()? {
        NoonRelief::Always => true,
        NoonRelief::Unless(flag) => super::scope::any_flag(ctx.facts, ctx.rules, std::slice::from_ref(flag)) == Tri::No,
    };
    let moved = period::noon_relief(strict.due, &place.zone, calendar?).ok()??;
    entitled.then_some(ReadingAt {
        name: "dora-noon",
        moment: moved.due,
        disputed: false,
        note: "Delegated Regulation (EU) 2025/301 Art 5(4): noon of the next working day",
    })
}

/// A fixed day of the year that follows the discovery.
fn yearly(obligation: &Obligation, start: &Start, zone: Zone, (month, day): (u32, u32)) -> Option<Deadline> {
    use chrono::Datelike as _;
    let year = zone.local(start.at).year() + 1;
    if year > period::LAST_YEAR {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))?;
    let strict = zone.end_of_day(date);
    let mut steps = start_steps("calendar_year_end", start, &zone);
    steps.push(format!("a fixed day of the year after: end of {date}"));
    Some(Deadline {
        strict,
        date,
        zone,
        milestone: obligation
            .from
            .clone()
            .unwrap_or_else(|| "calendar_year_end".to_owned()),
        start: start.at,
        provisional: start.provisional,
        readings: Vec::new(),
        steps,
    })
}
