//! The walk from the first step: every id that is pointed to exists, no ring but through a loop, and an order in which
//! people can follow the steps.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{CacaoError, Source, at};

/// Where a step leads, in the order in which its branches are walked.
const LEADS: [&str; 7] = [
    "on_completion",
    "on_success",
    "on_true",
    "cases",
    "next_steps",
    "on_false",
    "on_failure",
];

/// A place a step leads to: by which key, and whether it is the body of a loop.
struct Lead<'v> {
    key: String,
    to: &'v str,
    of_loop: bool,
}

fn leads(step: &Value) -> Vec<Lead<'_>> {
    let is_loop = step.get("type").and_then(Value::as_str) == Some("while-condition");
    let mut found = Vec::new();
    for key in LEADS {
        let of_loop = is_loop && key == "on_true";
        let lead = |key: String, to| Lead { key, to, of_loop };
        match step.get(key) {
            Some(Value::String(to)) => found.push(lead(key.to_owned(), to.as_str())),
            Some(Value::Array(items)) => {
                let ids = items
                    .iter()
                    .enumerate()
                    .filter_map(|(number, item)| Some((number, item.as_str()?)));
                found.extend(ids.map(|(number, to)| lead(format!("{key}[{number}]"), to)));
            }
            Some(Value::Object(cases)) => {
                let ids = cases.iter().filter_map(|(case, item)| Some((case, item.as_str()?)));
                found.extend(ids.map(|(case, to)| lead(format!("{key}.{case}"), to)));
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => {}
        }
    }
    found
}

/// The ids of the steps in the order of the walk; those that nothing reaches come last, with a warning.
pub(super) fn order<'v>(source: &mut Source<'v>) -> Result<Vec<&'v str>, CacaoError> {
    for (id, step) in source.workflow {
        for lead in leads(step) {
            if !source.workflow.contains_key(lead.to) {
                let words = format!("points to `{}`, and there is no such step", lead.to);
                return Err(at(format!("workflow.{id}.{}", lead.key), words));
            }
        }
    }
    let start = source
        .whole
        .get("workflow_start")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some((start, first)) = source.workflow.get_key_value(start) else {
        return Err(at(
            "workflow_start",
            format!("points to `{start}`, and there is no such step"),
        ));
    };
    if first.get("type").and_then(Value::as_str) != Some("start") {
        source
            .warnings
            .push("it begins with another step than a start".to_owned());
    }
    let mut order = walked(source, start)?;
    let reached: BTreeSet<&str> = order.iter().copied().collect();
    for (id, step) in source.workflow {
        let kind = step.get("type").and_then(Value::as_str).unwrap_or_default();
        if !reached.contains(id.as_str()) && !matches!(kind, "start" | "end") {
            source
                .warnings
                .push(format!("workflow.{id}: nothing leads to this step; it comes last"));
            order.push(id);
        }
    }
    Ok(order)
}

/// What is left to do in a walk without recursion.
enum Turn<'v> {
    Enter(&'v str),
    Leave(&'v str),
}

fn walked<'v>(source: &Source<'v>, start: &'v str) -> Result<Vec<&'v str>, CacaoError> {
    let mut order = Vec::new();
    let (mut entered, mut open) = (BTreeSet::new(), BTreeSet::new());
    let mut turns = vec![Turn::Enter(start)];
    while let Some(turn) = turns.pop() {
        let id = match turn {
            Turn::Leave(id) => {
                open.remove(id);
                continue;
            }
            Turn::Enter(id) => id,
        };
        if !entered.insert(id) {
            continue;
        }
        order.push(id);
        open.insert(id);
        turns.push(Turn::Leave(id));
        let step = source.workflow.get(id);
        for lead in step.map(leads).unwrap_or_default().into_iter().rev() {
            if open.contains(lead.to) && !leads_back(source, &lead) {
                let words = format!("leads back to `{}`; only a while-condition may", lead.to);
                return Err(at(format!("workflow.{id}.{}", lead.key), words));
            }
            turns.push(Turn::Enter(lead.to));
        }
    }
    Ok(order)
}

/// Whether a step may lead back: to the head of a loop.
fn leads_back(source: &Source<'_>, lead: &Lead<'_>) -> bool {
    let kind = source
        .workflow
        .get(lead.to)
        .and_then(|step| step.get("type"))
        .and_then(Value::as_str);
    lead.of_loop || kind == Some("while-condition")
}

/// Where a step leads, in words with the names of the steps.
pub(super) fn leads_in_words(source: &Source<'_>, step: &Value) -> Vec<String> {
    let name = |id: &str| {
        let name = source
            .workflow
            .get(id)
            .and_then(|step| step.get("name"))
            .and_then(Value::as_str);
        name.unwrap_or("the end").to_owned()
    };
    let branches = leads(step).into_iter().filter(|lead| lead.key != "on_completion");
    branches
        .map(|lead| format!("{}: {}", lead.key.replace('_', " "), name(lead.to)))
        .collect()
}
