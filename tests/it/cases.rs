//! Worked incidents: facts files and what must come out of them.

use std::collections::BTreeMap;

use firebell::app::views::{ObligationView, assessment};
use firebell::core::law::rulebook::Rulebook;

use crate::common::{at, facts, project, rules};

/// What a case expects of one obligation.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: String,
    date: Option<String>,
    strict: Option<String>,
    provisional: Option<bool>,
    authority_contains: Option<String>,
    reason_contains: Option<String>,
    #[serde(default)]
    missing_contains: Vec<String>,
    #[serde(default)]
    readings: BTreeMap<String, String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    expect: BTreeMap<String, Expected>,
    expect_open_facts: Option<OpenFacts>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenFacts {
    first_is_one_of: Vec<String>,
    at_least: usize,
}

fn run(name: &str, rules: &Rulebook) {
    let read = |path: String| std::fs::read_to_string(project(&path)).unwrap();
    let facts = facts(&read(format!("tests/cases/{name}.toml")));
    let case: Case = toml::from_str(&read(format!("tests/cases/{name}.expect.toml"))).unwrap();
    let view = assessment(&facts, rules, crate::common::story("2026-11-24T00:00:00Z"));
    for (id, expected) in &case.expect {
        let found = view.obligations.iter().find(|o| o.id == *id);
        check(
            found.unwrap_or_else(|| panic!("{name}: {id} is not answered")),
            expected,
        );
    }
    if let Some(open) = case.expect_open_facts {
        assert!(view.open_facts.len() >= open.at_least);
        assert!(
            open.first_is_one_of.contains(&view.open_facts[0].fact),
            "{:?}",
            view.open_facts[0]
        );
    }
}

fn check(o: &ObligationView, expected: &Expected) {
    assert_eq!(o.verdict.code(), expected.verdict, "{o:#?}");
    let deadline = o.deadline.as_ref();
    if let Some(date) = &expected.date {
        assert_eq!(deadline.map(|d| d.date.to_string()).as_ref(), Some(date), "{o:#?}");
    }
    if let Some(strict) = &expected.strict {
        assert_eq!(deadline.map(|d| d.strict), Some(at(strict)), "{o:#?}");
    }
    if expected.provisional.is_some() {
        assert_eq!(deadline.map(|d| d.provisional), expected.provisional, "{o:#?}");
    }
    if let Some(part) = &expected.authority_contains {
        assert!(o.authority.name.as_ref().is_some_and(|n| n.contains(part)), "{o:#?}");
    }
    if let Some(part) = &expected.reason_contains {
        assert!(o.reasons.iter().any(|r| r.text.contains(part)), "{o:#?}");
    }
    for fact in &expected.missing_contains {
        assert!(o.missing.contains(fact), "{o:#?}");
    }
    for (name, moment) in &expected.readings {
        let reading = deadline.and_then(|d| d.readings.iter().find(|r| r.name == *name));
        assert_eq!(reading.map(|r| r.moment.at()), Some(at(moment)), "{o:#?}");
    }
}

#[test]
fn every_case_gives_what_it_expects() {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(project("tests/cases")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        names.extend(name.strip_suffix(".expect.toml").map(str::to_owned));
    }
    assert!(names.len() >= 5);
    for name in names {
        run(&name, rules());
    }
}

const NOBODY_IN_THE_UNION: &str = r#"
[incident]
title = "Bucket open for six days"
home_zone = "America/New_York"
[organisation]
country = "US"
eu_main_establishment = "none"
role = "controller"
profile = []
[milestones]
awareness = "2026-06-12T10:00-04:00"
[data]
elements = ["any_personal_data"]
encrypted = false
medium = "electronic"
[breach]
types = ["confidentiality"]
[affected]
elsewhere = 0
"IE" = 3
"DE-BY" = 10
"DE-HH" = 4
"#;

#[test]
fn without_establishment_every_member_state_is_told() {
    let facts = facts(NOBODY_IN_THE_UNION);
    let view = assessment(&facts, rules(), crate::common::story("2026-06-13T00:00:00Z"));
    let ids: Vec<&str> = view
        .obligations
        .iter()
        .map(|o| o.id.as_str())
        .filter(|id| id.starts_with("eu-gdpr/regulator"))
        .collect();
    assert_eq!(
        ids,
        [
            "eu-gdpr/regulator@DE-BY",
            "eu-gdpr/regulator@DE-HH",
            "eu-gdpr/regulator@IE"
        ]
    );
}

#[test]
fn the_authority_is_that_of_the_kind_of_organisation() {
    let told = |seat: &str, profile: &str| {
        let text = NOBODY_IN_THE_UNION.replace("= \"none\"", &format!("= \"{seat}\""));
        let facts = facts(&text.replace("profile = []", &format!("profile = [{profile}]")));
        let view = assessment(&facts, rules(), crate::common::story("2026-06-13T00:00:00Z"));
        let found = view.obligations.into_iter().find(|o| o.id == "eu-gdpr/regulator");
        found.unwrap().authority.name.unwrap()
    };
    assert!(told("DE-BY", "").contains("private sector"));
    assert!(told("DE-BY", "\"state_agency@DE-BY\"").contains("public sector"));
    assert!(told("ES-CT", "").contains("Spanish"));
    assert!(told("ES-CT", "\"local_public_body@ES-CT\"").contains("Catalan"));
    assert!(told("BE", "").contains("Belgian"));
    // The Federal Commissioner answers for federal bodies; a company's authority is that of its Land.
    assert!(told("DE", "").contains("not known"));
    assert!(told("DE", "\"public_body@DE\"").contains("Federal Commissioner"));
}

#[test]
fn the_law_of_the_day_of_discovery_counts() {
    let text = |day: &str| {
        format!(
            "[incident]\ntitle = \"t\"\nhome_zone = \"America/Chicago\"\n[organisation]\nrole = \"controller\"\nprofile = []\n\
             [milestones]\ndiscovery = \"{day} 10:00\"\ndetermination = \"{day} 10:00\"\n[data]\nelements = [\"ssn\"]\nencrypted = false\n\
             medium = \"electronic\"\nacquired = \"confirmed\"\n[affected]\n\"US-TX\" = 600\n"
        )
    };
    let date = |day: &str| {
        let facts = facts(&text(day));
        let view = assessment(&facts, rules(), crate::common::story("2026-01-01T00:00:00Z"));
        let found = view
            .obligations
            .into_iter()
            .find(|o| o.id == "us-tx/regulator")
            .unwrap();
        found.deadline.unwrap().date
    };
    // 60 days until 31 August 2023, 30 days since (Tex. Bus. & Com. Code § 521.053(i)).
    assert_eq!(date("2023-08-31").to_string(), "2023-10-30");
    assert_eq!(date("2023-09-01").to_string(), "2023-10-01");
}
