//! Law packs from outside: made, signed, trusted, installed, gone back from; and everything that must be refused.

use std::path::Path;

use serde_json::Value;

use crate::common::project;
use crate::common::record::Desk;
use crate::tui_pty::Screen;

mod hostile;
mod keys;

/// Vermont with a shorter limit for the regulator, and a contract.
fn law(folder: &Path, days: &str) {
    std::fs::create_dir_all(folder.join("us")).unwrap();
    let vermont = std::fs::read_to_string(project("jurisdictions/us/vt.toml")).unwrap();
    let vermont = vermont.replacen("max = 14\n", &format!("max = {days}\n"), 1);
    std::fs::write(folder.join("us/vt.toml"), vermont).unwrap();
    let contract = project("docs/examples-overlay/customer-contract.toml");
    std::fs::copy(contract, folder.join("contract.toml")).unwrap();
}

/// A desk with a signing key, `acme.key`, whose verifier key comes back; not trusted yet.
fn signer(desk: &Desk) -> String {
    let key = desk.beside("acme.key").display().to_string();
    let made = desk
        .run(&["law", "keygen", &key, "--name", "acme.example/law", "--json"])
        .json();
    made["verifier_key"].as_str().unwrap().to_owned()
}

/// A pack signed with the key of [`signer`].
pub(crate) fn pack(desk: &Desk, version: &str, days: &str) -> String {
    let folder = desk.beside(&format!("law-{version}"));
    law(&folder, days);
    let (folder, out) = (
        folder.display().to_string(),
        desk.beside(&format!("acme-{version}.pack")),
    );
    let (out, key) = (out.display().to_string(), desk.beside("acme.key").display().to_string());
    let changed = format!("Vermont: the Attorney General within {days} business days");
    let named = [
        "law",
        "pack",
        &folder,
        "--name",
        "acme-law",
        "--pack-version",
        version,
        "--date",
        "2026-11-28",
    ];
    let signed = ["--changed", &changed, "--key", &key, "--out", &out];
    let _ = desk.run(&[&named[..], &signed].concat()).ok();
    out
}

/// A record with an incident in Vermont and a signing key that is trusted.
pub(crate) fn vermont() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read in Vermont");
    let _ = desk.run(&["profile", "set", "role", "controller"]).ok();
    for (key, value) in [
        ("affected.US-VT", "10"),
        ("data.elements", "ssn"),
        ("data.acquired", "confirmed"),
        ("data.medium", "electronic"),
        ("data.encrypted", "false"),
        ("milestones.discovery", "2026-11-20T10:00-05:00"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let key = signer(&desk);
    let _ = desk.run(&["law", "trust", &key]).ok();
    (desk, code)
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The date of Vermont's first notice, as the record gives it.
fn regulator(desk: &Desk, code: &str) -> String {
    let why = desk.run(&["incident", "why", code, "us-vt/regulator", "--json"]).json();
    why[0]["deadline"]["date"].as_str().unwrap().to_owned()
}

#[test]
fn a_pack_is_installed_named_in_every_answer_and_gone_back_from() {
    let (desk, code) = vermont();
    let before = regulator(&desk, &code);
    let file = pack(&desk, "1", "10");
    let told = flat(&desk.run(&["law", "install", &file, "--dry-run"]).ok());
    for words in [
        "moved us-vt/regulator: 14 business days from discovery → 10 business days from discovery",
        "added contract-example-customer/customer: 24 hours from awareness",
        "Vermont: the Attorney General within 10 business days",
        "signed by acme.example/law+",
        "us-vt/regulator: due by 2026-12-11T23:59:59-05:00 from discovery → due by 2026-12-07",
        "1 open incident compared; something changes in 1.",
        "Nothing was changed.",
    ] {
        assert!(told.contains(words), "`{words}` is not in {told}");
    }
    assert_eq!(regulator(&desk, &code), before, "a dry run changed the law");
    let done = flat(&desk.run(&["law", "install", &file, "--yes"]).ok());
    assert!(
        done.contains("In force now: rule base") && done.contains("with acme-law 1"),
        "{done}"
    );
    assert_eq!(
        (before.as_str(), regulator(&desk, &code).as_str()),
        ("2026-12-11", "2026-12-07")
    );
    named_everywhere(&desk, &code);
    let back = flat(&desk.run(&["law", "rollback", "--yes"]).ok());
    assert!(back.contains("removed contract-example-customer/customer"), "{back}");
    assert_eq!(regulator(&desk, &code), before);
    let log = desk.run(&["audit", "show"]).ok();
    for words in [
        "law.trust acme.example/law+",
        "law.install acme-law 1 ",
        "law.rollback the built-in law without packs",
    ] {
        assert!(log.contains(words), "`{words}` is not in {log}");
    }
    let _ = desk.run(&["audit", "verify"]).ok();
}

/// What the pack decides says so: in lists, explanations, documents for programs, and without a record.
fn named_everywhere(desk: &Desk, code: &str) {
    let facts = desk.beside("facts.toml");
    std::fs::write(&facts, "[incident]\ntitle = \"t\"\n[affected]\n\"US-VT\" = 3\n").unwrap();
    let facts = facts.display().to_string();
    for args in [
        &["law", "list", "vermont"][..],
        &["law", "show", "us-vt"],
        &["law", "packs"],
        &["assess", &facts],
        &["why", &facts, "us-vt/regulator"],
        &["incident", "show", code],
        &["incident", "why", code, "us-vt/regulator"],
        &["incident", "report", code],
        &["deadlines"],
    ] {
        let said = flat(&desk.run(args).ok());
        assert!(said.contains("acme-law 1"), "{args:?}: {said}");
    }
    let row = &desk.run(&["law", "list", "contract-example", "--json"]).json()[0];
    assert_eq!(
        (&row["pack"]["name"], &row["pack"]["version"]),
        (&"acme-law".into(), &"1".into())
    );
    let deadlines = desk.run(&["deadlines", "--json"]).json();
    let regulator = |row: &&Value| row["obligation"] == "us-vt/regulator";
    let row = deadlines.as_array().unwrap().iter().find(regulator).unwrap();
    assert_eq!(row["strict"], "2026-12-08T04:59:59Z", "the list still has the old law");
}

/// What was decided and filed before an edition keeps the name of the one it was decided by.
#[test]
fn what_was_done_names_the_edition_it_was_done_by() {
    let (desk, code) = vermont();
    let decide = [
        "incident",
        "decide",
        &code,
        "harm.misuse",
        "likely",
        "--rationale",
        "sold on a forum",
    ];
    let file = [
        "incident",
        "resolve",
        &code,
        "us-vt/regulator",
        "on-hold",
        "--rationale",
        "counsel reads it",
    ];
    let (_, _) = (desk.run(&decide).ok(), desk.run(&file).ok());
    let show = |desk: &Desk| desk.run(&["incident", "show", &code]).ok();
    assert!(!show(&desk).contains("another edition"));
    let before = desk.run(&["incident", "show", &code, "--json"]).json();
    let digest = before["assessment"]["rule_base"]["sha256"].as_str().unwrap()[..12].to_owned();
    let pack = pack(&desk, "1", "10");
    let _ = desk.run(&["law", "install", &pack, "--yes"]).ok();
    let said = flat(&show(&desk));
    for words in ["Resolved: us-vt/regulator on hold", "Decided: harm.misuse"] {
        let rest = said.split_once(words).unwrap().1;
        assert!(rest.contains(&format!("({digest})")), "{said}");
    }
    let after = desk.run(&["incident", "show", &code, "--json"]).json();
    assert_eq!(
        after["dispositions"]["us-vt/regulator"]["law"]["digest"],
        digest.as_str()
    );
    let _ = desk.run(&file).ok();
    let after = desk.run(&["incident", "show", &code, "--json"]).json();
    assert_eq!(
        after["dispositions"]["us-vt/regulator"]["law"]["packs"][0],
        "acme-law 1"
    );
}

#[test]
fn an_unknown_signer_is_refused_by_name_and_with_the_way_to_trust_it() {
    let desk = Desk::new();
    let key = signer(&desk);
    let file = pack(&desk, "1", "10");
    let refused = desk.run(&["law", "install", &file, "--yes"]).fails(1);
    let name = key.splitn(3, '+').take(2).collect::<Vec<_>>().join("+");
    let name = name.as_str();
    assert!(
        refused.contains(name) && refused.contains("firebell law trust KEY"),
        "{refused}"
    );
    let _ = desk.run(&["law", "trust", &key]).ok();
    let _ = desk.run(&["law", "install", &file, "--yes"]).ok();
    // A key that signed what is in force stays trusted until that is no longer in force.
    let kept = desk.run(&["law", "trust", name, "--remove"]).fails(1);
    assert!(kept.contains("acme-law 1") && kept.contains("rollback"), "{kept}");
    let _ = desk.run(&["law", "rollback", "--yes"]).ok();
    let _ = desk.run(&["law", "trust", name, "--remove"]).ok();
    let _ = desk.run(&["law", "install", &file, "--yes"]).fails(1);
    let _ = desk.run(&["law", "trust", name, "--remove"]).fails(2);
}

#[test]
fn an_older_or_another_pack_of_the_same_version_is_refused() {
    let (desk, _) = vermont();
    let (old, new) = (pack(&desk, "1", "12"), pack(&desk, "2", "10"));
    let _ = desk.run(&["law", "install", &new, "--yes"]).ok();
    let again = desk.run(&["law", "install", &new, "--yes"]).ok();
    assert!(again.contains("in force already"), "{again}");
    let refused = desk.run(&["law", "install", &old, "--yes"]).fails(1);
    assert!(
        refused.contains("acme-law 2") && refused.contains("--downgrade"),
        "{refused}"
    );
    std::fs::remove_file(&new).unwrap();
    let other = pack(&desk, "2", "9");
    let refused = desk.run(&["law", "install", &other, "--yes"]).fails(1);
    assert!(
        refused.contains("another pack that calls itself acme-law 2"),
        "{refused}"
    );
    let _ = desk.run(&["law", "install", &old, "--yes", "--downgrade"]).ok();
    assert!(desk.run(&["law", "packs"]).ok().contains("acme-law 1 "));
    let _ = desk.run(&["law", "rollback", "--yes"]).ok();
    assert!(desk.run(&["law", "packs"]).ok().contains("acme-law 2 "));
    let _ = desk.run(&["law", "rollback", "--yes"]).ok();
    let nothing = desk.run(&["law", "rollback", "--yes"]).fails(2);
    assert!(nothing.contains("no law pack is installed"), "{nothing}");
}

#[test]
fn without_a_terminal_nothing_is_asked_and_at_one_no_changes_nothing() {
    let (desk, code) = vermont();
    let before = regulator(&desk, &code);
    let file = pack(&desk, "1", "10");
    let refused = desk.run(&["law", "install", &file]).fails(2);
    assert!(refused.contains("--dry-run") && refused.contains("--yes"), "{refused}");
    let mut screen = Screen::running(&desk, &["law", "install", &file], &[]);
    screen.sees("something changes in 1.").sees("[y/N]").types("\r");
    assert_eq!(screen.ends().0, 1);
    assert_eq!(regulator(&desk, &code), before);
    let mut screen = Screen::running(&desk, &["law", "install", &file], &[]);
    screen.sees("[y/N]").types("yes\r").sees("In force now");
    assert_eq!(screen.ends().0, 0);
    assert_eq!(regulator(&desk, &code), "2026-12-07");
    let json = desk.run(&["law", "rollback", "--yes", "--json"]).json();
    assert_eq!(json["in_force"], true);
    let turned = json["incidents"][0]["changes"].as_array().unwrap();
    let turned = turned.iter().find(|c| c["obligation"] == "us-vt/regulator").unwrap();
    assert_eq!(turned["before"]["deadline"], "2026-12-07T23:59:59-05:00");
    assert_eq!(
        (&turned["now"]["verdict"], &turned["now"]["milestone"]),
        (&"due".into(), &"discovery".into())
    );
}

/// A pack with mistakes is neither signed nor, where somebody signed it elsewhere, installed; all mistakes are named.
#[test]
fn law_with_problems_is_refused_with_all_of_them() {
    let (desk, _) = vermont();
    let broken = "[[regime]]\nid = \"x\"\nmax = 3\n";
    let folder = desk.beside("broken");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("x.toml"), broken).unwrap();
    let (folder, key) = (
        folder.display().to_string(),
        desk.beside("acme.key").display().to_string(),
    );
    let out = desk.beside("broken.pack").display().to_string();
    let args = [
        "law",
        "pack",
        &folder,
        "--name",
        "b",
        "--pack-version",
        "1",
        "--changed",
        "x",
        "--key",
        &key,
        "--out",
        &out,
    ];
    let refused = desk.run(&args).fails(2);
    assert!(
        refused.contains("no pack was written") && refused.matches("x.toml").count() > 3,
        "{refused}"
    );
    assert!(!Path::new(&out).exists());
    std::fs::write(&out, hostile::signed(&desk, &[("x.toml", broken)])).unwrap();
    let refused = desk.run(&["law", "install", &out, "--yes"]).fails(2);
    assert!(
        refused.contains("nothing was changed") && refused.matches("x.toml").count() > 3,
        "{refused}"
    );
    assert!(desk.run(&["law", "packs"]).ok().contains("No law pack is in force"));
}

/// A pack that takes away what an open incident uses would leave that incident without any answer.
#[test]
fn a_pack_that_an_open_incident_could_not_be_read_with_is_refused() {
    let (desk, code) = vermont();
    let plain = std::fs::read_to_string(project("docs/examples-overlay/customer-contract.toml")).unwrap();
    let asks = plain.clone() + "\n[[question]]\nid = \"acme_told\"\ntext = \"Was Acme told?\"\n";
    let install = |name: &str, text: &str, more: &[&str]| {
        let file = desk.beside(name);
        std::fs::write(&file, hostile::signed_as(&desk, name, &[("contract.toml", text)])).unwrap();
        let file = file.display().to_string();
        desk.run(&[&["law", "install", &file, "--yes"], more].concat())
    };
    let _ = install("1", &asks, &[]).ok();
    let _ = desk
        .run(&["incident", "fact", "set", &code, "answers.acme_told", "true"])
        .ok();
    let refused = install("2", &plain, &[]).fails(2);
    assert!(refused.contains(&code) && refused.contains("acme_told"), "{refused}");
    let _ = desk.run(&["incident", "show", &code]).ok();
}

/// What a killed run leaves behind counts for nothing, and a damaged pack is said and never taken for no pack.
#[test]
fn a_crash_leaves_the_old_law_and_damage_is_named() {
    let (desk, code) = vermont();
    let before = regulator(&desk, &code);
    let file = pack(&desk, "1", "10");
    let shelf = desk.data().join("law");
    let state = std::fs::read(shelf.join("packs.json")).unwrap();
    let _ = desk.run(&["law", "install", &file, "--yes"]).ok();
    // Killed before the last rename: the archive is there, half of the next state too.
    let installed = std::fs::read(shelf.join("packs.json")).unwrap();
    std::fs::write(shelf.join(".tmpAbCd.part"), &installed[..installed.len() / 2]).unwrap();
    std::fs::write(shelf.join("packs.json"), &state).unwrap();
    assert_eq!(regulator(&desk, &code), before);
    let _ = desk.run(&["law", "install", &file, "--yes"]).ok();
    assert_eq!(regulator(&desk, &code), "2026-12-07");
    // The archive is damaged on the disk.
    let archive = std::fs::read_dir(&shelf).unwrap().map(|entry| entry.unwrap().path());
    let archive = archive
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "zip"))
        .unwrap();
    let whole = std::fs::read(&archive).unwrap();
    std::fs::write(&archive, &whole[..whole.len() - 1]).unwrap();
    for args in [&["incident", "show", &code][..], &["law", "list"], &["law", "packs"]] {
        let said = desk.run(args).fails(4);
        assert!(
            said.contains("acme-law 1") && said.contains("firebell law rollback"),
            "{said}"
        );
    }
    // The same pack installed again repairs it.
    let _ = desk.run(&["law", "install", &file, "--yes"]).ok();
    assert_eq!(regulator(&desk, &code), "2026-12-07");
    std::fs::remove_file(&archive).unwrap();
    let _ = desk.run(&["incident", "show", &code]).fails(4);
    let back = desk.run(&["law", "rollback", "--yes"]);
    assert!(back.err.contains("warning: "), "{}", back.err);
    let _ = back.ok();
    assert_eq!(regulator(&desk, &code), before);
    let unreadable: Value = serde_json::from_slice(&state).unwrap();
    let mut newer = unreadable.clone();
    newer["format"] = 2.into();
    std::fs::write(shelf.join("packs.json"), newer.to_string()).unwrap();
    let _ = desk.run(&["law", "list"]).fails(2);
}
