//! The team's own work: steps of playbooks, who sees to what, reminders, evidence and notes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::{ObligationName, StoredDigest, TaskId};

/// A step was ticked off, or opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTick {
    /// `playbook/step`.
    pub task: TaskId,
    /// Whether it is done.
    pub done: bool,
    /// Who owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What was found or done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// A step was given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAssignment {
    /// `playbook/step`.
    pub task: TaskId,
    /// Who is to do it.
    pub owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
}

/// An obligation was given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationAssignment {
    pub obligation: ObligationName,
    /// Who sees to it.
    pub owner: String,
    /// When the team wants it done; it never moves the deadline of the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
}

/// Somebody wants to be reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    pub at: DateTime<Utc>,
    /// Of what.
    pub about: String,
    /// Whom; `None`: everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// A reminder is done with, or no longer needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderEnd {
    /// The number of the entry that set it.
    pub reminder: u64,
}

/// A piece of evidence; only its digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The name of the file or thing.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: StoredDigest,
    /// Its size in bytes.
    pub size: u64,
    /// Who has custody of it.
    pub custodian: String,
    /// Where it came from and how it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub text: String,
    /// Attorney–client: left out of every export unless asked for by name.
    pub privileged: bool,
}

impl Note {
    /// What a line of the log begins with that tells of a decision.
    pub const DECISION: &str = "Decision: ";
    /// In a line of the log: a shift ended here.
    pub const HANDOVER: &str = "#handover";

    pub fn is_decision(&self) -> bool {
        self.text.starts_with(Note::DECISION)
    }

    pub fn ends_a_shift(&self) -> bool {
        let mut words = self.text.split_whitespace();
        words.any(|word| word.eq_ignore_ascii_case(Note::HANDOVER))
    }
}
