//! Verdicts and dates of single obligations, one short case each, worked out by hand: tests/data/law-2026-11.toml.

use std::collections::BTreeMap;

use firebell::app::views::assessment;

use crate::common::law::Expected;
use crate::common::{facts, project, rules};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    role: Option<String>,
    #[serde(default)]
    profile: Vec<String>,
    elements: Option<Vec<String>>,
    milestones: Option<toml::Table>,
    breach: Option<toml::Table>,
    affected: Option<toml::Table>,
    answers: Option<toml::Table>,
    filed: Option<toml::Table>,
    expect: BTreeMap<String, Expected>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

fn table(text: &str) -> toml::Table {
    text.parse().unwrap()
}

/// The facts file of a case: what it says, over what the head of the table promises for all of them.
fn document(case: &Case) -> String {
    let mut whole = table(
        "incident = { title = \"t\", kind = \"real\", home_zone = \"America/New_York\" }\n\
         data = { encrypted = false, medium = \"electronic\", acquired = \"confirmed\", accessed = \"confirmed\" }",
    );
    let mut organisation = table("country = \"US\"\neu_main_establishment = \"none\"");
    let role = case.role.clone().unwrap_or("controller".to_owned());
    organisation.insert("role".to_owned(), role.into());
    organisation.insert("profile".to_owned(), case.profile.clone().into());
    whole.insert("organisation".to_owned(), organisation.into());
    let elements = case.elements.clone().unwrap_or(vec!["ssn".to_owned()]);
    whole["data"]
        .as_table_mut()
        .unwrap()
        .insert("elements".to_owned(), elements.into());
    let discovered = || table("discovery = \"2026-11-12T10:00-05:00\"");
    let milestones = case.milestones.clone().unwrap_or_else(discovered);
    let mut affected = case.affected.clone().unwrap_or_else(|| table("\"US-TX\" = 1"));
    affected.insert("elsewhere".to_owned(), 0.into());
    let parts = [
        ("milestones", Some(milestones)),
        ("breach", case.breach.clone()),
        ("affected", Some(affected)),
        ("answers", case.answers.clone()),
        ("filed", case.filed.clone()),
    ];
    for (key, part) in parts {
        if let Some(part) = part {
            whole.insert(key.to_owned(), part.into());
        }
    }
    toml::to_string(&whole).unwrap()
}

#[test]
fn every_reviewed_obligation_gives_the_verdict_and_date_worked_out_by_hand() {
    let text = std::fs::read_to_string(project("tests/data/law-2026-11.toml")).unwrap();
    let cases: Table = toml::from_str(&text).unwrap();
    assert!(cases.case.len() >= 50, "{} cases", cases.case.len());
    let mut wrong = Vec::new();
    for case in &cases.case {
        let facts = facts(&document(case));
        let view = assessment(&facts, rules(), crate::common::story("2026-11-28T00:00:00Z"));
        for (id, expected) in &case.expect {
            match view.obligations.iter().find(|o| o.id == *id) {
                None => wrong.push(format!("{}: {id} is not answered", case.name)),
                Some(found) if expected.differs(found) => {
                    let date = found.deadline.as_ref().map(|d| d.strict);
                    wrong.push(format!("{}: {id} is {} {date:?}", case.name, found.verdict));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
