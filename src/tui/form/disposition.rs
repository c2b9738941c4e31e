//! What is done about an obligation, short of filing it.

use super::{Answers, Asked, Field, Form, Known, NO_OBLIGATION, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::event::{Disposition, ObligationUpdate};
use crate::core::ids::ObligationId;
use crate::core::incident::command::Command;
use crate::tui::effect::Effect;

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
pub(crate) const OPEN: Opener = Opener::new("disposition", |at| match (at.picked.as_slice(), at.obligation) {
    ([], Some(obligation)) => Ok(form(&at.known, &obligation.id)),
    ([], None) => Err(NO_OBLIGATION),
    (picked, _) => {
        let ids: Vec<ObligationId> = picked.iter().map(|o| o.id.clone()).collect();
        let title = format!("State of {} obligations", ids.len());
        Ok(Form::new(MarkSeveral(ids), title, fields(&at.known)))
    }
});

fn fields(known: &Known<'_>) -> Vec<Field> {
    vec![STATE.field(), RATIONALE.field(), BY.field().filled(&known.start.actor)]
}

fn form(known: &Known<'_>, obligation: &str) -> Form {
    let title = format!("State of the notice to {}", known.obligation(obligation));
    Form::new(MarkObligation(obligation.to_owned()), title, fields(known))
}

/// What is said of an obligation, or of several.
struct Said {
    disposition: Disposition,
    rationale: Option<String>,
    /// The same in words, with its reason.
    words: String,
}

fn said(answers: &mut Answers<'_>) -> Option<Said> {
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
    let words = format!("{word}{}", because.unwrap_or_default());
    Some(Said {
        disposition,
        rationale,
        words,
    })
}

#[derive(Debug)]
struct MarkSeveral(Vec<ObligationId>);

impl Purpose for MarkSeveral {
    fn slot(&self) -> Slot {
        Slot::new("disposition-of-several")
    }

    fn of_many(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let said = said(answers)?;
        let code = answers.incident()?;
        let update = |id: &ObligationId| {
            Command::Obligation(ObligationUpdate {
                law: None,
                obligation: id.as_str().into(),
                disposition: said.disposition.clone(),
                rationale: said.rationale.clone(),
            })
        };
        let commands = self.0.iter().map(update).collect();
        let words = format!(
            "Record that these are {}? It stays in the record.\n{}",
            said.words,
            answers.known().lines(&self.0)
        );
        let asked = Asked::new("Mark obligations", words, "Record it");
        Some(Outcome::Confirm(asked, Effect::RunAll(code, commands)))
    }
}

#[derive(Debug)]
struct MarkObligation(String);

impl Purpose for MarkObligation {
    fn slot(&self) -> Slot {
        Slot::about("disposition", "Disposition", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let obligation = self.0.clone();
        let Said {
            disposition,
            rationale,
            words,
        } = said(answers)?;
        let words = format!(
            "Record that the notice to {} is {words}? It stays in the record.",
            answers.known().cited(&obligation)
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
