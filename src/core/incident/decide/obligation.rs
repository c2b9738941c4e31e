//! What may be recorded about an obligation, and what must be said when doing it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{AssessedObligation, World, letter, sent};
use crate::core::event::{Disposition, Filing, ObligationAssignment, ObligationUpdate, What};
use crate::core::ids::ObligationId;
use crate::core::incident::Incident;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::toml_text::reader::suggestion;
use crate::core::tri::Tri;
use crate::core::vocabulary::FilingKind;

pub(super) fn decide(incident: &Incident, world: &World<'_>, mut update: ObligationUpdate) -> Result<What, Refusal> {
    let obligation = &update.obligation;
    let Some(assessed) = world.obligations.get(obligation.as_str()) else {
        return Err(unknown(obligation, world.obligations));
    };
    match &mut update.disposition {
        Disposition::Filed(filing) => {
            may_be_filed(incident, world, obligation, assessed, filing)?;
            filing.letters = sent::letters(incident, world, obligation, filing)?;
            sent::current(incident, &filing.samples)?;
        }
        Disposition::NotRequired { .. } | Disposition::OnHold => explained(&update)?,
        Disposition::Withdrawn => was_filed(incident, obligation)?,
        Disposition::Drafting | Disposition::Approved => {}
    }
    Ok(What::Disposed(update))
}

/// Gives an obligation that there is to somebody.
pub(super) fn assign(world: &World<'_>, assignment: ObligationAssignment) -> Result<What, Refusal> {
    match world.obligations.contains_key(assignment.obligation.as_str()) {
        true => Ok(What::ObligationAssigned(assignment)),
        false => Err(unknown(&assignment.obligation, world.obligations)),
    }
}

fn explained(update: &ObligationUpdate) -> Result<(), Refusal> {
    if update.rationale.is_some() {
        return Ok(());
    }
    Err(Refusal::input(
        format!("`{}` needs a rationale", update.disposition.words()),
        Remedy::ExplainDisposition,
    ))
}

fn was_filed(incident: &Incident, obligation: &str) -> Result<(), Refusal> {
    if incident.filed_at(obligation).is_some() {
        return Ok(());
    }
    Err(Refusal::input(
        format!("{obligation} was not filed"),
        "there is nothing to withdraw",
    ))
}

fn unknown(obligation: &str, obligations: &BTreeMap<ObligationId, AssessedObligation>) -> Refusal {
    // What was typed need not be an obligation's name at all.
    let named = obligation.parse::<ObligationId>();
    let regime = named.as_ref().map_or(obligation, ObligationId::regime);
    let of_regime = |key: &&ObligationId| key.regime() == regime;
    let near: Vec<&str> = obligations.keys().filter(of_regime).map(ObligationId::as_str).collect();
    let message = format!("unknown obligation `{obligation}`");
    match near.is_empty() {
        true => Refusal::input(message, Remedy::Obligations),
        false => Refusal::input(message, suggestion(obligation, &near)),
    }
}

/// Late asks for the reasons (GDPR Art 33(1)); out of the law's order asks for an override.
fn may_be_filed(
    incident: &Incident,
    world: &World<'_>,
    obligation: &str,
    assessed: &AssessedObligation,
    filing: &Filing,
) -> Result<(), Refusal> {
    if filing.at > world.now.at() {
        return Err(Refusal::input(
            "a notice cannot have been filed in the future",
            Remedy::FiledEarlier,
        ));
    }
    let first = incident.filed_at(obligation).is_none();
    if filing.filing != FilingKind::Initial && first {
        return Err(Refusal::new(
            format!("{obligation} has no initial filing yet"),
            Remedy::FileInitial,
        ));
    }
    let late = assessed.strict.is_some_and(|strict| filing.at > strict);
    if first && late && filing.late_because.is_none() {
        return Err(Refusal::new(
            format!("{obligation} is filed after its deadline"),
            Remedy::ExplainLate,
        ));
    }
    let obstacles = obstacles(incident, world, assessed, filing.at);
    if !obstacles.is_empty() && filing.out_of_order_because.is_none() {
        let mut refusal = Refusal::new(format!("{obligation} may not be filed yet"), Remedy::ExplainOrder);
        refusal.causes = obstacles;
        return Err(refusal);
    }
    if filing.without_letter_because.is_none()
        && let Some(missing) = letter::unapproved(incident, world, obligation)?
    {
        return Err(missing);
    }
    Ok(())
}

/// What the law wants first.
fn obstacles(incident: &Incident, world: &World<'_>, assessed: &AssessedObligation, at: DateTime<Utc>) -> Vec<String> {
    let earlier = assessed.after.iter().filter(|key| {
        let stands = world.obligations.get(*key).is_some_and(|d| d.verdict != Tri::No);
        let settled = incident
            .disposition(key.as_str())
            .is_some_and(|d| d.disposition.settles());
        stands && !settled
    });
    let mut obstacles: Vec<String> = earlier.map(|key| format!("{key} comes first")).collect();
    if let Some((earliest, why)) = &assessed.not_before
        && at < *earliest
    {
        obstacles.push(why.clone());
    }
    obstacles
}
