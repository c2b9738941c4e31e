//! Where only words can tell, a person says: the engine proposes a sentence and gives no points for it.

use super::number;
use crate::common::record::Desk;

/// An exercise that runs, with the inject out that asks for a note about sanctions.
fn running(desk: &Desk, note: &str) -> String {
    let view = desk
        .run(&["drill", "start", "lost-laptop", "--seed", "1", "--json"])
        .json();
    let code = view["code"].as_str().unwrap().to_owned();
    let _ = desk.run(&["drill", "go", &code]).ok();
    let _ = desk.run(&["drill", "jump", &code, "--to", "16", "--confirm"]).ok();
    if !note.is_empty() {
        let _ = desk.run(&["incident", "note", &code, note]).ok();
    }
    code
}

fn action(desk: &Desk, code: &str, id: &str) -> serde_json::Value {
    let score = desk.run(&["drill", "score", code, "--json"]).json();
    let actions = score["score"]["actions"].as_array().unwrap();
    actions.iter().find(|action| action["id"] == id).unwrap().clone()
}

#[test]
fn a_word_in_a_note_is_proposed_and_counts_when_it_is_accepted() {
    let desk = Desk::new();
    let code = running(
        &desk,
        "The bag was searched. We ask whether the sticky note travelled with the machine.",
    );
    assert_eq!(action(&desk, &code, "e03.ask")["outcome"], "open");
    let shown = desk.run(&["drill", "proposals", &code]).ok();
    assert!(shown.contains("e03.ask"), "{shown}");
    assert!(
        shown.contains("“We ask whether the sticky note travelled with the"),
        "{shown}"
    );
    assert!(
        !shown.contains("The bag was searched"),
        "only the sentence is shown: {shown}"
    );
    let _ = desk.run(&["drill", "proposals", &code, "--accept", "e03.ask"]).ok();
    let marked = action(&desk, &code, "e03.ask");
    assert_eq!(marked["outcome"], "done");
    assert_eq!(marked["by"], "dana");
    assert!(
        marked["remark"].as_str().unwrap().contains("sticky note travelled"),
        "{marked}"
    );
    assert!(desk.run(&["drill", "proposals", &code]).ok().contains("no note waits"));
}

#[test]
fn a_declined_sentence_is_not_asked_about_again_and_the_next_one_is() {
    let desk = Desk::new();
    let code = running(&desk, "Nobody asks about a PIN.");
    let first = desk.run(&["drill", "proposals", &code, "--json"]).json();
    assert_eq!(first[0]["denied"], true, "{first}");
    let _ = desk.run(&["drill", "proposals", &code, "--decline", "e03.ask"]).ok();
    assert_eq!(
        desk.run(&["drill", "proposals", &code, "--json"])
            .json()
            .as_array()
            .map(Vec::len),
        Some(0)
    );
    let _ = desk.run(&["incident", "note", &code, "Was the PIN in the bag?"]).ok();
    let second = desk.run(&["drill", "proposals", &code, "--json"]).json();
    assert_eq!(second[0]["sentence"], "Was the PIN in the bag?");
    let _ = desk.run(&["drill", "proposals", &code, "--decline", "e03.ask"]).ok();
    let _ = desk.run(&["drill", "end", &code]).ok();
    assert_eq!(
        action(&desk, &code, "e03.ask")["outcome"],
        "missed",
        "somebody looked, and it was not that"
    );
}

/// A room that writes in another language is not marked down by a list of English words; one that writes nothing is.
#[test]
fn what_nobody_read_is_not_evaluated_and_what_nobody_wrote_is_missed() {
    let desk = Desk::new();
    let code = running(&desk, "Lag der Zettel mit der Geheimzahl in der Tasche?");
    let _ = desk.run(&["drill", "end", &code]).ok();
    assert_eq!(action(&desk, &code, "e03.ask")["outcome"], "not_evaluated");
    let silent = running(&desk, "");
    let _ = desk.run(&["drill", "jump", &silent, "--to", "23", "--confirm"]).ok();
    let _ = desk.run(&["drill", "end", &silent]).ok();
    assert_eq!(action(&desk, &silent, "e03.ask")["outcome"], "missed");
}

/// The review's false credits: a sentence that says the opposite never gave points again.
#[test]
fn no_sentence_gives_points_by_itself() {
    let desk = Desk::new();
    for note in ["Nobody has the PIN.", "Yellow notes everywhere, PIN or not, who cares"] {
        let code = running(&desk, note);
        let _ = desk.run(&["drill", "end", &code]).ok();
        let score = desk.run(&["drill", "score", &code, "--json"]).json();
        assert_eq!(number(&score["score"]["share"]), 0, "{note}: {score}");
    }
}
