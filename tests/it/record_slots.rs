//! What opens a record of the second format: slots made, used, replaced and removed, and headers that somebody changed.

use std::fs;

use serde_json::{Value, json};

use crate::common::record::{Desk, Ran, SECRET};

const NEW: &str = "Marmot-ochre-17-lathe";

fn header(desk: &Desk) -> Value {
    serde_json::from_slice(&fs::read(desk.data().join("header.json")).unwrap()).unwrap()
}

fn put(desk: &Desk, header: &Value) {
    fs::write(
        desk.data().join("header.json"),
        serde_json::to_vec_pretty(header).unwrap(),
    )
    .unwrap();
}

fn intact(desk: &Desk) {
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

fn slots(desk: &Desk) -> Vec<Value> {
    desk.run(&["key", "list", "--json"]).json()["slots"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn the_header_names_nobody_and_holds_no_key() {
    let (desk, _) = Desk::with_incident("Quetzal");
    let text = fs::read_to_string(desk.data().join("header.json")).unwrap();
    for word in ["dana", "Quetzal", SECRET] {
        assert!(!text.contains(word), "{text}");
    }
    // What the database is opened with, found by other code: it works, and is nowhere in the folder.
    let connection = crate::common::record::database(&desk);
    let count: i64 = connection
        .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 2, "the first member, and the incident");
}

#[test]
fn a_recovery_code_opens_the_record_wherever_the_passphrase_is_asked_for() {
    let (desk, code) = Desk::with_incident("t");
    let first = desk.run(&["key", "recovery", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.write_secret("pass", format!("{}\n", first.to_lowercase()).as_bytes());
    let _ = desk.run(&["incident", "show", &code]).ok();
    assert!(
        slots(&desk)
            .iter()
            .any(|slot| slot["kind"] == "recovery" && slot["opened"] == true)
    );
    // The passphrase is forgotten: the code gives the record a new one, and the old one no longer opens it.
    let new = desk.write_secret("new", NEW.as_bytes());
    let _ = desk
        .run(&["key", "change", "--new-passphrase-file", new.to_str().unwrap()])
        .ok();
    let second = desk.run(&["key", "recovery", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    for (secret, opens) in [(SECRET, 3), (&first, 3), (NEW, 0), (&second, 0)] {
        desk.write_secret("pass", secret.as_bytes());
        assert_eq!(desk.run(&["incident", "list"]).code, opens);
    }
    intact(&desk);
    let log = fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    assert!(!log.contains(&second) && log.contains("key.add"), "{log}");
}

#[test]
fn a_slot_is_removed_and_never_the_last_one() {
    let desk = Desk::new();
    let code = desk.run(&["key", "recovery", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let listed = slots(&desk);
    let id = |kind: &str| {
        listed.iter().find(|slot| slot["kind"] == kind).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let _ = desk.run(&["key", "remove", &id("passphrase")]).ok();
    let _ = desk.run(&["incident", "list"]).fails(3);
    desk.write_secret("pass", code.as_bytes());
    let said = desk.run(&["key", "remove", &id("recovery")]).fails(1);
    assert!(said.contains("the last one"), "{said}");
    assert!(
        desk.run(&["key", "remove", "0123456789abcdef"])
            .fails(2)
            .contains("unknown slot")
    );
    assert!(
        desk.run(&["key", "remove", "x"])
            .fails(2)
            .contains("16 hexadecimal digits")
    );
    intact(&desk);
}

fn with_config(desk: &Desk, text: &str, args: &[&str]) -> Ran {
    let config = desk.write_secret("config.toml", text.as_bytes());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .env("HOME", desk.beside(""))
        .env("PATH", "/usr/bin:/bin");
    command
        .arg("--data-dir")
        .arg(desk.data())
        .arg("--config")
        .arg(config)
        .args(args);
    command.output().unwrap().into()
}

#[test]
fn a_key_service_opens_the_record_with_the_key_that_the_header_names() {
    let desk = Desk::new();
    let pass = desk.beside("pass");
    let pass = pass.to_str().unwrap();
    // A service that keeps what it wraps in its own file, under the name of the key.
    let vault = desk.beside("vault");
    let service = format!(
        "[key_service]\nkey_id = \"alias/record\"\n\
         wrap = \"cat > '{0}-'$(basename $KEY_ID); echo handle of $KEY_ID\"\n\
         unwrap = \"grep -q 'handle of alias/record' && cat '{0}-'$(basename $KEY_ID)\"\n",
        vault.display()
    );
    let _ = with_config(&desk, &service, &["--passphrase-file", pass, "key", "service"]).ok();
    let _ = with_config(&desk, &service, &["incident", "list"]).ok();
    let listed = with_config(&desk, &service, &["key", "list", "--json"]).json();
    let slot = listed["slots"]
        .as_array()
        .unwrap()
        .iter()
        .find(|slot| slot["kind"] == "service")
        .unwrap();
    assert_eq!(
        (&slot["key_id"], &slot["opened"]),
        (&json!("alias/record"), &json!(true))
    );
    // Rotation needs neither the passphrase nor the service again.
    let _ = with_config(&desk, &service, &["key", "rotate"]).ok();
    let _ = desk.run(&["incident", "list"]).ok();
    let _ = with_config(&desk, &service, &["incident", "list"]).ok();
    // One that answers with something else opens nothing.
    let other = service.replace("&& cat", "&& echo");
    assert!(
        with_config(&desk, &other, &["incident", "list"])
            .fails(3)
            .contains("not a key of this record")
    );
    let failing = service.replace("&& cat", "&& false");
    assert!(
        with_config(&desk, &failing, &["incident", "list"])
            .fails(3)
            .contains("did not answer")
    );
    intact(&desk);
}

#[test]
fn a_service_that_does_not_give_back_what_it_was_handed_is_not_stored() {
    let desk = Desk::new();
    let pass = desk.beside("pass");
    let before = header(&desk);
    for unwrap in ["cat", "false", "echo 00"] {
        let service = format!("[key_service]\nkey_id = \"k\"\nwrap = \"tr 0-9 1-90\"\nunwrap = \"{unwrap}\"\n");
        let ran = with_config(
            &desk,
            &service,
            &["--passphrase-file", pass.to_str().unwrap(), "key", "service"],
        );
        assert_ne!(ran.code, 0, "{unwrap}: {}", ran.out);
    }
    assert_eq!(header(&desk), before);
}

#[test]
fn gpg_is_a_key_service() {
    let desk = Desk::new();
    let gnupg = desk.beside("gnupg");
    fs::create_dir(&gnupg).unwrap();
    fs::set_permissions(&gnupg, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let gpg = format!(
        "gpg --homedir '{}' --batch --quiet --trust-model always",
        gnupg.display()
    );
    let made = std::process::Command::new("sh")
        .args([
            "-c",
            &format!("{gpg} --passphrase '' --quick-generate-key firebell-test default default never"),
        ])
        .output();
    if !made.is_ok_and(|made| made.status.success()) {
        println!("skipped: gpg makes no key here");
        return;
    }
    let service = format!(
        "[key_service]\nkey_id = \"firebell-test\"\nwrap = \"{gpg} --encrypt --armor --recipient $KEY_ID\"\nunwrap = \"{gpg} --decrypt\"\n"
    );
    let pass = desk.beside("pass");
    let _ = with_config(
        &desk,
        &service,
        &["--passphrase-file", pass.to_str().unwrap(), "key", "service"],
    )
    .ok();
    let _ = with_config(&desk, &service, &["incident", "list"]).ok();
    let _ = std::process::Command::new("gpgconf")
        .arg("--homedir")
        .arg(&gnupg)
        .args(["--kill", "all"])
        .output();
}

#[test]
fn a_header_changed_without_the_key_is_refused() {
    let desk = Desk::new();
    let sound = header(&desk);
    let other = Desk::new();
    let recipient = |header: &mut Value| header["members"][0]["recipient"] = "11".repeat(32).into();
    let made_at = |header: &mut Value| header["members"][0]["slots"][0]["made_at"] = "2020-01-01T00:00:00Z".into();
    let member = |header: &mut Value| {
        let another = self::header(&other)["members"][0].clone();
        header["members"].as_array_mut().unwrap().push(another);
    };
    let generation = |header: &mut Value| header["generation"] = 7.into();
    let confirmed = |header: &mut Value| header["upgraded_at"] = "2020-01-01T00:00:00Z".into();
    let mark = |header: &mut Value| header["mark"] = "00".repeat(32).into();
    let changes: [&dyn Fn(&mut Value); 6] = [&recipient, &made_at, &member, &generation, &confirmed, &mark];
    for change in changes {
        let mut forged = sound.clone();
        change(&mut forged);
        put(&desk, &forged);
        for args in [&["incident", "list"][..], &["key", "rotate"], &["audit", "verify"]] {
            let said = desk.run(args).fails(1);
            assert!(said.contains("was changed by somebody"), "{said}");
        }
    }
    // A slot of somebody else's, sealed for another member, opens nothing here.
    let mut forged = sound.clone();
    forged["members"][0]["slots"] = header(&other)["members"][0]["slots"].clone();
    put(&desk, &forged);
    let _ = desk.run(&["incident", "list"]).fails(3);
    put(&desk, &sound);
    intact(&desk);
}

#[test]
fn a_header_of_another_record_opens_nothing() {
    let (desk, other) = (Desk::new(), Desk::new());
    put(&desk, &header(&other));
    let said = desk.run(&["incident", "list"]).fails(3);
    assert!(said.contains("does not belong to this database"), "{said}");
}

#[test]
fn a_hostile_header_costs_nothing_before_it_is_refused() {
    let desk = Desk::new();
    let sound = header(&desk);
    let many = |count: usize, memory: u64, passes: u64| {
        let mut forged = sound.clone();
        let slots = forged["members"][0]["slots"].as_array_mut().unwrap();
        slots[0]["opened_by"]["kdf"]["memory_kib"] = memory.into();
        slots[0]["opened_by"]["kdf"]["passes"] = passes.into();
        let slot = slots[0].clone();
        slots.resize(count, slot);
        // Passphrases that share a salt are derived once.
        for (number, slot) in slots.iter_mut().enumerate().skip(1) {
            slot["opened_by"]["kdf"]["salt"] = format!("{number:032x}").into();
        }
        forged
    };
    let mut crowd = sound.clone();
    let member = crowd["members"][0].clone();
    crowd["members"].as_array_mut().unwrap().resize(65, member);
    let mut nobody = sound.clone();
    nobody["members"] = json!([]);
    let mut long = sound.clone();
    long["members"][0]["slots"][0]["opened_by"] =
        json!({"kind": "service", "key_id": "x".repeat(600), "wrapped": "00"});
    for (forged, why) in [
        (many(17, 65_536, 3), "more than 16 slots"),
        (many(16, 1_048_576, 8), "at most 8388608 is accepted"),
        (crowd, "65 members"),
        (nobody, "0 members"),
        (long, "1 to 512 printable"),
    ] {
        put(&desk, &forged);
        let began = std::time::Instant::now();
        let said = desk.run(&["incident", "list"]).fails(1);
        assert!(said.contains(why), "{why}: {said}");
        assert!(began.elapsed().as_secs() < 60);
    }
}

#[test]
fn an_earlier_header_that_is_put_back_is_noticed() {
    let desk = Desk::new();
    let earlier = header(&desk);
    let new = desk.write_secret("new", NEW.as_bytes());
    let _ = desk
        .run(&["key", "change", "--new-passphrase-file", new.to_str().unwrap()])
        .ok();
    put(&desk, &earlier);
    let ran = desk.run(&["incident", "list"]);
    assert!(ran.code == 0 && ran.err.contains("an earlier one"), "{}", ran.err);
    let said = desk.run(&["audit", "verify"]);
    assert!(
        said.code == 1 && said.out.contains("the header: it is an earlier one"),
        "{}",
        said.out
    );
    // The key is replaced, and the earlier header is no use any more.
    let _ = desk.run(&["key", "rotate"]).ok();
    intact(&desk);
    put(&desk, &earlier);
    let said = desk.run(&["incident", "list"]).fails(3);
    assert!(said.contains("does not belong"), "{said}");
}

#[test]
fn a_weak_passphrase_is_refused_when_it_is_new_and_opens_what_it_opened() {
    let desk = Desk::empty();
    for (weak, why) in [
        ("a", "it has 1 character;"),
        ("abcdefghijklmnop", "only counts on"),
        ("Password2026", "guessing begins"),
    ] {
        desk.write_secret("pass", weak.as_bytes());
        let said = desk.run(&["init"]).fails(2);
        assert!(
            said.contains("too weak") && said.contains(why) && (weak == "a" || !said.contains(weak)),
            "{said}"
        );
    }
    assert!(!desk.data().exists());
    let at = firebell::core::time::WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    drop(firebell::store::Store::create(&desk.data(), &secrecy::SecretString::from("a"), at).unwrap());
    desk.write_secret("pass", b"a");
    let _ = desk.run(&["incident", "list"]).ok();
}

#[test]
fn a_rotation_leaves_nothing_of_the_old_key() {
    let (desk, code) = Desk::with_incident("t");
    let before = header(&desk);
    let old = fs::read(desk.data().join("firebell.db")).unwrap();
    let _ = desk.run(&["key", "rotate"]).ok();
    let after = header(&desk);
    assert_ne!(before["key"]["id"], after["key"]["id"]);
    assert_eq!(before["members"][0]["slots"], after["members"][0]["slots"]);
    let new = fs::read(desk.data().join("firebell.db")).unwrap();
    // Behind its salt, not one page is as it was.
    let pages = old.chunks(4096).zip(new.chunks(4096)).skip(1);
    assert_eq!(pages.filter(|(old, new)| old == new).count(), 0);
    let _ = desk.run(&["incident", "show", &code]).ok();
    intact(&desk);
}
