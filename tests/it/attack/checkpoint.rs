//! Rollback, rewriting and swapping, held against a checkpoint that was kept elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{intact, on_one_line};
use crate::common::record::Desk;
use crate::record_formats::copy;

/// A record with a checkpoint of it, kept beside.
fn record() -> (Desk, String, String) {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "before"]).ok();
    let file = desk.beside("checkpoint").display().to_string();
    let said = on_one_line(&desk.run(&["audit", "checkpoint", "--out", &file]).ok());
    assert!(said.contains("3 events") && said.contains("Key: firebell/"), "{said}");
    (desk, code, file)
}

fn against(desk: &Desk, file: &str) -> (i32, String) {
    let ran = desk.run(&["audit", "verify", "--against", file]);
    (ran.code, on_one_line(&ran.out) + &ran.err)
}

#[test]
fn all_files_put_back_together_are_found_against_a_checkpoint() {
    let (desk, code, _) = record();
    let earlier = desk.beside("earlier");
    copy(&desk.data(), &earlier);
    let _ = desk.run(&["incident", "note", &code, "what must go"]).ok();
    let file = desk.beside("later").display().to_string();
    let _ = desk.run(&["audit", "checkpoint", "--out", &file]).ok();
    let report = desk.run(&["incident", "report", &code]).ok();
    fs::write(desk.beside("report.md"), &report).unwrap();
    let (ok, said) = against(&desk, &file);
    assert!(
        ok == 0 && said.contains("all 4 events of then are as they were"),
        "{said}"
    );
    copy(&earlier, &desk.data());
    // By itself it is intact: nothing in it knows of the later day.
    intact(&desk);
    for kept in [file, desk.beside("report.md").display().to_string()] {
        let (code, said) = against(&desk, &kept);
        assert!(code == 1 && said.contains("CUT OR PUT BACK"), "{kept}: {said}");
    }
}

#[test]
fn a_record_rebuilt_to_tell_another_story_is_found() {
    let (desk, _, file) = record();
    let (_, said) = against(&desk, &file);
    assert!(said.contains("and 0 came since"), "{said}");
    // Somebody with every key makes a record of as many events; it signs with another key.
    let (other, _, theirs) = record();
    let (code, said) = against(&other, &file);
    assert!(
        code == 1 && said.contains("this record signed no such checkpoint"),
        "{said}"
    );
    // The short form of the other day does not fit either.
    let short = short(&file, &desk);
    let (code, said) = against(&other, &short);
    assert!(code == 1 && said.contains("REWRITTEN"), "{said}");
    // And a checkpoint that was swapped for another record's is none of this one.
    let (code, _) = against(&desk, &theirs);
    assert_eq!(code, 1);
}

fn short(_: &str, desk: &Desk) -> String {
    let made = desk.run(&["audit", "checkpoint", "--json"]).json();
    made["short"].as_str().unwrap().to_owned()
}

#[test]
fn a_changed_checkpoint_is_refused() {
    let (desk, _, file) = record();
    let note = fs::read_to_string(&file).unwrap();
    fs::write(&file, note.replacen("\n3\n", "\n2\n", 1)).unwrap();
    let (code, said) = against(&desk, &file);
    assert!(code == 1 && said.contains("false"), "{said}");
}

#[test]
fn a_checkpoint_fits_after_a_key_rotation_a_backup_and_a_restore() {
    let (desk, code, file) = record();
    let _ = desk.run(&["key", "rotate"]).ok();
    let _ = desk.run(&["incident", "note", &code, "after"]).ok();
    assert_eq!(against(&desk, &file).0, 0);
    let backup = desk.beside("backup");
    let _ = desk.run(&["backup", "create", backup.to_str().unwrap()]).ok();
    let mut restored = Desk::empty();
    let _ = restored.run(&["backup", "restore", backup.to_str().unwrap()]).ok();
    restored.move_data(restored.data());
    assert_eq!(against(&restored, &file).0, 0);
    // The manifest says when it was taken and of what state; neither can be changed without the key.
    let path = backup.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["checkpoint"]["events"], 4, "{manifest}");
    manifest["taken_at"] = "2030-01-01T00:00:00Z".into();
    fs::write(&path, manifest.to_string()).unwrap();
    let said = desk.run(&["backup", "verify", backup.to_str().unwrap()]).fails(1);
    assert!(said.contains("manifest.json"), "{said}");
}

/// A time-stamping authority of one's own, by openssl; skipped where that is missing.
fn authority(desk: &Desk) -> Option<PathBuf> {
    let folder = desk.beside("tsa");
    fs::create_dir(&folder).unwrap();
    let run = |args: &[&str]| {
        let ran = Command::new("openssl").current_dir(&folder).args(args).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if !run(&["version"]) {
        println!("skipped: openssl is not there");
        return None;
    }
    let config = "[tsa]\ndefault_tsa = a\n[a]\nserial = ./serial\ncrypto_device = builtin\nsigner_cert = ./tsa.pem\ncerts = ./tsa.pem\n\
                  signer_key = ./tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\ndigests = sha256\n\
                  accuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n\
                  [ext]\nextendedKeyUsage = critical,timeStamping\n[req]\ndistinguished_name = dn\n[dn]\n";
    fs::write(folder.join("tsa.cnf"), config).unwrap();
    fs::write(folder.join("serial"), "01\n").unwrap();
    let made = run(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "tsa.key",
        "-out",
        "tsa.pem",
        "-days",
        "10",
        "-subj",
        "/CN=tsa",
        "-config",
        "tsa.cnf",
        "-extensions",
        "ext",
    ]);
    assert!(made, "openssl made no authority");
    Some(folder)
}

#[test]
fn a_time_stamp_is_asked_for_taken_back_and_held_against_its_request() {
    let (desk, _, file) = record();
    let Some(tsa) = authority(&desk) else { return };
    let path = |name: &str| desk.beside(name).display().to_string();
    let answer = |request: &str, answer: &str| {
        let ran = Command::new("openssl")
            .current_dir(&tsa)
            .args([
                "ts",
                "-reply",
                "-config",
                "tsa.cnf",
                "-section",
                "a",
                "-queryfile",
                request,
                "-out",
                answer,
            ])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    for request in ["one.tsq", "two.tsq"] {
        let _ = desk
            .run(&["audit", "timestamp", "request", &file, "--out", &path(request)])
            .ok();
    }
    answer(&path("one.tsq"), &path("one.tsr"));
    let accept = |answer: &str, request: &str, checkpoint: &str| {
        desk.run(&[
            "audit",
            "timestamp",
            "accept",
            &path(answer),
            "--request",
            &path(request),
            "--checkpoint",
            checkpoint,
        ])
    };
    let said = accept("one.tsr", "one.tsq", &file).ok();
    assert!(said.contains("3 events were stamped at 20"), "{said}");
    // An independent look at what firebell does not check itself.
    let ran = Command::new("openssl")
        .current_dir(&tsa)
        .args([
            "ts",
            "-verify",
            "-in",
            &path("one.tsr"),
            "-queryfile",
            &path("one.tsq"),
            "-CAfile",
            "tsa.pem",
        ])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(accept("one.tsr", "two.tsq", &file).fails(1).contains("nonce"));
    let mut bytes = fs::read(path("one.tsr")).unwrap();
    let at = bytes
        .windows(5)
        .position(|five| five.starts_with(b"20") && five[2].is_ascii_digit())
        .unwrap();
    bytes[at + 3] ^= 1;
    fs::write(path("bad.tsr"), bytes).unwrap();
    let _ = accept("bad.tsr", "one.tsq", &file).fails(1);
    intact(&desk);
}
