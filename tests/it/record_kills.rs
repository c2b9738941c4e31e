//! `kill -9` at every step of what rewrites more than an event: members asked in, joining, given other roles and taken out,
//! permissions lent, the record key replaced, an incident restricted, a letter sealed, an older record brought up to date,
//! incidents and a person erased here and in a backup. Whatever a kill leaves opens with the secrets of before or after, verifies with every signature, and the same
//! command completes it.
//!
//! A few steps of each are tried, spread over its way; `FIREBELL_KILLS=100 FIREBELL_TEST_CHEAP_KEYS=1` tries up to a hundred of
//! each, which is more than five hundred altogether. With the keys of a release most of the time goes into deriving them.

use std::fs;
use std::path::Path;

use crate::attack::at;
use crate::common::project;
use crate::common::record::{Desk, Ran};
use crate::faults::{self, Fault};
use crate::members::{Team, findings};
use crate::record_formats::of_the_first;

fn kills() -> usize {
    let asked = std::env::var("FIREBELL_KILLS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(2)
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    crate::record_formats::copy(from, to);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            copy(&path, &to.join(path.file_name().unwrap()));
        }
    }
}

/// Kills a command at steps spread over its way, each time from the same beginning, and looks at what is left. `beside` are
/// further folders that the command writes.
pub(crate) fn killed(desk: &Desk, command: &dyn Fn() -> std::process::Command, beside: &[&str], after: &dyn Fn()) {
    let (log, inside) = (desk.beside("log"), desk.beside(""));
    let kept = desk.beside("kept");
    let _ = fs::remove_dir_all(&kept);
    fs::create_dir(&kept).unwrap();
    let folders: Vec<_> = [desk.data()]
        .into_iter()
        .chain(beside.iter().map(|name| desk.beside(name)))
        .collect();
    let keep = |back: bool| {
        for (n, folder) in folders.iter().enumerate() {
            let aside = kept.join(n.to_string());
            match back {
                true => copy(&aside, folder),
                false => copy(folder, &aside),
            }
        }
    };
    keep(false);
    let step = |at, does| Fault {
        path: inside.to_str().unwrap(),
        ops: "write,sync,rename,truncate",
        at,
        does,
    };
    let Some(mut whole) = faults::under(command(), step(1, None), &log) else {
        return;
    };
    let ran = Ran::from(whole.output().unwrap());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let steps = fs::read_to_string(&log).unwrap().lines().count();
    assert!(steps > 3, "{steps}");
    let stride = steps.div_ceil(kills()).max(1);
    let mut number = 0;
    for at in (1..=steps).rev().step_by(stride) {
        keep(true);
        let _ = fs::remove_file(&log);
        let mut killed = faults::under(command(), step(at, Some("kill")), &log).unwrap();
        let ran = Ran::from(killed.output().unwrap());
        // What is random in a run changes how many steps it takes by a few.
        assert!(ran.code == -1 || at + 5 > steps, "at {at} of {steps}: {}", ran.err);
        number += 1;
        after();
    }
    keep(true);
    println!("killed {number} times of {steps} steps");
}

fn sound(team: &Team) {
    let ran = team.run("dana", &["audit", "verify", "--signatures", "--json"]);
    let proof: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(proof["broken"], serde_json::Value::Null, "{proof}");
    assert_eq!(findings(&proof), "[]");
}

#[test]
fn killed_while_members_come_and_go_the_record_opens_and_verifies() {
    let team = Team::new().with("kim", &["counsel"]);
    let code = team.incident("dana");
    let note = ["incident", "note", &code, "we paid", "--privileged"];
    let _ = team.run("dana", &note).ok();
    let out = team.desk.beside("lee.invitation");
    let invite = [
        "member",
        "invite",
        "lee",
        "--role",
        "responder",
        "--out",
        out.to_str().unwrap(),
        "--force",
    ];
    killed(&team.desk, &|| team.command("dana", &invite), &[], &|| {
        sound(&team);
        // Asked in once more, whether or not the record tells of the first time.
        if team.run("dana", &invite).code != 0 {
            let _ = team.run("dana", &["member", "revoke", "lee"]).ok();
            let _ = team.run("dana", &invite).ok();
        }
        sound(&team);
    });
    let _ = fs::remove_file(&out);
    let invitation = team.invite("lee", &["responder"]);
    let new = team.desk.beside("lee.pass");
    let join = [
        "member",
        "join",
        invitation.0.to_str().unwrap(),
        "--code-file",
        invitation.1.to_str().unwrap(),
        "--new-passphrase-file",
        new.to_str().unwrap(),
    ];
    killed(&team.desk, &|| team.command("lee", &join), &[], &|| {
        sound(&team);
        // Either the invitation still serves, or the passphrase of the one who joined opens the record.
        if team.accept("lee", &invitation).code != 0 {
            let _ = team.run("lee", &["incident", "list"]).ok();
        }
        let _ = team.run("lee", &["incident", "note", &code, "by lee"]).ok();
        sound(&team);
    });
    let _ = team.accept("lee", &invitation).ok();
    let revoke = ["member", "revoke", "lee"];
    killed(&team.desk, &|| team.command("dana", &revoke), &[], &|| {
        sound(&team);
        let told = team
            .run("dana", &["member", "list"])
            .ok()
            .contains("lee: responder (revoked");
        // Once the record tells of it, nothing that lee has opens it.
        match told {
            true => assert_eq!(team.run("lee", &["incident", "list"]).code, 3),
            false => drop(team.run("dana", &revoke).ok()),
        }
        assert_eq!(team.run("lee", &["incident", "list"]).code, 3);
        let read = team.run("kim", &["incident", "notes", &code, "--privileged"]).ok();
        assert!(read.contains("we paid"));
        sound(&team);
    });
}

#[test]
fn killed_while_roles_are_given_and_permissions_lent_they_are_or_can_be() {
    let team = Team::new().with("lee", &["responder"]).with("sam", &["observer"]);
    let code = team.incident("dana");
    let roles = ["member", "roles", "sam", "--role", "counsel"];
    let note = ["incident", "note", &code, "we paid", "--privileged"];
    let _ = team.run("dana", &note).ok();
    let read = ["incident", "notes", &code, "--privileged"];
    killed(&team.desk, &|| team.command("dana", &roles), &[], &|| {
        let told = team.run("dana", &["member", "list"]).ok().contains("sam: counsel");
        assert!(
            told || team.run("sam", &read).code != 0,
            "what nobody signed opens nothing"
        );
        let _ = team.run("dana", &roles).ok();
        // Keys are handed on by whoever has them, at their next opening.
        let _ = team.run("dana", &["incident", "list"]).ok();
        assert!(team.run("sam", &read).ok().contains("we paid"));
        sound(&team);
    });
    let lend = ["grant", "lee", "export", &code, "--for", "4h", "--reason", "to help"];
    killed(&team.desk, &|| team.command("dana", &lend), &[], &|| {
        if team.run("lee", &["incident", "export", &code]).code != 0 {
            let _ = team.run("dana", &lend).ok();
            let _ = team.run("lee", &["incident", "export", &code]).ok();
        }
        sound(&team);
    });
}

#[test]
fn killed_while_a_person_is_erased_the_next_run_completes_it() {
    let team = Team::new();
    let desk = &team.desk;
    let channel = ["--roles", "legal", "--channel", "email:anna@wyvernmouth.example"];
    let set = ["contacts", "set", "anna", "--name", "Anna Xylophonist"];
    let _ = desk.run(&[&set[..], &channel].concat()).ok();
    let backup = desk.beside("backup");
    let backup = backup.to_str().unwrap();
    let _ = desk.run(&["backup", "create", backup]).ok();
    let erase = ["person", "erase", "anna", "--because", "asked", "--yes"];
    let key = crate::common::record::database_raw_key(desk);
    killed(desk, &|| desk.command(&erase), &["backup"], &|| {
        sound(&team);
        let _ = desk.run(&["backup", "verify", backup]).ok();
        // Either she is there and is erased, or she is gone and the backups are what is left to do.
        if desk.run(&["contacts", "list"]).ok().contains("Xylophonist") {
            let _ = desk.run(&erase).ok();
        } else {
            let _ = desk.run(&["retention", "run", "--yes"]).ok();
        }
        sound(&team);
        for folder in [desk.data(), desk.beside("backup")] {
            assert_eq!(
                crate::attack::erasure::found(&folder, &key)[3],
                0,
                "{}",
                folder.display()
            );
        }
        let _ = desk.run(&["backup", "verify", backup]).ok();
    });
}

#[test]
fn killed_while_keys_are_replaced_everybody_still_opens_the_record() {
    let team = Team::new().with("kim", &["counsel"]);
    let code = team.incident("dana");
    killed(&team.desk, &|| team.command("dana", &["key", "rotate"]), &[], &|| {
        for member in ["dana", "kim"] {
            let _ = team.run(member, &["incident", "note", &code, "after"]).ok();
        }
        sound(&team);
        let _ = team.run("dana", &["key", "rotate"]).ok();
        sound(&team);
    });
    let restrict = ["incident", "restrict", &code, "--to", "kim", "--reason", "a suspect"];
    killed(&team.desk, &|| team.command("dana", &restrict), &[], &|| {
        sound(&team);
        let _ = team.run("dana", &restrict).ok();
        let _ = team.run("kim", &["incident", "show", &code]).ok();
        sound(&team);
    });
}

#[test]
fn killed_while_an_incident_is_erased_the_record_and_its_backup_verify() {
    let team = Team::new();
    let desk = &team.desk;
    let opened = at(
        desk,
        "2019-03-05T10:00:00Z",
        &["incident", "open", "Quetzalcoatl", "--zone", "UTC", "--json"],
    );
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    let close = ["incident", "close", &code, "--rationale", "nothing else was open"];
    let _ = at(desk, "2019-03-05T11:00:00Z", &close).ok();
    // With law beside the record, so that the backup has a file of it that goes with its database.
    let terms = ["--name", "Acme GmbH", "--within", "24h", "--from", "awareness"];
    let told = [
        "--contact",
        "Desk",
        "--contact-at",
        "security@acme.example",
        "--clause",
        "7.2",
    ];
    let rest = ["--breach", "personal-data", "--place", "DE", "--zone", "Europe/Berlin"];
    let _ = desk
        .run(&[&["contract", "add", "acme"][..], &terms, &told, &rest].concat())
        .ok();
    let backup = desk.beside("backup");
    let backup = backup.to_str().unwrap();
    let _ = desk.run(&["backup", "create", backup]).ok();
    assert!(Path::new(backup).join("law.db").exists());
    let run = ["retention", "run", "--yes"];
    killed(desk, &|| desk.command(&run), &["backup"], &|| {
        sound(&team);
        // As it was left, it is a backup of the state before or after.
        let _ = desk.run(&["backup", "verify", backup]).ok();
        // The second run erases what the first left, in the backup as well.
        let _ = desk.run(&run).ok();
        assert_ne!(desk.run(&["incident", "show", &code]).code, 0);
        sound(&team);
        let said = desk.run(&["backup", "verify", backup]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        let other = Desk::empty();
        let _ = other.run(&["backup", "restore", backup]).ok();
        assert_ne!(
            other.run(&["incident", "show", &code]).code,
            0,
            "it is erased in the backup"
        );
    });
}

#[test]
fn killed_while_an_older_record_is_brought_up_to_date_it_opens_and_verifies() {
    const CODE: &str = "2026-001";
    let first = of_the_first();
    let verifies = |desk: &Desk| {
        let said = desk.run(&["audit", "verify"]).ok();
        assert!(said.starts_with("Intact"), "{said}");
        let _ = desk.run(&["incident", "show", CODE]).ok();
    };
    let upgrade = ["key", "upgrade"];
    killed(&first, &|| first.command(&upgrade), &[], &|| {
        verifies(&first);
        // It goes on from where it was cut off, or was done already.
        let _ = first.run(&upgrade);
        verifies(&first);
    });
    // A record of the second format whose legal hold is a row: the first opening tells of it as an event.
    let team = Team::new();
    crate::record_formats::copy(&project("tests/data/record-format-2"), &team.desk.data());
    let list = ["hold", "list", "--json"];
    killed(&team.desk, &|| team.command("dana", &list), &[], &|| {
        let held = team.run("dana", &list).json();
        assert_eq!(held.as_array().unwrap().len(), 1, "{held}");
        assert_eq!(held[0]["matter"], "Smith v. Acme");
        sound(&team);
    });
}

#[test]
fn killed_while_the_second_format_is_confirmed_it_is_or_can_be() {
    const CODE: &str = "2026-001";
    let first = of_the_first();
    let _ = first.run(&["key", "upgrade"]).ok();
    // As long as it may go back it has no members, and so no signatures.
    let sound = |nothing_found: &[&str]| {
        let ran = first.run(&["audit", "verify", "--signatures", "--json"]);
        let proof: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
        assert_eq!(proof["broken"], serde_json::Value::Null, "{proof}");
        assert!(nothing_found.contains(&findings(&proof).as_str()), "{proof}");
    };
    // Once it is confirmed there is no way back, events are named by marks, and whoever has it is a member.
    let confirmed = || {
        let said = first.run(&["key", "upgrade", "--undo"]).fails(1);
        assert!(said.contains("confirmed"), "{said}");
        let _ = first.run(&["incident", "note", CODE, "after"]).ok();
        let log = fs::read_to_string(first.data().join("audit.jsonl")).unwrap();
        let last = log.lines().rfind(|line| line.contains("\"event\":")).unwrap();
        assert!(last.contains("\"digest\":\"hmac:"), "{last}");
        assert!(log.lines().all(|line| line.contains("\"mac\":")), "{log}");
        let header: serde_json::Value =
            serde_json::from_slice(&fs::read(first.data().join("header.json")).unwrap()).unwrap();
        assert_eq!(header["proof_keys"], 1, "{header}");
        assert!(first.run(&["member", "list"]).ok().contains("owner"));
        sound(&["[]"]);
    };
    let confirm = ["key", "upgrade", "--confirm"];
    killed(&first, &|| first.command(&confirm), &[], &|| {
        sound(&["null", "[]"]);
        // It was confirmed already, or is now.
        let _ = first.run(&confirm);
        confirmed();
    });
    let _ = first.run(&confirm).ok();
    // The next opening makes whoever has it the first member.
    let list = ["incident", "list"];
    killed(&first, &|| first.command(&list), &[], &|| {
        sound(&["[]"]);
        confirmed();
    });
}

#[test]
fn killed_while_a_letter_is_sealed_nothing_of_it_is_in_the_open() {
    let team = Team::new().with("kim", &["counsel"]);
    let code = team.incident("dana");
    let text = team.desk.beside("text.md");
    fs::write(&text, "# Notice\n\nA zebra took it.\n").unwrap();
    let draft = [
        "letter",
        "draft",
        &code,
        "ch/fdpic",
        "--id",
        "notice",
        "--from",
        text.to_str().unwrap(),
    ];
    killed(&team.desk, &|| team.command("dana", &draft), &[], &|| {
        sound(&team);
        let drafted = |member: &str| team.run(member, &["letter", "show", &code, "notice"]);
        // All of it is there, or nothing; then it is drafted as if nothing had been.
        if drafted("kim").code != 0 {
            let _ = team.run("dana", &draft).ok();
        }
        assert!(drafted("kim").ok().contains("zebra"));
        let in_the_open: i64 = crate::common::record::database(&team.desk)
            .query_row(
                "SELECT count(*) FROM event WHERE instr(body, CAST('zebra' AS BLOB))",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(in_the_open, 0);
        sound(&team);
    });
}
