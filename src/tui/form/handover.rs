//! The end of a shift: what whoever comes next must know, kept as a line of the log with `#handover`, from which the next
//! handover counts.

use super::{Answers, Form, NO_INCIDENT, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::event::Note;
use crate::core::incident::command::Command;

const WORD: Prompt<String> = Prompt::text("word", "What must the next shift know?")
    .help("it heads the handover they read · H shows the handover as it is now");

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("handover", |at| match at.known.opened {
    Some(_) => Ok(Form::new(EndOfShift, "End the shift", vec![WORD.field()])),
    None => Err(NO_INCIDENT),
});

#[derive(Debug)]
struct EndOfShift;

impl Purpose for EndOfShift {
    fn slot(&self) -> Slot {
        Slot::new("end-of-shift")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let text = format!("{} {}", answers.read(&WORD)?.trim_end(), Note::HANDOVER);
        Some(Outcome::Run(Command::AddNote(Note {
            text,
            privileged: false,
        })))
    }
}
