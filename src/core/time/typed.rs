//! Moments as people type them: in full, or told from now.

use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, Utc, Weekday};

use super::{MomentError, StoryTime, Zone, parse_moment};

/// What is wrong with something typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

impl InputError {
    /// What is wrong, and what would be right.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> InputError {
        InputError {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// The forms of a moment, for hints.
pub const MOMENT_FORMS: &str =
    "such as 2026-03-05 14:00, 2026-03-05T14:00-06:00, 14:00, now, -2h, yesterday 18:00 or Tue 14:00";

/// Reads a moment: a full one, or one told from now (`14:00`, `now`, `-2h`, `yesterday 18:00`, `Tue 14:00`). A time of
/// day is today's; a weekday is the last one that has passed.
///
/// # Errors
/// Says what is wrong, and for a skipped or doubled local time which two it may be.
pub fn moment(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, InputError> {
    let (text, now) = (text.trim(), now.at());
    if text.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    if let Some(moment) = ago(text, now) {
        return Ok(moment);
    }
    let full = relative_day(text, zone, now).unwrap_or_else(|| text.to_owned());
    read(&full, text, zone)
}

/// Reads a moment that is written in full: in a file nobody knows what `now` was.
///
/// # Errors
/// As [`moment`].
pub fn full_moment(text: &str, zone: &Zone) -> Result<DateTime<Utc>, InputError> {
    read(text.trim(), text, zone)
}

fn read(full: &str, typed: &str, zone: &Zone) -> Result<DateTime<Utc>, InputError> {
    parse_moment(full, Some(zone))
        .map(|moment| moment.to_utc())
        .map_err(|error| match error {
            MomentError::Form(_) => InputError::new(format!("`{typed}` is not a date and time"), MOMENT_FORMS),
            MomentError::NoZone(_) | MomentError::Gap { .. } | MomentError::Fold { .. } => {
                InputError::new(error.to_string(), MOMENT_FORMS)
            }
        })
}

/// `-2h`, `-90m`, `-3d`, `+4h`.
fn ago(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("-", rest) => (-1, rest),
        ("+", rest) => (1, rest),
        _ => return None,
    };
    let (number, unit) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
    let number: i64 = number.parse().ok()?;
    let minutes = match unit {
        "m" | "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    now.checked_add_signed(TimeDelta::try_minutes(sign * number.checked_mul(minutes)?)?)
}

/// `14:00`, `yesterday 18:00`, `today 09:30`, `Tue 14:00` as a full local date and time.
fn relative_day(text: &str, zone: &Zone, now: DateTime<Utc>) -> Option<String> {
    let today = zone.local(now).date_naive();
    let (day, time) = match text.rsplit_once(' ') {
        None => (today, text),
        Some((word, time)) => {
            let day = match word.to_ascii_lowercase().as_str() {
                "today" => today,
                "yesterday" => today.checked_sub_days(Days::new(1))?,
                word => last(word.parse::<Weekday>().ok()?, today, time, zone, now)?,
            };
            (day, time)
        }
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    Some(format!("{day} {}", time.format("%H:%M")))
}

/// The last such weekday whose time of day has passed.
fn last(
    wanted: Weekday,
    today: chrono::NaiveDate,
    time: &str,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Option<chrono::NaiveDate> {
    let back = today.weekday().days_since(wanted);
    let day = today.checked_sub_days(Days::new(u64::from(back)))?;
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    if back == 0 && zone.local(now).time() < time {
        return day.checked_sub_days(Days::new(7));
    }
    Some(day)
}
