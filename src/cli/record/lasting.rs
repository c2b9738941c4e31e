//! How long something lasts, as it is typed: `30m`, `4h`, `7d`.

use chrono::TimeDelta;

/// The longest that anything is lent or waits for an answer.
const MOST_DAYS: i64 = 365;

pub(crate) fn lasting(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is not a time such as 30m, 4h or 7d, of at most {MOST_DAYS} days");
    let number = text.get(..text.len().saturating_sub(1)).unwrap_or_default();
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let span = match text.chars().last() {
        Some('m') => TimeDelta::try_minutes(number),
        Some('h') => TimeDelta::try_hours(number),
        Some('d') => TimeDelta::try_days(number),
        Some(_) | None => None,
    };
    span.filter(|span| *span > TimeDelta::zero() && *span <= TimeDelta::days(MOST_DAYS))
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_letter() {
        assert_eq!(lasting("4h"), Ok(TimeDelta::hours(4)));
        assert_eq!(lasting("30m"), Ok(TimeDelta::minutes(30)));
        for wrong in [
            "",
            "h",
            "4",
            "-1h",
            "0d",
            "366d",
            "4 hours",
            "9223372036854775807d",
            "4é",
        ] {
            assert!(lasting(wrong).is_err(), "{wrong}");
        }
    }
}
