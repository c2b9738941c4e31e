//! What a pack for one customer keeps back: other customers however they are written, figures that are not the customer's
//! alone, what an authority asked to wait, and incidents that are restricted.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::record::Desk;

fn contract(desk: &Desk, id: &str, name: &str) {
    let terms = [
        "contract",
        "add",
        id,
        "--name",
        name,
        "--within",
        "24h",
        "--from",
        "awareness",
        "--contact",
        "security desk",
        "--contact-at",
        &format!("desk@{id}.example"),
        "--clause",
        "clause 7.2",
        "--breach",
        "personal-data",
        "--place",
        "DE",
        "--zone",
        "Europe/Berlin",
    ];
    let _ = desk.run(&terms).ok();
}

fn set(desk: &Desk, code: &str, key: &str, value: &str) {
    let _ = desk.run(&["incident", "fact", "set", code, key, value]).ok();
}

/// A processor with four customers, and an incident that names two of them.
fn desk() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mail gateway");
    for (id, name) in [
        ("c-001", "Albatros Reisen GmbH"),
        ("c-017", "Nordwind Logistik GmbH"),
        ("c-020", "Zeppelin Kaffee KG"),
        ("c-030", "Windhund Spedition AG"),
    ] {
        contract(&desk, id, name);
    }
    let _ = desk.run(&["profile", "set", "role", "processor"]).ok();
    let _ = desk.run(&["profile", "set", "name", "Alpenwolke GmbH"]).ok();
    set(&desk, &code, "milestones.awareness", "2026-03-05 15:00");
    set(&desk, &code, "data.elements", "any_personal_data");
    set(&desk, &code, "data.customers", "c-001,c-017");
    (desk, code)
}

fn packed(desk: &Desk, more: &[&str]) -> (PathBuf, String) {
    let out = tempfile::Builder::new()
        .prefix("pack")
        .tempdir_in(desk.beside(""))
        .unwrap()
        .keep();
    let args = ["customer", "pack", "c-001", "-o", out.to_str().unwrap()];
    let said = desk.run(&[&args, more].concat()).ok();
    (out, said)
}

fn json(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("pack.json")).unwrap()).unwrap()
}

/// Every text that somebody outside reads, with what is base64 in it.
fn everything(folder: &Path) -> String {
    ["pack.json", "pack.html"]
        .map(|name| std::fs::read_to_string(folder.join(name)).unwrap())
        .concat()
        .to_lowercase()
}

const STORY: &str = "letter.customers.what_happened";

#[test]
fn a_name_that_a_contract_had_before_is_not_told() {
    let (desk, code) = desk();
    set(
        &desk,
        &code,
        STORY,
        "A gateway was read. Zeppelin Kaffee KG had 700 people in it.",
    );
    let rename = ["contract", "edit", "c-020", "--name", "Kaffeekontor am Hafen KG"];
    let _ = desk.run(&rename).ok();
    let (folder, said) = packed(&desk, &[]);
    assert!(!everything(&folder).contains("zeppelin"), "{said}");
    assert!(said.contains("“what happened") && said.contains("left out"), "{said}");
    assert_eq!(json(&folder)["incidents"][0]["left_out"], 1);
    // The new name is looked for as well.
    set(&desk, &code, STORY, "The Kaffee-Kontor was hit first.");
    assert!(!everything(&packed(&desk, &[]).0).contains("kontor"));
}

#[test]
fn a_customer_whose_contract_was_removed_is_not_named() {
    let (desk, code) = desk();
    set(&desk, &code, "data.customers", "c-001,c-030");
    set(&desk, &code, STORY, "Windhund Spedition AG had 700 people in it.");
    set(&desk, &code, "data.customers", "c-001");
    let _ = desk.run(&["contract", "remove", "c-030"]).ok();
    let (folder, said) = packed(&desk, &[]);
    assert!(!everything(&folder).contains("windhund"), "{said}");
    // Where not even the former name is known, no text is told at all, and it is said why.
    let names = desk.data().join("law/own/former-customers.json");
    assert!(std::fs::read_to_string(&names).unwrap().contains("Windhund"));
    std::fs::remove_file(&names).unwrap();
    let (folder, said) = packed(&desk, &[]);
    assert!(!everything(&folder).contains("windhund"), "{said}");
    assert!(said.contains("c-030") && said.contains("no name is known"), "{said}");
    std::fs::write(&names, "not JSON").unwrap();
    let out = desk.beside("broken");
    std::fs::create_dir(&out).unwrap();
    let refused = desk
        .run(&["customer", "pack", "c-001", "-o", out.to_str().unwrap()])
        .fails(4);
    assert!(refused.contains("former-customers.json"), "{refused}");
}

#[test]
fn a_backup_takes_the_former_names_with_it() {
    let (desk, _) = desk();
    let _ = desk.run(&["contract", "remove", "c-030"]).ok();
    let copy = desk.beside("copy");
    let copy = copy.to_str().unwrap();
    let _ = desk.run(&["backup", "create", copy]).ok();
    let there = Desk::empty();
    let _ = there.run(&["backup", "restore", copy]).ok();
    let back = there.data();
    let names = std::fs::read_to_string(back.join("law/own/former-customers.json")).unwrap();
    assert!(names.contains("Windhund Spedition AG"), "{names}");
}

#[test]
fn a_customer_is_recognized_however_the_name_is_written() {
    let (desk, code) = desk();
    for text in [
        "Nordwind Logistik had 900 people in it.",
        "Nordwind  Logistik GmbH had 900.",
        "The mail came from Nord-wind.",
        "NORDWINDS people as well.",
    ] {
        set(&desk, &code, STORY, text);
        let (folder, said) = packed(&desk, &[]);
        let all = everything(&folder);
        assert!(
            !all.contains("nordwind") && !all.contains("nord-wind"),
            "{text}: {said}"
        );
        assert!(said.contains("left out"), "{text}: {said}");
    }
    // What names nobody stays, and so does the customer's own name.
    set(
        &desk,
        &code,
        STORY,
        "Mail of Albatros Reisen GmbH was read when the wind blew north.",
    );
    let (folder, said) = packed(&desk, &[]);
    assert!(everything(&folder).contains("albatros reisen gmbh was read"), "{said}");
    assert!(!said.contains("left out"), "{said}");
}

#[test]
fn references_and_receipts_name_nobody_either() {
    let (desk, code) = desk();
    let receipt = desk.write_secret("nordwind-logistik-receipt.eml", b"received");
    let file = |more: &[&str]| {
        let args = [
            "incident",
            "file",
            &code,
            "contract-c-001/notice",
            "--without-letter",
            "by mail",
        ];
        let late = ["--late-because", "the gateway was down"];
        let _ = desk.run(&[&args[..], &late, more].concat()).ok();
    };
    file(&[
        "--reference",
        "same mail as Nordwind Logistik",
        "--receipt",
        receipt.to_str().unwrap(),
    ]);
    let (folder, said) = packed(&desk, &[]);
    let all = everything(&folder);
    assert!(!all.contains("nordwind"), "{said}");
    assert!(
        json(&folder)["incidents"][0]["notices"][0]["sent"][0]
            .get("reference")
            .is_none()
    );
    assert!(said.contains("the reference of a notice left out"), "{said}");
}

#[test]
fn a_law_enforcement_delay_holds_the_pack_as_it_holds_the_notice() {
    let (desk, code) = desk();
    set(&desk, &code, STORY, "A gateway was read.");
    let delay = [
        "incident",
        "delay",
        "place",
        &code,
        "--authority",
        "Bayerisches LKA",
        "--regimes",
        "contract-c-001",
        "--reason",
        "do not tell customers yet",
    ];
    let _ = desk.run(&delay).ok();
    let out = desk.beside("held");
    std::fs::create_dir(&out).unwrap();
    let out = out.to_str().unwrap();
    let named = desk
        .run(&["customer", "pack", "c-001", "--incident", &code, "-o", out])
        .fails(1);
    assert!(named.contains(&code) && named.contains("Bayerisches LKA"), "{named}");
    let alone = desk.run(&["customer", "pack", "c-001", "-o", out]).fails(1);
    assert!(alone.contains(&code) && alone.contains("Bayerisches LKA"), "{alone}");
    assert_eq!(std::fs::read_dir(out).unwrap().count(), 0);
    // Another incident goes out without it, and whoever makes the pack hears so; the customer does not.
    let opened = desk.run(&["incident", "open", "Second", "--zone", "Europe/Berlin", "--json"]);
    let second = opened.json()["code"].as_str().unwrap().to_owned();
    set(&desk, &second, "data.customers", "c-001");
    let (folder, said) = packed(&desk, &[]);
    assert!(said.contains(&format!("{code} is left out")), "{said}");
    let all = everything(&folder);
    assert!(!all.contains(&code) && !all.contains("lka"), "{all}");
    let lift = [
        "incident",
        "delay",
        "lift",
        &code,
        "--authority",
        "Bayerisches LKA",
        "--reason",
        "told by mail",
    ];
    let _ = desk.run(&lift).ok();
    assert!(everything(&packed(&desk, &[]).0).contains("a gateway was read"));
}

#[test]
fn figures_are_the_customers_alone_or_not_told() {
    let figures = |desk: &Desk| json(&packed(desk, &[]).0)["incidents"][0]["figures"].to_string();
    let (desk, code) = desk();
    // Counted while two customers were named: the number is of both.
    let _ = desk.run(&["incident", "affected", &code, "DE", "1600"]).ok();
    set(&desk, &code, "data.customers", "c-001");
    let both = figures(&desk);
    assert!(!both.contains("1600"), "{both}");
    // Counted anew since.
    let _ = desk.run(&["incident", "affected", &code, "DE", "400"]).ok();
    let anew = figures(&desk);
    assert!(anew.contains("400") && !anew.contains("any_personal_data"), "{anew}");
    // An organization that decides about data too has people of its own among them.
    let _ = desk.run(&["profile", "set", "role", "controller,processor"]).ok();
    assert_eq!(figures(&desk), "[]");
}

#[test]
fn a_restricted_incident_goes_out_only_when_it_is_named() {
    let (desk, code) = desk();
    let open = [
        "incident",
        "open",
        "Insider",
        "--zone",
        "Europe/Berlin",
        "--reason",
        "an insider is suspected",
        "--json",
    ];
    let opened = desk.run(&open).json();
    let closed = opened["code"].as_str().unwrap().to_owned();
    set(&desk, &closed, "data.customers", "c-001");
    let (folder, said) = packed(&desk, &[]);
    assert!(
        said.contains(&format!("{closed} is left out: it is restricted")),
        "{said}"
    );
    assert_eq!(json(&folder)["incidents"].as_array().unwrap().len(), 1);
    assert_eq!(json(&folder)["incidents"][0]["code"], code);
    let (folder, _) = packed(&desk, &["--incident", &closed]);
    assert_eq!(json(&folder)["incidents"][0]["code"], closed);
}

#[test]
fn a_pack_says_who_sends_it_and_how_far_it_may_go() {
    let (desk, _) = desk();
    let (folder, _) = packed(&desk, &["--tlp", "amber-strict"]);
    let html = std::fs::read_to_string(folder.join("pack.html")).unwrap();
    assert!(
        html.contains("TLP:AMBER+STRICT") && html.contains("Alpenwolke GmbH"),
        "{html}"
    );
    assert_eq!(json(&folder)["tlp"], "amber_strict");
    let (folder, _) = packed(&desk, &[]);
    assert!(json(&folder).get("tlp").is_none());
}
