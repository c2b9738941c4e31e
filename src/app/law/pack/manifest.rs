//! What the note of a pack says: which pack it is, what changed, and the digest of each file.
//!
//! ```text
//! firebell law pack 1
//! name: acme-law
//! version: 2026.12.1
//! date: 2026-12-01
//!
//! - Texas: the attorney general is told within 30 days
//!
//! 5a0c…  us/tx.toml
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::{archive, limits};
use crate::core::ids::Sha256Digest;
use crate::core::law::pack::PackLabel;
use crate::core::visible;

const FIRST: &str = "firebell law pack 1";

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub label: PackLabel,
    /// When it was made.
    pub date: NaiveDate,
    /// In the words of whoever made it.
    pub changed: Vec<String>,
    /// The digest of each file.
    pub files: BTreeMap<String, Sha256Digest>,
}

/// Why a line of "what changed" cannot be one.
pub fn change_problem(line: &str) -> Option<String> {
    if line.trim().is_empty() || line.chars().any(visible::acts) {
        return Some("what changed is one line of plain text".to_owned());
    }
    (line.chars().count() > limits::CHANGE)
        .then(|| format!("what changed is at most {} characters a line", limits::CHANGE))
}

impl Manifest {
    pub(super) fn text(&self) -> String {
        let PackLabel { name, version } = &self.label;
        let mut text = format!("{FIRST}\nname: {name}\nversion: {version}\ndate: {}\n\n", self.date);
        for change in &self.changed {
            let _ = writeln!(text, "- {change}");
        }
        text.push('\n');
        for (path, digest) in &self.files {
            let _ = writeln!(text, "{digest}  {path}");
        }
        text
    }

    /// Reads the text of a note. There is one way to write each manifest: what is read back must be the same text.
    pub(super) fn read(text: &str) -> Result<Manifest, String> {
        let unreadable = |what: &str| format!("its note has no readable {what}");
        let mut lines = text.lines();
        if lines.next() != Some(FIRST) {
            return Err(format!("its note does not begin with `{FIRST}`"));
        }
        let mut value = |key: &str| lines.next().and_then(|line| line.strip_prefix(key)?.strip_prefix(": "));
        let (name, version, date) = (value("name"), value("version"), value("date"));
        let label = PackLabel {
            name: name
                .and_then(|name| name.parse().ok())
                .ok_or_else(|| unreadable("name"))?,
            version: version
                .and_then(|version| version.parse().ok())
                .ok_or_else(|| unreadable("version"))?,
        };
        let date = date
            .and_then(|date| date.parse().ok())
            .ok_or_else(|| unreadable("date"))?;
        let (changes, files): (Vec<&str>, Vec<&str>) = lines
            .filter(|line| !line.is_empty())
            .partition(|line| line.starts_with("- "));
        let changed = changes
            .iter()
            .filter_map(|line| line.strip_prefix("- "))
            .map(str::to_owned);
        let files: Option<BTreeMap<String, Sha256Digest>> = files.into_iter().map(file).collect();
        let manifest = Manifest {
            label,
            date,
            changed: changed.collect(),
            files: files.ok_or_else(|| unreadable("list of files"))?,
        };
        match manifest.problem() {
            Some(problem) => Err(problem),
            None if manifest.text() == text => Ok(manifest),
            None => Err("its note is not written as firebell writes it".to_owned()),
        }
    }

    /// Why it cannot be the manifest of a pack.
    pub(super) fn problem(&self) -> Option<String> {
        if self.changed.is_empty() || self.changed.len() > limits::CHANGES {
            return Some(format!("a pack says what changed, in 1 to {} lines", limits::CHANGES));
        }
        if self.files.is_empty() || self.files.len() > limits::FILES {
            return Some(format!("a pack has 1 to {} files", limits::FILES));
        }
        self.changed.iter().find_map(|line| change_problem(line))
    }
}

fn file(line: &str) -> Option<(String, Sha256Digest)> {
    let (digest, path) = line.split_once("  ")?;
    match archive::path_problem(path) {
        None => Some((path.to_owned(), digest.parse().ok()?)),
        Some(_) => None,
    }
}
