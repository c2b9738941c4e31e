//! The affected-persons list: people are counted by place from a file.

use super::{Answers, Form, Opener, Outcome, Prompt, Purpose, Slot};
use crate::tui::effect::Effect;

const PATH: Prompt<String> = Prompt::line("path", "CSV file of affected persons")
    .help("columns for state, country, postal code and email are found by their names");

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("roster", |_| {
    let form = Form::new(
        CountPeople,
        "Count people from an affected-persons list",
        vec![PATH.field()],
    );
    Ok(form.note("Only counts by place are stored, with the file's name and SHA-256; no row is."))
});

#[derive(Debug)]
struct CountPeople;

impl Purpose for CountPeople {
    fn slot(&self) -> Slot {
        Slot::single("roster", "Roster")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (code, path) = (answers.incident()?, answers.read(&PATH)?);
        Some(Outcome::Effect(Effect::Roster { code, path }))
    }
}
