//! What is done about an obligation, short of filing it.

use super::{Answers, Asked, Form, Known, NO_OBLIGATION, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::event::{Disposition, ObligationUpdate};
use crate::core::incident::command::Command;

/// What an obligation can be marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marked {
    Drafting,
    Approved,
    NotRequired,
    OnHold,
    Withdrawn,
}

const STATE: Prompt<Marked> = Prompt::choice(
    "state",
    "State",
    &[
        ("drafting", Marked::Drafting),
        ("approved", Marked::Approved),
        ("not required", Marked::NotRequired),
        ("on hold", Marked::OnHold),
        ("withdrawn", Marked::Withdrawn),
    ],
);
const RATIONALE: Optional<String> = Prompt::line("rationale", "Reason")
    .help("required for `not required` and `on hold`")
    .optional();
const BY: Prompt<String> = Prompt::line("by", "Decided by");

/// Opens the form for the obligation at hand.
pub(crate) const OPEN: Opener = Opener::new("disposition", |at| match at.obligation {
    Some(obligation) => Ok(form(&at.known, &obligation.id)),
    None => Err(NO_OBLIGATION),
});

fn form(known: &Known<'_>, obligation: &str) -> Form {
    let fields = vec![STATE.field(), RATIONALE.field(), BY.field().filled(&known.start.actor)];
    let title = format!("State of {obligation}");
    Form::new(MarkObligation(obligation.to_owned()), title, fields)
}

#[derive(Debug)]
struct MarkObligation(String);

impl Purpose for MarkObligation {
    fn slot(&self) -> Slot {
        Slot::about("disposition", "Disposition", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let obligation = self.0.clone();
        let decided_by = answers.read(&BY)?;
        let rationale = answers.read(&RATIONALE)?;
        let word = answers.typed(&STATE);
        let (disposition, explained) = match answers.read(&STATE)? {
            Marked::Drafting => (Disposition::Drafting, false),
            Marked::Approved => (Disposition::Approved, false),
            Marked::NotRequired => (Disposition::NotRequired { decided_by }, true),
            Marked::OnHold => (Disposition::OnHold, true),
            Marked::Withdrawn => (Disposition::Withdrawn, false),
        };
        if rationale.is_none() && explained {
            answers.refuse(&RATIONALE, format!("say why it is {word}"));
            return None;
        }
        let because = rationale.as_deref().map(|r| format!(", because: {r}"));
        let words = format!(
            "Record that {obligation} is {word}{}? It stays in the record.",
            because.unwrap_or_default()
        );
        let command = Command::Obligation(ObligationUpdate {
            law: None,
            obligation: obligation.into(),
            disposition,
            rationale,
        });
        Some(Outcome::Ask(
            Asked::new("Mark an obligation", words, "Record it"),
            command,
        ))
    }
}
