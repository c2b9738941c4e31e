//! An inject that is skipped.

use crate::core::drill::DrillEvent;
use crate::tui::form::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot, Target};

const REASON: Prompt<String> = Prompt::line("reason", "Why is it skipped?");

/// Opens the form for the inject selected.
pub(crate) const OPEN: Opener = Opener::new("skip", |at| match at.target.as_ref().and_then(Target::inject) {
    Some(inject) => {
        let title = format!("Skip {inject}");
        Ok(Form::new(Skip(inject.to_owned()), title, vec![REASON.field()]))
    }
    None => Err("Select an inject first."),
});

#[derive(Debug)]
struct Skip(String);

impl Purpose for Skip {
    fn slot(&self) -> Slot {
        Slot::about("skip", "Skip", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (inject, reason) = (self.0.clone(), answers.read(&REASON)?);
        Some(Outcome::Tell(DrillEvent::Skipped { inject, reason }))
    }
}
