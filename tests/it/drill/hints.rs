//! Hints: given once, to a room that was asked and has not done it; and what an early end leaves undecided.

use serde_json::Value;

use crate::common::record::Desk;

fn outcome(desk: &Desk, id: &str) -> Value {
    let score = desk.run(&["drill", "score", "--json"]).json();
    let mut actions = score["score"]["actions"].as_array().unwrap().iter();
    actions.find(|action| action["id"] == id).unwrap()["outcome"].clone()
}

#[test]
fn a_hint_takes_points_only_where_it_helped() {
    let desk = Desk::new();
    let room = desk
        .run(&["drill", "start", "open-bucket", "--seed", "2", "--json"])
        .json();
    let code = room["code"].as_str().unwrap();
    let early = desk.run(&["drill", "hint", "b01.thanks"]).fails(2);
    assert!(early.contains("b01 has not been delivered yet"), "{early}");
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "pause"]).ok();
    let near = desk.run(&["drill", "hint", "b01.thanx"]).fails(2);
    assert!(near.contains("did you mean `b01.thanks`?"), "{near}");
    let later = desk.run(&["drill", "hint", "b04.risk"]).fails(2);
    assert!(later.contains("b04 has not been delivered yet"), "{later}");
    let given = desk.run(&["drill", "hint", "b01.snapshot"]).ok();
    assert!(given.contains("Ask the room: "), "{given}");
    let again = desk.run(&["drill", "hint", "b01.snapshot"]).fails(2);
    assert!(again.contains("was given before"), "{again}");

    let none = desk.run(&["drill", "hint", "b01.playbook"]).fails(2);
    assert!(none.contains("b01.playbook has no hint"), "{none}");
    let _ = desk.run(&["incident", "milestone", code, "discovery", "now"]).ok();
    let done = desk.run(&["drill", "hint", "b01.discovered"]).fails(2);
    assert!(done.contains("b01.discovered is done"), "{done}");
    assert_eq!(outcome(&desk, "b01.discovered"), "done");
    let _ = desk.run(&["drill", "mark", "b01.snapshot", "done"]).ok();
    assert_eq!(outcome(&desk, "b01.snapshot"), "hinted");
    let _ = desk.run(&["drill", "end"]).ok();
    let over = desk.run(&["drill", "hint", "b01.thanks", "--code", code]).fails(1);
    assert!(over.contains("is over"), "{over}");
}

/// Whoever is stopped after a minute has missed nothing that had twelve.
#[test]
fn what_still_had_time_when_the_exercise_was_ended_is_not_missed() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "open-bucket", "--seed", "2"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "pause"]).ok();
    let _ = desk.run(&["drill", "jump", "--to", "11", "--confirm"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    // It had ten minutes; the other has twelve.
    assert_eq!(outcome(&desk, "b01.snapshot"), "missed");
    assert_eq!(outcome(&desk, "b01.discovered"), "not_evaluated");
}
