//! What of one person is found, and what goes when, where some of it is sealed.

use super::*;

fn record() -> (Team, String, String) {
    let team = Team::new()
        .with("kim", &["counsel"])
        .with("lee", &["responder", "facilitator"]);
    let open = team.incident("dana");
    let privileged = ["incident", "note", &open, "we paid Anna Xylophonist", "--privileged"];
    let _ = team.run("kim", &privileged).ok();
    let restricted = team.incident("kim");
    let to_kim = [
        "incident",
        "restrict",
        &restricted,
        "--to",
        "kim",
        "--reason",
        "she is a suspect",
    ];
    let _ = team.run("kim", &to_kim).ok();
    let _ = team
        .run("kim", &["incident", "note", &restricted, "Anna Xylophonist was asked"])
        .ok();
    (team, open, restricted)
}

#[test]
fn a_person_is_found_in_sealed_text_by_whoever_may_read_it_and_the_rest_is_counted() {
    let (team, open, restricted) = record();
    let find = ["person", "find", "Anna Xylophonist", "--json"];
    let of = |found: &serde_json::Value| -> Vec<String> {
        let mentions = found["mentions"].as_array().unwrap().iter();
        mentions
            .map(|mention| mention["of"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = team.run("kim", &find).json();
    let mut both = of(&all);
    both.sort();
    assert_eq!(both, [open.as_str(), restricted.as_str()]);
    assert_eq!(all["unread"], serde_json::json!({"incidents": 0, "entries": 0}));
    // What is privileged is told by its place alone.
    assert!(!all.to_string().contains("we paid"), "{all}");

    let as_owner = team.run("dana", &find).json();
    assert_eq!(of(&as_owner), [open.as_str()]);
    assert_eq!(as_owner["unread"], serde_json::json!({"incidents": 1, "entries": 0}));
    let log = team.run("dana", &["audit", "show", "--json"]).ok();
    assert!(log.contains("person.read"), "{log}");

    let as_responder = team.run("lee", &find).json();
    assert!(of(&as_responder).is_empty(), "{as_responder}");
    assert_eq!(
        as_responder["unread"],
        serde_json::json!({"incidents": 1, "entries": 1})
    );
    let said = team.run("lee", &["person", "find", "Anna Xylophonist"]).ok();
    assert!(
        said.contains("Not looked into, because only others may read it: 1 incident and 1 sealed entry."),
        "{said}"
    );
}

#[test]
fn an_incident_that_its_owner_may_not_read_is_in_the_plan_of_what_goes_when() {
    let (team, _, restricted) = record();
    let planned = |member: &str| -> serde_json::Value {
        let plan = team.run(member, &["retention", "plan", "--json"]).json();
        let rows = plan.as_array().unwrap().clone();
        rows.into_iter().find(|row| row["what"] == restricted.as_str()).unwrap()
    };
    let hidden = planned("dana");
    assert_eq!(hidden["fate"], "sealed", "{hidden}");
    assert!(hidden["why"].as_str().unwrap().contains("kim"), "{hidden}");
    assert_eq!(planned("kim")["fate"], "open");
    // What is held is said to be held, also where it cannot be read.
    let hold = [
        "hold",
        "add",
        "the inquiry",
        "--incident",
        &restricted,
        "--why",
        "asked by counsel",
    ];
    let _ = team.run("kim", &hold).ok();
    assert_eq!(planned("dana")["fate"], "held");
}
