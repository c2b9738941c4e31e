//! Exports of the course of an incident, held against the rules of Timesketch's importer. That the rules are read rightly
//! here is shown by Timesketch's own test files, where they are at hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use serde_json::Value;

use crate::common::record::Desk;
use crate::common::shared;

const NEEDED: [&str; 2] = ["message", "timestamp_desc"];

/// A row that the importer keeps.
#[derive(Debug)]
struct Kept {
    at: DateTime<Utc>,
    fields: BTreeMap<String, String>,
}

/// What the importer makes of a file.
#[derive(Debug)]
enum Verdict {
    Refused,
    Read { kept: Vec<Kept>, dropped: usize },
}

/// A number is a moment by its size: seconds, milliseconds, microseconds or nanoseconds.
fn by_size(number: i64) -> Option<DateTime<Utc>> {
    match number {
        n if n > 100_000_000_000_000_000 => Some(DateTime::from_timestamp_nanos(n)),
        n if n > 100_000_000_000_000 => DateTime::from_timestamp_micros(n),
        n if n > 100_000_000_000 => DateTime::from_timestamp_millis(n),
        n => DateTime::from_timestamp_secs(n),
    }
}

/// A moment as ISO 8601 has it, or a number; without a zone it is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return by_size(number);
    }
    let marked = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"];
    let bare = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let zoned = marked
        .iter()
        .find_map(|form| DateTime::parse_from_str(text, form).ok())
        .or_else(|| DateTime::parse_from_rfc3339(text).ok());
    let at = zoned.map(|at| at.to_utc()).or_else(|| {
        let naive = bare
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        naive.map(|at| at.and_utc())
    })?;
    (1700..=9999).contains(&at.year()).then_some(at)
}

fn spreadsheet(text: &str) -> Verdict {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let has = |name: &str| heads.iter().any(|head| head == name);
    if !NEEDED.iter().all(|name| has(name)) || !(has("datetime") || has("timestamp")) {
        return Verdict::Refused;
    }
    let from = if has("datetime") { "datetime" } else { "timestamp" };
    let (mut kept, mut dropped) = (Vec::new(), 0);
    for row in reader.records() {
        let row = row.unwrap();
        let cells = heads.iter().zip(&row);
        let fields: BTreeMap<String, String> = cells.map(|(head, cell)| (head.to_owned(), cell.to_owned())).collect();
        match moment(&fields[from]) {
            Some(at) => kept.push(Kept { at, fields }),
            None => dropped += 1,
        }
    }
    Verdict::Read { kept, dropped }
}

fn lines(text: &str) -> Verdict {
    let (mut kept, mut dropped) = (Vec::new(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let row: BTreeMap<String, Value> = serde_json::from_str(line).unwrap();
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let fields: BTreeMap<String, String> = row.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        let told = fields.get("datetime").or_else(|| fields.get("timestamp"));
        let Some(told) = told.filter(|_| NEEDED.iter().all(|name| fields.contains_key(*name))) else {
            return Verdict::Refused;
        };
        match moment(told) {
            Some(at) => kept.push(Kept { at, fields }),
            None => dropped += 1,
        }
    }
    Verdict::Read { kept, dropped }
}

fn read(name: &str, text: &str) -> Verdict {
    match name.ends_with(".jsonl") {
        true => lines(text),
        false => spreadsheet(text),
    }
}

/// What becomes of each of Timesketch's own test files: rows kept, rows dropped, the first moment; nothing where it is refused.
type Expected = Option<(usize, usize, &'static str)>;

const FILES: [(&str, Expected); 17] = [
    ("csv_datetime_last_column.csv", Some((4, 0, "2018-07-27T10:58:07Z"))),
    (
        "csv_timestamp_as_datetime.csv",
        Some((4, 0, "2024-08-12T15:03:14.349345Z")),
    ),
    ("csv_timestamp_no_datetime.csv", Some((3, 0, "2022-07-24T19:01:01Z"))),
    ("evtx_direct.csv", Some((13, 0, "2012-03-14T04:17:38.276340Z"))),
    (
        "evtx_direct_without_label.csv",
        Some((13, 0, "2012-03-14T04:17:38.276340Z")),
    ),
    ("evtx_fails.csv", None),
    ("incorrect.csv", None),
    ("invalid_datetime.csv", Some((3, 1, "2017-09-24T19:01:01Z"))),
    ("sigma_events.csv", Some((4, 0, "2015-07-24T19:01:01Z"))),
    ("sigma_events.jsonl", Some((5, 0, "2015-07-24T19:01:01Z"))),
    (
        "validate_date_events_missing_timestamp.csv",
        Some((1, 0, "2022-07-24T19:01:01Z")),
    ),
    (
        "validate_no_datetime_timestamps.csv",
        Some((3, 2, "2015-07-25T02:01:01Z")),
    ),
    ("validate_time_out_of_range.csv", Some((1, 1, "2227-12-31T23:01:01Z"))),
    (
        "validate_time_precision.csv",
        Some((2, 0, "2024-07-24T10:57:02.877297Z")),
    ),
    (
        "validate_time_precision_datetime.csv",
        Some((1, 0, "2024-07-24T10:57:02.877297Z")),
    ),
    (
        "validate_time_precision_jsonl.jsonl",
        Some((2, 0, "2024-07-24T10:57:02.877297Z")),
    ),
    (
        "validate_timestamp_conversion.csv",
        Some((3, 0, "2012-03-14T04:17:38Z")),
    ),
];

#[test]
fn the_rules_read_timesketch_s_own_files_as_it_does() {
    let mut wrong = Vec::new();
    for (name, expected) in FILES {
        let Some(text) = shared(&format!("interop/timesketch/{name}")) else {
            return;
        };
        let found = match read(name, &text) {
            Verdict::Refused => None,
            Verdict::Read { kept, dropped } => Some((kept.len(), dropped, kept[0].at)),
        };
        let expected = expected.map(|(kept, dropped, first)| (kept, dropped, first.parse().unwrap()));
        if found != expected {
            wrong.push(format!("{name}: {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An incident with words that spreadsheets and importers stumble over.
fn told(desk: &Desk, code: &str) {
    let discovered = [
        "incident",
        "milestone",
        code,
        "discovery",
        "2026-03-10 09:00",
        "--source",
        "a \"quoted\", text",
    ];
    let _ = desk.run(&discovered).ok();
    for text in ["=1+1", "two\nlines", "tab\there; and, commas", "@all: stay calm"] {
        let _ = desk.run(&["incident", "note", code, text]).ok();
    }
    let file = [
        "incident",
        "file",
        code,
        "us-tx/regulator",
        "--without-letter",
        "by telephone",
        "--late-because",
        "found late",
    ];
    let _ = desk.run(&file).ok();
}

/// All that is exported is kept; every field is in every row; both kinds of file say the same.
fn taken(desk: &Desk, code: &str) -> Vec<Kept> {
    let mut moments = Vec::new();
    let mut last = Vec::new();
    for format in ["csv", "jsonl"] {
        let text = desk.run(&["incident", "timeline", code, "--format", format]).ok();
        let Verdict::Read { kept, dropped } = read(&format!("course.{format}"), &text) else {
            panic!("{format} is refused: {text}");
        };
        assert_eq!(dropped, 0, "{text}");
        for row in &kept {
            assert_eq!(moment(&row.fields["timestamp"]), Some(row.at), "{row:?}");
            assert!(!row.fields["message"].trim().is_empty(), "{row:?}");
            assert_eq!(
                row.fields.keys().collect::<Vec<_>>(),
                kept[0].fields.keys().collect::<Vec<_>>()
            );
        }
        // The row of the record's state is of the moment of each export.
        let lasting = kept.iter().filter(|row| row.fields["timestamp_desc"] != "Exported");
        moments.push(
            lasting
                .map(|row| (row.at, row.fields["timestamp_desc"].clone()))
                .collect::<Vec<_>>(),
        );
        last = kept;
    }
    assert_eq!(moments[0], moments[1]);
    last
}

#[test]
fn every_row_of_an_export_is_kept_and_lies_where_it_happened() {
    let (desk, code) = Desk::with_incident("a mailbox was read");
    told(&desk, &code);
    let rows = taken(&desk, &code);
    let of = |kind: &str| -> Vec<&Kept> {
        let own = rows.iter().filter(|row| row.fields["timestamp_desc"] == kind);
        own.collect()
    };
    let discovered = of("Discovery")[0];
    assert!(
        discovered.fields["message"].contains("a \"quoted\", text"),
        "{discovered:?}"
    );
    assert_eq!(of("Filed").len(), 1);
    assert!(of("Recorded").len() >= 7);
    // In JSON lines a text is as it was written: no mark of spreadsheets.
    assert!(
        rows.iter()
            .any(|row| row.fields["message"].contains("=1+1") && !row.fields["message"].contains("'="))
    );
    assert!(rows.iter().all(|row| row.fields["tag"] == "[]"));
}

#[test]
fn rows_of_an_exercise_are_tagged() {
    let desk = Desk::with_profile();
    let opened = desk.run(&["incident", "open", "rehearsal", "--exercise", "--zone", "UTC", "--json"]);
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    let _ = desk.run(&["incident", "note", &code, "a note"]).ok();
    let rows = taken(&desk, &code);
    assert!(rows.iter().all(|row| row.fields["tag"] == "[\"exercise\"]"), "{rows:?}");
}
