//! From a rule's number to a moment: the start, the strict count, its other readings, and the steps that led there.

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Case;
use super::seat::{Seat, seat};
use super::start::{Start, earliest, milestone};
use super::step::Answer;
use crate::core::calendar::Calendar;
use crate::core::law::rulebook::{Computation, Limit, NoonRelief, Obligation, Regime, Rulebook, StartsFrom};
use crate::core::period::{self, CountError, Counted, Counting, Request, Unit};
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
    pub note: String,
}

/// The start of an obligation's clock: its own, or one of the other starts its law names if that came earlier.
pub(super) fn start(case: &Case<'_>, regime: &Regime, obligation: &Obligation) -> Option<Start> {
    let own = own_start(case, regime, obligation);
    let others = obligation
        .or_from
        .iter()
        .filter_map(|id| earliest(case.facts, id, false));
    others.chain(own).min_by_key(|start| start.at)
}

fn own_start(case: &Case<'_>, regime: &Regime, obligation: &Obligation) -> Option<Start> {
    match obligation.from.as_ref()? {
        StartsFrom::Filing(filing_start) => Some(Start {
            at: filing(case, regime, obligation.filed.as_deref()?)?,
            provisional: false,
            of: filing_start.code().to_owned(),
            reason: None,
        }),
        StartsFrom::YearEnd => milestone(case.facts, case.rules, "discovery"),
        StartsFrom::Milestone(id) => milestone(case.facts, case.rules, id),
    }
}

/// When an obligation was filed, under its own key or, where it fans out, under the earliest of its parts.
pub(super) fn filing(case: &Case<'_>, regime: &Regime, reference: &str) -> Option<DateTime<Utc>> {
    let key = match reference.contains('/') {
        true => reference.to_owned(),
        false => format!("{}/{reference}", regime.id),
    };
    let own = |filed: &str| filed == key || filed.strip_prefix(&key).is_some_and(|rest| rest.starts_with('@'));
    let filed = case.facts.filed.iter().filter(|(id, _)| own(id));
    filed.map(|(_, at)| *at).min()
}

/// A deadline; nothing where the law has no number or its clock has not begun; or why a number could not be counted.
pub(super) type Reckoned = Result<Option<Deadline>, CountError>;

/// The deadlines of all obligations that are due or possible, bounded by those they may not outlive.
pub(super) fn all(case: &Case<'_>, answers: &[Answer<'_>]) -> Vec<Reckoned> {
    let each = case.slots.iter().zip(answers).map(|(slot, answer)| {
        let regime = &case.rules.regimes[slot.regime];
        match answer.tri {
            Tri::No => Ok(None),
            Tri::Yes | Tri::Unknown => own(case, regime, slot.obligation),
        }
    });
    let mut deadlines: Vec<Reckoned> = each.collect();
    for (at, slot) in case.slots.iter().enumerate() {
        let bounds = slot
            .obligation
            .earliest_of
            .iter()
            .chain(&slot.obligation.order.no_later_than);
        for bound in bounds {
            bind(case, at, bound, &mut deadlines);
        }
    }
    deadlines
}

/// Shortens a deadline to that of an obligation which may not be sent before it, or to its filing.
fn bind(case: &Case<'_>, at: usize, bound: &str, deadlines: &mut [Reckoned]) {
    let regime = &case.rules.regimes[case.slots[at].regime];
    let filed = filing(case, regime, bound);
    let limit = case
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
    let counting = match limit.period.unit {
        Unit::BusinessDays => Counting::Business,
        Unit::CalendarDays => Counting::Calendar,
        Unit::CalendarMonths => Counting::Month,
        Unit::Hours | Unit::Minutes => Counting::Elapsed,
    };
    let request = Request {
        period: limit.period,
        counting,
        from: filed,
        zone,
        calendar: limit.calendar.as_deref().and_then(|id| rules.calendars.get(id)),
        after_year_end: false,
        working_hours: None,
    };
    Ok(period::count(&request)?.due)
}

fn own(case: &Case<'_>, regime: &Regime, obligation: &Obligation) -> Reckoned {
    let place = seat(case, regime, obligation);
    at_seat(case, regime, obligation, place)
}

/// The deadline towards one authority, whose zone and calendar count.
pub(super) fn at_seat(case: &Case<'_>, regime: &Regime, obligation: &Obligation, place: Seat<'_>) -> Reckoned {
    let status = obligation.status.unwrap_or(regime.status);
    let started = status.makes_deadlines().then(|| start(case, regime, obligation));
    let Some(start) = started.flatten() else {
        return Ok(None);
    };
    match (obligation.yearly, &obligation.limit) {
        (Some(day), _) => Ok(yearly(obligation, &start, place.zone, day)),
        (None, Some(limit)) => counted(case, obligation, limit, &start, &place).map(Some),
        (None, None) => Ok(None),
    }
}

/// Counts a limit for one authority's zone and calendar.
fn counted(
    case: &Case<'_>,
    obligation: &Obligation,
    limit: &Limit,
    start: &Start,
    place: &Seat<'_>,
) -> Result<Deadline, CountError> {
    let from = obligation.from.as_ref();
    let year_end = from == Some(&StartsFrom::YearEnd);
    let strict = period::count(&Request {
        period: limit.period,
        counting: limit.counting,
        from: start.at,
        zone: &place.zone,
        calendar: limit.calendar.as_deref().and_then(|id| case.rules.calendars.get(id)),
        after_year_end: year_end,
        working_hours: None,
    })?;
    let strict = match limit.closes_at {
        Some(time) => strict.closing_at(time),
        None => strict,
    };
    let mut steps = start_steps(from, start, &place.zone);
    // The first sentence names the event, which the start has named already; the end of its year it has not.
    steps.extend(strict.sentences().into_iter().skip(usize::from(!year_end)));
    Ok(Deadline {
        strict: strict.due,
        date: strict.date,
        zone: place.zone.clone(),
        milestone: from.map_or_else(String::new, |from| from.code().to_owned()),
        start: start.at,
        provisional: start.provisional,
        readings: readings(case, limit, start.at, place, &strict),
        steps,
    })
}

fn start_steps(from: Option<&StartsFrom>, start: &Start, zone: &Zone) -> Vec<String> {
    let words = start.of.replace('_', " ");
    let mut first = format!("{words}: {}", moment_words(zone, start.at));
    if start.provisional {
        let wanted = match from {
            Some(StartsFrom::YearEnd) | None => "discovery".to_owned(),
            Some(from @ (StartsFrom::Milestone(_) | StartsFrom::Filing(_))) => from.code().replace('_', " "),
        };
        first = format!("{first}, standing in for {wanted}, which is not known yet (provisional)");
    }
    match &start.reason {
        Some(reason) => vec![first, format!("kept as the start because: {reason}")],
        None => vec![first],
    }
}

fn readings(case: &Case<'_>, limit: &Limit, from: DateTime<Utc>, place: &Seat<'_>, strict: &Counted) -> Vec<ReadingAt> {
    let calendar = place.calendar.and_then(|id| case.rules.calendars.get(id));
    let mut readings = Vec::new();
    for reading in &limit.readings {
        let Some(computation) = case.rules.computations.get(reading.code()) else {
            continue;
        };
        let request = Request {
            period: limit.period,
            counting: *reading,
            from,
            zone: &place.zone,
            calendar,
            after_year_end: false,
            working_hours: computation.working_hours,
        };
        let Ok(counted) = period::count(&request) else {
            continue;
        };
        if counted.due == strict.due {
            continue;
        }
        readings.push(reading_at(reading.code(), computation, limit.period.unit, counted.due));
    }
    readings.extend(noon(case, limit, place, strict, calendar));
    readings
}

fn reading_at(name: &'static str, computation: &Computation, unit: Unit, moment: DateTime<Utc>) -> ReadingAt {
    ReadingAt {
        name,
        moment,
        disputed: computation.disputed,
        note: computation.basis(unit).unwrap_or_default().to_owned(),
    }
}

/// DORA's relief: noon of the next working day, where the organization is entitled to it.
fn noon(
    case: &Case<'_>,
    limit: &Limit,
    place: &Seat<'_>,
    strict: &Counted,
    calendar: Option<&Calendar>,
) -> Option<ReadingAt> {
    let entitled = match limit.noon_relief.as_ref()? {
        NoonRelief::Always => true,
        NoonRelief::Unless(flag) => case.profile.any(std::slice::from_ref(flag)) == Tri::No,
    };
    let computation = case.rules.computations.get(Computation::DORA_NOON)?;
    let moved = period::noon_relief(strict.due, computation.time?, &place.zone, calendar?).ok()??;
    entitled.then(|| reading_at(Computation::DORA_NOON, computation, limit.period.unit, moved.due))
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
    let mut steps = start_steps(Some(&StartsFrom::YearEnd), start, &zone);
    steps.push(format!("a fixed day of the year after: end of {date}"));
    Some(Deadline {
        strict,
        date,
        zone,
        milestone: obligation
            .from
            .as_ref()
            .unwrap_or(&StartsFrom::YearEnd)
            .code()
            .to_owned(),
        start: start.at,
        provisional: start.provisional,
        readings: Vec::new(),
        steps,
    })
}
