//! docs/law-coverage.md against the files: a row for each place, with its regimes or a dated finding.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::common::{project, rules};

const STATES_AND_TERRITORIES: &str = "AL AK AS AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS \
                                      MO MT NE NV NH NJ NM NY NC ND MP OH OK OR PA PR RI SC SD TN TX UT VT VI VA WA WV \
                                      WI WY";

/// What a row says of its place.
struct Row {
    regimes: BTreeSet<String>,
    finding: String,
}

/// The rows by code: lines of a table whose first cell is a code in backquotes.
fn rows() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(project("docs/law-coverage.md")).unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [code, name, regimes, finding] = cells[..] else {
            panic!("not four cells: {line}");
        };
        assert!(!name.is_empty(), "no name: {line}");
        let row = Row {
            regimes: quoted(regimes),
            finding: finding.to_owned(),
        };
        let code = code.trim_matches('`').to_owned();
        assert!(rows.insert(code, row).is_none(), "twice: {line}");
    }
    rows
}

/// What stands in backquotes.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The regimes in the files, by place.
fn regimes() -> BTreeMap<String, BTreeSet<String>> {
    let mut by_place: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for regime in &rules().regimes {
        let place = by_place.entry(regime.jurisdiction.clone()).or_default();
        place.insert(regime.id.to_string());
    }
    by_place
}

#[test]
fn every_place_with_regimes_lists_exactly_those() {
    let (rows, files) = (rows(), regimes());
    let mut wrong = Vec::new();
    for (place, ids) in &files {
        let listed = rows.get(place).map(|row| &row.regimes);
        if listed != Some(ids) {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            wrong.push(format!("| `{place}` | … | {} | |", ids.join(", ")));
        }
    }
    for (place, row) in &rows {
        if !row.regimes.is_empty() && !files.contains_key(place) {
            wrong.push(format!("`{place}` has no regime in the files"));
        }
    }
    assert!(
        wrong.is_empty(),
        "docs/law-coverage.md should read:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_place_without_a_regime_says_when_it_was_looked_at_and_what() {
    let bare = |row: &Row| row.regimes.is_empty();
    for (place, row) in rows().iter().filter(|(_, row)| bare(row)) {
        let (day, words) = row.finding.split_once(": ").unwrap_or_default();
        assert!(
            day.parse::<NaiveDate>().is_ok(),
            "{place} has no date: {:?}",
            row.finding
        );
        assert!(words.len() > 20, "{place} does not say what was looked at: {words:?}");
        let settled = [
            "no duty found",
            "(row EU)",
            "(row FR)",
            "no breach notice found",
            "names a breach notice",
        ];
        let open = words.starts_with("not determined: ") && words.contains("Open next: ");
        let found = settled.iter().any(|finding| words.contains(finding));
        assert!(
            open || found,
            "{place} has neither a finding nor what to open next: {words:?}"
        );
    }
}

#[test]
fn no_member_of_the_united_nations_is_left_out() {
    let text = std::fs::read_to_string(project("tests/data/un-members.csv")).unwrap();
    let members: Vec<&str> = text.lines().skip(1).filter_map(|line| line.get(..2)).collect();
    assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), 193);
    let rows = rows();
    let missing: Vec<&&str> = members.iter().filter(|code| !rows.contains_key(**code)).collect();
    assert!(missing.is_empty(), "no row: {missing:?}");
    assert!(rows.contains_key("VA") && rows.contains_key("PS"), "observer states");
}

#[test]
fn no_state_or_territory_of_the_united_states_is_left_out() {
    let rows = rows();
    let codes = STATES_AND_TERRITORIES
        .split_whitespace()
        .map(|code| format!("US-{code}"));
    let missing: Vec<String> = codes.filter(|code| !rows.contains_key(code)).collect();
    assert_eq!(STATES_AND_TERRITORIES.split_whitespace().count(), 56);
    assert!(missing.is_empty(), "no row: {missing:?}");
}
