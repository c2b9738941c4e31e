//! What may be done to the playbooks of an incident and their steps.

use std::collections::BTreeSet;

use super::World;
use crate::core::event::What;
use crate::core::ids::TaskId;
use crate::core::incident::Incident;
use crate::core::incident::command::PlaybookCommand;
use crate::core::playbook::PlaybookKind;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::toml_text::reader::suggestion;

pub(super) fn decide(incident: &Incident, world: &World<'_>, command: PlaybookCommand) -> Result<What, Refusal> {
    match command {
        PlaybookCommand::Add { playbook } => added(incident, world, playbook),
        PlaybookCommand::Remove { playbook, reason } => removed(incident, playbook, reason),
        PlaybookCommand::Tick(tick) => {
            known_task(&tick.task, world)?;
            Ok(What::TaskTicked(tick))
        }
        PlaybookCommand::Assign(assignment) => {
            known_task(&assignment.task, world)?;
            Ok(What::TaskAssigned(assignment))
        }
    }
}

fn added(incident: &Incident, world: &World<'_>, playbook: String) -> Result<What, Refusal> {
    let offered = world.playbooks.iter().filter(|p| p.kind == PlaybookKind::Cause);
    let offered: Vec<&str> = offered.map(|p| p.id.as_str()).collect();
    if !offered.contains(&playbook.as_str()) {
        let hint = suggestion(&playbook, &offered);
        return Err(Refusal::input(
            format!("unknown incident-type playbook `{playbook}`"),
            hint,
        ));
    }
    if incident.playbooks.contains_key(&playbook) {
        let code = incident.code.to_string();
        let message = format!("{code} already uses {playbook}");
        return Err(Refusal::input(message, Remedy::Steps { code }));
    }
    Ok(What::PlaybookAdded { playbook })
}

fn removed(incident: &Incident, playbook: String, reason: Option<String>) -> Result<What, Refusal> {
    if incident.playbooks.contains_key(&playbook) {
        return Ok(What::PlaybookRemoved { playbook, reason });
    }
    let used: Vec<&str> = incident.playbooks.keys().map(String::as_str).collect();
    let remedy = match used.is_empty() {
        true => "no incident-type playbook is in use".to_owned(),
        false => format!("in use: {}", used.join(", ")),
    };
    let message = format!("{} does not use the playbook {playbook}", incident.code);
    Err(Refusal::input(message, remedy))
}

fn known_task(task: &TaskId, world: &World<'_>) -> Result<(), Refusal> {
    let all: BTreeSet<TaskId> = world
        .playbooks
        .iter()
        .flat_map(|p| p.steps.iter().map(|s| p.task(s)))
        .collect();
    if all.contains(task) {
        return Ok(());
    }
    let all: Vec<&str> = all.iter().map(TaskId::as_str).collect();
    Err(Refusal::input(format!("unknown step `{task}`"), suggestion(task, &all)))
}
