//! A report as far as the record knows it: what is unknown is left out, never filled.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::Stage;
use crate::app::record::Loaded;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::FactValue;
use crate::core::facts::IncidentKind;
use crate::core::facts::keys;
use crate::core::facts::story::{Audience, StoryKey, Told, Tongue};

/// A report that goes on from an earlier one, which it repeats: what the record knows by now stands in the place of what was
/// said then.
pub fn continued(loaded: &Loaded, stage: Stage, earlier: Value) -> Value {
    let mut continued = earlier;
    over(&mut continued, report(loaded, stage));
    continued
}

/// Puts what is known over what was said; of lists, what was said stays.
fn over(said: &mut Value, known: Value) {
    match (said, known) {
        (Value::Object(said), Value::Object(known)) => {
            for (key, value) in known {
                match said.get_mut(&key) {
                    Some(former) => over(former, value),
                    None => {
                        let _ = said.insert(key, value);
                    }
                }
            }
        }
        (Value::Array(said), Value::Array(_)) if !said.is_empty() => {}
        (said, known) => *said = known,
    }
}

/// The parts of a report that facts of the record answer.
pub fn report(loaded: &Loaded, stage: Stage) -> Value {
    let incident = &loaded.incident;
    let mut report = Map::new();
    report.insert("incidentSubmission".to_owned(), json!(stage.code()));
    if let Some(name) = loaded
        .organisation
        .profile
        .get(keys::organisation::NAME)
        .map(FactValue::plain)
    {
        let entity = |role: &str| json!({ "entityType": role, "name": name });
        report.insert("submittingEntity".to_owned(), entity("SUBMITTING_ENTITY"));
        report.insert("affectedEntity".to_owned(), json!([entity("AFFECTED_ENTITY")]));
    }
    let mut inner = Map::new();
    inner.insert("financialEntityCode".to_owned(), json!(incident.code));
    for (key, fact) in [
        ("detectionDateTime", keys::milestones::AWARENESS),
        ("classificationDateTime", keys::milestones::CLASSIFICATION),
        ("incidentOccurrenceDateTime", keys::milestones::OCCURRENCE),
        ("incidentResolutionDateTime", keys::milestones::RESOLUTION),
    ] {
        let is_later = matches!(fact, keys::milestones::OCCURRENCE | keys::milestones::RESOLUTION);
        if let Some(at) = moment(loaded, fact).filter(|_| !(is_later && stage == Stage::Initial)) {
            inner.insert(key.to_owned(), json!(at.format("%Y-%m-%dT%H:%M:%SZ").to_string()));
        }
    }
    if let Some(text) = text(loaded, &what_happened()) {
        // The format has no flag for exercises: the description carries the mark, as the name of the file does.
        let marked = format!("{}{text}", incident.kind.mark(MarkPlace::Line));
        inner.insert("incidentDescription".to_owned(), json!(marked));
    } else if incident.kind == IncidentKind::Exercise {
        inner.insert(
            "incidentDescription".to_owned(),
            json!(incident.kind.mark(MarkPlace::Word)),
        );
    }
    report.insert("incident".to_owned(), Value::Object(inner));
    Value::Object(report)
}

fn current<'l>(loaded: &'l Loaded, key: &str) -> Option<&'l FactValue> {
    let entries = loaded.incident.current(key);
    // Several candidates are no answer.
    match entries.as_slice() {
        [one] => one.value.as_ref(),
        _ => None,
    }
}

fn moment(loaded: &Loaded, key: &str) -> Option<DateTime<Utc>> {
    current(loaded, key).and_then(FactValue::moment)
}

fn text(loaded: &Loaded, key: &str) -> Option<String> {
    current(loaded, key).map(FactValue::plain)
}

/// The key of what happened as authorities are told it, in English.
fn what_happened() -> String {
    let name = keys::letter::below(keys::letter::WHAT_HAPPENED).unwrap_or_default();
    StoryKey::of(name, Told::ByReader, Audience::Authorities, Tongue::English).key()
}
