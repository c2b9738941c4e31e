//! Who takes part in an exercise.

use crate::core::drill::DrillEvent;
use crate::drill::scenario::ROLES;
use crate::tui::form::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};

const ROLE: Prompt<String> = Prompt::among("role", "Role");
const DEPUTY: Prompt<bool> = Prompt::choice("deputy", "Represented by a deputy?", &[("no", false), ("yes", true)]);

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("participant", |_| {
    Ok(Form::new(
        Join,
        "A participant",
        vec![ROLE.offering(ROLES), DEPUTY.field()],
    ))
});

#[derive(Debug)]
struct Join;

impl Purpose for Join {
    fn slot(&self) -> Slot {
        Slot::single("participant", "Participant")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Tell(DrillEvent::Joined {
            role: answers.read(&ROLE)?,
            deputy: answers.read(&DEPUTY)?,
        }))
    }
}
