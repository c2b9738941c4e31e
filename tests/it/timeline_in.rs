//! Timelines that people kept in spreadsheets: each made file gives what it must, asks what it must, and loses nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use firebell::app::imports::timeline::answers::Answers;
use firebell::app::imports::timeline::question::Topic;
use firebell::app::imports::timeline::{Timeline, When, read};

use crate::common::{at, project, shared};

/// What a file must come to: layout, encoding, rows, first and last moment, and what is asked.
struct Expected {
    file: &'static str,
    layout: &'static str,
    encoding: &'static str,
    rows: usize,
    first: &'static str,
    last: &'static str,
    asked: &'static [Topic],
}

const fn file(file: &'static str, layout: &'static str, rows: usize, asked: &'static [Topic]) -> Expected {
    Expected {
        file,
        layout,
        encoding: "utf-8",
        rows,
        first: "",
        last: "",
        asked,
    }
}

impl Expected {
    const fn from(mut self, first: &'static str, last: &'static str) -> Expected {
        self.first = first;
        self.last = last;
        self
    }

    const fn in_encoding(mut self, encoding: &'static str) -> Expected {
        self.encoding = encoding;
        self
    }
}

pub(crate) const CALL: &str = "2026-03-14T21:05:00Z";
pub(crate) const ISOLATED: &str = "2026-03-15T00:30:00Z";
pub(crate) const VPN: &str = "2026-03-14T21:48:00Z";
const LOGON: &str = "2026-03-14T20:31:00Z";

/// By hand from the files themselves.
const FILES: &[Expected] = &[
    file("plain-three-columns.csv", "generic", 5, &[]).from(CALL, ISOLATED),
    file("date-time-zone-apart.csv", "generic", 5, &[]).from(CALL, ISOLATED),
    file("german-excel-semicolon-bom.csv", "generic", 4, &[Topic::Zone]).in_encoding("utf-8-bom"),
    file("german-excel-windows-1252.csv", "generic", 4, &[Topic::Zone]).in_encoding("windows-1252"),
    file("excel-unicode-text-utf16.txt", "generic", 2, &[Topic::Zone]).in_encoding("utf-16le"),
    file("us-twelve-hour.csv", "generic", 5, &[Topic::Zone]),
    file("ambiguous-day-month.csv", "generic", 3, &[Topic::Zone, Topic::Order]),
    file(
        "excel-serial-numbers.csv",
        "generic",
        4,
        &[Topic::Zone, Topic::DayNumbers],
    ),
    file(
        "times-only-title-rows.csv",
        "generic",
        8,
        &[Topic::Zone, Topic::Date, Topic::NextDay, Topic::Undated],
    ),
    file("quoted-newlines-and-quotes.csv", "generic", 3, &[]).from(CALL, VPN),
    file(
        "merged-sheets-repeated-header.csv",
        "generic",
        5,
        &[Topic::Undated, Topic::Same],
    )
    .from(CALL, ISOLATED),
    file(
        "mixed-zones-and-dst.csv",
        "generic",
        14,
        &[Topic::Zone, Topic::Undated, Topic::Twice, Topic::Letters],
    ),
    file("month-names-short-years.csv", "generic", 9, &[Topic::Zone, Topic::Year]),
    file("hostile-cells.csv", "generic", 12, &[]).from(CALL, "2026-03-14T21:16:00Z"),
    file("header-only.csv", "generic", 0, &[]),
    file("no-header.csv", "none", 2, &[Topic::Columns]).from(CALL, "2026-03-14T21:20:00Z"),
    file("ragged-and-unclosed.csv", "generic", 3, &[Topic::UnclosedQuote]),
    file("impossible-times.csv", "generic", 11, &[Topic::Undated]),
    file("unsorted-with-durations.csv", "generic", 4, &[]).from(CALL, "2026-03-14T22:10:00Z"),
    file("iris-import.csv", "iris-import", 3, &[]).from(CALL, VPN),
    file("iris-export.csv", "iris-export", 2, &[]).from(CALL, VPN),
    file("aurora-export.csv", "aurora", 3, &[]).from(LOGON, VPN),
    file("kanvas-timeline.csv", "kanvas", 2, &[]).from(LOGON, CALL),
    file("timesketch.csv", "timesketch", 2, &[]).from(CALL, VPN),
    file("timesketch.jsonl", "timesketch", 2, &[]).from(CALL, VPN),
    file("hayabusa.csv", "hayabusa", 2, &[]).from("2026-03-14T20:31:00.123Z", CALL),
    file("plaso-l2tcsv.csv", "plaso-l2tcsv", 2, &[]).from(LOGON, CALL),
    file("plaso-dynamic.csv", "plaso-dynamic", 2, &[]).from(LOGON, CALL),
    file("mactime.csv", "mactime", 2, &[Topic::Zone, Topic::Undated]),
    file("tln.txt", "tln", 2, &[]).from(LOGON, CALL),
    file("tracker-utc-and-local.csv", "tracker-utc-local", 2, &[Topic::UtcColumn]).from(CALL, VPN),
    file("activity-log-ics214.csv", "ics-214", 3, &[Topic::Zone, Topic::Year]),
    file("jira-export.csv", "jira", 2, &[Topic::Zone, Topic::IssueMoments]),
    file("slack-export-day.json", "slack-export", 5, &[])
        .from("2026-03-14T21:20:00.000100Z", "2026-03-14T22:11:00.000500Z"),
    file("pasted-table.md", "generic", 2, &[]).from(CALL, VPN),
    file("pasted-log.txt", "generic", 6, &[Topic::Zone, Topic::Date]),
];

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/data/timelines").join(name)).unwrap()
}

pub(crate) fn answered(name: &str, answers: &Answers) -> Timeline {
    read(&sample(name), answers, at("2026-11-29T00:00:00Z")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn asked(timeline: &Timeline) -> BTreeSet<Topic> {
    timeline.questions.iter().map(|question| question.topic).collect()
}

pub(crate) fn moments(timeline: &Timeline) -> Vec<DateTime<Utc>> {
    let at = |when: &When| match when {
        When::At(at) => Some(*at),
        _ => None,
    };
    let mut all: Vec<_> = timeline.entries.iter().filter_map(|entry| at(&entry.when)).collect();
    all.sort_unstable();
    all
}

/// Hand-kept sheets match by words or by a layout that many keep alike.
fn layout(timeline: &Timeline) -> &'static str {
    match timeline.layout {
        Some(layout) if !layout.starts_with("sheet-") => layout,
        Some(_) => "generic",
        None if asked(timeline).contains(&Topic::Columns) => "none",
        None => "generic",
    }
}

#[test]
fn every_made_file_gives_its_rows_its_moments_and_its_questions() {
    let mut wrong = Vec::new();
    for expected in FILES {
        let timeline = answered(expected.file, &Answers::default());
        let found = (
            layout(&timeline),
            timeline.encoding.unwrap().code(),
            timeline.records,
            asked(&timeline),
        );
        let wanted = (
            expected.layout,
            expected.encoding,
            expected.rows,
            expected.asked.iter().copied().collect::<BTreeSet<_>>(),
        );
        if found != wanted {
            wrong.push(format!(
                "{}: {found:?} instead of {wanted:?}\n   {:?}",
                expected.file, timeline.questions
            ));
        }
        if expected.first.is_empty() {
            continue;
        }
        let moments = moments(&timeline);
        let ends = (moments.first().copied(), moments.last().copied());
        if ends != (Some(at(expected.first)), Some(at(expected.last))) {
            wrong.push(format!("{}: {ends:?}", expected.file));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_without_anything_in_them_are_refused_in_words() {
    for name in ["empty.csv", "only-bom.csv"] {
        let refused = read(&sample(name), &Answers::default(), at("2026-11-29T00:00:00Z")).unwrap_err();
        assert_eq!(refused.to_string(), "there is nothing in the file");
    }
    let now = at("2026-11-29T00:00:00Z");
    let refused = |bytes: &[u8]| read(bytes, &Answers::default(), now).unwrap_err().to_string();
    assert_eq!(
        refused(b"PK\x03\x04"),
        "the file is an archive, but not a workbook (.xlsx)"
    );
    assert_eq!(
        refused(b"Incident ID,Severity,Status\n1,high,open\n"),
        "each row is an incident, not an event of one"
    );
    let long = format!("time,event\n2026-03-14,{}\n", "x".repeat(100_001));
    assert_eq!(
        refused(long.as_bytes()),
        "row 1 has a cell of more than 100000 characters"
    );
}

/// A case of DFIR-IRIS that was exported whole has its timeline inside.
#[test]
fn the_events_of_a_whole_case_are_its_timeline() {
    let text = br#"{"case": {"name": "x"}, "timeline": [
        {"event_date": "2026-03-14T22:48:00", "event_tz": "+01:00", "event_title": "VPN off", "event_content": "CHG-88"}
    ]}"#;
    let timeline = read(text, &Answers::default(), at("2026-11-29T00:00:00Z")).unwrap();
    assert_eq!((timeline.layout, timeline.questions.len()), (Some("iris-import"), 0));
    assert_eq!(moments(&timeline), [at(VPN)]);
}

/// The words for when, who and what in the languages that sheets were found in.
#[test]
fn six_languages_have_their_headings() {
    for head in [
        "When,Who,What happened",
        "Zeitpunkt,Wer,Ereignis",
        "Horodatage,Qui,Événement",
        "Fecha y hora,Quién,Descripción",
        "Data e ora,Chi,Descrizione",
        "Tijdstip,Wie,Gebeurtenis",
    ] {
        let text = format!("{head}\n2026-03-14 21:05Z,desk,call\n");
        let timeline = read(text.as_bytes(), &Answers::default(), at("2026-11-29T00:00:00Z")).unwrap();
        assert_eq!(timeline.questions, [], "{head}");
        let entry = &timeline.entries[0];
        assert_eq!(
            (entry.text.as_str(), entry.who.as_deref()),
            ("call", Some("desk")),
            "{head}"
        );
    }
}

/// The same with day and time apart, under other words for them and for what happened, with semicolons as spreadsheets there
/// write them.
#[test]
fn day_and_time_apart_have_headings_in_more_languages() {
    for head in [
        "Date;Time;Action taken;Entered by",
        "Datum;Uhrzeit;Was ist passiert;Eingetragen von",
        "Datum;Zeit;Eintrag;Bearbeiter",
        "Jour;Heure;Ce qui s'est passé;Intervenant",
        "Fecha;Hora;Qué pasó;Responsable",
        "Giorno;Ora;Azione;Operatore",
        "Datum;Tijd;Omschrijving;Medewerker",
        "Data;Godzina;Opis;Osoba",
        "Data;Hora;O que aconteceu;Responsável",
        "Dato;Klokkeslæt;Hændelse;Hvem",
        "Datum;Klockslag;Händelse;Vem",
    ] {
        let text = format!("{head}\n2026-03-14;21:05;call;desk\n");
        let timeline = read(text.as_bytes(), &Answers::default(), at("2026-11-29T00:00:00Z")).unwrap();
        let asked: Vec<Topic> = timeline.questions.iter().map(|question| question.topic).collect();
        assert_eq!(asked, [Topic::Zone], "{head}");
        let entry = &timeline.entries[0];
        assert_eq!(
            (entry.text.as_str(), entry.who.as_deref()),
            ("call", Some("desk")),
            "{head}"
        );
    }
}

/// The verdicts beside the made files, where the shared folder is there.
#[test]
fn the_shared_verdicts_hold() {
    let Some(text) = shared("interop/timelines/expected.toml") else {
        return;
    };
    let table: toml::Table = text.parse().unwrap();
    for sample in table["sample"].as_array().unwrap() {
        let name = sample["file"].as_str().unwrap();
        let path = project("../shared/interop/timelines/samples").join(name);
        let rows = sample["rows"].as_integer().unwrap();
        let Ok(timeline) = read(
            &std::fs::read(path).unwrap(),
            &Answers::default(),
            at("2026-11-29T00:00:00Z"),
        ) else {
            assert_eq!((rows, sample["layout"].as_str()), (0, Some("none")), "{name}");
            continue;
        };
        // The last row of one sheet is a total, which the verdict does not count and the reader asks about.
        let more = i64::from(name == "merged-sheets-repeated-header.csv");
        assert_eq!(i64::try_from(timeline.records).unwrap(), rows + more, "{name}");
        let asks = sample["ask"].as_array().unwrap();
        let noted = timeline.questions.len() + timeline.notes.len();
        assert!(
            asks.is_empty() || noted > 0 || rows == 0 || name.starts_with("iris") || name.starts_with("slack"),
            "{name}"
        );
    }
}
