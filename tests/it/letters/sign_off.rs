//! The sign-off matrix: whose approval a letter needs, and when an approval falls.

use firebell::app::letters::{SignOffBook, rows, sign_off};
use firebell::core::event::{LetterApproval, LetterDraft};
use firebell::core::ids::StoredDigest;

use super::*;
use crate::common::rules as law;

/// A desk with a clean letter to the insurer, written by dana.
fn with_a_letter() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
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
    desk.run(&draft).ok();
    (desk, code)
}

fn roles_named(desk: &Desk, roles: &str) {
    desk.run(&["profile", "set", "policy.sign_off", roles]).ok();
}

const BECAUSE: [&str; 2] = ["--because", "the insurer knows the rest"];

#[test]
fn a_lone_user_needs_one_approval_and_no_role() {
    let (desk, code) = with_a_letter();
    let approve = ["letter", "approve", &code, "claim"];
    desk.run_as("carol", &[&approve[..], &BECAUSE].concat()).ok();
    let list = desk.run(&["letter", "list", &code]).ok();
    assert!(list.contains("approved by carol"), "{list}");
    let again = desk.run_as("Carol ", &[&approve[..], &BECAUSE].concat()).fails(1);
    assert!(
        again.contains("has approved this text of claim already") && again.contains("withdraw"),
        "{again}"
    );
    desk.run_as("lee", &[&approve[..], &BECAUSE].concat()).ok();
}

#[test]
fn an_obligation_may_stand_where_a_template_is_named() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["letter", "draft", &code, "us-tx/regulator"]).ok();
    let list = desk.run(&["letter", "list", &code, "--json"]).json();
    assert_eq!(list[0]["letter"], "us-tx-regulator-en", "{list}");
    assert_eq!(list[0]["duty"], "us-tx/regulator", "{list}");
    let unknown = desk.run(&["letter", "draft", &code, "us-tx/regulater"]).fails(2);
    assert!(unknown.contains("unknown template"), "{unknown}");
}

#[test]
fn roles_that_the_profile_names_must_all_approve() {
    let (desk, code) = with_a_letter();
    roles_named(&desk, "counsel, General Counsel");
    let approve = |actor: &str, role: &[&str]| {
        desk.run_as(
            actor,
            &[&["letter", "approve", &code, "claim"], &BECAUSE[..], role].concat(),
        )
    };
    let unknown = desk.run(&["profile", "set", "policy.sign_off", "council"]).fails(2);
    assert!(
        unknown.contains("unknown role `council`") && unknown.contains("counsel"),
        "{unknown}"
    );
    let refused = approve("carol", &[]).fails(1);
    assert!(
        refused.contains("--as ROLE") && refused.contains("general_counsel"),
        "{refused}"
    );
    assert!(approve("carol", &["--as", "council"]).fails(2).contains("counsel"));
    let own = approve("Dana ", &["--as", "counsel"]).fails(1);
    assert!(own.contains("cannot approve it"), "{own}");
    approve("carol", &["--as", "counsel"]).ok();
    let list = desk.run(&["letter", "list", &code]).ok();
    assert!(
        list.contains("partly approved") && list.contains("general counsel still to approve"),
        "{list}"
    );
    // One person is not two.
    let twice = approve("CAROL", &["--as", "general-counsel"]).fails(1);
    assert!(twice.contains("one person acts in one role"), "{twice}");
    approve("gita", &["--as", "general-counsel"]).ok();
    let shown = desk.run(&["letter", "list", &code, "--json"]).json();
    assert_eq!(shown[0]["state"], "approved");
    assert_eq!(shown[0]["sign_off"][1]["role"], "general_counsel");
    assert_eq!(shown[0]["sign_off"][1]["approved"][0], "gita");
    let show = desk.run(&["letter", "show", &code, "claim"]);
    assert!(show.err.contains("approved by counsel (carol)"), "{}", show.err);
    assert!(!show.out.contains("approved by"), "{}", show.out);
}

#[test]
fn an_obligation_is_filed_when_every_role_has_approved_or_with_a_reason() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    roles_named(&desk, "counsel, client");
    desk.run(&["letter", "draft", &code, "--duty", "us-tx/regulator"]).ok();
    let approve = |actor: &str, role: &str| {
        let letter = "us-tx-regulator-en";
        let args = [
            "letter",
            "approve",
            &code,
            letter,
            "--because",
            "fields follow",
            "--as",
            role,
        ];
        desk.run_as(actor, &args).ok();
    };
    approve("carol", "counsel");
    let file = ["incident", "file", &code, "us-tx/regulator"];
    let refused = desk.run(&file).fails(1);
    assert!(
        refused.contains("us-tx-regulator-en: the client still to approve") && refused.contains("--without-letter"),
        "{refused}"
    );
    approve("clive", "client");
    desk.run(&file).ok();
}

#[test]
fn an_approval_is_withdrawn_with_a_reason_and_can_be_given_again() {
    let (desk, code) = with_a_letter();
    let approve = [&["letter", "approve", &code, "claim"], &BECAUSE[..]].concat();
    let withdraw = ["letter", "withdraw-approval", &code, "claim", "--reason"];
    let withdrawn = |why: &str| desk.run_as("dana", &[&withdraw[..], &[why]].concat());
    assert!(withdrawn("too early").fails(2).contains("is not approved"));
    desk.run_as("carol", &approve).ok();
    for why in ["", "-", "n/a", "x"] {
        withdrawn(why).fails(2);
    }
    let said = withdrawn("the count was wrong").ok();
    assert!(said.contains("withdrawn: the count was wrong"), "{said}");
    assert!(said.contains("The approval by carol is withdrawn."), "{said}");
    assert!(desk.run(&["letter", "list", &code]).ok().contains("approval withdrawn"));
    desk.run_as("carol", &approve).ok();
    assert!(desk.run(&["letter", "list", &code]).ok().contains("approved by carol"));
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn of_several_approvals_it_is_said_whose_is_withdrawn() {
    let (desk, code) = with_a_letter();
    roles_named(&desk, "counsel, general-counsel");
    for (actor, role) in [("carol", "counsel"), ("gita", "general-counsel")] {
        let args = [&["letter", "approve", &code, "claim", "--as", role], &BECAUSE[..]].concat();
        desk.run_as(actor, &args).ok();
    }
    let withdraw = [
        "letter",
        "withdraw-approval",
        &code,
        "claim",
        "--reason",
        "the count was wrong",
    ];
    let refused = desk.run_as("dana", &withdraw).fails(2);
    assert!(
        refused.contains("has 2 approvals: say which is withdrawn")
            && refused.contains("carol, as counsel")
            && refused.contains("gita, as general_counsel"),
        "{refused}"
    );
    let one = [&withdraw[..], &["--as", "counsel"]].concat();
    let said = desk.run_as("dana", &one).ok();
    assert!(
        said.contains("The approval by carol, as counsel is withdrawn."),
        "{said}"
    );
    let list = desk.run(&["letter", "list", &code, "--json"]).json();
    assert_eq!(list[0]["sign_off"][1]["approved"][0], "gita", "{list}");
    assert!(list[0]["sign_off"][0]["approved"].is_null(), "{list}");
}

#[test]
fn going_back_to_an_approved_text_does_not_bring_the_approval_back() {
    let (desk, code) = with_a_letter();
    desk.run_as(
        "carol",
        &[&["letter", "approve", &code, "claim"], &BECAUSE[..]].concat(),
    )
    .ok();
    let text = desk.beside("text.md");
    let first = std::fs::read_to_string(&text).unwrap();
    for other in ["# Notice of a claim\n\nAnother text.\n", first.as_str()] {
        std::fs::write(&text, other).unwrap();
        let from = text.display().to_string();
        desk.run(&["letter", "edit", &code, "claim", "--from", &from]).ok();
    }
    let list = desk.run(&["letter", "list", &code]).ok();
    assert!(list.contains("changed since it was approved"), "{list}");
}

#[test]
fn nobody_who_names_nobody_approves() {
    let (desk, code) = with_a_letter();
    // Whoever gives no name and is alone in the record goes by the name that it has.
    let refused = desk.run_as("-", &[&["letter", "approve", &code, "claim"], &BECAUSE[..]].concat());
    assert!(refused.fails(1).contains("nobody is named"));
}

#[test]
fn a_team_s_own_matrix_asks_its_roles_of_its_people() {
    let (desk, code) = with_a_letter();
    let folder = desk.beside("letters");
    std::fs::create_dir(&folder).unwrap();
    let own = |text: &str| std::fs::write(folder.join("sign-off.toml"), text).unwrap();
    std::fs::write(
        desk.beside("config.toml"),
        format!("letters = {:?}\n", folder.display().to_string()),
    )
    .unwrap();
    let config = desk.beside("config.toml").display().to_string();
    let approve = |actor: &str| {
        let args = [
            "--config", &config, "letter", "approve", &code, "claim", "--as", "broker",
        ];
        desk.run_as(actor, &[&args[..], &BECAUSE].concat())
    };
    own(
        "[[role]]\nid = \"broker\"\nname = \"the broker\"\npeople = [\"bea\"]\n\n[[letters]]\nrecipients = [\"insurer\"]\nroles = [\"broker\"]\n",
    );
    let refused = approve("carol").fails(1);
    assert!(
        refused.contains("may not approve as the broker, which is bea"),
        "{refused}"
    );
    approve("bea").ok();
    own("[[letters]]\nrecipients = [\"insurers\"]\nroles = [\"brokers\"]\n");
    let problems = approve("bea").fails(2);
    assert!(
        problems.contains("unknown recipient `insurers`") && problems.contains("unknown role `brokers`"),
        "{problems}"
    );
}

#[test]
fn an_approval_falls_with_a_fact_that_the_text_tells() {
    let fact = |value: &str| ("affected.US-TX".to_owned(), value.to_owned());
    let mut loaded = loaded(&[fact("600")], &[]);
    let text = "600 people.".to_owned();
    let sha256 = StoredDigest::of(&text);
    let record = |loaded: &mut Loaded, what| {
        let seq = loaded.incident.seq + 1;
        loaded.incident.apply(&Event {
            seq,
            recorded_at: at(NOW),
            wall_at: None,
            acted_at: None,
            actor: if seq.is_multiple_of(2) { "dana" } else { "carol" }.to_owned(),
            session: "s".to_owned(),
            what,
        });
    };
    let claim = |value: &str| {
        What::FactRecorded(FactClaim {
            key: "affected.US-TX".to_owned(),
            value: value.to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: at(NOW),
            source: None,
            also: false,
        })
    };
    let letter: firebell::core::ids::LetterId = "l".parse().unwrap();
    let draft = LetterDraft {
        letter: letter.clone(),
        template: "us/regulator".to_owned(),
        language: "en".to_owned(),
        obligation: None,
        recipient: None,
        text,
        sha256: sha256.clone(),
    };
    record(&mut loaded, What::LetterDrafted(draft));
    let approval = LetterApproval {
        letter,
        sha256,
        findings: Vec::new(),
        because: None,
        role: None,
        told: vec!["affected.US-TX".to_owned()],
        head: None,
        name_only: false,
    };
    record(&mut loaded, What::LetterApproved(approval));
    let matrix = sign_off(None).unwrap();
    let state = |loaded: &Loaded| {
        let book = SignOffBook {
            matrix: &matrix,
            rules: law(),
            organisation: &loaded.organisation,
        };
        rows(loaded, &[], &book).remove(0).state
    };
    assert_eq!(state(&loaded), "approved");
    record(&mut loaded, claim("600"));
    assert_eq!(state(&loaded), "approved", "the same value again changes nothing");
    record(&mut loaded, claim("700"));
    assert_eq!(state(&loaded), "a fact changed since it was approved");
}
