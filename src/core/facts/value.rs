//! What a value of a fact says, whatever it was written as.

use chrono::{DateTime, Utc};

use super::count::Count;
use super::picture::Picture;

/// What a value says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    Number(u64),
    /// A number of people.
    Count(Count),
    /// The candidates for a moment: one, as a rule.
    Moments(Vec<Candidate>),
    Code(String),
    /// A free text.
    Text(String),
    Picture(Picture),
    /// Several codes; empty is known to be none.
    List(Vec<String>),
    /// Nothing that can be read.
    Unreadable,
}

/// A moment that may have started a clock, with the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub at: DateTime<Utc>,
    /// Why this may be the start, where several are kept.
    pub reason: Option<String>,
}
