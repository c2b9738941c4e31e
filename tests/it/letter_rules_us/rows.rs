//! The rows of the researched facts: each a rule, or left to a person with the reason.

use super::*;

/// Ids of rows in sections 1 to 6 of the researched facts; the states of section 5 as `SUB-XX`.
fn rows(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut section = 0;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        }
        let Some(first) = line.strip_prefix("| ").and_then(|rest| rest.split(" |").next()) else {
            continue;
        };
        match section {
            5 => {
                let states = first.split(',').filter_map(|word| word.split_whitespace().next());
                let two = states.filter(|word| word.len() == 2 && word.chars().all(|c| c.is_ascii_uppercase()));
                found.extend(two.map(|state| format!("SUB-{state}")));
            }
            1..=6 if first != "ID" => found.push(first.to_owned()),
            _ => {}
        }
    }
    found
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    left: Vec<LeftRow>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftRow {
    id: String,
    reason: String,
}

#[test]
fn every_row_of_the_researched_facts_is_a_rule_or_left_to_a_person_with_the_reason() {
    let text = std::fs::read_to_string(project("templates/rules/left-to-a-person-us.toml")).unwrap();
    let left: LeftOut = toml::from_str(&text).unwrap();
    let ruled: Vec<String> = rules(None).unwrap().into_iter().map(|rule| rule.id).collect();
    for row in &left.left {
        assert!(row.reason.len() > 20, "{} has no reason", row.id);
        assert!(!ruled.contains(&row.id), "{} is both a rule and left", row.id);
    }
    let Some(facts) = shared("law/us-letter-content.md") else {
        return;
    };
    let rows = rows(&facts);
    assert!(rows.len() > 150, "{rows:?}");
    let lost: Vec<&String> = rows
        .iter()
        .filter(|row| !ruled.contains(row) && left.left.iter().all(|left| left.id != **row))
        .collect();
    assert!(lost.is_empty(), "neither a rule nor left to a person: {lost:?}");
    for row in &left.left {
        assert!(rows.contains(&row.id), "{} is no row of the facts", row.id);
    }
}

#[test]
fn rows_are_read_from_every_table_of_the_facts() {
    let text = "## 1. A\n| ID | Who |\n|---|---|\n| CA-1 | x |\n## 5. B\n| State | Cost |\n|---|---|\n| AR, MA (H) | 1 |\n\
                | HIPAA, FTC HBNR | none |\n## 7. C\n| ZZ-1 | x |\n";
    assert_eq!(rows(text), ["CA-1", "SUB-AR", "SUB-MA"]);
}
