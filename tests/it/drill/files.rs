//! Files of scenarios and scripts: what is wrong with them, and what becomes of imports and replays.

use firebell::drill::replay::Telling;

use super::*;

/// Every problem of a scenario is told at once, with its line.
#[test]
fn lint_names_every_problem() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(project("playbooks/tabletop/ransomware-exfiltration.toml")).unwrap();
    let bad = text
        .replacen("channel = \"alert\"", "channel = \"pigeon\"", 1)
        .replacen("objective = \"aware\"", "objective = \"awre\"", 1)
        .replacen("within = 8\n", "wihtin = 8\n", 1)
        .replacen(
            "story = \"2026-03-06T18:45:00+00:00\"",
            "story = \"2026-03-06T18:11:00+00:00\"",
            1,
        )
        .replacen("duty = \"us-wa/regulator\"", "duty = \"us-wa/nobody\"", 1);
    let path = written(&desk, "bad.toml", &bad);
    let ran = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for words in ["pigeon", "awre", "wihtin", "before the moment the exercise has reached"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let law = text.replacen("duty = \"us-wa/regulator\"", "duty = \"us-wa/nobody\"", 1);
    let path = written(&desk, "law.toml", &law);
    let ran = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert!(ran.code == 1 && ran.out.contains("us-wa/nobody"), "{}", ran.out);
}

/// A script that is refused says where and why.
#[test]
fn a_refused_step_is_named_by_its_line() {
    let desk = Desk::empty();
    let script = "scenario = \"ransomware-exfiltration\"\n\n[[step]]\nat = 3\nfile = { duty = \"eu-gdpr/nobody\" }\n";
    let path = written(&desk, "script.toml", script);
    let args = [
        "drill",
        "run",
        "ransomware-exfiltration",
        "--script",
        path.to_str().unwrap(),
    ];
    let said = desk.run(&args).fails(1);
    assert!(said.contains("line 3") && said.contains("minute 3"), "{said}");
    let path = written(
        &desk,
        "worse.toml",
        "scenario = \"ransomware-exfiltration\"\n[[step]]\nat = 1\nfly = 2\n",
    );
    let args = [
        "drill",
        "run",
        "ransomware-exfiltration",
        "--script",
        path.to_str().unwrap(),
    ];
    let said = desk.run(&args).fails(2);
    assert!(said.contains("fly") && said.contains("does nothing"), "{said}");
}

#[test]
fn an_event_list_becomes_a_scenario_and_what_is_lost_is_named() {
    let desk = Desk::empty();
    let csv = "Time;From;To;Method;Description;Expected Action;Colour\n\
               T+0;SOC;Lead;E-mail;\"Alarm;\nsecond line\";Open the log;red\n\
               0:20;Press;Comms;Carrier pigeon;A call;Hold the line|Tell counsel;blue\n\
               soon;x;y;mail;lost;;\n";
    let from = written(&desk, "events.csv", csv);
    let to = desk.beside("made.toml");
    let args = ["drill", "import", from.to_str().unwrap(), "-o", to.to_str().unwrap()];
    let said = desk.run(&args).ok();
    for words in [
        "`colour`",
        "`Carrier pigeon`",
        "`soon`",
        "is a contingency",
        "legal deadlines",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = desk.run(&["drill", "lint", to.to_str().unwrap()]).ok();
    assert!(said.contains("1 scenario read, 0 problems"), "{said}");
    let brief = desk
        .run(&["drill", "brief", to.to_str().unwrap(), "--facilitator"])
        .ok();
    assert!(
        brief.contains("second line") && brief.contains("T+20") && brief.contains("Tell counsel"),
        "{brief}"
    );
}

#[test]
fn an_exercise_in_the_common_format_becomes_a_scenario() {
    let desk = Desk::empty();
    let cexf = serde_json::json!({
        "exercise": { "name": "Phishing <day>", "uuid": "u", "description": "A short one", "author": "x" },
        "injects": [
            { "uuid": "i-2", "name": "Second", "description": "It goes on", "target_tool": "MISP" },
            { "uuid": "i-1", "name": "First", "description": "It begins", "inject_evaluation": [{}, {}] }
        ],
        "inject_flow": [
            { "inject_uuid": "i-1", "timing": { "triggered_at": 0 } },
            { "inject_uuid": "i-2", "timing": { "triggered_at": "00:15:00" }, "requirements": { "inject_uuid": "i-1" } }
        ],
        "inject_payloads": [{}]
    });
    let from = written(&desk, "exercise.json", &cexf.to_string());
    let to = desk.beside("made.toml");
    let said = desk
        .run(&["drill", "import", from.to_str().unwrap(), "-o", to.to_str().unwrap()])
        .ok();
    for words in [
        "in another tool (2 checks)",
        "MISP",
        "waits for another inject",
        "exercise.author",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let brief = desk
        .run(&["drill", "brief", to.to_str().unwrap(), "--facilitator"])
        .ok();
    let (first, second) = (brief.find("It begins").unwrap(), brief.find("It goes on").unwrap());
    assert!(first < second && brief.contains("T+15"), "{brief}");
    let empty = written(&desk, "empty.json", "{}");
    let said = desk
        .run(&["drill", "import", empty.to_str().unwrap(), "-o", "x.toml"])
        .fails(2);
    assert!(said.contains("injects"), "{said}");
}

/// A real incident told again names nobody.
#[test]
fn a_replayed_incident_is_masked() {
    let (desk, code) = Desk::with_incident("Quibble mailbox read");
    let set = |key: &str, value: &str| {
        let _ = desk.run(&["profile", "set", key, value]).ok();
    };
    set("name", "Zanzibar Widgets");
    set("identity.email", "privacy@zanzibar.example");
    let fact = |key: &str, value: &str, source: &str| {
        let _ = desk
            .run(&["incident", "fact", "set", &code, key, value, "--source", source])
            .ok();
    };
    fact("milestones.discovery", "now", "Quentin of the desk");
    let also = ["incident", "milestone", &code, "discovery", "-1m", "--also"];
    let _ = desk.run(&also).ok();
    fact("data.elements", "ssn", "search");
    fact("letter.what_happened", "Quentin's mailbox was read", "Quentin");
    let _ = desk
        .run(&[
            "incident",
            "decide",
            &code,
            "gdpr_risk",
            "high",
            "--rationale",
            "Quentin says so",
        ])
        .ok();
    let to = desk.beside("again.toml");
    let said = desk
        .run(&[
            "drill",
            "replay",
            &code,
            "-o",
            to.to_str().unwrap(),
            "--mask",
            "Quentin",
        ])
        .ok();
    assert!(said.contains("skipped"), "{said}");
    let text = std::fs::read_to_string(&to).unwrap();
    for word in ["Quentin", "Zanzibar", "dana", "Quibble", "privacy@"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(text.contains("data.elements"), "{text}");
    let asked = text.matches("What do you know by now").count();
    assert_eq!(asked, 1, "what two entries of one minute say is told once: {text}");
    let lint = desk.run(&["drill", "lint", to.to_str().unwrap()]).ok();
    assert!(lint.contains("0 problems"), "{lint}");
    let _ = desk.run(&["drill", "start", to.to_str().unwrap()]).ok();
    let room = desk.run(&["drill", "go", "--json"]).json();
    assert!(!room["injects"].as_array().unwrap().is_empty());
}

/// Without an event there is not a moment to begin with; none is made up.
#[test]
fn an_incident_without_events_is_not_replayed() {
    let desk = crate::tui_undo::Desk::new("Mailbox read");
    let mut loaded = desk.record.load(&desk.code).unwrap();
    let telling = Telling {
        minutes: 90,
        words: &[],
        weeks: 52,
    };
    assert!(firebell::drill::replay::scenario(&loaded, &telling).is_ok());
    loaded.events.clear();
    let refused = firebell::drill::replay::scenario(&loaded, &telling).unwrap_err();
    assert_eq!(refused.to_string(), format!("{} has no events to replay", desk.code));
}

/// The room gets the news and not the answers, on other days, and nothing that tells which incident it was.
#[test]
fn a_replay_hands_out_no_answers() {
    let (desk, code) = Desk::with_incident("Quibble mailbox read");
    let fact = |key: &str, value: &str| {
        let _ = desk
            .run(&["incident", "fact", "set", &code, key, value, "--source", "search"])
            .ok();
    };
    fact("milestones.awareness", "now");
    fact("affected.US-TX", "417");
    let decide = [
        "incident",
        "decide",
        &code,
        "gdpr_risk",
        "high",
        "--rationale",
        "health data",
    ];
    let _ = desk.run(&decide).ok();
    let to = desk.beside("again.toml");
    let args = ["drill", "replay", &code, "-o", to.to_str().unwrap()];
    let asked = desk.run(&args).fails(2);
    assert!(
        asked.contains("what else must stay hidden") && asked.contains("--nothing-more"),
        "{asked}"
    );
    let said = desk.run(&[&args[..], &["--nothing-more"]].concat()).ok();
    assert!(said.contains("52 weeks later"), "{said}");
    let text = std::fs::read_to_string(&to).unwrap();
    assert!(!text.contains(&code), "the code tells which incident it was: {text}");
    let scenario = firebell::drill::read::read("again.toml", &text, 1).unwrap();
    let told: String = scenario
        .injects
        .iter()
        .map(|inject| format!("{} {}\n", inject.subject, inject.text))
        .collect();
    assert!(told.contains("417"), "{told}");
    for answer in ["milestones", "high", "gdpr_risk", "confirmed", "202"] {
        assert!(!told.contains(answer), "{answer}: {told}");
    }
    assert!(
        scenario.clocks.is_empty(),
        "the real team's deadlines are no right answers"
    );
    let course = desk.run(&["incident", "timeline", &code, "--json"]).json();
    let opened: chrono::DateTime<chrono::Utc> = course[0]["datetime"].as_str().unwrap().parse().unwrap();
    let moved = scenario.start - opened;
    assert!(
        (moved - chrono::TimeDelta::weeks(52)).num_minutes().abs() < 5,
        "{moved}"
    );
}
