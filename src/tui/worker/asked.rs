//! What a person is asked before something that looks like a mistake is recorded.

use crate::core::caution::Caution;
use crate::core::incident::command::Command;
use crate::core::refusal::Refusal;
use crate::tui::effect::{Question, Yes};
use crate::tui::event::Answer;
use crate::tui::ids::IncidentRef;

/// What is most likely a mistake is asked about once.
pub(super) fn asked(code: &IncidentRef, refusal: &Refusal, command: Command) -> Answer {
    let reasons = refusal.reasons().map(|reason| format!(" {reason}."));
    let said = format!("{}.{}", refusal.message, reasons.collect::<String>());
    let cautions = refusal
        .cautioned
        .as_ref()
        .map(|cautioned| cautioned.cautions.as_slice());
    let (title, words, verb, reason) = match cautions {
        Some([Caution::FiledAgain { .. }]) => (
            "This was filed already",
            format!(
                "{said} Record that it was sent twice? Both entries stay. For a supplement press n, and choose it as the kind \
                 of filing."
            ),
            "It was sent twice",
            "sent twice",
        ),
        Some(_) | None => (
            "This looks like a mistake",
            format!("{said} Record it anyway?"),
            "Record it",
            "confirmed in the workbench when it was asked",
        ),
    };
    let command = command.confirmed(Some(reason.to_owned()));
    let yes = Yes::Run(code.clone(), Box::new(command));
    Answer::Confirm(Box::new(Question::new(title, words, verb, yes)))
}
