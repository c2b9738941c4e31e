//! Exercises from outside: scenarios played by script, their reports, a facilitator's sitting, imports and replays.

mod composed;
mod evidence;
mod facilitated;
mod files;
mod guide;
mod hints;
mod imports;
mod lint;
mod observers;
mod own;
mod panel;
mod proposals;
mod report;
mod seeds;
mod teams;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use serde_json::Value;

use crate::common::project;
use crate::common::record::Desk;

/// The ids of the shipped scenarios.
fn scenarios() -> Vec<String> {
    let files = std::fs::read_dir(project("playbooks/tabletop")).unwrap();
    let names = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut ids: Vec<String> = names
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    ids
}

fn played(desk: &Desk, id: &str, script: &str) -> Value {
    desk.run(&["drill", "run", id, "--script", script, "--json"]).json()
}

/// What a script that comes with a scenario comes to. It is played once for all tests that look at it.
fn shipped(id: &str, script: &str) -> Arc<Value> {
    type Played = Arc<OnceLock<Arc<Value>>>;
    static PLAYED: LazyLock<Mutex<BTreeMap<(String, String), Played>>> = LazyLock::new(Mutex::default);
    let key = (id.to_owned(), script.to_owned());
    let slot = Arc::clone(PLAYED.lock().unwrap().entry(key).or_default());
    Arc::clone(slot.get_or_init(|| Arc::new(played(&Desk::empty(), id, script))))
}

/// A number of a JSON document; absent reads as zero.
fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

#[test]
fn every_scenario_is_read_and_listed() {
    let desk = Desk::empty();
    let all = scenarios();
    assert_eq!(all.len(), 20);
    let said = desk.run(&["drill", "lint"]).ok();
    assert!(said.contains("20 scenarios read, 0 problems"), "{said}");
    let listed = desk.run(&["drill", "list", "--json"]).json();
    let ids: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, all);
}

/// Each scenario plays to its end both ways; a prepared team finds every clock, an unprepared one does not.
#[test]
fn every_scenario_is_played_well_and_badly() {
    for id in scenarios() {
        let (well, badly) = (shipped(&id, "well"), shipped(&id, "badly"));
        for run in [&well, &badly] {
            assert_eq!(run["exercise"], true, "{id}");
            assert_eq!(run["ended"], true, "{id}");
            assert!(run["code"].as_str().unwrap().starts_with("X-"), "{id}");
        }
        let (good, bad) = (number(&well["score"]["share"]), number(&badly["score"]["share"]));
        assert!(good >= 90, "{id} well played: {good} %");
        assert!(bad <= 40, "{id} badly played: {bad} %");
        for clock in well["clocks"].as_array().unwrap() {
            assert!(
                ["right", "defensible"].contains(&clock["verdict"].as_str().unwrap()),
                "{id}: {clock}"
            );
        }
        let right = badly["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["verdict"] == "right")
            .count();
        assert!(
            right < well["clocks"].as_array().unwrap().len(),
            "{id}: the bad run finds every clock too"
        );
        assert_eq!(well["score"]["not_evaluated"], 0, "{id}");
        assert_eq!(well["score"]["not_rated"], 0, "{id}");
        assert_eq!(badly["score"]["not_rated"], 5, "{id}");
    }
}

/// What nobody evaluated counts for nothing, and the share is what the actions say it is.
#[test]
fn the_share_is_the_weighted_share_of_what_was_evaluated() {
    for id in scenarios() {
        let run = shipped(&id, "badly");
        let (mut got, mut of) = (0, 0);
        for action in run["score"]["actions"].as_array().unwrap() {
            let points = match action["outcome"].as_str().unwrap() {
                "done" => 2,
                "late" | "hinted" => 1,
                "wrong" | "missed" => 0,
                _ => continue,
            };
            got += points * number(&action["weight"]);
            of += 2 * number(&action["weight"]);
        }
        let share = (got as f64 * 100.0 / of as f64).round() as u64;
        assert!(
            number(&run["score"]["share"]).abs_diff(share) <= 1,
            "{id}: {share} and {}",
            run["score"]["share"]
        );
    }
}

#[test]
fn the_same_script_gives_the_same_score() {
    let desk = Desk::empty();
    let id = "ransomware-exfiltration";
    assert_eq!(played(&desk, id, "well"), played(&desk, id, "well"));
}

/// A team between the two: what is done late, after a hint, wrongly, or only said to be done, each comes out as that.
#[test]
fn late_hinted_wrong_and_unseen_are_told_apart() {
    let desk = Desk::empty();
    let script = r#"
scenario = "ransomware-exfiltration"
[[step]]
at = 2
call = { contact = "commander", reached = "attempted" }
[[step]]
at = 10
role = "observer"
hint = "a02.insurer"
[[step]]
at = 12
call = { contact = "insurer", reached = "answered" }
[[step]]
at = 25
role = "security"
evidence = { name = "READ_ME.txt", what = "late" }
[[step]]
at = 30
call = { contact = "counsel", reached = "attempted" }
[[step]]
at = 52
role = "observer"
mark = { action = "a06.answer", mark = "wrong", remark = "promised to file" }
[[step]]
at = 61
role = "legal"
fact = { key = "milestones.awareness", value = "2026-03-09 08:30" }
[[step]]
at = 62
role = "observer"
mark = { action = "a01.lead", mark = "missed" }
"#;
    let path = written(&desk, "between.toml", script);
    let run = played(&desk, "ransomware-exfiltration", path.to_str().unwrap());
    let actions = run["score"]["actions"].as_array().unwrap();
    let outcome = |id: &str| {
        let action = actions.iter().find(|action| action["id"] == id).unwrap();
        (
            action["outcome"].as_str().unwrap().to_owned(),
            action["by"].as_str().map(str::to_owned),
        )
    };
    let engine = |word: &str| (word.to_owned(), Some("engine".to_owned()));
    let observer = |word: &str| (word.to_owned(), Some("observer".to_owned()));
    assert_eq!(outcome("a02.insurer"), engine("hinted"));
    assert_eq!(outcome("a02.evidence"), engine("late"));
    // An attempt is no answer.
    assert_eq!(outcome("a04.counsel"), engine("missed"));
    assert_eq!(outcome("a04.aware"), engine("wrong"));
    assert_eq!(outcome("a06.answer"), observer("wrong"));
    // The evaluator stands over the engine, which saw a call.
    assert_eq!(outcome("a01.lead"), observer("missed"));
    assert_eq!(outcome("a10.check"), ("not_evaluated".to_owned(), None));
    assert_eq!(outcome("a91.hold"), ("not_delivered".to_owned(), None));
    assert_eq!(run["score"]["hints"], 1);
    assert_eq!(run["score"]["not_evaluated"], 1);
    assert_eq!(run["measures"]["to_first_call"], 2);
    assert_eq!(run["measures"]["to_aware"], 61);
}

/// Another seed draws other words and counts; `seeds` holds that the right answers stay right.
#[test]
fn another_seed_is_another_exercise() {
    let desk = Desk::empty();
    for id in scenarios() {
        let brief = |seed: &str| desk.run(&["drill", "brief", &id, "--facilitator", "--seed", seed]).ok();
        let texts: std::collections::BTreeSet<String> = ["1", "2", "3", "4"].iter().map(|seed| brief(seed)).collect();
        assert!(texts.len() > 1, "{id}: every seed tells the same story");
    }
}

/// The report of each scenario has every section, and its figures are those of the evaluation.
#[test]
fn the_report_of_each_scenario_is_whole_and_agrees_with_the_events() {
    let desk = Desk::empty();
    for id in scenarios() {
        let path = desk.beside(&format!("{id}.md"));
        let path_text = path.to_str().unwrap();
        let run = desk.run(&["drill", "run", &id, "--script", "well", "--json", "--report", path_text]);
        let run = run.json();
        let report = std::fs::read_to_string(&path).unwrap();
        assert!(report.starts_with("**EXERCISE"), "{id}");
        for section in [
            "Overview",
            "Open from earlier exercises",
            "Objectives",
            "Timeline",
            "Clocks",
            "Targets",
            "What was missed or late, and by how much",
            "Strengths",
            "Areas for improvement",
            "Improvement plan",
            "Trend",
            "Hot wash and feedback",
            "Signed",
        ] {
            assert!(report.contains(&format!("\n## {section}\n")), "{id}: no {section}");
        }
        let delivered = format!(
            "{} delivered, {} skipped",
            run["delivered"],
            run["skipped"].as_array().unwrap().len()
        );
        assert!(report.contains(&delivered), "{id}: {delivered}");
        let share = format!("{} % of what was evaluated", run["score"]["share"]);
        assert!(report.contains(&share), "{id}: {share}");
        let duties = &run["measures"]["duties"];
        let words = format!(
            "{} filed on time, {} filed late, {} missed, {} still open",
            duties["in_time"], duties["late"], duties["missed"], duties["open"]
        );
        assert!(report.contains(&words), "{id}: {words}");
        let done = run["score"]["actions"].as_array().unwrap().len();
        let rows = report
            .lines()
            .filter(|line| line.ends_with(" |") && line.contains("done"))
            .count();
        assert!(rows * 2 > done, "{id}: {rows} rows for {done} actions");
    }
}

fn written(desk: &Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.beside(name);
    std::fs::write(&path, text).unwrap();
    path
}
