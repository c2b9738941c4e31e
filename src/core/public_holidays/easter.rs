//! Easter Sunday, west and east: the only holidays that are computed and not listed.

use chrono::{Days, NaiveDate};

/// Western Easter, by the anonymous Gregorian computus (Meeus, Jones and Butcher).
pub(super) fn western(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    date(year, sum / 31, sum % 31 + 1)
}

/// Eastern Easter, by Meeus's Julian algorithm, moved to the Gregorian calendar.
pub(super) fn eastern(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let sum = d + e + 114;
    // The two calendars are 13 days apart from March 1900 to February 2100, which holds every year of a calendar file
    // (`rule::YEARS`); the formula is that of any century.
    let apart = u64::try_from(year / 100 - year / 400 - 2).ok()?;
    date(year, sum / 31, sum % 31 + 1)?.checked_add_days(Days::new(apart))
}

fn date(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_sundays() {
        // Published tables of the two churches.
        let tests = [
            (2024, (3, 31), (5, 5)),
            (2025, (4, 20), (4, 20)),
            (2026, (4, 5), (4, 12)),
            (2027, (3, 28), (5, 2)),
            (2028, (4, 16), (4, 16)),
            (2030, (4, 21), (4, 28)),
            (2038, (4, 25), (4, 25)),
        ];
        for (year, (wm, wd), (em, ed)) in tests {
            assert_eq!(western(year), NaiveDate::from_ymd_opt(year, wm, wd), "west {year}");
            assert_eq!(eastern(year), NaiveDate::from_ymd_opt(year, em, ed), "east {year}");
        }
    }
}
