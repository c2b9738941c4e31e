//! A CACAO 2.0 playbook as one of ours. It is made for machines that act, ours for people: whatever a machine would run
//! becomes text to read, and nothing is ever run. What a playbook points to must be there, and its walk must end.

mod step;
mod walk;
mod write;

use serde_json::{Map, Value};

use crate::app::files::text::{NotText, text_of};
use crate::core::playbook::Playbook;
use crate::core::visible::one_line;

/// A playbook that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The file of the playbook, in Markdown.
    pub markdown: String,
    pub playbook: Playbook,
    /// What is odd about the source, and what has no place here.
    pub warnings: Vec<String>,
}

/// Why a file is no playbook that can be walked. The place is the path in the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CacaoError {
    #[error(transparent)]
    NotText(#[from] NotText),
    #[error("it is not JSON: {0}")]
    Json(String),
    #[error("it is not a CACAO playbook: `type` is not `playbook`")]
    NotPlaybook,
    #[error("its spec_version is `{0}`; only cacao-2.0 is read")]
    Version(String),
    #[error("{place}: {words}")]
    At { place: String, words: String },
    #[error("what was made of it is not a playbook: {0}")]
    Invalid(String),
}

/// More steps than people follow.
const MOST_STEPS: usize = 300;

fn at(place: impl Into<String>, words: impl Into<String>) -> CacaoError {
    let (place, words) = (place.into(), words.into());
    CacaoError::At { place, words }
}

/// The source with its parts at hand.
struct Source<'v> {
    whole: &'v Value,
    workflow: &'v Map<String, Value>,
    warnings: Vec<String>,
}

/// Reads a playbook.
///
/// # Errors
/// [`CacaoError`] with the place; what is merely odd is a warning.
pub fn read(bytes: &[u8]) -> Result<Imported, CacaoError> {
    let text = text_of(bytes)?.text;
    let whole: Value = serde_json::from_str(&text).map_err(|error| CacaoError::Json(error.to_string()))?;
    if whole.get("type").and_then(Value::as_str) != Some("playbook") {
        return Err(CacaoError::NotPlaybook);
    }
    let version = whole.get("spec_version").and_then(Value::as_str).unwrap_or("missing");
    if version != "cacao-2.0" {
        return Err(CacaoError::Version(version.chars().take(40).collect()));
    }
    let workflow = whole.get("workflow").and_then(Value::as_object);
    let workflow = workflow.ok_or_else(|| at("workflow", "is not an object of steps by their ids"))?;
    if workflow.len() > MOST_STEPS {
        return Err(at(
            "workflow",
            format!("has {} steps; the limit is {MOST_STEPS}", workflow.len()),
        ));
    }
    let warnings = about_source(&whole);
    let mut source = Source {
        whole: &whole,
        workflow,
        warnings,
    };
    let order = walk::order(&mut source)?;
    let steps = step::steps(&mut source, &order)?;
    let markdown = write::markdown(&source, &steps);
    let playbook = Playbook::parse("playbook", &markdown).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        CacaoError::Invalid(problems.join("; "))
    })?;
    Ok(Imported {
        markdown,
        playbook,
        warnings: source.warnings,
    })
}

/// The parts of a playbook that have a place in one of ours, or are named by what is read.
const KEPT: [&str; 17] = [
    "type",
    "spec_version",
    "id",
    "name",
    "description",
    "created",
    "modified",
    "created_by",
    "workflow",
    "workflow_start",
    "agent_definitions",
    "target_definitions",
    "playbook_types",
    "playbook_activities",
    "data_marking_definitions",
    "markings",
    "extension_definitions",
];

/// What is said of a part that has no place in one of ours, where more is to be said than that.
const SAID: [(&str, &str); 5] = [
    ("signatures", "it is signed; the signature was not checked"),
    (
        "valid_until",
        "it has a date until which it is valid: see whether that has passed",
    ),
    ("playbook_variables", "its variables are named in the text alone"),
    (
        "authentication_info_definitions",
        "its authentication blocks are left out",
    ),
    (
        "workflow_exception",
        "its step for failures is not followed: see in its place what is to be done then",
    ),
];

/// What is odd about the source, and every part of it that is not kept, each with its place.
fn about_source(whole: &Value) -> Vec<String> {
    let parts = whole.as_object().into_iter().flatten();
    let told = parts.filter_map(|(part, value)| {
        let said = SAID.iter().find(|(name, _)| name == part).map(|(_, said)| *said);
        let words = match (part.as_str(), said) {
            (part, None) if KEPT.contains(&part) => return None,
            ("revoked", _) if value.as_bool() == Some(true) => "it was revoked by whoever made it",
            ("revoked", _) => return None,
            (_, Some(said)) => said,
            (_, None) => "is not kept: a playbook of ours has no place for it",
        };
        Some(format!("{}: {words}", one_line(part)))
    });
    told.collect()
}
