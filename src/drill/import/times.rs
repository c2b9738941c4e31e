//! When an inject comes, as people and spreadsheets write it: minutes, `T+25`, `0:25`, `1h45`, `01:30 PM`, `0900`, a
//! fraction of a day, a serial number of a date. `9:00` may be a time of day or nine hours from the start: where the list
//! does not tell, the person is asked.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use crate::core::coded::coded;

/// The longest exercise, in minutes: two days.
pub(super) const LONGEST: u64 = 2 * 24 * 60;
const DAY: i64 = 24 * 60;

coded! {
    /// What `9:00` means in a list.
    pub enum TimesAre: "kind of times" {
        /// Time from the start.
        Elapsed = "elapsed",
        /// Time of day.
        OfDay = "of-day",
    }
}

/// The moment at minute 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zero {
    Time(NaiveTime),
    Moment(NaiveDateTime),
}

impl std::str::FromStr for Zero {
    type Err = String;

    fn from_str(text: &str) -> Result<Zero, String> {
        match WrittenTime::read(text) {
            WrittenTime::Moment(at) => Ok(Zero::Moment(at)),
            WrittenTime::OfDay(minutes)
            | WrittenTime::HoursMinutes(minutes)
            | WrittenTime::FourDigits { of_day: minutes, .. } => {
                Ok(Zero::Time(time(minutes).ok_or("a day has 24 hours")?))
            }
            WrittenTime::Empty | WrittenTime::InHand | WrittenTime::Elapsed(_) | WrittenTime::Unreadable => {
                Err("a time of day such as 09:00, or a moment such as 2026-03-02T09:00".to_owned())
            }
        }
    }
}

fn time(minutes: u64) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(u32::try_from(minutes / 60).ok()?, u32::try_from(minutes % 60).ok()?, 0)
}

/// A cell of the column of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenTime {
    Empty,
    /// The facilitator decides.
    InHand,
    /// Minutes from the start, and nothing else.
    Elapsed(u64),
    /// Minutes of a day, and nothing else.
    OfDay(u64),
    /// Hours and minutes, of the day or from the start.
    HoursMinutes(u64),
    /// Four digits: a number of minutes, or hours and minutes of a day.
    FourDigits {
        minutes: u64,
        of_day: u64,
    },
    Moment(NaiveDateTime),
    Unreadable,
}

/// Words in place of a time.
const IN_HAND: [&str; 9] = [
    "contingency",
    "contingent",
    "reserve",
    "if needed",
    "as needed",
    "ad hoc",
    "on demand",
    "bei bedarf",
    "reserveinlage",
];

impl WrittenTime {
    pub(super) fn read(text: &str) -> WrittenTime {
        let text = text.replace(['\u{a0}', '\u{202f}'], " ").trim().to_lowercase();
        if text.is_empty() {
            return WrittenTime::Empty;
        }
        if IN_HAND.contains(&text.as_str()) {
            return WrittenTime::InHand;
        }
        let counted = text.trim_start_matches('t').trim_start();
        if let Some(rest) = counted.strip_prefix('+') {
            return from_start(rest.trim());
        }
        of_day(&text)
            .or_else(|| spelled(&text))
            .or_else(|| colons(&text).map(WrittenTime::HoursMinutes))
            .or_else(|| moment(&text).map(WrittenTime::Moment))
            .or_else(|| number(&text))
            .unwrap_or(WrittenTime::Unreadable)
    }

    fn starts_at_zero(self) -> bool {
        matches!(self, WrittenTime::Elapsed(0) | WrittenTime::HoursMinutes(0))
    }
}

/// What a plus says: counted from the start.
fn from_start(text: &str) -> WrittenTime {
    let minutes = colons(text)
        .or_else(|| text.parse().ok())
        .or_else(|| match spelled(text) {
            Some(WrittenTime::Elapsed(minutes) | WrittenTime::HoursMinutes(minutes)) => Some(minutes),
            Some(_) | None => None,
        });
    minutes.map_or(WrittenTime::Unreadable, WrittenTime::Elapsed)
}

/// `01:30 PM`, `9 am`, `09.15 Uhr`.
fn of_day(text: &str) -> Option<WrittenTime> {
    let plain = text.replace('.', "");
    for (ending, add) in [("am", 0), ("pm", 12)] {
        if let Some(rest) = plain.strip_suffix(ending) {
            let rest = text[..text.len() - (plain.len() - rest.len())].trim_end_matches(['.', 'a', 'p', 'm', ' ']);
            let minutes = colons(rest).or_else(|| hours(rest.trim()))?;
            let (hour, minute) = (minutes / 60, minutes % 60);
            return (1..=12)
                .contains(&hour)
                .then(|| WrittenTime::OfDay((hour % 12 + add) * 60 + minute));
        }
    }
    let hour = text.strip_suffix("uhr")?.trim().replace('.', ":");
    let minutes = colons(&hour).or_else(|| hours(&hour))?;
    (minutes < 1440).then_some(WrittenTime::OfDay(minutes))
}

/// The minutes of whole hours.
fn hours(text: &str) -> Option<u64> {
    text.parse::<u64>().ok()?.checked_mul(60)
}

/// `0:25`, `0:25:00`.
fn colons(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let (hours, minutes) = match parts.as_slice() {
        [hours, minutes] => (hours, minutes),
        [hours, minutes, seconds] if seconds.parse::<f64>().is_ok_and(|s| (0.0..60.0).contains(&s)) => (hours, minutes),
        _ => return None,
    };
    let minutes: u64 = minutes.trim().parse().ok().filter(|minutes| *minutes < 60)?;
    hours.trim().parse::<u64>().ok()?.checked_mul(60)?.checked_add(minutes)
}

/// `90 min`, `1 h`, `1h45`, `1 hour 5 minutes`, `2 Std.`.
fn spelled(text: &str) -> Option<WrittenTime> {
    let mut minutes = 0.0;
    let mut rest = text.trim();
    let mut tight = false;
    let mut hours_seen = false;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
            .unwrap_or(rest.len());
        let value: f64 = rest[..digits].replace(',', ".").parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest
            .find(|c: char| !c.is_alphabetic() && c != '.')
            .unwrap_or(rest.len());
        let factor = match rest[..letters].trim_end_matches('.') {
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures" => 60.0,
            "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => 1.0,
            // `1h45` is a time of day in some countries.
            "" if hours_seen && value < 60.0 => {
                tight = true;
                1.0
            }
            _ => return None,
        };
        hours_seen |= factor > 1.0;
        minutes += value * factor;
        rest = rest[letters..].trim_start();
    }
    let minutes = whole(minutes)?;
    Some(match tight {
        true => WrittenTime::HoursMinutes(minutes),
        false => WrittenTime::Elapsed(minutes),
    })
}

/// `2026-03-02 09:00`, `02.03.2026 09:00`.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.replace('t', " ");
    let text = text.trim_end_matches('z').trim();
    let forms = [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
    ];
    forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// A number alone: minutes, four digits, a fraction of a day, the serial number of a date.
fn number(text: &str) -> Option<WrittenTime> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u64 = text.parse().ok()?;
        let (hours, minutes) = (number / 100, number % 100);
        return Some(match number {
            _ if text.len() == 4 && hours < 24 && minutes < 60 => WrittenTime::FourDigits {
                minutes: number,
                of_day: hours * 60 + minutes,
            },
            // Serial numbers of the days from 1954 to 2119; no exercise has so many minutes.
            20_000..80_000 => serial(number as f64)?,
            number => WrittenTime::Elapsed(number),
        });
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    match number {
        // A fraction of a day, up to the longest exercise.
        n if n > 0.0 && n <= 2.0 => Some(WrittenTime::HoursMinutes(whole(n * DAY as f64)?)),
        n if (20_000.0..80_000.0).contains(&n) => serial(n),
        _ => None,
    }
}

/// A spreadsheet's day 1 is 1 January 1900, and it believes in 29 February 1900.
fn serial(number: f64) -> Option<WrittenTime> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    let minutes = i64::try_from(whole(number * DAY as f64)?).ok()?;
    Some(WrittenTime::Moment(
        epoch.checked_add_signed(TimeDelta::minutes(minutes))?,
    ))
}

/// To the nearest minute; `None` for what no number of minutes is.
fn whole(minutes: f64) -> Option<u64> {
    (minutes.is_finite() && (0.0..1e9).contains(&minutes)).then(|| minutes.round() as u64)
}

/// A time with the day it is on, where a column names days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// The row it is in, as a spreadsheet counts.
    pub row: usize,
    pub time: WrittenTime,
    /// The day from 0.
    pub day: Option<i64>,
}

/// When each inject comes: a minute, or why it has none.
pub(super) type Placed = Result<u64, Unplaced>;

/// Why an inject has no minute; it becomes a contingency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unplaced {
    /// It was meant so.
    InHand,
    Why(String),
}

/// `9:00` could be both, and nothing in the list says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclear {
    pub row: usize,
}

/// How a column is read, and from where.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub times: Option<TimesAre>,
    pub zero: Option<Zero>,
}

/// Places a column of times.
pub(super) fn placed(cells: &[Cell], told: Told) -> Result<(Vec<Placed>, TimesAre), Unclear> {
    let times = match told.times {
        Some(times) => times,
        None => guessed(cells, told.zero)?,
    };
    let placed = match times {
        TimesAre::Elapsed => cells.iter().map(|cell| elapsed(cell, told.zero)).collect(),
        TimesAre::OfDay => of_days(cells, told.zero),
    };
    Ok((placed, times))
}

/// What the list says of itself: a column that begins at zero counts from the start, one with moments or times of day does not.
fn guessed(cells: &[Cell], zero: Option<Zero>) -> Result<TimesAre, Unclear> {
    let timed = || {
        cells
            .iter()
            .filter(|cell| !matches!(cell.time, WrittenTime::Empty | WrittenTime::InHand))
    };
    if timed().next().is_some_and(|cell| cell.time.starts_at_zero()) {
        return Ok(TimesAre::Elapsed);
    }
    let is = |wanted: fn(WrittenTime) -> bool| timed().any(|cell| wanted(cell.time));
    let from_start = is(|time| matches!(time, WrittenTime::Elapsed(_)));
    let of_day = is(|time| matches!(time, WrittenTime::OfDay(_) | WrittenTime::Moment(_)));
    // `0900`: nobody writes minutes with a zero before them.
    let military = is(|time| matches!(time, WrittenTime::FourDigits { minutes, .. } if minutes < 1000));
    match (from_start, of_day || military) {
        (false, true) => return Ok(TimesAre::OfDay),
        (true, true) => return Ok(TimesAre::Elapsed),
        (true | false, false) => {}
    }
    let both = |cell: &&Cell| {
        matches!(cell.time, WrittenTime::HoursMinutes(m) if m < 1440)
            || matches!(cell.time, WrittenTime::FourDigits { .. })
    };
    match timed().find(both) {
        None => Ok(TimesAre::Elapsed),
        Some(_) if zero.is_some() => Ok(TimesAre::OfDay),
        Some(cell) => Err(Unclear { row: cell.row }),
    }
}

fn why(words: String) -> Placed {
    Err(Unplaced::Why(words))
}

/// A minute that an exercise can have.
fn within(minutes: i64) -> Placed {
    match u64::try_from(minutes) {
        Ok(minutes) if minutes <= LONGEST => Ok(minutes),
        Ok(_) => why("it is more than two days after the start".to_owned()),
        Err(_) => why("it is before the start".to_owned()),
    }
}

fn signed(minutes: u64) -> i64 {
    i64::try_from(minutes).unwrap_or(i64::MAX)
}

fn elapsed(cell: &Cell, zero: Option<Zero>) -> Placed {
    let day = cell.day.unwrap_or(0).saturating_mul(DAY);
    match (cell.time, zero) {
        (WrittenTime::Empty | WrittenTime::InHand, _) => Err(Unplaced::InHand),
        (WrittenTime::Unreadable, _) => why("it is not a time".to_owned()),
        (
            WrittenTime::Elapsed(minutes)
            | WrittenTime::HoursMinutes(minutes)
            | WrittenTime::FourDigits { minutes, .. },
            _,
        ) => within(day.saturating_add(signed(minutes))),
        (WrittenTime::OfDay(minutes), Some(zero)) => within(signed(minutes) - zero.minute_of_day()),
        (WrittenTime::Moment(at), Some(Zero::Moment(zero))) => within((at - zero).num_minutes()),
        (WrittenTime::OfDay(_), None) => why(
            "it is a time of day, and other rows count from the start; say which time of day the start is (--zero)"
                .to_owned(),
        ),
        (WrittenTime::Moment(_), None | Some(Zero::Time(_))) => why(
            "it is a moment with a date, and other rows count from the start; say which moment the start is (--zero)"
                .to_owned(),
        ),
    }
}

impl Zero {
    fn minute_of_day(self) -> i64 {
        let time = match self {
            Zero::Time(time) => time,
            Zero::Moment(at) => at.time(),
        };
        i64::from(time.num_seconds_from_midnight() / 60)
    }
}

/// Times of day: minute 0 is the first row's, or the one that was told. A day passes where the clock goes back by half
/// a day and more; less is an entry that stands out of order.
fn of_days(cells: &[Cell], zero: Option<Zero>) -> Vec<Placed> {
    let first_date = cells.iter().find_map(|cell| match cell.time {
        WrittenTime::Moment(at) => Some(at.date()),
        WrittenTime::Empty
        | WrittenTime::InHand
        | WrittenTime::Elapsed(_)
        | WrittenTime::OfDay(_)
        | WrittenTime::HoursMinutes(_)
        | WrittenTime::FourDigits { .. }
        | WrittenTime::Unreadable => None,
    });
    let mut day = 0;
    let mut last: Option<i64> = None;
    let mut start = zero.map(|zero| match (zero, first_date) {
        (Zero::Moment(at), Some(first)) => (at.date() - first).num_days() * DAY + zero.minute_of_day(),
        (Zero::Moment(_) | Zero::Time(_), _) => zero.minute_of_day(),
    });
    let place = |cell: &Cell| {
        let at = match (cell.time, first_date) {
            (WrittenTime::Empty | WrittenTime::InHand, _) => return Err(Unplaced::InHand),
            (WrittenTime::Unreadable, _) => return why("it is not a time".to_owned()),
            (WrittenTime::Elapsed(minutes), _) => return within(signed(minutes)),
            (WrittenTime::Moment(at), Some(first)) => {
                (at.date() - first).num_days() * DAY + i64::from(at.num_seconds_from_midnight() / 60)
            }
            (WrittenTime::Moment(at), None) => i64::from(at.num_seconds_from_midnight() / 60),
            (
                WrittenTime::OfDay(minutes)
                | WrittenTime::HoursMinutes(minutes)
                | WrittenTime::FourDigits { of_day: minutes, .. },
                _,
            ) => {
                day = cell.day.unwrap_or(day);
                let here = day.saturating_mul(DAY).saturating_add(signed(minutes));
                match last {
                    Some(last) if cell.day.is_none() && here.saturating_add(DAY / 2) <= last => {
                        day = day.saturating_add(1);
                        here.saturating_add(DAY)
                    }
                    Some(_) | None => here,
                }
            }
        };
        last = Some(at);
        within(at.saturating_sub(*start.get_or_insert(at)))
    };
    cells.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_numbers_are_no_times() {
        for text in [
            "999999999999999999 pm",
            "999999999999999999 uhr",
            "18446744073709551615 am",
        ] {
            assert_eq!(WrittenTime::read(text), WrittenTime::Unreadable, "{text}");
        }
        let at = |time, day| Cell { row: 1, time, day };
        for day in [i64::MAX, i64::MAX / DAY, 400_000] {
            let cells = [
                at(WrittenTime::OfDay(600), Some(0)),
                at(WrittenTime::Elapsed(u64::MAX), Some(day)),
                at(WrittenTime::OfDay(600), Some(day)),
                at(WrittenTime::OfDay(5), None),
            ];
            for times in [TimesAre::Elapsed, TimesAre::OfDay] {
                let zero = Some(Zero::Time(NaiveTime::MIN));
                let told = Told {
                    times: Some(times),
                    zero,
                };
                let (placed, _) = placed(&cells, told).unwrap();
                assert_eq!(placed[0], Ok(600), "{times:?}");
                assert!(placed[1].is_err(), "{times:?} {placed:?}");
            }
        }
    }
}
