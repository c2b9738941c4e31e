//! A day as it is written in files: `2026-01-31`.

use chrono::NaiveDate;
use chrono::format::{Item, Numeric, Pad, Parsed, parse};

/// `%Y-%m-%d`. The rule base has thousands of days, and most of the time of reading one went into reading the pattern.
const PATTERN: [Item<'static>; 5] = [
    Item::Numeric(Numeric::Year, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Month, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Day, Pad::Zero),
];

/// Reads a day.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, PATTERN.iter()).ok()?;
    parsed.to_naive_date().ok()
}

/// Reads a day of the year such as `12-25`. It may be 29 February.
pub(crate) fn day_of_year(text: &str) -> Option<NaiveDate> {
    const LEAP_YEAR: &str = "2024-";
    day(&[LEAP_YEAR, text].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_its_pattern_reads_it() {
        for text in [
            "2026-01-31",
            "2024-02-29",
            "2025-02-29",
            "2026-1-3",
            "2026-13-01",
            "26-01-01",
            "2026-01-31 ",
            " 2026-01-31",
            "2026 - 01 - 31",
            "",
            "2026",
            "+2026-01-31",
            "12026-01-31",
            "2026-01-311",
            "-001-01-01",
        ] {
            assert_eq!(day(text), NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(), "{text:?}");
        }
        assert_eq!(day_of_year("02-29"), NaiveDate::from_ymd_opt(2024, 2, 29));
        assert_eq!(day_of_year("02-30"), None);
    }
}
