//! Undo is a further event: this finds the one that takes the last event back.

use super::Incident;
use super::command::Command;
use crate::core::event::{Certainty, Disposition, Event, What};

/// How the last event can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// What will be recorded, in words.
    pub words: String,
    /// The command that records it.
    pub command: Command,
}

/// Why a fact is taken back by undo.
const REASON: &str = "taken back: recorded by mistake";

/// The command that takes the last event back.
///
/// # Errors
/// Says in a sentence why it cannot be taken back, and what to do instead.
pub fn undo(incident: &Incident, last: &Event) -> Result<Undo, String> {
    let (words, command) = match &last.what {
        What::FactRecorded { key, .. } => fact(incident, key, last.seq),
        What::FactWithdrawn { key, .. } => fact(incident, key, last.seq),
        What::TaskTicked { task, done, .. } => (
            format!("{task} is {} again", if *done { "open" } else { "done" }),
            Command::Tick {
                task: task.clone(),
                done: !done,
                owner: None,
                remark: None,
            },
        ),
        What::Disposed {
            obligation,
            disposition: Disposition::Filed { .. },
            ..
        } => (
            format!("the filing of {obligation} is withdrawn"),
            Command::Dispose {
                obligation: obligation.clone(),
                disposition: Disposition::Withdrawn,
                rationale: Some(REASON.to_owned()),
            },
        ),
        What::StageEntered { .. } => stage(incident)?,
        What::HoldPlaced { authority, .. } => (
            format!("the hold of {authority} is lifted"),
            Command::LiftHold {
                authority: authority.clone(),
                reason: REASON.to_owned(),
            },
        ),
        What::Closed { .. } => (
            format!("{} is open again", incident.code),
            Command::Reopen {
                reason: REASON.to_owned(),
            },
        ),
        other => {
            return Err(format!(
                "the last entry ({}) stays as it is: add a note that says what is right",
                other.verb()
            ));
        }
    };
    Ok(Undo { words, command })
}

/// A fact goes back to the value it had, or to unknown.
fn fact(incident: &Incident, key: &str, seq: u64) -> (String, Command) {
    let history = incident.facts.get(key).map(Vec::as_slice).unwrap_or_default();
    let before = history.iter().rev().find(|entry| entry.seq < seq);
    match before.and_then(|entry| entry.value.clone().map(|value| (entry, value))) {
        Some((entry, value)) => (
            format!("{key} is {value} again"),
            Command::SetFact {
                key: key.to_owned(),
                value,
                certainty: match entry.certainty {
                    // A fact that was ruled out is kept as its "no" already.
                    Certainty::RuledOut => Certainty::Confirmed,
                    certainty => certainty,
                },
                learned_at: Some(entry.learned_at),
                source: entry.source.clone(),
                also: false,
            },
        ),
        None => (
            format!("{key} is unknown again"),
            Command::WithdrawFact {
                key: key.to_owned(),
                reason: REASON.to_owned(),
            },
        ),
    }
}

fn stage(incident: &Incident) -> Result<(String, Command), String> {
    let before = incident.stages.iter().rev().nth(1).map(|(stage, _, _)| *stage);
    let stage = before.ok_or("this is the first stage")?;
    let rationale = Some(REASON.to_owned());
    Ok((
        format!("the incident is in {} again", stage.title()),
        Command::EnterStage { stage, rationale },
    ))
}
