//! What the events of an incident state, as the facts document of the contract.

use std::collections::BTreeMap;

use super::{Incident, Organisation};
use crate::core::event::LawEnforcementDelay;
use crate::core::facts::keys;
use crate::core::facts::write::{self, Document, Stated, StatedDelay, Statement};
use crate::core::time::StoryTime;

/// The facts document of an incident at a moment.
pub fn document(incident: &Incident, organisation: &Organisation, now: StoryTime) -> Document {
    let running: Vec<_> = incident.delays_at(now).collect();
    write::document(&Statement {
        title: &incident.title,
        kind: incident.kind,
        home_zone: Some(&incident.home_zone),
        facts: facts(incident, organisation),
        decisions: incident
            .decisions
            .iter()
            .map(|decision| (decision.key.as_str(), decision.value.as_str()))
            .collect(),
        delay: (!running.is_empty()).then(|| delay(&running)),
        filed: incident
            .dispositions
            .keys()
            .filter_map(|key| Some((key.as_str(), incident.filed_at(key)?)))
            .collect(),
    })
}

/// The same of an organization's profile alone, to see whether it reads.
pub fn profile_document(organisation: &Organisation) -> Document {
    write::document(&Statement {
        title: "profile",
        facts: profile(organisation),
        ..Statement::default()
    })
}

fn profile(organisation: &Organisation) -> BTreeMap<&str, Vec<Stated<'_>>> {
    let own = organisation
        .profile
        .iter()
        .filter(|(key, _)| keys::organisation::below(key).is_some());
    let stated = |literal| Stated { literal, reason: None };
    own.map(|(key, value)| (key.as_str(), vec![stated(value.literal())]))
        .collect()
}

/// Every fact that is known: the organization's profile, and the incident's own facts over it.
fn facts<'i>(incident: &'i Incident, organisation: &'i Organisation) -> BTreeMap<&'i str, Vec<Stated<'i>>> {
    let stated = |literal: &'i str, reason: Option<&'i str>| Stated { literal, reason };
    let mut facts = profile(organisation);
    for key in incident.facts.keys() {
        // Withdrawn here leaves nothing: unknown for this incident, whatever the profile says.
        let own = incident.current(key).into_iter();
        let own = own.filter(|entry| entry.value.as_ref().is_none_or(|value| value.picture().is_none()));
        let own = own.filter_map(|entry| Some(stated(entry.value.as_ref()?.literal(), entry.source.as_deref())));
        facts.insert(key, own.collect());
    }
    facts
}

/// Several requests run as one: all their regimes, until the first of them ends.
fn delay(running: &[&LawEnforcementDelay]) -> StatedDelay {
    let mut regimes: Vec<String> = running.iter().flat_map(|hold| hold.regimes.iter().cloned()).collect();
    regimes.sort();
    regimes.dedup();
    StatedDelay {
        authorities: running.iter().map(|hold| hold.authority.clone()).collect(),
        regimes,
        until: running.iter().filter_map(|hold| hold.until).min(),
    }
}
