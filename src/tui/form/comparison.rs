//! The letter selected beside another letter, or beside one of its own revisions.

use super::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::ids::LetterId;
use crate::tui::effect::{Compared, Effect, LetterEffect};
use crate::tui::ids::LetterRef;

const OTHER: Prompt<String> = Prompt::code("other", "Compare it with")
    .help("a letter, LETTER@2 for one of its revisions, or a number for a revision of this one");

/// Opens the form for the letter selected.
pub(crate) const OPEN: Opener = Opener::new("comparison", |at| match &at.letter {
    Some(letter) => {
        let opened = at.known.opened;
        let all = opened.map(|opened| opened.letters.as_slice()).unwrap_or_default();
        let others = all.iter().map(|row| row.letter.as_str());
        let others: Vec<&str> = others.filter(|other| *other != letter.letter.as_str()).collect();
        Ok(form(&letter.letter, &others, at.columns))
    }
    None => Err(at.no_letter()),
});

fn form(letter: &LetterId, others: &[&str], columns: Option<u16>) -> Form {
    let fields = vec![OTHER.offering(others.iter().copied())];
    let purpose = Compare {
        letter: letter.clone(),
        columns,
    };
    Form::new(purpose, format!("Compare {letter}"), fields)
        .note("From 120 columns on, both texts stand beside each other.")
}

#[derive(Debug)]
struct Compare {
    letter: LetterId,
    /// For both texts beside each other, where the terminal has room.
    columns: Option<u16>,
}

impl Purpose for Compare {
    fn slot(&self) -> Slot {
        Slot::about("comparison", "Comparison", self.letter.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let other = answers.read(&OTHER)?;
        let letter = LetterRef {
            incident: answers.incident()?,
            letter: self.letter.clone(),
        };
        let compared = Compared {
            letter,
            other,
            columns: self.columns,
        };
        Some(Outcome::Effect(Effect::Letter(LetterEffect::Compare(compared))))
    }
}
