//! The library of building blocks, as playbooks/tabletop/blocks/library.toml has it.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::drill::scenario_files::shipped;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let text = shipped::text("blocks/library.toml").expect("the library is packed with the scenarios");
    toml::from_str(text).expect("the built-in library is read by the tests")
});
pub(super) fn library() -> &'static Library {
    &LIBRARY
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Library {
    pub home: Vec<Home>,
    pub cause: Vec<Cause>,
    pub data: Vec<Data>,
    pub noise: Vec<Noise>,
    pub twist: Vec<Twist>,
}

/// Where an invented organization is at home.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Home {
    /// Its country.
    pub id: String,
    pub zone: String,
    /// Its main establishment in the Union, or `none`.
    pub establishment: String,
    pub names: Vec<String>,
    pub telephone: String,
    /// Where its people live.
    pub places: Vec<String>,
    /// The report to the authority at home that falls due within the story.
    pub duty: Option<String>,
}

/// What happened, told in three steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cause {
    pub id: String,
    pub title: String,
    pub playbook: String,
    /// The step that contains it.
    pub contain: String,
    pub cause: String,
    pub types: String,
    pub malicious: String,
    pub recipient: String,
    pub channel: String,
    pub from: String,
    pub subject: String,
    pub opening: String,
    /// The same step in words.
    pub contained: String,
    pub confirm_from: String,
    pub confirm: String,
    pub pressure: String,
}

/// A kind of data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub id: String,
    pub elements: String,
    pub words: String,
    /// Whether it is of the special categories of Art. 9 GDPR.
    pub special: String,
    /// Whether the laws of the states of the United States name it.
    pub states: bool,
    /// What the risk comes to at least.
    pub risk: String,
}

/// Something that does not belong to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noise {
    pub channel: String,
    pub from: String,
    pub subject: String,
    pub text: String,
}

/// Something that makes it harder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Twist {
    /// The difficulty from which it is used.
    pub least: u64,
    pub channel: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub action: String,
    pub objective: String,
    pub weight: i64,
    /// A letter that is drafted; otherwise an evaluator looks.
    pub letter: Option<String>,
    pub evidence: Option<String>,
    pub hint: String,
}
