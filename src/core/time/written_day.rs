//! Days as people write them: `23 Nov 2026`, `Nov 23`, `23.11.2026`, `Mon 23 Nov`. A day that can be read in two ways is
//! asked about.

use chrono::{Datelike as _, Days, Month, NaiveDate, Weekday};

use super::input_error::InputError;

/// Days that are told from the present one, where there is one: in a file nobody knows what `today` was.
pub(super) type Today = Option<NaiveDate>;

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
pub(super) fn written_day(words: &[&str], today: Today) -> Result<Option<NaiveDate>, InputError> {
    if let ([word], Some(today)) = (words, today) {
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
        if parts.take(word)?.is_none() {
            return Ok(None);
        }
    }
    parts.day_meant(today)
}

impl Parts {
    /// Takes in a word; `None` where it has no place in a day, or its place is taken.
    fn take(&mut self, word: &str) -> Result<Option<()>, InputError> {
        if let Ok(weekday) = word.parse::<Weekday>() {
            return Ok(put(&mut self.weekday, weekday));
        }
        if let Some(month) = month(word) {
            return Ok(put(&mut self.month, month));
        }
        if let Some((day, month, year)) = numbers(word)? {
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

    fn day_meant(self, today: Today) -> Result<Option<NaiveDate>, InputError> {
        let (Some(day), Some(month)) = (self.day, self.month) else {
            return Ok(None);
        };
        let date = match (self.year, today) {
            (Some(year), _) => NaiveDate::from_ymd_opt(year, month, day),
            (None, Some(today)) => nearest(month, day, today),
            (None, None) => None,
        };
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

/// Day, month and year as numbers: `2026-11-23`; `23.11.2026` and `23.11.`, which put the day first everywhere; `11/23/2026`,
/// which some put the day first in and some the month.
fn numbers(word: &str) -> Result<Option<(u32, u32, Option<i32>)>, InputError> {
    if let Some(date) = super::day::day(word) {
        return Ok(Some((date.day(), date.month(), Some(date.year()))));
    }
    let dotted = word.strip_suffix('.').unwrap_or(word).split('.').collect::<Vec<_>>();
    let (slashed, two) = (word.split('/').collect::<Vec<_>>(), |text: &str| {
        text.parse::<u32>().ok().filter(|_| text.len() <= 2)
    });
    let year = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 4);
    match (&dotted[..], &slashed[..]) {
        ([day, month], _) => Ok(two(day).zip(two(month)).map(|(day, month)| (day, month, None))),
        ([day, month, of], _) => Ok(two(day)
            .zip(two(month))
            .zip(year(of))
            .map(|((day, month), year)| (day, month, Some(year)))),
        (_, [one, other, of]) => match two(one).zip(two(other)).zip(year(of)) {
            Some(((one, other), year)) => slashes(word, one, other, year).map(Some),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

fn slashes(word: &str, one: u32, other: u32, year: i32) -> Result<(u32, u32, Option<i32>), InputError> {
    let day_first = NaiveDate::from_ymd_opt(year, other, one);
    let month_first = NaiveDate::from_ymd_opt(year, one, other);
    match (day_first, month_first) {
        (Some(a), Some(b)) if a != b => Err(InputError::new(
            format!("`{word}` may be {} or {}", a.format("%-d %B %Y"), b.format("%-d %B %Y")),
            "write the month as a word, or the date as 2026-11-23",
        )),
        (Some(date), _) | (None, Some(date)) => Ok((date.day(), date.month(), Some(year))),
        (None, None) => Err(InputError::new(
            format!("`{word}` is no day"),
            "write the date as 2026-11-23 or 23 Nov 2026",
        )),
    }
}
