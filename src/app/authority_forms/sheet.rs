//! A form beside an incident: what the record answers, what is open, and what is filled in by hand.

use serde::Serialize;

use super::{AuthorityForm, Field};
use crate::app::record::Loaded;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::keys;
use crate::core::facts::story::StoryKey;
use crate::core::facts::table::{self, Group};
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::incident::FactEntry;
use crate::core::tlp::Tlp;

/// What answers a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Answer {
    Known {
        /// As it is copied.
        value: String,
        /// How sure it is; nothing where it is a decision or the organization's profile.
        certainty: Option<&'static str>,
    },
    /// The fact is not recorded: unknown, and never "no".
    Open { question: String },
    /// No fact of the record answers it.
    ByHand,
}

/// One row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub field: Field,
    /// The key of the fact, in the language and for the reader of the form.
    pub key: Option<String>,
    pub answer: Answer,
}

/// The sheet of one form.
#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    pub form: &'static str,
    pub code: String,
    /// Real or exercise.
    pub exercise: bool,
    pub title: String,
    /// How far it may be passed on, where somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    pub rows: Vec<Row>,
    /// Required fields without an answer.
    pub missing: Vec<u32>,
    /// The short form of a checkpoint.
    pub record_state: Option<String>,
}

/// Lays a form beside an incident.
pub fn of(form: &'static AuthorityForm, loaded: &Loaded, record_state: Option<String>) -> Sheet {
    let rows: Vec<Row> = form.fields.iter().map(|field| row(form, field, loaded)).collect();
    let lacking = |row: &&Row| row.field.required == super::Need::Yes && matches!(row.answer, Answer::Open { .. });
    let missing = rows.iter().filter(lacking).map(|row| row.field.n).collect();
    let incident = &loaded.incident;
    Sheet {
        form: &form.id,
        code: incident.code.to_string(),
        exercise: incident.kind == IncidentKind::Exercise,
        title: format!("{}{}", incident.kind.mark(MarkPlace::Title), form.name),
        tlp: None,
        rows,
        missing,
        record_state,
    }
}

fn row(form: &AuthorityForm, field: &Field, loaded: &Loaded) -> Row {
    let key = field.fact.as_deref().map(|fact| key_for(form, fact));
    let answer = match &key {
        Some(key) => answer(key, loaded),
        None => Answer::ByHand,
    };
    let field = field.clone();
    Row { field, key, answer }
}

/// The key of a fact as this form needs it: a text of the story is the one for authorities, in their language. No other
/// text stands in for it.
fn key_for(form: &AuthorityForm, fact: &str) -> String {
    let Some(name) = fact.strip_prefix(keys::letter::BELOW) else {
        return fact.to_owned();
    };
    let known = table::of_group(Group::Letter).find(|known| known.name() == name);
    known.map_or_else(
        || fact.to_owned(),
        |known| StoryKey::of(name, known.told, form.audience, form.tongue()).key(),
    )
}

fn answer(key: &str, loaded: &Loaded) -> Answer {
    let (fact, code) = match key.split_once(':') {
        Some((fact, code)) => (fact, Some(code)),
        None => (key, None),
    };
    let open = || Answer::Open {
        question: table::question(fact),
    };
    if let Some(name) = fact.strip_prefix(keys::decisions::BELOW) {
        let decision = loaded.incident.decision(name);
        let value = decision.map(|decision| FactValue::recorded(fact, &decision.value, None).words(&loaded.zone));
        return value.map_or_else(open, known);
    }
    if fact.starts_with(keys::organisation::BELOW)
        && let Some(value) = loaded.organisation.profile.get(fact)
    {
        return known(value.words(&loaded.zone));
    }
    if fact == "affected" {
        return places(loaded).unwrap_or_else(open);
    }
    let entries = loaded.incident.current(fact);
    let Some(first) = entries.first() else { return open() };
    let values: Vec<&FactValue> = entries.iter().filter_map(|entry| entry.value.as_ref()).collect();
    let value = match code {
        Some(code) => among(&values, code),
        None => values
            .iter()
            .map(|value| value.words(&loaded.zone))
            .collect::<Vec<_>>()
            .join(" or "),
    };
    Answer::Known {
        value,
        certainty: Some(first.certainty.words()),
    }
}

fn known(value: String) -> Answer {
    Answer::Known { value, certainty: None }
}

/// Whether a code is in a list that was recorded.
fn among(values: &[&FactValue], code: &str) -> String {
    let listed = values
        .iter()
        .filter_map(|value| value.codes())
        .flatten()
        .any(|known| known == code);
    match listed {
        true => "yes",
        false => "not among those recorded",
    }
    .to_owned()
}

/// The counts of every place that is recorded.
fn places(loaded: &Loaded) -> Option<Answer> {
    let keys = loaded
        .incident
        .facts
        .keys()
        .filter(|key| key.starts_with(keys::affected::BELOW));
    let told = |key: &String| {
        let place = key.strip_prefix(keys::affected::BELOW)?;
        let entries: Vec<&FactEntry> = loaded.incident.current(key);
        let count = entries.first()?.value.as_ref()?.words(&loaded.zone);
        Some(format!("{place} {count}"))
    };
    let places: Vec<String> = keys.filter_map(told).collect();
    (!places.is_empty()).then(|| known(places.join(", ")))
}
