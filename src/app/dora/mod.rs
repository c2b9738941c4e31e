//! The report on a major ICT-related incident under DORA: its fields and closed lists as data, and the check of a report
//! against what the Regulation asks of its stage. The authorities' JSON schema lets through reports without a moment of
//! detection; this check comes first.

pub mod check;
pub mod draft;
pub mod file;
pub mod fill;
mod place;
pub mod questions;
pub mod sheet;
mod value;
pub mod workbook;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::core::coded::coded;

coded! {
    /// What is submitted, as the JSON template names it.
    pub enum Stage: "kind of submission" {
        Initial = "initial_notification" => "initial notification",
        Intermediate = "intermediate_report" => "intermediate report",
        Final = "final_report" => "final report",
        Reclassified = "major_incident_reclassified_as_non-major" => "reclassification as not major",
    }
}

/// Whether a stage asks for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Asked {
    #[serde(rename = "yes")]
    Yes,
    /// Where the condition holds.
    #[serde(rename = "if")]
    If,
    #[serde(rename = "no")]
    No,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    #[serde(rename = "text")]
    Text,
    #[serde(rename = "utc")]
    Utc,
    #[serde(rename = "dhm")]
    Duration,
    #[serde(rename = "percent")]
    Percent,
    #[serde(rename = "money")]
    Money,
    #[serde(rename = "lei")]
    Lei,
    #[serde(rename = "lei-or-code")]
    LeiOrCode,
    #[serde(rename = "int")]
    Whole,
    #[serde(rename = "bool")]
    Flag,
    #[serde(rename = "phone")]
    Telephone,
    #[serde(rename = "email")]
    Email,
    #[serde(rename = "choice")]
    Choice,
    #[serde(rename = "multi")]
    Several,
}

/// One field of the form.
#[derive(Debug, Deserialize)]
pub struct Field {
    /// Its number in the Annex.
    pub n: String,
    /// Its place in the JSON template.
    key: String,
    pub label: String,
    kind: Kind,
    initial: Asked,
    intermediate: Asked,
    #[serde(rename = "final")]
    last: Asked,
    pub when: Option<String>,
    list: Option<String>,
    /// Several sentences are usual.
    #[serde(default)]
    long: bool,
    pub note: Option<String>,
}

impl Field {
    fn asked(&self, stage: Stage) -> Asked {
        match stage {
            Stage::Initial | Stage::Reclassified => self.initial,
            Stage::Intermediate => self.intermediate,
            Stage::Final => self.last,
        }
    }
}

/// A code of a closed list.
#[derive(Debug, Deserialize)]
struct Code {
    #[serde(default)]
    code: String,
    #[serde(default)]
    label: String,
    /// The code one level up.
    parent: Option<String>,
    /// A finer cause must be named.
    #[serde(default)]
    finer: bool,
}

#[derive(Debug, Deserialize)]
struct List {
    values: Vec<Code>,
}

#[derive(Debug, Deserialize)]
struct Fields {
    field: Vec<Field>,
}

#[derive(Debug, Deserialize)]
struct Lists {
    #[serde(flatten)]
    lists: BTreeMap<String, toml::Value>,
}

#[expect(clippy::expect_used, reason = "the file is built in, and a test reads it")]
static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let text = include_str!("../../../templates/dora/fields.toml");
    toml::from_str::<Fields>(text)
        .expect("the built-in fields are valid")
        .field
});

#[expect(clippy::expect_used, reason = "the file is built in, and a test reads it")]
static LISTS: LazyLock<BTreeMap<String, List>> = LazyLock::new(|| {
    let text = include_str!("../../../templates/dora/lists.toml");
    let read: Lists = toml::from_str(text).expect("the built-in lists are valid");
    let tables = read.lists.into_iter().filter(|(_, value)| value.is_table());
    tables
        .map(|(name, value)| (name, value.try_into().expect("a built-in list is valid")))
        .collect()
});

/// A report, as the JSON template has it.
pub type Report = serde_json::Value;

/// The fields, in the order of the Annex.
pub fn fields() -> &'static [Field] {
    &FIELDS
}

fn list(name: &str) -> &'static [Code] {
    LISTS.get(name).map(|list| list.values.as_slice()).unwrap_or_default()
}

/// The codes of a list, for whoever offers them.
pub fn codes(name: &str) -> Vec<&'static str> {
    list(name)
        .iter()
        .map(|code| code.code.as_str())
        .filter(|code| !code.is_empty())
        .collect()
}
