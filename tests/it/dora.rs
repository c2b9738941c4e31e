//! The DORA report: made reports with their verdicts, and the draft from a record.

use firebell::app::dora::check::{Finding, findings};
use serde_json::Value;

use crate::common::record::Desk;
use crate::common::{project, shared};

/// The report of a case: a base with single places set or removed.
fn report(bases: &Value, case: &Value) -> Value {
    let mut report = bases[case["base"].as_str().unwrap()].clone();
    for (place, value) in case["set"].as_object().unwrap() {
        let (above, key) = place.rsplit_once('/').unwrap();
        report.pointer_mut(above).unwrap()[key] = value.clone();
    }
    for place in case["remove"].as_array().unwrap() {
        let (above, key) = place.as_str().unwrap().rsplit_once('/').unwrap();
        let _ = report.pointer_mut(above).unwrap().as_object_mut().unwrap().remove(key);
    }
    report
}

#[test]
fn every_made_report_gets_the_verdict_of_the_regulation() {
    let text = std::fs::read_to_string(project("tests/data/dora/cases.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let cases = all["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 51);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let found = findings(&report(&all["bases"], case));
            let right = found.is_empty() == case["ok"].as_bool().unwrap();
            (!right).then(|| format!("{} ({}): {found:?}", case["case"], case["why"]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_finding_names_its_field() {
    let text = std::fs::read_to_string(project("tests/data/dora/cases.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let named = |name: &str| {
        let case = all["cases"]
            .as_array()
            .unwrap()
            .iter()
            .find(|case| case["case"] == name)
            .unwrap();
        let fields = |finding: Finding| finding.field.unwrap_or("-");
        findings(&report(&all["bases"], case))
            .into_iter()
            .map(fields)
            .collect::<Vec<_>>()
    };
    for (case, field) in [
        ("no-detection", "2.2"),
        ("lei-checksum", "1.3"),
        ("percent-two-decimals", "3.5"),
        ("figures-twice", "3.12"),
        ("authority-none-and-csirt", "3.31"),
        ("cause-without-parent", "4.2"),
        ("final-no-root-cause", "4.1"),
        ("reclassified-without-reasons", "2.10"),
        ("unknown-key", "-"),
    ] {
        assert!(named(case).contains(&field), "{case}: {:?}", named(case));
    }
}

#[test]
fn the_shared_cases_are_the_same() {
    let Some(text) = shared("interop/dora/cases.jsonl") else {
        return;
    };
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let found = findings(&case["report"]);
        assert_eq!(
            found.is_empty(),
            case["regulation"] == "ok",
            "{}: {found:?}",
            case["case"]
        );
    }
    let sample = shared("interop/dora/made-threat.json").unwrap();
    // A threat is another form; nothing of it passes for an incident.
    assert!(!findings(&serde_json::from_str(&sample).unwrap()).is_empty());
}

#[test]
fn a_draft_has_what_is_known_and_names_the_rest() {
    let (desk, code) = Desk::with_incident("Card payments fail");
    let _ = desk.run(&["profile", "set", "name", "Example Payments DAC"]).ok();
    let _ = desk
        .run(&["incident", "milestone", &code, "awareness", "2026-03-06T07:40Z"])
        .ok();
    let file = desk.beside("initial.json").display().to_string();
    let said = desk
        .run(&["dora", "draft", &code, "--stage", "initial", "--output", &file])
        .ok();
    assert!(said.contains("2.3") && said.contains("2.9"), "{said}");
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(report["incident"]["detectionDateTime"], "2026-03-06T07:40:00Z");
    assert_eq!(report["submittingEntity"]["name"], "Example Payments DAC");
    assert_eq!(report["incident"]["classificationDateTime"], Value::Null);
    let checked = desk.run(&["dora", "check", &file]);
    assert_eq!(checked.code, 1, "{}", checked.out);
}

#[test]
fn the_report_of_an_exercise_says_so_in_its_name_and_in_its_words() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap();
    let plain = desk.beside("initial.json").display().to_string();
    let _ = desk
        .run(&["dora", "draft", code, "--stage", "initial", "--output", &plain])
        .fails(2);
    let marked = desk.beside("exercise-initial.json").display().to_string();
    let _ = desk
        .run(&["dora", "draft", code, "--stage", "initial", "--output", &marked])
        .ok();
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&marked).unwrap()).unwrap();
    assert!(
        report["incident"]["incidentDescription"]
            .as_str()
            .unwrap()
            .contains("EXERCISE"),
        "{report}"
    );
}
