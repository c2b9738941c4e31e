//! A note.

use super::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::event;
use crate::core::incident::command::Command;

const TEXT: Prompt<String> = Prompt::text("text", "Text").help("Tab: next field · Ctrl-O: open your editor");
pub(super) const PRIVILEGED: Prompt<bool> = Prompt::choice(
    "privileged",
    "Privileged (attorney–client)?",
    &[("no", false), ("yes", true)],
);

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("note", |_| {
    let form = Form::new(Note, "A note", vec![TEXT.field(), PRIVILEGED.field()]);
    Ok(form.note("A privileged note is left out of every export unless it is asked for by name."))
});

#[derive(Debug)]
struct Note;

impl Purpose for Note {
    fn slot(&self) -> Slot {
        Slot::single("note", "Note")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (text, privileged) = (answers.read(&TEXT)?, answers.read(&PRIVILEGED)?);
        Some(Outcome::Run(Command::AddNote(event::Note { text, privileged })))
    }
}
