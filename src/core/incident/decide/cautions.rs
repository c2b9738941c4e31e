//! What a command most likely gets wrong, found before it is recorded.

use chrono::{DateTime, Utc};

use super::World;
use crate::core::caution::Caution;
use crate::core::event::{Disposition, FactClaim, FactWithdrawal, FilingKind, Note, ObligationUpdate, What};
use crate::core::facts::keys;
use crate::core::incident::Incident;
use crate::core::incident::command::{Command, CommandKind};
use crate::core::refusal::Refusal;
use crate::core::time::{StoryTime, Zone};

/// Milestones in the order in which they happen. Nobody discovers what has not occurred, or is aware of what nobody
/// has discovered.
const COURSE: [&str; 3] = ["occurrence", "discovery", "awareness"];

/// The events that keep the reason beside what is recorded all the same.
pub(super) fn confirmed(caution: Caution, zone: &Zone, reason: String) -> Vec<What> {
    match caution {
        Caution::Later { key, .. } => vec![What::FactWithdrawn(FactWithdrawal { key, reason })],
        Caution::Future { .. } => Vec::new(),
        Caution::Order { .. }
        | Caution::FiledBefore { .. }
        | Caution::FiledAgain { .. }
        | Caution::FiledUnderDelay { .. }
        | Caution::NoLongerFiled { .. } => {
            vec![What::NoteAdded(Note {
                text: format!("Confirmed: {}. Reason: {reason}", caution.words(zone)),
                privileged: false,
            })]
        }
    }
}

/// The earliest moment recorded for a milestone.
pub(super) fn earliest(incident: &Incident, key: &str) -> Option<DateTime<Utc>> {
    let entries = incident.current(key);
    entries.iter().filter_map(|entry| entry.value.as_ref()?.moment()).min()
}

/// What a command should not do without a reason.
pub(super) fn cautions(incident: &Incident, command: &Command, world: &World<'_>) -> Result<Vec<Caution>, Refusal> {
    Ok(match command.kind() {
        CommandKind::Claim(claim) => milestone(incident, claim, world.now)?,
        CommandKind::Obligation(update) => {
            let filed = update.disposition.filing();
            let before = filed.and_then(|filing| filed_before(incident, &update.obligation, filing.at));
            let again = filed.filter(|filing| filing.filing == FilingKind::Initial);
            let again = again.and_then(|_| filed_again(incident, &update.obligation));
            let held = filed.and_then(|filing| under_delay(incident, world, (&update.obligation, filing.at)));
            let unfiled = no_longer_filed(incident, update);
            before.into_iter().chain(again).chain(held).chain(unfiled).collect()
        }
        // What a compound command holds is looked at when it is decided itself.
        CommandKind::Conditional
        | CommandKind::Confirmed
        | CommandKind::TakeBack
        | CommandKind::Reopening
        | CommandKind::Note
        | CommandKind::Decision(_)
        | CommandKind::Work => Vec::new(),
    })
}

fn milestone<When>(incident: &Incident, claim: &FactClaim<When>, now: StoryTime) -> Result<Vec<Caution>, Refusal> {
    let key = claim.key.as_str();
    if !key.starts_with(keys::milestones::BELOW) {
        return Ok(Vec::new());
    }
    let Some(new) = claim.said(Some(&incident.home_zone)).moment() else {
        return Ok(Vec::new());
    };
    let ahead = incident.drill.is_some() && new > now.at();
    let future = ahead.then(|| Caution::Future {
        key: key.to_owned(),
        at: new,
    });
    let later = later(incident, key, new).filter(|_| !claim.also);
    let all = future.into_iter().chain(later).chain(order(incident, key, new));
    Ok(all.collect())
}

fn later(incident: &Incident, key: &str, new: DateTime<Utc>) -> Option<Caution> {
    let known = earliest(incident, key).filter(|known| new > *known)?;
    Some(Caution::Later {
        key: key.to_owned(),
        known,
        new,
    })
}

fn order(incident: &Incident, key: &str, new: DateTime<Utc>) -> Option<Caution> {
    let own = COURSE
        .iter()
        .position(|id| key.strip_prefix(keys::milestones::BELOW) == Some(id))?;
    let known = |id: &str| earliest(incident, &keys::milestones::key(id));
    let before = COURSE[..own]
        .iter()
        .find_map(|id| Some((*id, known(id).filter(|at| *at > new)?)));
    let after = COURSE[own + 1..]
        .iter()
        .find_map(|id| Some((*id, known(id).filter(|at| *at < new)?)));
    let (first, first_at, then, then_at) = match (before, after) {
        (Some((first, at)), _) => (first, at, COURSE[own], new),
        (None, Some((then, at))) => (COURSE[own], new, then, at),
        (None, None) => return None,
    };
    Some(Caution::Order {
        first,
        first_at,
        then,
        then_at,
    })
}

fn filed_again(incident: &Incident, obligation: &str) -> Option<Caution> {
    let (first, filed) = incident.first_filed(obligation)?;
    let (obligation, by) = (obligation.into(), filed.actor.clone());
    Some(Caution::FiledAgain { obligation, first, by })
}

/// A filing is taken back on purpose, as a withdrawal, and not by what somebody records who does not know of it.
fn no_longer_filed(incident: &Incident, update: &ObligationUpdate) -> Option<Caution> {
    let stands = match update.disposition {
        Disposition::NotRequired { .. } | Disposition::OnHold => incident.disposition(&update.obligation)?,
        Disposition::Drafting | Disposition::Approved | Disposition::Filed(_) | Disposition::Withdrawn => return None,
    };
    let filing = stands.disposition.filing()?;
    Some(Caution::NoLongerFiled {
        obligation: update.obligation.clone(),
        filed: filing.at,
        by: stands.actor.clone(),
        instead: update.disposition.words(),
    })
}

/// The delay that a notice of a moment does not wait for, where its law allows one.
fn under_delay(incident: &Incident, world: &World<'_>, (obligation, at): (&str, DateTime<Utc>)) -> Option<Caution> {
    let (id, _) = world
        .obligations
        .get_key_value(obligation)
        .filter(|(_, known)| known.on_hold)?;
    let mut held = incident.delays_at(StoryTime::named(at));
    let terms = held.find(|terms| terms.covers(id.regime()))?;
    Some(Caution::FiledUnderDelay {
        obligation: obligation.into(),
        authority: terms.authority.clone(),
        until: terms.until,
    })
}

fn filed_before(incident: &Incident, obligation: &str, at: DateTime<Utc>) -> Option<Caution> {
    let known = |id: &'static str| Some((id, earliest(incident, &keys::milestones::key(id))?));
    let (milestone, milestone_at) = COURSE.into_iter().find_map(known)?;
    (at < milestone_at).then(|| Caution::FiledBefore {
        obligation: obligation.into(),
        at,
        milestone,
        milestone_at,
    })
}
