//! The course of an incident as CSV, as programs that analyse tables read it.

use crate::common::record::{Desk, Ran};

/// The rows of a timeline, by the heads of their columns.
fn rows(ran: Ran) -> Vec<std::collections::HashMap<String, String>> {
    let text = ran.ok();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

/// Cells that pandas turns into nothing, in quotes too.
const NOTHING: [&str; 6] = ["NA", "null", "None", "n/a", "NaN", "#N/A"];

#[test]
fn an_actor_whose_name_means_nothing_to_pandas_stays_an_actor() {
    let (desk, code) = Desk::with_incident("Support mailbox read by a stranger");
    for actor in NOTHING {
        let _ = desk.run_as(actor, &["incident", "note", &code, "NA"]).ok();
    }
    let rows = rows(desk.run(&["incident", "timeline", &code]));
    // The first row is the opening, the last one the state of the record.
    let (last, before) = rows.split_last().unwrap();
    assert!(last["message"].starts_with("Record state: fbc1."), "{last:?}");
    let actors: Vec<&str> = before.iter().skip(1).map(|row| row["actor"].as_str()).collect();
    let named: Vec<String> = NOTHING.iter().map(|actor| format!("actor {actor}")).collect();
    assert_eq!(actors, named);
    for row in &rows {
        for (head, cell) in row {
            assert!(!NOTHING.contains(&cell.as_str()) && !cell.is_empty(), "{head}: {cell}");
        }
        assert!(!row["message"].starts_with("EXERCISE"), "{row:?}");
    }
    // The log for a spreadsheet has the same names.
    let log = desk.run(&["audit", "export"]).ok();
    assert!(log.contains(",actor NA,") && !log.contains(",NA,"), "{log}");
    // Programs that read JSON get the name as it was given.
    let json = desk.run(&["incident", "timeline", &code, "--json"]).json();
    assert_eq!(json[1]["actor"], "NA");
}

#[test]
fn every_row_of_an_exercise_says_that_it_is_one() {
    let desk = Desk::new();
    let started = desk.run(&["drill", "start", "open-bucket", "--json"]).json();
    let code = started["code"].as_str().unwrap();
    let _ = desk.run(&["incident", "note", code, "A note"]).ok();
    let rows = rows(desk.run(&["incident", "timeline", code]));
    assert!(rows.len() > 2, "{rows:?}");
    assert!(
        rows.iter().all(|row| row["message"].starts_with("EXERCISE ")),
        "{rows:?}"
    );
}
