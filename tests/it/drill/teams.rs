//! Several teams on one clock, and what they did side by side.

use crate::common::record::Desk;

fn codes(desk: &Desk) -> Vec<String> {
    let started = desk
        .run(&[
            "drill",
            "start",
            "lost-laptop",
            "--seed",
            "1",
            "--team",
            "red",
            "--team",
            "blue",
            "--json",
        ])
        .json();
    let rooms = started.as_array().unwrap().iter();
    rooms.map(|room| room["code"].as_str().unwrap().to_owned()).collect()
}

fn clock(desk: &Desk, code: &str) -> serde_json::Value {
    let mut clock = desk.run(&["drill", "status", code, "--json"]).json()["clock"].take();
    // The moment at which somebody looks differs.
    let fields = clock.as_object_mut().unwrap();
    fields.retain(|key, _| ["running", "speed", "ended"].contains(&key.as_str()));
    clock
}

#[test]
fn teams_are_started_turned_and_ended_together_and_compared() {
    let desk = Desk::new();
    let codes = codes(&desk);
    let (red, blue) = (codes[0].as_str(), codes[1].as_str());
    let list = desk.run(&["incident", "list", "--exercises"]).ok();
    assert!(list.contains("· red") && list.contains("· blue"), "{list}");
    let went = desk.run(&["drill", "go", red, "--together", "--json"]).json();
    assert_eq!(went[0]["clock"]["elapsed"], went[1]["clock"]["elapsed"], "one clock");
    assert_eq!(clock(&desk, red), clock(&desk, blue));
    let jumped = desk
        .run(&["drill", "jump", blue, "--to", "16", "--confirm", "--together", "--json"])
        .json();
    for room in jumped.as_array().unwrap() {
        assert_eq!(room["clock"]["elapsed"], 16 * 60 * 1000, "{room}");
        assert_eq!(room["injects"].as_array().map(Vec::len), Some(3));
    }
    let _ = desk.run(&["incident", "call", red, "commander", "answered"]).ok();
    let ended = desk.run(&["drill", "end", red, "--together"]).ok();
    assert!(
        ended.contains(&format!("firebell drill compare {red} {blue}")),
        "{ended}"
    );
    let compared = desk.run(&["drill", "compare", red, blue, "--json"]).json();
    let columns = compared["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 2, "{compared}");
    assert_ne!(
        columns[0]["measures"]["to_first_call"], columns[1]["measures"]["to_first_call"],
        "{compared}"
    );
    assert!(columns[0]["title"].as_str().unwrap().ends_with("· red"), "{compared}");
    let words = desk.run(&["drill", "compare", red, blue]).ok();
    let teams = words.lines().find(|line| line.starts_with("team ")).unwrap_or_default();
    assert_eq!(
        teams.split_whitespace().collect::<Vec<_>>(),
        ["team", "red", "blue"],
        "{words}"
    );
    let report = desk.run(&["drill", "report", red]).ok();
    assert!(
        report.contains("# After-action report: ") && report.contains("· red"),
        "{report}"
    );
}

#[test]
fn one_team_alone_is_turned_without_the_others() {
    let desk = Desk::new();
    let codes = codes(&desk);
    let _ = desk.run(&["drill", "go", &codes[0]]).ok();
    assert_eq!(clock(&desk, &codes[0])["running"], true);
    assert_eq!(clock(&desk, &codes[1])["running"], false);
}
