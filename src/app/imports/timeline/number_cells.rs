//! Cells that are numbers and moments of themselves: seconds since 1970, and days of a spreadsheet.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// What a number says.
pub(super) enum NumberCell {
    Instant(DateTime<Utc>),
    DayNumber(NaiveDate, Option<NaiveTime>),
}

/// Days of a spreadsheet between 2009 and 2064.
const DAY_NUMBERS: std::ops::RangeInclusive<i64> = 40_000..=60_000;

/// Numbers that are moments of themselves. Fractions are read as text: a binary fraction would move the moment.
pub(super) fn number(text: &str) -> Option<NumberCell> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !figures(whole) || !figures(fraction) || text.ends_with('.') {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    if whole.len() == 5 && DAY_NUMBERS.contains(&value) {
        return day_number(value, fraction);
    }
    let nanoseconds = match (whole.len(), fraction) {
        (10, fraction) => i128::from(value) * 1_000_000_000 + i128::from(nanos(fraction)),
        (13, "") => i128::from(value) * 1_000_000,
        (16, "") => i128::from(value) * 1000,
        (19, "") => i128::from(value),
        _ => return None,
    };
    let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
    let rest = u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?;
    DateTime::from_timestamp(seconds, rest).map(NumberCell::Instant)
}

/// Days since 30 December 1899. Five decimals are good to about a second; a whole number is a day, not its midnight.
fn day_number(days: i64, fraction: &str) -> Option<NumberCell> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = first.checked_add_signed(TimeDelta::try_days(days)?)?;
    if fraction.bytes().all(|byte| byte == b'0') {
        return Some(NumberCell::DayNumber(day, None));
    }
    let seconds = (f64::from(nanos(fraction)) / 1e9 * 86_400.0).round();
    let (day, seconds) = match seconds >= 86_400.0 {
        true => (day.succ_opt()?, 0),
        false => (day, seconds as u32),
    };
    Some(NumberCell::DayNumber(
        day,
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0),
    ))
}

/// The first nine figures behind a point, as billionths.
pub(super) fn nanos(fraction: &str) -> u32 {
    let padded: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    padded.parse().unwrap_or(0)
}
