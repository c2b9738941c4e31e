//! The bare calculator against an independent implementation, and what must hold of every way of counting.

use chrono::{Datelike as _, TimeDelta, Timelike as _};
use firebell::core::period::{CountError, Counting, Period, Request, count};
use firebell::core::time::Zone;
use proptest::prelude::*;

use crate::common::{at, project, rules};

/// What the law files say of a way of counting that asks for hours on working days.
fn working_hours(counting: Counting) -> Option<u32> {
    rules()
        .computations
        .get(counting.code())
        .and_then(|computation| computation.working_hours)
}

fn counted(
    period: &str,
    counting: Counting,
    from: &str,
    zone: &str,
    calendar: Option<&str>,
) -> firebell::core::period::Counted {
    let zone = Zone::named(zone).unwrap();
    let request = Request {
        period: period.parse().unwrap(),
        counting,
        from: at(from),
        zone: &zone,
        calendar: calendar.map(|id| rules().calendars.get(id).unwrap()),
        after_year_end: false,
        working_hours: working_hours(counting),
    };
    count(&request).unwrap()
}

#[test]
fn working_hours_are_counted_over_a_midnight_that_the_clocks_skip() {
    for (from, zone, calendar, due) in [
        // Saturday; the clocks of the Azores go from midnight to one o'clock on Sunday. Monday and Tuesday are 48 hours.
        (
            "2027-03-27T10:00:00-01:00",
            "Atlantic/Azores",
            "PT",
            "2027-03-31T00:00:00Z",
        ),
        // A holiday; those of Egypt do on Friday, which is its weekend. Sunday and, since Monday is the Spring Festival,
        // Tuesday are 48 hours.
        (
            "2027-04-29T10:00:00+02:00",
            "Africa/Cairo",
            "EG",
            "2027-05-04T21:00:00Z",
        ),
    ] {
        let counted = counted("72h", Counting::EuTwoWorkingDays, from, zone, Some(calendar));
        assert_eq!(counted.due, at(due), "{zone}: {:?}", counted.sentences());
    }
}

#[test]
fn all_vectors_of_the_independent_implementation() {
    let text = std::fs::read_to_string(project("tests/data/time-vectors.jsonl")).unwrap();
    assert!(text.lines().count() >= 150);
    for line in text.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let word = |key: &str| vector[key].as_str().unwrap();
        let zone = Zone::named(word("zone")).unwrap();
        let request = Request {
            period: word("period").parse().unwrap(),
            counting: word("counting").parse().unwrap(),
            from: at(word("from")),
            zone: &zone,
            calendar: rules().calendars.get(word("calendar")),
            after_year_end: vector["after_year_end"].as_bool().unwrap_or(false),
            working_hours: working_hours(word("counting").parse().unwrap()),
        };
        let answer = count(&request).unwrap();
        if let Some(due) = vector["expect"]["due"].as_str() {
            assert_eq!(answer.due, at(due), "{line}");
        }
        if let Some(date) = vector["expect"]["date"].as_str() {
            assert_eq!(answer.date.to_string(), date, "{line}");
        }
    }
}

/// The authority's calendar and zone, awareness; plain, full hours, two working days.
const SEVENTY_TWO_HOURS: &[[&str; 6]] = &[
    [
        "IE",
        "Europe/Dublin",
        "2026-06-09T10:20+01:00",
        "2026-06-12T10:20+01:00",
        "2026-06-12T11:00+01:00",
        "2026-06-12T11:00+01:00",
    ],
    [
        "DE-HH",
        "Europe/Berlin",
        "2026-06-09T10:00+02:00",
        "2026-06-12T10:00+02:00",
        "2026-06-12T11:00+02:00",
        "2026-06-12T11:00+02:00",
    ],
    [
        "NL",
        "Europe/Amsterdam",
        "2026-06-12T16:30+02:00",
        "2026-06-15T16:30+02:00",
        "2026-06-15T17:00+02:00",
        "2026-06-16T17:00+02:00",
    ],
    [
        "FR",
        "Europe/Paris",
        "2026-06-11T18:45+02:00",
        "2026-06-14T18:45+02:00",
        "2026-06-14T19:00+02:00",
        "2026-06-15T19:00+02:00",
    ],
    [
        "IE",
        "Europe/Dublin",
        "2026-04-02T17:10+01:00",
        "2026-04-05T17:10+01:00",
        "2026-04-05T18:00+01:00",
        "2026-04-07T18:00+01:00",
    ],
    [
        "DE-NW",
        "Europe/Berlin",
        "2026-04-02T17:10+02:00",
        "2026-04-05T17:10+02:00",
        "2026-04-05T18:00+02:00",
        "2026-04-08T18:00+02:00",
    ],
    [
        "IE",
        "Europe/Dublin",
        "2026-10-23T10:00+01:00",
        "2026-10-26T09:00+00:00",
        "2026-10-26T10:00+00:00",
        "2026-10-28T11:00+00:00",
    ],
    [
        "SE",
        "Europe/Stockholm",
        "2026-10-25T02:30+01:00",
        "2026-10-28T02:30+01:00",
        "2026-10-28T03:00+01:00",
        "2026-10-28T03:00+01:00",
    ],
    [
        "SE",
        "Europe/Stockholm",
        "2026-10-25T02:30+02:00",
        "2026-10-28T01:30+01:00",
        "2026-10-28T02:00+01:00",
        "2026-10-28T02:00+01:00",
    ],
    [
        "RO",
        "Europe/Bucharest",
        "2026-11-27T14:00+02:00",
        "2026-11-30T14:00+02:00",
        "2026-11-30T15:00+02:00",
        "2026-12-03T15:00+02:00",
    ],
    [
        "HU",
        "Europe/Budapest",
        "2026-10-22T13:40+02:00",
        "2026-10-25T12:40+01:00",
        "2026-10-25T13:00+01:00",
        "2026-10-27T14:00+01:00",
    ],
];

/// Worked examples of the three ways to count 72 hours.
#[test]
fn seventy_two_hours_three_ways() {
    for [calendar, zone, aware, plain, full, two] in SEVENTY_TWO_HOURS {
        let text = |t: &str| t.replace("+0", ":00+0");
        let ways = [
            (Counting::Elapsed, plain),
            (Counting::Eu1182, full),
            (Counting::EuTwoWorkingDays, two),
        ];
        for (counting, expected) in ways {
            let answer = counted("72h", counting, &text(aware), zone, Some(calendar));
            assert_eq!(answer.due, at(&text(expected)), "{aware} {calendar} {counting}");
        }
    }
}

#[test]
fn days_and_months() {
    let day =
        |period, counting, from: &str, zone, calendar| counted(period, counting, from, zone, calendar).date.to_string();
    let berlin = "Europe/Berlin";
    assert_eq!(
        day("1mo", Counting::Month, "2026-01-31T10:00:00+01:00", berlin, None),
        "2026-02-28"
    );
    assert_eq!(
        day(
            "1mo",
            Counting::Month1182,
            "2026-01-31T10:00:00+01:00",
            berlin,
            Some("DE")
        ),
        "2026-03-02"
    );
    assert_eq!(
        day("1mo", Counting::Month, "2028-01-31T10:00:00+01:00", berlin, None),
        "2028-02-29"
    );
    assert_eq!(
        day("14d", Counting::Eu1182, "2026-12-12T10:00:00+01:00", berlin, Some("DE")),
        "2026-12-28"
    );
    assert_eq!(
        day("2d", Counting::Eu1182, "2026-12-18T10:00:00+01:00", berlin, Some("DE")),
        "2026-12-22"
    );
    let new_york = "America/New_York";
    assert_eq!(
        day(
            "4bd",
            Counting::Business,
            "2026-12-23T10:00:00-05:00",
            new_york,
            Some("US")
        ),
        "2026-12-30"
    );
    assert_eq!(
        day("60d", Counting::Calendar, "2026-11-02T10:00:00-05:00", new_york, None),
        "2027-01-01"
    );
}

#[test]
fn a_year_without_data_is_an_error_and_never_an_empty_calendar() {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let request = Request {
        period: "4bd".parse().unwrap(),
        counting: Counting::Business,
        from: at("2032-12-30T10:00:00Z"),
        zone: &zone,
        calendar: rules().calendars.get("DE"),
        after_year_end: false,
        working_hours: working_hours(Counting::Business),
    };
    assert!(matches!(count(&request), Err(CountError::OutOfCalendar(_))));
}

#[test]
fn unit_and_counting_must_go_together() {
    let zone = Zone::utc();
    for (period, counting) in [
        ("72h", Counting::Calendar),
        ("3d", Counting::Elapsed),
        ("4bd", Counting::Month),
    ] {
        let period: Period = period.parse().unwrap();
        let request = Request {
            period,
            counting,
            from: at("2026-01-01T00:00:00Z"),
            zone: &zone,
            calendar: None,
            after_year_end: false,
            working_hours: working_hours(counting),
        };
        assert!(matches!(count(&request), Err(CountError::Mismatch { .. })));
    }
}

const WAYS: [(&str, Counting); 8] = [
    ("72h", Counting::Elapsed),
    ("72h", Counting::Eu1182),
    ("72h", Counting::EuTwoWorkingDays),
    ("30d", Counting::Calendar),
    ("15d", Counting::Eu1182),
    ("4bd", Counting::Business),
    ("1mo", Counting::Month),
    ("1mo", Counting::Month1182),
];

fn due(way: usize, minutes: i64) -> chrono::DateTime<chrono::Utc> {
    let (period, counting) = WAYS[way];
    let zone = Zone::named("Europe/Berlin").unwrap();
    let from = at("2025-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
    let calendar = rules().calendars.get("DE-BY");
    let request = Request {
        period: period.parse().unwrap(),
        counting,
        from,
        zone: &zone,
        calendar,
        after_year_end: false,
        working_hours: working_hours(counting),
    };
    count(&request).unwrap().due
}

proptest! {
    /// A later start never gives an earlier end, over clock changes, leap days and year ends.
    #[test]
    fn a_later_start_never_ends_sooner(way in 0..WAYS.len(), start in 0_i64..2_600_000, later in 0_i64..6_000) {
        prop_assert!(due(way, start) <= due(way, start + later));
    }

    /// No other reading is earlier than the strict one.
    #[test]
    fn no_reading_is_earlier_than_the_strict_one(start in 0_i64..2_600_000) {
        prop_assert!(due(0, start) <= due(1, start));
        prop_assert!(due(1, start) <= due(2, start));
        prop_assert!(due(6, start) <= due(7, start));
    }

    /// A limit in days ends with the last second of a local day.
    #[test]
    fn days_end_at_the_end_of_the_local_day(start in 0_i64..2_600_000) {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let end = zone.local(due(3, start));
        prop_assert_eq!((end.hour(), end.minute(), end.second()), (23, 59, 59));
        prop_assert!(end.year() >= 2025);
    }
}
