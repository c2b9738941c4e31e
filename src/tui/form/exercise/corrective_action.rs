//! A corrective action: what is to be done after the exercise.

use chrono::NaiveDate;

use super::{objective, objectives};
use crate::core::drill::Element;
use crate::tui::effect::{Effect, ExerciseEffect};
use crate::tui::form::{Answers, Choice, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::workspace::NewAction;

const ACTION: Prompt<String> = Prompt::line("action", "What is to be done");
const OWNER: Prompt<String> = Prompt::line("owner", "Role that owns it");
const DUE: Prompt<NaiveDate> = Prompt::day("due", "Due date");
const ELEMENT: Prompt<String> = Prompt::among("element", "What it is about");
const OBJECTIVE: Prompt<Option<String>> = Prompt::among_as("objective", "Objective", objective);
const PROOF: Optional<String> = Prompt::line("proof", "How completion will be verified").optional();

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("corrective action", |_| {
    let fields = vec![
        ACTION.field(),
        OWNER.field(),
        DUE.field(),
        ELEMENT.offering(Element::ALL.map(|element| Choice::new(element.code(), element.words()))),
        OBJECTIVE.offering(objectives()),
        PROOF.field(),
    ];
    Ok(Form::new(CorrectiveAction, "A corrective action", fields))
});

#[derive(Debug)]
struct CorrectiveAction;

impl Purpose for CorrectiveAction {
    fn slot(&self) -> Slot {
        Slot::single("improvement", "Improvement")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Effect(Effect::Exercise(ExerciseEffect::Improve {
            code: answers.incident()?,
            action: NewAction {
                action: answers.read(&ACTION)?,
                owner: answers.read(&OWNER)?,
                due: answers.read(&DUE)?,
                element: answers.read(&ELEMENT)?,
                proof: answers.read(&PROOF)?,
                objective: answers.read(&OBJECTIVE)?,
            },
        })))
    }
}
