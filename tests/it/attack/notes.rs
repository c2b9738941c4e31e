//! Privileged notes that go before their incident does. Their text is sealed from the beginning, so its bytes are looked for.

use std::fs;
use std::path::Path;

use super::erasure::{files_below, logged, memchr_find, pages, sealed_of};
use super::{at, intact, on_one_line};
use crate::common::record::{Desk, Ran, database_raw_key};

/// A privileged note and another entry, in an incident that stays, and a backup of both.
fn with_two_notes(year: &str) -> (Desk, String, String) {
    let desk = Desk::new();
    let opened = at(&desk, year, &["incident", "open", "x", "--zone", "UTC", "--json"]).json();
    let (code, id) = (opened["code"].as_str().unwrap(), opened["id"].as_str().unwrap());
    for args in [
        &["incident", "note", code, "xylophonist said", "--privileged"][..],
        &["incident", "note", code, "the zanzibarian tokens"],
        &["incident", "note", code, "wyvernmouth agreed", "--privileged"],
    ] {
        let _ = at(&desk, year, args).ok();
    }
    let backup = desk.beside("backup").display().to_string();
    let _ = desk.run(&["backup", "create", &backup]).ok();
    (desk, code.to_owned(), id.to_owned())
}

/// Whether bytes are in a file of a folder, or in a page of its database or of the write-ahead log, as the cipher's key opens it.
fn has(folder: &Path, key: &str, bytes: &str) -> bool {
    let mut all = files_below(folder);
    all.extend(pages(&folder.join("firebell.db"), key).unwrap_or_default());
    all.extend(logged(&folder.join("firebell.db-wal"), key).unwrap_or_default());
    memchr_find(&all, bytes.as_bytes())
}

fn erase_note(desk: &Desk, code: &str, entry: &str, more: &[&str]) -> Ran {
    let args = [
        "retention",
        "erase-note",
        code,
        entry,
        "--because",
        "a claim was settled",
    ];
    desk.run(&[&args, more].concat())
}

#[test]
fn a_privileged_note_is_erased_by_name_alone_and_against_no_hold() {
    let (desk, code, id) = with_two_notes("2026-11-28T10:00:00Z");
    let erase = |entry: &str, more: &[&str]| erase_note(&desk, &code, entry, more);
    assert!(erase("3", &["--yes"]).fails(2).contains("is no privileged note"));
    assert!(erase("2", &[]).fails(1).contains("--yes"));
    // A legal hold keeps it, on the incident or on everything.
    let hold = [
        "hold",
        "add",
        "Smith v. Acme",
        "--incident",
        &code,
        "--why",
        "letter of counsel",
    ];
    let _ = desk.run(&hold).ok();
    assert!(erase("2", &["--yes"]).fails(1).contains("Smith v. Acme"));
    assert_eq!(sealed_of(&desk, &id).len(), 2);
    let _ = desk.run(&["hold", "release", "1", "--why", "settled"]).ok();
}

#[test]
fn a_privileged_note_goes_before_its_incident_and_its_bytes_are_nowhere() {
    let (desk, code, id) = with_two_notes("2026-11-28T10:00:00Z");
    let key = database_raw_key(&desk);
    let checkpoint = desk.beside("checkpoint").display().to_string();
    let _ = desk.run(&["audit", "checkpoint", "--out", &checkpoint]).ok();
    let sealed: Vec<String> = sealed_of(&desk, &id).iter().map(|text| text[..64].to_owned()).collect();
    let folders = [desk.data(), desk.beside("backup")];
    if pages(&desk.data().join("firebell.db"), &key).is_some() {
        for text in &sealed {
            assert!(folders.iter().all(|folder| has(folder, &key, text)), "{text}");
        }
    }
    let erase = |entry: &str| erase_note(&desk, &code, entry, &["--yes"]);
    let said = on_one_line(&erase("2").ok());
    assert!(said.contains(&format!("{code}: 1 event erased")), "{said}");
    assert!(said.contains("Backup written anew"), "{said}");
    for folder in &folders {
        assert!(!has(folder, &key, &sealed[0]), "{}", folder.display());
    }
    // The other one, and what is in the open, stay as they were.
    assert!(has(&desk.data(), &key, &sealed[1]) || pages(&desk.data().join("firebell.db"), &key).is_none());
    let shown = desk.run(&["incident", "notes", &code, "--privileged"]).ok();
    assert!(
        shown.contains("wyvernmouth agreed") && shown.contains("zanzibarian tokens"),
        "{shown}"
    );
    assert!(!shown.contains("xylophonist"), "{shown}");
    assert!(erase("2").fails(2).contains("is no privileged note"), "it is gone");
    let log = desk.run(&["audit", "show"]).ok();
    assert!(
        log.contains("retention.erase") && log.contains(&format!("privileged notes of {code}")),
        "{log}"
    );
    // Digest and leaf stay: the chain, the tree, an earlier checkpoint and who signed what still fit, here and in the backup.
    assert!(intact(&desk).contains("1 event erased"));
    let _ = desk
        .run(&["audit", "verify", "--full", "--signatures", "--against", &checkpoint])
        .ok();
    let backup = desk.beside("backup").display().to_string();
    assert!(desk.run(&["backup", "verify", &backup]).ok().contains("Intact"));
    let _ = desk.run(&["db", "rebuild"]).ok();
    intact(&desk);
}

#[test]
fn privileged_notes_go_by_a_period_of_their_own() {
    let (desk, code, id) = with_two_notes("2026-06-05T10:00:00Z");
    let close = ["incident", "close", &code, "--rationale", "nothing else was open"];
    let _ = at(&desk, "2026-06-06T10:00:00Z", &close).ok();
    let own = desk.beside("periods.toml");
    let text = "[[category]]\nid = \"counsel\"\nof = \"privileged_notes\"\nname = \"n\"\nmonths = 3\nbecause = \"counsel asked\"\n";
    fs::write(&own, text).unwrap();
    let config = desk.beside("config.toml");
    fs::write(&config, format!("retention = {:?}\n", own.display().to_string())).unwrap();
    let config = config.display().to_string();
    let run = |moment: &str, args: &[&str]| at(&desk, moment, &[&["--config", config.as_str()], args].concat());
    let earlier = on_one_line(&run("2026-09-05T10:00:00Z", &["retention", "plan"]).ok());
    assert!(
        earlier.contains(&format!("{code} counsel: not yet 2026-09-06")),
        "{earlier}"
    );
    let due = on_one_line(&run("2026-09-06T10:00:00Z", &["retention", "plan"]).ok());
    assert!(due.contains(&format!("{code} counsel: due 2026-09-06")), "{due}");
    let said = on_one_line(&run("2026-09-06T10:00:00Z", &["retention", "run", "--yes"]).ok());
    assert!(
        said.contains(&format!("privileged notes of {code}: 2 events erased")),
        "{said}"
    );
    assert_eq!(sealed_of(&desk, &id).len(), 0);
    let _ = desk.run(&["incident", "show", &code]).ok();
    intact(&desk);
}
