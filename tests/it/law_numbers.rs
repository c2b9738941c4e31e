//! Every number of the law has its case: a date for a period, and for a threshold the verdict one below, at and one
//! above it. tests/data/law-numbers-2026-11.toml has one for each; the tables of reviewed law count as well.

use std::collections::{BTreeMap, BTreeSet};

use firebell::app::law;
use toml::{Table, Value};

use crate::common::project;
use crate::law_world::hold;

/// Numbers without a case, with the day and the reason.
const WITHOUT: &[(&str, &str)] = &[(
    "us-fcc-2023-order/annual-summary",
    "2026-11-28: not due from 500 customers on, where the single report takes its place; that report is itself unsettled, \
     and the engine then leaves the summary possible",
)];

#[test]
fn every_number_gives_the_verdict_and_date_counted_apart_from_the_engine() {
    hold("tests/data/law-numbers-2026-11.toml");
}

/// What the tables have of one obligation: the numbers of people asked about, and whether a date or its absence is held.
#[derive(Default)]
struct Held {
    people: BTreeSet<i64>,
    dated: bool,
}

fn array<'t>(table: &'t Table, key: &str) -> &'t [Value] {
    let list = table.get(key).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn held() -> BTreeMap<String, Held> {
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for name in [
        "law-2026-11",
        "law-world-2026-11",
        "law-countries-2026-11",
        "law-numbers-2026-11",
    ] {
        let text = std::fs::read_to_string(project(&format!("tests/data/{name}.toml"))).unwrap();
        let table: Table = text.parse().unwrap();
        for case in array(&table, "case") {
            let facts = case.get("facts").unwrap_or(case);
            let affected = facts.get("affected").and_then(Value::as_table);
            let people: Vec<i64> = affected
                .into_iter()
                .flat_map(|listed| listed.values())
                .filter_map(Value::as_integer)
                .collect();
            for (id, expected) in case["expect"].as_table().unwrap() {
                let entry = held.entry(id.clone()).or_default();
                entry.people.extend(&people);
                entry.dated |= ["date", "strict", "dated"]
                    .iter()
                    .any(|key| expected.get(key).is_some());
            }
        }
    }
    held
}

/// What an obligation lacks of the cases that its numbers ask for.
fn lacking(obligation: &Table, held: Option<&Held>) -> Vec<String> {
    let mut lacking = Vec::new();
    if obligation.contains_key("max") && !held.is_some_and(|h| h.dated) {
        lacking.push("a date".to_owned());
    }
    if let Some(threshold) = obligation.get("threshold") {
        let count = threshold["count"].as_integer().unwrap();
        let people = count - 1..=count + 1;
        lacking.extend(
            people
                .filter(|n| !held.is_some_and(|h| h.people.contains(n)))
                .map(|n| format!("{n} people")),
        );
    }
    lacking
}

#[test]
fn every_number_of_the_law_has_a_case() {
    let held = held();
    let mut wrong = Vec::new();
    for file in law::files::built_in() {
        let table: Table = file.text.parse().unwrap();
        for regime in array(&table, "regime") {
            for obligation in array(regime.as_table().unwrap(), "obligation") {
                let id = format!(
                    "{}/{}",
                    regime["id"].as_str().unwrap(),
                    obligation["id"].as_str().unwrap()
                );
                let lacking = lacking(obligation.as_table().unwrap(), held.get(&id));
                let excepted = WITHOUT.iter().any(|(without, _)| *without == id);
                if lacking.is_empty() == excepted {
                    wrong.push(format!("{id}: {lacking:?}, excepted: {excepted}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} numbers:\n{}", wrong.len(), wrong.join("\n"));
}
