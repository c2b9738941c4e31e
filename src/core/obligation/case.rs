//! One incident laid beside the rule base: which obligations there are to answer, and in which version.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::start::milestone;
use crate::core::facts::Facts;
use crate::core::law::rulebook::{Obligation, Regime, Rulebook, Version};

/// One obligation before its verdict: the version that counts has been chosen.
pub(super) struct Slot<'a> {
    pub regime: usize,
    pub version: &'a Version,
    pub obligation: &'a Obligation,
}

/// Shared view of facts and rules while one incident is assessed.
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    pub rules: &'a Rulebook,
    pub now: DateTime<Utc>,
    pub slots: Vec<Slot<'a>>,
    by_key: HashMap<&'a str, usize>,
    /// The day whose law counts, by regime.
    days: Vec<NaiveDate>,
}

impl<'a> Case<'a> {
    pub fn new(facts: &'a Facts, rules: &'a Rulebook, now: DateTime<Utc>) -> Self {
        let mut case = Case {
            facts,
            rules,
            now,
            slots: Vec::with_capacity(1024),
            by_key: HashMap::with_capacity(1024),
            days: Vec::with_capacity(rules.regimes.len()),
        };
        // The law of the day counts on which the breach was discovered, or of the nearest milestone known, or today's.
        let counts = milestone(facts, rules, "discovery").map_or(now, |start| start.at);
        for (at, regime) in rules.regimes.iter().enumerate() {
            case.days.push(regime.zone.local(counts).date_naive());
            case.add_regime(at, regime);
        }
        case
    }

    /// The obligations of the version in force on the day that counts; today's text, marked by the verdict as not
    /// modelled, where no version is known for that day.
    fn add_regime(&mut self, at: usize, regime: &'a Regime) {
        let day = self.days[at];
        let version = regime.on(day).unwrap_or(regime.current());
        // Obligations that the version of that day does not have are answered all the same, as not due.
        let listed = |id: &str| version.obligations.iter().any(|o| o.id == id);
        let later = regime.current().obligations.iter().filter(|o| !listed(&o.id));
        for obligation in version.obligations.iter().chain(later) {
            self.by_key.insert(obligation.key.as_str(), self.slots.len());
            self.slots.push(Slot {
                regime: at,
                version,
                obligation,
            });
        }
    }

    /// The regime an obligation belongs to.
    pub fn regime(&self, slot: &Slot<'a>) -> &'a Regime {
        &self.rules.regimes[slot.regime]
    }

    /// The day whose law counts for a slot's regime.
    pub fn day(&self, slot: &Slot<'_>) -> NaiveDate {
        self.days[slot.regime]
    }

    /// The slot of an obligation, named in full or within its own regime.
    pub fn find(&self, regime: &Regime, reference: &str) -> Option<usize> {
        if reference.contains('/') {
            return self.by_key.get(reference).copied();
        }
        let key = format!("{}/{reference}", regime.id);
        self.by_key.get(key.as_str()).copied()
    }
}
