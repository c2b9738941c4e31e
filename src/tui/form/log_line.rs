//! A line in the log, written in passing: a note that is not privileged.

use super::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::core::event::Note;
use crate::core::incident::command::Command;

const LINE: Prompt<String> =
    Prompt::line("line", "What happened?").help("kept as a note; n writes a longer or privileged one");

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("log line", |_| {
    Ok(Form::new(LogLine, "A line in the log", vec![LINE.field()]))
});

#[derive(Debug)]
struct LogLine;

impl Purpose for LogLine {
    fn slot(&self) -> Slot {
        Slot::new("log-line")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (text, privileged) = (answers.read(&LINE)?, false);
        Some(Outcome::Run(Command::AddNote(Note { text, privileged })))
    }
}
