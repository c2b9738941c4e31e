//! Counting periods: from a moment and a period to the last second in time, with the steps that led there.
//!
//! Every way of counting is named; none is a default. The European ones follow Regulation (EEC, Euratom) No 1182/71.

mod step;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Days, DurationRound as _, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::coded::coded;
use super::counted::counted;
use super::public_holidays::{Calendar, OutOfCalendar};
use super::time::Zone;
use step::CountStep;

coded! {
    /// What is counted.
    pub enum Unit: "unit" {
        /// Minutes on the time line.
        Minutes = "minutes",
        /// Hours on the time line.
        Hours = "hours",
        CalendarDays = "calendar_days" => "calendar days",
        /// Days that are neither weekend nor holiday.
        BusinessDays = "business_days" => "business days",
        CalendarMonths = "calendar_months" => "calendar months",
    }
}

impl Unit {
    fn suffix(self) -> &'static str {
        match self {
            Unit::Minutes => "min",
            Unit::Hours => "h",
            Unit::CalendarDays => "d",
            Unit::BusinessDays => "bd",
            Unit::CalendarMonths => "mo",
        }
    }

    /// The units by suffix, longer suffixes before the shorter ones that end them (`min`, `mo`, `bd` before `d`).
    const BY_SUFFIX: [Unit; 5] = [
        Unit::Minutes,
        Unit::CalendarMonths,
        Unit::BusinessDays,
        Unit::Hours,
        Unit::CalendarDays,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub count: u32,
    pub unit: Unit,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.suffix())
    }
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write a number with h, d, bd, mo or min, such as 72h, 30d, 4bd or 1mo")]
pub struct PeriodForm;

impl FromStr for Period {
    type Err = PeriodForm;

    fn from_str(text: &str) -> Result<Self, PeriodForm> {
        let text = text.trim();
        let unit = Unit::BY_SUFFIX.into_iter().find(|unit| {
            text.strip_suffix(unit.suffix())
                .is_some_and(|number| number.trim_end().ends_with(|c: char| c.is_ascii_digit()))
        });
        let unit = unit.ok_or(PeriodForm)?;
        let number = text.strip_suffix(unit.suffix()).unwrap_or_default().trim_end();
        let count = number
            .parse::<u32>()
            .ok()
            .filter(|n| (1..=100_000).contains(n))
            .ok_or(PeriodForm)?;
        Ok(Period { count, unit })
    }
}

impl Period {
    /// As people read it, such as `30 calendar days`.
    pub fn words(self) -> String {
        let noun = self.unit.code().replace('_', " ");
        counted(u64::from(self.count), noun.trim_end_matches('s'))
    }
}

coded! {
    pub enum Counting: "way of counting" {
        /// Exact hours or minutes on the time line: the strict computation of every limit in hours.
        Elapsed = "elapsed",
        /// Regulation 1182/71. Hours: Art 3(1), 3(2)(a). Days: Art 3(2)(b), 3(4), 3(5).
        Eu1182 = "eu-1182",
        /// Regulation 1182/71 Art 3(5) applied to hours: two working days of them. Disputed.
        EuTwoWorkingDays = "eu-two-working-days",
        /// Calendar days, the day of the event not counted, to the end of the last day; no roll.
        Calendar = "calendar",
        /// Business days, the day of the event not counted.
        Business = "business",
        /// The same day number, or the month's last day; no roll.
        Month = "month",
        /// The same, moved past weekends and holidays: Regulation 1182/71 Art 3(2)(c), 3(4).
        Month1182 = "month-1182",
    }
}

impl Counting {
    /// Whether it looks at weekends and holidays.
    fn asks_for_working_days(self) -> bool {
        match self {
            Counting::Eu1182 | Counting::EuTwoWorkingDays | Counting::Business | Counting::Month1182 => true,
            Counting::Elapsed | Counting::Calendar | Counting::Month => false,
        }
    }

    fn fits(self, unit: Unit) -> bool {
        match self {
            Counting::Elapsed => matches!(unit, Unit::Hours | Unit::Minutes),
            Counting::Eu1182 => matches!(unit, Unit::Hours | Unit::CalendarDays),
            Counting::EuTwoWorkingDays => unit == Unit::Hours,
            Counting::Calendar => unit == Unit::CalendarDays,
            Counting::Business => unit == Unit::BusinessDays,
            Counting::Month | Counting::Month1182 => unit == Unit::CalendarMonths,
        }
    }
}

/// What to count.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub period: Period,
    pub counting: Counting,
    pub from: DateTime<Utc>,
    /// Whose clocks and days.
    pub zone: &'a Zone,
    /// Whose holidays, where working days matter.
    pub calendar: Option<&'a Calendar>,
    /// Count from the end of the calendar year in which the event falls.
    pub after_year_end: bool,
    /// How many hours must fall on working days, for a computation that asks for some.
    pub working_hours: Option<u32>,
}

/// The last second in time, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub due: DateTime<Utc>,
    /// Its date in the zone. Of hours that end on the stroke of midnight it is the day that begins then; days end a
    /// second before.
    pub date: NaiveDate,
    zone: Zone,
    steps: Vec<CountStep>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// Hours cannot be counted as months.
    #[error("{period} cannot be counted `{counting}`")]
    Mismatch {
        period: Period,
        /// The way of counting.
        counting: Counting,
    },
    /// Working days need a calendar.
    #[error("counting `{0}` needs a holiday calendar")]
    NoCalendar(Counting),
    /// The next working day needs a calendar.
    #[error("the next working day needs a holiday calendar")]
    NoonWithoutCalendar,
    /// The law files do not say how many hours must fall on working days.
    #[error("counting `{0}` needs the number of hours that must fall on working days")]
    NoWorkingHours(Counting),
    /// The calendar does not reach that far.
    #[error(transparent)]
    OutOfCalendar(#[from] OutOfCalendar),
    /// The date is out of the range of dates.
    #[error("the period ends beyond the range of dates")]
    TooFar,
}

/// Counts a period.
///
/// # Errors
/// [`CountError`] if unit and counting do not go together, a calendar is missing or ends too soon.
pub fn count(request: &Request<'_>) -> Result<Counted, CountError> {
    let Request { period, counting, .. } = *request;
    if !counting.fits(period.unit) {
        return Err(CountError::Mismatch { period, counting });
    }
    let mut counted = match counting {
        Counting::Elapsed => elapsed(request),
        Counting::Eu1182 if period.unit == Unit::Hours => eu_hours(request),
        Counting::Eu1182 => eu_days(request),
        Counting::EuTwoWorkingDays => two_working_days(request),
        Counting::Calendar => calendar_days(request),
        Counting::Business => business_days(request),
        Counting::Month => months(request, false),
        Counting::Month1182 => months(request, true),
    }?;
    // Whoever doubts a date must be able to look up the days it was counted with, in the edition of then.
    if let Some(calendar) = request.calendar.filter(|_| counting.asks_for_working_days()) {
        counted.steps.push(CountStep::Calendar(calendar.edition()));
    }
    // RFC 3339, in which every deadline is written, ends with this year.
    if counted.date.year() > LAST_YEAR || counted.due.year() > LAST_YEAR {
        return Err(CountError::TooFar);
    }
    Ok(counted)
}

/// The last year that a moment can be written with.
pub const LAST_YEAR: i32 = 9999;

impl Request<'_> {
    fn calendar(&self) -> Result<&Calendar, CountError> {
        self.calendar.ok_or(CountError::NoCalendar(self.counting))
    }

    /// The civil day of the event, or 31 December of its year.
    fn event_day(&self) -> Result<(NaiveDate, Vec<CountStep>), CountError> {
        let day = self.zone.local(self.from).date_naive();
        let mut steps = vec![CountStep::From(self.from)];
        if !self.after_year_end {
            steps.push(CountStep::DayNotCounted);
            return Ok((day, steps));
        }
        let last = NaiveDate::from_ymd_opt(day.year(), 12, 31).ok_or(CountError::TooFar)?;
        steps.push(CountStep::YearEnd(last));
        Ok((last, steps))
    }

    fn at(&self, due: DateTime<Utc>, steps: Vec<CountStep>) -> Counted {
        let date = self.zone.local(due).date_naive();
        Counted {
            due,
            date,
            zone: self.zone.clone(),
            steps,
        }
    }

    fn end_of(&self, date: NaiveDate, steps: Vec<CountStep>) -> Counted {
        Counted {
            due: self.zone.end_of_day(date),
            date,
            zone: self.zone.clone(),
            steps,
        }
    }
}

fn elapsed(request: &Request<'_>) -> Result<Counted, CountError> {
    let (period, count) = (request.period, i64::from(request.period.count));
    let span = if period.unit == Unit::Minutes {
        TimeDelta::minutes(count)
    } else {
        TimeDelta::hours(count)
    };
    let due = request.from.checked_add_signed(span).ok_or(CountError::TooFar)?;
    Ok(request.at(
        due,
        vec![
            CountStep::From(request.from),
            CountStep::Elapsed(period, due),
            CountStep::NoRoll,
        ],
    ))
}

/// Art 3(1) and 3(2)(a): the hour of the event is not counted; the period ends with its last full hour. Art 3(4)
/// leaves hours out, so nothing rolls.
fn eu_hours(request: &Request<'_>) -> Result<Counted, CountError> {
    let hours = TimeDelta::hours(i64::from(request.period.count));
    let start = next_hour(request)?;
    let due = start.checked_add_signed(hours).ok_or(CountError::TooFar)?;
    let steps = vec![
        CountStep::From(request.from),
        CountStep::HourNotCounted,
        CountStep::Elapsed(request.period, due),
        CountStep::NoRoll,
    ];
    Ok(request.at(due, steps))
}

/// The end of the local hour in which the event falls; on the stroke, that whole hour still is the event's.
fn next_hour(request: &Request<'_>) -> Result<DateTime<Utc>, CountError> {
    let local = request.zone.local(request.from);
    let hour = local
        .duration_trunc(TimeDelta::hours(1))
        .map_err(|_| CountError::TooFar)?;
    Ok((hour + TimeDelta::hours(1)).to_utc())
}

/// Art 3(5) as practitioners apply it to hours: so many of them must fall on working days. Never earlier than
/// Art 3(2)(a). The text does not say what two working days are for a period that begins within a day: two days
/// touched, two whole ones, or 48 hours on them. The last is what practitioners print, and the figure is in
/// computations.toml.
fn two_working_days(request: &Request<'_>) -> Result<Counted, CountError> {
    let calendar = request.calendar()?;
    let hours = request
        .working_hours
        .ok_or(CountError::NoWorkingHours(request.counting))?;
    let plain = eu_hours(request)?;
    let mut at = next_hour(request)?;
    let mut left = TimeDelta::hours(i64::from(hours));
    while left > TimeDelta::zero() {
        let day = request.zone.local(at).date_naive();
        let next = request.zone.next_midnight(at).ok_or(CountError::TooFar)?;
        let room = next - at;
        if !calendar.is_working_day(day)? {
            at = next;
            continue;
        }
        let used = room.min(left);
        at += used;
        left -= used;
    }
    if at <= plain.due {
        return Ok(plain);
    }
    let mut steps = plain.steps;
    // The last one says that nothing was extended.
    steps.pop();
    steps.push(CountStep::WorkingHours(hours, at));
    Ok(request.at(at, steps))
}

fn calendar_days(request: &Request<'_>) -> Result<Counted, CountError> {
    let (day, mut steps) = request.event_day()?;
    let last = plus_days(day, request.period.count)?;
    steps.push(CountStep::Days(request.period, last));
    steps.push(CountStep::NoRoll);
    Ok(request.end_of(last, steps))
}

fn plus_days(day: NaiveDate, count: u32) -> Result<NaiveDate, CountError> {
    day.checked_add_days(Days::new(u64::from(count)))
        .ok_or(CountError::TooFar)
}

/// Art 3(2)(b), 3(4): to the end of the last day, moved past weekends and holidays; Art 3(5): two days or more hold
/// at least two working days. Either extends the period, so that the later end counts.
fn eu_days(request: &Request<'_>) -> Result<Counted, CountError> {
    let calendar = request.calendar()?;
    let (day, mut steps) = request.event_day()?;
    let mut last = plus_days(day, request.period.count)?;
    steps.push(CountStep::Days(request.period, last));
    last = rolled(calendar, last, &mut steps)?;
    if request.period.count >= 2 {
        let (mut working, mut at) = (0_u32, day);
        while working < 2 {
            at = plus_days(at, 1)?;
            working += u32::from(calendar.is_working_day(at)?);
        }
        if at > last {
            last = at;
            steps.push(CountStep::TwoWorkingDays(last));
        }
    }
    Ok(request.end_of(last, steps))
}

/// Moves a last day that is not a working day to the next one, Art 3(4).
fn rolled(calendar: &Calendar, last: NaiveDate, steps: &mut Vec<CountStep>) -> Result<NaiveDate, CountError> {
    if calendar.is_working_day(last)? {
        return Ok(last);
    }
    let next = calendar.next_working_day(last)?;
    let name = calendar.holiday_words(last)?;
    steps.push(CountStep::Rolled(last, name, next));
    Ok(next)
}

/// Weekdays that are no holiday. An event on a closed day gives the same result as one on the next open day's eve,
/// which is what Form 8-K General Instruction B.1 asks for.
fn business_days(request: &Request<'_>) -> Result<Counted, CountError> {
    let calendar = request.calendar()?;
    let (mut day, mut steps) = request.event_day()?;
    let mut left = request.period.count;
    while left > 0 {
        day = plus_days(day, 1)?;
        if calendar.is_working_day(day)? {
            left -= 1;
        } else if let Some(name) = calendar.holiday_words(day)? {
            steps.push(CountStep::Skipped(day, Some(name)));
        }
    }
    steps.push(CountStep::Days(request.period, day));
    Ok(request.end_of(day, steps))
}

/// Art 3(2)(c): the same day number, else the month's last day; rolled by Art 3(4) only under `month-1182`, which is
/// shown beside the strict date and is never the clock.
fn months(request: &Request<'_>, roll: bool) -> Result<Counted, CountError> {
    let (day, mut steps) = request.event_day()?;
    let mut last = day
        .checked_add_months(Months::new(request.period.count))
        .ok_or(CountError::TooFar)?;
    steps.push(CountStep::Days(request.period, last));
    if last.day() != day.day() {
        steps.push(CountStep::Clamped(last));
    }
    if roll {
        last = rolled(request.calendar()?, last, &mut steps)?;
    } else {
        steps.push(CountStep::NoRoll);
    }
    Ok(request.end_of(last, steps))
}

/// DORA's relief: a limit on a weekend day or bank holiday moves to a time (noon) of the next working day (Delegated
/// Regulation (EU) 2025/301 Art 5(4)). `None` where the limit falls on a working day.
///
/// # Errors
/// [`CountError::OutOfCalendar`] if the calendar ends too soon.
pub fn noon_relief(
    due: DateTime<Utc>,
    time: NaiveTime,
    zone: &Zone,
    calendar: &Calendar,
) -> Result<Option<Counted>, CountError> {
    let day = zone.local(due).date_naive();
    if calendar.is_working_day(day)? {
        return Ok(None);
    }
    let next = calendar.next_working_day(day)?;
    Ok(Some(Counted {
        due: zone.earliest(next.and_time(time)),
        date: next,
        zone: zone.clone(),
        steps: vec![CountStep::NextWorkingDay(next, time)],
    }))
}

impl Counted {
    /// The same day, ending when the recipient stops taking filings for it.
    #[must_use]
    pub fn closing_at(mut self, time: NaiveTime) -> Counted {
        self.due = self.zone.earliest(self.date.and_time(time));
        self.steps.push(CountStep::Closes(time, self.date));
        self
    }
}
