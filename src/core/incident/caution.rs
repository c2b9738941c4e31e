//! Moments that are probably wrong: they are recorded only with a reason, since every deadline hangs on them.

use chrono::{DateTime, Utc};

use super::Incident;
use super::command::Command;
use super::refusal::Remedy;
use crate::core::event::{Disposition, What};
use crate::core::time::{StoryTime, Zone, parse_moment};

/// A moment that can be right, but most likely is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caution {
    /// A milestone is recorded again with a later moment: deadlines would move away.
    Later {
        /// The key of the milestone.
        key: String,
        /// The earliest moment recorded so far.
        known: DateTime<Utc>,
        /// The new one.
        new: DateTime<Utc>,
    },
    /// In an exercise, a milestone that the story has not come to yet: the room may be ahead of the clock.
    Future {
        /// The key of the milestone.
        key: String,
        /// The moment.
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
        /// When that was.
        then_at: DateTime<Utc>,
    },
    /// A notice was filed before the incident began or was known.
    FiledBefore {
        /// The obligation.
        obligation: String,
        /// When it would have been filed.
        at: DateTime<Utc>,
        /// The milestone.
        milestone: &'static str,
        /// When that was.
        milestone_at: DateTime<Utc>,
    },
}

/// Milestones in the order in which they happen. Nobody discovers what has not occurred, or is aware of what nobody
/// has discovered.
const COURSE: [&str; 3] = ["occurrence", "discovery", "awareness"];

impl Caution {
    /// What is wrong, in a sentence.
    pub fn words(&self, zone: &Zone) -> String {
        match self {
            Caution::Later { key, known, new } => format!(
                "{} is recorded as {} already, and {} is later: the earliest known moment rules",
                name(key),
                moment(zone, *known),
                moment(zone, *new)
            ),
            Caution::Future { key, at } => format!(
                "{} ({}) lies ahead of the story's clock, and deadlines would start there",
                name(key),
                moment(zone, *at)
            ),
            Caution::Order {
                first,
                first_at,
                then,
                then_at,
            } => format!(
                "{first} ({}) would come after {then} ({}), on which deadlines count",
                moment(zone, *first_at),
                moment(zone, *then_at)
            ),
            Caution::FiledBefore {
                obligation,
                at,
                milestone,
                milestone_at,
            } => format!(
                "{obligation} would have been filed on {}, before the {milestone} on {}: the filing stops its deadline",
                moment(zone, *at),
                moment(zone, *milestone_at)
            ),
        }
    }

    /// What can be done.
    pub fn remedy(&self) -> Remedy {
        match self {
            Caution::Later { .. } => Remedy::ExplainLater,
            Caution::Future { .. } | Caution::Order { .. } | Caution::FiledBefore { .. } => Remedy::ExplainMoment,
        }
    }

    /// The events that keep the reason beside what is recorded all the same.
    pub(super) fn confirmed(self, zone: &Zone, reason: String) -> Vec<What> {
        match self {
            Caution::Later { key, .. } => vec![What::FactWithdrawn { key, reason }],
            Caution::Future { .. } => Vec::new(),
            Caution::Order { .. } | Caution::FiledBefore { .. } => vec![What::NoteAdded {
                text: format!("Confirmed: {}. Reason: {reason}", self.words(zone)),
                privileged: false,
            }],
        }
    }
}

fn name(key: &str) -> String {
    key.strip_prefix("milestones.").unwrap_or(key).replace('_', " ")
}

fn moment(zone: &Zone, at: DateTime<Utc>) -> String {
    crate::core::obligation::moment_words(zone, at)
}

/// The zone in which an incident's moments are told.
pub(super) fn zone_of(incident: &Incident) -> Zone {
    Zone::named(&incident.home_zone).unwrap_or_else(|_| Zone::utc())
}

/// The moment that a milestone's value stands for; nothing where it does not read, which is told when it is recorded.
pub(super) fn read(incident: &Incident, value: &str) -> Option<DateTime<Utc>> {
    let text = value.trim_matches('"');
    parse_moment(text, Some(&zone_of(incident))).ok().map(|at| at.to_utc())
}

/// The earliest moment recorded for a milestone.
pub fn earliest(incident: &Incident, key: &str) -> Option<DateTime<Utc>> {
    let entries = incident.current(key);
    entries
        .iter()
        .filter_map(|entry| read(incident, entry.value.as_deref()?))
        .min()
}

/// What a command should not do without a reason.
pub(super) fn cautions(incident: &Incident, command: &Command, now: StoryTime) -> Vec<Caution> {
    match command {
        Command::SetFact { key, value, also, .. } if key.starts_with("milestones.") => {
            let Some(new) = read(incident, value) else {
                return Vec::new();
            };
            let later = later(incident, key, new).filter(|_| !also);
            let future = (incident.drill.is_some() && new > now.at()).then(|| Caution::Future {
                key: key.clone(),
                at: new,
            });
            future
                .into_iter()
                .chain(later)
                .chain(order(incident, key, new))
                .collect()
        }
        Command::Dispose {
            obligation,
            disposition: Disposition::Filed { at, .. },
            ..
        } => filed_before(incident, obligation, *at).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn later(incident: &Incident, key: &str, new: DateTime<Utc>) -> Option<Caution> {
    let known = earliest(incident, key).filter(|known| new > *known)?;
    Some(Caution::Later {
        key: key.to_owned(),
        known,
        new,
    })
}

fn order(incident: &Incident, key: &str, new: DateTime<Utc>) -> Option<Caution> {
    let own = COURSE
        .iter()
        .position(|id| key.strip_prefix("milestones.") == Some(id))?;
    let known = |id: &str| earliest(incident, &format!("milestones.{id}"));
    let before = COURSE[..own]
        .iter()
        .find_map(|id| Some((*id, known(id).filter(|at| *at > new)?)));
    let after = COURSE[own + 1..]
        .iter()
        .find_map(|id| Some((*id, known(id).filter(|at| *at < new)?)));
    let (first, first_at, then, then_at) = match (before, after) {
        (Some((first, at)), _) => (first, at, COURSE[own], new),
        (None, Some((then, at))) => (COURSE[own], new, then, at),
        (None, None) => return None,
    };
    Some(Caution::Order {
        first,
        first_at,
        then,
        then_at,
    })
}

fn filed_before(incident: &Incident, obligation: &str, at: DateTime<Utc>) -> Option<Caution> {
    let known = |id: &'static str| Some((id, earliest(incident, &format!("milestones.{id}"))?));
    let (milestone, milestone_at) = COURSE.into_iter().find_map(known)?;
    (at < milestone_at).then(|| Caution::FiledBefore {
        obligation: obligation.to_owned(),
        at,
        milestone,
        milestone_at,
    })
}
