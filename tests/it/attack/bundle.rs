//! Exports in a stranger's hands: edited, cut, guessed at.

use std::fs;

use firebell::core::event::Event;
use serde_json::{Value, json};
use sha2::Digest as _;

use super::on_one_line;
use crate::common::record::Desk;

/// An export without its privileged note, and the public key of the record.
fn exported() -> (Desk, String, Value, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for args in [
        &["incident", "note", &code, "tokens revoked"][..],
        &["incident", "note", &code, "we paid", "--privileged"],
        &["incident", "note", &code, "owner told"],
    ] {
        let _ = desk.run(args).ok();
    }
    let _ = desk.run(&["incident", "open", "another", "--zone", "UTC"]).ok();
    let key = desk.run(&["audit", "checkpoint", "--json"]).json()["verifier"]
        .as_str()
        .unwrap()
        .to_owned();
    let export = desk.run(&["incident", "export", &code]).json();
    (desk, code, export, key)
}

/// Checks an export as somebody does who has no record.
fn verify(desk: &Desk, export: &Value, key: Option<&str>) -> (i32, String) {
    let key: Vec<&str> = key.iter().flat_map(|key| ["--key", key]).collect();
    let (code, said) = verify_file(desk, export, &key);
    (code, on_one_line(&said))
}

pub(super) fn verify_file(desk: &Desk, export: &Value, args: &[&str]) -> (i32, String) {
    let file = desk.beside("bundle.json");
    fs::write(&file, export.to_string()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command.env_clear().arg("verify").arg(&file).args(args);
    let ran: crate::common::record::Ran = command.output().unwrap().into();
    (ran.code, ran.out + &ran.err)
}

#[test]
fn an_export_of_a_form_that_is_not_known_is_not_checked() {
    let (desk, _, mut export, key) = exported();
    for form in [json!(3), json!(99), json!("2"), json!(null)] {
        export["firebell_export"] = form.clone();
        let (code, said) = verify(&desk, &export, Some(&key));
        assert!(code == 2 && said.contains("cannot be checked"), "{form}: {said}");
    }
}

/// A byte of the database turned, in one page after the other: it is named or refused, and the way out with it.
#[test]
fn a_damaged_page_is_told_as_damage() {
    let (desk, ..) = exported();
    let path = desk.data().join("firebell.db");
    let whole = fs::read(&path).unwrap();
    for page in [2, 5, 9, 14, 20, 26, 33] {
        let mut changed = whole.clone();
        let Some(byte) = changed.get_mut(page * 4096 + 1400) else {
            break;
        };
        *byte ^= 0x41;
        fs::write(&path, &changed).unwrap();
        let ran = desk.run(&["audit", "verify"]);
        let said = on_one_line(&format!("{} {}", ran.out, ran.err));
        assert!(
            ran.code != 0 && (said.contains("damaged") || said.contains("BROKEN")),
            "page {page}: {}: {said}",
            ran.code
        );
    }
    fs::write(&path, &whole).unwrap();
    let _ = desk.run(&["audit", "verify"]).ok();
}

#[test]
fn an_export_is_proved_without_the_record() {
    let (desk, code, export, key) = exported();
    let (ok, said) = verify(&desk, &export, Some(&key));
    assert_eq!(ok, 0, "{said}");
    assert!(
        said.contains(&format!("3 of 4 events of {code} are as they were recorded")),
        "{said}"
    );
    assert!(
        said.contains("1 event without words") && said.contains("of 6 events"),
        "{said}"
    );
    let (ok, said) = verify(&desk, &export, None);
    assert!(ok == 0 && said.contains("The key came with the export"), "{said}");
    let whole = desk
        .run(&["incident", "export", &code, "--include-privileged", &code])
        .json();
    assert_eq!(verify(&desk, &whole, Some(&key)).0, 0);
    // The key is shown in one line, and taken as a letter or a narrow terminal broke it.
    let out = desk.beside("checkpoint").display().to_string();
    let shown = desk.run(&["audit", "checkpoint", "--out", &out]).ok();
    assert!(shown.lines().any(|line| line == format!("Key: {key}")), "{shown}");
    let (before, after) = key.split_at(60);
    assert_eq!(verify(&desk, &export, Some(&format!("{before}\n     {after}"))).0, 0);
}

#[test]
fn every_edit_of_an_export_is_found() {
    let (desk, code, export, key) = exported();
    let body = |n: usize, from: &str, to: &str| {
        let mut edited = export.clone();
        let text = edited["events"][n]["body"].as_str().unwrap().replace(from, to);
        edited["events"][n]["body"] = text.into();
        edited
    };
    let mut cut = export.clone();
    cut["events"].as_array_mut().unwrap().pop();
    let mut dropped = export.clone();
    dropped["events"].as_array_mut().unwrap().remove(2);
    let mut hidden = export.clone();
    hidden["events"][1].as_object_mut().unwrap().remove("body");
    hidden["events"][1]["proven"].as_object_mut().unwrap().remove("salt");
    let mut doubled = export.clone();
    doubled["events"][3] = export["events"][1].clone();
    doubled["events"][3]["seq"] = 4.into();
    let mut swapped = export.clone();
    let (one, three) = (export["events"][1].clone(), export["events"][3].clone());
    (swapped["events"][1], swapped["events"][3]) = (three, one);
    let (other, _, theirs, their_key) = exported();
    let mut mixed = export.clone();
    mixed["evidence"] = theirs["evidence"].clone();
    // By each check of its own, whatever else finds it too.
    let other_words = "its words are not those that were recorded";
    for (what, edited, why) in [
        ("words", body(1, "revoked", "kept"), other_words),
        ("who", body(1, "dana", "anna"), other_words),
        ("cut", cut, "events were added, left out or changed"),
        ("dropped", dropped, "without a gap"),
        ("doubled", doubled, other_words),
        ("swapped", swapped, "without a gap"),
        ("evidence of another record", mixed, "its checkpoint"),
    ] {
        let (code, said) = verify(&desk, &edited, Some(&key));
        assert!(
            code == 1 && said.contains("NOT PROVEN") && said.contains(why),
            "{what}: {said}"
        );
        if what != "evidence of another record" {
            assert_eq!(verify(&desk, &edited, None).0, 1, "{what}, with the key of the export");
        }
    }
    // Words can be taken out by whoever passes it on; that shows, and nothing else is said by it.
    let (ok, said) = verify(&desk, &hidden, Some(&key));
    assert!(ok == 0 && said.contains("2 events without words"), "{said}");
    // Somebody else's genuine export is not proved by this record's key.
    assert_eq!(verify(&other, &theirs, Some(&their_key)).0, 0);
    assert_eq!(verify(&other, &theirs, Some(&key)).0, 1);
    drop(code);
}

/// Whoever guesses the words of the note that was left out tries every number of the export with the guess.
#[test]
fn an_export_confirms_no_guess_at_what_it_leaves_out() {
    let (desk, code, export, _) = exported();
    let text = export.to_string();
    assert!(!text.contains("we paid"), "{text}");
    assert!(
        export["events"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry.get("digest").is_none()),
        "{text}"
    );
    let whole = desk
        .run(&["incident", "export", &code, "--include-privileged", &code])
        .json();
    let sealed = whole["events"][2]["body"].as_str().unwrap();
    let event: Value = serde_json::from_str(sealed).unwrap();
    let id: Value = serde_json::from_str(whole["events"][0]["body"].as_str().unwrap()).unwrap();
    let stream = id["id"].as_str().unwrap();
    // The guess is right: the words of the note, with everything else that anybody could know of it.
    let guess = json!({
        "seq": 3, "recorded_at": event["recorded_at"], "actor": event["actor"], "session": event["session"],
        "what": "note_added", "text": "we paid", "privileged": true,
    });
    let opened = serde_json::to_string(&serde_json::from_value::<Event>(guess).unwrap()).unwrap();
    assert!(sealed.contains("\"sealed\"") && !sealed.contains("we paid"), "{sealed}");
    // The digest of the chain over the guess, that of the bare words, and of both kinds in the other's place.
    let before = hex::decode(whole["events"][1]["digest"].as_str().unwrap()).unwrap();
    let link = |body: &str| {
        sha2::Sha256::new()
            .chain_update(&before)
            .chain_update(stream)
            .chain_update([0])
            .chain_update(body)
            .finalize()
    };
    for digest in [
        link(&opened),
        sha2::Sha256::digest(&opened),
        sha2::Sha256::digest("we paid"),
    ] {
        let digest = hex::encode(digest);
        assert!(!text.contains(&digest), "{digest}");
    }
    // What the chain holds of it is a digest of sealed bytes, which nobody has who has the guess alone.
    assert!(text.contains(&hex::encode(link(sealed))) && !text.contains(sealed));
    assert!(export["events"][2]["proven"].get("salt").is_none());
    // Its own salt is another one than that of any event that is told.
    let salts: Vec<&Value> = export["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["proven"]["salt"])
        .collect();
    let kept = &whole["events"][2]["proven"]["salt"];
    assert!(kept.is_string() && !salts.contains(&kept), "{salts:?}");
}
