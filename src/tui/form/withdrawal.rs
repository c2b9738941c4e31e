//! A withdrawal of the approvals of a letter's current text.

use super::{Answers, Asked, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::event::ApprovalWithdrawal;
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::ids::RevisionRef;

const REASON: Prompt<String> = Prompt::line("reason", "Why is the approval withdrawn?");

/// Opens the form for the text that is shown.
pub(crate) const OPEN: Opener = Opener::new("withdrawal", |at| match (at.open_letter, &at.letter) {
    (Some(open), _) => {
        let title = format!("Withdraw the approval of {}", open.id.letter.letter);
        Ok(Form::new(Withdraw(open.id.clone()), title, vec![REASON.field()]))
    }
    (None, Some(_)) => Err("The letter is still being read; press the key again."),
    (None, None) => Err("There is no letter here."),
});

#[derive(Debug)]
struct Withdraw(RevisionRef);

impl Purpose for Withdraw {
    fn slot(&self) -> Slot {
        Slot::about("withdrawal", "Withdrawal", self.0.letter.letter.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let reason = answers.read(&REASON)?;
        let letter = self.0.letter.letter.clone();
        let words = format!("Withdraw every approval of the current text of {letter}: {reason}?");
        let command = Command::Letter(LetterCommand::WithdrawApproval(ApprovalWithdrawal {
            letter,
            sha256: self.0.sha256.clone(),
            role: None,
            reason,
        }));
        Some(Outcome::Ask(
            Asked::new("Withdraw an approval", words, "Withdraw it"),
            command,
        ))
    }
}
