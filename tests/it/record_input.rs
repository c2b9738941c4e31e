//! Bad input of every kind gets a clear error and changes nothing.

use std::fs;

use crate::common::record::Desk;

/// What is typed, the exit code, and what the error says.
const REFUSED: &[(&[&str], i32, &str)] = &[
    (
        &["milestone", "CODE", "discovery", "2026-03-08 02:30"],
        2,
        "does not exist in America/Chicago",
    ),
    (
        &["milestone", "CODE", "discovery", "2026-11-01 01:30"],
        2,
        "occurred twice",
    ),
    (
        &["milestone", "CODE", "discovery", "someday"],
        2,
        "is not a date and time",
    ),
    (&["milestone", "CODE", "discovry", "now"], 2, "did you mean `discovery`"),
    (&["affected", "CODE", "US-TX", "-4"], 2, ""),
    (&["affected", "CODE", "US-TX", "many"], 2, "expected a number of people"),
    (&["affected", "CODE", "US-TX", "900-400"], 2, "min is greater than max"),
    (&["affected", "CODE", "Texas", "4"], 2, "is not a place"),
    (
        &["fact", "set", "CODE", "data.elements", "snn"],
        2,
        "did you mean `ssn`",
    ),
    (
        &["fact", "set", "CODE", "data.element", "ssn"],
        2,
        "did you mean `data.elements`",
    ),
    (
        &["fact", "set", "CODE", "data.encrypted", "perhaps"],
        2,
        "expected true or false",
    ),
    (
        &["fact", "set", "CODE", "decisions.gdpr_risk", "high"],
        2,
        "is a decision",
    ),
    (
        &["fact", "set", "CODE", "data.encrypted", "no", "--learned", "+2h"],
        2,
        "in the future",
    ),
    (
        &[
            "fact",
            "set",
            "CODE",
            "data.elements",
            "ssn",
            "--certainty",
            "ruled-out",
        ],
        2,
        "only a yes/no fact",
    ),
    (
        &["fact", "withdraw", "CODE", "data.encrypted", "--reason", "a mistake"],
        2,
        "nothing to withdraw",
    ),
    (
        &[
            "decide",
            "CODE",
            "gdpr_risk",
            "terrible",
            "--rationale",
            "as counsel advised",
        ],
        2,
        "unknown value",
    ),
    (
        &[
            "decide",
            "CODE",
            "harm_for.us-xx",
            "likely",
            "--rationale",
            "as counsel advised",
        ],
        2,
        "unknown regime",
    ),
    (&["stage", "CODE", "done"], 2, "invalid value 'done'"),
    (
        &["file", "CODE", "us-tx/regulater"],
        2,
        "did you mean `us-tx/regulator`",
    ),
    (&["playbook", "CODE", "ransom"], 2, "known: insider, lost-device"),
    (&["call", "CODE", "gc", "answered"], 2, "unknown contact"),
    (&["show", "2026-999"], 2, "unknown incident"),
    (&["reopen", "CODE", "--reason", "a mistake"], 2, "is open"),
];

#[test]
fn what_does_not_read_is_refused_and_leaves_no_trace() {
    let (desk, code) = Desk::with_incident("t");
    let before = desk.digests(&code);
    for (args, exit, words) in REFUSED {
        let mut all = vec!["incident"];
        all.extend(args.iter().map(|arg| if *arg == "CODE" { code.as_str() } else { arg }));
        let err = desk.run(&all).fails(*exit);
        assert!(err.contains(words), "{args:?}: {err}");
    }
    assert_eq!(before, desk.digests(&code));
}

#[test]
fn errors_are_one_json_object_when_asked() {
    let (desk, _) = Desk::with_incident("t");
    let ran = desk.run(&["--json", "incident", "show", "2000-001"]);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((ran.code, error["kind"].as_str()), (2, Some("input")));
    fs::write(desk.beside("pass"), "wrong").unwrap();
    let ran = desk.run(&["--json", "incident", "list"]);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((ran.code, error["kind"].as_str()), (3, Some("locked")));
}

#[test]
fn a_place_without_a_record_and_one_that_has_one() {
    let desk = Desk::empty();
    assert!(desk.run(&["incident", "list"]).fails(2).contains("firebell init"));
    let _ = desk.run(&["init"]).ok();
    assert!(desk.run(&["init"]).fails(2).contains("a record already exists in"));
}

#[test]
fn databases_that_are_not_ours_are_left_alone() {
    let (desk, _) = Desk::with_incident("t");
    let path = desk.data().join("firebell.db");
    let plain = b"SQLite format 3\0 and then something else entirely, but long enough to be looked at".repeat(60);
    fs::write(&path, &plain).unwrap();
    for name in ["firebell.db-wal", "firebell.db-shm"] {
        let _ = fs::remove_file(desk.data().join(name));
    }
    let _ = desk.run(&["incident", "list"]).fails(3);
    assert_eq!(fs::read(&path).unwrap(), plain);
    fs::write(desk.data().join("header.json"), "{}").unwrap();
    let _ = desk.run(&["incident", "list"]).fails(1);
}

#[test]
fn a_kept_record_of_the_first_version_opens() {
    let desk = Desk::empty();
    let kept = crate::common::project("tests/data/record-v1");
    fs::create_dir(desk.data()).unwrap();
    for name in ["firebell.db", "header.json", "audit.jsonl"] {
        fs::copy(kept.join(name), desk.data().join(name)).unwrap();
    }
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
    let list = desk.run(&["incident", "list", "--json", "--all"]).json();
    assert_eq!(list[0]["title"], "Kept since the first version");
    assert_eq!(
        desk.run(&[
            "incident",
            "fact",
            "history",
            list[0]["code"].as_str().unwrap(),
            "--json"
        ])
        .json()[0]["key"],
        "affected.US-TX"
    );
}

#[test]
fn moments_in_every_form() {
    let (desk, code) = Desk::with_incident("t");
    for form in [
        "now",
        "-2h",
        "-90m",
        "yesterday 18:00",
        "Tue 00:00",
        "2026-03-05 14:00",
        "2026-03-05T14:00-06:00",
    ] {
        let _ = desk
            .run(&["incident", "milestone", &code, "occurrence", form, "--also"])
            .ok();
    }
    let rows = desk.run(&["incident", "fact", "history", &code, "--json"]).json();
    assert_eq!(rows[5]["value"], rows[6]["value"]);
    // Several candidates are kept, and the earliest rules.
    let _ = desk
        .run(&[
            "incident",
            "milestone",
            &code,
            "discovery",
            "2026-03-07 14:00",
            "--source",
            "ticket",
        ])
        .ok();
    let also = [
        "incident",
        "milestone",
        &code,
        "discovery",
        "2026-03-06 09:00",
        "--also",
        "--source",
        "log",
    ];
    let _ = desk.run(&also).ok();
    let why = desk.run(&["incident", "why", &code, "ke-dpa/regulator"]).ok();
    assert!(why.contains("kept as the start because: log"), "{why}");
}

#[test]
fn what_the_law_s_change_turned_is_shown() {
    let (desk, code) = Desk::with_incident("t");
    for args in [
        vec!["profile", "set", "role", "controller"],
        vec!["incident", "affected", &code, "US-TX", "300"],
        vec!["incident", "fact", "set", &code, "data.elements", "ssn"],
        vec!["incident", "fact", "set", &code, "data.encrypted", "no"],
        vec!["incident", "fact", "set", &code, "data.medium", "electronic"],
        vec!["incident", "fact", "set", &code, "data.acquired", "confirmed"],
        vec!["incident", "milestone", &code, "determination", "now"],
    ] {
        let _ = desk.run(&args).ok();
    }
    let overlay = desk.beside("law");
    fs::create_dir(&overlay).unwrap();
    let texas = fs::read_to_string(crate::common::project("jurisdictions/us/tx.toml")).unwrap();
    fs::write(overlay.join("tx.toml"), texas.replace("max = 30", "max = 20")).unwrap();
    let law = overlay.to_str().unwrap();
    let shown = desk.run(&["--law-dir", law, "incident", "show", &code]).ok();
    assert!(
        shown.contains("What changed:") && shown.contains("Attorney General of Texas (us-tx/regulator): due"),
        "{shown}"
    );
    // Shown once; then it is how things stand.
    assert!(
        !desk
            .run(&["--law-dir", law, "incident", "show", &code])
            .ok()
            .contains("What changed:")
    );
}

#[test]
fn a_team_s_own_playbooks_lie_over_ours() {
    let desk = Desk::new();
    let folder = desk.beside("playbooks");
    fs::create_dir(&folder).unwrap();
    let own = "+++\nid = \"ransomware\"\nkind = \"cause\"\ntitle = \"Ours\"\nsummary = \"Our way.\"\n[[step]]\nid = \"call\"\n\
               title = \"Call the hotline\"\nowner = \"security\"\nwhy = \"They know.\"\n+++\nHello.\n\n## call\n\nDo it.\n";
    fs::write(folder.join("ransomware.md"), own).unwrap();
    fs::write(
        folder.join("broken.md"),
        own.replace("security", "janitor").replace("## call", "## cull"),
    )
    .unwrap();
    let config = desk.beside("config.toml");
    fs::write(&config, format!("playbooks = {:?}\n", folder.display().to_string())).unwrap();
    let ran = desk.run(&["--config", config.to_str().unwrap(), "playbooks", "show", "ransomware"]);
    assert!(
        ran.err.contains("unknown role `janitor`") && ran.err.contains("`cull` belongs to no step"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("broken.md:6:1") || ran.err.contains("broken.md:9:9"),
        "{}",
        ran.err
    );
    assert!(ran.ok().contains("Call the hotline"));
    let wrong = "playbook = 3\nidle_minutes = 70000\nkey_command = [\"pass show\"]\n[[hook]]\non = [\"filled\"]\n";
    fs::write(&config, wrong).unwrap();
    let said = desk
        .run(&["--config", config.to_str().unwrap(), "incident", "list"])
        .fails(2);
    for problem in [
        "config.toml:1:1: unknown key `playbook` (did you mean `playbooks`?)",
        "config.toml:2:16: `idle_minutes` is too large",
        "config.toml:3:15: expected a text in quotes, found",
        "config.toml:5:7: unknown signal `filled` (did you mean `filed`?)",
        "config.toml:4:1: `run` is missing",
    ] {
        assert!(said.contains(problem), "{problem}\n{said}");
    }
    assert!(!said.contains("pass show"), "{said}");
}

#[test]
fn people_are_counted_in_places_that_there_are() {
    let (desk, code) = Desk::with_incident("Places");
    for (args, words) in [
        (["fact", "set", "affected.XX", "5"], "`XX` is not a place"),
        (["fact", "set", "affected.US-ZZ", "5"], "`US-ZZ` is not a place"),
        (["fact", "set", "affected.UK", "5"], "did you mean `GB`?"),
        (["fact", "set", "affected.Texas", "5"], "did you mean `US-TX`?"),
        (["fact", "set", "organisation.country", "QQ"], "`QQ` is not a place"),
        (
            ["fact", "set", "organisation.eu_main_establishment", "ZZ"],
            "`ZZ` is not a place",
        ),
    ] {
        let (words_of, rest) = args.split_at(2);
        let said = desk
            .run(&[&["incident"], words_of, &[code.as_str()], rest].concat())
            .fails(2);
        assert!(said.contains(words), "{args:?}: {said}");
    }
    // Several places at once: none is recorded where one of them is not there.
    let said = desk
        .run(&["incident", "affected", &code, "US-TX", "5", "DE-XY", "6"])
        .fails(2);
    assert!(said.contains("`DE-XY` is not a place"), "{said}");
    let told = desk.run(&["incident", "timeline", &code]).ok();
    assert!(!told.contains("People in"), "{told}");
    for place in ["US-TX", "DE-BY", "FR", "GB-SCT", "elsewhere", "total"] {
        let key = format!("affected.{place}");
        let _ = desk.run(&["incident", "fact", "set", &code, &key, "0"]).ok();
    }
    let none = [
        "incident",
        "fact",
        "set",
        &code,
        "organisation.eu_main_establishment",
        "none",
    ];
    let _ = desk.run(&none).ok();
}
