//! What a scenario says of itself.

use super::{changed, number};
use crate::drill::edit::{Change, Draft, HeadFields};
use crate::tui::form::{Answers, Form, Outcome, Prompt, Purpose, Scope, Slot};

const TITLE: Prompt<String> = Prompt::line("title", "Title");
const PURPOSE: Prompt<String> = Prompt::text("purpose", "What the team learns");
const MINUTES: Prompt<u32> = Prompt::number("minutes", "Planned minutes, without the hot wash");
const DIFFICULTY: Prompt<u32> = Prompt::number("difficulty", "Difficulty, 1 to 5");

pub(crate) fn form(draft: &Draft) -> Form {
    let known = draft.head_fields();
    let fields = vec![
        TITLE.field().filled(&known.title),
        PURPOSE.field().filled(&known.purpose),
        MINUTES.field().filled(&number(Some(known.minutes))),
        DIFFICULTY.field().filled(&number(Some(known.difficulty))),
    ];
    Form::new(Head { draft: draft.clone() }, "The scenario", fields)
}

#[derive(Debug)]
struct Head {
    draft: Draft,
}

impl Purpose for Head {
    fn slot(&self) -> Slot {
        Slot::new("scenario-head")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let fields = HeadFields {
            title: answers.read(&TITLE)?,
            purpose: answers.read(&PURPOSE)?,
            minutes: answers.read(&MINUTES)?,
            difficulty: answers.read(&DIFFICULTY)?,
        };
        Some(changed(&self.draft, Change::Head(fields)))
    }
}
