//! From an incident's events to the facts document of the contract, so that a stored incident and a facts file are
//! read by the same eyes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Incident, Organisation};
use crate::core::fact::IncidentKind;
use crate::core::time::StoryTime;

/// A facts document, with the key each line came from.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The TOML text.
    pub text: String,
    /// The key on each line; empty for headings.
    pub keys: Vec<String>,
}

impl Document {
    fn line(&mut self, key: &str, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.keys.push(key.to_owned());
    }

    /// The key that stands on a line, counted from 1.
    pub fn key_at(&self, line: usize) -> Option<&str> {
        self.keys.get(line.checked_sub(1)?).map(String::as_str)
    }
}

/// The tables of a facts file whose keys are facts, in the file's order.
pub const TABLES: [&str; 6] = ["organisation", "milestones", "data", "breach", "affected", "answers"];

/// Keys that stand in a table inside their table.
const INNER: [&str; 4] = [
    "data.marks.",
    "decisions.harm.",
    "decisions.harm_for.",
    "decisions.relies_on.",
];

/// Writes a text as a TOML string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A moment as the document writes it.
pub fn moment(at: DateTime<Utc>) -> String {
    quoted(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The key below its table as TOML writes it.
fn toml_key(key: &str) -> String {
    let inner = INNER
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix).map(|rest| (prefix, rest)));
    if let Some((prefix, rest)) = inner {
        let middle = prefix.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        return format!("{middle}.{}", quoted(rest));
    }
    let rest = key.split_once('.').map_or(key, |(_, rest)| rest);
    quoted(rest)
}

/// The facts document of an incident at a moment.
pub fn document(incident: &Incident, organisation: &Organisation, now: StoryTime) -> Document {
    let mut document = Document::default();
    document.line("", "[incident]");
    document.line("title", &format!("title = {}", quoted(&incident.title)));
    let kind = match incident.kind {
        IncidentKind::Real => "real",
        IncidentKind::Exercise => "exercise",
    };
    document.line("kind", &format!("kind = \"{kind}\""));
    if !incident.home_zone.is_empty() {
        document.line("home_zone", &format!("home_zone = {}", quoted(&incident.home_zone)));
    }
    let values = values(incident, organisation);
    for table in TABLES {
        write_table(&mut document, table, &values);
    }
    write_decisions(&mut document, incident, now);
    write_filed(&mut document, incident);
    document
}

/// Every fact that is known, by key: the organisation's profile, and the incident's own facts over it.
fn values(incident: &Incident, organisation: &Organisation) -> BTreeMap<String, String> {
    let profile = organisation
        .profile
        .iter()
        .filter(|(key, _)| key.starts_with("organisation."));
    let mut values: BTreeMap<String, String> = profile.map(|(k, v)| (k.clone(), v.clone())).collect();
    for (key, history) in &incident.facts {
        let current = incident.current(key);
        if current.is_empty() {
            // Withdrawn here: unknown for this incident, whatever the profile says.
            if !history.is_empty() {
                values.remove(key);
            }
            continue;
        }
        values.insert(key.clone(), joined(key, &current));
    }
    values
}

/// One value, or for a milestone with several candidates the list of them with their reasons.
fn joined(key: &str, current: &[&super::FactEntry]) -> String {
    let literal = |entry: &super::FactEntry| entry.value.clone().unwrap_or_default();
    if !key.starts_with("milestones.") || current.len() == 1 {
        return current.last().map(|entry| literal(entry)).unwrap_or_default();
    }
    let candidates = current.iter().map(|entry| {
        let reason = entry.source.as_deref().map(|r| format!(", reason = {}", quoted(r)));
        format!("{{ at = {}{} }}", literal(entry), reason.unwrap_or_default())
    });
    format!("[{}]", candidates.collect::<Vec<_>>().join(", "))
}

fn write_table(document: &mut Document, table: &str, values: &BTreeMap<String, String>) {
    let prefix = format!("{table}.");
    let mut own = values.iter().filter(|(key, _)| key.starts_with(&prefix)).peekable();
    if own.peek().is_none() {
        return;
    }
    document.line("", &format!("[{table}]"));
    for (key, value) in own {
        document.line(key, &format!("{} = {value}", toml_key(key)));
    }
}

fn write_decisions(document: &mut Document, incident: &Incident, now: StoryTime) {
    let mut standing: BTreeMap<&str, &str> = BTreeMap::new();
    for decision in &incident.decisions {
        standing.insert(&decision.key, &decision.value);
    }
    let holds: Vec<_> = incident.holds_at(now).collect();
    if standing.is_empty() && holds.is_empty() {
        return;
    }
    document.line("", "[decisions]");
    let no_harm: Vec<String> = standing
        .iter()
        .filter_map(|(key, value)| key.strip_prefix("no_harm:").filter(|_| *value == "true"))
        .map(quoted)
        .collect();
    if !no_harm.is_empty() {
        document.line("decisions.no_harm", &format!("no_harm = [{}]", no_harm.join(", ")));
    }
    for (key, value) in standing.iter().filter(|(key, _)| !key.starts_with("no_harm:")) {
        let key = format!("decisions.{key}");
        document.line(&key, &format!("{} = {value}", toml_key(&key)));
    }
    if !holds.is_empty() {
        document.line("decisions.law_enforcement_hold", &hold_line(&holds));
    }
}

/// Several holds run as one: all their regimes, until the first of them ends.
fn hold_line(holds: &[&super::HoldEntry]) -> String {
    let authorities: Vec<&str> = holds.iter().map(|h| h.authority.as_str()).collect();
    let mut regimes: Vec<String> = holds.iter().flat_map(|h| h.regimes.iter().map(|r| quoted(r))).collect();
    regimes.sort();
    regimes.dedup();
    let until = holds.iter().filter_map(|h| h.until).min();
    let until = until.map(|at| format!(", until = {}", moment(at))).unwrap_or_default();
    format!(
        "law_enforcement_hold = {{ authority = {}, regimes = [{}]{until} }}",
        quoted(&authorities.join(", ")),
        regimes.join(", ")
    )
}

fn write_filed(document: &mut Document, incident: &Incident) {
    let filed: Vec<(&String, DateTime<Utc>)> = incident
        .dispositions
        .keys()
        .filter_map(|key| incident.filed_at(key).map(|at| (key, at)))
        .collect();
    if filed.is_empty() {
        return;
    }
    document.line("", "[filed]");
    for (key, at) in filed {
        document.line(&format!("filed.{key}"), &format!("{} = {}", quoted(key), moment(at)));
    }
}
