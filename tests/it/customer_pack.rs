//! What one customer is handed: everything that concerns them, and nothing about others.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::record::Desk;

/// Words that only the other customer has: names, addresses, figures, reasons.
const OF_OTHERS: [&str; 8] = [
    "globex",
    "Globex Corporation",
    "privacy@globex.example",
    "4711",
    "secret of the client",
    "we were slow",
    "Initech",
    "initech",
];

fn contract(desk: &Desk, id: &str, name: &str, at: &str) {
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
        at,
        "--clause",
        "clause 9.2",
        "--agreement",
        "Data processing agreement",
        "--breach",
        "personal-data",
        "--place",
        "IE",
        "--zone",
        "Europe/Dublin",
    ];
    let _ = desk.run(&terms).ok();
}

fn set(desk: &Desk, code: &str, key: &str, value: &str) {
    let _ = desk.run(&["incident", "fact", "set", code, key, value]).ok();
}

/// Two customers in one incident, and a second one that affected Acme alone.
fn desk() -> (Desk, String, String) {
    let (desk, both) = Desk::with_incident("Acme and Globex mailboxes");
    contract(&desk, "acme", "Acme GmbH", "security@acme.example");
    contract(&desk, "globex", "Globex Corporation", "privacy@globex.example");
    let _ = desk.run(&["profile", "set", "role", "processor"]);
    for (key, value) in [("name", "Example AG"), ("identity.email", "desk@example.org")] {
        let _ = desk.run(&["profile", "set", key, value]).ok();
    }
    for (key, value) in [
        ("milestones.discovery", "2026-03-05 14:00"),
        ("milestones.awareness", "2026-03-05 15:00"),
        ("data.elements", "any_personal_data"),
        ("data.customers", "acme,globex"),
        ("affected.IE", "4711"),
        ("letter.customers.what_happened", "A mailbox was read by a stranger."),
        (
            "letter.customers.measures_taken",
            "Globex asked us to close it at once.",
        ),
        ("letter.authorities.what_happened", "Initech was the way in."),
    ] {
        set(&desk, &both, key, value);
    }
    let opened = desk.run(&["incident", "open", "Acme alone", "--zone", "Europe/Dublin", "--json"]);
    let alone = opened.json()["code"].as_str().unwrap().to_owned();
    for (key, value) in [
        ("milestones.awareness", "2026-04-05 15:00"),
        ("data.elements", "any_personal_data"),
        ("data.customers", "acme"),
        ("affected.IE", "37"),
    ] {
        set(&desk, &alone, key, value);
    }
    (desk, both, alone)
}

fn file(desk: &Desk, code: &str, obligation: &str, more: &[&str]) {
    let late = ["--late-because", "we were slow"];
    let _ = desk
        .run(&[&["incident", "file", code, obligation], &late[..], more].concat())
        .ok();
}

fn pack(desk: &Desk, customer: &str, more: &[&str]) -> PathBuf {
    let out = desk.beside("pack");
    std::fs::create_dir_all(&out).unwrap();
    let args = ["customer", "pack", customer, "-o", out.to_str().unwrap()];
    let _ = desk.run(&[&args, more].concat()).ok();
    out
}

fn read(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("pack.json")).unwrap()).unwrap()
}

/// The text of every file of a pack. That of a PDF is read with `pdftotext`; where it is not installed, the PDF counts for
/// nothing, and a line says so.
fn everything(folder: &Path) -> String {
    let read = ["pack.json", "pack.html", "pack.sig"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
    let pdf = std::process::Command::new("pdftotext")
        .arg(folder.join("pack.pdf"))
        .arg("-")
        .output();
    let pages = match pdf {
        Ok(pages) => {
            assert!(pages.status.success(), "{pages:?}");
            let pages = String::from_utf8(pages.stdout).unwrap();
            assert!(pages.contains("Acme GmbH"), "{pages}");
            pages
        }
        Err(error) => {
            println!("left out: the text of the PDF, for want of pdftotext ({error})");
            String::new()
        }
    };
    read.concat() + &pages
}

fn obligation_of(desk: &Desk, code: &str, customer: &str) -> String {
    let show = desk.run(&["incident", "show", code, "--json"]).json();
    let all = show["assessment"]["obligations"].as_array().unwrap().clone();
    let own = all.iter().find(|o| o["regime"] == format!("contract-{customer}"));
    own.unwrap()["id"].as_str().unwrap().to_owned()
}

/// Whoever reads the page knows none of our codes, and lives by the contract's clocks.
fn read_by_people(html: &str, obligation: &str) {
    for code in [obligation, "any_personal_data", "not_due", "contract-"] {
        assert!(!html.contains(code), "{code}: {html}");
    }
    assert!(
        html.contains("the contract may ask for it; that is being found out") && html.contains("first notice sent"),
        "{html}"
    );
    assert!(html.contains("Times are those of Europe/Dublin"), "{html}");
    assert!(html.contains("+01:00 (2026-04-") && html.contains(" UTC)"), "{html}");
    assert!(
        html.contains("Example AG") && html.contains("desk@example.org"),
        "{html}"
    );
}

#[test]
fn a_customer_is_handed_what_is_theirs_and_nothing_about_others() {
    let (desk, both, alone) = desk();
    let own = obligation_of(&desk, &both, "acme");
    let other = obligation_of(&desk, &both, "globex");
    file(
        &desk,
        &both,
        &own,
        &["--without-letter", "nobody wrote", "--channel", "telephone"],
    );
    file(
        &desk,
        &both,
        &other,
        &["--without-letter", "Globex was called", "--reference", "GLX-4711"],
    );
    let own = obligation_of(&desk, &alone, "acme");
    let _ = desk
        .run(&["incident", "note", &alone, "a secret of the client", "--privileged"])
        .ok();
    let folder = pack(&desk, "acme", &[]);
    let pack = read(&folder);
    assert_eq!(pack["incidents"].as_array().unwrap().len(), 2);
    let shared = &pack["incidents"][0];
    let single = &pack["incidents"][1];
    assert_eq!([&shared["code"], &single["code"]], [&json!(both), &json!(alone)]);
    assert_eq!(shared["told"][0]["text"], "A mailbox was read by a stranger.");
    assert_eq!(
        shared["told"].as_array().unwrap().len(),
        1,
        "the other text names a customer"
    );
    assert_eq!(
        shared["figures"].as_array().unwrap().len(),
        0,
        "they are not of Acme alone"
    );
    assert_eq!(shared["notices"][0]["sent"][0]["channel"], "telephone");
    assert!(
        shared["extracts"][0].get("body").is_none(),
        "the reason is the team's own"
    );
    let figures = single["figures"].to_string();
    assert!(
        figures.contains("\"37\"") && figures.contains("any_personal_data"),
        "{figures}"
    );
    assert_eq!(single["notices"][0]["obligation"], own);
    assert!(single["notices"][0]["deadline"].is_string());
    let all = everything(&folder);
    for words in OF_OTHERS {
        assert!(!all.contains(words), "{words} in the pack");
    }
    let html = std::fs::read_to_string(folder.join("pack.html")).unwrap();
    assert!(html.contains("Acme GmbH") && !html.contains("Globex"), "{html}");
    read_by_people(&html, &own);
    assert!(std::fs::read(folder.join("pack.pdf")).unwrap().starts_with(b"%PDF"));
    let log = desk.run(&["audit", "show"]).ok();
    assert!(log.contains("customer.pack"), "{log}");
}

#[test]
fn a_pack_is_checked_without_the_record() {
    let (desk, _, alone) = desk();
    let own = obligation_of(&desk, &alone, "acme");
    file(&desk, &alone, &own, &["--without-letter", "by telephone"]);
    let folder = pack(&desk, "Acme GmbH", &["--incident", &alone]);
    let path = folder.join("pack.json");
    let verify = |key: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
        let out = command.env_clear().arg("verify").arg(&path).args(key).output().unwrap();
        (out.status.code().unwrap(), String::from_utf8(out.stdout).unwrap())
    };
    let (code, said) = verify(&[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("Genuine") && said.contains("The key came with the pack"),
        "{said}"
    );
    let key = read(&folder)["evidence"]["verifier"].as_str().unwrap().to_owned();
    assert_eq!(verify(&["--key", &key]).0, 0);
    // A word of the page, a figure in the JSON, a file that is gone.
    let html = std::fs::read(folder.join("pack.html")).unwrap();
    std::fs::write(folder.join("pack.html"), [&html[..], b" "].concat()).unwrap();
    assert!(verify(&[]).1.contains("was changed after the pack was signed"));
    std::fs::write(folder.join("pack.html"), &html).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"37\"", "\"36\"")).unwrap();
    let (code, said) = verify(&[]);
    assert_eq!(code, 1, "{said}");
    std::fs::write(&path, &text).unwrap();
    std::fs::remove_file(folder.join("pack.sig")).unwrap();
    assert!(verify(&[]).1.contains("pack.sig is not beside it"));
}

#[test]
fn words_of_the_log_prove_what_was_sent() {
    let (desk, _, alone) = desk();
    let own = obligation_of(&desk, &alone, "acme");
    file(
        &desk,
        &alone,
        &own,
        &["--reference", "ACME-1", "--without-letter", "by telephone"],
    );
    let folder = pack(&desk, "acme", &["--incident", &alone]);
    let pack = read(&folder);
    assert_eq!(pack["incidents"][0]["notices"][0]["sent"][0]["reference"], "ACME-1");
    assert_eq!(pack["incidents"][0]["extracts"].as_array().unwrap().len(), 1);
    let proven = &pack["incidents"][0]["extracts"][0]["proven"];
    assert!(proven["index"].is_u64() && proven["commitment"].is_string(), "{proven}");
}

#[test]
fn what_cannot_be_packed_is_refused() {
    let (desk, both, _) = desk();
    let out = desk.beside("pack");
    std::fs::create_dir_all(&out).unwrap();
    let out = out.to_str().unwrap();
    let said = desk.run(&["customer", "pack", "acmee", "-o", out]).fails(2);
    assert!(
        said.contains("no contract with a customer `acmee`") && said.contains("did you mean `acme`"),
        "{said}"
    );
    contract(&desk, "umbra", "Umbra BV", "desk@umbra.example");
    let said = desk.run(&["customer", "pack", "umbra", "-o", out]).fails(2);
    assert!(
        said.contains("no incident") && said.contains("data.customers"),
        "{said}"
    );
    let said = desk
        .run(&["customer", "pack", "umbra", "--incident", &both, "-o", out])
        .fails(2);
    assert!(said.contains("does not name the customer umbra"), "{said}");
    let _ = pack(&desk, "acme", &[]);
    let said = desk.run(&["customer", "pack", "acme", "-o", out]).fails(4);
    assert!(said.contains("exists already"), "{said}");
}
