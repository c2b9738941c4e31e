//! Every row of the law reviews has an answer in docs/law-decisions.md.
//!
//! A row is named by the short name of its report, its section or item, and the first words of its first cell: `US 1.1 · 9`.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{project, shared};

const REPORTS: [(&str, &str); 5] = [
    ("US", "review-us-2026-11.md"),
    ("US-B", "review-us-2026-11-b.md"),
    ("W", "review-world-2026-11.md"),
    ("W-B", "review-world-2026-11-b.md"),
    ("W-C", "review-world-2026-11-c.md"),
];

/// The answers by row, and the rows that are answered twice.
fn answers() -> (BTreeMap<String, String>, Vec<String>) {
    let text = std::fs::read_to_string(project("docs/law-decisions.md")).unwrap();
    let mut answers = BTreeMap::new();
    let mut twice = Vec::new();
    for line in text.lines() {
        let Some((row, answer)) = line.strip_prefix("| ").and_then(|l| l.split_once(" | ")) else {
            continue;
        };
        let report = row.split(' ').next().unwrap_or_default();
        if !REPORTS.iter().any(|(name, _)| *name == report) {
            continue;
        }
        let answer = answer.trim_end().trim_end_matches('|').trim().to_owned();
        if answers.insert(row.to_owned(), answer).is_some() {
            twice.push(row.to_owned());
        }
    }
    (answers, twice)
}

/// The words of a cell without marks, cut to what names a row.
fn short(cell: &str) -> String {
    let plain: String = cell.chars().filter(|c| !matches!(c, '*' | '`' | '\\')).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let cut: String = words.join(" ").chars().take(40).collect();
    cut.trim_end().to_owned()
}

fn is_rule(line: &str) -> bool {
    line.starts_with('|') && line.contains('-') && line.chars().all(|c| "|-: ".contains(c))
}

/// `1`, `1.2`, `E4`, `B12`: what a heading that counts starts with.
fn number(heading: &str) -> Option<&str> {
    let word = heading.split(' ').next()?.trim_end_matches('.');
    let digits = word.strip_prefix(['E', 'B', 'C']).unwrap_or(word);
    let counts =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    counts.then_some(word)
}

/// Section, first and second cell of every row of a report; a numbered heading has no cells.
fn cells(text: &str) -> Vec<(String, String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut section = String::new();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with('#') {
            if let Some(named) = number(line.trim_start_matches('#').trim()) {
                named.clone_into(&mut section);
                found.push((section.clone(), String::new(), String::new()));
            }
        } else if line.starts_with('|') {
            let head = lines.get(at + 1).is_some_and(|next| is_rule(next));
            if !head && !is_rule(line) {
                let mut row = line.trim().trim_matches('|').split('|').map(short);
                let first = row.next().unwrap_or_default();
                found.push((section.clone(), first, row.next().unwrap_or_default()));
            }
        } else if let Some(point) = line.strip_prefix("- ") {
            if section.starts_with(|c: char| c.is_ascii_digit()) {
                let plain: String = point.chars().filter(|c| !matches!(c, '*' | '`' | '\\')).collect();
                let words: Vec<&str> = plain.split_whitespace().take(4).collect();
                found.push((section.clone(), format!("- {}", words.join(" ")), String::new()));
            }
        } else if line.starts_with("Read or seen:") {
            let letters = ('a'..='i').map(|c| format!("({c})"));
            for letter in letters.filter(|l| line.contains(&format!("{l} "))) {
                found.push((section.clone(), letter, String::new()));
            }
        }
    }
    found
}

/// The names of the rows of a report, as docs/law-decisions.md writes them.
fn rows(report: &str, text: &str) -> Vec<String> {
    let cells = cells(text);
    let shares = |section: &str, first: &str| cells.iter().filter(|(s, f, _)| s == section && f == first).count();
    let name = |(section, first, second): &(String, String, String)| match first.as_str() {
        "" => format!("{report} {section}"),
        _ if shares(section, first) > 1 => format!("{report} {section} · {first} · {second}"),
        _ => format!("{report} {section} · {first}"),
    };
    cells.iter().map(name).collect()
}

#[test]
fn every_row_of_the_reviews_is_answered() {
    let (answers, _) = answers();
    let mut named = BTreeSet::new();
    for (report, file) in REPORTS {
        let Some(text) = shared(&format!("law/{file}")) else {
            return;
        };
        named.extend(rows(report, &text));
    }
    let answered: BTreeSet<String> = answers.into_keys().collect();
    let without: Vec<&String> = named.difference(&answered).collect();
    assert!(without.is_empty(), "without an answer: {without:#?}");
    let strange: Vec<&String> = answered.difference(&named).collect();
    assert!(strange.is_empty(), "answers to rows that no report has: {strange:#?}");
}

/// Holds without the reports as well: no row lost, none answered twice, none put off.
#[test]
fn no_answer_is_empty_or_put_off() {
    let (answers, twice) = answers();
    assert!(twice.is_empty(), "answered twice: {twice:?}");
    assert_eq!(answers.len(), 358);
    let put_off = |answer: &str| {
        answer.is_empty()
            || ["open", "pending", "not looked at", "not done", "todo"]
                .iter()
                .any(|w| answer.starts_with(w))
    };
    let put_off: Vec<&String> = answers.iter().filter(|(_, a)| put_off(a)).map(|(row, _)| row).collect();
    assert!(put_off.is_empty(), "put off: {put_off:#?}");
}

#[test]
fn a_row_is_named_by_its_section_and_first_words() {
    let text = "# Title\n## 1. Errors\n| id | law |\n|---|---|\n| `a` | **x** |\n| b | y |\n| b | z |\n### E1 A thing\n- File: f\n# 2. Rest\n- one two three four five\n";
    let named = rows("W", text);
    let expected = [
        "W 1",
        "W 1 · a",
        "W 1 · b · y",
        "W 1 · b · z",
        "W E1",
        "W 2",
        "W 2 · - one two three four",
    ];
    assert_eq!(named, expected);
}
