//! What is asked of the record about letters.

use super::ids::{IncidentRef, LetterRef, RevisionRef, Subject};
use super::profile_value::ProfileValue;
use crate::app::letters::Draft;
use crate::core::ids::RoleId;
use crate::core::incident::command::Command;

/// What is done with a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum LetterEffect {
    /// Read a letter with its check.
    Read(LetterRef),
    /// Check a text that is not saved.
    Check(UnsavedText),
    /// Draft a letter.
    Draft {
        code: IncidentRef,
        /// What is asked for.
        draft: Draft,
    },
    /// Check a letter and approve its exact text.
    Approve {
        /// The text that was read.
        text: RevisionRef,
        /// Why it may go out although its check fails.
        because: Option<String>,
        role: Option<RoleId>,
    },
    /// What changed in a letter since its first text.
    Redline(Redlined),
    /// A letter beside another, or beside one of its own revisions.
    Compare(Compared),
    /// Draft a letter anew from the facts as recorded now.
    Redraft { letter: LetterRef, what: Redrafting },
    /// Record what a letter lacks, and draft it anew.
    Fill { letter: LetterRef, filled: Filled },
    /// Put a clause into a letter.
    InsertClause {
        letter: LetterRef,
        clause: String,
        /// Words of the block it goes below; `None`: at the end.
        after: Option<String>,
    },
}

/// What somebody has filled into the blanks of a letter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filled {
    /// What belongs to the incident.
    pub facts: Vec<Command>,
    /// What is the same in every incident.
    pub profile: Vec<ProfileValue>,
}

/// The text of a letter as somebody is typing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsavedText {
    pub letter: LetterRef,
    pub text: String,
}

/// What becomes of a letter that is drafted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redrafting {
    Show,
    Save,
}

/// Two texts to be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub letter: LetterRef,
    /// As a person names it: a letter, a letter and a revision, or a revision.
    pub other: String,
    /// The columns for both texts beside each other; `None`: one below the other.
    pub columns: Option<u16>,
}

/// A comparison that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Redlined {
    pub letter: LetterRef,
    /// The columns for both texts beside each other; `None`: one below the other.
    pub columns: Option<u16>,
}

impl LetterEffect {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            LetterEffect::Read(letter)
            | LetterEffect::Check(UnsavedText { letter, .. })
            | LetterEffect::Redline(Redlined { letter, .. })
            | LetterEffect::Compare(Compared { letter, .. })
            | LetterEffect::Redraft { letter, .. }
            | LetterEffect::Fill { letter, .. }
            | LetterEffect::InsertClause { letter, .. } => Subject::Letter(letter.clone()),
            LetterEffect::Approve { text, .. } => Subject::Letter(text.letter.clone()),
            LetterEffect::Draft { code, .. } => Subject::Incident(code.clone()),
        }
    }
}
