//! Verdicts and dates outside the United States, worked out by hand: tests/data/law-world-2026-11.toml, and
//! tests/data/law-countries-2026-11.toml for the places and sectors that had no file before.

use std::collections::BTreeMap;

use firebell::app::views::assessment;

use crate::common::law::Expected;
use crate::common::{facts, project, rules};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    facts: toml::Table,
    expect: BTreeMap<String, Expected>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    /// The moment on which all is asked.
    at: Option<String>,
    every: toml::Table,
    case: Vec<Case>,
}

/// The case's own tables over those that hold for every case; single keys win.
fn document(every: &toml::Table, case: &toml::Table) -> String {
    let mut whole = every.clone();
    for (name, table) in case {
        let own = table.as_table().unwrap().clone();
        let entry = whole.entry(name.clone()).or_insert(toml::Table::new().into());
        entry.as_table_mut().unwrap().extend(own);
    }
    toml::to_string(&whole).unwrap()
}

#[test]
fn every_reviewed_obligation_of_the_world_gives_what_was_worked_out_by_hand() {
    hold("tests/data/law-world-2026-11.toml");
}

#[test]
fn every_new_country_and_sector_gives_what_was_worked_out_by_hand() {
    hold("tests/data/law-countries-2026-11.toml");
}

/// Every case of a table, or a list of those that differ.
pub(crate) fn hold(table: &str) {
    let text = std::fs::read_to_string(project(table)).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let at = cases.at.as_deref().unwrap_or("2026-11-28T00:00:00Z");
    let mut wrong = Vec::new();
    for case in &cases.case {
        let facts = facts(&document(&cases.every, &case.facts));
        let view = assessment(&facts, rules(), crate::common::story(at));
        for (id, expected) in &case.expect {
            match view.obligations.iter().find(|o| o.id == *id) {
                None => wrong.push(format!("{}: {id} is not answered", case.name)),
                Some(found) if expected.differs(found) => {
                    let strict = found.deadline.as_ref().map(|d| d.strict);
                    wrong.push(format!("{}: {id} is {} {strict:?}", case.name, found.verdict));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
