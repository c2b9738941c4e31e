//! What is stated about an incident, as the facts document that [`super::read`] takes: a stored incident and a facts
//! file are read by the same code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use super::IncidentKind;
use super::decision_key::DecisionKey;
use crate::core::facts::keys;
use crate::core::time::Zone;

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

    /// The key on a line, counted from 1.
    pub fn key_at(&self, line: usize) -> Option<&str> {
        self.keys.get(line.checked_sub(1)?).map(String::as_str)
    }
}

/// One value of a fact, or one of several candidates for a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<'s> {
    /// The value as a TOML literal.
    pub literal: &'s str,
    /// From what it is known; kept with the candidates of a milestone.
    pub reason: Option<&'s str>,
}

/// Requests of law enforcement that run at the same time, as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDelay {
    pub authorities: Vec<String>,
    pub regimes: Vec<String>,
    /// When the first of them ends, where that was said.
    pub until: Option<DateTime<Utc>>,
}

/// All that is stated about an incident, in the words of the record.
#[derive(Debug, Clone, Default)]
pub struct Statement<'s> {
    /// What people call the incident.
    pub title: &'s str,
    /// Real or exercise.
    pub kind: IncidentKind,
    /// The zone of local times, where one is known.
    pub home_zone: Option<&'s Zone>,
    /// What is known, by key. More than one value only for a milestone.
    pub facts: BTreeMap<&'s str, Vec<Stated<'s>>>,
    /// The decision in force for each key below `decisions`, as a TOML literal.
    pub decisions: BTreeMap<&'s str, &'s str>,
    /// What law enforcement asked for.
    pub delay: Option<StatedDelay>,
    /// When each obligation was filed.
    pub filed: Vec<(&'s str, DateTime<Utc>)>,
}

/// The tables of a facts file whose keys are facts, in the file's order.
pub const TABLES: [&str; 6] = ["organisation", "milestones", "data", "breach", "affected", "answers"];

/// Keys that belong to a table inside their table.
const INNER: [&str; 4] = [
    keys::data::MARKS,
    keys::decisions::OF_HARM,
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

/// The facts document of a statement.
pub fn document(statement: &Statement<'_>) -> Document {
    let mut document = Document::default();
    document.line("", "[incident]");
    document.line("title", &format!("title = {}", quoted(statement.title)));
    let kind = match statement.kind {
        IncidentKind::Real => "real",
        IncidentKind::Exercise => "exercise",
    };
    document.line("kind", &format!("kind = \"{kind}\""));
    if let Some(zone) = statement.home_zone {
        document.line("home_zone", &format!("home_zone = {}", quoted(zone.name())));
    }
    for table in TABLES {
        write_table(&mut document, table, statement);
    }
    write_decisions(&mut document, statement);
    write_filed(&mut document, statement);
    document
}

fn write_table(document: &mut Document, table: &str, statement: &Statement<'_>) {
    let prefix = format!("{table}.");
    let stated = statement.facts.iter().filter(|(_, values)| !values.is_empty());
    let mut own = stated.filter(|(key, _)| key.starts_with(&prefix)).peekable();
    if own.peek().is_none() {
        return;
    }
    document.line("", &format!("[{table}]"));
    for (key, values) in own {
        document.line(key, &format!("{} = {}", toml_key(key), joined(key, values)));
    }
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

/// One value, or for a milestone with several candidates the list of them with their reasons.
fn joined(key: &str, values: &[Stated<'_>]) -> String {
    if keys::milestones::below(key).is_none() || values.len() == 1 {
        return values.last().map(|value| value.literal.to_owned()).unwrap_or_default();
    }
    let candidates = values.iter().map(|value| {
        let reason = value.reason.map(|r| format!(", reason = {}", quoted(r)));
        format!("{{ at = {}{} }}", value.literal, reason.unwrap_or_default())
    });
    format!("[{}]", candidates.collect::<Vec<_>>().join(", "))
}

fn write_decisions(document: &mut Document, statement: &Statement<'_>) {
    let decisions = &statement.decisions;
    if decisions.is_empty() && statement.delay.is_none() {
        return;
    }
    document.line("", "[decisions]");
    let no_harm: Vec<String> = decisions
        .iter()
        .filter_map(|(key, value)| DecisionKey::from(*key).no_harm().filter(|_| *value == "true"))
        .map(quoted)
        .collect();
    if !no_harm.is_empty() {
        document.line("decisions.no_harm", &format!("no_harm = [{}]", no_harm.join(", ")));
    }
    for (key, value) in decisions
        .iter()
        .filter(|(key, _)| DecisionKey::from(**key).no_harm().is_none())
    {
        let key = keys::decisions::key(key);
        document.line(&key, &format!("{} = {value}", toml_key(&key)));
    }
    if let Some(delay) = &statement.delay {
        document.line("decisions.law_enforcement_hold", &delay_line(delay));
    }
}

fn delay_line(delay: &StatedDelay) -> String {
    let regimes: Vec<String> = delay.regimes.iter().map(|regime| quoted(regime)).collect();
    let until = delay.until.map(|at| format!(", until = {}", moment(at)));
    format!(
        "law_enforcement_hold = {{ authority = {}, regimes = [{}]{} }}",
        quoted(&delay.authorities.join(", ")),
        regimes.join(", "),
        until.unwrap_or_default()
    )
}

fn write_filed(document: &mut Document, statement: &Statement<'_>) {
    if statement.filed.is_empty() {
        return;
    }
    document.line("", "[filed]");
    for (key, at) in &statement.filed {
        document.line(&format!("filed.{key}"), &format!("{} = {}", quoted(key), moment(*at)));
    }
}
