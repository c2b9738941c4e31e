//! An incident-type playbook, added or removed.

use super::{Answers, Asked, Choice, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::core::incident::command::{Command, PlaybookCommand};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Add,
    Remove,
}

const PLAYBOOK: Prompt<String> = Prompt::among("playbook", "Playbook");
const WISH: Prompt<Wish> = Prompt::choice(
    "wish",
    "Add or remove it?",
    &[("add", Wish::Add), ("remove", Wish::Remove)],
);
const REASON: Optional<String> = Prompt::line("reason", "If you remove it, why?").optional();
pub(crate) const OPEN: Opener = Opener::new("playbook", |at| Ok(form(&at.known)));

fn form(known: &Known<'_>) -> Form {
    let causes = &known.start.causes;
    let used = known.opened.into_iter().flat_map(|opened| &opened.playbooks);
    let used = used.cloned().collect::<Vec<_>>().join(", ");
    let fields = vec![
        PLAYBOOK.offering(
            causes
                .iter()
                .map(|cause| Choice::new(cause.id.clone(), cause.title.clone())),
        ),
        WISH.field(),
        REASON.field(),
    ];
    let note = match used.is_empty() {
        true => "It adds the steps for one type of incident.".to_owned(),
        false => format!("In use: {used}."),
    };
    Form::new(UsePlaybook, "Incident-type playbook", fields).note(note)
}

#[derive(Debug)]
struct UsePlaybook;

impl Purpose for UsePlaybook {
    fn slot(&self) -> Slot {
        Slot::single("playbook", "Playbook")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let playbook = answers.read(&PLAYBOOK)?;
        let causes = &answers.known().start.causes;
        let cause = causes.iter().find(|cause| cause.id == playbook);
        let steps = match cause.map_or(0, |cause| cause.steps) {
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        };
        Some(match answers.read(&WISH)? {
            Wish::Add => {
                let words = format!("Add the playbook {playbook}? It adds {steps} to the list.");
                let asked = Asked::new("Add a playbook", words, "Add it");
                Outcome::Ask(asked, Command::Playbook(PlaybookCommand::Add { playbook }))
            }
            Wish::Remove => {
                let words = format!(
                    "Remove the playbook {playbook}? It takes {steps} off the list; steps already done stay in the log."
                );
                let reason = answers.read(&REASON)?;
                let asked = Asked::new("Remove a playbook", words, "Remove it");
                Outcome::Ask(asked, Command::Playbook(PlaybookCommand::Remove { playbook, reason }))
            }
        })
    }
}
