//! When a clock began: the milestone itself, or the nearest one that is known.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::core::facts::Facts;
use crate::core::law::rulebook::{Milestone, Rulebook};

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
    let known = known_by_rank(facts, rules);
    let start = |milestone: &'a Milestone| Some((milestone.id.as_str(), start(facts, &known, milestone)?));
    rules.milestones.values().filter_map(start).collect()
}

/// The milestones with a moment that may stand in for others, with their ranks, from the earliest. Those that do not
/// fall back, such as the payment of a ransom, may never come, and no other moment tells of them.
fn known_by_rank<'a>(facts: &'a Facts, rules: &'a Rulebook) -> Vec<(i64, &'a str)> {
    let known = facts.milestones.iter().filter(|(_, candidates)| !candidates.is_empty());
    let listed = known.filter_map(|(id, _)| rules.milestones.get(id).filter(|milestone| milestone.falls_back));
    let mut ranked: Vec<_> = listed
        .map(|milestone| (milestone.order, milestone.id.as_str()))
        .collect();
    ranked.sort_unstable();
    ranked
}

/// The earliest candidate of a milestone, or of the nearest earlier one that is known, marked provisional.
fn start<'a>(facts: &'a Facts, known: &[(i64, &'a str)], wanted: &'a Milestone) -> Option<Start<'a>> {
    let own = earliest(facts, &wanted.id, false);
    if own.is_some() || !wanted.falls_back {
        return own;
    }
    let (earlier, later) = known.split_at(known.partition_point(|(order, _)| *order <= wanted.order));
    // The nearest earlier milestone gives a date that is never too late. With none known the earliest later one is all
    // there is: the true start is not after it, so that the true date may be earlier. Both are marked as provisional.
    let nearest = earlier.last().or(later.first())?;
    earliest(facts, nearest.1, true)
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
