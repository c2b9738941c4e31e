//! Who signed what, told by an export alone: somebody who has the file and the record's public key, and nothing else.

use std::fs;

use firebell::store::Stream;
use serde_json::{Value, json};

use super::bundle::verify_file;
use super::people::{append, approval, own_program, with_letter};
use crate::common::record::Desk;
use crate::members::Team;
use crate::record_formats::of_the_first;

/// What somebody without a record is told of an export, in JSON, and the exit code.
fn told(desk: &Desk, export: &Value, key: &str) -> (i32, Value) {
    let (code, said) = verify_file(desk, export, &["--json", "--key", key]);
    (code, serde_json::from_str(&said).unwrap())
}

fn key_of(team: &Team) -> String {
    let made = team.run("dana", &["audit", "checkpoint", "--json"]).json();
    made["verifier"].as_str().unwrap().to_owned()
}

/// Kim approved dana's letter, and dana decided something.
fn with_approval() -> (Team, String, String) {
    let team = Team::new().with("kim", &["counsel"]).with("lee", &["responder"]);
    let (code, id) = with_letter(&team);
    let because = "the insurer knows the rest";
    let _ = team
        .run("kim", &["letter", "approve", &code, "claim", "--because", because])
        .ok();
    let decide = ["incident", "decide", &code, "gdpr_risk", "risk", "--rationale", "names"];
    let _ = team.run("dana", &decide).ok();
    let _ = team
        .run("dana", &["incident", "note", &code, "we paid", "--privileged"])
        .ok();
    let _ = team.run("lee", &["incident", "note", &code, "owner told"]).ok();
    (team, code, id)
}

fn export(team: &Team, code: &str) -> Value {
    team.run("dana", &["incident", "export", code]).json()
}

fn problems(report: &Value) -> String {
    report["problems"].to_string()
}

fn signer_of<'r>(report: &'r Value, what: &str) -> &'r Value {
    let events = report["signatures"]["events"].as_array().unwrap();
    events.iter().find(|event| event["what"] == what).unwrap()
}

#[test]
fn an_export_shows_who_signed_each_approval_and_decision() {
    let (team, code, _) = with_approval();
    let key = key_of(&team);
    let (ok, report) = told(&team.desk, &export(&team, &code), &key);
    assert_eq!((ok, problems(&report)), (0, "[]".to_owned()));
    let approval = signer_of(&report, "letter.approve");
    assert_eq!((&approval["by"], &approval["might"]), (&json!("kim"), &json!(true)));
    assert_eq!(signer_of(&report, "decide")["by"], "dana");
    // The note that was left out was signed as well, and by whom is told.
    let events = report["signatures"]["events"].as_array().unwrap();
    let withheld: Vec<&Value> = events.iter().filter(|event| event["what"].is_null()).collect();
    assert_eq!(withheld.len(), 1, "{report}");
    assert_eq!(withheld[0]["by"], "dana");
    // The keys are those that the members are known by.
    let members = team.run("dana", &["member", "list", "--json"]).json();
    let fingerprint = |list: &Value, name: &str| {
        let found = list.as_array().unwrap().iter().find(|person| person["name"] == name);
        found.unwrap()["fingerprint"].clone()
    };
    for name in ["dana", "kim", "lee"] {
        let shown = fingerprint(&report["signatures"]["people"], name);
        assert_eq!(shown, fingerprint(&members["members"], name));
    }
    let (ok, said) = verify_file(&team.desk, &export(&team, &code), &["--key", &key]);
    let said = super::on_one_line(&said);
    assert!(ok == 0 && said.contains("signed by kim (counsel)"), "{said}");
    let whole = team
        .run("dana", &["incident", "export", &code, "--include-privileged", &code])
        .json();
    assert_eq!(told(&team.desk, &whole, &key).0, 0);
}

/// Changes the signatures of an export.
fn edited(export: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut edited = export.clone();
    change(&mut edited["evidence"]["signatures"]);
    edited
}

/// What somebody makes of an export, and what is said of it. `kims`: an append of kim's; `other`: another member.
fn tampered(export: &Value, (kims, other): (usize, &Value)) -> [(&'static str, Value, &'static str); 6] {
    let appends = export["evidence"]["signatures"]["appends"].as_array().unwrap();
    let flipped = |text: &Value| {
        let text = text.as_str().unwrap();
        let other = if text.starts_with('0') { "1" } else { "0" };
        json!(format!("{other}{}", &text[1..]))
    };
    [
        (
            "a forged signature",
            edited(export, |s| {
                s["appends"][kims]["signature"] = flipped(&appends[kims]["signature"]);
            }),
            "its signature is not that of its signer",
        ),
        (
            "another signer",
            edited(export, |s| s["appends"][kims]["signer"] = other.clone()),
            "its signature is not that of its signer",
        ),
        (
            "another moment",
            edited(export, |s| {
                s["appends"][kims]["at"] = (appends[kims]["at"].as_i64().unwrap() - 60_000).into();
            }),
            "its signature is not that of its signer",
        ),
        (
            "an append left out",
            edited(export, |s| {
                s["appends"].as_array_mut().unwrap().remove(kims);
            }),
            "signatures were added, left out or changed",
        ),
        (
            "the end of lee's membership left out",
            edited(export, |s| {
                s["members"].as_array_mut().unwrap().pop();
                let last = s["appends"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .rposition(|a| a["of"] == "members");
                s["appends"].as_array_mut().unwrap().remove(last.unwrap());
            }),
            "signatures were added, left out or changed",
        ),
        (
            "another role",
            edited(export, |s| {
                let body = s["members"][1]["body"].as_str().unwrap().replace("counsel", "owner");
                s["members"][1]["body"] = body.into();
            }),
            "its signature is not that of its signer",
        ),
    ]
}

#[test]
fn every_edit_of_the_signatures_is_found() {
    let (team, code, _) = with_approval();
    let revoked = team.run("dana", &["member", "revoke", "lee", "--reason", "left"]);
    let _ = revoked.ok();
    let (key, export) = (key_of(&team), export(&team, &code));
    assert_eq!(told(&team.desk, &export, &key).0, 0);
    let members = team.run("dana", &["member", "list", "--json"]).json();
    let ids: Vec<&Value> = members["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["id"])
        .collect();
    let appends = export["evidence"]["signatures"]["appends"].as_array().unwrap();
    let kims = appends
        .iter()
        .position(|append| append["of"] == "incident" && &append["signer"] == ids[1])
        .unwrap();
    let cases = tampered(&export, (kims, ids[0]));
    for (what, edited, words) in cases {
        let (ok, report) = told(&team.desk, &edited, &key);
        assert!(ok == 1 && problems(&report).contains(words), "{what}: {report}");
    }
    // Without them nobody is said to have signed anything.
    let mut bare = export.clone();
    bare["evidence"].as_object_mut().unwrap().remove("signatures");
    let (_, said) = verify_file(&team.desk, &bare, &["--key", &key]);
    assert!(said.contains("It does not tell who signed"), "{said}");
}

/// Lee has a secret of the record, and so the key that signs for it: the export is genuine, and shows what lee did.
#[test]
fn who_had_no_right_or_another_name_is_found_in_the_export() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let (code, id) = with_letter(&team);
    let approval = approval(&team, "kim", &code, &id);
    append(&mut own_program(&team, "lee"), Stream::Incident(&id), "kim", approval);
    let (ok, report) = told(&team.desk, &export(&team, &code), &key_of(&team));
    let found = problems(&report);
    assert!(ok == 1 && found.contains("lee may not approve letters"), "{report}");
    assert!(
        found.contains("in the name of kim, whose key did not sign it"),
        "{report}"
    );
    let approval = signer_of(&report, "letter.approve");
    assert_eq!((&approval["by"], &approval["might"]), (&json!("lee"), &json!(false)));
}

#[test]
fn what_was_lent_for_other_incidents_is_not_told() {
    let (team, code, _) = with_approval();
    let other = team.incident("dana");
    for (incident, reason) in [(&other, "the zebra merger"), (&code, "for the okapi")] {
        let lend = ["grant", "lee", "export", incident, "--for", "4h", "--reason", reason];
        let _ = team.run("dana", &lend).ok();
    }
    let export = export(&team, &code);
    let text = export.to_string();
    assert!(!text.contains("zebra") && text.contains("okapi"), "{text}");
    let (ok, report) = told(&team.desk, &export, &key_of(&team));
    assert_eq!((ok, problems(&report)), (0, "[]".to_owned()));
}

/// A privileged note from before the record had members lies open in it: the digest of it, and all that follow from it, would
/// confirm a guess at its words.
#[test]
fn where_an_open_note_is_left_out_nothing_is_told_that_confirms_a_guess() {
    let desk = of_the_first();
    let opened = desk.run(&["incident", "open", "x", "--zone", "UTC", "--json"]).json();
    let code = opened["code"].as_str().unwrap();
    for note in [
        &["incident", "note", code, "we paid", "--privileged"][..],
        &["incident", "note", code, "done"],
    ] {
        let _ = desk.run(note).ok();
    }
    for args in [
        &["key", "upgrade"][..],
        &["key", "upgrade", "--confirm"],
        &["incident", "note", code, "later"],
    ] {
        let _ = desk.run(args).ok();
    }
    let whole = desk
        .run(&["incident", "export", code, "--include-privileged", code])
        .json();
    let export = desk.run(&["incident", "export", code]).json();
    let text = export.to_string();
    for entry in &whole["events"].as_array().unwrap()[1..] {
        assert!(!text.contains(entry["digest"].as_str().unwrap()), "{text}");
    }
    let key = desk.run(&["audit", "checkpoint", "--json"]).json()["verifier"].clone();
    let (ok, report) = told(&desk, &export, key.as_str().unwrap());
    assert_eq!((ok, problems(&report)), (0, "[]".to_owned()));
    assert_eq!(report["signatures"]["not_from"], 2, "{report}");
    let (ok, report) = told(&desk, &whole, key.as_str().unwrap());
    assert_eq!((ok, &report["signatures"]["unsigned"]), (0, &json!(3)), "{report}");
    assert_eq!(report["signatures"]["events"][0]["seq"], 4, "{report}");
}

#[test]
fn whose_words_were_taken_out_afterwards_nothing_is_said_of_who_signed() {
    let (team, code, _) = with_approval();
    let mut export = export(&team, &code);
    let entry = export["events"][1].as_object_mut().unwrap();
    entry.remove("body");
    entry["proven"].as_object_mut().unwrap().remove("salt");
    fs::write(team.desk.beside("cut.json"), export.to_string()).unwrap();
    let (ok, report) = told(&team.desk, &export, &key_of(&team));
    let why = report["signatures"]["missing"].as_str().unwrap();
    assert!(ok == 0 && why.contains("event 2 were taken out"), "{report}");
}
