//! A playbook of ours as CACAO 2.0: manual steps in order, for people. What the standard has no place for is in one
//! extension, so that what is imported again is the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::id_of;
use crate::core::playbook::{Exit, Met, Playbook, PlaybookStep};
use crate::core::tlp::Tlp;

/// Fixed, so that a second export is the same.
const MADE: &str = "2026-11-29T00:00:00.000Z";

/// When the marking definitions of the protocol's second edition were made.
const TLP_MADE: &str = "2022-10-01T00:00:00.000Z";

/// The playbook with its marking, where it has one.
pub fn marked(of: &Playbook, tlp: Option<Tlp>) -> Value {
    let mut made = playbook(of);
    if let (Some(tlp), Some(fields)) = (tlp, made.as_object_mut()) {
        let id = tlp.stix_id().replace("marking-definition", "marking-tlp");
        let definition = json!({
            "type": "marking-tlp",
            "id": id,
            "created_by": format!("identity--{}", id_of(&["cacao", "maker"])),
            "created": TLP_MADE,
            "tlpv2_level": tlp.words(),
        });
        fields.insert("markings".to_owned(), json!([id]));
        fields.insert("data_marking_definitions".to_owned(), json!({ id: definition }));
    }
    made
}
pub fn playbook(playbook: &Playbook) -> Value {
    let id = |parts: &[&str]| id_of(&[&["cacao", playbook.id.as_str()], parts].concat());
    let extension = format!("extension-definition--{}", id_of(&["cacao", "extension"]));
    let maker = format!("identity--{}", id_of(&["cacao", "maker"]));
    let agent = format!("group--{}", id_of(&["cacao", "incident team"]));
    let end = format!("end--{}", id(&["end"]));
    let step_id = |step: &PlaybookStep| format!("action--{}", id(&["step", &step.id]));
    let target = |role: &str| format!("group--{}", id_of(&["cacao", "role", role]));
    let start = format!("start--{}", id(&["start"]));
    let mut workflow = Map::new();
    let first = playbook.steps.first().map_or(end.clone(), step_id);
    workflow.insert(
        start.clone(),
        json!({ "type": "start", "name": "Start", "on_completion": first }),
    );
    let next = playbook.steps.iter().skip(1).map(step_id).chain([end.clone()]);
    for (step, next) in playbook.steps.iter().zip(next) {
        workflow.insert(
            step_id(step),
            action(step, (&agent, &target(&step.owner)), &extension, &next),
        );
    }
    workflow.insert(end, json!({ "type": "end", "name": "End" }));
    let roles: BTreeSet<&str> = playbook.steps.iter().map(|step| step.owner.as_str()).collect();
    let targets: Map<String, Value> = roles
        .into_iter()
        .map(|role| {
            (
                target(role),
                json!({ "type": "group", "name": role, "description": format!("role: {role}") }),
            )
        })
        .collect();
    let exits: Vec<Value> = playbook.exits.iter().map(exit).collect();
    json!({
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": format!("playbook--{}", id(&["playbook"])),
        "name": playbook.title,
        "description": playbook.summary,
        "playbook_types": ["notification"],
        "created_by": maker,
        "created": MADE,
        "modified": MADE,
        "revoked": false,
        "workflow_start": start,
        "workflow": workflow,
        "playbook_extensions": { extension.as_str(): { "type": "firebell-playbook", "kind": "cause", "summary": playbook.summary, "exit": exits } },
        "agent_definitions": { agent.as_str(): { "type": "group", "name": "Incident team" } },
        "target_definitions": targets,
        "extension_definitions": { extension.as_str(): {
            "type": "extension-definition",
            "name": "firebell steps",
            "description": "Owner, target time, facts asked and exit criteria of a firebell playbook.",
            "created_by": maker,
            "schema": "https://example.com/firebell-extension.json",
            "version": "1.0",
        }},
    })
}

fn action(step: &PlaybookStep, (agent, target): (&str, &str), extension: &str, next: &str) -> Value {
    let how = if step.how.is_empty() { &step.title } else { &step.how };
    let mut own = json!({ "type": "firebell-step", "id": step.id, "owner": step.owner, "asks": step.asks });
    let mut action = json!({
        "type": "action",
        "name": step.title,
        "description": step.why,
        "commands": [{ "type": "manual", "command": how }],
        "agent": agent,
        "targets": [target],
        "on_completion": next,
    });
    for (name, holds) in [("done_by_log", step.done_by_log), ("done_by_facts", step.done_by_facts)] {
        if let (true, Some(own)) = (holds, own.as_object_mut()) {
            own.insert(name.to_owned(), json!(true));
        }
    }
    if let (Some(minutes), Some(fields), Some(own)) = (step.within_minutes, action.as_object_mut(), own.as_object_mut())
    {
        fields.insert("timeout".to_owned(), json!(minutes.saturating_mul(60_000)));
        own.insert("within_minutes".to_owned(), json!(minutes));
    }
    if let Some(fields) = action.as_object_mut() {
        fields.insert("step_extensions".to_owned(), json!({ extension: own }));
    }
    action
}

fn exit(exit: &Exit) -> Value {
    let (key, value) = match &exit.met {
        Met::Fact(keys) => ("any_fact", json!(keys)),
        Met::Decision(families) => ("any_decision", json!(families)),
        Met::Task(step) => ("task", json!(step)),
        Met::Answered(role) => ("answered", json!(role)),
        Met::Obligations => ("duties", json!("disposed")),
    };
    json!({ "id": exit.id, "text": exit.text, key: value })
}
