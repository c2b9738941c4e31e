//! Reasons that the record asks for must say something: a blank one, or a dash, would pass for an explanation years
//! later.

use crate::core::event::{Disposition, LetterComment};
use crate::core::incident::command::{Command, DelayCommand, FactCommand, LetterCommand, PlaybookCommand};
use crate::core::refusal::Refusal;

/// What people type in order to get on, in lower case.
const PUT_OFF: [&str; 9] = ["na", "none", "nil", "tbd", "tba", "todo", "xx", "xxx", "asdf"];

/// Refuses a command with a reason, a remark or a note that was given and says nothing.
pub(super) fn said(command: &Command) -> Result<(), Refusal> {
    let empty = |text: &str| !text.chars().any(char::is_alphanumeric);
    for (what, text) in given(command) {
        let says = match what {
            "the note" | "the remark" | "the letter" | "the name of who decided" => !empty(text),
            _ => is_reason(text),
        };
        if !says {
            let wrong = if empty(text) { "is empty" } else { "says nothing" };
            return Err(Refusal::input(
                format!("{what} {wrong}"),
                "write something that someone else can follow later, or leave it out",
            ));
        }
    }
    Ok(())
}

/// Whether a text can be a reason: a word at least, in whatever script, that is no placeholder.
fn is_reason(text: &str) -> bool {
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let words = letters.chars().count() > 1 || !letters.is_ascii();
    words && !letters.is_empty() && !PUT_OFF.contains(&letters.as_str())
}

fn optional<'c>(what: &'static str, text: &'c Option<String>) -> Vec<(&'static str, &'c str)> {
    text.as_deref().map(|text| (what, text)).into_iter().collect()
}

/// Every free text of a command that was given, with what it is.
fn given(command: &Command) -> Vec<(&'static str, &str)> {
    match command {
        Command::Fact(FactCommand::Withdraw(withdrawal)) => vec![("the reason", &withdrawal.reason)],
        Command::Delay(DelayCommand::Place(delay)) => vec![("the reason", &delay.reason)],
        Command::Delay(DelayCommand::Lift(lifted)) => vec![("the reason", &lifted.reason)],
        Command::Reopen { reason } => vec![("the reason", reason)],
        Command::Decide(decision) => vec![("the rationale", &decision.rationale)],
        Command::IfUnchanged { command, .. } => given(command),
        Command::Confirmed { command, reason } => {
            let mut texts = given(command);
            texts.push(("the reason", reason));
            texts
        }
        Command::Playbook(command) => playbook(command),
        Command::EnterStage { rationale, .. } | Command::Close { rationale } => optional("the rationale", rationale),
        Command::Call(call) => optional("the remark", &call.remark),
        Command::LogEvidence(evidence) => optional("the remark", &evidence.remark),
        Command::AddNote(note) => vec![("the note", &note.text)],
        Command::Obligation(update) => {
            let mut texts = optional("the rationale", &update.rationale);
            texts.extend(disposition(&update.disposition));
            texts
        }
        Command::Letter(command) => letter(command),
        // What restores an earlier state was said before.
        Command::TakeBack { .. } => Vec::new(),
        Command::Fact(FactCommand::Set(_)) => Vec::new(),
    }
}

fn playbook(command: &PlaybookCommand) -> Vec<(&'static str, &str)> {
    match command {
        PlaybookCommand::Remove { reason, .. } => optional("the reason", reason),
        PlaybookCommand::Tick(tick) => optional("the remark", &tick.remark),
        PlaybookCommand::Add { .. } | PlaybookCommand::Assign(_) => Vec::new(),
    }
}

fn disposition(disposition: &Disposition) -> Vec<(&'static str, &str)> {
    match disposition {
        Disposition::Filed(filing) => [
            optional("the reason for being late", &filing.late_because),
            optional("the reason for the order", &filing.out_of_order_because),
            optional(
                "the reason for filing without an approved letter",
                &filing.without_letter_because,
            ),
        ]
        .concat(),
        Disposition::NotRequired { decided_by } => vec![("the name of who decided", decided_by)],
        Disposition::Drafting | Disposition::Approved | Disposition::Withdrawn | Disposition::OnHold => Vec::new(),
    }
}

fn letter(command: &LetterCommand) -> Vec<(&'static str, &str)> {
    match command {
        LetterCommand::Draft(draft) => vec![("the letter", &draft.text)],
        LetterCommand::Revise(revision) => vec![("the letter", &revision.text)],
        LetterCommand::Comment { text, .. } | LetterCommand::TakeRemark(LetterComment { text, .. }) => {
            vec![("the remark", text)]
        }
        LetterCommand::Approve(approval) => optional("the reason for approving it anyway", &approval.because),
        LetterCommand::WithdrawApproval(withdrawal) => vec![("the reason", &withdrawal.reason)],
    }
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_dash_a_letter_and_a_placeholder_are_no_reasons() {
        for text in ["", " ", "-", "…", "x", "n/a", "N.A.", "TBD", "?!", "1"] {
            assert!(!is_reason(text), "{text}");
        }
        for text in ["log", "the portal was down", "遅延", "遅", "it is urgent"] {
            assert!(is_reason(text), "{text}");
        }
    }
}
