//! The holiday calendars against an independent list, with the differences named.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::common::{rules, shared};

/// Days that the independent list has and the official one has not.
const DIFFERENT: &[(&str, &str)] = &[
    // Finnish statute makes Midsummer Day (Saturday) a holiday, not its eve.
    ("FI", "Midsummer Eve"),
];

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
    for (id, days) in &listed {
        let calendar = rules().calendars.get(id).unwrap_or_else(|| panic!("no calendar {id}"));
        assert_eq!(calendar.years(), 2024..=2030, "{id}");
        let mut day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        while day <= NaiveDate::from_ymd_opt(2030, 12, 31).unwrap() {
            let ours = calendar.holiday(day).unwrap();
            let theirs = days.get(&day);
            let named = theirs.is_some_and(|name| DIFFERENT.iter().any(|(c, n)| c == id && name.contains(n)));
            if ours.is_some() != (theirs.is_some() && !named) {
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
}
