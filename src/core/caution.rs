//! Moments that are probably wrong: they are recorded only with a reason, since every deadline hangs on them.

use super::ids::ObligationName;
use chrono::{DateTime, Utc};

use super::obligation::moment_words;
use super::time::Zone;
use crate::core::facts::keys;

/// A moment that can be right, but most likely is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caution {
    /// A milestone is recorded again with a later moment: deadlines would move away.
    Later {
        /// The key of the milestone.
        key: String,
        /// The earliest moment recorded so far.
        known: DateTime<Utc>,
        new: DateTime<Utc>,
    },
    /// In an exercise, a milestone that the story has not come to yet: the room may be ahead of the clock.
    Future {
        /// The key of the milestone.
        key: String,
        at: DateTime<Utc>,
    },
    /// Two milestones stand in an order in which they cannot have happened.
    Order {
        /// The milestone that must come first.
        first: &'static str,
        /// When it would have been.
        first_at: DateTime<Utc>,
        /// The milestone that must come after it.
        then: &'static str,
        then_at: DateTime<Utc>,
    },
    /// A notice was filed before the incident began or was known.
    FiledBefore {
        obligation: ObligationName,
        /// When it would have been filed.
        at: DateTime<Utc>,
        milestone: &'static str,
        milestone_at: DateTime<Utc>,
    },
    /// An initial notice is recorded for an obligation that has one.
    FiledAgain {
        obligation: ObligationName,
        /// When the first one was filed.
        first: DateTime<Utc>,
        /// Who recorded it.
        by: String,
    },
    /// A notice is filed that law enforcement asked to hold back.
    FiledUnderDelay {
        obligation: ObligationName,
        /// Whose request it is.
        authority: String,
        /// The end that it named, if it named one.
        until: Option<DateTime<Utc>>,
    },
    /// An obligation that was filed is recorded as not required, or as waiting.
    NoLongerFiled {
        obligation: ObligationName,
        /// When it was filed.
        filed: DateTime<Utc>,
        /// Who recorded that.
        by: String,
        /// What is to be recorded now.
        instead: &'static str,
    },
}

impl Caution {
    /// What is wrong, in a sentence.
    pub fn words(&self, zone: &Zone) -> String {
        match self {
            Caution::Later { key, known, new } => format!(
                "{} is recorded as {} already, and {} is later: a later start makes deadlines later",
                name(key),
                moment_words(zone, *known),
                moment_words(zone, *new)
            ),
            Caution::Future { key, at } => format!(
                "{} ({}) is later than the current time in the story, and deadlines would start then",
                name(key),
                moment_words(zone, *at)
            ),
            Caution::Order {
                first,
                first_at,
                then,
                then_at,
            } => format!(
                "{first} ({}) would be after {then} ({}), from which deadlines run",
                moment_words(zone, *first_at),
                moment_words(zone, *then_at)
            ),
            Caution::FiledBefore {
                obligation,
                at,
                milestone,
                milestone_at,
            } => format!(
                "{obligation} would be filed on {}, before the {milestone} on {}, and the filing would stop its deadline",
                moment_words(zone, *at),
                moment_words(zone, *milestone_at)
            ),
            Caution::FiledUnderDelay {
                obligation,
                authority,
                until,
            } => {
                let end = until.map_or("it is lifted".to_owned(), |until| moment_words(zone, until));
                format!("{obligation} would be filed while {authority} asks for a delay of this notice until {end}")
            }
            Caution::NoLongerFiled {
                obligation,
                filed,
                by,
                instead,
            } => format!(
                "{obligation} was filed on {}, recorded by {by}; recorded as {instead}, it would no longer be shown as filed",
                moment_words(zone, *filed)
            ),
            Caution::FiledAgain { obligation, first, by } => format!(
                "{obligation} has an initial notice of {}, recorded by {by}; a second one is a supplement, was sent twice, \
                 or one of the two entries is a mistake",
                moment_words(zone, *first)
            ),
        }
    }
}

fn name(key: &str) -> String {
    key.strip_prefix(keys::milestones::BELOW)
        .unwrap_or(key)
        .replace('_', " ")
}
