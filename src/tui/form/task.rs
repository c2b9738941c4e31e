//! A step of a playbook is done.

use super::{Answers, Form, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::event::TaskTick;
use crate::core::ids::TaskId;
use crate::core::incident::command::{Command, PlaybookCommand};

const REMARK: Optional<String> = Prompt::line("remark", "What was found or done?").optional();

/// The form of a step.
pub(crate) fn form(task: &TaskId, title: &str) -> Form {
    Form::new(Tick(task.clone()), format!("Done: {title}"), vec![REMARK.field()])
}

#[derive(Debug)]
struct Tick(TaskId);

impl Purpose for Tick {
    fn slot(&self) -> Slot {
        Slot::about("task", "Task", self.0.as_str())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Run(Command::Playbook(PlaybookCommand::Tick(TaskTick {
            task: self.0.clone(),
            done: true,
            owner: None,
            remark: answers.read(&REMARK)?,
        }))))
    }
}
