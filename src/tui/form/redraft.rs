//! A letter drafted anew from the facts as recorded now, with its drafters' changes kept.

use super::{Answers, Asked, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::ids::LetterId;
use crate::tui::effect::{Effect, LetterEffect, Redrafting};
use crate::tui::ids::LetterRef;

const WHAT: Prompt<Redrafting> = Prompt::choice(
    "what",
    "Show what would change, or save it?",
    &[("show", Redrafting::Show), ("save", Redrafting::Save)],
);

/// Opens the form for the letter selected.
pub(crate) const OPEN: Opener = Opener::new("redraft", |at| match &at.letter {
    Some(letter) => Ok(form(&letter.letter)),
    None => Err(at.no_letter()),
});

fn form(letter: &LetterId) -> Form {
    let title = format!("Redraft {letter} from the facts as recorded now");
    Form::new(Redraft(letter.clone()), title, vec![WHAT.field()]).note(
        "Changes made since it was drafted are kept. Where the same words were changed on both sides, both texts stay, \
         and somebody chooses.",
    )
}

#[derive(Debug)]
struct Redraft(LetterId);

impl Purpose for Redraft {
    fn slot(&self) -> Slot {
        Slot::about("redraft", "Redraft", self.0.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let what = answers.read(&WHAT)?;
        let letter = LetterRef {
            incident: answers.incident()?,
            letter: self.0.clone(),
        };
        let words = format!(
            "Save the text of {} as it comes out of the facts now? Its approvals fall with the text.",
            self.0
        );
        let effect = Effect::Letter(LetterEffect::Redraft { letter, what });
        Some(match what {
            Redrafting::Show => Outcome::Effect(effect),
            Redrafting::Save => Outcome::Confirm(Asked::new("Redraft a letter", words, "Save it"), effect),
        })
    }
}
