//! The binary from outside: exit codes, streams, text and JSON.

use std::process::Output;

use crate::common::project;

fn firebell(args: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .current_dir(project(""))
        .env_clear()
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const CASE: &str = "tests/cases/us-multistate.toml";

#[test]
fn assess_prints_what_is_due_soonest_first() {
    let out = firebell(&["assess", CASE, "--at", "2026-03-10T15:00:00Z"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let page = text(&out.stdout);
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} not in {page}"));
    assert!(at("us-vt/regulator") < at("us-ca/individuals") && at("us-ca/individuals") < at("us-tx/individuals"));
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    assert!(page.contains("not legal advice"));
    assert!(out.stderr.is_empty());
}

#[test]
fn assess_json_has_the_shape_of_the_contract() {
    let out = firebell(&["assess", CASE, "--json", "--at", "2026-03-10T15:00:00Z"]);
    let view: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(view["as_of"], "2026-03-10T15:00:00Z");
    assert!(view["rule_base"]["regimes"].as_u64().unwrap() >= 245);
    let tx = view["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["id"] == "us-tx/regulator")
        .unwrap();
    assert_eq!(tx["deadline"]["strict"], "2026-04-05T04:59:59Z");
    assert_eq!(tx["deadline"]["strict_local"], "2026-04-04T23:59:59-05:00");
    assert_eq!(tx["deadline"]["zone"], "America/Chicago");
    assert_eq!(
        (tx["verdict"].as_str(), tx["status"].as_str()),
        (Some("due"), Some("open"))
    );
    assert!(view["risk"]["suggested"].is_string());
}

#[test]
fn fail_overdue_is_a_no() {
    assert_eq!(
        firebell(&["assess", CASE, "--at", "2026-03-10T15:00:00Z", "--fail-overdue"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(
        firebell(&["assess", CASE, "--at", "2027-01-01T00:00:00Z", "--fail-overdue"])
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn why_shows_start_cite_and_steps() {
    let out = firebell(&["why", CASE, "us-tx/regulator", "--at", "2026-03-10T15:00:00Z"]);
    let page = text(&out.stdout);
    for words in [
        "discovery: Thu 5 Mar 2026 14:00 -06:00",
        "the day of the event is not counted",
        "§ 521.053(i)",
        "Covers      with a name: complete social security number; ",
        "Recorded    covered: complete social security number",
        "Send by     online form ·",
        "Contains    ",
        "tz database",
    ] {
        assert!(page.contains(words), "{words} not in {page}");
    }
    // What is not due says what would bind.
    let out = firebell(&["why", CASE, "us-ct/individuals", "--at", "2026-03-10T15:00:00Z"]);
    let page = text(&out.stdout);
    assert!(
        page.contains("NOT DUE: if it were due: 60 calendar days from "),
        "{page}"
    );
    let out = firebell(&["why", CASE, "us-tx/regulater"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("did you mean `us-tx/regulator`"));
}

#[test]
fn due_counts_one_period() {
    let args = [
        "due",
        "72h",
        "--from",
        "2026-06-12T16:30+02:00",
        "--zone",
        "Europe/Amsterdam",
        "--counting",
        "eu-1182",
        "--calendar",
        "NL",
        "--json",
    ];
    let answer: serde_json::Value = serde_json::from_slice(&firebell(&args).stdout).unwrap();
    assert_eq!(
        (answer["due"].as_str(), answer["date"].as_str()),
        (Some("2026-06-15T17:00:00+02:00"), Some("2026-06-15"))
    );
}

#[test]
fn errors_are_json_when_asked() {
    let out = firebell(&[
        "--json",
        "due",
        "4bd",
        "--from",
        "2026-01-01T00:00Z",
        "--calendar",
        "XX",
    ]);
    assert_eq!(out.status.code(), Some(2));
    let error: serde_json::Value = serde_json::from_slice(&out.stderr).unwrap();
    assert_eq!(error["kind"], "input");
    assert!(out.stdout.is_empty());
    assert_eq!(firebell(&["assess", "no-such-file.toml"]).status.code(), Some(4));
    assert_eq!(firebell(&["frobnicate"]).status.code(), Some(2));
}

#[test]
fn law_commands_answer() {
    assert_eq!(firebell(&["law", "lint"]).status.code(), Some(0));
    let list: serde_json::Value = serde_json::from_slice(&firebell(&["law", "list", "--json"]).stdout).unwrap();
    assert!(list.as_array().unwrap().len() >= 245);
    let show: serde_json::Value =
        serde_json::from_slice(&firebell(&["law", "show", "us-tx", "--json"]).stdout).unwrap();
    assert_eq!(show["versions"].as_array().unwrap().len(), 3);
    let diff = text(&firebell(&["law", "diff", "2023-08-31", "2023-09-01"]).stdout);
    assert!(
        diff.contains("us-tx/regulator: 60 d") && diff.contains("30 d"),
        "{diff}"
    );
    for args in [
        &["law", "profiles"][..],
        &["law", "authorities", "DE-BY"],
        &["law", "calendars"],
        &["law", "stale"],
        &["man"],
        &["completions", "bash"],
    ] {
        let out = firebell(args);
        assert_eq!(out.status.code(), Some(0), "{args:?}");
        assert!(!out.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let block = |n: usize| readme.split("```text\n").nth(n).unwrap().split("```").next().unwrap();
    let capture = std::fs::read_to_string(project("docs/workbench.txt")).unwrap();
    assert_eq!(block(1), capture, "cargo run --example picture makes it anew");
    let shown = block(2);
    let out = firebell(&["assess", "examples/payroll-export.toml", "--at", "2026-03-10T15:00:00Z"]);
    let printed = text(&out.stdout);
    assert!(printed.starts_with(shown), "{printed}");
    // Every command of the walk is one that the binary knows.
    let walk = readme.split("```sh\n").nth(2).unwrap().split("```").next().unwrap();
    let lines: Vec<&str> = walk.lines().filter_map(|line| line.strip_prefix("fb ")).collect();
    assert_eq!(lines.len(), 20);
    for line in lines {
        let words: Vec<&str> = line
            .split(' ')
            .take_while(|w| w.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            .collect();
        let words = if words[0] == "incident" {
            &words[..2.min(words.len())]
        } else {
            &words[..1]
        };
        let help = firebell(&[words, &["--help"]].concat());
        assert_eq!(help.status.code(), Some(0), "{line}");
    }
}
