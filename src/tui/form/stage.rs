//! The next stage, left with criteria open.

use super::{Answers, Asked, Form, Outcome, Prompt, Purpose, Slot};
use crate::app::assessment::opened_incident::Opened;
use crate::core::capital::capitalized;
use crate::core::event::Stage;
use crate::core::incident::command::Command;

const RATIONALE: Prompt<String> = Prompt::line("rationale", "Why is it safe to leave this stage anyway?");

/// The form for going to a stage.
pub(crate) fn form(opened: &Opened, stage: Stage) -> Form {
    let open = opened.whole.open_criteria.join("; ");
    let note = format!("{} has open criteria: {open}", opened.whole.stage.title());
    Form::new(
        EnterStage(stage),
        format!("Go to {}", stage.title()),
        vec![RATIONALE.field()],
    )
    .note(note)
}

#[derive(Debug)]
struct EnterStage(Stage);

impl Purpose for EnterStage {
    fn slot(&self) -> Slot {
        let code = self.0.code();
        let printed = format!("Stage({})", capitalized(code));
        Slot::printed("stage", Some(code.to_owned()), printed)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let stage = self.0;
        let rationale = answers.read(&RATIONALE)?;
        let words = format!(
            "Record that the incident moves on to {} with open criteria, because: {rationale}?",
            stage.title()
        );
        let rationale = Some(rationale);
        let asked = Asked::new("Go to the next stage", words, "Go there");
        Some(Outcome::Ask(asked, Command::EnterStage { stage, rationale }))
    }
}
