//! The clock set back or forward, and moments that a person types.

use super::{at, intact, log_of};
use crate::common::record::Desk;

#[test]
fn a_clock_that_is_set_back_is_said_recorded_and_listed() {
    let desk = Desk::new();
    let _ = at(&desk, "2026-11-28T10:00:00Z", &["incident", "list"]);
    let opened = at(
        &desk,
        "2036-01-01T10:00:00Z",
        &["incident", "open", "t", "--zone", "UTC", "--json"],
    );
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    let ran = at(
        &desk,
        "2035-12-20T08:00:00Z",
        &["incident", "note", &code, "back-dated"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("the clock is 12 d 2 h behind the entry before"),
        "{}",
        ran.err
    );
    let turned: Vec<String> = log_of(&desk)
        .into_iter()
        .filter(|line| line.contains("clock.turned") && line.contains("behind"))
        .collect();
    assert_eq!(turned.len(), 1, "{turned:?}");
    let said = intact(&desk);
    assert!(said.contains("Times go back in 2 places"), "{said}");
    assert!(said.contains("12 d 2 h before the event before it"), "{said}");
    let json = at(&desk, "2035-12-20T08:01:00Z", &["audit", "verify", "--json"]).json();
    assert_eq!(json["times_back"], 2, "{json}");
}

#[test]
fn a_clock_that_leaps_is_said() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "t", "--zone", "UTC", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let ran = at(
        &desk,
        "2049-01-01T00:00:00Z",
        &["incident", "note", &code, "from the future"],
    );
    assert!(ran.err.contains("ahead of the entry before"), "{}", ran.err);
    assert!(log_of(&desk).iter().any(|line| line.contains("clock.turned")));
}

/// What a person types is a value of the event; when it was recorded is the machine's, and no option sets it.
#[test]
fn a_moment_that_was_typed_is_never_the_moment_of_recording() {
    let (desk, code) = Desk::with_incident("t");
    let typed = "2020-01-02T03:04:00Z";
    let _ = desk.run(&["incident", "milestone", &code, "discovery", typed]).ok();
    let _ = desk.run(&["incident", "note", &code, "x", "--at", typed]);
    let export = desk.run(&["incident", "export", &code]).ok();
    let export: serde_json::Value = serde_json::from_str(&export).unwrap();
    let mut typed_beside = false;
    for event in export["events"].as_array().unwrap() {
        let body: serde_json::Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
        let recorded = body["recorded_at"].as_str().unwrap();
        assert!(!recorded.starts_with("2020"), "{body}");
        typed_beside |= body.to_string().contains("2020-01-0");
    }
    assert!(typed_beside, "the typed moment is kept beside it: {export}");
}

#[test]
fn a_filing_before_awareness_and_a_milestone_of_the_future_are_questioned() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["profile", "set", "country", "US"]).ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "5000"]).ok();
    let _ = desk
        .run(&["incident", "milestone", &code, "discovery", "2026-11-20 09:00"])
        .ok();
    let file = ["incident", "file", &code, "us-tx/regulator", "--at", "2019-01-01 00:00"];
    let said = desk.run(&file).fails(1);
    assert!(said.contains("would be filed"), "{said}");
    let ahead = desk.run(&["incident", "milestone", &code, "discovery", "2049-01-01 00:00"]);
    assert_ne!(ahead.code, 0, "{}", ahead.out);
}
