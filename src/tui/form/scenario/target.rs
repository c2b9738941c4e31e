//! The target of an objective.

use super::changed;
use crate::drill::edit::{Change, Draft};
use crate::tui::form::{Answers, Form, Outcome, Prompt, Purpose, Scope, Slot};

const TARGET: Prompt<String> =
    Prompt::text("target", "Target").help("what can be measured: awareness within 8 minutes of the call");

pub(crate) fn form(draft: &Draft, at: usize) -> Option<Form> {
    let (title, target) = draft.target(at)?;
    let fields = vec![TARGET.field().filled(target)];
    let draft = draft.clone();
    Some(Form::new(
        Target {
            draft: draft.clone(),
            at,
        },
        title,
        fields,
    ))
}

#[derive(Debug)]
struct Target {
    draft: Draft,
    at: usize,
}

impl Purpose for Target {
    fn slot(&self) -> Slot {
        Slot::new("scenario-target")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let target = answers.read(&TARGET)?;
        Some(changed(&self.draft, Change::Target(self.at, target)))
    }
}
