//! Keys that sign packs: sealed under a passphrase, for their owner only, and never shown.

use std::process::Command;

use firebell::app::law::pack::note::SignerKey;
use serde_json::Value;

use super::{law, signer};
use crate::common::record::{Desk, Ran, SECRET};

/// What makes a pack with a key that comes last.
fn pack(desk: &Desk, out: &str) -> Vec<String> {
    let folder = desk.beside("law");
    law(&folder, "10");
    let (folder, out) = (folder.display().to_string(), desk.beside(out).display().to_string());
    let args = [
        "law",
        "pack",
        &folder,
        "--name",
        "a",
        "--pack-version",
        "1",
        "--changed",
        "x",
        "--out",
        &out,
        "--key",
    ];
    args.map(str::to_owned).to_vec()
}

fn run(desk: &Desk, args: &[String], more: &[&str]) -> Ran {
    let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
    desk.run(&args)
}

#[test]
fn a_key_is_sealed_under_its_passphrase_and_nothing_else_opens_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::empty();
    let verifier = signer(&desk);
    let key = desk.beside("acme.key");
    let text = std::fs::read_to_string(&key).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["format"], &json["key"]), (&1.into(), &verifier.into()));
    assert!(!text.contains("PRIVATE") && !text.contains(SECRET), "{text}");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let key = key.display().to_string();
    let args = pack(&desk, "p.pack");
    let _ = run(&desk, &args, &[&key]).ok();
    std::fs::remove_file(desk.beside("p.pack")).unwrap();
    // Another key file: the mask differs with each salt.
    let again = desk.beside("again.key").display().to_string();
    let _ = desk.run(&["law", "keygen", &again, "--name", "acme.example/law"]).ok();
    let other: Value = serde_json::from_str(&std::fs::read_to_string(&again).unwrap()).unwrap();
    assert_ne!(other["sealed"]["kdf"]["salt"], json["sealed"]["kdf"]["salt"]);
    // One bit of the sealed key, and the key under another name.
    let masked = json["sealed"]["masked"].as_str().unwrap();
    let flipped = if masked.starts_with('0') { "1" } else { "0" };
    let mut changed = json.clone();
    changed["sealed"]["masked"] = format!("{flipped}{}", &masked[1..]).into();
    let changed = desk.write_secret("changed.key", changed.to_string().as_bytes());
    let refused = run(&desk, &args, &[changed.to_str().unwrap()]).fails(3);
    assert!(refused.contains("the passphrase does not open it"), "{refused}");
    let renamed = desk.write_secret("renamed.key", text.replace("acme.example", "acne.example").as_bytes());
    let refused = run(&desk, &args, &[renamed.to_str().unwrap()]).fails(2);
    assert!(refused.contains("do not belong together"), "{refused}");
    desk.write_secret("pass", b"another passphrase\n");
    let refused = run(&desk, &args, &[&key]).fails(3);
    assert!(refused.contains("--passphrase-file"), "{refused}");
    assert!(!desk.beside("p.pack").exists());
    assert_eq!(std::fs::read_to_string(&key).unwrap(), text);
}

#[test]
fn what_opens_the_record_is_not_tried_on_a_key_and_nobody_is_asked_without_a_terminal() {
    let desk = Desk::empty();
    let _ = signer(&desk);
    let key = desk.beside("acme.key").display().to_string();
    let new = desk.beside("new.key").display().to_string();
    let run = |args: &[String]| -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        let set = command
            .env_clear()
            .env("HOME", desk.beside(""))
            .env("FIREBELL_PASSPHRASE", SECRET);
        set.args(args).output().unwrap().into()
    };
    let refused = run(&[pack(&desk, "p.pack"), vec![key]].concat()).fails(3);
    assert!(
        refused.contains("the signing key is sealed and there is no terminal"),
        "{refused}"
    );
    let keygen = ["law", "keygen", &new, "--name", "acme.example/law"].map(str::to_owned);
    let refused = run(&keygen).fails(3);
    assert!(refused.contains("--passphrase-file FILE"), "{refused}");
    assert!(!desk.beside("new.key").exists() && !desk.beside("p.pack").exists());
}

#[test]
fn a_key_of_another_program_signs_with_a_warning_and_is_never_shown() {
    let desk = Desk::new();
    let key = SignerKey::new("acme.example/law", &zeroize::Zeroizing::new([7; 32])).unwrap();
    let private = key.private_text();
    let secret = private.trim().splitn(5, '+').nth(4).unwrap();
    let file = desk.write_secret("acme.key", private.as_bytes()).display().to_string();
    let args = pack(&desk, "p.pack");
    let ran = run(&desk, &args, &[&file]);
    assert!(
        ran.err.contains("has no passphrase") && !ran.err.contains(secret),
        "{}",
        ran.err
    );
    let _ = ran.ok();
    for args in [
        &["law", "keygen", &file, "--name", "acme.example/law"][..],
        &["law", "trust", private.trim()],
        &["law", "trust"],
        &["audit", "show"],
    ] {
        let ran = desk.run(args);
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{args:?}");
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        *private,
        "the key was overwritten"
    );
    let torn = desk.write_secret("torn.key", private.replace("acme", "acne").as_bytes());
    let refused = run(&desk, &args, &[torn.to_str().unwrap(), "--force"]).fails(2);
    assert!(
        refused.contains("do not belong together") && !refused.contains(secret),
        "{refused}"
    );
}
