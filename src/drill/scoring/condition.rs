//! Conditions that expected actions and branches are tied to; `scene` looks at an incident with them.

mod read;
mod words;

use crate::core::ids::{ObligationName, TaskId};
use chrono::{DateTime, Utc};

use crate::core::event::{FilingKind, Stage};
use crate::core::facts::FactValue;

/// Something that holds of an incident, or does not.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Fact(Known),
    /// A decision was recorded, which always has its rationale.
    Decided {
        /// Its key, without `decisions.`.
        key: String,
        /// The value it must have; `None`: any.
        value: Option<String>,
    },
    /// A notice was filed.
    Filed(Filed),
    /// An obligation was recorded as not required, with its rationale.
    NotRequired(ObligationName),
    /// A letter of a template was drafted, approved, or approved with a clean check.
    Letter(Letter),
    /// Somebody of a role answered, or was at least tried.
    Called {
        role: String,
        /// They answered.
        answered: bool,
        timing: Timing,
    },
    /// Evidence was logged, with this in its name.
    Evidence {
        word: String,
        timing: Timing,
    },
    /// A note holds one of these words.
    Note(Vec<String>),
    /// A step was ticked off.
    Task(TaskId),
    /// A law-enforcement delay was recorded, with this in the authority's name.
    Delay(String),
    Entered(Stage),
    /// A playbook is in use.
    Playbook(String),
    /// The incident is closed.
    Closed,
    /// The incident was closed and is open again.
    Reopened,
    /// An expected action was done: as an evaluator marked it, otherwise as the engine sees it.
    Action(String),
    /// One of these holds.
    Any(Vec<Condition>),
    /// All of these hold.
    All(Vec<Condition>),
    /// This does not hold; known only when the exercise is over.
    Not(Box<Condition>),
}

/// From when on something counts that can be done before anybody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// From the beginning: whoever does it early has done it.
    Early,
    /// From the inject on: it has to be done once more.
    Anew,
}

/// A fact that is looked for: that it is known, and where they are given its value, its moment and its count.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its key in the facts file.
    pub key: String,
    /// The value it must have.
    pub value: Option<FactValue>,
    /// The moment it must be near.
    pub near: Option<Near>,
    /// The least it must be.
    pub least: Option<u64>,
}

/// A moment, and how many minutes beside it are near enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    pub moment: DateTime<Utc>,
    pub tolerance: u64,
}

/// A filing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The obligation; of one that fans out any place counts.
    pub obligation: ObligationName,
    /// Before its deadline.
    pub in_time: bool,
    /// In the order the law asks for.
    pub in_order: bool,
    /// As an initial, supplementary or final report; `None`: as any of them.
    pub kind: Option<FilingKind>,
}

/// A letter that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The id of its template.
    pub template: String,
    /// Approved by somebody who did not write it.
    pub approved: bool,
    /// Without a failing finding.
    pub clean: bool,
}

impl Condition {
    /// The conditions it is made of; none for a condition that looks at the incident itself.
    fn inner(&self) -> &[Condition] {
        match self {
            Condition::Any(inner) | Condition::All(inner) => inner,
            Condition::Not(inner) => std::slice::from_ref(inner),
            Condition::Fact(_)
            | Condition::Decided { .. }
            | Condition::Filed(_)
            | Condition::NotRequired(_)
            | Condition::Letter(_)
            | Condition::Called { .. }
            | Condition::Evidence { .. }
            | Condition::Note(_)
            | Condition::Task(_)
            | Condition::Delay(_)
            | Condition::Entered(_)
            | Condition::Playbook(_)
            | Condition::Closed
            | Condition::Reopened
            | Condition::Action(_) => &[],
        }
    }

    /// Whether it can be known only when the exercise is over: what has not happened may still happen.
    pub fn at_the_end(&self) -> bool {
        matches!(self, Condition::Not(_)) || self.inner().iter().any(Condition::at_the_end)
    }

    /// Whether something must hold for it that is looked for; what must not hold is passed over.
    pub fn rests_on(&self, wanted: fn(&Condition) -> bool) -> bool {
        wanted(self) || (!matches!(self, Condition::Not(_)) && self.inner().iter().any(|inner| inner.rests_on(wanted)))
    }

    /// Expected actions it names.
    pub fn actions(&self) -> Vec<&str> {
        let own = if let Condition::Action(action) = self {
            Some(action.as_str())
        } else {
            None
        };
        own.into_iter()
            .chain(self.inner().iter().flat_map(Condition::actions))
            .collect()
    }

    /// It and every condition in it.
    pub fn parts(&self) -> Vec<&Condition> {
        let inner = self.inner().iter().flat_map(Condition::parts);
        std::iter::once(self).chain(inner).collect()
    }
}
