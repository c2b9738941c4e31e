//! The log of a record that came from the first format, where events were named by their digests: once the second is confirmed,
//! nobody can check a guess by it any more.

use std::fs;

use firebell::core::time::WallTime;
use firebell::store::{Actor, Draft, LineOutcome, Store};
use secrecy::SecretString;
use serde_json::Value;

use super::{chained, found, intact, log_of, verify, write_log};
use crate::common::record::{Desk, SECRET, database};
use crate::record_formats::of_the_first;

/// The digests of all events, as whoever guesses their words would compute them.
fn digests(desk: &Desk) -> Vec<String> {
    let connection = database(desk);
    let mut all = connection.prepare("SELECT lower(hex(hash)) FROM event").unwrap();
    let rows = all.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn named_by_digest(desk: &Desk) -> usize {
    let log = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    digests(desk).iter().filter(|digest| log.contains(*digest)).count()
}

/// A record that an earlier firebell brought to the second format and went on with: the old lines name digests and have no mark.
fn brought_over_before() -> Desk {
    let desk = of_the_first();
    let _ = desk.run(&["key", "upgrade"]).ok();
    let mut store = Store::open(&desk.data(), &SecretString::from(SECRET)).unwrap();
    store.confirm_upgrade().unwrap();
    let who = Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let now = WallTime::read(chrono::Utc::now());
    store
        .note(&Draft::new(&who, now, "report.export", "2026-001", LineOutcome::Ok))
        .unwrap();
    drop(store);
    assert!(named_by_digest(&desk) > 3);
    assert!(log_of(&desk).last().unwrap().contains("\"mac\""));
    desk
}

/// A line without what the chain and the keys make of it.
fn told(line: &str) -> Value {
    let mut line: Value = serde_json::from_str(line).unwrap();
    for made in ["prev", "mac"] {
        line.as_object_mut().unwrap().remove(made);
    }
    if let Some(event) = line.get_mut("event") {
        event["digest"] = Value::Null;
    }
    line
}

#[test]
fn confirming_the_second_format_leaves_no_digest_in_the_log() {
    let desk = of_the_first();
    let before: Vec<Value> = log_of(&desk).iter().map(|line| told(line)).collect();
    let _ = desk.run(&["key", "upgrade"]).ok();
    assert!(
        named_by_digest(&desk) > 3,
        "the way back leads to a format that knows no other names"
    );
    let _ = desk.run(&["key", "upgrade", "--confirm"]).ok();
    assert_eq!(named_by_digest(&desk), 0);
    let after = log_of(&desk);
    assert!(after.iter().all(|line| line.contains("\"mac\"")), "{after:#?}");
    let after: Vec<Value> = after.iter().map(|line| told(line)).collect();
    assert_eq!(after[..before.len()], before, "each line says what it said");
    assert_eq!(after.last().unwrap()["action"], "audit.key");
    intact(&desk);
    let _ = desk.run(&["incident", "note", "2026-001", "goes on"]).ok();
    let _ = desk.run(&["audit", "verify", "--full", "--signatures"]).ok();
}

#[test]
fn a_record_that_was_brought_over_before_is_put_right_when_it_is_opened() {
    let desk = brought_over_before();
    let before = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    let _ = desk.run(&["incident", "list"]).ok();
    assert_eq!(named_by_digest(&desk), 0);
    let _ = desk.run(&["audit", "verify", "--full"]).ok();
    let after = log_of(&desk);
    assert_eq!(after.iter().filter(|line| line.contains("\"audit.key\"")).count(), 1);
    // It is done once.
    let _ = desk.run(&["incident", "list"]).ok();
    assert_eq!(log_of(&desk).len(), after.len());
    // The log of before does not take its place again.
    fs::write(desk.data().join("audit.jsonl"), before).unwrap();
    assert_eq!(verify(&desk).code, 1);
}

#[test]
fn a_log_that_was_changed_is_not_made_good_by_it() {
    let desk = brought_over_before();
    let mut lines = log_of(&desk);
    lines[1] = lines[1].replacen("\"actor\":\"", "\"actor\":\"not ", 1);
    write_log(&desk, &lines);
    let _ = desk.run(&["incident", "list"]);
    assert!(log_of(&desk)[1].contains("\"actor\":\"not "));
    found(&desk, "line 3 of the audit log");
    // Chained anew to its end, it is not the one that the database noted.
    let desk = brought_over_before();
    let lines: Vec<String> = log_of(&desk)
        .into_iter()
        .map(|line| line.replace("\"host\":\"", "\"host\":\"not "))
        .collect();
    write_log(&desk, &chained(&lines));
    let _ = desk.run(&["incident", "list"]);
    assert!(named_by_digest(&desk) > 3);
    assert_eq!(verify(&desk).code, 1);
}
