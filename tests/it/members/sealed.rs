//! Text that only some members can open, and the lock of the workbench.

use super::*;
use crate::tui_pty::Screen;

/// The stored bytes of every event of an incident.
fn bodies(team: &Team) -> String {
    let connection = database(&team.desk);
    let mut statement = connection.prepare("SELECT body FROM event").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.map(|row| String::from_utf8_lossy(&row.unwrap()).into_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_privileged_note_is_sealed_for_counsel_and_is_in_no_index_and_no_export_without_it() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("dana");
    let note = ["incident", "note", &code, "we paid them in zlotys", "--privileged"];
    let said = team.run("lee", &note).fails(1);
    assert!(said.contains("lee may not read and write privileged text"), "{said}");
    let _ = team.run("dana", &note).ok();
    // Whoever has the key of the database reads that there is a note, and nothing of it.
    assert!(bodies(&team).contains("\"nature\":\"privileged_note\""));
    assert!(!bodies(&team).contains("zlotys"));
    let found = team
        .run("dana", &["incident", "list", "--search", "zlotys", "--json"])
        .ok();
    assert!(!found.contains(&code), "{found}");
    let shown = team.run("lee", &["incident", "show", &code, "--all"]).ok();
    assert!(!shown.contains("zlotys"), "{shown}");
    let notes = ["incident", "notes", &code, "--privileged"];
    let _ = team.run("lee", &notes).fails(1);
    assert!(team.run("dana", &notes).ok().contains("zlotys"));
    let log = team.run("dana", &["audit", "show"]).ok();
    assert!(log.contains("note.read_privileged"), "{log}");
    let plain = team.run("dana", &["incident", "export", &code]).ok();
    assert!(!plain.contains("zlotys") && !plain.contains("\"key\""), "{plain}");
    // Counsel who comes later reads it once somebody who has the key was there.
    let team = team.with("kim", &["counsel"]);
    let _ = team.run("dana", &["member", "list"]).ok();
    assert!(team.run("kim", &notes).ok().contains("zlotys"));
    // Who is no longer counsel has the key no longer, and another one is made for what comes.
    let _ = team.run("dana", &["member", "roles", "dana", "--role", "owner"]).ok();
    let _ = team
        .run("kim", &["incident", "note", &code, "only for counsel", "--privileged"])
        .ok();
    let _ = team.run("dana", &notes).fails(1);
    let read = team.run("kim", &notes).ok();
    assert!(read.contains("zlotys") && read.contains("only for counsel"), "{read}");
    let proof = team.signatures();
    assert_eq!(
        (findings(&proof).as_str(), &proof["broken"]),
        ("[]", &serde_json::Value::Null)
    );
}

#[test]
fn a_privileged_note_may_be_long_and_have_lines() {
    let team = Team::new();
    let code = team.incident("dana");
    let long = format!("First line.\n{}", "Counsel advises to wait for the report. ".repeat(60));
    let _ = team
        .run("dana", &["incident", "note", &code, &long, "--privileged"])
        .ok();
    let read = team
        .run("dana", &["incident", "notes", &code, "--privileged", "--json"])
        .ok();
    assert_eq!(
        read.matches("Counsel advises to wait for the report.").count(),
        60,
        "{read}"
    );
}

#[test]
fn an_export_with_privileged_notes_is_taken_in_and_read_elsewhere() {
    let team = Team::new();
    let code = team.incident("dana");
    let _ = team
        .run(
            "dana",
            &["incident", "note", &code, "we paid them in zlotys", "--privileged"],
        )
        .ok();
    let file = team.desk.beside("out.json");
    let file = file.to_str().unwrap();
    let export = [
        "incident",
        "export",
        &code,
        "--include-privileged",
        &code,
        "--output",
        file,
    ];
    let _ = team.run("dana", &export).ok();
    let other = Team::new();
    let _ = other.run("dana", &["incident", "import", file]).ok();
    assert!(!bodies(&other).contains("zlotys"));
    let read = other.run("dana", &["incident", "notes", &code, "--privileged"]).ok();
    assert!(read.contains("zlotys"), "{read}");
    let proof = other.signatures();
    assert_eq!(
        (findings(&proof).as_str(), &proof["broken"]),
        ("[]", &serde_json::Value::Null)
    );
    assert_eq!(proof["signatures"]["imported"], 2);
}

#[test]
fn the_lock_takes_all_off_the_screen_and_another_member_goes_on() {
    let team = Team::new().with("lee", &["responder"]);
    let _ = team.incident("dana");
    let mut screen = Screen::open(&team.desk, &[]);
    screen.sees("a laptop is gone").types("@");
    screen
        .sees("enter your own passphrase")
        .sees_no_more("a laptop is gone");
    screen
        .types("Quartz-ribbon-02-hollow\r")
        .sees("does not open this record");
    screen.types("Walrus-copper-31-lantern\r").sees("a laptop is gone");
    // The new one is lee, whose roles do not let the profile be changed.
    screen.types("q");
    assert_eq!(screen.ends().0, 0);
    let log = team.run("dana", &["audit", "show"]).ok();
    assert!(log.contains("record.unlock record failed"), "{log}");
}

#[test]
fn a_restricted_incident_is_there_for_nobody_else() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let code = team.incident("dana");
    let restrict = [
        "incident",
        "restrict",
        &code,
        "--to",
        "kim",
        "--reason",
        "a colleague is a suspect",
    ];
    let said = team.run("lee", &restrict).fails(1);
    assert!(said.contains("lee may not restrict"), "{said}");
    let _ = team.run("dana", &restrict).ok();
    for member in ["dana", "kim"] {
        assert!(
            team.run(member, &["incident", "list"])
                .ok()
                .contains("a laptop is gone")
        );
        let _ = team.run(member, &["incident", "show", &code]).ok();
    }
    for args in [
        &["incident", "list", "--all"][..],
        &["incident", "list", "--search", "laptop"],
        &["deadlines"],
    ] {
        let shown = team.run("lee", args).ok();
        assert!(!shown.contains("laptop") && !shown.contains(&code), "{args:?} {shown}");
    }
    for args in [
        &["incident", "show", &code][..],
        &["incident", "timeline", &code],
        &["incident", "export", &code],
        &["incident", "note", &code, "x"],
        &["incident", "report", &code],
    ] {
        let ran = team.run("lee", args);
        assert!(ran.code != 0 && !ran.out.contains("laptop"), "{args:?} {}", ran.out);
    }
    // Lent for a while, and given back.
    let grant = [
        "grant", "lee", "read", &code, "--for", "1h", "--reason", "to help", "--json",
    ];
    let lent = team.run("kim", &grant).json();
    let _ = team.run("lee", &["incident", "show", &code]).ok();
    let _ = team
        .run("kim", &["grant", "--end", lent["grant"].as_str().unwrap()])
        .ok();
    let _ = team.run("lee", &["incident", "show", &code]).fails(2);
    let _ = team
        .run(
            "kim",
            &[
                "incident",
                "restrict",
                &code,
                "--end",
                "--reason",
                "it was nobody of ours",
            ],
        )
        .ok();
    let _ = team.run("lee", &["incident", "show", &code]).ok();
    assert_eq!(findings(&team.signatures()), "[]");
}

/// What is typed and not yet recorded may be privileged: it is its author's alone, also in the database.
#[test]
fn a_half_typed_form_is_sealed_for_whoever_typed_it() {
    let team = Team::new().with("lee", &["responder"]);
    let _ = team.incident("dana");
    let mut record = crate::common::record::record(&team.desk);
    record.keep_draft("note", Some("we paid in zlotys")).unwrap();
    assert_eq!(record.drafts().unwrap()["note"], "we paid in zlotys");
    drop(record);
    let connection = database(&team.desk);
    let kept: String = connection
        .query_row("SELECT text FROM draft", [], |row| row.get(0))
        .unwrap();
    assert!(!kept.contains("zlotys"), "{kept}");
    // Somebody else has a form of the same name, and neither sees the other's.
    let secret = secrecy::SecretString::from("Walrus-copper-31-lantern");
    let mut theirs = firebell::store::Store::open(&team.desk.data(), &secret).unwrap();
    assert!(theirs.drafts().unwrap().is_empty());
    theirs.keep_draft("note", Some("lee's")).unwrap();
    theirs.keep_draft("note", None).unwrap();
    drop(theirs);
    let record = crate::common::record::record(&team.desk);
    assert_eq!(record.drafts().unwrap()["note"], "we paid in zlotys");
}

/// A terminal under a clock that leaps once a file is there; `None` where there is no C compiler.
fn leaping(team: &Team, settings: &[(&str, &str)]) -> Option<(Screen, PathBuf)> {
    let shim = crate::faults::shim()?.display().to_string();
    let leap = team.desk.beside("leap");
    let at = leap.display().to_string();
    let clock = [("LD_PRELOAD", shim.as_str()), ("FAULT_LEAP", at.as_str())];
    let screen = Screen::open(&team.desk, &[&clock[..], settings].concat());
    Some((screen, leap))
}

const LOCKED: &str = "nobody touched a key for 15 minutes";

#[test]
fn privileged_text_leaves_the_screen_when_nobody_touches_a_key() {
    let team = Team::new();
    let _ = team.incident("dana");
    let Some((mut screen, leap)) = leaping(&team, &[]) else {
        return;
    };
    screen
        .sees("a laptop is gone")
        .types("\r")
        .sees("types")
        .types("n")
        .sees("A note");
    screen.types("we paid in zlotys").sees("we paid in zlotys");
    std::fs::write(leap, "").unwrap();
    screen
        .sees(LOCKED)
        .sees_no_more("zlotys")
        .sees_no_more("a laptop is gone");
    screen
        .types(&format!("{}\r", crate::common::record::SECRET))
        .sees("a laptop is gone");
    // Whoever typed it finds it again, and nobody else.
    let kept = crate::common::record::record(&team.desk).drafts().unwrap();
    assert!(kept.values().any(|text| text.contains("we paid in zlotys")), "{kept:?}");
}

#[test]
fn privileged_text_leaves_an_editor_that_nobody_touches_and_what_was_saved_is_kept() {
    let team = Team::new();
    let _ = team.incident("dana");
    let editor = team.desk.beside("editor.sh");
    let script = "#!/bin/sh\nstty -icanon -echo\nprintf 'we paid in zlotys' > \"$1\"\ncat \"$1\"\nsleep 60\n";
    std::fs::write(&editor, script).unwrap();
    let editor = format!("/bin/sh {}", editor.display());
    let Some((mut screen, leap)) = leaping(&team, &[("EDITOR", &editor), ("PATH", "/bin:/usr/bin")]) else {
        return;
    };
    screen
        .sees("a laptop is gone")
        .types("\r")
        .sees("types")
        .types("n")
        .sees("A note");
    screen.types("\x0f").sees("we paid in zlotys");
    std::fs::write(leap, "").unwrap();
    screen.sees(LOCKED).sees_no_more("zlotys");
    // The terminal takes a passphrase as it did before the editor changed it.
    screen
        .types(&format!("{}\r", crate::common::record::SECRET))
        .sees("a laptop is gone");
    let kept = crate::common::record::record(&team.desk).drafts().unwrap();
    assert!(kept.values().any(|text| text.contains("we paid in zlotys")), "{kept:?}");
}

/// Line by line there is no screen to wipe; what is typed after the time is not taken, and nothing more is told.
#[test]
fn the_plain_walk_takes_nothing_that_is_typed_after_its_time() {
    let team = Team::new();
    let _ = team.incident("dana");
    let place = || firebell::tui::Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::driving::presence::Silence::default(),
        home: firebell::core::time::Zone::utc(),
        notices: None,
        letters: None,
        scenarios: None,
        hooks: Vec::new(),
    };
    let walk = |idle, typed: &str| {
        let record = crate::common::record::record(&team.desk);
        let mut said = Vec::new();
        let left = firebell::tui::walk(record, place(), idle, (&mut typed.as_bytes(), &mut said)).unwrap();
        (left, String::from_utf8(said).unwrap())
    };
    let (left, said) = walk(Some(std::time::Duration::ZERO), "1\nq\n");
    assert!(matches!(left, firebell::tui::Left::Locked(..)), "{said}");
    let (left, longer) = walk(Some(std::time::Duration::from_secs(3600)), "1\nq\n");
    assert!(matches!(left, firebell::tui::Left::Quit(_)), "{longer}");
    assert!(longer.len() > said.len(), "{longer}");
}
