//! What the law makes of the scenario's facts with the team's own organization.

use chrono::{DateTime, Utc};
use toml::{Table, Value};

use crate::app::assessment::assessed::Assessed;
use crate::core::counted::counted;
use crate::core::facts::keys;
use crate::core::ids::{ObligationId, ObligationName};
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;
use crate::drill::scenario::{RightClock, Scenario, TruthFact};
use crate::drill::scoring::truth;

/// The law's answer in the end, and before anybody has decided anything: what a decision rules out had to be looked at.
#[derive(Debug)]
pub(super) struct Law {
    pub(super) in_the_end: Assessed,
    undecided: Assessed,
}

impl Law {
    pub(super) fn of(scenario: &Scenario, rules: &Rulebook) -> Result<Law, Vec<String>> {
        let decided = |fact: &&TruthFact| fact.fact.key.starts_with(keys::decisions::BELOW);
        let facts = scenario.facts.iter().filter(|fact| !decided(fact));
        Ok(Law {
            in_the_end: truth::in_the_end(scenario, rules)?,
            undecided: truth::assessed(scenario, facts, rules)?,
        })
    }

    /// Whether an obligation, under any place it fans out to, is due or may be.
    pub(super) fn applies(&self, obligation: &ObligationName) -> bool {
        not_ruled_out(&self.in_the_end, |id| obligation.covers(id))
    }

    /// Whether somebody had to look at an obligation.
    pub(super) fn was_asked(&self, obligation: &ObligationName) -> bool {
        self.applies(obligation) || not_ruled_out(&self.undecided, |id| obligation.covers(id))
    }

    /// Whether anything of a regime had to be looked at.
    pub(super) fn regime(&self, fits: impl Fn(&str) -> bool) -> bool {
        not_ruled_out(&self.undecided, |id| fits(id.regime()))
    }

    pub(super) fn is_due(&self, obligation: &ObligationName) -> bool {
        let all = self.in_the_end.obligations.iter();
        let mut own = all.filter(|(id, _)| obligation.covers(id.as_str()));
        own.any(|(_, obligation)| obligation.verdict == Tri::Yes)
    }
}

fn not_ruled_out(assessed: &Assessed, wanted: impl Fn(&ObligationId) -> bool) -> bool {
    let mut own = assessed.obligations.iter().filter(|(id, _)| wanted(id));
    own.any(|(_, obligation)| obligation.verdict != Tri::No)
}

/// Puts the computed deadlines in the place of the scenario's, and says how many there are.
pub(super) fn set_clocks(tree: &mut Table, scenario: &Scenario, clocks: &[RightClock]) -> String {
    let tables = clocks.iter().map(|clock| table(scenario, clock)).collect();
    tree.insert("clock".to_owned(), Value::Array(tables));
    let due = clocks.iter().filter(|clock| clock.due.is_some()).count();
    let were = if due == 1 { "was" } else { "were" };
    format!(
        "{} {were} computed from the scenario's facts with your profile and your law",
        counted(u64::try_from(due).unwrap_or(u64::MAX), "deadline")
    )
}

fn table(scenario: &Scenario, clock: &RightClock) -> Value {
    let text = |text: String| Value::String(text);
    let mut table = Table::new();
    table.insert("duty".to_owned(), text(clock.obligation.to_string()));
    match clock.due {
        Some(due) => table.insert("due".to_owned(), text(moment(scenario, due))),
        None => table.insert("not_due".to_owned(), Value::Boolean(true)),
    };
    if let Some(inject) = &clock.inject {
        table.insert("inject".to_owned(), text(inject.clone()));
    }
    table.insert("why".to_owned(), text(clock.why.clone()));
    Value::Table(table)
}

fn moment(scenario: &Scenario, at: DateTime<Utc>) -> String {
    scenario.zone.local(at).to_rfc3339()
}
