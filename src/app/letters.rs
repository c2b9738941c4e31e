//! Letters of an incident as people and programs see them.

use serde::Serialize;

use super::views::utc;
use crate::core::incident::Incident;
use crate::core::incident::letter::Letter;

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterRow {
    /// Its id within the incident.
    pub letter: String,
    /// The template it came from.
    pub template: String,
    /// The language.
    pub language: String,
    /// The duty it is for.
    pub duty: Option<String>,
    /// draft, approved, or changed since it was approved
    pub state: &'static str,
    /// How many texts it has had.
    pub revisions: usize,
    /// SHA-256 of the text as it stands.
    pub sha256: String,
    /// Who wrote the text as it stands, and when.
    pub written: (String, String),
    /// Who approved the text as it stands, and when.
    pub approved: Option<(String, String)>,
    /// Remarks.
    pub comments: usize,
}

/// The letters of an incident.
pub fn rows(incident: &Incident) -> Vec<LetterRow> {
    incident.letters.values().filter_map(row).collect()
}

fn row(letter: &Letter) -> Option<LetterRow> {
    let current = letter.current()?;
    Some(LetterRow {
        letter: letter.id.clone(),
        template: letter.template.clone(),
        language: letter.language.clone(),
        duty: letter.duty.clone(),
        state: letter.state(),
        revisions: letter.revisions.len(),
        sha256: current.sha256.clone(),
        written: (current.author.clone(), utc(current.at)),
        approved: letter.approval().map(|a| (a.by.clone(), utc(a.at))),
        comments: letter.comments.len(),
    })
}
