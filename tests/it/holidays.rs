//! The holiday calendars against an independent list, with the differences named.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::common::{rules, shared};

/// Days on which the independent list and the official one differ: the name of a holiday that is none, or the date.
const DIFFERENT: &[(&str, &str)] = &[
    // Finnish statute makes Midsummer Day (Saturday) a holiday, not its eve.
    ("FI", "Midsummer Eve"),
    // A legal holiday on which Vermont's offices are open, as on Indigenous Peoples' Day: both are business days.
    ("US-VT", "Juneteenth"),
    // Mother's Day was left on its day that year.
    ("CR", "2024-08-15"),
    ("CR", "2024-08-19"),
    // Offices are open, or were when last looked up.
    ("US-AK", "Juneteenth"),
    ("US-AR", "Juneteenth"),
    ("US-HI", "Juneteenth"),
    ("US-IN", "Juneteenth"),
    ("US-NH", "Juneteenth"),
    ("US-OK", "Juneteenth"),
    ("US-IL", "Casimir Pulaski Day"),
    // The day of rest is moved to a Monday or Friday, and the day itself is worked.
    ("EC", "2024-05-01"),
    ("EC", "2024-10-09"),
    ("EC", "2025-05-01"),
    ("EC", "2025-10-09"),
    ("EC", "2027-08-10"),
    ("EC", "2027-11-03"),
    ("EC", "2028-05-24"),
    ("EC", "2028-08-10"),
    ("EC", "2029-05-01"),
    ("EC", "2029-05-24"),
    ("EC", "2029-10-09"),
    ("EC", "2030-05-01"),
    ("EC", "2030-10-09"),
];

/// Calendars written after a statute or a state's own list; the independent list follows the federal days there.
const BY_STATUTE: &[&str] = &["US-CA", "US-IA", "US-KY", "US-MS", "US-ND", "US-NY", "US-RI", "US-WI"];

#[test]
fn every_calendar_has_the_days_of_the_independent_list() {
    let Some(text) = shared("fixtures/holidays.csv") else {
        return;
    };
    let mut listed: BTreeMap<&str, BTreeMap<NaiveDate, &str>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut parts = line.splitn(3, ',');
        let (id, date, name) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        listed.entry(id).or_default().insert(date.parse().unwrap(), name);
    }
    let mut wrong = Vec::new();
    for (id, days) in listed.iter().filter(|(id, _)| !BY_STATUTE.contains(id)) {
        let calendar = rules().calendars.get(id).unwrap_or_else(|| panic!("no calendar {id}"));
        // The weekend of the Emirates moved at the end of 2021.
        let first = if *id == "AE" { 2022 } else { 2018 };
        assert_eq!(calendar.years(), first..=2032, "{id}");
        let mut day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        while day <= NaiveDate::from_ymd_opt(2030, 12, 31).unwrap() {
            let ours = calendar.holiday(day).unwrap();
            let theirs = days.get(&day);
            let date = day.to_string();
            let named = |other: &str| date == other || theirs.is_some_and(|name| name.contains(other));
            let differs = DIFFERENT.iter().any(|(calendar, other)| calendar == id && named(other));
            if ours.is_some() != (theirs.is_some() != differs) {
                wrong.push(format!("{id} {day}: ours {ours:?}, theirs {theirs:?}"));
            }
            day = day.succ_opt().unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(20)]
    );
}

#[test]
fn known_holidays() {
    let holiday = |id: &str, date: &str| {
        let calendar = rules().calendars.get(id).unwrap();
        calendar.holiday(date.parse().unwrap()).unwrap().map(str::to_owned)
    };
    assert!(holiday("US", "2026-07-03").unwrap().contains("observed"));
    assert!(holiday("US-VT", "2026-03-03").is_some(), "Town Meeting Day");
    assert!(holiday("DE-BY", "2026-01-06").is_some());
    assert!(holiday("DE", "2026-01-06").is_none());
    assert!(holiday("FI", "2026-06-19").is_none());
    assert!(holiday("PL", "2026-12-24").is_some());
    // Days that were moved or held once.
    for (id, free, working) in [
        ("GB-ENG", "2020-05-08", "2020-05-04"),
        ("GB-ENG", "2022-06-02", "2022-05-30"),
        ("GB-ENG", "2022-06-03", "2021-06-03"),
        ("GB-ENG", "2022-09-19", "2023-09-18"),
        ("GB-SCT", "2023-05-08", "2024-05-08"),
        ("IE", "2022-03-18", "2024-03-18"),
        ("IE", "2023-02-06", "2022-02-07"),
        // The first of February where it is a Friday, else the first Monday.
        ("IE", "2030-02-01", "2030-02-04"),
        ("DE-HH", "2018-10-31", "2018-11-01"),
        ("DE-BE", "2025-05-08", "2024-05-08"),
        ("DE-MV", "2023-03-08", "2022-03-08"),
        ("DE-TH", "2019-09-20", "2018-09-20"),
        ("DK", "2023-05-05", "2024-04-26"),
        ("US", "2021-06-18", "2020-06-19"),
        // New Year's Day of 2033 is a Saturday.
        ("US", "2032-12-31", "2032-12-30"),
    ] {
        assert!(holiday(id, free).is_some(), "{id} {free}");
        assert!(holiday(id, working).is_none(), "{id} {working}");
    }
    // Vermont's two legal holidays on which its offices are open are treated alike.
    assert!(holiday("US-VT", "2026-06-19").is_none() && holiday("US-VT", "2026-10-12").is_none());
}

/// Whole years as an official list has them, weekdays only. Illinois lists the Friday after Thanksgiving too, which is
/// no legal holiday and is left out.
const OFFICIAL: &[(&str, i32, &str)] = &[
    (
        "US-CA",
        2024,
        "01-01 01-15 02-19 04-01 05-27 07-04 09-02 11-11 11-28 11-29 12-25",
    ),
    (
        "US-CT",
        2024,
        "01-01 01-15 02-12 02-19 03-29 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    ),
    (
        "US-IL",
        2019,
        "01-01 01-21 02-12 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    ),
    (
        "US-IL",
        2020,
        "01-01 01-20 02-12 02-17 05-25 07-03 09-07 10-12 11-03 11-11 11-26 12-25",
    ),
    (
        "US-IN",
        2019,
        "01-01 01-21 04-19 05-07 05-27 07-04 09-02 10-14 11-05 11-11 11-28 11-29 12-24 12-25",
    ),
    (
        "US-RI",
        2020,
        "01-01 01-20 05-25 07-06 08-10 09-07 10-12 11-03 11-11 11-26 12-25",
    ),
    (
        "GB-ENG",
        2022,
        "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    ),
];

#[test]
fn whole_years_of_official_lists() {
    for (id, year, official) in OFFICIAL {
        let calendar = rules().calendars.get(id).unwrap();
        let first = NaiveDate::from_ymd_opt(*year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == *year);
        let free = days.filter(|day| !calendar.is_weekend(*day) && calendar.holiday(*day).unwrap().is_some());
        let free: Vec<String> = free.map(|day| day.format("%m-%d").to_string()).collect();
        assert_eq!(free.join(" "), *official, "{id} {year}");
    }
}
