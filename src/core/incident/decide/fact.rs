//! What may be recorded about a fact.

use super::World;
use crate::core::event::{FactClaim, What};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::incident::command::FactCommand;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::vocabulary::Certainty;

pub(super) fn decide(incident: &Incident, world: &World<'_>, command: FactCommand) -> Result<What, Refusal> {
    match command {
        FactCommand::Set(claim) => {
            let at = claim.learned_at.unwrap_or(world.now.at());
            set(incident, world, claim.learned(at))
        }
        FactCommand::Withdraw(withdrawal) => {
            if incident.current(&withdrawal.key).is_empty() {
                return Err(Refusal::input(
                    format!("`{}` is unknown, so there is nothing to withdraw", withdrawal.key),
                    Remedy::FactHistory {
                        code: incident.code.to_string(),
                    },
                ));
            }
            Ok(What::FactWithdrawn(withdrawal))
        }
    }
}

fn set(incident: &Incident, world: &World<'_>, mut claim: FactClaim) -> Result<What, Refusal> {
    if claim.learned_at > world.now.at() {
        return Err(Refusal::input(
            "a fact cannot have been learned in the future",
            Remedy::LearnedEarlier,
        ));
    }
    let said = claim.said(Some(&incident.home_zone));
    let future = || said.moment().is_some_and(|at| at > world.now.at());
    if claim.key.starts_with(keys::milestones::BELOW) && incident.drill.is_none() && future() {
        return Err(Refusal::input(
            format!("{} cannot be in the future", claim.key.replace('_', " ")),
            "deadlines count from what has happened: give a moment that has passed",
        ));
    }
    if claim.certainty == Certainty::RuledOut {
        claim.value = ruled_out(&said)?;
    }
    Ok(What::FactRecorded(claim))
}

/// A yes/no fact that is ruled out is a "no"; anything else needs its own value.
fn ruled_out(value: &FactValue) -> Result<String, Refusal> {
    match value.flag() {
        Some(_) => Ok("false".to_owned()),
        None => Err(Refusal::input(
            "only a yes/no fact can be ruled out",
            "give the value that is true instead, such as [] for a list, 0 for a count or \"excluded\"",
        )),
    }
}
