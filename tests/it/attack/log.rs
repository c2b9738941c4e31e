//! Attacks on the audit log, which can be read and written without the key.

use std::fs;

use super::{chained, found, intact, log_of, verify, write_log};
use crate::common::record::{Desk, database};

/// A record whose log has lines of events and lines without one, at the end too.
fn record() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "we paid", "--privileged"]).ok();
    let _ = desk.run(&["incident", "notes", &code, "--privileged"]).ok();
    let _ = desk.run(&["incident", "export", &code]).ok();
    intact(&desk);
    (desk, code)
}

#[test]
fn lines_cut_off_behind_the_last_event_are_missed() {
    let (desk, _) = record();
    let mut lines = log_of(&desk);
    assert!(lines.pop().unwrap().contains("incident.export"));
    write_log(&desk, &lines);
    found(&desk, "the log ends here");
}

#[test]
fn a_log_rewritten_and_chained_anew_is_found_even_after_an_honest_write() {
    let (desk, code) = record();
    let rewritten: Vec<String> = log_of(&desk)
        .into_iter()
        .filter(|line| line.contains("\"event\""))
        .map(|line| line.replace("\"actor\":\"dana\"", "\"actor\":\"bob\""))
        .collect();
    write_log(&desk, &chained(&rewritten));
    found(&desk, "its mark is not that of the record's key");
    let ran = desk.run(&["incident", "note", &code, "honest"]);
    assert!(ran.code == 0 && ran.err.contains("damaged"), "{}", ran.err);
    assert_eq!(verify(&desk).code, 1, "an honest write does not make it right");
}

#[test]
fn forged_lines_at_the_end_are_found_and_nothing_follows_them() {
    for forged in [
        // As the log of a record of the first format would have it.
        r#"{"n":0,"at":"2026-11-28T10:00:00.000Z","actor":"dana","host":"h","session":"s","action":"letter.export","target":"2026-001 x","outcome":"ok","prev":""}"#,
        // With a mark that was made up.
        r#"{"n":0,"at":"2026-11-28T10:00:00.000Z","actor":"dana","host":"h","session":"s","action":"letter.export","target":"2026-001 x","outcome":"ok","prev":"","mac":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}"#,
    ] {
        let (desk, code) = record();
        let mut lines = log_of(&desk);
        let mut all: Vec<String> = chained(&lines.iter().cloned().chain([forged.to_owned()]).collect::<Vec<_>>());
        let last = all.pop().unwrap();
        // What was written stays byte for byte; only the last line is new.
        let before = {
            use sha2::Digest as _;
            hex::encode(sha2::Sha256::digest(lines.last().unwrap()))
        };
        let mut last: serde_json::Value = serde_json::from_str(&last).unwrap();
        last["prev"] = before.into();
        lines.push(last.to_string());
        write_log(&desk, &lines);
        found(&desk, "mark");
        let ran = desk.run(&["incident", "note", &code, "honest"]);
        assert!(ran.err.contains("was not written by this record"), "{}", ran.err);
        assert_eq!(log_of(&desk), lines, "nothing follows a forged line");
        let _ = desk.run(&["audit", "repair"]).ok();
        intact(&desk);
    }
}

/// Whoever has no key can only write what a locked record writes, and the line says so.
#[test]
fn a_line_written_while_locked_cannot_be_taken_for_another() {
    let (desk, code) = record();
    fs::write(desk.beside("pass"), "wrong\n").unwrap();
    let _ = desk.run(&["incident", "list"]).fails(3);
    fs::write(desk.beside("pass"), crate::common::record::SECRET).unwrap();
    let line = log_of(&desk).pop().unwrap();
    assert!(line.contains("\"locked\":true") && !line.contains("\"mac\""), "{line}");
    assert!(intact(&desk).contains("1 line was written while the record was locked"));
    // From the next opening on it cannot be taken off either.
    let mut lines = log_of(&desk);
    lines.retain(|line| !line.contains("\"locked\""));
    write_log(&desk, &lines);
    assert_eq!(verify(&desk).code, 1);
    // Nor can it carry an event or pass for one that has a mark.
    let (desk2, _) = record();
    for change in [("\"locked\":true", "\"locked\":false"), ("\"locked\":true,", "")] {
        fs::write(desk2.beside("pass"), "wrong\n").unwrap();
        let _ = desk2.run(&["incident", "list"]).fails(3);
        fs::write(desk2.beside("pass"), crate::common::record::SECRET).unwrap();
        let kept = log_of(&desk2);
        let mut lines = kept.clone();
        let last = lines.last_mut().unwrap();
        *last = last.replace(change.0, change.1);
        write_log(&desk2, &lines);
        found(&desk2, "no mark of the record's key");
        write_log(&desk2, &kept);
        intact(&desk2);
    }
    drop((desk, code));
}

#[test]
fn a_line_of_another_record_with_another_key_is_no_line_of_this_one() {
    let (desk, _) = record();
    let (other, _) = record();
    let mut lines = log_of(&desk);
    let theirs = log_of(&other);
    let at = lines
        .iter()
        .position(|line| line.contains("note.read_privileged"))
        .unwrap();
    lines[at] = theirs[at].clone();
    write_log(&desk, &lines);
    found(&desk, "its mark is not that of the record's key");
}

/// With the key, lines can be marked anew; then they differ from their events.
#[test]
fn a_line_that_tells_another_story_than_its_event_is_found() {
    let desk = crate::record_formats::of_the_first();
    let _ = desk.run(&["incident", "note", "2026-001", "one more"]).ok();
    for (from, to, word) in [
        ("\"actor\":\"dana\"", "\"actor\":\"bob\"", "who is bob"),
        ("note.add", "fact.set", "what is fact.set"),
    ] {
        let kept = log_of(&desk);
        let mut lines = kept.clone();
        let at = lines.iter().rposition(|line| line.contains("note.add")).unwrap();
        lines[at] = lines[at].replace(from, to);
        let lines = chained(&lines);
        write_log(&desk, &lines);
        // Who has the key of the first format, which marks no line, notes the forged end as well.
        note_end(&desk, &lines);
        found(&desk, word);
        write_log(&desk, &kept);
        note_end(&desk, &kept);
        intact(&desk);
    }
}

pub(super) fn note_end(desk: &Desk, lines: &[String]) {
    use sha2::Digest as _;
    let digest = hex::encode(sha2::Sha256::digest(lines.last().unwrap()));
    let connection = database(desk);
    for (key, value) in [("audit_digest", digest), ("audit_lines", lines.len().to_string())] {
        let set = "UPDATE meta SET value = ?2 WHERE key = ?1";
        assert_eq!(connection.execute(set, [key, &value]).unwrap(), 1);
    }
}
