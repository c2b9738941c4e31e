//! In an exercise everything that is read and recorded counts in the story's time, years away from the clock of the
//! world: no command may mix the two.

use std::path::Path;

use crate::common::record::Desk;

/// An exercise whose story lies years ahead of, or behind, the clock of the world.
fn exercise(year: i32) -> (Desk, String) {
    let desk = Desk::new();
    let scenario = desk.beside("far.toml");
    let source = crate::common::project("playbooks/tabletop/support-credentials.toml");
    let text = std::fs::read_to_string(source).unwrap();
    std::fs::write(&scenario, moved(&text, year)).unwrap();
    let started = desk
        .run(&["drill", "start", scenario.to_str().unwrap(), "--seed", "1", "--json"])
        .json();
    let code = started["code"].as_str().unwrap().to_owned();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "jump"]).ok();
    (desk, code)
}

/// The scenario with every year of its story moved.
fn moved(text: &str, year: i32) -> String {
    text.replace("2026-", &format!("{year}-"))
}

/// No countdown is off by the years between the clocks: an exercise of an hour has none of hundreds of days.
fn in_story_time(what: &str, said: &str) {
    let flat = said.split_whitespace().collect::<Vec<_>>();
    for window in flat.windows(4) {
        let late = match window {
            ["(OVERDUE" | "OVERDUE", "by", days, unit] | ["OVERDUE", days, unit, _] => {
                unit.starts_with('d').then(|| days.parse::<u64>().unwrap_or_default())
            }
            _ => None,
        };
        assert!(late.is_none_or(|days| days < 100), "{what}: {said}");
    }
}

/// What is typed in an exercise, `CODE` standing for its code.
const COMMANDS: [&str; 30] = [
    "incident milestone CODE discovery -10m",
    "incident milestone CODE awareness now",
    "incident fact set CODE data.elements ssn,any_personal_data",
    "incident fact set CODE data.encrypted no",
    "incident fact set CODE data.medium electronic",
    "incident fact set CODE data.acquired confirmed",
    "incident affected CODE US-TX 600 US-FL 700 elsewhere 0",
    "incident decide CODE gdpr_risk high --rationale advised",
    "incident decide CODE no_harm:us-fl true --rationale advised",
    "incident note CODE noted",
    "incident hold place CODE --authority FBI --regimes us-tx --until +2d --reason requested",
    "incident hold lift CODE --authority FBI --reason requested",
    "incident playbook CODE stolen-credentials",
    "incident task CODE detection/preserve-logs",
    "incident task CODE detection/contain-first --assign dana --due +30m",
    "incident stage CODE assessment --rationale advised",
    "incident file CODE us-tx/regulator --without-letter requested",
    "incident dispose CODE us-tx/individuals drafting",
    "incident show CODE",
    "incident list --exercises",
    "incident why CODE us-tx/individuals",
    "incident tasks CODE",
    "incident calls CODE",
    "incident notes CODE",
    "incident history CODE",
    "incident notice CODE",
    "incident report CODE",
    "incident fact history CODE",
    "deadlines --exercises",
    "drill status",
];

#[test]
fn every_command_of_an_exercise_counts_by_its_story() {
    let (desk, code) = exercise(2029);
    for command in COMMANDS {
        let command = command.replace("CODE", &code);
        let args: Vec<&str> = command.split(' ').collect();
        let ran = desk.run(&args);
        assert_eq!(ran.code, 0, "{command}: {}{}", ran.out, ran.err);
        in_story_time(&command, &ran.out);
        assert!(!ran.out.contains("1970"), "{command}: {}", ran.out);
    }
    // The wall stands between these years, so that a moment of the wrong clock shows.
    let shown = desk.run(&["incident", "show", &code, "--json"]).json();
    let as_of = shown["assessment"]["as_of"].as_str().unwrap();
    assert!(as_of.starts_with("2029-"), "{as_of}");
}

#[test]
fn the_retention_date_of_a_decision_counts_from_the_story() {
    for year in [2024, 2031] {
        let (desk, code) = exercise(year);
        let decide = [
            "incident",
            "decide",
            &code,
            "no_harm:us-fl",
            "true",
            "--rationale",
            "as counsel advised",
        ];
        let _ = desk.run(&decide).ok();
        let export = desk.run(&["incident", "export", &code]).json();
        let events = export["events"].as_array().unwrap();
        let decided = events
            .iter()
            .map(ToString::to_string)
            .find(|text| text.contains("keep_until"))
            .unwrap();
        // Florida keeps the paper for five years.
        let kept = decided.split("keep_until").nth(1).unwrap();
        assert!(kept[..12].contains(&(year + 5).to_string()), "{decided}");
    }
}

#[test]
fn the_clock_is_read_by_one_file_and_turned_into_a_story_by_one() {
    let mut makers = Vec::new();
    let mut open = vec![crate::common::project("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("StoryTime::told") {
                makers.push(path);
            }
        }
    }
    let incident = crate::common::project("src/core/incident/mod.rs");
    assert_eq!(
        makers.iter().map(std::path::PathBuf::as_path).collect::<Vec<&Path>>(),
        [incident.as_path()]
    );
}
