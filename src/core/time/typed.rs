//! Moments as people type them: in full, or told from now.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

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
    "such as 2026-03-05 14:00, 2026-03-05T14:00-06:00, 14:00, 3am, now, -2h, yesterday 18:00 or Tue 14:00";

/// Reads a moment: a full one, or one told from now (`14:00`, `3am`, `now`, `-2h`, `yesterday 18:00`, `11pm yesterday`,
/// `Tue 14:00`). A time of day is today's; a weekday is the last one that has passed. `midnight` is not read: it may be
/// the beginning of a day or its end.
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

/// A time of day alone, or with its day before or after it, as a full local date and time.
fn relative_day(text: &str, zone: &Zone, now: DateTime<Utc>) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    // `3 pm` is one time.
    let joined = lower.replace(" am", "am").replace(" pm", "pm");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let (time, day) = match words[..] {
        [time] => (time_of_day(time)?, None),
        [one, other] => match time_of_day(other) {
            Some(time) => (time, Some(one)),
            None => (time_of_day(one)?, Some(other)),
        },
        _ => return None,
    };
    let today = zone.local(now).date_naive();
    let day = match day {
        None | Some("today") => today,
        Some("yesterday") => today.checked_sub_days(Days::new(1))?,
        Some("tomorrow") => today.checked_add_days(Days::new(1))?,
        Some(word) => match word.parse::<Weekday>() {
            Ok(weekday) => last(weekday, today, time, zone, now)?,
            Err(_) => NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?,
        },
    };
    Some(format!("{day} {}", time.format("%H:%M")))
}

/// `14:00`, `3am`, `3:30pm`, `noon`. 12am begins the day.
fn time_of_day(word: &str) -> Option<NaiveTime> {
    if word == "noon" {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    let (clock, afternoon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (None, None) => return NaiveTime::parse_from_str(word, "%H:%M").ok(),
        (Some(clock), _) => (clock, 0),
        (None, Some(clock)) => (clock, 12),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    let hour: u32 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let minute = (minute.len() == 2).then(|| minute.parse().ok())??;
    NaiveTime::from_hms_opt(hour % 12 + afternoon, minute, 0)
}

/// The last such weekday whose time of day has passed.
fn last(wanted: Weekday, today: NaiveDate, time: NaiveTime, zone: &Zone, now: DateTime<Utc>) -> Option<NaiveDate> {
    let back = today.weekday().days_since(wanted);
    let day = today.checked_sub_days(Days::new(u64::from(back)))?;
    if back == 0 && zone.local(now).time() < time {
        return day.checked_sub_days(Days::new(7));
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_type_them() {
        let zone = Zone::named("America/Chicago").unwrap();
        // Saturday.
        let now = StoryTime::outside_incidents(super::super::WallTime::read("2026-11-28T09:00:00Z".parse().unwrap()));
        for (typed, local) in [
            ("02:30", "2026-11-28 02:30"),
            ("3am", "2026-11-28 03:00"),
            ("3 AM today", "2026-11-28 03:00"),
            ("today 12am", "2026-11-28 00:00"),
            ("12:05 am", "2026-11-28 00:05"),
            ("11:30pm yesterday", "2026-11-27 23:30"),
            ("yesterday 18:00", "2026-11-27 18:00"),
            ("tomorrow 23:00", "2026-11-29 23:00"),
            ("noon tomorrow", "2026-11-29 12:00"),
            ("12pm", "2026-11-28 12:00"),
            ("Tue 14:00", "2026-11-24 14:00"),
            ("2pm tuesday", "2026-11-24 14:00"),
            ("sat 02:00", "2026-11-28 02:00"),
            ("sat 4am", "2026-11-21 04:00"),
            ("2026-03-05 2pm", "2026-03-05 14:00"),
        ] {
            let read = moment(typed, &zone, now).unwrap();
            assert_eq!(zone.local(read).format("%Y-%m-%d %H:%M").to_string(), local, "{typed}");
        }
        for typed in [
            "midnight",
            "13pm",
            "0am",
            "3:5pm",
            "25:00",
            "3",
            "3am 4am",
            "today",
            "soon 14:00",
            "pm",
        ] {
            assert!(moment(typed, &zone, now).is_err(), "{typed}");
        }
    }
}
