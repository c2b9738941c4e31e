//! Names of other customers, and whether a text has one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::squeezed::{Name, Squeezed};
use crate::app::customers::names::FormerNames;
use crate::core::contract::{self, Contract};
use crate::core::facts::keys;
use crate::core::facts::kind::OTHER_CUSTOMERS;
use crate::core::incident::Incident;
use crate::core::law::rulebook::Rulebook;

/// What a text for one customer may not name.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// As they are written, in small letters: nothing that is handed out has them anywhere.
    written: BTreeSet<String>,
    /// As people write them: no text that somebody typed has them.
    names: BTreeSet<Name>,
    /// The customer's own words, in which another's name may be part of theirs.
    own: Vec<String>,
    own_squeezed: Vec<Squeezed>,
    /// Customers whose names are known.
    known: BTreeSet<String>,
    /// Names of others that are part of the customer's own, and cannot be told from it.
    pub(super) unclear: BTreeSet<String>,
}

impl Others {
    /// From the contracts in force, the terms they had before, and the names kept of contracts that changed or ended.
    pub(super) fn of(rules: &Rulebook, former: &FormerNames, own: &Contract) -> Others {
        let own_words = [&own.customer, &own.name, &own.at].into_iter();
        let own_words: Vec<&String> = own_words
            .chain(former.0.get(&own.customer).into_iter().flatten())
            .collect();
        let mut others = Others {
            own: own_words.iter().map(|text| text.to_lowercase()).collect(),
            own_squeezed: own_words.iter().flat_map(|text| Squeezed::both(text)).collect(),
            known: BTreeSet::from([own.customer.clone()]),
            ..Others::default()
        };
        for (other, _) in contract::all(rules) {
            if other.customer != own.customer {
                others.add_contract(&other);
            }
        }
        for (customer, names) in former.0.iter().filter(|(customer, _)| **customer != own.customer) {
            others.known.insert(customer.clone());
            others.add(customer, Name::whole(customer));
            for name in names {
                others.add(name, called(name));
            }
        }
        for id in rules.customers().filter(|id| *id != own.customer) {
            others.add(id, Name::whole(id));
        }
        others
    }

    fn add_contract(&mut self, other: &Contract) {
        self.known.insert(other.customer.clone());
        self.add(&other.customer, Name::whole(&other.customer));
        self.add(&other.name, called(&other.name));
        self.add(&other.at, Name::whole(&other.at));
        for former in &other.former {
            let who = &former.terms.who;
            let name = who.split_once(", ").map_or(who.as_str(), |(name, _)| name);
            self.add(name, called(name));
            self.add(&former.terms.at, Name::whole(&former.terms.at));
        }
    }

    /// Adds the customers that an incident names or named: their contracts may have ended since.
    pub(super) fn add_of(&mut self, incident: &Incident) {
        for id in named_in(incident) {
            self.add(&id, Name::whole(&id));
        }
    }

    /// Customers that an incident names or named and of whom no more than the id is known here: what names them cannot be
    /// seen.
    pub(super) fn nameless(&self, incident: &Incident) -> Vec<String> {
        let named = named_in(incident);
        named.into_iter().filter(|id| !self.known.contains(id)).collect()
    }

    fn add(&mut self, written: &str, names: Vec<Name>) {
        let written = written.trim().to_lowercase();
        if written.is_empty() || WORDS.contains(&written.as_str()) {
            return;
        }
        let part_of_own = |name: &Name| self.own_squeezed.iter().any(|own| own.has(name));
        // What is part of the customer's own name cannot be told from it.
        let (unclear, clear): (Vec<Name>, Vec<Name>) = names.into_iter().partition(part_of_own);
        if !unclear.is_empty() {
            self.unclear.insert(written.clone());
        }
        self.names.extend(clear);
        if !self.own.iter().any(|own| has(own, &written)) {
            self.written.insert(written);
        }
    }

    /// Whether a text that somebody typed names another customer, or seems to.
    pub(super) fn are_named_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let squeezed = Squeezed::both(text);
        let seems = |name: &Name| squeezed.iter().any(|text| text.has(name));
        self.names.iter().any(seems) || self.written.iter().any(|name| has(&lower, name))
    }

    /// The same of every text in a document; its keys are the program's own words.
    pub(super) fn are_named_among(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.are_named_in(text),
            Value::Array(all) => all.iter().any(|value| self.are_named_among(value)),
            Value::Object(all) => all.values().any(|value| self.are_named_among(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// Whether a name stands in a text letter by letter.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.written.iter().any(|name| has(&lower, name))
    }
}

/// The customers that an incident names or named.
pub(super) fn named_in(incident: &Incident) -> BTreeSet<String> {
    let history = incident.facts.get(keys::data::CUSTOMERS).into_iter().flatten();
    let codes = history.filter_map(|entry| entry.value.as_ref()?.codes());
    let codes = codes.flatten().filter(|code| !WORDS.contains(&code.as_str()));
    codes.cloned().collect()
}

/// An address is looked for as a whole; a company is called by less than its name.
fn called(name: &str) -> Vec<Name> {
    match name.contains(['@', '/']) || name.starts_with('+') {
        true => Name::whole(name),
        false => Name::of_company(name),
    }
}

/// Codes of the fact that name nobody.
const WORDS: [&str; 2] = [OTHER_CUSTOMERS, "none"];

/// Whether a text has a name as words of its own. Both are in small letters.
fn has(text: &str, name: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut found = text.match_indices(name);
    found.any(|(at, found)| edge(text[..at].chars().next_back()) && edge(text[at + found.len()..].chars().next()))
}
