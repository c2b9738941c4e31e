//! Letters whose facts changed: said to be stale, refused at approval, and drafted anew with what was edited kept.

use super::*;

/// A notification that tells a few facts.
fn drafted() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("milestones.awareness", "2026-11-05T10:00Z"),
        ("milestones.occurrence", "2026-11-01T10:00Z"),
        ("affected.total", "12000"),
        (
            "letter.authorities.what_happened",
            "A mailbox was read by someone unknown.",
        ),
        (
            "letter.authorities.consequences",
            "People may receive false invoices. They may lose money.",
        ),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    desk.run(&["letter", "draft", &code, "eu/art33-initial", "--id", "dpc"])
        .ok();
    (desk, code)
}

fn text_of(desk: &Desk, code: &str) -> String {
    let shown = desk.run(&["letter", "show", code, "dpc", "--json"]).json();
    shown["text"].as_str().unwrap().to_owned()
}

fn edit(desk: &Desk, code: &str, from: &str, to: &str) {
    let text = text_of(desk, code);
    assert!(text.contains(from), "{from}\n{text}");
    std::fs::write(desk.beside("edited.md"), text.replacen(from, to, 1)).unwrap();
    let path = desk.beside("edited.md").display().to_string();
    desk.run(&["letter", "edit", code, "dpc", "--from", &path]).ok();
}

#[test]
fn a_letter_is_stale_after_a_fact_it_tells_changed_until_it_is_drafted_anew() {
    let (desk, code) = drafted();
    let stale = |desk: &Desk| desk.run(&["letter", "list", &code]).ok().contains("stale: ");
    assert!(!stale(&desk), "nothing changed yet");
    edit(&desk, &code, "They may lose money.", "They may lose money and time.");
    assert!(!stale(&desk), "an edit changes no fact");
    // A fact that the letter does not tell changes nothing.
    let other = "letter.inside.what_happened";
    desk.run(&[
        "incident",
        "fact",
        "set",
        &code,
        other,
        "Something else happened there.",
    ])
    .ok();
    assert!(!stale(&desk));
    desk.run(&["incident", "fact", "set", &code, "affected.total", "15000"])
        .ok();
    assert!(stale(&desk));
    // Saving it once more with the old number does not make it current.
    edit(&desk, &code, "and time.", "and much time.");
    let listed = desk.run(&["letter", "list", &code]).ok();
    assert!(listed.contains("12,000") || listed.contains("12.000"), "{listed}");
    assert!(
        listed.contains(&format!("firebell letter redraft {code} dpc")),
        "{listed}"
    );
    // Nobody approves it without a reason.
    let refused = desk.run_as("counsel", &["letter", "approve", &code, "dpc"]).fails(1);
    assert!(refused.contains("tells what has changed since"), "{refused}");
    assert!(
        refused.contains(&format!("firebell letter redraft {code} dpc")),
        "{refused}"
    );
    let dry = desk.run(&["letter", "redraft", &code, "dpc", "--dry-run"]).ok();
    assert!(
        dry.contains("[-12-]{+15+},000") && dry.contains("Nothing was saved"),
        "{dry}"
    );
    let redline = desk.run(&["letter", "redraft", &code, "dpc"]).ok();
    assert!(redline.contains("[-12-]{+15+},000"), "{redline}");
    let text = text_of(&desk, &code);
    assert!(text.contains("15,000") && !text.contains("12,000"), "{text}");
    assert!(text.contains("They may lose money and much time."), "{text}");
    assert!(!stale(&desk));
    let again = desk.run(&["letter", "redraft", &code, "dpc"]).ok();
    assert!(again.contains("is up to date"), "{again}");
    // A second change after a redraft is taken in as the first was.
    desk.run(&["incident", "fact", "set", &code, "affected.total", "16000"])
        .ok();
    desk.run(&["letter", "redraft", &code, "dpc"]).ok();
    let text = text_of(&desk, &code);
    assert!(text.contains("16,000") && text.contains("and much time."), "{text}");
}

#[test]
fn a_story_that_changed_makes_its_letters_stale_and_a_conflict_is_not_approved() {
    let (desk, code) = drafted();
    let key = "letter.authorities.what_happened";
    edit(
        &desk,
        &code,
        "A mailbox was read by someone unknown.",
        "One mailbox was read by someone whom we do not know.",
    );
    desk.run(&[
        "incident",
        "fact",
        "set",
        &code,
        key,
        "Two mailboxes were read by someone unknown.",
    ])
    .ok();
    let redraft = desk.run(&["letter", "redraft", &code, "dpc"]);
    assert_eq!(redraft.code, 1, "{}", redraft.err);
    let text = text_of(&desk, &code);
    for part in [
        "One mailbox was read",
        "Two mailboxes were read",
        "CONFLICT",
        "[[redraft.1|",
    ] {
        assert!(text.contains(part), "{part}\n{text}\n{}", redraft.out);
    }
    let because = ["letter", "approve", &code, "dpc", "--because", "it must go out"];
    let refused = desk.run_as("counsel", &because).fails(1);
    assert!(refused.contains("two people changed the same words"), "{refused}");
    // One text is kept, and the other sentence beside it is joined.
    desk.run(&[
        "incident",
        "fact",
        "set",
        &code,
        "letter.authorities.consequences",
        "People may receive false invoices and calls. They may lose money.",
    ])
    .ok();
    assert!(
        desk.run(&["letter", "list", &code])
            .ok()
            .contains("letter.authorities.consequences")
    );
}

#[test]
fn what_was_compared_is_listed_with_its_events() {
    let (desk, code) = drafted();
    let listed = desk.run(&["letter", "check", &code, "dpc", "--compared"]);
    assert!(listed.out.contains("= awareness, event"), "{}", listed.out);
    assert!(listed.out.contains("= people in all, event"), "{}", listed.out);
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["letter", "check", &code, "dpc", "--compared", "--json"]).out).unwrap();
    let day = json
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["what"] == "day")
        .unwrap();
    assert_eq!(day["outcome"], "equal");
    assert!(
        day["event"].as_u64().is_some() && day["record"].as_str().is_some(),
        "{day}"
    );
    // A number that the record contradicts is listed as such, and the answer is no.
    edit(&desk, &code, "12,000", "13,000");
    let listed = desk.run(&["letter", "check", &code, "dpc", "--compared"]);
    assert_eq!(listed.code, 1, "{}", listed.out);
    assert!(listed.out.contains("DIFFERS people"), "{}", listed.out);
}

#[test]
fn filing_says_that_its_letter_is_stale() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [("affected.US-TX", "3000"), ("data.elements", "ssn")] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    desk.run(&["letter", "draft", &code, "--obligation", "us-tx/regulator"])
        .ok();
    let approve = [
        "letter",
        "approve",
        &code,
        "us-tx-regulator-en",
        "--because",
        "fields follow",
    ];
    desk.run_as("counsel", &approve).ok();
    desk.run(&["incident", "fact", "set", &code, "affected.US-TX", "4000"])
        .ok();
    // The approval fell with the number that the text tells.
    let refused = desk.run(&["incident", "file", &code, "us-tx/regulator"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    let anyway = ["--without-letter", "sent by the portal before the number was known"];
    let filed = desk.run(&[&["incident", "file", &code, "us-tx/regulator"][..], &anyway].concat());
    assert_eq!(filed.code, 0, "{}", filed.err);
    assert!(
        filed.err.contains("us-tx-regulator-en tells what has changed since"),
        "{}",
        filed.err
    );
}

#[test]
fn a_letter_dated_after_its_deadline_fails_its_check() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["incident", "milestone", &code, "discovery", "-10d"]).ok();
    desk.run(&["incident", "milestone", &code, "determination", "-10d"])
        .ok();
    desk.run(&["letter", "draft", &code, "--obligation", "us-tx/regulator"])
        .ok();
    let check = || desk.run(&["letter", "check", &code, "us-tx-regulator-en"]);
    assert!(!check().out.contains("sent-late"), "{}", check().out);
    desk.run(&["incident", "fact", "set", &code, "letter.sent_on", "2099-01-01"])
        .ok();
    assert!(check().out.contains("sent-late"), "{}", check().out);
}

#[test]
fn a_redraft_fills_in_what_the_profile_says_now() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["letter", "draft", &code, "--obligation", "us-tx/regulator"])
        .ok();
    desk.run(&["profile", "set", "identity.address", "1 Eccles Street, Austin"])
        .ok();
    desk.run(&["letter", "redraft", &code, "us-tx-regulator-en"]).ok();
    let shown = desk.run(&["letter", "show", &code, "us-tx-regulator-en"]).ok();
    assert!(shown.contains("1 Eccles Street"), "{shown}");
    assert!(!shown.contains("CONFLICT"), "{shown}");
}
