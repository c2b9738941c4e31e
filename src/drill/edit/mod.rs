//! A scenario in the making: copied from another one, changed part by part, checked after each change, and written to the
//! team's own folder. Pure: what is changed is a tree, what is wrong is a list of sentences.

mod change;
mod outline;

pub use change::{ActionFields, Change, ChangeError, HeadFields, InjectFields};
pub use outline::{Part, Place};

use toml::{Table, Value};

use super::read::read;
use super::readable::readable;
use super::scenario::Scenario;
use super::scenario_files::lint::{There, lint};
use super::scenario_files::sources::File;
use super::scenario_files::tree_text;
use super::scenario_files::write::slug;

/// A scenario in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    tree: Table,
}

/// What stands in the way of copying a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the scenario cannot be read: {0}")]
pub struct NotCopied(String);

/// A draft as it stands, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub draft: Draft,
    /// Each with its place.
    pub problems: Vec<String>,
    /// Its injects as the room gets them: id and text, of those that can be read.
    pub preview: Vec<(String, String)>,
}

impl Draft {
    /// A copy under a new title, whose id and file name follow from it.
    ///
    /// # Errors
    /// Where the text is no TOML.
    pub fn copy(file: &File, title: &str) -> Result<Draft, NotCopied> {
        let mut tree: Table = file
            .text
            .parse()
            .map_err(|error: toml::de::Error| NotCopied(error.to_string()))?;
        tree.insert("id".to_owned(), Value::String(slug(title)));
        tree.insert("title".to_owned(), Value::String(title.trim().to_owned()));
        tree.insert("version".to_owned(), Value::Integer(1));
        Ok(Draft { tree })
    }

    /// A scenario of the team's own, to go on with.
    ///
    /// # Errors
    /// Where the text is no TOML.
    pub fn open(file: &File) -> Result<Draft, NotCopied> {
        let tree = file
            .text
            .parse()
            .map_err(|error: toml::de::Error| NotCopied(error.to_string()))?;
        Ok(Draft { tree })
    }
    pub fn file_name(&self) -> String {
        format!("{}.toml", slug(self.text_at("id")))
    }

    pub fn title(&self) -> &str {
        self.text_at("title")
    }

    pub fn text(&self) -> String {
        tree_text::text(&self.tree)
    }

    fn text_at(&self, key: &str) -> &str {
        self.tree.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Looks at it as `drill lint` does, and as the room will.
    pub fn checked(self, there: There<'_>) -> Checked {
        let (name, text) = (self.file_name(), self.text());
        let (problems, preview) = match read(&name, &text, 1) {
            Ok(scenario) => (lint(&name, &text, &scenario, there), preview(&scenario)),
            Err(problems) => (problems.iter().map(ToString::to_string).collect(), Vec::new()),
        };
        Checked {
            draft: self,
            problems,
            preview,
        }
    }
}

/// What the room gets with each inject, and nothing that is the facilitator's.
fn preview(scenario: &Scenario) -> Vec<(String, String)> {
    let injects = scenario.injects.iter().map(|inject| {
        let attached = inject.attachments.iter();
        let attached: String = attached
            .map(|paper| format!("\n\nAttached: {}\n{}", paper.name, paper.text.trim()))
            .collect();
        let head = format!(
            "{} from {} to {}: {}",
            inject.channel, inject.from, inject.to, inject.subject
        );
        (
            inject.id.clone(),
            format!("{head}\n\n{}{attached}", readable(&inject.text)),
        )
    });
    injects.collect()
}
