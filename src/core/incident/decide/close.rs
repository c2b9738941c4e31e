//! Closing an incident: what is left open is named, and needs a reason.

use std::collections::BTreeMap;

use super::{AssessedObligation, World};
use crate::core::event::What;
use crate::core::ids::ObligationId;
use crate::core::incident::Incident;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::tri::Tri;

/// How many obligations a refusal names one by one.
const NAMED: usize = 12;

/// Obligations that nothing was done about yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Those that are due.
    pub due: Vec<ObligationId>,
    /// Those that are possible: facts are missing that would settle them.
    pub undecided: Vec<ObligationId>,
}

impl Unresolved {
    /// Of an incident, given its obligations.
    pub fn of(incident: &Incident, obligations: &BTreeMap<ObligationId, AssessedObligation>) -> Unresolved {
        let settled = |key: &ObligationId| {
            incident
                .disposition(key.as_str())
                .is_some_and(|d| d.disposition.settles())
        };
        let of = |verdict: Tri| {
            let open = obligations
                .iter()
                .filter(|(key, obligation)| obligation.verdict == verdict && !settled(key));
            open.map(|(key, _)| key.clone()).collect()
        };
        Unresolved {
            due: of(Tri::Yes),
            undecided: of(Tri::Unknown),
        }
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty() && self.undecided.is_empty()
    }

    /// How many are left, in words.
    pub fn words(&self) -> String {
        left_words(self.due.len(), self.undecided.len())
    }

    /// The obligations one by one, due ones first, and how many more there are.
    fn named(&self) -> Vec<String> {
        let due = self.due.iter().map(|key| format!("{key}: due"));
        let undecided = self
            .undecided
            .iter()
            .map(|key| format!("{key}: undecided, facts are missing"));
        let mut names: Vec<String> = due.chain(undecided).collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        names
    }
}

/// How many obligations are left, in words.
pub fn left_words(due: usize, undecided: usize) -> String {
    match (due, undecided) {
        (due, 0) => format!("{} open", counted(due, "due obligation")),
        (0, undecided) => format!("{} undecided", counted(undecided, "obligation")),
        (due, undecided) => format!("{} open and {undecided} more undecided", counted(due, "due obligation")),
    }
}

fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun} is"),
        _ => format!("{number} {noun}s are"),
    }
}

/// What an incident is closed with where nothing is left to be done.
const RESOLVED: &str = "every obligation that applies is resolved, and none is undecided";

pub(super) fn close(incident: &Incident, world: &World<'_>, rationale: Option<String>) -> Result<What, Refusal> {
    let left = Unresolved::of(incident, world.obligations);
    let rationale = rationale.filter(|text| !text.trim().is_empty());
    let Some(rationale) = rationale.or_else(|| left.is_empty().then(|| RESOLVED.to_owned())) else {
        let words = format!(
            "{} cannot be closed without a rationale: {}",
            incident.code,
            left.words()
        );
        let mut refusal = Refusal::new(words, Remedy::ExplainClosing);
        refusal.causes = left.named();
        return Err(refusal);
    };
    Ok(What::Closed {
        open: left.due.into_iter().map(String::from).collect(),
        undecided: left.undecided.into_iter().map(String::from).collect(),
        rationale,
    })
}

pub(super) fn reopen(incident: &Incident, reason: String) -> Result<What, Refusal> {
    match incident.closed.is_some() {
        true => Ok(What::Reopened { reason }),
        false => Err(Refusal::input(
            format!("{} is open", incident.code),
            "there is nothing to reopen",
        )),
    }
}
