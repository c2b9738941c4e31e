//! Forms that are asked about before they are recorded, and whose fields need no reading. Pure.

use super::effect::Effect;
use super::form::{Asked, Form, Outcome, Purpose};
use super::ids::{IncidentRef, LetterRef, RevisionRef};
use super::model::Model;
use crate::core::incident::command::Command;

/// An approval names the letter and the text it is for.
pub(super) fn approval(form: &Form, incident: IncidentRef, letter: String, sha256: String) -> Outcome {
    let because = form.given("because");
    let short = sha256.get(..12).unwrap_or(&sha256);
    let all_the_same = because
        .as_deref()
        .map(|why| format!(", with this reason for what its check may find: {why}"));
    let words = format!(
        "Record that you approve exactly this text of {letter} ({short}) of {incident}{}?",
        all_the_same.unwrap_or_default()
    );
    let text = RevisionRef {
        letter: LetterRef { incident, letter },
        sha256,
    };
    Outcome::Confirm(
        Asked::new("Approve a letter", words, "Approve it"),
        Effect::Approve { text, because },
    )
}

/// Forms whose fields need no reading.
pub(super) fn plain(model: &Model, form: &Form, purpose: Purpose) -> Option<Outcome> {
    let reason = form.value("reason");
    let (title, words, verb, command) = match purpose {
        Purpose::Note => {
            return Some(Outcome::Run(Command::AddNote {
                text: form.value("text"),
                privileged: form.value("privileged") == "yes",
            }));
        }
        Purpose::Task(task) => {
            return Some(Outcome::Run(Command::Tick {
                task,
                done: true,
                owner: None,
                remark: form.given("remark"),
            }));
        }
        Purpose::Playbook => return Some(playbook(model, form)),
        Purpose::Close => return Some(close(model, form)),
        Purpose::Withdraw(key) => (
            "Withdraw a fact",
            format!("Record that {key} is unknown again, because: {reason}?"),
            "Withdraw it",
            based(form, Command::WithdrawFact { key, reason }),
        ),
        Purpose::Lift(authority) => (
            "Lift a law-enforcement delay",
            format!("Record that the delay asked for by {authority} is lifted, because: {reason}? Its clocks run on."),
            "Lift it",
            Command::LiftHold { authority, reason },
        ),
        Purpose::Stage(stage) => {
            let rationale = form.given("rationale");
            let because = rationale
                .as_deref()
                .map(|why| format!(", because: {why}"))
                .unwrap_or_default();
            (
                "Go to the next stage",
                format!(
                    "Record that the incident goes on to {} with open criteria{because}?",
                    stage.title()
                ),
                "Go there",
                Command::EnterStage { stage, rationale },
            )
        }
        Purpose::Reopen => (
            "Open the incident again",
            format!("Record that the incident is open again, because: {reason}?"),
            "Open it again",
            Command::Reopen { reason },
        ),
        _ => return None,
    };
    Some(Outcome::Ask(Asked::new(title, words, verb), command))
}

/// A playbook that is added or removed: both say how many steps they concern.
fn playbook(model: &Model, form: &Form) -> Outcome {
    let playbook = form.value("playbook");
    let causes = &model.start.causes;
    let steps = causes
        .iter()
        .find(|cause| cause.id == playbook)
        .map_or(0, |cause| cause.steps);
    if form.value("wish") == "remove" {
        let words = format!(
            "Remove the playbook {playbook}? Its {steps} steps leave the list; what was ticked off stays in the log."
        );
        let reason = form.given("reason");
        return Outcome::Ask(
            Asked::new("Remove a playbook", words, "Remove it"),
            Command::RemovePlaybook { playbook, reason },
        );
    }
    let words = format!("Add the playbook {playbook}? {steps} steps come onto the list.");
    Outcome::Ask(
        Asked::new("Add a playbook", words, "Add it"),
        Command::AddPlaybook { playbook },
    )
}

fn close(model: &Model, form: &Form) -> Outcome {
    let left = model
        .incident
        .opened
        .as_ref()
        .map(super::forms::left_open)
        .unwrap_or_default();
    let words = match left.is_empty() {
        true => "Record that the incident is closed?".to_owned(),
        false => format!(
            "Record that the incident is closed while {}? They are named in the record.",
            left.words()
        ),
    };
    let rationale = form.given("rationale");
    Outcome::Ask(
        Asked::new("Close the incident", words, "Close it"),
        Command::Close { rationale },
    )
}

/// A command that replaces a fact is bound to the value the form was filled from.
pub(super) fn based(form: &Form, command: Command) -> Command {
    match form.basis.clone() {
        Some(basis) => Command::IfUnchanged {
            basis,
            command: Box::new(command),
        },
        None => command,
    }
}
