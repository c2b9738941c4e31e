//! Several people on one record: asked in, joined with a secret of their own, held to their roles, taken out; and what
//! somebody who is none of them, or no longer, comes to.

mod assistant;
mod joining;
mod letters;
mod person;
mod restricted;
mod rights;
mod sealed;

use std::path::PathBuf;
use std::process::Command;

use crate::common::record::{Desk, Ran, database, program};

/// A record with members, each with a passphrase in a file of their own.
pub(crate) struct Team {
    pub desk: Desk,
}

const PASSPHRASES: [(&str, &str); 4] = [
    ("dana", crate::common::record::SECRET),
    ("lee", "Walrus-copper-31-lantern"),
    ("kim", "Thistle-anchor-58-gravel"),
    ("sam", "Mosaic-pelican-77-drizzle"),
];

impl Team {
    pub(crate) fn new() -> Team {
        let desk = Desk::new();
        for (name, passphrase) in PASSPHRASES {
            desk.write_secret(&format!("{name}.pass"), passphrase.as_bytes());
        }
        Team { desk }
    }

    /// Runs the binary as a member, who is known by the passphrase alone.
    pub(crate) fn run(&self, member: &str, args: &[&str]) -> Ran {
        self.command(member, args).output().unwrap().into()
    }

    /// The same, ready to run.
    pub(crate) fn command(&self, member: &str, args: &[&str]) -> Command {
        let mut command = program();
        command
            .env("HOME", self.desk.beside(""))
            .arg("--data-dir")
            .arg(self.desk.data())
            .arg("--passphrase-file")
            .arg(self.desk.beside(&format!("{member}.pass")))
            .args(args);
        command
    }

    /// Asks somebody in; gives the file of the invitation and that of its code.
    pub(crate) fn invite(&self, name: &str, roles: &[&str]) -> (PathBuf, PathBuf) {
        let file = self.desk.beside(&format!("{name}.invitation"));
        let mut args = vec!["member", "invite", name, "--out", file.to_str().unwrap(), "--json"];
        for role in roles {
            args.extend(["--role", role]);
        }
        let invited = self.run("dana", &args).json();
        let code = self
            .desk
            .write_secret(&format!("{name}.code"), invited["code"].as_str().unwrap().as_bytes());
        (file, code)
    }

    pub(crate) fn accept(&self, name: &str, (file, code): &(PathBuf, PathBuf)) -> Ran {
        let new = self.desk.beside(&format!("{name}.pass"));
        let (file, code, new) = (file.to_str().unwrap(), code.to_str().unwrap(), new.to_str().unwrap());
        let args = [
            "member",
            "join",
            file,
            "--code-file",
            code,
            "--new-passphrase-file",
            new,
        ];
        self.run(name, &[&args[..], &["--json"]].concat())
    }

    /// Somebody who joined.
    pub(crate) fn with(self, name: &str, roles: &[&str]) -> Team {
        let invitation = self.invite(name, roles);
        let joined = self.accept(name, &invitation).json();
        assert_eq!(joined["name"], name);
        self
    }

    pub(crate) fn incident(&self, by: &str) -> String {
        let opened = self.run(by, &["incident", "open", "a laptop is gone", "--zone", "UTC", "--json"]);
        opened.json()["code"].as_str().unwrap().to_owned()
    }

    /// The check of the signatures, as whoever may look at it.
    pub(crate) fn signatures(&self) -> serde_json::Value {
        let ran = self.run("dana", &["audit", "verify", "--signatures", "--json"]);
        serde_json::from_str(&ran.out).unwrap()
    }
}

pub(crate) fn findings(proof: &serde_json::Value) -> String {
    proof["signatures"]["findings"].to_string()
}

#[test]
fn whoever_sets_a_record_up_is_its_first_member_and_may_do_everything() {
    let desk = Desk::new();
    let list = desk.run(&["member", "list", "--json"]).json();
    assert_eq!(list["members"].as_array().unwrap().len(), 1);
    assert_eq!(list["members"][0]["name"], "dana");
    assert_eq!(
        list["members"][0]["roles"],
        serde_json::json!(["owner", "commander", "counsel"])
    );
    assert_eq!(list["members"][0]["you"], true);
    let opened = desk.run(&["incident", "open", "x", "--zone", "UTC", "--json"]).json();
    let code = opened["code"].as_str().unwrap();
    // Under another name as ever, since nobody else is there.
    let _ = desk
        .run_as("temp", &["incident", "note", code, "by a second name"])
        .ok();
    let proof = desk.run(&["audit", "verify", "--signatures", "--json"]).json();
    assert_eq!(proof["signatures"]["findings"], serde_json::json!([]));
    assert_eq!(proof["signatures"]["signed"], proof["events"]);
    assert_eq!(proof["signatures"]["before_signatures"], 0);
}

#[test]
fn a_member_joins_with_a_passphrase_of_their_own_and_acts_under_their_own_name() {
    let team = Team::new().with("lee", &["responder"]);
    let code = team.incident("lee");
    let export = team.run("dana", &["incident", "export", &code]).json();
    let first: serde_json::Value = serde_json::from_str(export["events"][0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(first["actor"], "lee");
    // Nobody acts under the name of somebody else.
    let said = team
        .run("lee", &["--actor", "dana", "incident", "note", &code, "x"])
        .fails(1);
    assert!(said.contains("belongs to lee, not to dana"), "{said}");
    let _ = team
        .run("lee", &["--actor", "Lee", "incident", "note", &code, "x"])
        .ok();
    // One derivation opens it, whoever it is.
    let header = std::fs::read_to_string(team.desk.data().join("header.json")).unwrap();
    let header: serde_json::Value = serde_json::from_str(&header).unwrap();
    let kdf = |member: usize| header["members"][member]["slots"][0]["opened_by"]["kdf"].clone();
    assert_eq!(kdf(0), kdf(1));
    let proof = team.signatures();
    assert_eq!(findings(&proof), "[]");
    assert_eq!(proof["broken"], serde_json::Value::Null);
}

#[test]
fn an_invitation_serves_once_and_only_with_its_code() {
    let team = Team::new();
    let invitation = team.invite("lee", &["observer"]);
    let wrong = team
        .desk
        .write_secret("wrong", b"0000-0000-0000-0000-0000-0000-0000-0000-0000");
    let said = team.accept("lee", &(invitation.0.clone(), wrong));
    assert_eq!(said.code, 3, "{}", said.out);
    // Bytes of another place, and a passphrase that is taken already.
    let text = std::fs::read_to_string(&invitation.0).unwrap();
    for hostile in [
        text.replace("\"firebell_invitation\": 1", "\"firebell_invitation\": 99"),
        text.replace("\"salt\": \"", "\"salt\": \"00"),
        text.replace('{', "{\"more\": 1,"),
        format!("{text}{}", " ".repeat(20_000)),
        "{}".to_owned(),
    ] {
        let file = team.desk.beside("hostile");
        std::fs::write(&file, hostile).unwrap();
        let ran = team.accept("lee", &(file, invitation.1.clone()));
        assert!(matches!(ran.code, 2 | 3), "{} {}", ran.code, ran.out);
    }
    team.desk
        .write_secret("lee.pass", crate::common::record::SECRET.as_bytes());
    assert_eq!(team.accept("lee", &invitation).code, 2);
    team.desk.write_secret("lee.pass", PASSPHRASES[1].1.as_bytes());
    let _ = team.accept("lee", &invitation).ok();
    assert_eq!(team.accept("kim", &invitation).code, 3);
    // Nothing in the file or the header tells who it is.
    assert!(!text.contains("lee"), "{text}");
    let header = std::fs::read_to_string(team.desk.data().join("header.json")).unwrap();
    assert!(!header.contains("lee") && !header.contains("dana"), "{header}");
    assert_eq!(findings(&team.signatures()), "[]");
}

#[test]
fn roles_say_what_may_be_done_and_a_grant_lends_it_for_a_while() {
    let team = Team::new().with("lee", &["observer"]);
    let code = team.incident("dana");
    let _ = team.run("lee", &["incident", "show", &code]).ok();
    let said = team.run("lee", &["incident", "note", &code, "x"]).fails(1);
    assert!(said.contains("lee may not record facts"), "{said}");
    let said = team
        .run("lee", &["member", "invite", "sam", "--role", "owner", "--out", "x"])
        .fails(1);
    assert!(said.contains("lee may not invite"), "{said}");
    let grant = [
        "grant",
        "lee",
        "record",
        &code,
        "--for",
        "4h",
        "--reason",
        "the night shift",
        "--json",
    ];
    let lent = team.run("dana", &grant).json();
    let _ = team.run("lee", &["incident", "note", &code, "at night"]).ok();
    let log = team.run("dana", &["audit", "show"]).ok();
    assert!(log.contains("grant.give") && log.contains("grant.use"), "{log}");
    let _ = team
        .run("dana", &["grant", "--end", lent["grant"].as_str().unwrap()])
        .ok();
    let _ = team.run("lee", &["incident", "note", &code, "x"]).fails(1);
    let proof = team.signatures();
    assert_eq!(findings(&proof), "[]");
    // What an observer did while it was lent stays right; a role that goes does not make the past wrong.
    let _ = team
        .run("dana", &["member", "roles", "lee", "--role", "responder"])
        .ok();
    let _ = team.run("lee", &["incident", "note", &code, "as a responder"]).ok();
    let _ = team.run("dana", &["member", "roles", "lee", "--role", "observer"]).ok();
    assert_eq!(findings(&team.signatures()), "[]");
}

/// Reading is one thing, and files that leave the record another; its keys are the owner's.
#[test]
fn what_leaves_the_record_and_what_opens_it_is_asked_of_the_table() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let code = team.incident("dana");
    let said = team.run("lee", &["incident", "report", &code]).fails(1);
    assert!(said.contains("lee may not export"), "{said}");
    let said = team.run("lee", &["register"]).fails(1);
    assert!(said.contains("lee may not export"), "{said}");
    let said = team.run("lee", &["incident", "export", &code]).fails(1);
    assert!(said.contains("lee may not export"), "{said}");
    let _ = team.run("kim", &["register"]).ok();
    let said = team.run("kim", &["key", "rotate"]).fails(1);
    assert!(said.contains("kim may not replace the record key"), "{said}");
    let _ = team.run("dana", &["key", "rotate"]).ok();
    let said = team.run("kim", &["retention", "run", "--yes"]);
    assert!(said.code < 2, "{}", said.err);
}

#[test]
fn the_last_owner_stays_and_one_person_is_one_member() {
    let team = Team::new().with("lee", &["responder"]);
    let said = team.run("dana", &["member", "revoke", "dana"]).fails(1);
    assert!(said.contains("last owner"), "{said}");
    let said = team
        .run("dana", &["member", "roles", "dana", "--role", "counsel"])
        .fails(1);
    assert!(said.contains("last owner"), "{said}");
    let again = ["member", "invite", "L e e", "--role", "counsel", "--out", "x"];
    let said = team.run("dana", &again).fails(1);
    assert!(said.contains("one person is one member"), "{said}");
}

#[test]
fn who_is_revoked_opens_nothing_any_more_and_the_record_has_another_key() {
    let team = Team::new().with("lee", &["responder"]).with("kim", &["counsel"]);
    let code = team.incident("lee");
    let before = std::fs::read(team.desk.data().join("header.json")).unwrap();
    let revoked = team.run("dana", &["member", "revoke", "lee", "--json"]).json();
    assert_eq!(revoked["rotated"], true);
    let _ = team.run("lee", &["incident", "show", &code]).fails(3);
    let _ = team.run("kim", &["incident", "show", &code]).ok();
    // The header of before, put back, opens nothing either: the database has another key.
    let header = team.desk.data().join("header.json");
    let now = std::fs::read(&header).unwrap();
    std::fs::write(&header, before).unwrap();
    assert!(matches!(team.run("lee", &["incident", "show", &code]).code, 1 | 3 | 4));
    std::fs::write(&header, now).unwrap();
    let proof = team.signatures();
    assert_eq!(findings(&proof), "[]");
    let list = team.run("dana", &["member", "list"]).ok();
    assert!(list.contains("lee: responder (revoked"), "{list}");
}

#[test]
fn an_approval_in_a_second_name_is_named_and_not_proved() {
    let team = Team::new();
    let code = team.incident("dana");
    let desk = &team.desk;
    let text = desk.beside("text.md");
    std::fs::write(
        &text,
        "# Notice of a claim\n\nA mailbox was read. Please open a claim.\n",
    )
    .unwrap();
    let from = text.display().to_string();
    let draft = [
        "letter",
        "draft",
        &code,
        "inside/insurer",
        "--id",
        "claim",
        "--from",
        &from,
    ];
    let _ = desk.run(&draft).ok();
    let approve = [
        "letter",
        "approve",
        &code,
        "claim",
        "--because",
        "the insurer knows the rest",
    ];
    let _ = desk.run_as("carol", &approve).ok();
    let shown = desk.run(&["incident", "timeline", &code]).ok();
    assert!(shown.contains("named, not proved by a key"), "{shown}");
    assert_eq!(team.signatures()["signatures"]["approvals_by_name_only"], 1);
    // As soon as there are two, it takes the other one's key.
    let team = team.with("lee", &["responder"]).with("kim", &["counsel"]);
    let said = team.run("dana", &[&["--actor", "kim"], &approve[..]].concat()).fails(1);
    assert!(said.contains("belongs to dana"), "{said}");
    let said = team.run("lee", &approve).fails(1);
    assert!(said.contains("lee may not approve letters"), "{said}");
    let _ = team.run("kim", &approve).ok();
    let proof = team.signatures();
    assert_eq!(
        (
            findings(&proof).as_str(),
            proof["signatures"]["approvals_by_name_only"].as_u64()
        ),
        ("[]", Some(1))
    );
}

#[test]
fn a_change_behind_the_back_of_the_signatures_is_found() {
    let team = Team::new().with("lee", &["observer"]);
    let code = team.incident("dana");
    let _ = team.run("dana", &["incident", "note", &code, "one"]).ok();
    assert_eq!(findings(&team.signatures()), "[]");
    let connection = database(&team.desk);
    // The key to the database is enough to write to it, not to sign: a row in the name of somebody else.
    let forge = "DROP TRIGGER log_is_final; UPDATE log SET signer = (SELECT signer FROM log ORDER BY n LIMIT 1), \
                 hash = zeroblob(32) WHERE n = (SELECT max(n) FROM log)";
    connection.execute_batch(forge).unwrap();
    drop(connection);
    let ran = team.run("dana", &["audit", "verify", "--signatures", "--json"]);
    assert_eq!(ran.code, 1);
    let proof: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(findings(&proof).contains("its digest does not match"), "{proof}");
}

#[test]
fn an_event_that_nobody_signed_is_found() {
    let team = Team::new();
    let _ = team.incident("dana");
    let connection = database(&team.desk);
    let cut = "DROP TRIGGER log_stays; DELETE FROM log WHERE n = (SELECT max(n) FROM log)";
    connection.execute_batch(cut).unwrap();
    drop(connection);
    let proof = team.signatures();
    assert!(findings(&proof).contains("not signed"), "{proof}");
}

#[test]
fn whoever_is_alone_and_gives_no_name_goes_by_the_one_given_at_the_beginning() {
    let desk = Desk::new();
    // As from a service of the system, which has no login either.
    let nameless = |args: &[&str]| -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        command
            .env_clear()
            .env("HOME", desk.beside(""))
            .arg("--data-dir")
            .arg(desk.data());
        command.arg("--passphrase-file").arg(desk.beside("pass")).args(args);
        command.output().unwrap().into()
    };
    let opened = nameless(&["incident", "open", "a laptop is gone", "--zone", "UTC", "--json"]).json();
    let code = opened["code"].as_str().unwrap();
    let history = nameless(&["incident", "history", code]).ok();
    assert!(history.contains("dana") && !history.contains("unknown"), "{history}");
    let log = nameless(&["audit", "show"]).ok();
    assert!(
        log.contains(" dana incident.open ") && !log.contains(" unknown "),
        "{log}"
    );
    assert_eq!(nameless(&["audit", "verify", "--signatures"]).code, 0);
}
