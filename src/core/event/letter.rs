//! What happens to a letter. Every event names the SHA-256 of the text it is about.

use serde::{Deserialize, Serialize};

use crate::core::ids::{LetterId, ObligationName, StoredDigest};

/// A letter was drafted from a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterDraft {
    /// Its id within the incident.
    pub letter: LetterId,
    /// The template it came from.
    pub template: String,
    /// The language it is written in.
    pub language: String,
    /// The obligation it is for, if it is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "duty")]
    pub obligation: Option<ObligationName>,
    /// Its text, in Markdown.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
}

/// A letter was given another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRevision {
    /// The letter's id.
    pub letter: LetterId,
    /// Its text, in Markdown.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
    /// SHA-256 of the text that was changed into this one; absent in records of earlier versions, and a new revision
    /// without it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<StoredDigest>,
}

/// Somebody remarked on a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterComment {
    /// The letter's id.
    pub letter: LetterId,
    pub text: String,
    /// SHA-256 of the text it was made on.
    pub sha256: StoredDigest,
}

/// Somebody who did not write it approved the exact text of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterApproval {
    /// The letter's id.
    pub letter: LetterId,
    /// SHA-256 of the text that was read.
    pub sha256: StoredDigest,
    /// Findings of the check that failed at that moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Why it was approved all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}
