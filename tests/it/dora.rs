//! The DORA report: made reports with their verdicts, and the draft from a record.

use firebell::app::dora::check::{Finding, findings};
use firebell::app::dora::fill::Spot;
use firebell::app::dora::workbook;
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

/// Numbers that are the same, written alike.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(parts) => parts.iter().map(|(key, part)| (key.clone(), plain(part))).collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

/// Objects without regard to the order of their keys.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(parts) => {
            let parts: std::collections::BTreeMap<&String, Value> =
                parts.iter().map(|(key, part)| (key, sorted(part))).collect();
            serde_json::to_value(parts).unwrap()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn every_right_report_goes_through_a_workbook_and_comes_back_whole() {
    let text = std::fs::read_to_string(project("tests/data/dora/cases.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let now = "2026-03-06T12:00:00Z".parse().unwrap();
    let bases = all["bases"].as_object().unwrap();
    let right = all["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["ok"] == true);
    let reports = bases.clone().into_iter();
    let reports = reports.chain(right.map(|case| (case["case"].to_string(), report(&all["bases"], case))));
    let mut count = 0;
    for (name, report) in reports {
        let bytes = workbook::write(&report, "", None, now).unwrap();
        let back = workbook::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(sorted(&plain(&back)), sorted(&plain(&report)), "{name}");
        count += 1;
    }
    assert_eq!(count, bases.len() + 6);
}

#[test]
fn the_two_kinds_of_codes_of_a_sender_and_several_entities_keep_their_places() {
    let mut report = serde_json::json!({ "incidentSubmission": "initial_notification" });
    let put = |report: &mut Value, n: &str, values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Spot::named(n).unwrap().put(report, &values)
    };
    put(&mut report, "1.3", &["EXAMPLEBANKIRELAND50", "IE-EUID-1"]).unwrap();
    put(&mut report, "1.5", &["One plc"]).unwrap();
    put(&mut report, "1.5/2", &["Two plc"]).unwrap();
    put(&mut report, "1.4/2", &["payment_institution"]).unwrap();
    assert!(
        put(&mut report, "1.5/4", &["Four plc"])
            .unwrap_err()
            .to_string()
            .contains("no affected entity 3")
    );
    assert_eq!(report["submittingEntity"]["LEI"], "EXAMPLEBANKIRELAND50");
    assert_eq!(report["submittingEntity"]["code"], "IE-EUID-1");
    assert_eq!(report["affectedEntity"][1]["name"], "Two plc");
    assert_eq!(report["affectedEntity"][0].get("affectedEntityType"), None);
    // What belongs to a criterion needs it, and goes with it.
    assert!(put(&mut report, "2.6", &["FR"]).is_err());
    put(&mut report, "2.5", &["geographical_spread", "data_losses"]).unwrap();
    put(&mut report, "2.6", &["FR", "DE"]).unwrap();
    put(&mut report, "2.5", &["data_losses", "geographical_spread"]).unwrap();
    let types = &report["incident"]["classificationTypes"];
    assert_eq!(
        types[1]["countryCodeMaterialityThresholds"],
        serde_json::json!(["FR", "DE"])
    );
    put(&mut report, "2.5", &["data_losses"]).unwrap();
    put(&mut report, "2.5", &["data_losses", "geographical_spread"]).unwrap();
    assert_eq!(Spot::named("2.6").unwrap().texts(&report), [""; 0]);
    put(&mut report, "1.3", &[]).unwrap();
    assert_eq!(report.get("submittingEntity"), None);
    // What stands where something else belongs is never written over, and never a panic.
    for wrong in [
        serde_json::json!([]),
        serde_json::json!("x"),
        serde_json::json!({ "incident": "x", "affectedEntity": 5, "impactAssessment": [1], "primaryContact": false }),
        serde_json::json!({ "incident": { "classificationTypes": "x", "incidentType": 3 } }),
    ] {
        for n in ["2.5", "2.6", "1.5", "3.4", "3.23", "1.7"] {
            let mut report = wrong.clone();
            let values: &[&str] = match n {
                "2.5" => &["data_losses"],
                "2.6" => &["FR"],
                "3.4" => &["7"],
                "3.23" => &["other"],
                _ => &["x"],
            };
            if put(&mut report, n, values).is_err() {
                assert_eq!(report, wrong, "{n}");
            }
            let _ = put(&mut report, n, &[]);
            let _ = firebell::app::dora::sheet::sheet(&report);
        }
    }
    for n in ["9.9", "1.5/0", "2.4/2", "", "1.5/x"] {
        assert!(Spot::named(n).is_none(), "{n}");
    }
}

const FILLED: [&str; 14] = [
    "1.3=EXAMPLEBANKIRELAND50",
    "1.4=payment_institution",
    "1.6=EXAMPLEBANKIRELAND50",
    "1.7=Incident desk",
    "1.8=incident@example.com",
    "1.9=+35315550100",
    "1.10=Security team",
    "1.11=security@example.com",
    "1.12=+35315550101",
    "1.15=EUR",
    "2.4=Card payments fail since 07:25 UTC",
    "2.5=critical_services_affected",
    "2.7=monitoring_systems",
    "2.9=yes",
];

/// An initial notification as the record has it.
fn drafted() -> (Desk, String, String) {
    let (desk, code) = Desk::with_incident("Card payments fail");
    let _ = desk.run(&["profile", "set", "name", "Example Payments DAC"]).ok();
    let moments = [
        ("awareness", "2026-03-06T07:40Z"),
        ("classification", "2026-03-06T11:05Z"),
    ];
    for (name, at) in moments {
        let _ = desk.run(&["incident", "milestone", &code, name, at]).ok();
    }
    let json = desk.beside("initial.json").display().to_string();
    let draft = ["dora", "draft", &code, "--stage", "initial", "--output", &json];
    let _ = desk.run(&draft).ok();
    (desk, code, json)
}

fn read(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_value_that_a_field_does_not_take_is_refused_with_its_list() {
    let (desk, _, json) = drafted();
    let before = std::fs::read_to_string(&json).unwrap();
    // Every problem at once, and nothing is changed.
    let wrong = ["dora", "set", &json, "2.7=gossip", "3.5=40.25", "9.9=x", "1.15=EUR"];
    let said = desk.run(&wrong).fails(2);
    for words in [
        "`gossip`, which is not a code",
        "--list discovery",
        "one decimal",
        "`9.9` is not a field",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&json).unwrap(), before);
}

/// From the record to a report without findings, by the command line alone and through the workbook.
#[test]
fn an_initial_notification_is_completed_field_by_field_and_the_next_report_goes_on_from_it() {
    let (desk, code, json) = drafted();
    let _ = desk.run(&[&["dora", "set", &json][..], &FILLED].concat()).ok();
    let _ = desk.run(&["dora", "check", &json]).ok();
    // The workbook of it has the same verdict, and what is changed in it is written as JSON again.
    let [book, again, next] =
        ["initial.xlsx", "again.json", "intermediate.json"].map(|name| desk.beside(name).display().to_string());
    let _ = desk.run(&["dora", "sheet", &json, "--output", &book]).ok();
    let _ = desk.run(&["dora", "check", &book]).ok();
    let _ = desk.run(&["dora", "set", &book, "2.8=Example Cloud;;;"]).ok();
    let _ = desk.run(&["dora", "sheet", &book, "--output", &again]).ok();
    let provider = &read(&again)["incident"]["originatesFromThirdPartyProvider"];
    assert_eq!(*provider, "Example Cloud;;;");
    let draft = [
        "dora",
        "draft",
        &code,
        "--stage",
        "intermediate",
        "--from",
        &book,
        "--output",
        &next,
    ];
    let _ = desk.run(&draft).ok();
    let report = read(&next);
    assert_eq!(report["incidentSubmission"], "intermediate_report");
    assert_eq!(
        report["affectedEntity"][0]["affectedEntityType"][0],
        "payment_institution"
    );
    let shown = desk.run(&["dora", "sheet", &next]).ok();
    assert!(
        shown.contains("DORA: intermediate report") && shown.contains("--list incident_type"),
        "{shown}"
    );
}

#[test]
fn the_workbook_of_an_exercise_carries_the_mark_and_the_name() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap();
    let book = desk.beside("exercise-initial.xlsx").display().to_string();
    let _ = desk
        .run(&["dora", "draft", code, "--stage", "initial", "--output", &book])
        .ok();
    let unmarked = desk.beside("initial.json").display().to_string();
    let said = desk.run(&["dora", "sheet", &book, "--output", &unmarked]).fails(2);
    assert!(said.contains("needs `exercise` in its name"), "{said}");
    let bytes = std::fs::read(&book).unwrap();
    let mut read = firebell::app::files::workbook::Workbook::open(&bytes).unwrap();
    let rows = read.rows(0, |text, _| text.to_owned()).unwrap();
    assert_eq!(rows[0].cells[0], "EXERCISE: DORA: initial notification");
    for (bytes, words) in [
        (&b"PK\x03\x04 no archive"[..], "workbook"),
        (b"no JSON", "neither JSON nor a workbook"),
    ] {
        let wrong = desk.beside("wrong.xlsx");
        std::fs::write(&wrong, bytes).unwrap();
        let said = desk.run(&["dora", "check", &wrong.display().to_string()]).fails(2);
        assert!(said.contains(words), "{said}");
    }
    let other = desk.beside("initial.pdf").display().to_string();
    let said = desk
        .run(&["dora", "draft", code, "--stage", "initial", "--output", &other])
        .fails(2);
    assert!(said.contains("exercise"), "{said}");
}
