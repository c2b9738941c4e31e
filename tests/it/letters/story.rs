//! Texts of the story that tell the same: a change of one asks for a review of the others.

use super::*;

const PEOPLE: &str = "letter.what_happened";
const AUTHORITIES: &str = "letter.authorities.what_happened";
const GERMAN: &str = "letter.what_happened.de";

#[test]
fn a_changed_text_asks_for_a_review_of_its_siblings_until_each_is_recorded_again() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let set = |key: &str, text: &str| desk.run(&["incident", "fact", "set", &code, key, text]).ok();
    let open = || -> Vec<String> {
        let rows = desk.run(&["incident", "fact", "history", &code, "--json"]).json();
        let rows = rows.as_array().unwrap().clone();
        let open = rows.iter().filter(|row| row["review"].is_string());
        open.map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    };
    set(PEOPLE, "A mailbox was read.");
    set(AUTHORITIES, "A mailbox was accessed.");
    set(GERMAN, "Ein Postfach wurde gelesen.");
    set("letter.consequences", "Spam.");
    assert!(open().is_empty(), "a first text changes nothing");
    set(PEOPLE, "Two mailboxes were read.");
    let mut waiting = open();
    waiting.sort();
    assert_eq!(waiting, [AUTHORITIES, GERMAN]);
    desk.run(&["letter", "draft", &code, "us/regulator", "--id", "tx"]).ok();
    let check = desk.run(&["letter", "check", &code, "tx"]);
    assert!(
        check.out.contains("letter.authorities.what_happened is to be reviewed"),
        "{}",
        check.out
    );
    // Catching up does not send the others back; the same words confirm a text.
    set(AUTHORITIES, "Two mailboxes were accessed.");
    assert_eq!(open(), [GERMAN]);
    set(GERMAN, "Ein Postfach wurde gelesen.");
    assert!(open().is_empty());
    let check = desk.run(&["letter", "check", &code, "tx"]);
    assert!(!check.out.contains("to be reviewed"), "{}", check.out);
    set(AUTHORITIES, "Three mailboxes were accessed.");
    assert_eq!(open().len(), 2, "a change of any text asks for the others");
}

#[test]
fn the_notes_of_a_template_are_shown_beside_the_draft() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| !t.notes.is_empty() && t.language == "en").unwrap();
    let start = template.notes[0].split_whitespace().next().unwrap();
    let listed = desk.run(&["letter", "templates", &template.id]).ok();
    assert!(listed.contains("note: ") && listed.contains(start), "{listed}");
    let drafted = desk.run(&["letter", "draft", &code, &template.id, "--id", "l"]).ok();
    assert!(drafted.contains("note: ") && drafted.contains(start), "{drafted}");
    let text = desk.run(&["letter", "show", &code, "l"]).ok();
    assert!(!text.contains(&template.notes[0]), "{text}");
}
