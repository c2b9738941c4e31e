//! Names of other customers, and whether a text has one.

use std::collections::BTreeSet;

use crate::core::contract::{self, Contract};
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::law::rulebook::Rulebook;

/// What a text for one customer may not name.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// In small letters.
    names: BTreeSet<String>,
    /// The customer's own words, in which another's name may be part of theirs.
    own: Vec<String>,
}

impl Others {
    pub(super) fn of(rules: &Rulebook, own: &Contract) -> Others {
        let mut others = Others {
            names: BTreeSet::new(),
            own: [&own.customer, &own.name, &own.at]
                .map(|text| text.to_lowercase())
                .to_vec(),
        };
        for (other, _) in contract::all(rules) {
            if other.customer != own.customer {
                for name in [&other.customer, &other.name, &other.at] {
                    others.add(name);
                }
            }
        }
        for id in rules.customers().filter(|id| *id != own.customer) {
            others.add(id);
        }
        others
    }

    /// Adds the customers that an incident names or named: their contracts may have ended since.
    pub(super) fn add_of(&mut self, incident: &Incident) {
        let history = incident.facts.get(keys::data::CUSTOMERS).into_iter().flatten();
        let codes = history.filter_map(|entry| entry.value.as_ref()?.codes());
        let codes: Vec<String> = codes.flatten().cloned().collect();
        codes.iter().for_each(|code| self.add(code));
    }

    fn add(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        // What is part of the customer's own name cannot be told from it.
        if !name.is_empty() && !WORDS.contains(&name.as_str()) && !self.own.iter().any(|own| has(own, &name)) {
            self.names.insert(name);
        }
    }

    /// Whether a text names another customer.
    pub(super) fn are_named_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.names.iter().any(|name| has(&lower, name))
    }
}

/// Codes of the fact that name nobody.
const WORDS: [&str; 2] = ["other", "none"];

/// Whether a text has a name as words of its own. Both are in small letters.
fn has(text: &str, name: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut found = text.match_indices(name);
    found.any(|(at, found)| edge(text[..at].chars().next_back()) && edge(text[at + found.len()..].chars().next()))
}
