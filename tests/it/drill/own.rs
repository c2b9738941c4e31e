//! Exercises with the team's own organization, and what the engine makes of a scenario's facts.

use firebell::app::law;
use firebell::core::law::load::load;
use firebell::core::tri::Tri;
use firebell::drill::scenario_files::sources;
use firebell::drill::scoring::truth;

use super::scenarios;
use crate::common::record::Desk;

/// The facts of a built-in scenario give its own deadlines: what its author worked out by hand is what the engine counts.
#[test]
fn the_facts_of_each_scenario_give_its_deadlines() {
    let rules = load(&law::files::built_in()).rules;
    let mut wrong = Vec::new();
    let mut compared = 0;
    for id in scenarios() {
        for seed in 1..=3 {
            let (scenario, _) = sources::scenario(&id, None, seed).unwrap();
            assert!(!scenario.facts.is_empty(), "{id} has no facts");
            let end = truth::in_the_end(&scenario, &rules).unwrap();
            let branch = |id: &str| {
                scenario
                    .inject(id)
                    .is_none_or(|inject| inject.when.is_some() || inject.at.is_none())
            };
            let main = scenario
                .clocks
                .iter()
                .filter(|clock| !clock.inject.as_deref().is_some_and(branch));
            for clock in main {
                compared += 1;
                let all = end.obligations.iter();
                let own = all.filter(|(key, obligation)| {
                    clock.obligation.covers(key.as_str()) && obligation.verdict == Tri::Yes
                });
                let dues: Vec<_> = own.map(|(_, obligation)| obligation.strict).collect();
                let right = match clock.due {
                    None => dues.is_empty() || dues.iter().all(|due| clock.defended(*due).is_some()),
                    Some(right) => dues
                        .iter()
                        .flatten()
                        .any(|due| *due == right || clock.defended(Some(*due)).is_some()),
                };
                if !right {
                    wrong.push(format!(
                        "{id} seed {seed}: {} right {:?}, the facts give {dues:?}",
                        clock.obligation, clock.due
                    ));
                }
            }
        }
    }
    assert!(compared > 200, "{compared}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first exercise of a record.
fn code() -> String {
    use chrono::Datelike as _;
    format!("X-{}-001", chrono::Utc::now().year())
}

fn own_desk() -> Desk {
    let desk = Desk::new();
    for (key, value) in [
        ("name", "Acme Bakery GmbH"),
        ("country", "DE"),
        ("eu_main_establishment", "DE-BY"),
        ("role", "controller"),
        ("profile", "none"),
    ] {
        let _ = desk.run(&["profile", "set", key, value]).ok();
    }
    let _ = desk
        .run(&[
            "contacts",
            "set",
            "ic",
            "--name",
            "Ida Commander",
            "--roles",
            "commander",
            "--channel",
            "phone:+49 30 5550 1234",
        ])
        .ok();
    desk
}

#[test]
fn an_exercise_with_the_own_organization_has_its_name_its_people_and_its_deadlines() {
    let desk = own_desk();
    let config = desk.write_secret("config.toml", b"home_zone = \"Europe/Berlin\"\n");
    let said = desk
        .run(&[
            "--config",
            config.to_str().unwrap(),
            "drill",
            "start",
            "journalist-first",
            "--own",
            "--seed",
            "1",
            "--people",
            "DE=1000",
            "--people",
            "AT=200",
        ])
        .ok();
    assert!(
        said.contains("100 % of your people are affected: DE 1000, AT 200"),
        "{said}"
    );
    assert!(said.contains("nobody in your call tree has the role"), "{said}");
    let calls = desk.run(&["incident", "calls", &code()]).ok();
    assert!(
        calls.contains("Ida Commander") && calls.contains("exercise line 1"),
        "{calls}"
    );
    assert!(!calls.contains("5550"), "a real number is shown: {calls}");
    let papers = desk.beside("papers");
    let folder = papers.to_str().unwrap();
    let _ = desk
        .run(&["drill", "guide", "--code", &code(), "-o", folder, "--format", "md"])
        .ok();
    let text = std::fs::read_to_string(papers.join("1-facilitator-guide.md")).unwrap();
    assert!(
        text.contains("Acme Bakery GmbH") && !text.contains("Elbwinkel"),
        "{text}"
    );
    // 72 hours from Thursday 22 October 19:20 end on Sunday at 18:20, because the clocks go back.
    assert!(
        text.contains("eu-gdpr/regulator") && text.contains("25 Oct 2026 18:20"),
        "{text}"
    );
    // Switzerland and the United Kingdom are the other organization's places.
    for other in ["- gb-gdpr/regulator", "- ch-fadp/regulator"] {
        let mut told = text.lines().filter(|line| line.starts_with(other));
        assert!(told.all(|line| line.contains("not due")), "{other}: {text}");
    }
}

#[test]
fn a_company_elsewhere_plays_in_its_own_zone_under_its_own_law() {
    let desk = Desk::new();
    for (key, value) in [
        ("name", "Pine Harbor Foods, Inc."),
        ("country", "US"),
        ("eu_main_establishment", "none"),
        ("role", "controller"),
        ("profile", "none"),
    ] {
        let _ = desk.run(&["profile", "set", key, value]).ok();
    }
    let config = desk.write_secret("config.toml", b"home_zone = \"America/Chicago\"\n");
    let start = [
        "drill",
        "start",
        "journalist-first",
        "--own",
        "--seed",
        "1",
        "--people",
        "US-TX=5000",
        "--people",
        "US-CA=900",
    ];
    let _ = desk
        .run(&[&["--config", config.to_str().unwrap()], start.as_slice()].concat())
        .ok();
    let status = desk.run(&["drill", "status", &code(), "--json"]).json();
    assert!(status.to_string().contains("2026-10-22T"), "{status}");
    let papers = desk.beside("papers");
    let folder = papers.to_str().unwrap();
    let _ = desk
        .run(&["drill", "guide", "--code", &code(), "-o", folder, "--format", "md"])
        .ok();
    let text = std::fs::read_to_string(papers.join("1-facilitator-guide.md")).unwrap();
    assert!(
        text.contains("22 Oct 2026 16:05 -05:00"),
        "the story keeps its local time: {text}"
    );
    assert!(text.contains("- eu-gdpr/regulator: not due"), "{text}");
    // California's 30 days from the discovery end there on 21 November, the last second of the day.
    assert!(
        text.contains("- us-ca/individuals: Sat 21 Nov 2026 23:59 -08:00"),
        "{text}"
    );
    assert!(text.contains("was set up with your own organization"), "{text}");
    let role = std::fs::read_to_string(papers.join("3-role-legal.md")).unwrap();
    assert!(role.contains("You work for Pine Harbor Foods, Inc.\n"), "{role}");
}

#[test]
fn what_stands_in_the_way_is_said_at_once_and_nothing_is_started() {
    let desk = Desk::new();
    let refused = desk.run(&[
        "drill",
        "start",
        "lost-laptop",
        "--own",
        "--people",
        "Mars=3",
        "--people",
        "ZZ=3",
        "--customer",
        "nobody",
    ]);
    let said = refused.fails(2);
    for part in [
        "organisation.name",
        "organisation.country",
        "organisation.role",
        "`Mars` is not a place",
        "`ZZ` is not a place",
        "no contract is with `nobody`",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let list = desk.run(&["incident", "list", "--exercises", "--json"]).json();
    assert_eq!(list.as_array().map(Vec::len), Some(0), "{list}");
}

/// Without a scenario the same rule holds: no real number before somebody asks for it.
#[test]
fn an_exercise_incident_shows_no_real_number() {
    let desk = own_desk();
    let _ = desk.run(&["incident", "open", "Practice", "--exercise"]).ok();
    let calls = desk.run(&["incident", "calls", &code()]).ok();
    assert!(
        calls.contains("Ida Commander") && calls.contains("exercise line 1"),
        "{calls}"
    );
    assert!(!calls.contains("5550"), "{calls}");
    let asked = desk.run(&["incident", "calls", &code(), "--real-numbers"]).ok();
    assert!(asked.contains("+49 30 5550 1234"), "{asked}");
}
