//! What a person answers before a timeline is read: each answer is taken, and nothing that was not answered is guessed.

use std::collections::BTreeSet;

use firebell::app::imports::timeline::answers::{
    Answers, Confirm, DayOrder, PrivilegedRows, RowChoice, Same, Twice, Undated,
};
use firebell::app::imports::timeline::question::Topic;
use firebell::app::imports::timeline::{When, read};
use firebell::core::time::Zone;

use crate::common::at;
use crate::timeline_in::{CALL, ISOLATED, VPN, answered, asked, moments};

fn confirmed(readings: &[Confirm], answers: Answers) -> Answers {
    Answers {
        confirmed: readings.iter().copied().collect(),
        ..answers
    }
}

fn berlin() -> Answers {
    Answers {
        zone: Some(Zone::named("Europe/Berlin").unwrap()),
        ..Answers::default()
    }
}

#[test]
fn local_times_are_read_in_the_zone_that_was_named() {
    for name in ["german-excel-semicolon-bom.csv", "german-excel-windows-1252.csv"] {
        let timeline = answered(name, &berlin());
        assert_eq!(timeline.questions, []);
        let moments = moments(&timeline);
        assert_eq!((moments[0], moments[3]), (at(CALL), at(ISOLATED)), "{name}");
    }
    let timeline = answered("german-excel-windows-1252.csv", &berlin());
    assert_eq!(timeline.entries[1].text, "Störfall – ernst ausgerufen; Stufe 1");
    assert!(
        timeline.notes.iter().any(|note| note.contains("Windows-1252")),
        "{:?}",
        timeline.notes
    );
}

#[test]
fn noon_and_midnight_and_a_zone_in_one_cell() {
    let answers = Answers {
        zone: Some(Zone::named("America/New_York").unwrap()),
        ..Answers::default()
    };
    let timeline = answered("us-twelve-hour.csv", &answers);
    let told: Vec<&When> = timeline.entries.iter().map(|entry| &entry.when).collect();
    let expected = [
        "2026-03-05T02:05:00Z",
        "2026-03-14T03:58:00Z",
        "2026-03-14T04:02:00Z",
        "2026-03-14T16:00:00Z",
        "2026-03-14T21:05:30Z",
    ];
    assert_eq!(told, expected.map(|text| When::At(at(text))).iter().collect::<Vec<_>>());
}

#[test]
fn day_and_month_are_read_as_a_person_says() {
    let with = |order| {
        let answers = Answers {
            order: Some(order),
            zone: Some(Zone::utc()),
            ..Answers::default()
        };
        moments(&answered("ambiguous-day-month.csv", &answers))
    };
    assert_eq!(with(DayOrder::DayFirst)[2], at("2026-04-05T11:30:00Z"));
    assert_eq!(with(DayOrder::MonthFirst)[2], at("2026-05-04T11:30:00Z"));
}

#[test]
fn days_of_a_spreadsheet_are_good_to_the_second_and_a_whole_one_is_no_midnight() {
    let answers = Answers {
        zone: Some(Zone::utc()),
        ..confirmed(&[Confirm::DayNumbers], Answers::default())
    };
    let timeline = answered("excel-serial-numbers.csv", &answers);
    assert_eq!(timeline.questions, []);
    let expected = [CALL, "2026-03-14T21:20:00Z", ISOLATED].map(at);
    assert_eq!(moments(&timeline), expected);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 15).unwrap();
    assert_eq!(timeline.entries[3].when, When::On(day));
}

#[test]
fn times_alone_go_on_over_midnight_and_a_late_entry_does_not() {
    let answers = Answers {
        undated: Some(Undated::Keep),
        ..confirmed(&[Confirm::TitleDate, Confirm::NextDay], berlin())
    };
    let timeline = answered("times-only-title-rows.csv", &answers);
    assert_eq!(timeline.questions, []);
    assert_eq!(timeline.entries.len(), 8);
    let local = |number: usize| timeline.entries[number].when.clone();
    assert_eq!(local(2), When::At(at("2026-03-14T20:45:00Z")));
    assert!(timeline.entries[2].about);
    assert_eq!(local(3), When::At(at("2026-03-14T20:48:00Z")));
    assert_eq!(local(5), When::At(at("2026-03-14T23:30:00Z")));
    assert_eq!(local(6), When::Unknown);
    assert_eq!(timeline.entries[6].text, "(shift change, no time noted)");
    assert_eq!(local(7), When::At(at("2026-03-15T00:15:00Z")));
}

#[test]
fn zones_of_rows_and_local_times_that_never_were_or_came_twice() {
    let timeline = answered("mixed-zones-and-dst.csv", &berlin());
    for row in 2..=7 {
        assert_eq!(timeline.entries[row - 1].when, When::At(at(CALL)), "row {row}");
    }
    assert_eq!(timeline.entries[7].when, When::At(at("2026-03-14T21:05:00.123Z")));
    let about = |topic: Topic| -> Vec<u64> {
        let rows = timeline.questions.iter().filter(|question| question.topic == topic);
        rows.flat_map(|question| question.rows.clone()).collect()
    };
    assert_eq!(about(Topic::Undated), [1, 9]);
    assert_eq!(about(Topic::Twice), [10, 11]);
    assert_eq!(about(Topic::Letters), [12, 13, 14]);
    let letters = [
        ("CST", "America/Chicago"),
        ("IST", "Asia/Kolkata"),
        ("BST", "Europe/London"),
    ];
    let answers = Answers {
        twice: Some(Twice::Earlier),
        undated: Some(Undated::LeaveOut),
        letters: letters
            .map(|(word, zone)| (word.to_owned(), Zone::named(zone).unwrap()))
            .into(),
        ..berlin()
    };
    let timeline = answered("mixed-zones-and-dst.csv", &answers);
    assert_eq!(timeline.questions, []);
    assert_eq!(
        timeline.left_out.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [1, 9]
    );
    assert!(moments(&timeline).contains(&at("2026-10-25T00:30:00Z")));
    assert!(moments(&timeline).contains(&at("2026-11-01T05:30:00Z")));
}

#[test]
fn dates_in_words_of_several_languages_are_one_moment() {
    let answers = Answers {
        zone: Some(Zone::utc()),
        ..confirmed(&[Confirm::Year], Answers::default())
    };
    let timeline = answered("month-names-short-years.csv", &answers);
    assert_eq!(timeline.questions, []);
    assert_eq!(moments(&timeline), [at(CALL); 9]);
    let asked = answered("month-names-short-years.csv", &Answers::default());
    let year = asked
        .questions
        .iter()
        .find(|question| question.topic == Topic::Year)
        .unwrap();
    assert_eq!(
        (year.rows.as_slice(), year.words.as_str()),
        (&[7][..], "dates without a year: are they of 2026? The weekday fits")
    );
}

#[test]
fn impossible_times_are_named_one_by_one_and_none_is_moved() {
    let timeline = answered("impossible-times.csv", &Answers::default());
    let rows: BTreeSet<u64> = timeline
        .questions
        .iter()
        .flat_map(|question| question.rows.clone())
        .collect();
    assert_eq!(rows, [1, 2, 4, 5, 6, 8, 9, 10].into());
    assert_eq!(timeline.entries[2].when, When::At(at("2026-03-15T00:00:00Z")));
    assert_eq!(timeline.entries[6].when, When::At(at("1969-12-31T23:59:59Z")));
    assert_eq!(timeline.entries[0].moment_as_written, "0206-03-14T21:05:00Z");
}

#[test]
fn hostile_cells_are_kept_as_they_were() {
    let timeline = answered("hostile-cells.csv", &Answers::default());
    assert_eq!(
        timeline.entries[0].who.as_deref(),
        Some("=HYPERLINK(\"http://example.invalid\",\"click\")")
    );
    assert_eq!(
        timeline.entries[4].text,
        "\u{1b}[2J\u{1b}[1;31mclears the screen if printed raw\u{1b}[0m"
    );
    assert_eq!(timeline.entries[8].text, "tab\tand carriage\rreturn");
    // The guard of firebell's own files is taken off again.
    assert_eq!(timeline.entries[11].text, "=already guarded");
}

#[test]
fn a_quotation_mark_that_never_closes_is_named_with_its_line() {
    let timeline = answered("ragged-and-unclosed.csv", &Answers::default());
    assert!(
        timeline.questions[0].words.contains("line 4"),
        "{:?}",
        timeline.questions
    );
    assert_eq!(timeline.notes.len(), 3, "{:?}", timeline.notes);
    assert_eq!(
        timeline.entries[1].rest.as_deref(),
        Some("column 4: extra\ncolumn 5: cells")
    );
    let answers = confirmed(&[Confirm::UnclosedQuote], Answers::default());
    let timeline = answered("ragged-and-unclosed.csv", &answers);
    assert_eq!((timeline.records, timeline.questions.len()), (4, 0));
    assert_eq!(timeline.entries[3].text, "Counsel engaged");
}

#[test]
fn cells_that_a_tool_did_not_quote_go_back_to_the_notes() {
    let timeline = answered("aurora-export.csv", &Answers::default());
    assert_eq!(timeline.entries[0].text, "Remote logon ·  seen in event log, twice");
    assert_eq!(timeline.entries[0].who.as_deref(), Some("Analyst 1"));
}

#[test]
fn issues_become_an_entry_for_each_moment_once_that_is_confirmed() {
    let answers = Answers {
        zone: Some(Zone::utc()),
        ..confirmed(&[Confirm::IssueMoments], Answers::default())
    };
    let timeline = answered("jira-export.csv", &answers);
    assert_eq!((timeline.questions.len(), timeline.entries.len()), (0, 6));
    let of = |row: u64| timeline.entries.iter().filter(|entry| entry.row == row).count();
    assert_eq!((of(1), of(2)), (4, 2));
    assert_eq!(timeline.entries[1].text, "Switch off VPN: waiting for approval");
}

#[test]
fn a_pasted_log_keeps_its_lines_together() {
    let answers = Answers {
        date: chrono::NaiveDate::from_ymd_opt(2026, 3, 14),
        zone: Some(Zone::utc()),
        ..Answers::default()
    };
    let timeline = answered("pasted-log.txt", &answers);
    assert_eq!(timeline.questions, []);
    assert_eq!(
        timeline.entries[2].text,
        "NET - vpn off (CHG-88)\ncontinued: confirmed by second engineer"
    );
    let expected = [
        CALL,
        "2026-03-14T21:20:00Z",
        VPN,
        "2026-03-14T22:10:00Z",
        ISOLATED,
        "2026-03-15T01:15:00Z",
    ];
    assert_eq!(moments(&timeline), expected.map(at));
}

#[test]
fn equal_rows_privileged_rows_and_too_many_rows_are_asked_about() {
    let keep = |same| Answers {
        same: Some(same),
        undated: Some(Undated::LeaveOut),
        ..Answers::default()
    };
    assert_eq!(
        answered("merged-sheets-repeated-header.csv", &keep(Same::Once))
            .entries
            .len(),
        3
    );
    assert_eq!(
        answered("merged-sheets-repeated-header.csv", &keep(Same::Each))
            .entries
            .len(),
        4
    );
    let now = at("2026-11-29T00:00:00Z");
    let text = b"time (UTC),event,privileged\n2026-03-14 21:05,call,\n2026-03-14 21:20,counsel says,yes\n";
    let timeline = read(text, &Answers::default(), now).unwrap();
    assert_eq!(
        (timeline.questions[0].topic, timeline.questions[0].rows.as_slice()),
        (Topic::Privileged, &[2][..])
    );
    let answers = Answers {
        privileged: Some(PrivilegedRows::LeaveOut),
        ..Answers::default()
    };
    assert_eq!(read(text, &answers, now).unwrap().entries.len(), 1);
    let row = |number: u32| format!("2026-03-14 21:{:02}:{:02}Z,event {number}\n", number / 60, number % 60);
    let many = "time,event\n".to_owned() + &(0..501).map(row).collect::<String>();
    let timeline = read(many.as_bytes(), &Answers::default(), now).unwrap();
    assert_eq!(asked(&timeline), [Topic::Rows].into());
    let answers = Answers {
        rows: Some(RowChoice::read("1-3,7").unwrap()),
        ..Answers::default()
    };
    let timeline = read(many.as_bytes(), &answers, now).unwrap();
    assert_eq!(
        (
            timeline.entries.len(),
            timeline.left_out.len(),
            timeline.questions.len()
        ),
        (4, 497, 0)
    );
    assert!(RowChoice::read("1-501").is_err() && RowChoice::read("0").is_err() && RowChoice::read("x").is_err());
}
