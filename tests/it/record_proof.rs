//! Keys, proof, backups and exports: what was recorded can be shown to be what was recorded.

use std::fs;

use crate::common::record::{Desk, SECRET};

#[test]
fn a_wrong_key_says_so_in_one_line_and_is_noted() {
    let (desk, _) = Desk::with_incident("t");
    fs::write(desk.beside("pass"), "another one\n").unwrap();
    let ran = desk.run(&["incident", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(ran.err, "error: the passphrase or key does not open this record\n");
    fs::write(desk.beside("pass"), SECRET).unwrap();
    let log = desk.run(&["audit", "show", "--json"]).json();
    let failed = |line: &&serde_json::Value| line["action"] == "record.unlock" && line["outcome"] == "failed";
    assert_eq!(log.as_array().unwrap().iter().filter(failed).count(), 1);
}

#[test]
fn secrets_and_facts_stay_out_of_the_files() {
    let (desk, code) = Desk::with_incident("Zanzibar mailbox");
    let _ = desk
        .run(&["incident", "note", &code, "Quetzal said so", "--privileged"])
        .ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "987654"]).ok();
    for entry in fs::read_dir(desk.data()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for word in ["Zanzibar", "Quetzal", "987654", SECRET] {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} stands in {}", path.display());
        }
    }
}

#[test]
fn files_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, _) = Desk::with_incident("t");
    let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(desk.data()), 0o700);
    for name in ["firebell.db", "header.json", "audit.jsonl"] {
        assert_eq!(mode(desk.data().join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_key_is_changed_and_the_old_one_is_no_use() {
    let (desk, code) = Desk::with_incident("t");
    fs::write(desk.beside("new"), "Marmot-ochre-17-lathe\n").unwrap();
    let new = desk.beside("new");
    let _ = desk
        .run(&["key", "change", "--new-passphrase-file", new.to_str().unwrap()])
        .ok();
    let _ = desk.run(&["incident", "show", &code]).fails(3);
    fs::copy(&new, desk.beside("pass")).unwrap();
    let _ = desk.run(&["incident", "show", &code]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_key_command_opens_the_record() {
    let (desk, code) = Desk::with_incident("t");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .arg("--data-dir")
        .arg(desk.data());
    let print = format!("cat {}", desk.beside("pass").display());
    let output = command
        .args(["--key-command", &print, "incident", "show", &code])
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Changes the log in one way and returns what `verify` says.
fn after(desk: &Desk, change: impl FnOnce(&mut Vec<String>)) -> String {
    let path = desk.data().join("audit.jsonl");
    let kept = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = kept.lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(&path, lines.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    let ran = desk.run(&["audit", "verify"]);
    assert_eq!(ran.code, 1, "not noticed: {}", ran.out);
    fs::write(&path, kept).unwrap();
    ran.out
}

#[test]
fn every_kind_of_byte_of_the_audit_log_is_guarded() {
    let (desk, code) = Desk::with_incident("t");
    for n in 0..4 {
        let _ = desk.run(&["incident", "note", &code, &format!("note {n}")]).ok();
    }
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let text = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    let line = text.lines().nth(3).unwrap();
    // One byte in each field of the fourth line: keys, quotation marks, digits, names, digests, braces.
    for (at, byte) in line.bytes().enumerate().step_by(5) {
        let out = after(&desk, |lines| {
            let mut bytes = lines[3].clone().into_bytes();
            bytes[at] = if byte == b'0' { b'1' } else { b'0' };
            lines[3] = String::from_utf8(bytes).unwrap();
        });
        assert!(out.contains("line 4 ") || out.contains("line 5 "), "byte {at}: {out}");
    }
    let dropped = after(&desk, |lines| drop(lines.remove(2)));
    assert!(dropped.contains("line 3 "), "{dropped}");
    let doubled = after(&desk, |lines| lines.insert(2, lines[1].clone()));
    assert!(doubled.contains("line 3 "), "{doubled}");
    let cut = after(&desk, |lines| lines.truncate(4));
    assert!(cut.contains("line 5 ") && cut.contains("ends here"), "{cut}");
    let last = after(&desk, |lines| {
        let end = lines.last_mut().unwrap();
        *end = end.replace("note.add", "note.sub");
    });
    assert!(last.contains("its mark is not that of the record's key"), "{last}");
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn every_page_of_the_database_is_guarded() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "something"]).ok();
    // Fold the log in, so that the file holds everything.
    let _ = desk.run(&["db", "rebuild"]).ok();
    let path = desk.data().join("firebell.db");
    let kept = fs::read(&path).unwrap();
    let pages = kept.len() / 4096;
    assert!(pages > 3);
    for page in [0, 1, pages / 2, pages - 1] {
        for at in [20, 2000, 4090] {
            let mut bytes = kept.clone();
            bytes[page * 4096 + at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            let ran = desk.run(&["audit", "verify"]);
            assert!(ran.code != 0 && ran.code != -1, "page {page} byte {at}: {}", ran.out);
        }
    }
    fs::write(&path, &kept).unwrap();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_backup_is_whole_and_goes_only_into_an_empty_place() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "before"]).ok();
    let backup = desk.beside("backup");
    let to = backup.to_str().unwrap();
    let _ = desk.run(&["backup", "create", to]).ok();
    let _ = desk.run(&["backup", "create", to]).fails(2);
    let _ = desk.run(&["incident", "note", &code, "after"]).ok();
    assert!(desk.run(&["backup", "verify", to]).ok().contains("Intact"));
    let _ = desk.run(&["backup", "restore", to]).fails(1);
    let other = Desk::empty();
    assert!(other.run(&["backup", "restore", to]).ok().contains("Intact"));
    let notes = other.run(&["incident", "notes", &code, "--json"]).json();
    assert_eq!(notes.as_array().unwrap().len(), 1);
    let mut bytes = fs::read(backup.join("audit.jsonl")).unwrap();
    bytes[10] ^= 1;
    fs::write(backup.join("audit.jsonl"), bytes).unwrap();
    assert!(desk.run(&["backup", "verify", to]).fails(1).contains("audit.jsonl"));
}

#[test]
fn an_export_comes_back_digest_for_digest() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "open words"]).ok();
    let _ = desk
        .run(&["incident", "note", &code, "Quetzal said so", "--privileged"])
        .ok();
    let plain = desk.run(&["incident", "export", &code]).ok();
    assert!(!plain.contains("Quetzal") && plain.contains("open words"));
    let _ = desk
        .run(&["incident", "export", &code, "--include-privileged", "2000-001"])
        .fails(2);
    let file = desk.beside("export.json");
    let whole = [
        "incident",
        "export",
        &code,
        "--include-privileged",
        &code,
        "--output",
        file.to_str().unwrap(),
    ];
    let _ = desk.run(&whole).ok();
    let other = Desk::new();
    let partial = other.beside("partial.json");
    fs::write(&partial, plain).unwrap();
    let _ = other.run(&["incident", "import", partial.to_str().unwrap()]).fails(2);
    let _ = other.run(&["incident", "import", file.to_str().unwrap()]).ok();
    // Every event is as it was; that it was imported is one event more.
    let (ours, theirs) = (desk.digests(&code), other.digests(&code));
    assert_eq!((&theirs[..ours.len()], theirs.len()), (&ours[..], ours.len() + 1));
    assert!(other.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let _ = other.run(&["incident", "import", file.to_str().unwrap()]).fails(1);
    // A word changed on the way breaks the chain, and nothing is taken in.
    let third = Desk::new();
    let changed = fs::read_to_string(&file).unwrap().replace("open words", "other words");
    fs::write(&file, changed).unwrap();
    let _ = third.run(&["incident", "import", file.to_str().unwrap()]).fails(1);
    assert!(
        third
            .run(&["incident", "list", "--json"])
            .json()
            .as_array()
            .unwrap()
            .is_empty()
    );
    let log = desk.run(&["audit", "show", "--json"]).json();
    let exports = log
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["action"] == "incident.export_privileged")
        .count();
    assert_eq!(exports, 2);
}

#[test]
fn privileged_notes_are_listed_and_their_reading_is_noted() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk
        .run(&["incident", "note", &code, "Quetzal said so", "--privileged"])
        .ok();
    for args in [
        vec!["incident", "notes", &code],
        vec!["incident", "privilege-log", &code],
        vec!["incident", "history", &code],
        vec!["incident", "timeline", &code],
        vec!["incident", "report", &code],
        vec!["incident", "notice", &code],
        vec!["register", "--csv"],
    ] {
        assert!(!desk.run(&args).ok().contains("Quetzal"), "{args:?}");
    }
    assert!(
        desk.run(&["incident", "notes", &code, "--privileged"])
            .ok()
            .contains("Quetzal")
    );
    let log = desk.run(&["audit", "show"]).ok();
    assert!(log.contains("note.read_privileged"));
}

#[test]
fn a_notice_shown_on_the_command_line_is_noted() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "notice", &code]).ok();
    let log = desk.run(&["audit", "show", "--json"]).json();
    let shown = |line: &&serde_json::Value| line["action"] == "notice.show";
    let lines: Vec<&serde_json::Value> = log.as_array().unwrap().iter().filter(shown).collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0]["target"].as_str().unwrap().starts_with(&code), "{log}");
}

#[test]
fn what_was_known_then_is_shown_with_the_deadlines_of_then() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "100"]).ok();
    // The log has the millisecond of the last entry.
    let log = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    let last: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    let then = last["at"].as_str().unwrap().to_owned();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "100000"]).ok();
    let verdict = |args: &[&str]| {
        let view = desk.run(args).json();
        let all = view["assessment"]["obligations"].as_array().unwrap().clone();
        let duty = all.into_iter().find(|o| o["id"] == "us-tx/regulator").unwrap();
        duty["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        verdict(&["incident", "show", &code, "--as-of", &then, "--json"]),
        "not_due"
    );
    assert_eq!(verdict(&["incident", "show", &code, "--json"]), "possible");
}

/// What somebody does who has the log and no key: guesses what an event says, and looks whether its digest is there.
#[test]
fn the_log_of_the_second_format_confirms_no_guess() {
    let (desk, code) = Desk::with_incident("guessable");
    let _ = desk.run(&["incident", "note", &code, "we paid", "--privileged"]).ok();
    let log = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    let digests = desk.digests(&code);
    assert_eq!(digests.len(), 2);
    for digest in &digests {
        assert!(!log.contains(digest), "{log}");
    }
    // The first of them is the founding of the record.
    assert_eq!(log.matches("\"digest\":\"hmac:").count(), 3, "{log}");
    // The names stay what they are when the record key is replaced, and the log is still held against the events.
    let _ = desk.run(&["key", "rotate"]).ok();
    let _ = desk.run(&["incident", "note", &code, "another"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let path = desk.data().join("audit.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let told = lines.iter().rposition(|line| line.contains("hmac:")).unwrap();
    fs::write(&path, lines[..told].join("\n") + "\n").unwrap();
    assert_eq!(desk.run(&["audit", "verify"]).code, 1);
    let _ = desk.run(&["audit", "repair"]).ok();
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let mended = fs::read_to_string(&path).unwrap();
    assert!(mended.contains("written again"), "{mended}");
    assert_eq!(mended.matches("\"digest\":\"hmac:").count(), 4, "{mended}");
}

#[test]
fn a_log_with_names_of_both_kinds_is_held_against_the_events() {
    let desk = crate::record_formats::of_the_first();
    let code = "2026-001";
    let _ = desk.run(&["key", "upgrade"]).ok();
    let _ = desk.run(&["incident", "note", code, "before it is confirmed"]).ok();
    let log = || fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    assert!(!log().contains("hmac:"), "an earlier firebell may have to read it");
    let _ = desk.run(&["key", "upgrade", "--confirm"]).ok();
    let _ = desk.run(&["incident", "note", code, "after it"]).ok();
    // Lines of before were written anew with marks: no digest is left that a guess could be checked against.
    let marks = log().matches("\"digest\":\"hmac:").count();
    assert!(
        marks > 2 && marks == log().matches("\"digest\":\"").count(),
        "{}",
        log()
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    assert!(desk.run(&["audit", "repair"]).ok().contains("intact"));
    // An event that a line tells of and the database lacks is named, whichever way the line names it.
    let database = crate::common::record::database(&desk);
    for seq in [7, 6] {
        database
            .execute_batch(&format!(
                "DROP TRIGGER IF EXISTS event_stays; DELETE FROM event WHERE seq = {seq} AND stream <> 'organisation'"
            ))
            .unwrap();
        let said = desk.run(&["audit", "verify"]);
        assert!(
            said.code == 1 && said.out.contains("is about an event that the database does not have"),
            "{}",
            said.out
        );
    }
}
