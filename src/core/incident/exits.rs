//! Which exit criteria of a playbook an incident has not met yet.

use std::collections::BTreeSet;

use super::{Incident, knows};
use crate::core::facts::decision_key::DecisionKey;
use crate::core::organisation::Organisation;
use crate::core::playbook::{Exit, Met, Playbook};

/// Criteria that are not met yet. `obligations_open`: whether a due obligation is not answered yet.
pub(super) fn open_exits<'p>(
    playbook: &'p Playbook,
    incident: &Incident,
    organisation: &Organisation,
    answered: &BTreeSet<String>,
    obligations_open: bool,
) -> Vec<&'p Exit> {
    let met = |exit: &&Exit| match &exit.met {
        Met::Fact(keys) => keys.iter().any(|key| knows(incident, organisation, key)),
        Met::Decision(families) => incident.decisions.iter().any(|d| decides(families, &d.key)),
        Met::Task(step) => incident
            .tasks
            .get(format!("{}/{step}", playbook.id).as_str())
            .is_some_and(|t| t.done_at.is_some()),
        Met::Answered(role) => answered.contains(role),
        Met::Obligations => !obligations_open,
    };
    playbook.exits.iter().filter(|exit| !met(exit)).collect()
}

/// Whether a decision's key belongs to one of the families: `harm` has a key for each test and each regime.
fn decides(families: &[String], key: &str) -> bool {
    let on_harm = DecisionKey::from(key).is_on_harm();
    families
        .iter()
        .any(|family| key == family || (on_harm && family == "harm"))
}
