//! Cases of other tools in, and the incident in their words out: suggestions and nothing more, every loss named, nobody's
//! name taken, and what leaves marked.

use firebell::app::imports::case::{Case, CaseFormat, read};
use firebell::core::tlp::Tlp;
use serde_json::Value;

use crate::common::record::Desk;
use crate::common::{project, shared};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/data/cases").join(name)).unwrap()
}

fn veris(id: &str) -> Case {
    read(&sample("veris.jsonl"), Some(id)).unwrap()
}

fn suggested<'c>(case: &'c Case, key: &str) -> Option<&'c str> {
    let found = case.suggestions.iter().find(|suggestion| suggestion.key == key);
    found.map(|suggestion| suggestion.value.as_str())
}

#[test]
fn every_record_of_veris_is_read_and_says_what_it_lost() {
    let text = String::from_utf8(sample("veris.jsonl")).unwrap();
    let mut suggested_something = 0;
    for line in text.lines() {
        let case = read(line.as_bytes(), None).unwrap();
        assert_eq!(case.format, CaseFormat::Veris);
        assert!(
            case.without_place.iter().any(|place| place == "victim"),
            "{line}: {case:?}"
        );
        assert!(!case.questions.is_empty(), "{line}");
        suggested_something += usize::from(!case.suggestions.is_empty());
    }
    assert_eq!((text.lines().count(), suggested_something), (36, 36));
}

#[test]
fn words_of_veris_suggest_facts_as_suspected_and_ask_for_the_rest() {
    let slip = veris("case-01");
    assert_eq!(suggested(&slip, "breach.cause"), Some("\"slip\""));
    assert_eq!(suggested(&slip, "breach.malicious"), Some("false"));
    assert_eq!(suggested(&slip, "breach.types"), Some("[\"confidentiality\"]"));
    assert_eq!(suggested(&slip, "data.acquired"), Some("\"confirmed\""));
    assert_eq!(suggested(&slip, "data.encrypted"), Some("false"));
    assert_eq!(suggested(&slip, "data.elements"), Some("[\"any_personal_data\"]"));
    // Records are not people, and the day is not a moment.
    assert!(
        slip.questions
            .iter()
            .any(|question| question.contains("counts records, not people")),
        "{slip:?}"
    );
    assert!(
        slip.suggestions
            .iter()
            .all(|suggestion| !suggestion.key.starts_with("milestones") && !suggestion.key.starts_with("affected"))
    );
    let theft = veris("case-02");
    assert_eq!(suggested(&theft, "breach.cause"), Some("\"theft\""));
    assert_eq!(suggested(&theft, "data.acquired"), Some("\"possible\""));
}

#[test]
fn the_shared_records_go_in_and_none_is_refused() {
    let Some(text) = shared("interop/veris/vcdb-sample.jsonl") else {
        return;
    };
    let mut read_of_them = 0;
    for line in text.lines() {
        let case = read(line.as_bytes(), None).unwrap();
        let record: Value = serde_json::from_str(line).unwrap();
        // The name of the victim is nowhere in what is shown or recorded.
        let victim = record["victim"]["victim_id"].as_str().unwrap_or("Unknown");
        let shown = serde_json::to_string(&case).unwrap();
        assert!(
            victim.len() < 5 || victim == "Unknown" || !shown.contains(victim),
            "{victim}: {shown}"
        );
        read_of_them += 1;
    }
    assert_eq!(read_of_them, 300);
    for name in ["veris-1.4.1-cases.jsonl", "veris-validity-cases.jsonl"] {
        for line in shared(&format!("interop/veris/{name}")).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            // Each gives an answer; what a schema says of it is no reason to refuse it.
            let _ = read(case["incident"].to_string().as_bytes(), None);
        }
    }
}

#[test]
fn marks_of_misp_are_kept_and_never_widened() {
    let real = read(&sample("misp-made-incident.json"), None).unwrap();
    assert_eq!((real.format, real.exercise), (CaseFormat::Misp, false));
    assert!(
        real.without_place.iter().any(|place| place.contains("indicators")),
        "{real:?}"
    );
    let exercise = read(&sample("misp-made-exercise.json"), None).unwrap();
    assert_eq!((exercise.exercise, exercise.tlp), (true, Some(Tlp::Clear)));
    let strange = br#"{"Event":{"uuid":"u","Tag":[{"name":"tlp:green"},{"name":"tlp:purple"}]}}"#;
    assert_eq!(read(strange, None).unwrap().tlp, Some(Tlp::Red));
}

#[test]
fn bundles_of_stix_get_their_verdicts() {
    let full = read(&sample("made-incident-full.json"), None).unwrap();
    assert_eq!(full.format, CaseFormat::Stix);
    assert_eq!(suggested(&full, "data.elements"), Some("[\"any_personal_data\"]"));
    assert_eq!(suggested(&full, "data.acquired"), Some("\"likely\""));
    assert!(read(&sample("made-incident-stub.json"), None).is_ok());
    for (name, words) in [
        ("made-bad-id.json", "has an id that is not"),
        ("made-bad-no-name.json", "the incident has no name"),
        ("made-bad-timestamp.json", "is not a moment in UTC"),
        ("made-bad-version.json", "only 2.1 is read"),
    ] {
        let refused = read(&sample(name), None).unwrap_err().to_string();
        assert!(refused.contains(words), "{name}: {refused}");
    }
    for name in [
        "oasis-incident-pii-report-shape-1",
        "oasis-incident-pii-report-shape-2",
        "oasis-indicator-to-campaign-relationship",
        "oasis-indicators-for-C2-with-COA",
        "oasis-malicious-email-indicator-with-attachment",
    ] {
        let Some(text) = shared(&format!("interop/stix/bundles/{name}.json")) else {
            return;
        };
        assert!(
            read(text.as_bytes(), None).is_ok(),
            "{name}: {:?}",
            read(text.as_bytes(), None)
        );
    }
}

#[test]
fn exports_of_case_tools_are_read() {
    let hive = br#"{"_type":"case","caseId":7,"title":"Acme","tlp":2,"tags":["ransomware"],"startDate":1773522300000,"tasks":[{},{}]}"#;
    let case = read(hive, None).unwrap();
    assert_eq!(
        (case.format, case.id.as_deref(), case.tlp),
        (CaseFormat::TheHive, Some("7"), Some(Tlp::Amber))
    );
    assert_eq!(
        suggested(&case, "breach.kinds"),
        Some("[\"malicious_access\", \"ransomware_deployed\"]")
    );
    assert!(
        case.without_place.contains(&"2 tasks".to_owned()) && !format!("{case:?}").contains("Acme"),
        "{case:?}"
    );
    let iris = br#"{"case":{"case_id":3,"name":"Acme"},"timeline":[{"event_title":"x"}],"iocs":[{}],"assets":[]}"#;
    let case = read(iris, None).unwrap();
    assert_eq!((case.format, case.id.as_deref()), (CaseFormat::Iris, Some("3")));
    assert!(
        case.questions.iter().any(|question| question.starts_with("1 events")) && !format!("{case:?}").contains("Acme"),
        "{case:?}"
    );
    for (bytes, words) in [
        (&b"{}"[..], "none of the forms"),
        (b"[", "not JSON"),
        (b"\x00", "not text"),
    ] {
        let refused = read(bytes, None).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    let deep = "[".repeat(100_000);
    assert!(read(deep.as_bytes(), None).is_err());
}

#[test]
fn loose_files_are_read_and_what_has_no_place_is_named() {
    let bare =
        br#"{"uuid":"u-1","info":"x","threat_level_id":"1","Tag":[{"name":"tlp:amber"}],"Attribute":[{"type":"md5"}]}"#;
    let case = read(bare, None).unwrap();
    assert_eq!((case.format, case.tlp), (CaseFormat::Misp, Some(Tlp::Amber)));
    let hive = br#"{"_type":"case","caseId":7,"title":"Acme","description":"d","severity":2,"startDate":1,"pap":2,"summary":" "}"#;
    let case = read(hive, None).unwrap();
    for field in ["title", "description", "severity", "startDate", "pap"] {
        assert!(case.without_place.contains(&field.to_owned()), "{field}: {case:?}");
    }
    assert!(!case.without_place.contains(&"summary".to_owned()), "{case:?}");
    let iris = br#"{"case":{"case_id":3,"case_description":"Acme","case_soc_id":"S-1"},"iocs":[]}"#;
    let case = read(iris, None).unwrap();
    for field in ["case_description", "case_soc_id"] {
        assert!(case.without_place.contains(&field.to_owned()), "{field}: {case:?}");
    }
    assert!(!format!("{case:?}").contains("Acme"), "{case:?}");
}

#[test]
fn only_what_is_named_is_recorded_and_only_as_suspected() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let file = project("tests/data/cases/veris.jsonl").display().to_string();
    let import = ["import", "case", &file, "--incident", &code, "--id", "case-01"];
    let before = desk.digests(&code).len();
    let shown = desk.run(&import).ok();
    assert!(
        shown.contains("Suggests breach.cause = \"slip\"") && shown.contains("No place for victim"),
        "{shown}"
    );
    assert_eq!(desk.digests(&code).len(), before);
    let refused = desk
        .run(&[&import[..], &["--take", "milestones.discovery"]].concat())
        .fails(2);
    assert!(refused.contains("does not suggest milestones.discovery"), "{refused}");
    let _ = desk
        .run(&[&import[..], &["--take", "breach.cause,data.elements"]].concat())
        .ok();
    let facts = desk.run(&["incident", "fact", "history", &code, "--json"]).json();
    let facts = facts.as_array().unwrap();
    assert_eq!(facts.len(), 2, "{facts:?}");
    assert!(
        facts
            .iter()
            .all(|fact| fact["certainty"] == "suspected" && fact["source"] == "VERIS case case-01"),
        "{facts:?}"
    );
}

#[test]
fn an_exercise_never_becomes_a_real_incident() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let case = br#"{"Event":{"uuid":"u","Tag":[{"name":"exercise:generic=\"comcheck\""},{"name":"ransomware"}]}}"#;
    std::fs::write(desk.beside("event.json"), case).unwrap();
    let file = desk.beside("event.json").display().to_string();
    let refused = desk
        .run(&["import", "case", &file, "--incident", &code, "--take", "breach.cause"])
        .fails(2);
    assert!(
        refused.contains("it is an exercise, and the incident is real"),
        "{refused}"
    );
}

/// What the official schemas say of the files is looked at by hand; here is that nothing leaves which must not.
#[test]
fn what_leaves_is_marked_and_says_little() {
    let (desk, code) = Desk::with_incident("Payroll of Bluefin");
    for (key, value) in [
        ("breach.cause", "attack"),
        ("breach.types", "confidentiality"),
        ("data.elements", "ssn"),
        ("breach.kinds", "ransomware_deployed"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let _ = desk.run(&["incident", "note", &code, "counsel thinks"]).ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "600"]).ok();
    let made = |tool: &str, tlp: &str| -> Value {
        let file = desk.beside(&format!("{tool}.json")).display().to_string();
        let _ = desk.run(&["export", tool, &code, "--tlp", tlp, "--output", &file]).ok();
        let text = std::fs::read_to_string(&file).unwrap();
        for secret in ["Payroll", "Bluefin", "counsel"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        // In the digits of an id the number may stand by chance.
        assert!(!says_number(&value, 600), "{text}");
        value
    };
    let veris = made("veris", "amber");
    assert_eq!(veris["plus"]["firebell"]["tlp"], "TLP:AMBER");
    assert_eq!(veris["action"]["malware"]["variety"][0], "Ransomware");
    assert_eq!(
        veris["attribute"]["confidentiality"]["data"][0]["variety"],
        "Sensitive Personal"
    );
    assert_eq!(veris["attribute"]["confidentiality"]["data_disclosure"], "Unknown");
    let misp = made("misp", "amber-strict");
    assert_eq!(misp["Event"]["Tag"][0]["name"], "tlp:amber+strict");
    assert_eq!(
        (
            misp["Event"]["published"].as_bool(),
            misp["Event"]["distribution"].as_str()
        ),
        (Some(false), Some("0"))
    );
    let stix = made("stix", "red");
    let objects = stix["objects"].as_array().unwrap();
    assert!(
        objects
            .iter()
            .skip(1)
            .all(|object| object["object_marking_refs"][0] == Tlp::Red.stix_id())
    );
    // The specification's own schema takes UUIDs of the versions 1 to 5 alone.
    for object in objects {
        let id = object["id"].as_str().unwrap().split_once("--").unwrap().1;
        let version = id.split('-').nth(2).unwrap().chars().next().unwrap();
        assert!(('1'..='5').contains(&version), "{object}");
    }
    // The same twice: an export is repeatable.
    let again = desk.beside("again.json").display().to_string();
    let _ = desk
        .run(&["export", "stix", &code, "--tlp", "red", "--output", &again])
        .ok();
    assert_eq!(
        std::fs::read(again).unwrap(),
        std::fs::read(desk.beside("stix.json")).unwrap()
    );
    assert!(read(stix.to_string().as_bytes(), None).is_ok());
    let report = desk.run(&["incident", "report", &code, "--tlp", "green"]).ok();
    assert!(report.starts_with("**TLP:GREEN**"), "{report}");
    let notice = desk.run(&["incident", "notice", &code, "--tlp", "amber"]).ok();
    assert!(notice.starts_with("TLP:AMBER\n"), "{notice}");
}

/// The ids that OASIS publishes for the protocol's second edition (cti-stix-common-objects, extension definition
/// 60a3c5c5-0d10-413e-aab3-9e08dde9e88d), and those that STIX 2.1 itself has for the first.
#[test]
fn tlp_markings_have_the_ids_and_words_of_the_standards() {
    use firebell::core::tlp::Tlp;
    for (tlp, words, second, first) in [
        (
            Tlp::Clear,
            "TLP:CLEAR",
            "94868c89-83c2-464b-929b-a1a8aa3c8487",
            "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        ),
        (
            Tlp::Green,
            "TLP:GREEN",
            "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            "34098fce-860f-48ae-8e50-ebd3cc5e41da",
        ),
        (
            Tlp::Amber,
            "TLP:AMBER",
            "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            "f88d31f6-486f-44da-b317-01333bde0b82",
        ),
        (
            Tlp::AmberStrict,
            "TLP:AMBER+STRICT",
            "939a9414-2ddd-4d32-a0cd-375ea402b003",
            "",
        ),
        (
            Tlp::Red,
            "TLP:RED",
            "e828b379-4e03-4974-9ac4-e53a884c97c1",
            "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
        ),
    ] {
        assert_eq!(tlp.words(), words);
        assert_eq!(tlp.stix_id(), format!("marking-definition--{second}"));
        for id in [first, second].into_iter().filter(|id| !id.is_empty()) {
            assert_eq!(Tlp::of_stix_id(&format!("marking-definition--{id}")), Some(tlp), "{id}");
        }
    }
}

/// Whether a value is a number, or a text that has it as a word.
fn says_number(value: &Value, number: i64) -> bool {
    let word = number.to_string();
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(found) => found.as_i64() == Some(number),
        Value::String(text) => text
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|found| found == word),
        Value::Array(all) => all.iter().any(|value| says_number(value, number)),
        Value::Object(all) => all.values().any(|value| says_number(value, number)),
    }
}
