//! Days as people write them: `23 Nov 2026`, `Nov 23`, `23.11.2026`, `Mon 23 Nov`. A day that can be read in two ways is
//! asked about.

use chrono::{Datelike as _, Days, Month, NaiveDate, Weekday};

use super::Zone;
use super::input_error::InputError;

/// How days are read where they are typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// In a file nobody knows what it was.
    pub(super) today: Option<NaiveDate>,
    pub(super) dotted: Dotted,
}

/// What `5.3.2026` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dotted {
    DayFirst,
    /// Some write the month first with dots as well: where it may be either, it is asked about.
    Asked,
}

impl Dotted {
    /// Where clocks are American, or say nothing of a place, a month may stand first.
    pub(super) fn of(zone: &Zone) -> Dotted {
        let american = ["America/", "US/", "Pacific/", "Etc/"];
        let name = zone.name();
        match american.iter().any(|area| name.starts_with(area)) || !name.contains('/') {
            true => Dotted::Asked,
            false => Dotted::DayFirst,
        }
    }
}

/// What the words of a day say.
#[derive(Debug, Default)]
struct Parts {
    weekday: Option<Weekday>,
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
}

/// Reads the words of a day, in lower case. `None` where they are none.
///
/// # Errors
/// Where the words contradict each other, or may mean two days.
pub(super) fn written_day(words: &[&str], reading: Reading) -> Result<Option<NaiveDate>, InputError> {
    if let ([word], Some(today)) = (words, reading.today) {
        let near = match *word {
            "today" => Some(today),
            "yesterday" => today.checked_sub_days(Days::new(1)),
            "tomorrow" => today.checked_add_days(Days::new(1)),
            _ => None,
        };
        if near.is_some() {
            return Ok(near);
        }
    }
    let mut parts = Parts::default();
    for word in words {
        if parts.take(word, reading)?.is_none() {
            return Ok(None);
        }
    }
    parts.day_meant(reading.today)
}

impl Parts {
    /// Takes in a word; `None` where it has no place in a day, or its place is taken.
    fn take(&mut self, word: &str, reading: Reading) -> Result<Option<()>, InputError> {
        if let Ok(weekday) = word.parse::<Weekday>() {
            return Ok(put(&mut self.weekday, weekday));
        }
        if let Some(month) = month(word) {
            return Ok(put(&mut self.month, month));
        }
        if let Some((day, month, year)) = numbers(word, reading)? {
            let year = year.map_or(Some(()), |year| put(&mut self.year, year));
            return Ok(put(&mut self.day, day).and(put(&mut self.month, month)).and(year));
        }
        if word.len() == 4
            && let Ok(year) = word.parse()
        {
            return Ok(put(&mut self.year, year));
        }
        Ok(day_of_month(word).and_then(|day| put(&mut self.day, day)))
    }

    fn day_meant(self, today: Option<NaiveDate>) -> Result<Option<NaiveDate>, InputError> {
        let (Some(day), Some(month)) = (self.day, self.month) else {
            return Ok(None);
        };
        let date = match (self.year, today) {
            (Some(year), _) => NaiveDate::from_ymd_opt(year, month, day),
            (None, Some(today)) => nearest(month, day, today),
            (None, None) => None,
        };
        // In a file a day without a year is none; everywhere else there has to be such a day.
        if date.is_none() && (self.year.is_some() || today.is_some()) {
            return Err(no_such_day(day, month, self.year));
        }
        let (Some(date), Some(weekday)) = (date, self.weekday) else {
            return Ok(date);
        };
        match date.weekday() == weekday {
            true => Ok(Some(date)),
            false => Err(InputError::new(
                format!("{} is a {}", date.format("%-d %B %Y"), date.format("%A")),
                "give the day without its weekday, or with its year",
            )),
        }
    }
}

/// Says why a calendar has no such day.
fn no_such_day(day: u32, month: u32, year: Option<i32>) -> InputError {
    let hint = "look at the calendar: which day is meant?";
    let Some(name) = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()) else {
        return InputError::new(format!("there is no month {month}"), "a year has 12 months");
    };
    let name = name.name();
    // Whether February has 28 or 29 days depends on the year.
    let days = |year: i32| {
        (28..=31)
            .rev()
            .find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some())
    };
    match (year, year.and_then(days)) {
        (Some(year), Some(days)) => {
            InputError::new(format!("there is no {day} {name} {year}: {name} has {days} days"), hint)
        }
        (_, _) if month == 2 => InputError::new(
            format!("no year around this one has a {day} {name}"),
            "write the year as well",
        ),
        (_, _) => {
            let days = if matches!(month, 4 | 6 | 9 | 11) { 30 } else { 31 };
            InputError::new(format!("there is no {day} {name}: {name} has {days} days"), hint)
        }
    }
}

fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

/// Without a year the day that is nearest: in November `28 Dec` is to come, in January it has passed.
fn nearest(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    let years = today.year() - 1..=today.year() + 1;
    years
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|date| (*date - today).num_days().abs())
}

/// `nov`, `november`, `sept.`.
fn month(word: &str) -> Option<u32> {
    let name = word.trim_end_matches('.');
    if name == "sept" {
        return Some(9);
    }
    name.parse::<Month>().ok().map(|month| month.number_from_month())
}

/// `23`, `23.`, `23rd`.
fn day_of_month(word: &str) -> Option<u32> {
    let endings = [".", "st", "nd", "rd", "th"];
    let digits = endings
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    let short = digits.len() <= 2 && digits.chars().all(|c| c.is_ascii_digit());
    short.then(|| digits.parse().ok()).flatten()
}

/// Day, month and year as numbers: `2026-11-23`; `23.11.2026` and `23.11.`; `11/23/2026`, which some put the day first in and
/// some the month.
fn numbers(word: &str, reading: Reading) -> Result<Option<(u32, u32, Option<i32>)>, InputError> {
    if let Some(date) = super::day::day(word) {
        return Ok(Some((date.day(), date.month(), Some(date.year()))));
    }
    if let Some(found) = year_first(word) {
        return Ok(Some(found));
    }
    let dotted = word.strip_suffix('.').unwrap_or(word).split('.').collect::<Vec<_>>();
    let (slashed, two) = (word.split('/').collect::<Vec<_>>(), |text: &str| {
        text.parse::<u32>().ok().filter(|_| text.len() <= 2)
    });
    let year = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 4);
    let read = match (&dotted[..], &slashed[..]) {
        ([one, other], _) => two(one).zip(two(other)).map(|pair| (pair, None, reading.dotted)),
        ([one, other, of], _) => {
            let pair = two(one).zip(two(other)).zip(year(of));
            pair.map(|(pair, year)| (pair, Some(year), reading.dotted))
        }
        (_, [one, other, of]) => {
            let pair = two(one).zip(two(other)).zip(year(of));
            pair.map(|(pair, year)| (pair, Some(year), Dotted::Asked))
        }
        (_, _) => None,
    };
    let Some(((one, other), year, order)) = read else {
        return match short_year(&dotted) || short_year(&slashed) {
            true => Err(InputError::new(
                format!("`{word}` has a year of two digits"),
                "write the year in full, such as 2026",
            )),
            false => Ok(None),
        };
    };
    match order {
        Dotted::DayFirst => Ok(Some((one, other, year))),
        Dotted::Asked => either((word, year), one, other).map(|(day, month)| Some((day, month, year))),
    }
}

/// `2026-11-31`, whether or not there is such a day.
fn year_first(word: &str) -> Option<(u32, u32, Option<i32>)> {
    let parts: Vec<&str> = word.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Some((day.parse().ok()?, month.parse().ok()?, Some(year.parse().ok()?)))
}

/// `23.11.26`: nobody knows whether 1926 is meant.
fn short_year(parts: &[&str]) -> bool {
    let digits = |text: &&str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits)
}

/// Two numbers of which either may be the day: the day and the month, where only one reading is a day of any year.
fn either((word, year): (&str, Option<i32>), one: u32, other: u32) -> Result<(u32, u32), InputError> {
    // So that 29 February is a day, whatever year is meant.
    const LEAP_YEAR: i32 = 2024;
    let day_first = NaiveDate::from_ymd_opt(LEAP_YEAR, other, one);
    let month_first = NaiveDate::from_ymd_opt(LEAP_YEAR, one, other);
    match (day_first, month_first) {
        (Some(a), Some(b)) if a != b => Err(InputError::new(
            format!("`{word}` may be {} or {}", a.format("%-d %B"), b.format("%-d %B")),
            "write the month as a word, or the date as 2026-11-23",
        )),
        (Some(date), _) | (None, Some(date)) => Ok((date.day(), date.month())),
        // Only one of them can be the month, and it has no such day.
        (None, None) if one > 12 && (1..=12).contains(&other) => Err(no_such_day(one, other, year)),
        (None, None) if other > 12 && (1..=12).contains(&one) => Err(no_such_day(other, one, year)),
        (None, None) => Err(InputError::new(
            format!("`{word}` is no day"),
            "write the date as 2026-11-23 or 23 Nov 2026",
        )),
    }
}
