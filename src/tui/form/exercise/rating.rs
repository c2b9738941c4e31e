//! A rating of an objective.

use crate::core::drill::{DrillEvent, Rating};
use crate::drill::scenario::OBJECTIVES;
use crate::tui::form::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot, Target};

const OBJECTIVE: Prompt<String> = Prompt::among("objective", "Objective");
const RATING: Prompt<Rating> = Prompt::choice("rating", "Rating", &Rating::PAIRS);
const REASON: Prompt<String> = Prompt::line("reason", "Reasons");

/// Opens the form for the objective selected, or for any.
pub(crate) const OPEN: Opener = Opener::new("rating", |at| Ok(form(at.target.as_ref().and_then(Target::objective))));

fn form(objective: Option<&str>) -> Form {
    let words = Rating::ALL
        .map(|rating| format!("{rating} {}", rating.words()))
        .join("; ");
    let which = OBJECTIVE.offering(OBJECTIVES);
    let fields = vec![
        match objective {
            Some(objective) => which.filled(objective),
            None => which,
        },
        RATING.field(),
        REASON.field(),
    ];
    Form::new(Rate, "Rate an objective", fields).note(words)
}

#[derive(Debug)]
struct Rate;

impl Purpose for Rate {
    fn slot(&self) -> Slot {
        Slot::single("rating", "Rating")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Tell(DrillEvent::Rated {
            objective: answers.read(&OBJECTIVE)?,
            rating: answers.read(&RATING)?,
            reason: answers.read(&REASON)?,
        }))
    }
}
