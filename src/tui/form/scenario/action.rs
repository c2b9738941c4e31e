//! An expected action of an inject.

use super::{changed, number, optional};
use crate::drill::edit::{ActionFields, Change, Draft};
use crate::drill::scenario::OBJECTIVES;
use crate::tui::form::{Answers, Form, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const ACTION: Prompt<String> = Prompt::line("action", "What a prepared team does");
const OBJECTIVE: Prompt<String> = Prompt::among("objective", "Counts for");
const WITHIN: Optional<u32> = Prompt::number("within", "Within minutes")
    .help("from the inject; leave empty where the pace does not matter")
    .optional();
const WEIGHT: Prompt<u32> = Prompt::number("weight", "Weight");
const DONE: Optional<String> = optional("done", "Done when the record shows");
const EVIDENCE: Optional<String> = optional("evidence", "Or what you look for, in words");
const HINT: Optional<String> = optional("hint", "Hint, asked only if it is missed");

pub(crate) fn form(draft: &Draft, inject: usize, at: Option<usize>) -> Option<Form> {
    let known = match at {
        Some(at) => draft.action_fields(inject, at)?,
        None => ActionFields {
            objective: "decide".to_owned(),
            weight: 1,
            ..ActionFields::default()
        },
    };
    let fields = vec![
        ACTION.field().filled(&known.action),
        OBJECTIVE.offering(OBJECTIVES).filled(&known.objective),
        WITHIN.field().filled(&number(known.within)),
        WEIGHT.field().filled(&number(Some(known.weight))),
        DONE.field()
            .filled(&known.done.unwrap_or_default())
            .help("{ fact = \"milestones.awareness\" }, { called = \"insurer\" }, { filed = \"eu-gdpr/regulator\" } …"),
        EVIDENCE.field().filled(&known.evidence.unwrap_or_default()),
        HINT.field().filled(&known.hint.unwrap_or_default()),
    ];
    let title = if at.is_some() {
        "An expected action"
    } else {
        "A new expected action"
    };
    let draft = draft.clone();
    Some(Form::new(Action { draft, inject, at }, title, fields))
}

#[derive(Debug)]
struct Action {
    draft: Draft,
    inject: usize,
    /// Which one; `None`: a new one.
    at: Option<usize>,
}

impl Purpose for Action {
    fn slot(&self) -> Slot {
        Slot::new("scenario-action")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let fields = ActionFields {
            action: answers.read(&ACTION)?,
            objective: answers.read(&OBJECTIVE)?,
            within: answers.read(&WITHIN)?,
            weight: answers.read(&WEIGHT)?,
            done: answers.read(&DONE)?,
            evidence: answers.read(&EVIDENCE)?,
            hint: answers.read(&HINT)?,
        };
        let change = Change::Action(self.inject, self.at, fields);
        // A condition that does not read is told at its field, before the form is gone.
        if let Err(error) = self.draft.clone().changed(change.clone()) {
            answers.refuse(&DONE, error.words);
            return None;
        }
        Some(changed(&self.draft, change))
    }
}
