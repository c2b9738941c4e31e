//! A piece of evidence.

use super::{Answers, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::tui::effect::Effect;

const PATH: Prompt<String> = Prompt::line("path", "File").help("only its name, size and SHA-256 are kept");
const CUSTODIAN: Prompt<String> = Prompt::line("custodian", "Custodian");
const REMARK: Optional<String> = Prompt::line("remark", "Where it came from, how it was taken").optional();

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("evidence", |at| {
    let custodian = CUSTODIAN.field().filled(&at.known.start.actor);
    Ok(Form::new(
        Evidence,
        "Evidence",
        vec![PATH.field(), custodian, REMARK.field()],
    ))
});

#[derive(Debug)]
struct Evidence;

impl Purpose for Evidence {
    fn slot(&self) -> Slot {
        Slot::single("evidence", "Evidence")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Effect(Effect::Evidence {
            code: answers.incident()?,
            path: answers.read(&PATH)?,
            custodian: answers.read(&CUSTODIAN)?,
            remark: answers.read(&REMARK)?,
        }))
    }
}
