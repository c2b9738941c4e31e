//! From a rule's number to a moment: the start, the strict count, its other readings, and the steps that led there.

use chrono::{DateTime, NaiveDate, Utc};

use super::authority_seat::{Seat, seat};
use super::case::Case;
use super::start::{Start, earliest};
use super::step::Answer;
use crate::core::ids::ObligationName;
use crate::core::law::rulebook::{Computation, Limit, NoonRelief, Obligation, Regime, Rulebook, StartsFrom};
use crate::core::period::{self, CountError, Counted, Counting, Request, Unit};
use crate::core::public_holidays::Calendar;
use crate::core::time::{Zone, moment_words};
use crate::core::tri::Tri;

/// The strict moment of an obligation and how it came about.
#[derive(Debug, Clone)]
pub struct Deadline<'a> {
    /// The strict moment: the last second that is still in time.
    pub strict: DateTime<Utc>,
    /// Its date in the authority's zone.
    pub date: NaiveDate,
    /// The authority's zone.
    pub zone: &'a Zone,
    /// The milestone or filing it runs from.
    pub milestone: &'a str,
    pub start: DateTime<Utc>,
    /// Whether an earlier milestone stands in for one not known yet.
    pub provisional: bool,
    /// Alternative computations of the same limit, where they give another moment.
    pub readings: Vec<ReadingAt<'a>>,
    /// Alternative computations that give no moment, with the reason: what is left out in silence looks like agreement.
    pub uncounted: Vec<Uncounted>,
    arithmetic: Arithmetic<'a>,
}

/// How a deadline was found. Hundreds are found at each key and few are read, so it is put into words only when somebody
/// asks: writing all of them took a quarter of an assessment.
#[derive(Debug, Clone)]
struct Arithmetic<'a> {
    start: Start<'a>,
    /// What the law starts the clock with.
    from: Option<&'a StartsFrom>,
    count: Count,
    /// What it may not outlive, with the moment of that, in the order in which they shortened it.
    bounds: Vec<(&'a str, DateTime<Utc>)>,
}

/// What was counted from the start.
#[derive(Debug, Clone)]
enum Count {
    Period(Counted),
    /// A fixed day of the year that follows.
    DayOfNextYear(NaiveDate),
}

impl Deadline<'_> {
    /// The arithmetic in words.
    pub fn steps(&self) -> Vec<String> {
        let Arithmetic {
            start,
            from,
            count,
            bounds,
        } = &self.arithmetic;
        let mut steps = start_steps(*from, start, self.zone);
        match count {
            Count::Period(counted) => {
                // The first sentence names the event, which the start has named already; the end of its year it has not.
                let named = *from != Some(&StartsFrom::YearEnd);
                steps.extend(counted.sentences().into_iter().skip(usize::from(named)));
            }
            Count::DayOfNextYear(day) => steps.push(format!("a fixed day of the year after: end of {day}")),
        }
        let bounded = |(bound, limit): &(&str, DateTime<Utc>)| {
            format!("no later than {bound}: {}", moment_words(self.zone, *limit))
        };
        steps.extend(bounds.iter().map(bounded));
        steps
    }
}

/// Another reading of the law, for information; never the clock.
#[derive(Debug, Clone)]
pub struct ReadingAt<'a> {
    /// `eu-1182`, `eu-two-working-days`, `month-1182`, `dora-noon`.
    pub name: &'static str,
    /// The moment under this reading.
    pub moment: DateTime<Utc>,
    /// Whether the reading itself is disputed.
    pub disputed: bool,
    /// What it rests on.
    pub note: &'a str,
}

/// An alternative computation that cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncounted {
    /// As in [`ReadingAt`].
    pub name: &'static str,
    pub why: CountError,
}

/// The start of an obligation's clock: its own, or one of the other starts its law names if that came earlier.
pub(super) fn start<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Start<'a>> {
    let own = own_start(case, regime, obligation);
    let others = obligation
        .or_from
        .iter()
        .filter_map(|id| earliest(case.facts, id, false));
    others.chain(own).min_by_key(|start| start.at)
}

fn own_start<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Start<'a>> {
    match obligation.from.as_ref()? {
        StartsFrom::Filing(filing_start) => Some(Start {
            at: filing(case, regime, obligation.filed.as_deref()?)?,
            provisional: false,
            of: filing_start.code(),
            reason: None,
        }),
        // The year is that of the discovery (45 CFR 164.408(c)); the count itself begins at its end.
        StartsFrom::YearEnd => case.milestone("discovery"),
        StartsFrom::Milestone(id) => case.milestone(id),
    }
}

/// When an obligation was filed, under its own key or, where it fans out, under the earliest of its parts.
pub(super) fn filing(case: &Case<'_>, regime: &Regime, reference: &str) -> Option<DateTime<Utc>> {
    if case.facts.filed.is_empty() {
        return None;
    }
    let (owner, name) = match reference.split_once('/') {
        // Filings stand under the own id of the regime; a law may refer to it by another one.
        Some((owner, name)) => (case.rules.regime(owner).map_or(owner, |regime| &regime.id), name),
        None => (regime.id.as_str(), reference),
    };
    let key = ObligationName::from(format!("{owner}/{name}"));
    let filed = case.facts.filed.iter().filter(|(id, _)| key.covers(id));
    filed.map(|(_, at)| *at).min()
}

/// A deadline; nothing where the law has no number or its clock has not begun; or why a number could not be counted.
pub(super) type Reckoned<'a> = Result<Option<Box<Deadline<'a>>>, CountError>;

/// The deadlines of all obligations that are due or possible, bounded by those they may not outlive.
pub(super) fn all<'a>(case: &Case<'a>, answers: &[Answer<'a>]) -> Vec<Reckoned<'a>> {
    let each = case.slots.iter().zip(answers).map(|(slot, answer)| {
        let regime = &case.rules.regimes[slot.regime];
        match answer.tri {
            Tri::No => Ok(None),
            Tri::Yes | Tri::Unknown => own(case, regime, slot.obligation),
        }
    });
    let mut deadlines: Vec<Reckoned<'a>> = each.collect();
    // A bound may have a bound of its own, wherever it stands. Each round only shortens, and ends where none does.
    while shorten(case, &mut deadlines) {}
    deadlines
}

/// Shortens the deadlines to their bounds; whether any became shorter.
fn shorten<'a>(case: &Case<'a>, deadlines: &mut [Reckoned<'a>]) -> bool {
    let mut shortened = false;
    for (at, slot) in case.slots.iter().enumerate() {
        let bounds = &slot.obligation.earliest_of;
        for bound in bounds.iter().chain(&slot.obligation.order.no_later_than) {
            shortened |= bind(case, at, bound, deadlines);
        }
    }
    shortened
}

/// Shortens a deadline to that of another obligation which it may not outlive, or to the other's filing where it was
/// filed (`earliest_of` in docs/law-schema.md). Whether it became shorter.
fn bind<'a>(case: &Case<'a>, at: usize, bound: &'a str, deadlines: &mut [Reckoned<'a>]) -> bool {
    let regime = &case.rules.regimes[case.slots[at].regime];
    let filed = filing(case, regime, bound);
    let limit = case
        .find(regime, bound)
        .and_then(|i| deadlines[i].as_ref().ok()?.as_ref())
        .map(|d| d.strict);
    let (Some(limit), Ok(Some(own))) = (filed.or(limit), &mut deadlines[at]) else {
        return false;
    };
    if limit >= own.strict {
        return false;
    }
    own.strict = limit;
    own.date = own.zone.local(limit).date_naive();
    own.arithmetic.bounds.retain(|(earlier, _)| *earlier != bound);
    own.arithmetic.bounds.push((bound, limit));
    true
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

fn own<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Reckoned<'a> {
    let place = seat(case, regime, obligation);
    at_seat(case, regime, obligation, place)
}

/// The deadline towards one authority, whose zone and calendar count.
pub(super) fn at_seat<'a>(
    case: &Case<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    place: Seat<'a>,
) -> Reckoned<'a> {
    let status = obligation.status.unwrap_or(regime.status);
    let started = status.makes_deadlines().then(|| start(case, regime, obligation));
    let Some(start) = started.flatten() else {
        return Ok(None);
    };
    match (obligation.yearly, &obligation.limit) {
        (Some(day), _) => Ok(yearly(obligation, start, place.zone, day).map(Box::new)),
        (None, Some(limit)) => counted(case, obligation, limit, start, &place).map(|counted| Some(Box::new(counted))),
        (None, None) => Ok(None),
    }
}

/// Counts a limit for one authority's zone and calendar.
fn counted<'a>(
    case: &Case<'a>,
    obligation: &'a Obligation,
    limit: &'a Limit,
    start: Start<'a>,
    place: &Seat<'a>,
) -> Result<Deadline<'a>, CountError> {
    let from = obligation.from.as_ref();
    let strict = period::count(&Request {
        period: limit.period,
        counting: limit.counting,
        from: start.at,
        zone: place.zone,
        calendar: limit.calendar.as_deref().and_then(|id| case.rules.calendars.get(id)),
        after_year_end: from == Some(&StartsFrom::YearEnd),
        working_hours: None,
    })?;
    let strict = match limit.closes_at {
        Some(time) => strict.closing_at(time),
        None => strict,
    };
    let Alternatives { readings, uncounted } = alternatives(case, limit, start.at, place, &strict);
    Ok(Deadline {
        strict: strict.due,
        date: strict.date,
        zone: place.zone,
        milestone: from.map_or("", StartsFrom::code),
        start: start.at,
        provisional: start.provisional,
        readings,
        uncounted,
        arithmetic: Arithmetic {
            start,
            from,
            count: Count::Period(strict),
            bounds: Vec::new(),
        },
    })
}

fn start_steps(from: Option<&StartsFrom>, start: &Start<'_>, zone: &Zone) -> Vec<String> {
    let words = start.of.replace('_', " ");
    let mut first = format!("{words}: {}", moment_words(zone, start.at));
    if start.provisional {
        let wanted = match from {
            Some(StartsFrom::YearEnd) | None => "discovery".to_owned(),
            Some(from @ (StartsFrom::Milestone(_) | StartsFrom::Filing(_))) => from.code().replace('_', " "),
        };
        first = format!("{first}, standing in for {wanted}, which is not known yet (provisional)");
    }
    match start.reason {
        Some(reason) => vec![first, format!("kept as the start because: {reason}")],
        None => vec![first],
    }
}

/// The alternative computations of a limit: those that give another moment, and those that cannot be carried out.
#[derive(Default)]
struct Alternatives<'a> {
    readings: Vec<ReadingAt<'a>>,
    uncounted: Vec<Uncounted>,
}

fn alternatives<'a>(
    case: &Case<'a>,
    limit: &'a Limit,
    from: DateTime<Utc>,
    place: &Seat<'a>,
    strict: &Counted,
) -> Alternatives<'a> {
    let mut found = Alternatives::default();
    // Most limits have one reading only, and need no calendar of the authority's.
    if limit.readings.is_empty() && limit.noon_relief.is_none() {
        return found;
    }
    // The holidays of where the action is to be taken (Regulation 1182/71 Art 2(1)): the authority's.
    let calendar = place.calendar(case);
    for reading in &limit.readings {
        let Some(computation) = case.rules.computations.get(reading.code()) else {
            continue;
        };
        let request = Request {
            period: limit.period,
            counting: *reading,
            from,
            zone: place.zone,
            calendar,
            after_year_end: false,
            working_hours: computation.working_hours,
        };
        match period::count(&request) {
            Ok(counted) if counted.due == strict.due => {}
            Ok(counted) => {
                let unit = limit.period.unit;
                found
                    .readings
                    .push(reading_at(reading.code(), computation, unit, counted.due));
            }
            Err(why) => found.uncounted.push(Uncounted {
                name: reading.code(),
                why,
            }),
        }
    }
    match noon(case, limit, place, strict, calendar) {
        Ok(moved) => found.readings.extend(moved),
        Err(why) => found.uncounted.push(Uncounted {
            name: Computation::DORA_NOON,
            why,
        }),
    }
    found
}

fn reading_at<'a>(
    name: &'static str,
    computation: &'a Computation,
    unit: Unit,
    moment: DateTime<Utc>,
) -> ReadingAt<'a> {
    ReadingAt {
        name,
        moment,
        disputed: computation.disputed,
        note: computation.basis(unit).unwrap_or_default(),
    }
}

/// DORA's relief: noon of the next working day, where the organization is entitled to it.
fn noon<'a>(
    case: &Case<'a>,
    limit: &'a Limit,
    place: &Seat<'a>,
    strict: &Counted,
    calendar: Option<&Calendar>,
) -> Result<Option<ReadingAt<'a>>, CountError> {
    let entitled = match &limit.noon_relief {
        None => false,
        Some(NoonRelief::Always) => true,
        // A relief that may not be there is not offered.
        Some(NoonRelief::Unless(flag)) => case.profile.any(std::slice::from_ref(flag)) == Tri::No,
    };
    // The loader refuses a relief whose computation or time is missing.
    let computation = case.rules.computations.get(Computation::DORA_NOON);
    let Some((computation, time)) = computation.filter(|_| entitled).and_then(|c| Some((c, c.time?))) else {
        return Ok(None);
    };
    let calendar = calendar.ok_or(CountError::NoonWithoutCalendar)?;
    let moved = period::noon_relief(strict.due, time, place.zone, calendar)?;
    Ok(moved.map(|moved| reading_at(Computation::DORA_NOON, computation, limit.period.unit, moved.due)))
}

/// A fixed day of the year that follows the discovery.
fn yearly<'a>(
    obligation: &'a Obligation,
    start: Start<'a>,
    zone: &'a Zone,
    (month, day): (u32, u32),
) -> Option<Deadline<'a>> {
    use chrono::Datelike as _;
    let year = zone.local(start.at).year() + 1;
    if year > period::LAST_YEAR {
        return None;
    }
    // 29 February is the only day of a year that another year lacks.
    let date = NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))?;
    Some(Deadline {
        strict: zone.end_of_day(date),
        date,
        zone,
        milestone: obligation.from.as_ref().unwrap_or(&StartsFrom::YearEnd).code(),
        start: start.at,
        provisional: start.provisional,
        readings: Vec::new(),
        uncounted: Vec::new(),
        arithmetic: Arithmetic {
            start,
            from: Some(&StartsFrom::YearEnd),
            count: Count::DayOfNextYear(date),
            bounds: Vec::new(),
        },
    })
}
