//! Reasons that the record asks for must say something: a blank one would pass for an explanation years later.

use crate::core::event::Disposition;
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::refusal::Refusal;

/// Refuses a command with a reason, a remark or a note that was given and is blank.
pub(super) fn said(command: &Command) -> Result<(), Refusal> {
    let blank = given(command).into_iter().find(|(_, text)| text.trim().is_empty());
    match blank {
        None => Ok(()),
        Some((what, _)) => Err(Refusal::input(
            format!("{what} is empty"),
            "say something that somebody else can follow later, or leave it out",
        )),
    }
}

fn optional<'c>(what: &'static str, text: &'c Option<String>) -> Option<(&'static str, &'c str)> {
    text.as_deref().map(|text| (what, text))
}

/// Every free text of a command that was given, with what it is.
fn given(command: &Command) -> Vec<(&'static str, &str)> {
    match command {
        Command::WithdrawFact { reason, .. }
        | Command::PlaceHold { reason, .. }
        | Command::LiftHold { reason, .. }
        | Command::Reopen { reason } => vec![("the reason", reason)],
        Command::Decide { rationale, .. } => vec![("the rationale", rationale)],
        Command::IfUnchanged { command, .. } => given(command),
        Command::Confirmed { command, reason } => {
            let mut texts = given(command);
            texts.push(("the reason", reason));
            texts
        }
        Command::RemovePlaybook { reason, .. } => optional("the reason", reason).into_iter().collect(),
        Command::EnterStage { rationale, .. } | Command::Close { rationale } => {
            optional("the rationale", rationale).into_iter().collect()
        }
        Command::Tick { remark, .. } | Command::Attempt { remark, .. } | Command::LogEvidence { remark, .. } => {
            optional("the remark", remark).into_iter().collect()
        }
        Command::AddNote { text, .. } => vec![("the note", text)],
        Command::Dispose {
            disposition, rationale, ..
        } => optional("the rationale", rationale)
            .into_iter()
            .chain(filed(disposition))
            .collect(),
        Command::Letter(command) => letter(command),
        // What restores an earlier state was said before.
        Command::TakeBack { .. } => Vec::new(),
        Command::SetFact { .. } | Command::AddPlaybook { .. } | Command::Assign { .. } | Command::Drill(_) => {
            Vec::new()
        }
    }
}

fn filed(disposition: &Disposition) -> Vec<(&'static str, &str)> {
    match disposition {
        Disposition::Filed {
            late_because,
            out_of_order_because,
            without_letter_because,
            ..
        } => [
            ("the reason for being late", late_because),
            ("the reason for the order", out_of_order_because),
            (
                "the reason for filing without an approved letter",
                without_letter_because,
            ),
        ]
        .into_iter()
        .filter_map(|(what, text)| Some((what, text.as_deref()?)))
        .collect(),
        Disposition::NotRequired { decided_by } => vec![("the name of who decided", decided_by)],
        Disposition::Drafting | Disposition::Approved | Disposition::Withdrawn | Disposition::OnHold => Vec::new(),
    }
}

fn letter(command: &LetterCommand) -> Vec<(&'static str, &str)> {
    match command {
        LetterCommand::Draft { text, .. } | LetterCommand::Revise { text, .. } => vec![("the letter", text)],
        LetterCommand::Comment { text, .. } => vec![("the remark", text)],
        LetterCommand::Approve { because, .. } => because
            .as_deref()
            .map(|because| ("the reason for approving it all the same", because))
            .into_iter()
            .collect(),
    }
}
