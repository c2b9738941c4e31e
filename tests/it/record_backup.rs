//! Backups: one moment of database and log, nothing but their three files, and nothing written where they are kept.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::record::{Desk, Ran, SECRET};
use crate::faults::{self, Fault, Mounted};

/// A record with a backup of it beside it.
fn backed_up() -> (Desk, PathBuf) {
    let (desk, _) = Desk::with_incident("t");
    let backup = desk.beside("backup");
    let _ = desk.run(&["backup", "create", backup.to_str().unwrap()]).ok();
    (desk, backup)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_taken_while_somebody_writes_is_of_one_moment() {
    let (desk, code) = Desk::with_incident("t");
    let (backup, log, go) = (desk.beside("backup"), desk.beside("log"), desk.beside("go"));
    let wait = format!("wait:{}", go.display());
    // The copy of the database is complete, and what comes after it waits for the other one's note.
    let fault = Fault {
        path: "/backup/",
        ops: "sync",
        at: 1,
        does: Some(&wait),
    };
    let create = desk.command(&["backup", "create", backup.to_str().unwrap()]);
    let Some(create) = faults::under(create, fault, &log) else {
        return;
    };
    let taking = faults::held(create, &log);
    let _ = desk.run(&["incident", "note", &code, "in between"]).ok();
    fs::write(&go, "").unwrap();
    let ran: Ran = taking.wait_with_output().unwrap().into();
    assert!(ran.ok().contains("Intact"));
    assert!(
        desk.run(&["backup", "verify", backup.to_str().unwrap()])
            .ok()
            .contains("Intact")
    );
    assert!(desk.run(&["audit", "verify"]).ok().contains("Intact"));
}

#[test]
fn a_hostile_manifest_reaches_no_other_file() {
    let (desk, backup) = backed_up();
    let manifest = fs::read_to_string(backup.join("manifest.json")).unwrap();
    let victim = desk.write_secret("victim", b"mine");
    let digest = "0".repeat(64);
    let outside = format!("\"sha256\": {{ \"../victim\": \"{digest}\",");
    let absolute = format!("\"sha256\": {{ \"{}\": \"{digest}\",", victim.display());
    let hostile = [
        manifest.replace("\"sha256\": {", &outside),
        manifest.replace("\"sha256\": {", &absolute),
        manifest.replace("firebell.db", "../victim"),
        manifest.replace("\"audit.jsonl\"", "\"header.json\""),
        manifest.replace("\"format\": 3", "\"format\": 99"),
        format!("{manifest}{}", " ".repeat(70_000)),
    ];
    for text in hostile {
        fs::write(backup.join("manifest.json"), &text).unwrap();
        let mut other = Desk::empty();
        other.move_data(other.beside("restored"));
        let _ = other.run(&["backup", "verify", backup.to_str().unwrap()]).fails(1);
        let _ = other.run(&["backup", "restore", backup.to_str().unwrap()]).fails(1);
        assert!(!other.data().exists(), "{text}");
        assert_eq!(fs::read(&victim).unwrap(), b"mine");
    }
}

#[test]
fn links_are_not_followed_and_a_wrong_key_makes_nothing() {
    let (desk, backup) = backed_up();
    let folder = backup.to_str().unwrap();
    let other = Desk::empty();
    other.write_secret("pass", b"another one\n");
    let _ = other.run(&["backup", "restore", folder]).fails(3);
    assert!(!other.data().exists());
    let again = desk.beside("again");
    desk.write_secret("pass", b"another one\n");
    let _ = desk.run(&["backup", "create", again.to_str().unwrap()]).fails(3);
    assert!(!again.exists());
    let kept = desk.beside("kept");
    for name in ["firebell.db", "header.json", "audit.jsonl", "manifest.json"] {
        fs::rename(backup.join(name), &kept).unwrap();
        std::os::unix::fs::symlink(&kept, backup.join(name)).unwrap();
        let said = Desk::empty().run(&["backup", "verify", folder]).fails(1);
        assert!(said.contains(name) && said.contains("not a regular file"), "{said}");
        fs::remove_file(backup.join(name)).unwrap();
        fs::rename(&kept, backup.join(name)).unwrap();
    }
    assert!(Desk::empty().run(&["backup", "verify", folder]).ok().contains("Intact"));
}

#[test]
fn a_backup_is_not_made_in_the_folder_of_the_record() {
    let (desk, _) = Desk::with_incident("t");
    let inside = desk.data().join("backups/one");
    let said = desk.run(&["backup", "create", inside.to_str().unwrap()]).fails(2);
    assert!(said.contains("in the folder of the record"), "{said}");
    assert!(!desk.data().join("backups").exists());
}

#[test]
fn a_restore_that_was_killed_is_done_again() {
    let (_desk, backup) = backed_up();
    let folder = backup.to_str().unwrap();
    let other = Desk::empty();
    for at in 1..=3 {
        let fault = Fault {
            path: "/data/",
            ops: "rename",
            at,
            does: Some("kill"),
        };
        let restore = other.command(&["backup", "restore", folder]);
        let Some(mut restore) = faults::under(restore, fault, &other.beside("log")) else {
            return;
        };
        let killed: Ran = restore.output().unwrap().into();
        assert_eq!(killed.code, -1, "{}", killed.err);
        let _ = other.run(&["incident", "list"]).fails(2);
    }
    assert!(other.run(&["backup", "restore", folder]).ok().contains("Intact"));
    assert_eq!(names(&other.data()), ["audit.jsonl", "firebell.db", "header.json"]);
}

#[test]
fn read_only_media_are_read_verified_and_restored() {
    let (desk, backup) = backed_up();
    let code = desk.run(&["incident", "list", "--json"]).json()[0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = names(&backup);
    let Some(sealed) = Mounted::read_only(&backup) else {
        return;
    };
    let folder = sealed.place().to_str().unwrap();
    let other = Desk::empty();
    assert!(other.run(&["backup", "verify", folder]).ok().contains("Intact"));
    assert!(other.run(&["backup", "restore", folder]).ok().contains("Intact"));
    assert_eq!(names(&backup), before);
    // The backup's own files are a record, and one that can only be read.
    let mut reader = Desk::empty();
    reader.move_data(sealed.place().to_owned());
    for args in [
        &["incident", "list"][..],
        &["incident", "show", &code],
        &["incident", "notes", &code],
        &["incident", "history", &code],
        &["deadlines"],
        &["audit", "verify"],
        &["audit", "show"],
        &["db", "check"],
    ] {
        let _ = reader.run(args).ok();
    }
    let mut scripted = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    scripted.env_clear().env("FIREBELL_PASSPHRASE", SECRET);
    let scripted = scripted
        .arg("--data-dir")
        .arg(sealed.place())
        .args(["incident", "list"]);
    let _ = Ran::from(scripted.output().unwrap()).ok();
    let said = reader.run(&["incident", "note", &code, "x"]).fails(4);
    assert!(said.contains("is read-only here"), "{said}");
    let said = reader.run(&["incident", "notes", &code, "--privileged"]).fails(4);
    assert!(said.contains("is read-only here"), "{said}");
    reader.write_secret("pass", b"another one\n");
    let _ = reader.run(&["incident", "list"]).fails(3);
}

#[test]
fn what_a_killed_writer_left_in_the_log_is_read_on_a_read_only_medium_too() {
    let (desk, code) = Desk::with_incident("t");
    // Killed after the commit and before its end: the note is in the write-ahead log alone.
    let fault = Fault {
        path: "audit.jsonl",
        ops: "write",
        at: 1,
        does: Some("kill"),
    };
    let note = desk.command(&["incident", "note", &code, "kept in the log"]);
    let Some(mut note) = faults::under(note, fault, &desk.beside("log")) else {
        return;
    };
    let killed: Ran = note.output().unwrap().into();
    assert_eq!(killed.code, -1, "{}", killed.err);
    assert!(desk.data().join("firebell.db-wal").exists());
    for index in [true, false] {
        if !index {
            fs::remove_file(desk.data().join("firebell.db-shm")).unwrap();
        }
        let Some(sealed) = Mounted::read_only(&desk.data()) else {
            return;
        };
        let mut reader = Desk::empty();
        reader.move_data(sealed.place().to_owned());
        let notes = reader.run(&["incident", "notes", &code]).ok();
        assert!(notes.contains("kept in the log"), "{index}: {notes}");
        assert!(reader.run(&["audit", "verify"]).ok().starts_with("Intact"), "{index}");
    }
}
