//! Cases of other tools: what they suggest about an incident, what a person has to answer, and what has no place here.
//! Nothing of a case is taken in unasked; titles, summaries and names of organizations are never suggested, so that
//! nobody's name comes into a document or a scenario.

mod incident_tools;
mod misp;
mod stix;
mod veris;
mod veris_words;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::app::files::text::{NotText, text_of};
use crate::core::coded::coded;
use crate::core::event::{Certainty, FactClaim};
use crate::core::incident::case_import::MARK;
use crate::core::incident::command::Command;
use crate::core::tlp::Tlp;

coded! {
    /// The tool or vocabulary a case is written in.
    pub enum CaseFormat: "format of a case" {
        Veris = "veris" => "VERIS",
        Misp = "misp" => "MISP",
        Stix = "stix" => "STIX 2.1",
        TheHive = "thehive" => "TheHive",
        Iris = "iris" => "DFIR-IRIS",
    }
}

/// A fact that a case suggests; it is recorded as suspected, and only where a person names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub key: &'static str,
    /// A TOML literal.
    pub value: String,
    /// What in the case it rests on.
    pub because: String,
}

/// What a case came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    pub format: CaseFormat,
    /// The case's own id, by which it is found again.
    pub id: Option<String>,
    /// It says that it is an exercise or a test.
    pub exercise: bool,
    pub tlp: Option<Tlp>,
    pub suggestions: Vec<Suggestion>,
    pub questions: Vec<String>,
    /// Places of the case that have none here.
    pub without_place: Vec<String>,
}

/// Why a file is no case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    #[error(transparent)]
    NotText(#[from] NotText),
    #[error("it is not JSON: {0}")]
    Json(String),
    #[error("it is none of the forms that are read: VERIS, MISP, STIX 2.1, TheHive, DFIR-IRIS")]
    Unknown,
    #[error("it holds {count} cases: name one of {some}")]
    Several { count: usize, some: String },
    #[error("it holds no case `{0}`")]
    NoCase(String),
    #[error("the STIX bundle is of version {0}; only 2.1 is read")]
    StixVersion(String),
    #[error("the STIX bundle is invalid: {0}")]
    Stix(String),
}

/// Reads a case; of a file with several, the one of an id.
///
/// # Errors
/// [`CaseError`]; what is merely odd is never refused.
pub fn read(bytes: &[u8], id: Option<&str>) -> Result<Case, CaseError> {
    let text = text_of(bytes)?.text;
    let value = one(&text, id)?;
    match format(&value).ok_or(CaseError::Unknown)? {
        CaseFormat::Veris => Ok(veris::read(&value)),
        CaseFormat::Misp => Ok(misp::read(&value)),
        CaseFormat::Stix => stix::read(&value),
        CaseFormat::TheHive => Ok(incident_tools::thehive(&value)),
        CaseFormat::Iris => Ok(incident_tools::iris(&value)),
    }
}

/// The case that is meant: a document, or a line or an item among several.
fn one(text: &str, id: Option<&str>) -> Result<Value, CaseError> {
    let whole: Result<Value, _> = serde_json::from_str(text);
    let several: Vec<Value> = match whole {
        Ok(Value::Array(items)) => items,
        Ok(value) => return Ok(value),
        Err(error) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let read: Result<Vec<Value>, _> = lines.map(serde_json::from_str).collect();
            read.map_err(|_| CaseError::Json(error.to_string()))?
        }
    };
    let ids: Vec<&str> = several.iter().filter_map(own_id).collect();
    match (id, several.len()) {
        (None, 1) => several.into_iter().next().ok_or(CaseError::Unknown),
        (None, count) => Err(CaseError::Several {
            count,
            some: ids.iter().take(5).copied().collect::<Vec<_>>().join(", "),
        }),
        (Some(id), _) => {
            let found = several.iter().find(|value| own_id(value) == Some(id));
            found.cloned().ok_or_else(|| CaseError::NoCase(id.to_owned()))
        }
    }
}

fn own_id(value: &Value) -> Option<&str> {
    ["incident_id", "id", "uuid", "_id"]
        .iter()
        .find_map(|key| value.get(key)?.as_str())
}

fn format(value: &Value) -> Option<CaseFormat> {
    let has = |key: &str| value.get(key).is_some();
    if value.get("type").and_then(Value::as_str) == Some("bundle") {
        return Some(CaseFormat::Stix);
    }
    if has("Event") || has("response") {
        return Some(CaseFormat::Misp);
    }
    // Some tools write an event without its envelope.
    if has("uuid") && has("info") && (has("threat_level_id") || has("Attribute") || has("Orgc")) {
        return Some(CaseFormat::Misp);
    }
    if has("action") && (has("actor") || has("asset")) || has("schema_name") || has("security_incident") {
        return Some(CaseFormat::Veris);
    }
    if has("caseId") || value.get("_type").and_then(Value::as_str) == Some("case") {
        return Some(CaseFormat::TheHive);
    }
    (has("case") && (has("timeline") || has("iocs") || has("assets"))).then_some(CaseFormat::Iris)
}

impl Case {
    fn new(format: CaseFormat, value: &Value) -> Case {
        Case {
            format,
            id: own_id(value).map(str::to_owned),
            exercise: false,
            tlp: None,
            suggestions: Vec::new(),
            questions: Vec::new(),
            without_place: Vec::new(),
        }
    }

    fn suggest(&mut self, key: &'static str, value: String, because: impl Into<String>) {
        if self.suggestions.iter().all(|known| known.key != key) {
            let because = because.into();
            self.suggestions.push(Suggestion { key, value, because });
        }
    }

    fn suggest_codes(&mut self, key: &'static str, codes: &BTreeSet<&'static str>, because: &str) {
        if !codes.is_empty() {
            let quoted: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
            self.suggest(key, format!("[{}]", quoted.join(", ")), because);
        }
    }

    fn ask(&mut self, question: impl Into<String>) {
        let question = question.into();
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    fn lost(&mut self, place: impl Into<String>) {
        let place = place.into();
        if !self.without_place.contains(&place) {
            self.without_place.push(place);
        }
    }

    /// Where a fact from it comes from.
    pub fn source(&self) -> String {
        let id = self.id.as_deref().unwrap_or("without an id");
        let id: String = id
            .chars()
            .filter(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(*sign))
            .take(80)
            .collect();
        format!("{}{MARK}{id}", self.format.words())
    }

    /// The commands that record the suggestions a person named, each as suspected.
    ///
    /// # Errors
    /// The names that it does not suggest.
    pub fn taken(&self, keys: &[String]) -> Result<Vec<Command>, Vec<String>> {
        let unknown: Vec<String> = keys
            .iter()
            .filter(|key| self.suggestions.iter().all(|known| known.key != **key))
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let taken = self
            .suggestions
            .iter()
            .filter(|known| keys.iter().any(|key| key == known.key));
        let claim = |suggestion: &Suggestion| {
            Command::set_fact(FactClaim {
                key: suggestion.key.to_owned(),
                value: suggestion.value.clone(),
                certainty: Certainty::Suspected,
                learned_at: None,
                source: Some(self.source()),
                also: false,
            })
        };
        Ok(taken.map(claim).collect())
    }
}

/// The texts of a list, or the one text in its place.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text.as_str()],
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    }
}

/// A number that may be written as a text.
fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
