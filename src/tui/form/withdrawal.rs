//! A withdrawal of the approvals of a letter's current text.

use super::{Answers, Asked, AtHand, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::event::ApprovalWithdrawal;
use crate::core::ids::{RoleError, RoleId};
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::ids::RevisionRef;

const ROLE: Prompt<RoleId> = Prompt::among_as("role", "Whose approval is withdrawn?", |typed, _| {
    typed.parse().map_err(|error: RoleError| error.to_string())
});

const REASON: Prompt<String> = Prompt::line("reason", "Why is the approval withdrawn?");

/// Opens the form for the text that is shown.
pub(crate) const OPEN: Opener = Opener::new("withdrawal", |at| match (at.open_letter, &at.letter) {
    (Some(open), _) => {
        let title = format!("Withdraw the approval of {}", open.id.letter.letter);
        let given = given(at);
        let roles: Vec<String> = given.iter().filter_map(|(role, _)| role.clone()).collect();
        let role = (given.len() > 1 && !roles.is_empty()).then(|| ROLE.offering(roles));
        let purpose = Withdraw {
            text: open.id.clone(),
            in_role: role.is_some(),
            given,
        };
        let fields = role.into_iter().chain([REASON.field()]).collect();
        Ok(Form::new(purpose, title, fields))
    }
    (None, Some(_)) => Err("The letter is still being read; press the key again."),
    (None, None) => Err("There is no letter here."),
});

/// The approvals that stand: in which role, and by whom.
fn given(at: &AtHand<'_>) -> Vec<(Option<String>, String)> {
    let row = super::approval::row(at);
    let rows = row.map(|row| row.sign_off.as_slice()).unwrap_or_default();
    let given = rows.iter().filter_map(|row| {
        let by = row.approved.as_ref()?.actor.clone();
        Some((row.role.as_ref().map(ToString::to_string), by))
    });
    given.collect()
}

#[derive(Debug)]
struct Withdraw {
    text: RevisionRef,
    /// Whether several stand, so that one is chosen by its role.
    in_role: bool,
    given: Vec<(Option<String>, String)>,
}

impl Purpose for Withdraw {
    fn slot(&self) -> Slot {
        Slot::about("withdrawal", "Withdrawal", self.text.letter.letter.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let reason = answers.read(&REASON)?;
        let role = match self.in_role {
            true => Some(answers.read(&ROLE)?),
            false => None,
        };
        let letter = self.text.letter.letter.clone();
        let meant = |own: &Option<String>| role.as_ref().is_none_or(|role| own.as_deref() == Some(role.as_str()));
        let whose: Vec<String> = self.given.iter().filter(|(own, _)| meant(own)).map(whose).collect();
        let words = match whose.is_empty() {
            true => format!("Withdraw every approval of the current text of {letter}: {reason}?"),
            false => format!(
                "Withdraw the approval of the current text of {letter} by {}: {reason}?",
                whose.join("; ")
            ),
        };
        let command = Command::Letter(LetterCommand::WithdrawApproval(ApprovalWithdrawal {
            letter,
            sha256: self.text.sha256.clone(),
            role,
            reason,
        }));
        Some(Outcome::Ask(
            Asked::new("Withdraw an approval", words, "Withdraw it"),
            command,
        ))
    }
}

/// Whose an approval is: `carol, as counsel`.
fn whose((role, by): &(Option<String>, String)) -> String {
    match role {
        Some(role) => format!("{by}, as {role}"),
        None => by.clone(),
    }
}
