//! An obligation or a step is given to somebody.

use chrono::{DateTime, Utc};

use super::{
    Answers, Asked, AtHand, Choice, Field, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot, Target,
};
use crate::core::event::{ObligationAssignment, TaskAssignment};
use crate::core::ids::{ObligationId, TaskId};
use crate::core::incident::command::{Command, PlaybookCommand};
use crate::tui::effect::Effect;

const OWNER: Prompt<String> = Prompt::code("owner", "Who sees to it?");
const DUE: Optional<DateTime<Utc>> = Prompt::moment("due", "When should it be done?")
    .help("such as 14:00, +2h or tomorrow 09:00; the deadline of the law stays as it is")
    .optional();

/// Opens the form for what is at hand.
pub(crate) const OPEN: Opener = Opener::new("assignment", |at| {
    let work = work(at).ok_or("Select an obligation or a step first; R reminds somebody of anything else.")?;
    let title = format!("Give to somebody: {}", work.title(at));
    let fields = vec![OWNER.offering(people(&at.known)), DUE.field()];
    Ok(Form::new(Assign(work), title, fields))
});

/// What is given.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Work {
    Obligation(ObligationId),
    Step(TaskId),
    /// All obligations that were selected.
    Several(Vec<ObligationId>),
}

impl Work {
    fn title(&self, at: &AtHand<'_>) -> String {
        match self {
            Work::Obligation(id) => at.known.obligation(id),
            Work::Several(ids) => format!("{} obligations", ids.len()),
            Work::Step(id) => {
                let steps = at.known.opened.into_iter().flat_map(|opened| &opened.tasks);
                let step = steps.into_iter().find(|step| step.task == *id);
                step.map_or_else(|| id.to_string(), |step| step.title.clone())
            }
        }
    }
}

fn work(at: &AtHand<'_>) -> Option<Work> {
    if !at.picked.is_empty() {
        return Some(Work::Several(at.picked.iter().map(|o| o.id.clone()).collect()));
    }
    match (&at.target, at.obligation) {
        (Some(Target::Task(id)), _) => Some(Work::Step(id.clone())),
        (_, Some(obligation)) => Some(Work::Obligation(obligation.id.clone())),
        (_, None) => None,
    }
}

/// Whoever is at the keyboard, the people of the call tree with their roles, and the other members of the record.
pub(super) fn people(known: &Known<'_>) -> Vec<Choice> {
    let me = &known.start.actor;
    let mut choices: Vec<Choice> = Vec::new();
    if !me.is_empty() {
        choices.push(Choice::new(me.clone(), "you").found_by("me myself"));
    }
    for person in known.start.contacts.values().filter(|person| person.name != *me) {
        let roles: Vec<String> = person.roles.iter().map(|role| role.replace('_', " ")).collect();
        let words = match roles.is_empty() {
            true => person.name.clone(),
            false => format!("{} ({})", person.name, roles.join(", ")),
        };
        choices.push(Choice::new(person.name.clone(), words));
    }
    for name in &known.start.members {
        if !choices.iter().any(|choice| choice.code == *name) {
            choices.push(Choice::new(name.clone(), "a member of the record"));
        }
    }
    choices
}

#[derive(Debug)]
struct Assign(Work);

impl Purpose for Assign {
    fn slot(&self) -> Slot {
        Slot::new("assignment")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn of_many(&self) -> bool {
        matches!(self.0, Work::Several(_))
    }

    fn enter_keeps(&self, field: &Field) -> bool {
        field.key == "due"
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (owner, due) = (answers.read(&OWNER), answers.read(&DUE));
        let (owner, due) = (owner?, due?);
        let given = |id: &ObligationId| {
            Command::Assign(ObligationAssignment {
                obligation: id.as_str().into(),
                owner: owner.clone(),
                due,
            })
        };
        Some(Outcome::Run(match &self.0 {
            Work::Several(ids) => {
                let code = answers.incident()?;
                let commands: Vec<Command> = ids.iter().map(given).collect();
                let words = format!(
                    "Record that these are given to {owner}?\n{}",
                    answers.known().lines(ids)
                );
                let asked = Asked::new("Give to somebody", words, "Record it");
                return Some(Outcome::Confirm(asked, Effect::RunAll(code, commands)));
            }
            Work::Obligation(id) => given(id),
            Work::Step(task) => Command::Playbook(PlaybookCommand::Assign(TaskAssignment {
                task: task.clone(),
                owner,
                due,
            })),
        }))
    }
}
