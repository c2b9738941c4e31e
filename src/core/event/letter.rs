//! What happens to a letter. Every event names the SHA-256 of the text it is about.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::RoleId;
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
    /// Who is written to, as the template says; absent in records of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
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
    /// The Word file it was read from; absent for a text that was written in firebell or came as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<WordFile>,
}

/// A Word file that came back from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordFile {
    /// SHA-256 of its bytes.
    pub sha256: StoredDigest,
    /// Who made its tracked changes, as the file says; empty where nothing was tracked.
    pub authors: Vec<String>,
}

/// Somebody remarked on a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterComment {
    /// The letter's id.
    pub letter: LetterId,
    pub text: String,
    /// SHA-256 of the text it was made on.
    pub sha256: StoredDigest,
    /// The words of the letter that it is about, on one line; absent: the letter as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<String>,
    /// Who wrote it, where it came in a Word file and somebody else recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<RemarkWritten>,
}

/// Who wrote a remark in a Word file and when, as the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkWritten {
    pub author: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
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
    /// In which role; absent: in none in particular.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// Keys of the facts that the text tells: the approval falls when one of them is recorded otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// The sender as the page that was read shows it: the approval falls when another name, address or number is recorded.
    /// Absent in records of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<SenderHead>,
    /// Under a name that somebody typed while the record had one member: no key of theirs proves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub name_only: bool,
}

/// Who sends a letter, as its page shows above the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderHead {
    pub name: String,
    /// Address and ways to reach the sender, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// SHA-256 of the logo's bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<StoredDigest>,
}

/// Approvals of a letter's present text were withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalWithdrawal {
    /// The letter's id.
    pub letter: LetterId,
    /// SHA-256 of the text that was approved.
    pub sha256: StoredDigest,
    /// The role whose approval it is; absent: every approval of the text.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    pub reason: String,
}
