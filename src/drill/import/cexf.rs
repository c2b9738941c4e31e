//! An exercise in MISP's Common Exercise Format: its flow, its injects and the payloads that hold what players read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::payload::{Payload, payload};
use super::times::LONGEST;
use super::{ImportError, evaluated, few, finish, sketch};
use crate::drill::scenario::{Attachment, InjectChannel};
use crate::drill::scenario_files::write::{Draft, ScenarioText};

/// Minutes between injects of a flow without times.
const APART: u64 = 10;

/// A scenario from an exercise in the Common Exercise Format.
///
/// # Errors
/// Where it is invalid, or has no injects.
pub fn cexf(bytes: &[u8]) -> Result<ScenarioText, ImportError> {
    let root: Value = serde_json::from_slice(bytes).map_err(ImportError::Json)?;
    let exercise = &root["exercise"];
    let list = |key: &str| root[key].as_array().map(Vec::as_slice).unwrap_or_default();
    if list("injects").is_empty() {
        return Err(ImportError::Form("the exercise has no `injects`".to_owned()));
    }
    let file = File {
        injects: list("injects"),
        flow: list("inject_flow"),
        payloads: list("inject_payloads"),
    };
    few(file.injects.len())?;
    few(file.flow.len())?;
    let name = exercise["name"].as_str().unwrap_or("Imported exercise");
    let mut sketch = sketch(name, origin(exercise));
    sketch.truth = exercise["expanded"].as_str().map(str::to_owned);
    sketch.minutes = seconds(&exercise["total_duration"])
        .map_or(0, |seconds| seconds / 60)
        .min(LONGEST);
    let mut made = ScenarioText::default();
    leftovers(&root, exercise, &mut made);
    file.circle(&mut made);
    let mut last = 0;
    for (step, number) in file.steps(&mut made).into_iter().zip(1..) {
        let Some(inject) = file.inject(&step) else {
            made.left.push(format!(
                "step {number}: the flow names an inject that is not in the file"
            ));
            continue;
        };
        let at = file.minute(&step, number, &mut last, &mut made);
        sketch.injects.push(file.draft(inject, &step, at, &mut made));
        what_is_left(inject, &step, &mut made);
    }
    if sketch.injects.iter().any(|draft| draft.at.is_some()) && !file.timed() {
        made.left.push(format!(
            "no times are in the file: the injects come {APART} minutes apart, in the order of the flow"
        ));
    }
    finish(sketch, made)
}

/// The parts of the file that make injects.
struct File<'f> {
    injects: &'f [Value],
    flow: &'f [Value],
    payloads: &'f [Value],
}

impl File<'_> {
    /// The steps of the flow, in its order; without a flow, the injects in theirs.
    fn steps(&self, made: &mut ScenarioText) -> Vec<Value> {
        let named = |uuid: &Value| self.flow.iter().any(|step| step["inject_uuid"] == *uuid);
        let others = self.injects.iter().filter(|inject| !named(&inject["uuid"]));
        if self.flow.is_empty() {
            let step = |inject: &Value| serde_json::json!({ "inject_uuid": inject["uuid"] });
            return others.map(step).collect();
        }
        for unused in others {
            let name = unused["name"].as_str().unwrap_or("an inject");
            made.left
                .push(format!("{name}: it is in no step of the flow and was left out"));
        }
        self.flow.to_vec()
    }

    fn inject(&self, step: &Value) -> Option<&Value> {
        let uuid = step["inject_uuid"].as_str()?;
        self.injects.iter().find(|inject| inject["uuid"].as_str() == Some(uuid))
    }

    fn timed(&self) -> bool {
        self.flow
            .iter()
            .any(|step| seconds(&step["timing"]["triggered_at"]).is_some())
    }

    /// The minute of a step; none where the facilitator decides, or where the file has no minute that an exercise can have.
    fn minute(&self, step: &Value, number: usize, last: &mut u64, made: &mut ScenarioText) -> Option<u64> {
        let manual = step["sequence"]["trigger"]
            .as_array()
            .is_some_and(|all| all.iter().any(|t| t.as_str() == Some("manual")));
        if manual {
            return None;
        }
        let told = &step["timing"]["triggered_at"];
        let minute = match seconds(told) {
            Some(seconds) if seconds / 60 <= LONGEST => seconds / 60,
            None if told.is_null() || told == "" => match number {
                1 => 0,
                _later => *last + APART,
            },
            Some(_) | None => {
                made.left.push(format!(
                    "step {number}: `triggered_at` = {told} is not a time of an exercise; the inject is a contingency"
                ));
                return None;
            }
        };
        *last = (*last).max(minute);
        Some(minute)
    }

    fn draft(&self, inject: &Value, step: &Value, at: Option<u64>, made: &mut ScenarioText) -> Draft {
        let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
        let name = text(&inject["name"]);
        let told = [text(&inject["description"]), text(&step["description"])];
        let mut draft = Draft {
            at,
            channel: channel(inject),
            from: "facilitator".to_owned(),
            to: "everybody".to_owned(),
            text: told
                .into_iter()
                .find(|told| !told.is_empty())
                .unwrap_or_else(|| name.clone()),
            expect: vec![evaluated(&format!("Answer to: {name}"))],
            subject: name.clone(),
            ..Draft::default()
        };
        if let Some(uuid) = inject["action_payload_resource_uuid"]
            .as_str()
            .filter(|uuid| !uuid.is_empty())
        {
            match payload(self.payloads, uuid) {
                Payload::Text { name, text } => draft.attachments.push(Attachment {
                    name,
                    text,
                    picture: None,
                }),
                Payload::Left(why) => made.left.push(format!("payload of {name}: {why}")),
            }
        }
        draft
    }

    /// A flow that leads back to where it was.
    fn circle(&self, made: &mut ScenarioText) {
        let next = |uuid: &str| {
            let step = self.flow.iter().find(|step| step["inject_uuid"].as_str() == Some(uuid));
            let follows = step.and_then(|step| step["sequence"]["followed_by"].as_array());
            follows
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        for step in self.flow {
            let Some(start) = step["inject_uuid"].as_str() else {
                continue;
            };
            let (mut seen, mut open) = (BTreeSet::new(), next(start));
            while let Some(uuid) = open.pop() {
                if uuid == start {
                    made.left
                        .push("the flow is a circle (`followed_by`); each of its injects is delivered once".to_owned());
                    return;
                }
                if seen.insert(uuid.clone()) {
                    open.extend(next(&uuid));
                }
            }
        }
    }
}

fn channel(inject: &Value) -> InjectChannel {
    match inject["action"].as_str() {
        Some(action) if action.contains("email") => InjectChannel::Email,
        Some(_) | None => InjectChannel::Note,
    }
}

fn origin(exercise: &Value) -> String {
    let made = "Scenario from an exercise in the Common Exercise Format.";
    match exercise["description"].as_str().filter(|text| !text.is_empty()) {
        Some(text) => format!("{made} {}", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => made.to_owned(),
    }
}

fn leftovers(root: &Value, exercise: &Value, made: &mut ScenarioText) {
    let known = ["exercise", "injects", "inject_flow", "inject_payloads"];
    let others = root.as_object().into_iter().flatten().map(|(key, _)| key);
    for key in others.filter(|key| !known.contains(&key.as_str())) {
        made.left.push(format!("`{key}` cannot be part of a scenario"));
    }
    let used = ["name", "description", "expanded", "total_duration"];
    let meta = exercise.as_object().into_iter().flatten();
    for (key, _) in meta.filter(|(key, value)| !used.contains(&key.as_str()) && !value.is_null()) {
        made.left.push(format!("`exercise.{key}` was skipped"));
    }
}

/// A number of seconds, as a number or a text, or `hh:mm:ss`.
fn seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let text = value.as_str()?;
        match text.split(':').collect::<Vec<_>>().as_slice() {
            [hours, minutes, seconds] => {
                let (hours, minutes) = (hours.parse::<u64>().ok()?, minutes.parse::<u64>().ok()?);
                let whole = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
                whole.checked_add(seconds.parse().ok()?)
            }
            [seconds] => seconds.trim().parse().ok(),
            _other => None,
        }
    })
}

fn what_is_left(inject: &Value, step: &Value, made: &mut ScenarioText) {
    let name = inject["name"].as_str().unwrap_or("an inject");
    let checks = inject["inject_evaluation"].as_array().map_or(0, Vec::len);
    if checks > 0 {
        made.left.push(format!(
            "{name}: automatic evaluation of {name} in another tool ({checks} checks) was replaced by an evaluator's look"
        ));
    }
    for key in ["target_tool", "action"] {
        if let Some(value) = inject[key].as_str().filter(|value| !value.is_empty()) {
            made.left.push(format!("{name}: `{key}` = {value}"));
        }
    }
    let wanted = &step["requirements"];
    if wanted.as_object().is_some_and(|map| !map.is_empty()) {
        made.left.push(format!(
            "{name}: waits for another inject there; here it is delivered by the clock"
        ));
    }
    if step["reporting_callback"].as_array().is_some_and(|all| !all.is_empty()) {
        made.left.push(format!(
            "{name}: calls another program back there; here nothing is called"
        ));
    }
    if !step["timing"]["periodic_run_every"].is_null() {
        made.left
            .push(format!("{name}: is repeated there; here it is delivered once"));
    }
}
