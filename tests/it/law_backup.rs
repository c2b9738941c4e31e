//! The law in a backup: a record that is restored on another machine answers the same dates.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::common::record::Desk;
use crate::law_packs::{pack, vermont};

/// A record by a pack with its trusted key, a contract, and a folder of law that the config file names; backed up.
fn backed_up() -> (Desk, String) {
    let (desk, code) = vermont();
    let pack = pack(&desk, "2026.12.1", "3");
    let _ = desk.run(&["law", "install", &pack, "--yes"]).ok();
    let terms = ["--name", "Acme GmbH", "--within", "24h", "--from", "awareness"];
    let told = ["--contact", "Desk", "--contact-at", "security@acme.example"];
    let rest = ["--clause", "7.2", "--breach", "personal-data", "--place", "DE"];
    let add = [
        &["contract", "add", "acme"][..],
        &terms,
        &told,
        &rest,
        &["--zone", "Europe/Berlin"],
    ];
    let _ = desk.run(&add.concat()).ok();
    for (key, value) in [
        ("data.customers", "acme"),
        ("milestones.awareness", "2026-11-20T16:00Z"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let calendars = desk.beside("team-law/calendars");
    fs::create_dir_all(&calendars).unwrap();
    let day_off =
        "adds_to = \"US-VT\"\nsource = \"a proclamation\"\n[[holiday]]\nname = \"One-off\"\non = [\"2026-11-23\"]\n";
    fs::write(calendars.join("day-off.toml"), day_off).unwrap();
    let config = format!("law_dirs = [{:?}]\n", desk.beside("team-law"));
    fs::write(desk.beside("config.toml"), config).unwrap();
    let said = configured(&desk, &["backup", "create", &beside(&desk, "backup")]).ok();
    for words in [
        "Law packs: acme-law 2026.12.1",
        "Contracts: acme",
        "Law folder: 1 file, restored as law/folders/01",
        "acme.example/law+",
        "4 files in",
    ] {
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{words}: {said}");
    }
    (desk, code)
}

fn beside(desk: &Desk, name: &str) -> String {
    desk.beside(name).display().to_string()
}

fn configured(desk: &Desk, args: &[&str]) -> crate::common::record::Ran {
    let config = beside(desk, "config.toml");
    desk.run(&[&["--config", &config], args].concat())
}

/// Copies a backup to another machine and restores it into the empty home there.
fn restored(from: &Desk) -> Desk {
    let there = Desk::empty();
    let backup = there.beside("backup");
    fs::create_dir(&backup).unwrap();
    for name in ["audit.jsonl", "firebell.db", "header.json", "law.db", "manifest.json"] {
        fs::copy(from.beside("backup").join(name), backup.join(name)).unwrap();
    }
    let said = there.run(&["backup", "restore", &beside(&there, "backup")]).ok();
    assert!(
        said.contains("acme-law 2026.12.1") && said.contains("law/folders/01"),
        "{said}"
    );
    there
}

#[test]
fn a_backup_restored_in_an_empty_home_answers_the_same_dates_by_the_same_law() {
    let (here, code) = backed_up();
    let there = restored(&here);
    let at = ["--at", "2026-11-24T09:00Z"];
    for args in [
        &["incident", "why", &code, "us-vt/regulator", "--json"][..],
        &["incident", "why", &code, "contract-acme/notice", "--json"],
        &["deadlines", "--json"],
        &["law", "packs", "--json"],
        &["law", "trust", "--json"],
        &["due", "3bd", "--from", "2026-11-20T10:00-05:00", "--calendar", "US-VT"],
    ] {
        let paths = |text: String| {
            let text = text.replace(&here.data().display().to_string(), "DATA");
            let text = text.replace(&there.data().display().to_string(), "DATA");
            text.replace(&beside(&here, "team-law"), "DATA/law/folders/01")
        };
        let first = paths(configured(&here, &[&at[..], args].concat()).ok());
        assert_eq!(first, paths(there.run(&[&at[..], args].concat()).ok()), "{args:?}");
    }
    let why = there
        .run(&["incident", "why", &code, "us-vt/regulator", "--json"])
        .json();
    // Three business days from Friday 20 November: Monday 23 is the one-off holiday of the folder, Thursday 26 is Thanksgiving.
    assert_eq!(why[0]["deadline"]["strict"], "2026-11-28T04:59:59Z", "{why}");
    // Contracts that came with a backup can be changed, and the next backup holds the same law.
    let _ = there.run(&["contract", "edit", "acme", "--within", "48h"]).ok();
    let again = there
        .run(&["backup", "create", &beside(&there, "next"), "--json"])
        .json();
    assert_eq!(again["law"]["folders"][0]["restored_as"], "law/folders/01", "{again}");
    assert_eq!(again["law"]["contracts"][0], "acme", "{again}");
}

#[test]
fn the_law_of_a_backup_is_sealed_and_belongs_to_its_record() {
    let (desk, _) = backed_up();
    let law = desk.beside("backup/law.db");
    let sealed = fs::read(&law).unwrap();
    let readable = |words: &[u8]| sealed.windows(words.len()).any(|window| window == words);
    assert!(!readable(b"Acme") && !readable(b"SQLite"));
    let _ = desk.run(&["incident", "note", "2026-001", "later"]);
    let _ = configured(&desk, &["backup", "create", &beside(&desk, "later")]).ok();
    // The law of another backup of the same record, with a manifest that was made to fit.
    let other = fs::read(desk.beside("later/law.db")).unwrap();
    fs::write(&law, &other).unwrap();
    let verify = ["backup", "verify", &beside(&desk, "backup")];
    assert!(desk.run(&verify).fails(1).contains("law.db of the backup has changed"));
    let manifest = desk.beside("backup/manifest.json");
    let mut json: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    assert_eq!(json["format"], 3);
    json["sha256"]["law.db"] = hex::encode(Sha256::digest(&other)).into();
    fs::write(&manifest, json.to_string()).unwrap();
    assert!(
        desk.run(&verify)
            .fails(1)
            .contains("manifest.json of the backup has changed")
    );
    // Without its mark it would be one of an earlier firebell, which made none of records of this format.
    let mut unmarked = json.clone();
    unmarked.as_object_mut().unwrap().remove("mark");
    unmarked["format"] = 2.into();
    fs::write(&manifest, unmarked.to_string()).unwrap();
    assert!(
        desk.run(&verify)
            .fails(1)
            .contains("manifest.json of the backup has changed")
    );
    // Leaving the law out is no way either: the form says that there is some.
    json["sha256"].as_object_mut().unwrap().remove("law.db");
    fs::write(&manifest, json.to_string()).unwrap();
    let _ = desk.run(&verify).fails(1);
}

#[test]
fn a_record_without_law_of_its_own_is_backed_up_as_before_and_law_that_is_there_is_not_replaced() {
    let (desk, _) = Desk::with_incident("t");
    let backup = beside(&desk, "backup");
    let said = desk.run(&["backup", "create", &backup]).ok();
    assert!(said.contains("Law: the built-in law alone."), "{said}");
    let manifest: Value = serde_json::from_slice(&fs::read(Path::new(&backup).join("manifest.json")).unwrap()).unwrap();
    assert_eq!(
        (&manifest["format"], &manifest["sha256"]["law.db"]),
        (&3.into(), &Value::Null)
    );
    let mut there = desk;
    let home = there.beside("other");
    fs::create_dir_all(home.join("law/own")).unwrap();
    fs::write(home.join("law/own/contract-newer.toml"), "# newer\n").unwrap();
    there.move_data(home.clone());
    let refused = there.run(&["backup", "restore", &backup]).fails(2);
    assert!(refused.contains("is not empty"), "{refused}");
    assert_eq!(
        fs::read_to_string(home.join("law/own/contract-newer.toml")).unwrap(),
        "# newer\n"
    );
    assert!(!home.join("firebell.db").exists());
}
