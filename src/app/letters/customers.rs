//! Letters to customers under their contracts: each names its own customer and no other one.

use super::super::views::ObligationView;
use crate::core::contract::{self, Contract};
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::law::rulebook::{RegimeKind, Rulebook};
use crate::letter::check::{Finding, Weight};

/// Whether an obligation is one of a contract.
pub(super) fn is_contract(rules: &Rulebook, obligation: &ObligationView) -> bool {
    let regime = rules.regime(&obligation.regime);
    regime.is_some_and(|regime| regime.kind == RegimeKind::Contract)
}

/// Whether what is counted in the incident may be of other customers as well: only where exactly one is affected are the
/// people of the incident that customer's.
pub(super) fn counts_are_shared(incident: &Incident) -> bool {
    let current = incident.current(keys::data::CUSTOMERS);
    let codes = current.last().and_then(|entry| entry.value.as_ref()?.codes());
    codes.is_none_or(|codes| codes.len() != 1)
}

/// What is wrong with whom a letter under a contract names.
pub(super) fn misdirected(rules: &Rulebook, duty: Option<&ObligationView>, lower: &str) -> Vec<Finding> {
    let own = duty.and_then(|duty| rules.regime(&duty.regime)).and_then(Contract::of);
    let Some(own) = own else { return Vec::new() };
    let mut findings = Vec::new();
    if !names(lower, &own.name) {
        findings.push(finding(&own, format!("it does not name {}", own.name)));
    }
    for (other, _) in contract::all(rules) {
        if other.customer == own.customer {
            continue;
        }
        let told = [(&other.name, &own.name), (&other.at, &own.at)];
        let found = told
            .iter()
            .find(|(theirs, ours)| names(lower, theirs) && !names(&ours.to_lowercase(), theirs));
        if let Some((theirs, _)) = found {
            findings.push(finding(
                &own,
                format!("it names {theirs}, which belongs to another customer"),
            ));
        }
    }
    findings
}

fn finding(own: &Contract, found: String) -> Finding {
    Finding {
        rule: "customer".to_owned(),
        weight: Weight::Fails,
        demand: format!("a letter to {} names this customer and no other one", own.name),
        found,
        cite: own.clause.clone(),
    }
}

/// Whether a text in small letters has a name as words of its own.
fn names(lower: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    lower
        .match_indices(&name)
        .any(|(at, found)| edge(lower[..at].chars().next_back()) && edge(lower[at + found.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_words_of_its_own() {
        assert!(names("to acme gmbh, security desk", "Acme GmbH"));
        assert!(names("<sec@acme.example>", "sec@acme.example"));
        assert!(!names("an academy", "Aca"));
        assert!(!names("acmes", "acme"));
    }
}
