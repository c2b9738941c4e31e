//! What a condition of an obligation can say: a closed list, read by `condition_reader` and evaluated by `obligation`.

use super::terms::{Op, Where};
use crate::core::facts::codes::{Deletion, DirectNotice};

/// A number of people that matters.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// The comparison.
    pub op: Op,
    pub count: u64,
    /// The statute's word for the people.
    pub of: String,
    /// Whose number.
    pub scope: Where,
}

/// One condition of an obligation.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What must hold.
    pub test: Test,
    /// An exemption: unanswered, the obligation remains; answered yes, it ends.
    pub unless: bool,
    /// Where it stands.
    pub cite: Option<String>,
    /// Its sense in words.
    pub words: Option<String>,
}

/// The closed list of what a condition can say.
#[derive(Debug, Clone)]
pub enum Test {
    /// Any of these profile flags.
    Profile(Vec<String>),
    /// A yes/no question.
    Question {
        id: String,
        /// The answer that makes it hold.
        is: bool,
    },
    /// A recorded decision of at least this grade.
    Decision {
        family: String,
        at_least: String,
        /// Undecided counts as met.
        undecided_counts: bool,
    },
    /// Any of these marks.
    Mark(Vec<String>),
    /// Any of these elements.
    Elements(Vec<String>),
    /// Any of these sets.
    Sets(Vec<String>),
    /// Any of these incident kinds.
    Kind(Vec<String>),
    /// Another obligation is due.
    Follows(String),
    /// A stricter obligation is not due.
    SupersededBy(String),
    /// Some other authority must be told.
    OtherNoticeDue,
    /// A number of people.
    Count(Threshold),
    /// People cannot be told one by one.
    DirectNotice(Vec<DirectNotice>),
    /// Good-faith access by someone allowed to.
    InternalSlip(bool),
    /// The data came back or were deleted.
    Deletion(Vec<Deletion>),
    /// Later measures removed the risk.
    RiskRemoved(bool),
    /// A recorded no-harm decision is relied on.
    ReliesOnNoHarm,
    /// The authority ordered it.
    Ordered,
    /// The rule itself is not known.
    NotKnown(String),
    /// One of several.
    Any(Vec<Condition>),
}

impl Test {
    /// The other obligation whose verdict it looks at, if it looks at one.
    pub fn follows(&self) -> Option<&str> {
        if let Test::Follows(target) | Test::SupersededBy(target) = self {
            return Some(target);
        }
        None
    }

    /// The conditions of which one is enough, where it is made of several.
    pub fn alternatives(&self) -> &[Condition] {
        if let Test::Any(inner) = self {
            return inner;
        }
        &[]
    }
}
