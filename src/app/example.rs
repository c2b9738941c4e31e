//! The built-in example: an exercise incident to look around in, opened through the same door as any other.

use serde::Deserialize;

use super::files::typed_values;
use super::record::{Done, NewIncident, Record, RecordError};
use crate::core::event::{Certainty, FactClaim};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::{Command, FactCommand};
use crate::core::time::WallTime;
use crate::core::time::Zone;

static TEXT: &str = include_str!("../../playbooks/example.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    title: String,
    fact: Vec<ExampleFact>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFact {
    key: String,
    value: String,
    #[serde(default)]
    certainty: Certainty,
    source: Option<String>,
}

/// Opens the example as an exercise, and says what came of it.
///
/// # Errors
/// What the record says.
pub fn open(record: &mut Record, zone: &Zone, now: WallTime, id: String) -> Result<Done, RecordError> {
    let unreadable = |message: String| RecordError::Value {
        problems: vec![format!("the built-in example: {message}")],
    };
    let example: Example = toml::from_str(TEXT).map_err(|error| unreadable(error.to_string()))?;
    let opened = record.open_incident(
        NewIncident {
            title: &example.title,
            kind: IncidentKind::Exercise,
            zone,
            id,
        },
        now,
    )?;
    let code = opened.loaded.incident.code.to_string();
    let story = opened.loaded.incident.now(now);
    for fact in example.fact {
        let value =
            typed_values::fact_value(&fact.key, &fact.value, zone, story).map_err(|e| unreadable(e.to_string()))?;
        let command = Command::Fact(FactCommand::Set(FactClaim {
            key: fact.key,
            value,
            certainty: fact.certainty,
            learned_at: None,
            source: fact.source,
            also: false,
        }));
        record.run(&code, command, now)?;
    }
    Ok(opened)
}
