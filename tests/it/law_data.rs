//! The law files against the researched facts, the codes they may use, and the dates they cover.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use firebell::app::views::law::whole;
use firebell::core::law::rulebook::Regime;

use crate::common::{project, rules, shared};

const FILES: [&str; 5] = [
    "us-states-a-m.toml",
    "us-states-m-w.toml",
    "us-federal.toml",
    "eu.toml",
    "world.toml",
];

/// The deliberate differences: `regime/obligation key` lines of docs/law-decisions.md, in a table of their own.
fn decided() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(project("docs/law-decisions.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| {
        let (key, why) = row.split_once("` |")?;
        Some((key.to_owned(), why.to_owned()))
    })
    .collect()
}

#[test]
fn every_researched_obligation_stands_here_with_its_figures() {
    let decided = decided();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in FILES {
        let Some(text) = shared(&format!("law/{file}")) else {
            return;
        };
        let facts: toml::Table = text.parse().unwrap();
        for regime in facts["regime"].as_array().unwrap() {
            seen += 1;
            compare(regime, &decided, &mut wrong);
        }
    }
    assert_eq!(seen, 249);
    assert!(
        wrong.is_empty(),
        "{} differences without a decision:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn compare(facts: &toml::Value, decided: &BTreeMap<String, String>, wrong: &mut Vec<String>) {
    let id = facts["id"].as_str().unwrap();
    let Some(regime) = rules().regime(id) else {
        wrong.push(format!("{id} is missing"));
        return;
    };
    if regime.id != id {
        // A double, merged: its ids answer as aliases and its figures are the first one's.
        assert!(decided.contains_key(id), "{id} is merged without a decision");
        return;
    }
    let whole = serde_json::to_value(whole(rules(), regime)).unwrap();
    let ours = whole["versions"][0]["obligations"].as_array().unwrap();
    for theirs in facts.get("obligation").and_then(|o| o.as_array()).into_iter().flatten() {
        let oid = theirs["id"].as_str().unwrap();
        let key = format!("{id}/{oid}");
        let Some(ours) = ours.iter().find(|o| o["id"] == oid) else {
            wrong.push(format!("{key} is missing"));
            continue;
        };
        for field in ["max", "unit", "from", "cite"] {
            let theirs = theirs
                .get(field)
                .map(|v| serde_json::to_value(v).unwrap())
                .unwrap_or_default();
            if ours[field] != theirs
                && !(field == "cite" && theirs.is_null())
                && !decided.contains_key(&format!("{key} {field}"))
            {
                wrong.push(format!("{key} {field}: ours {}, theirs {theirs}", ours[field]));
            }
        }
        threshold(&key, ours, theirs, decided, wrong);
    }
}

fn threshold(
    key: &str,
    ours: &serde_json::Value,
    theirs: &toml::Value,
    decided: &BTreeMap<String, String>,
    wrong: &mut Vec<String>,
) {
    let theirs = theirs
        .get("threshold")
        .map(|v| serde_json::to_value(v).unwrap())
        .unwrap_or_default();
    let same = ["op", "count", "of"]
        .iter()
        .all(|field| ours["threshold"][field] == theirs[field]);
    if !same && !decided.contains_key(&format!("{key} threshold")) {
        wrong.push(format!("{key} threshold: ours {}, theirs {theirs}", ours["threshold"]));
    }
}

/// On each day of a grid at most one version of a regime applies, and from its first known day exactly one. This
/// proves that dates neither overlap nor leave gaps, and no more.
#[test]
fn one_version_applies_on_each_day() {
    let covers = |regime: &Regime, day: NaiveDate| {
        let applies = |v: &&firebell::core::law::rulebook::Version| {
            v.from.is_none_or(|from| from <= day) && v.until.is_none_or(|until| day <= until)
        };
        regime.versions.iter().filter(applies).count()
    };
    for regime in &rules().regimes {
        let first = regime.versions.last().and_then(|v| v.from);
        let mut day = NaiveDate::from_ymd_opt(2018, 1, 1).unwrap();
        while day < NaiveDate::from_ymd_opt(2029, 1, 1).unwrap() {
            let expected = usize::from(first.is_none_or(|first| first <= day));
            assert_eq!(covers(regime, day), expected, "{} on {day}", regime.id);
            day += chrono::TimeDelta::days(7);
        }
    }
}

#[test]
fn proposals_never_make_a_duty_or_a_date() {
    use firebell::core::law::rulebook::Status;
    let not_law = |status: Status| matches!(status, Status::Proposed | Status::NoDuty | Status::Voluntary);
    let found: Vec<&str> = rules()
        .regimes
        .iter()
        .filter(|r| not_law(r.status))
        .map(|r| r.id.as_str())
        .collect();
    assert!(
        found.contains(&"us-circia-proposed") && found.contains(&"us-far-cui-proposed"),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .all(|id| !rules().regime(id).unwrap().status.makes_deadlines())
    );
}

/// High confidence means that a text or an official page was read: it names an address, and a place in the text.
#[test]
fn high_confidence_names_an_address_and_a_pinpoint() {
    use firebell::core::law::check::confidence;
    use firebell::core::law::rulebook::Confidence;
    let high = rules()
        .regimes
        .iter()
        .filter(|regime| regime.confidence == Confidence::High);
    assert!(high.count() > 100);
    let without = confidence(rules());
    assert!(without.is_empty(), "{without:#?}");
    // Proof that the check can fail: the same files without their addresses.
    let mut bare = firebell::app::law::files::load_in_full(&[]).unwrap().rules;
    bare.regimes.iter_mut().for_each(|regime| regime.sources.clear());
    assert!(confidence(&bare).len() > 100);
}

#[test]
fn the_whole_world_is_here() {
    let regimes = rules().regimes.len();
    let aliases: usize = rules().regimes.iter().map(|r| r.aliases.len()).sum();
    assert!(regimes + aliases >= 249, "{regimes} regimes and {aliases} doubles");
    assert_eq!(rules().authorities.len(), 58);
}
