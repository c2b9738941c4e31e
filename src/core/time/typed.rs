//! Moments as people type them: in full, or told from now.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

pub use super::input_error::InputError;
use super::written_day::{Dotted, Reading, written_day};
use super::{MomentError, StoryTime, Zone, parse_moment};

/// The forms of a moment, for hints.
pub const MOMENT_FORMS: &str =
    "such as 2026-03-05 14:00, 5 Mar 14:00, 25.3.2026 14:00, 14:00, 3am, now, -2h, yesterday 18:00 or Tue 14:00";
/// The forms of a day, for hints.
pub const DAY_FORMS: &str = "such as 2026-03-05, 5 Mar 2026, 25.3.2026, today or tomorrow";

/// Where something is typed: what a clock there shows, and what `now` is. In a file nobody knows what it was.
#[derive(Debug, Clone, Copy)]
pub struct Place<'z> {
    pub zone: &'z Zone,
    pub now: Option<StoryTime>,
}

/// Reads a moment: a full one, or one told from now (`14:00`, `3am`, `now`, `-2h`, `yesterday 18:00`, `11pm yesterday`,
/// `Tue 14:00`, `23 Nov 14:00`). A time of day is today's; a weekday is the last one that has passed; a day without a year
/// is the nearest. `midnight` is not read: it may be the beginning of a day or its end.
///
/// # Errors
/// Says what is wrong, and for a skipped or doubled local time which two it may be.
pub fn moment(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, InputError> {
    Place { zone, now: Some(now) }.moment(text)
}

impl Place<'_> {
    /// Reads a moment.
    ///
    /// # Errors
    /// As [`moment`]; without a `now`, for one that is told from it.
    pub fn moment(self, text: &str) -> Result<DateTime<Utc>, InputError> {
        let text = text.trim();
        if let Some(now) = self.now {
            if text.eq_ignore_ascii_case("now") {
                return Ok(now.at());
            }
            if let Some(moment) = ago(text, now.at()) {
                return Ok(moment);
            }
        }
        let full = self.with_its_day(text)?;
        let read = parse_moment(full.as_deref().unwrap_or(text), Some(self.zone));
        read.map(|moment| moment.to_utc()).map_err(|error| match error {
            MomentError::Form(_) => self.wrong_with(text),
            MomentError::NoZone(_) | MomentError::Gap { .. } | MomentError::Fold { .. } => {
                InputError::new(error.to_string(), MOMENT_FORMS)
            }
        })
    }

    /// Reads a moment, or a day alone as its beginning.
    ///
    /// # Errors
    /// As [`Place::moment`], for what is neither.
    pub fn moment_or_day(self, text: &str) -> Result<DateTime<Utc>, InputError> {
        let error = match self.moment(text) {
            Ok(at) => return Ok(at),
            Err(error) => error,
        };
        if text.trim().is_empty() {
            return Err(error);
        }
        // A weekday is read beside a time of day alone; a day that has no 00:00 alone.
        let start = self.moment(&format!("{text} 00:00")).ok();
        let start = start.or_else(|| Some(self.zone.start_of_day(self.day(text).ok()?)));
        start.ok_or(error)
    }

    /// What is wrong with a text that is no moment.
    fn wrong_with(self, typed: &str) -> InputError {
        let lower = typed.to_ascii_lowercase().replace(',', " ");
        let words: Vec<&str> = lower.split_whitespace().collect();
        let clock = words.iter().find(|word| is_clock(word) && time_of_day(word).is_none());
        if let Some(clock) = clock {
            return InputError::new(
                format!("there is no time {clock}"),
                "a day goes from 00:00 to 23:59, such as 09:05",
            );
        }
        // A day before a `T`, as files have it, is looked at alone.
        let day = match lower.split_once('t') {
            Some((day, _)) if day.ends_with(|sign: char| sign.is_ascii_digit()) => vec![day],
            Some(_) | None => words,
        };
        let day_alone = day.len() > 1 || day.first() == Some(&lower.as_str());
        match written_day(&day, self.reading()) {
            Err(error) => error,
            Ok(Some(_)) if day_alone => InputError::new(
                format!("`{typed}` has no time of day"),
                format!("add it, such as {typed} 14:00"),
            ),
            Ok(_) => InputError::new(format!("`{typed}` is not a date and time"), MOMENT_FORMS),
        }
    }

    /// Reads a day.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn day(self, text: &str) -> Result<NaiveDate, InputError> {
        let lower = text.trim().to_ascii_lowercase().replace(',', " ");
        let words: Vec<&str> = lower.split_whitespace().collect();
        let day = match words[..] {
            [] => None,
            _ => written_day(&words, self.reading())?,
        };
        day.ok_or_else(|| InputError::new(format!("`{text}` is not a day"), DAY_FORMS))
    }

    fn reading(self) -> Reading {
        Reading {
            today: self.today(),
            dotted: Dotted::of(self.zone),
        }
    }

    fn today(self) -> Option<NaiveDate> {
        self.now.map(|now| self.zone.local(now.at()).date_naive())
    }

    /// A time of day alone, or with its day before or after it, as a full local date and time.
    fn with_its_day(self, text: &str) -> Result<Option<String>, InputError> {
        let lower = text.to_ascii_lowercase().replace(',', " ");
        // `3 pm` is one time.
        let joined = lower.replace(" am", "am").replace(" pm", "pm");
        let words: Vec<&str> = joined.split_whitespace().collect();
        let of_day = |word: Option<&&str>| word.and_then(|word| time_of_day(word));
        let (time, day) = match (of_day(words.last()), of_day(words.first())) {
            (Some(time), _) => (time, &words[..words.len() - 1]),
            (None, Some(time)) => (time, &words[1..]),
            (None, None) => return Ok(None),
        };
        let day = match (day, self.now) {
            ([], _) => self.today(),
            ([word], Some(now)) if word.parse::<Weekday>().is_ok() => word
                .parse()
                .ok()
                .and_then(|weekday| last(weekday, time, self.zone, now.at())),
            (words, _) => written_day(words, self.reading())?,
        };
        Ok(day.map(|day| format!("{day} {}", time.format("%H:%M"))))
    }
}

/// Whether a word is meant to be a time of day: digits and a colon, `25:00`.
fn is_clock(word: &str) -> bool {
    let clock = word.trim_end_matches(['a', 'p', 'm']);
    let (hours, minutes) = clock.split_once(':').unwrap_or_default();
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(hours) && digits(minutes)
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
fn last(wanted: Weekday, time: NaiveTime, zone: &Zone, now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = zone.local(now).date_naive();
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
            ("Mon 23 Nov 09:00", "2026-11-23 09:00"),
            ("23 Nov 2026 09:00", "2026-11-23 09:00"),
            ("Monday, 23 November 2026, 9am", "2026-11-23 09:00"),
            ("Nov 23rd, 9 am", "2026-11-23 09:00"),
            ("9:00 Nov 23", "2026-11-23 09:00"),
            ("23.11.2026 9:00", "2026-11-23 09:00"),
            ("23.11. 9:00", "2026-11-23 09:00"),
            ("11/23/2026 9:00", "2026-11-23 09:00"),
            ("04/04/2026 9:00", "2026-04-04 09:00"),
            // Without a year the nearest: last December is eleven months away, this one three weeks.
            ("23 Dec 09:00", "2026-12-23 09:00"),
            ("2 Jan 09:00", "2027-01-02 09:00"),
            ("1 Sept 09:00", "2026-09-01 09:00"),
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
            "Tue 23 Nov 09:00",
            "04/03/2026 09:00",
            "31.11.2026 09:00",
            "23 23 Nov 09:00",
            "Nov 09:00",
            "23 09:00",
            "23.11.26 09:00",
            "29 Feb 2026 09:00",
            "5.3.2026 09:00",
            "5.3. 09:00",
            "",
            ",",
        ] {
            assert!(moment(typed, &zone, now).is_err(), "{typed}");
        }
    }

    /// What is wrong is named: the form that was typed is no help.
    #[test]
    fn what_is_wrong_with_a_moment_is_named() {
        let now = StoryTime::outside_incidents(super::super::WallTime::read("2026-11-28T09:00:00Z".parse().unwrap()));
        for (zone, typed, words) in [
            ("Europe/Berlin", "31.11.2026", "November has 30 days"),
            ("America/Chicago", "31.11.2026", "November has 30 days"),
            ("America/Chicago", "11/31/2026 9:00", "November has 30 days"),
            ("Europe/Berlin", "2026-11-31", "November has 30 days"),
            ("Europe/Berlin", "2026-11-31 14:00", "November has 30 days"),
            ("Europe/Berlin", "2026-11-31T14:00", "November has 30 days"),
            ("Europe/Berlin", "31. Nov 14:00", "November has 30 days"),
            ("Europe/Berlin", "29.2.2026 14:00", "February has 28 days"),
            ("Europe/Berlin", "29 Feb 14:00", "no year around this one"),
            ("Europe/Berlin", "1.13.2026 14:00", "there is no month 13"),
            ("Europe/Berlin", "23.11.26 14:00", "a year of two digits"),
            ("Europe/Berlin", "23.11.2026", "has no time of day"),
            ("Europe/Berlin", "today", "has no time of day"),
            ("Europe/Berlin", "23.11.2026 25:00", "there is no time 25:00"),
            ("Europe/Berlin", "9:75", "there is no time 9:75"),
            ("America/Chicago", "5.3.2026", "may be"),
            ("Europe/Berlin", "someday", "is not a date and time"),
        ] {
            let zone = Zone::named(zone).unwrap();
            let error = moment(typed, &zone, now).unwrap_err().to_string();
            assert!(error.contains(words), "{typed}: {error}");
        }
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        // It is the 29th in Berlin.
        let now = StoryTime::outside_incidents(super::super::WallTime::read("2026-11-28T23:30:00Z".parse().unwrap()));
        let here = Place {
            zone: &zone,
            now: Some(now),
        };
        for (typed, day) in [
            ("2026-11-23", "2026-11-23"),
            ("today", "2026-11-29"),
            ("Tomorrow", "2026-11-30"),
            ("29.11.2026", "2026-11-29"),
            ("5.3.2026", "2026-03-05"),
            ("1 Dec", "2026-12-01"),
            ("Sun 29 Nov", "2026-11-29"),
        ] {
            assert_eq!(here.day(typed).unwrap().to_string(), day, "{typed}");
        }
        for typed in ["", "soon", "29", "Sat 29 Nov", "03/04/2026", "Mon"] {
            assert!(here.day(typed).is_err(), "{typed}");
        }
        let in_a_file = Place { zone: &zone, now: None };
        assert_eq!(in_a_file.day("23 Nov 2026").unwrap().to_string(), "2026-11-23");
        for typed in ["today", "23 Nov"] {
            assert!(in_a_file.day(typed).is_err(), "{typed}");
        }
        for typed in ["now", "-2h", "14:00", "Tue 14:00", "23 Nov 14:00"] {
            assert!(in_a_file.moment(typed).is_err(), "{typed}");
        }
        assert!(in_a_file.moment("23 Nov 2026 14:00").is_ok());
    }
}
