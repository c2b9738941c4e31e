//! The rules of the record: what may be done to an incident as it stands, and what must be said when doing it.

mod cautions;
pub mod close;
pub mod exercise;
mod guard;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use self::cautions::cautions;
use self::close::{Unresolved, close};
use self::guard::{take_back, unchanged};
use super::Incident;
use super::command::Command;
use super::exits::open_exits;
use crate::core::event::{Certainty, Disposition, FilingKind, Stage, What};
use crate::core::ids::ObligationId;
use crate::core::organisation::Organisation;
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::reader::suggestion;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::{StoryTime, WallTime};
use crate::core::tri::Tri;

/// A duty as the rules of the record need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Due, possible or not due.
    pub verdict: Tri,
    /// The strict moment.
    pub strict: Option<DateTime<Utc>>,
    /// Duties that must be filed before this one.
    pub after: Vec<ObligationId>,
    /// Not before this moment, and why.
    pub not_before: Option<(DateTime<Utc>, String)>,
}

/// What is known around the incident when somebody wants something.
pub struct World<'w> {
    /// Every duty by key, as assessed now.
    pub duties: &'w BTreeMap<ObligationId, Duty>,
    /// The playbooks there are.
    pub playbooks: &'w [Playbook],
    /// The organisation.
    pub organisation: &'w Organisation,
    /// Who wants it.
    pub actor: &'w str,
    /// Now, as the incident's clock has it.
    pub now: StoryTime,
    /// Now, as the clock on the wall has it.
    pub wall: WallTime,
}

/// The events that a command comes to.
///
/// # Errors
/// A [`Refusal`] that says what stands in the way and what to do about it.
pub fn decide(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    let reopening = match &command {
        Command::Reopen { .. } | Command::AddNote { .. } | Command::Drill(_) => true,
        // Each of its parts is looked at by itself.
        Command::TakeBack { .. } | Command::IfUnchanged { .. } => true,
        _ => false,
    };
    if incident.closed.is_some() && !reopening {
        let code = incident.code.clone();
        return Err(Refusal::new(format!("{code} is closed"), Remedy::Reopen { code }));
    }
    reasons::said(&command)?;
    let (command, reason) = match command {
        Command::Confirmed { command, reason } => match *command {
            // The reason belongs to what is recorded if nothing has changed.
            Command::IfUnchanged { basis, command } => {
                let command = Box::new(Command::Confirmed { command, reason });
                (Command::IfUnchanged { basis, command }, None)
            }
            command => (command, Some(reason)),
        },
        command => (command, None),
    };
    let mut whats = confirmed(incident, world, &command, reason)?;
    whats.extend(decided(incident, world, command)?);
    Ok(whats)
}

/// What most likely is a mistake is refused until somebody gives a reason, which is then kept beside it.
fn confirmed(
    incident: &Incident,
    world: &World<'_>,
    command: &Command,
    reason: Option<String>,
) -> Result<Vec<What>, Refusal> {
    let (cautions, zone) = (cautions(incident, command, world.now), cautions::zone_of(incident));
    let Some(reason) = reason else {
        return match Refusal::cautioned(cautions, &zone) {
            Some(refusal) => Err(refusal),
            None => Ok(Vec::new()),
        };
    };
    let kept = cautions
        .into_iter()
        .flat_map(|caution| cautions::confirmed(caution, &zone, reason.clone()));
    Ok(kept.collect())
}

fn decided(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    match command {
        Command::EnterStage { stage, rationale } => enter(incident, world, stage, rationale),
        Command::Dispose {
            obligation,
            disposition,
            rationale,
        } => dispose(incident, world, obligation, disposition, rationale),
        Command::Close { rationale } => close(incident, world, rationale),
        Command::Tick { .. }
        | Command::Assign { .. }
        | Command::AddPlaybook { .. }
        | Command::RemovePlaybook { .. } => task(incident, world, command),
        Command::IfUnchanged { basis, command } => {
            unchanged(incident, &basis)?;
            decide(incident, world, *command)
        }
        Command::TakeBack { entry, seen, restoring } => take_back(incident, world, entry, seen, restoring),
        Command::SetFact { .. } | Command::WithdrawFact { .. } => fact(incident, world, command),
        Command::Drill(event) => {
            let elapsed = incident.drill.as_ref().map_or(0, |drill| drill.clock.now(world.wall));
            exercise::decide(incident, elapsed, &event)?;
            Ok(vec![What::Drill(event)])
        }
        Command::Letter(command) => Ok(vec![super::letter::decide(incident, world.actor, command)?]),
        Command::Confirmed { command, .. } => decided(incident, world, *command),
        other => plain(incident, world, other),
    }
}

fn fact(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    let what = match command {
        Command::SetFact {
            key,
            value,
            certainty,
            learned_at,
            source,
            also,
        } => {
            let learned_at = learned_at.unwrap_or(world.now.at());
            if learned_at > world.now.at() {
                return Err(Refusal::input(
                    "a fact cannot have been learned in the future",
                    Remedy::LearnedEarlier,
                ));
            }
            let future = || cautions::read(incident, &value).is_some_and(|at| at > world.now.at());
            if key.starts_with("milestones.") && incident.drill.is_none() && future() {
                return Err(Refusal::input(
                    format!("{} cannot lie in the future", key.replace('_', " ")),
                    "deadlines count from what has happened: give a moment that has passed",
                ));
            }
            let value = match certainty {
                Certainty::RuledOut => ruled_out(&value)?,
                Certainty::Confirmed | Certainty::Suspected => value,
            };
            What::FactRecorded {
                key,
                value,
                certainty,
                learned_at,
                source,
                also,
            }
        }
        Command::WithdrawFact { key, reason } => {
            if incident.current(&key).is_empty() {
                return Err(Refusal::input(
                    format!("`{key}` is not known, so there is nothing to withdraw"),
                    Remedy::FactHistory {
                        code: incident.code.clone(),
                    },
                ));
            }
            What::FactWithdrawn { key, reason }
        }
        _ => return Ok(Vec::new()),
    };
    Ok(vec![what])
}

/// A yes/no fact that is ruled out is a "no"; anything else needs its own value.
fn ruled_out(value: &str) -> Result<String, Refusal> {
    match value {
        "true" | "false" => Ok("false".to_owned()),
        _ => Err(Refusal::input(
            "only a yes/no fact can be ruled out",
            "give the value that is true instead, such as [] for a list, 0 for a count or \"excluded\"",
        )),
    }
}

fn enter(
    incident: &Incident,
    world: &World<'_>,
    stage: Stage,
    rationale: Option<String>,
) -> Result<Vec<What>, Refusal> {
    if stage == incident.stage {
        return Err(Refusal::input(
            format!("{} is in {} already", incident.code, stage.title()),
            "name another stage: detection, assessment, internal or regulatory",
        ));
    }
    let open = open_criteria(incident, world.organisation, world.playbooks, world.duties);
    // Going back is no leaving: only a stage that comes later asks for the criteria of the one it follows.
    if stage > incident.stage && !open.is_empty() && rationale.is_none() {
        let mut refusal = Refusal::new(
            format!("{} still has open criteria", incident.stage.title()),
            Remedy::ExplainStage,
        );
        refusal.causes = open;
        return Err(refusal);
    }
    let open = if stage > incident.stage { open } else { Vec::new() };
    Ok(vec![What::StageEntered { stage, open, rationale }])
}

/// Exit criteria of the current stage that are not met, in words.
pub fn open_criteria(
    incident: &Incident,
    organisation: &Organisation,
    playbooks: &[Playbook],
    duties: &BTreeMap<ObligationId, Duty>,
) -> Vec<String> {
    let answered = crate::core::incident::answered_roles(incident, organisation);
    let waiting = !open_duties(incident, duties).is_empty();
    let own = playbooks.iter().find(|p| p.id == incident.stage.code());
    own.map(|playbook| open_exits(playbook, incident, organisation, &answered, waiting))
        .unwrap_or_default()
        .into_iter()
        .map(|exit| exit.text.clone())
        .collect()
}

/// Due duties that nothing was done about yet.
pub fn open_duties(incident: &Incident, duties: &BTreeMap<ObligationId, Duty>) -> Vec<ObligationId> {
    Unresolved::of(incident, duties).due
}

fn dispose(
    incident: &Incident,
    world: &World<'_>,
    obligation: String,
    disposition: Disposition,
    rationale: Option<String>,
) -> Result<Vec<What>, Refusal> {
    let Some(duty) = world.duties.get(obligation.as_str()) else {
        return Err(no_such_duty(&obligation, world.duties));
    };
    match &disposition {
        Disposition::Filed { .. } => filing(incident, world, &obligation, duty, &disposition)?,
        Disposition::NotRequired { .. } | Disposition::OnHold if rationale.is_none() => {
            return Err(Refusal::input(
                format!("`{}` needs a rationale", disposition.words()),
                Remedy::ExplainDisposition,
            ));
        }
        Disposition::Withdrawn if incident.filed_at(&obligation).is_none() => {
            return Err(Refusal::input(
                format!("{obligation} was not filed"),
                "there is nothing to withdraw",
            ));
        }
        _ => {}
    }
    Ok(vec![What::Disposed {
        obligation,
        disposition,
        rationale,
    }])
}

fn no_such_duty(obligation: &str, duties: &BTreeMap<ObligationId, Duty>) -> Refusal {
    // What was typed need not be an obligation's name at all.
    let named = obligation.parse::<ObligationId>();
    let regime = named.as_ref().map_or(obligation, ObligationId::regime);
    let keys = duties.keys().filter(|key| key.regime() == regime);
    let near: Vec<&str> = keys.map(ObligationId::as_str).collect();
    let hint = if near.is_empty() {
        "see firebell law list".to_owned()
    } else {
        suggestion(obligation, &near)
    };
    Refusal::input(format!("`{obligation}` is no obligation"), hint)
}

/// Late asks for the reasons (GDPR Art 33(1)); out of the law's order asks for an override.
fn filing(
    incident: &Incident,
    world: &World<'_>,
    obligation: &str,
    duty: &Duty,
    disposition: &Disposition,
) -> Result<(), Refusal> {
    let Disposition::Filed {
        filing,
        at,
        late_because,
        out_of_order_because,
        without_letter_because,
        ..
    } = disposition
    else {
        return Ok(());
    };
    if *at > world.now.at() {
        return Err(Refusal::input(
            "a notice cannot have been filed in the future",
            Remedy::FiledEarlier,
        ));
    }
    let first = incident.filed_at(obligation).is_none();
    if *filing != FilingKind::Initial && first {
        return Err(Refusal::new(
            format!("{obligation} has no initial filing yet"),
            Remedy::FileInitial,
        ));
    }
    let late = duty.strict.is_some_and(|strict| *at > strict);
    if first && late && late_because.is_none() {
        return Err(Refusal::new(
            format!("{obligation} is filed after its deadline"),
            Remedy::ExplainLate,
        ));
    }
    let obstacles = obstacles(incident, world, duty, *at);
    if !obstacles.is_empty() && out_of_order_because.is_none() {
        let mut refusal = Refusal::new(format!("{obligation} may not be filed yet"), Remedy::ExplainOrder);
        refusal.causes = obstacles;
        return Err(refusal);
    }
    if without_letter_because.is_none()
        && let Some(missing) = super::letter::unapproved(incident, obligation)
    {
        return Err(Refusal::new(missing, Remedy::ExplainNoLetter));
    }
    Ok(())
}

/// What the law wants first.
fn obstacles(incident: &Incident, world: &World<'_>, duty: &Duty, at: DateTime<Utc>) -> Vec<String> {
    let earlier = duty.after.iter().filter(|key| {
        let stands = world.duties.get(*key).is_some_and(|d| d.verdict != Tri::No);
        let settled = incident
            .disposition(key.as_str())
            .is_some_and(|d| d.disposition.settles());
        stands && !settled
    });
    let mut obstacles: Vec<String> = earlier.map(|key| format!("{key} comes first")).collect();
    if let Some((earliest, why)) = &duty.not_before
        && at < *earliest
    {
        obstacles.push(why.clone());
    }
    obstacles
}

fn task(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    match command {
        Command::AddPlaybook { playbook } => {
            let causes: Vec<&str> = world
                .playbooks
                .iter()
                .filter(|p| p.kind == PlaybookKind::Cause)
                .map(|p| p.id.as_str())
                .collect();
            if !causes.contains(&playbook.as_str()) {
                let hint = suggestion(&playbook, &causes);
                return Err(Refusal::input(format!("`{playbook}` is no playbook of a cause"), hint));
            }
            if incident.playbooks.contains_key(&playbook) {
                let message = format!("{} uses {playbook} already", incident.code);
                let code = incident.code.clone();
                return Err(Refusal::input(message, Remedy::Steps { code }));
            }
            Ok(vec![What::PlaybookAdded { playbook }])
        }
        Command::RemovePlaybook { playbook, reason } => {
            if !incident.playbooks.contains_key(&playbook) {
                let used: Vec<&str> = incident.playbooks.keys().map(String::as_str).collect();
                let remedy = match used.is_empty() {
                    true => "no playbook of a cause is in use".to_owned(),
                    false => format!("in use: {}", used.join(", ")),
                };
                let message = format!("{} does not use the playbook {playbook}", incident.code);
                return Err(Refusal::input(message, remedy));
            }
            Ok(vec![What::PlaybookRemoved { playbook, reason }])
        }
        Command::Tick {
            task,
            done,
            owner,
            remark,
        } => {
            known_task(&task, world)?;
            Ok(vec![What::TaskTicked {
                task,
                done,
                owner,
                remark,
            }])
        }
        Command::Assign { task, owner, due } => {
            known_task(&task, world)?;
            Ok(vec![What::TaskAssigned { task, owner, due }])
        }
        _ => Ok(Vec::new()),
    }
}

fn known_task(task: &str, world: &World<'_>) -> Result<(), Refusal> {
    let all: BTreeSet<String> = world
        .playbooks
        .iter()
        .flat_map(|p| p.steps.iter().map(|s| p.task(s)))
        .collect();
    if all.contains(task) {
        return Ok(());
    }
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    Err(Refusal::input(
        format!("`{task}` is no step of a playbook"),
        suggestion(task, &all),
    ))
}

fn plain(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    let what = match command {
        Command::Decide {
            key,
            value,
            rationale,
            decided_by,
            working,
            keep_until,
        } => What::Decided {
            key,
            value,
            rationale,
            decided_by,
            working,
            keep_until,
        },
        Command::PlaceHold {
            authority,
            regimes,
            until,
            reason,
        } => {
            if until.is_some_and(|until| until <= world.now.at()) {
                return Err(Refusal::input(
                    "the hold would have ended already",
                    "give a moment to come",
                ));
            }
            What::HoldPlaced {
                authority,
                regimes,
                until,
                reason,
            }
        }
        Command::LiftHold { authority, reason } => {
            if !incident.holds_at(world.now).any(|h| h.authority == authority) {
                let asked: Vec<&str> = incident.holds_at(world.now).map(|h| h.authority.as_str()).collect();
                let message = format!("no hold of `{authority}` runs");
                return Err(Refusal::input(message, format!("running: {}", asked.join(", "))));
            }
            What::HoldLifted { authority, reason }
        }
        Command::Attempt {
            contact,
            channel,
            reached,
            at,
            remark,
        } => {
            let Some(known) = world.organisation.contacts.get(&contact) else {
                let all: Vec<&str> = world.organisation.contacts.keys().map(String::as_str).collect();
                let message = format!("`{contact}` is no contact");
                return Err(Refusal::input(message, suggestion(&contact, &all)));
            };
            if at.is_some_and(|at| at > world.now.at()) {
                return Err(Refusal::input(
                    "a call cannot have been made in the future",
                    "leave --at out for now",
                ));
            }
            let best = known
                .channels
                .iter()
                .find(|c| !c.compromised)
                .or(known.channels.first());
            What::ContactAttempted {
                channel: channel
                    .or(best.map(|c| c.kind.clone()))
                    .unwrap_or_else(|| "in-person".to_owned()),
                contact,
                reached,
                at: at.unwrap_or(world.now.at()),
                remark,
            }
        }
        Command::LogEvidence {
            name,
            sha256,
            size,
            custodian,
            remark,
        } => What::EvidenceLogged {
            name,
            sha256,
            size,
            custodian,
            remark,
        },
        Command::AddNote { text, privileged } => What::NoteAdded { text, privileged },
        Command::Reopen { reason } => {
            if incident.closed.is_none() {
                return Err(Refusal::input(
                    format!("{} is open", incident.code),
                    "there is nothing to reopen",
                ));
            }
            What::Reopened { reason }
        }
        _ => return Ok(Vec::new()),
    };
    Ok(vec![what])
}
