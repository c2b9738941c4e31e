//! A clause that counsel approved, put into the letter selected.

use super::{Answers, Asked, Choice, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::ids::LetterId;
use crate::tui::effect::{Effect, LetterEffect};
use crate::tui::ids::LetterRef;

const CLAUSE: Prompt<String> = Prompt::one_of("clause", "Which clause?");
const AFTER: Optional<String> = Prompt::line("after", "Below which words?")
    .help("of a paragraph or a heading; leave empty for the end of the letter")
    .optional();

/// Opens the form for the letter selected.
pub(crate) const OPEN: Opener = Opener::new("clause", |at| match &at.letter {
    Some(letter) => {
        let clauses = at.known.start.clauses.iter().map(Choice::from);
        let fields = vec![CLAUSE.offering(clauses), AFTER.field()];
        let title = format!("Insert a clause into {}", letter.letter);
        Ok(Form::new(InsertClause(letter.letter.clone()), title, fields)
            .note("Clauses are wording that counsel approved, from the folder `clauses` beside your own templates."))
    }
    None => Err(at.no_letter()),
});

#[derive(Debug)]
struct InsertClause(LetterId);

impl Purpose for InsertClause {
    fn slot(&self) -> Slot {
        Slot::about("clause", "Clause", self.0.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (clause, after) = (answers.read(&CLAUSE)?, answers.read(&AFTER)?);
        let letter = LetterRef {
            incident: answers.incident()?,
            letter: self.0.clone(),
        };
        let words = format!(
            "Put the clause {clause} into {}? The letter gets a further revision, and its approvals fall.",
            self.0
        );
        let effect = Effect::Letter(LetterEffect::InsertClause { letter, clause, after });
        Some(Outcome::Confirm(
            Asked::new("Insert a clause", words, "Insert it"),
            effect,
        ))
    }
}
