//! Closing an incident, and opening it again.

use super::{Answers, Asked, Form, NO_INCIDENT, Opener, Outcome, Prompt, Purpose, Slot};
use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::core::incident::command::Command;
use crate::core::incident::decide::close::Unresolved;

const RATIONALE: Prompt<String> = Prompt::line("rationale", "What was the outcome, and why may it be closed?");
const REASON: Prompt<String> = Prompt::line("reason", "Why is it being reopened?");

/// Opens the form of whichever can be done: an open incident is closed, a closed one is opened again.
pub(crate) const OPEN: Opener = Opener::new("close", |at| {
    let opened = at.known.opened.ok_or(NO_INCIDENT)?;
    Ok(match opened.whole.closed_at {
        Some(_) => Form::new(Reopen, "Reopen the incident", vec![REASON.field()]),
        None => close(opened),
    })
});

/// Obligations that closing would leave open.
fn left_open(opened: &Opened) -> Unresolved {
    Unresolved {
        due: opened.whole.open_obligations.clone(),
        undecided: opened.whole.undecided.clone(),
    }
}

fn close(opened: &Opened) -> Form {
    let left = left_open(opened);
    let note = match left.is_empty() {
        true => "Every obligation that applies is resolved, and none is undecided.".to_owned(),
        false => {
            let all = &opened.whole.assessment.obligations;
            let ids = left.due.iter().chain(&left.undecided);
            let named: Vec<String> = ids.map(|id| called::obligation_of(all, id)).collect();
            format!("{}; a rationale is needed: {}", left.words(), named.join("; "))
        }
    };
    Form::new(Close, "Close the incident", vec![RATIONALE.field()]).note(note)
}

#[derive(Debug)]
struct Close;

impl Purpose for Close {
    fn slot(&self) -> Slot {
        Slot::single("close", "Close")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let left = answers.known().opened.map(left_open).unwrap_or_default();
        let words = match left.is_empty() {
            true => "Record that the incident is closed?".to_owned(),
            false => format!(
                "Record that the incident is closed while {}? They are named in the record.",
                left.words()
            ),
        };
        let rationale = Some(answers.read(&RATIONALE)?);
        let asked = Asked::new("Close the incident", words, "Close it");
        Some(Outcome::Ask(asked, Command::Close { rationale }))
    }
}

#[derive(Debug)]
struct Reopen;

impl Purpose for Reopen {
    fn slot(&self) -> Slot {
        Slot::single("reopen", "Reopen")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let reason = answers.read(&REASON)?;
        let words = format!("Record that the incident was reopened because: {reason}?");
        let asked = Asked::new("Reopen the incident", words, "Reopen it");
        Some(Outcome::Ask(asked, Command::Reopen { reason }))
    }
}
