//! An answer to a question of the hot wash.

use crate::core::drill::DrillEvent;
use crate::tui::form::{Answers, Form, Outcome, Prompt, Purpose, Slot};

const ANSWER: Prompt<String> = Prompt::text("answer", "Answer");

/// The form of a question.
pub(crate) fn form(question: &str) -> Form {
    let field = ANSWER.field().labelled(question);
    Form::new(Answer(question.to_owned()), "Hot wash", vec![field])
}

#[derive(Debug)]
struct Answer(String);

impl Purpose for Answer {
    fn slot(&self) -> Slot {
        Slot::about("hot-wash", "HotWash", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (question, answer) = (self.0.clone(), answers.read(&ANSWER)?);
        Some(Outcome::Tell(DrillEvent::Answered { question, answer }))
    }
}
