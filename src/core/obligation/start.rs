//! When a clock began: the milestone itself, or the nearest one that is known.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::core::facts::Facts;
use crate::core::law::rulebook::Rulebook;

/// The start of a clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start<'a> {
    pub at: DateTime<Utc>,
    pub provisional: bool,
    /// The milestone the moment really belongs to.
    pub of: &'a str,
    pub reason: Option<&'a str>,
}

/// The start that each milestone of the rule base gives. Hundreds of obligations run from a dozen milestones, so each is
/// looked for once an assessment.
pub(super) fn all<'a>(facts: &'a Facts, rules: &'a Rulebook) -> BTreeMap<&'a str, Start<'a>> {
    let ids = rules.milestones.keys().map(String::as_str);
    ids.filter_map(|id| Some((id, milestone(facts, rules, id)?))).collect()
}

/// The earliest candidate of a milestone, or of the nearest earlier one that is known, marked provisional.
fn milestone<'a>(facts: &'a Facts, rules: &'a Rulebook, wanted: &'a str) -> Option<Start<'a>> {
    if let Some(start) = earliest(facts, wanted, false) {
        return Some(start);
    }
    let milestone = rules.milestones.get(wanted)?;
    if !milestone.falls_back {
        return None;
    }
    let known = |id: &&String| facts.milestones.get(*id).is_some_and(|c| !c.is_empty());
    let rank = |id: &str| rules.milestones.get(id).filter(|m| m.falls_back).map(|m| m.order);
    let ranked = rules
        .milestones
        .keys()
        .filter(known)
        .filter_map(|id| Some((rank(id)?, id)));
    let (earlier, later): (Vec<_>, Vec<_>) = ranked.partition(|(order, _)| *order <= milestone.order);
    // Nothing earlier known: the earliest later one bounds the start from above, and that is said.
    let nearest = earlier.into_iter().max().or_else(|| later.into_iter().min());
    earliest(facts, nearest?.1, true)
}

pub(super) fn earliest<'a>(facts: &'a Facts, id: &'a str, provisional: bool) -> Option<Start<'a>> {
    let candidates = facts.milestones.get(id)?;
    let first = candidates.iter().min_by_key(|c| c.at)?;
    Some(Start {
        at: first.at,
        provisional,
        of: id,
        reason: first.reason.as_deref(),
    })
}
