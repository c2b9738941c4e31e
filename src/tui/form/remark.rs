//! A comment on a letter.

use super::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::ids::LetterId;
use crate::core::incident::command::{Command, LetterCommand};

const TEXT: Prompt<String> = Prompt::line("text", "Comment");

/// Opens the form for the letter selected.
pub(crate) const OPEN: Opener = Opener::new("remark", |at| match &at.letter {
    Some(letter) => {
        let title = format!("A comment on {}", letter.letter);
        Ok(Form::new(Comment(letter.letter.clone()), title, vec![TEXT.field()]))
    }
    None => Err("There is no letter to comment on."),
});

#[derive(Debug)]
struct Comment(LetterId);

impl Purpose for Comment {
    fn slot(&self) -> Slot {
        Slot::about("remark", "Remark", self.0.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (letter, text) = (self.0.clone(), answers.read(&TEXT)?);
        Some(Outcome::Run(Command::Letter(LetterCommand::Comment {
            letter,
            text,
            passage: None,
        })))
    }
}
