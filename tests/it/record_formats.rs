//! A record of the first format brought to the second, in place, and taken back: whatever happens on the way, the same
//! passphrase opens it and nothing is lost. Backups and exports of the first format stay readable.

use std::fs;
use std::path::{Path, PathBuf};

use firebell::store::{Store, StoreError};
use secrecy::SecretString;

use crate::common::project;
use crate::common::record::{Desk, Ran, SECRET};
use crate::faults::{self, Fault};

const CODE: &str = "2026-001";

fn kept() -> PathBuf {
    project("tests/data/record-format-1")
}

fn lay(desk: &Desk) {
    copy(&kept(), &desk.data());
}

pub(crate) fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() && entry.file_name() != "export.json" {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(to.join(entry.file_name()), private).unwrap();
        }
    }
}

/// A record that firebell wrote before there was a second format.
pub(crate) fn of_the_first() -> Desk {
    let desk = Desk::empty();
    lay(&desk);
    // Its board is brought to the law of today, so that later openings write nothing of their own. Nobody changed anything.
    let brought = desk.run(&["incident", "list"]);
    assert!(!brought.err.contains("triggers"), "{}", brought.err);
    let _ = brought.ok();
    desk
}

fn format(desk: &Desk) -> u64 {
    let header: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.data().join("header.json")).unwrap()).unwrap();
    assert!(
        header.get("next").is_none() && header.get("derived").is_none(),
        "{header}"
    );
    header["format"].as_u64().unwrap()
}

fn intact(desk: &Desk) {
    let said = desk.run(&["audit", "verify"]).ok();
    assert!(said.starts_with("Intact"), "{said}");
    let show = desk.run(&["incident", "show", CODE]).ok();
    assert!(show.contains("Kept in the first format"), "{show}");
}

#[test]
fn a_record_of_the_first_format_works_as_it_is() {
    let desk = of_the_first();
    let _ = desk.run(&["incident", "note", CODE, "one more"]).ok();
    intact(&desk);
    assert_eq!(format(&desk), 1);
    assert!(desk.run(&["key", "list"]).ok().contains("first format"));
    for refused in [
        &["key", "recovery"][..],
        &["key", "rotate"],
        &["key", "upgrade", "--undo"],
    ] {
        let said = desk.run(refused).fails(1);
        assert!(said.contains("first format") && said.contains("key upgrade"), "{said}");
    }
    assert_eq!(format(&desk), 1);
}

#[test]
fn it_is_brought_to_the_second_and_back_and_then_kept() {
    let desk = of_the_first();
    let before = desk.digests(CODE);
    let _ = desk.run(&["key", "upgrade"]).ok();
    assert_eq!(format(&desk), 2);
    intact(&desk);
    let _ = desk.run(&["incident", "note", CODE, "in the second"]).ok();
    let _ = desk.run(&["key", "upgrade", "--undo"]).ok();
    assert_eq!(format(&desk), 1);
    intact(&desk);
    assert_eq!(desk.digests(CODE)[..before.len()], before);
    assert_eq!(desk.digests(CODE).len(), before.len() + 1);
    let _ = desk.run(&["key", "upgrade"]).ok();
    assert!(desk.run(&["key", "list"]).ok().contains("--confirm keeps it"));
    let _ = desk.run(&["key", "recovery"]).ok();
    let said = desk.run(&["key", "upgrade", "--undo"]).fails(1);
    assert!(said.contains("more than one"), "{said}");
    let _ = desk.run(&["key", "upgrade", "--confirm"]).ok();
    for refused in [
        &["key", "upgrade", "--undo"][..],
        &["key", "upgrade", "--confirm"],
        &["key", "upgrade"],
    ] {
        let _ = desk.run(refused).fails(1);
    }
    intact(&desk);
}

#[test]
fn what_opened_the_first_format_opens_nothing_of_the_second_by_itself() {
    let desk = of_the_first();
    let header = fs::read(desk.data().join("header.json")).unwrap();
    let _ = desk.run(&["key", "upgrade"]).ok();
    fs::write(desk.data().join("header.json"), header).unwrap();
    let _ = desk.run(&["incident", "list"]).fails(3);
}

#[test]
fn backups_and_exports_of_the_first_format_are_read() {
    let desk = Desk::empty();
    let backup = kept().join("backup");
    let backup = backup.to_str().unwrap();
    assert!(desk.run(&["backup", "verify", backup]).ok().contains("Intact"));
    let _ = desk.run(&["backup", "restore", backup]).ok();
    intact(&desk);
    assert_eq!(format(&desk), 1);
    let other = Desk::new();
    let export = kept().join("export.json");
    let _ = other.run(&["incident", "import", export.to_str().unwrap()]).ok();
    intact(&other);
}

#[test]
fn a_backup_of_the_second_format_is_restored() {
    let (desk, code) = Desk::with_incident("kept twice");
    let copy = desk.beside("copy");
    let _ = desk.run(&["backup", "create", copy.to_str().unwrap()]).ok();
    // The key that opens the record now is not the backup's any more; the passphrase is.
    let _ = desk.run(&["key", "rotate"]).ok();
    assert!(
        desk.run(&["backup", "verify", copy.to_str().unwrap()])
            .ok()
            .contains("Intact")
    );
    let other = Desk::empty();
    let _ = other.run(&["backup", "restore", copy.to_str().unwrap()]).ok();
    assert!(other.run(&["incident", "show", &code]).ok().contains("kept twice"));
}

/// Runs the binary as whoever has a passphrase.
fn by(desk: &Desk, passphrase: &Path, args: &[&str]) -> Ran {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    let command = command
        .env_clear()
        .env("HOME", desk.beside(""))
        .arg("--data-dir")
        .arg(desk.data());
    let ran = command.arg("--passphrase-file").arg(passphrase).args(args).output();
    ran.unwrap().into()
}

/// A record as firebell wrote the second format in November 2026: two members, a privileged note, a restricted incident, a
/// checkpoint, a legal hold and a rotation of its key. Whatever is changed since, it opens, verifies and goes on.
#[test]
fn a_kept_record_of_the_second_format_opens_verifies_and_goes_on() {
    let kept = project("tests/data/record-format-2");
    let desk = Desk::empty();
    copy(&kept, &desk.data());
    let lee = desk.write_secret("lee.pass", b"Walrus-copper-31-lantern");
    let verified = |desk: &Desk| {
        let proof = desk
            .run(&["audit", "verify", "--full", "--signatures", "--json"])
            .json();
        assert_eq!(proof["broken"], serde_json::Value::Null, "{proof}");
        assert_eq!(proof["signatures"]["findings"], serde_json::json!([]), "{proof}");
        proof["events"].as_u64().unwrap()
    };
    // Its hold was a row, and erasures were no events: the first opening by an owner tells of both as events.
    assert_eq!(verified(&desk), 15);
    let checkpoint = kept.join("beside/checkpoint");
    let against = ["audit", "verify", "--against", checkpoint.to_str().unwrap()];
    let _ = desk.run(&against).ok();
    let notes = desk.run(&["incident", "notes", CODE, "--privileged"]).ok();
    assert!(
        notes.contains("we paid") && notes.contains("after the rotation"),
        "{notes}"
    );
    let held = desk.run(&["hold", "list", "--json"]).json();
    assert_eq!(
        (&held[0]["id"], &held[0]["matter"]),
        (&1.into(), &"Smith v. Acme".into())
    );
    assert!(held[0]["at"].as_str().unwrap().starts_with("2026-11-29T04:"), "{held}");
    let rows: i64 = crate::common::record::database(&desk)
        .query_row("SELECT count(*) FROM legal_hold", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0);
    let as_lee = |args: &[&str]| by(&desk, &lee, args);
    let listed = as_lee(&["incident", "list", "--all"]).ok();
    assert!(listed.contains(CODE) && !listed.contains("2026-002"), "{listed}");
    assert_ne!(as_lee(&["incident", "show", "2026-002"]).code, 0);
    let _ = as_lee(&["incident", "note", CODE, "by lee, with today's program"]).ok();
    let _ = desk.run(&["key", "rotate"]).ok();
    let _ = desk.run(&["incident", "note", CODE, "after another rotation"]).ok();
    assert_eq!(verified(&desk), 17);
    let _ = desk.run(&against).ok();
    // Its backup and its export.
    let backup = kept.join("backup");
    let backup = backup.to_str().unwrap();
    assert!(desk.run(&["backup", "verify", backup]).ok().contains("Intact"));
    let other = Desk::empty();
    let _ = other.run(&["backup", "restore", backup]).ok();
    assert_eq!(verified(&other), 15);
    let new = Desk::new();
    let export = kept.join("beside/export.json");
    let _ = new.run(&["incident", "import", export.to_str().unwrap()]).ok();
    assert!(
        new.run(&["incident", "notes", CODE, "--privileged"])
            .ok()
            .contains("we paid")
    );
    assert!(
        new.run(&["verify", export.to_str().unwrap()])
            .ok()
            .contains("as they were recorded")
    );
}

/// Kills a command at steps spread over its way; every one of them with FIREBELL_EVERY_STEP=1, which takes minutes.
fn killed_everywhere(base: &Desk, command: &[&str], after: impl Fn(&Desk)) -> usize {
    let (log, path) = (base.beside("log"), base.data());
    let kept = base.beside("kept");
    copy(&base.data(), &kept);
    let step = |at, does| Fault {
        path: path.to_str().unwrap(),
        ops: "write,sync,rename,truncate",
        at,
        does,
    };
    let Some(mut whole) = faults::under(base.command(command), step(1, None), &log) else {
        return 0;
    };
    let _ = Ran::from(whole.output().unwrap()).ok();
    let steps = fs::read_to_string(&log).unwrap().lines().count();
    assert!(steps > 5, "{steps}");
    let every = std::env::var_os("FIREBELL_EVERY_STEP").is_some();
    let stride = if every { 1 } else { steps.div_ceil(5) };
    let mut kills = 0;
    for at in (1..=steps).step_by(stride) {
        copy(&kept, &base.data());
        let mut killed = faults::under(base.command(command), step(at, Some("kill")), &log).unwrap();
        assert_eq!(Ran::from(killed.output().unwrap()).code, -1, "at {at} of {steps}");
        kills += 1;
        after(base);
    }
    println!("{command:?}: killed {kills} times of {steps} steps");
    kills
}

#[test]
fn killed_anywhere_between_the_formats_the_passphrase_opens_it() {
    let up = of_the_first();
    killed_everywhere(&up, &["key", "upgrade"], |desk| {
        intact(desk);
        format(desk);
    });
    let down = of_the_first();
    let _ = down.run(&["key", "upgrade"]).ok();
    killed_everywhere(&down, &["key", "upgrade", "--undo"], |desk| {
        intact(desk);
        format(desk);
    });
}

#[test]
fn killed_anywhere_in_a_rotation_the_passphrase_opens_it() {
    let desk = of_the_first();
    let _ = desk.run(&["key", "upgrade"]).ok();
    killed_everywhere(&desk, &["key", "rotate"], |desk| {
        intact(desk);
        assert_eq!(format(desk), 2);
    });
}

#[test]
fn killed_anywhere_in_a_change_of_a_slot_one_of_the_two_opens_it() {
    const NEW: &str = "Marmot-ochre-17-lathe";
    let desk = of_the_first();
    let _ = desk.run(&["key", "upgrade"]).ok();
    let file = desk.write_secret("new", NEW.as_bytes());
    let change = ["key", "change", "--new-passphrase-file", file.to_str().unwrap()];
    killed_everywhere(&desk, &change, |desk| {
        let opens = |secret: &&str| match Store::open(&desk.data(), &SecretString::from(*secret)) {
            Ok(_) => true,
            Err(StoreError::WrongKey) => false,
            Err(error) => panic!("{error}"),
        };
        let open: Vec<&str> = [SECRET, NEW].into_iter().filter(|secret| opens(secret)).collect();
        assert_eq!(open.len(), 1, "{open:?}");
        desk.write_secret("pass", open[0].as_bytes());
        intact(desk);
        desk.write_secret("pass", SECRET.as_bytes());
    });
}
