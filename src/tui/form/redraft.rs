//! A letter drafted anew from the facts as recorded now, with its drafters' changes kept.

use super::{Answers, Asked, AtHand, Form, Opener, Outcome, Prompt, Purpose, Slot};
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
    Some(letter) => Ok(supplement(at, &letter.letter).unwrap_or_else(|| form(&letter.letter))),
    None => Err(at.no_letter()),
});

/// What went out stays as it went out: what changed since is told in a further letter for the same obligation.
fn supplement(at: &AtHand<'_>, letter: &LetterId) -> Option<Form> {
    let opened = at.known.opened?;
    let row = opened.letters.iter().find(|row| row.letter == *letter && row.filed)?;
    super::letter::supplement(&at.known, row)
}

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
