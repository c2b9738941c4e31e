//! The rules of the record: what may be done to an incident in its present state, and what must be said when doing it.

mod cautions;
pub mod close;
pub mod exercise;
mod fact;
mod guard;
mod letter;
mod mailing;
mod obligation;
mod people;
mod playbook;
mod reasons;
mod reminder;
mod sent;
mod stage;
mod timeline;

use self::cautions::cautions;
use self::guard::{take_back, unchanged};
use super::Incident;
use super::command::{Command, CommandKind};
use crate::core::event::What;
use crate::core::member::acting_rights::Rights;
use crate::core::member::needs::needed;
use crate::core::refusal::{Refusal, Remedy};

pub use self::sent::text_of;
pub use self::stage::{open_criteria, open_obligations};
pub use super::world::{AssessedObligation, World};

/// The events that a command comes to.
///
/// # Errors
/// A [`Refusal`] that says what stands in the way and what to do about it.
pub fn decide(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    if incident.closed.is_some() && !goes_on_after_closing(&command) {
        let code = incident.code.to_string();
        return Err(Refusal::new(format!("{code} is closed"), Remedy::Reopen { code }));
    }
    reasons::said(&command)?;
    let (command, reason) = taken_apart(command);
    let mut whats = confirmed(incident, world, &command, reason)?;
    whats.extend(decided(incident, world, command)?);
    may_record(world.rights, &whats)?;
    Ok(whats)
}

/// Whether whoever asks may record all of it, by the table of roles.
///
/// # Errors
/// A [`Refusal`] that names the first permission that is missing.
pub fn may_record(rights: &Rights, whats: &[What]) -> Result<(), Refusal> {
    let permissions = whats.iter().filter_map(needed);
    for permission in permissions {
        rights
            .need(permission)
            .map_err(|lack| Refusal::new(lack.to_string(), lack.remedy()))?;
    }
    Ok(())
}

/// What a closed incident still takes. The parts of a compound command are looked at one by one.
fn goes_on_after_closing(command: &Command) -> bool {
    match command.kind() {
        CommandKind::Reopening | CommandKind::Note | CommandKind::TakeBack | CommandKind::Conditional => true,
        CommandKind::Claim(_)
        | CommandKind::Decision(_)
        | CommandKind::Obligation(_)
        | CommandKind::Confirmed
        | CommandKind::Work => false,
    }
}

/// A command without the reason that confirms it. Under "only if unchanged" the reason stays with what is recorded if
/// nothing has changed.
fn taken_apart(command: Command) -> (Command, Option<String>) {
    let Command::Confirmed { command, reason } = command else {
        return (command, None);
    };
    if let Command::IfUnchanged { basis, command } = *command {
        let command = Box::new(Command::Confirmed { command, reason });
        return (Command::IfUnchanged { basis, command }, None);
    }
    (*command, Some(reason))
}

/// What most likely is a mistake is refused until somebody gives a reason, which is then kept beside it.
fn confirmed(
    incident: &Incident,
    world: &World<'_>,
    command: &Command,
    reason: Option<String>,
) -> Result<Vec<What>, Refusal> {
    let (cautions, zone) = (cautions(incident, command, world)?, &incident.home_zone);
    let Some(reason) = reason else {
        return match Refusal::cautioned(cautions, zone) {
            Some(refusal) => Err(refusal),
            None => Ok(Vec::new()),
        };
    };
    let kept = cautions
        .into_iter()
        .flat_map(|caution| cautions::confirmed(caution, zone, reason.clone()));
    Ok(kept.collect())
}

fn decided(incident: &Incident, world: &World<'_>, command: Command) -> Result<Vec<What>, Refusal> {
    let what = match command {
        Command::Fact(command) => fact::decide(incident, world, command)?,
        Command::Decide(decision) => What::Decided(decision),
        Command::Delay(command) => people::delay(incident, world, command)?,
        Command::EnterStage { stage, rationale } => stage::enter(incident, world, stage, rationale)?,
        Command::Playbook(command) => playbook::decide(incident, world, command)?,
        Command::Call(call) => people::call(world, call)?,
        Command::Obligation(update) => obligation::decide(incident, world, update)?,
        Command::Assign(assignment) => obligation::assign(world, assignment)?,
        Command::Remind(command) => reminder::decide(incident, world, command)?,
        Command::LogEvidence(evidence) => What::EvidenceLogged(evidence),
        Command::AddNote(note) => What::NoteAdded(note),
        Command::ImportTimeline(import) => timeline::import(incident, import)?,
        Command::Close { rationale } => close::close(incident, world, rationale)?,
        Command::Reopen { reason } => close::reopen(incident, reason)?,
        Command::Letter(command) => letter::decide(incident, world, command)?,
        Command::Mailing(command) => mailing::decide(incident, world, command)?,
        Command::IfUnchanged { basis, command } => {
            unchanged(incident, &basis)?;
            return decide(incident, world, *command);
        }
        Command::TakeBack { entry, seen, restoring } => return take_back(incident, world, entry, seen, restoring),
        Command::Confirmed { command, .. } => return decided(incident, world, *command),
    };
    Ok(vec![what])
}
