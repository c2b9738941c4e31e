//! Which exit criteria of a playbook an incident has not met yet.

use std::collections::BTreeSet;

use super::{Incident, knows};
use crate::core::organisation::Organisation;
use crate::core::playbook::{Exit, Met, Playbook};

/// Criteria that are not met yet. `duties_open` says whether a due obligation waits.
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
    families.iter().any(|family| {
        key == family || (family == "harm" && ["harm.", "harm_for.", "no_harm:"].iter().any(|p| key.starts_with(p)))
    })
}
