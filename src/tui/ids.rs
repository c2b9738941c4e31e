//! Names that travel between the screen and the worker. An answer carries the name of what it is about, so that it can
//! only ever be shown, and acted on, where that is still at hand.

use crate::core::ids::{LetterId, StoredDigest};
use std::fmt;
use std::ops::Deref;

/// An incident, named by its code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentRef(String);

impl IncidentRef {
    /// The incident with this code.
    pub fn new(code: impl Into<String>) -> IncidentRef {
        IncidentRef(code.into())
    }
}

impl Deref for IncidentRef {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IncidentRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A letter. Its id alone is not enough: ids come from templates, so most incidents have a letter of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRef {
    /// The incident it belongs to.
    pub incident: IncidentRef,
    /// Its id within the incident.
    pub letter: LetterId,
}

/// One text of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRef {
    pub letter: LetterRef,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
}

/// A form that was opened. No two forms of one run share a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormId(pub(super) u64);

/// Where a text that is edited elsewhere belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditTarget {
    /// A letter; the revision is the one the person was given to edit.
    Letter(RevisionRef),
    /// A field of a form that is still open.
    Field {
        form: FormId,
        /// The key of the field.
        field: &'static str,
    },
}

/// What a request, and its answer, is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The record as a whole: the board, the organization, the audit chain.
    Record,
    Incident(IncidentRef),
    Letter(LetterRef),
    /// One regime of the law.
    Regime(String),
}

impl Subject {
    /// The incident it belongs to, if it belongs to one.
    pub fn incident(&self) -> Option<&IncidentRef> {
        match self {
            Subject::Incident(incident) => Some(incident),
            Subject::Letter(letter) => Some(&letter.incident),
            Subject::Record | Subject::Regime(_) => None,
        }
    }
}
