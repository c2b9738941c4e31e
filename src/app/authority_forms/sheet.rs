//! A form beside an incident: what the record answers, what is open, and what is filled in by hand.

use serde::Serialize;

use super::options::{Marked, marked};
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
        /// What it is known from, where somebody said so.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<String>,
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
    /// The form's own options that the facts give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
    /// What is recorded and no option is certain to mean: a person chooses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<String>,
}

impl Row {
    /// What is typed or chosen, where the record knows it.
    pub fn value(&self) -> Option<&str> {
        match &self.answer {
            Answer::Known { value, .. } => Some(value),
            Answer::Open { .. } | Answer::ByHand => None,
        }
    }

    /// Whether it must be filled in and nothing answers it yet.
    pub fn is_missing(&self) -> bool {
        self.field.required == super::Need::Yes && matches!(self.answer, Answer::Open { .. })
    }
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
    let missing = rows
        .iter()
        .filter(|row| row.is_missing())
        .map(|row| row.field.n)
        .collect();
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
    let (answer, Marked { chosen, unplaced }) = match &key {
        Some(key) => answer(field, key, loaded),
        None => (Answer::ByHand, Marked::default()),
    };
    Row {
        field: field.clone(),
        key,
        answer,
        chosen,
        unplaced,
    }
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

/// What answers a field, with the form's options that it gives: those are what is chosen on the form.
fn answer(field: &Field, key: &str, loaded: &Loaded) -> (Answer, Marked) {
    let (fact, code) = match key.split_once(':') {
        Some((fact, code)) => (fact, Some(code)),
        None => (key, None),
    };
    let open = || {
        let question = table::question(fact);
        (Answer::Open { question }, Marked::default())
    };
    if fact == "affected" {
        return places(loaded).map_or_else(open, |answer| (answer, Marked::default()));
    }
    let Some(Recorded {
        values,
        certainty,
        source,
    }) = recorded(fact, loaded)
    else {
        return open();
    };
    let values: Vec<&FactValue> = values.iter().collect();
    let marked = match code {
        Some(_) => Marked::default(),
        None => marked(field, fact, &values),
    };
    let words = |value: &&FactValue| value.words(&loaded.incident.home_zone);
    let value = match (code, marked.chosen.is_empty()) {
        (Some(code), _) => among(&values, code),
        (None, false) => marked.chosen.join("; "),
        (None, true) => values.iter().map(words).collect::<Vec<_>>().join(" or "),
    };
    let answer = Answer::Known {
        value,
        certainty,
        source,
    };
    (answer, marked)
}

/// What is recorded under a key.
struct Recorded {
    values: Vec<FactValue>,
    /// Nothing for a decision and for the organization's profile.
    certainty: Option<&'static str>,
    source: Option<String>,
}

fn recorded(fact: &str, loaded: &Loaded) -> Option<Recorded> {
    let sure = |value| Recorded {
        values: vec![value],
        certainty: None,
        source: None,
    };
    if let Some(name) = fact.strip_prefix(keys::decisions::BELOW) {
        let decision = loaded.incident.decision(name)?;
        return Some(sure(FactValue::recorded(fact, &decision.value, None)));
    }
    let of_organisation = [keys::organisation::BELOW, keys::identity::BELOW];
    if of_organisation.iter().any(|table| fact.starts_with(table))
        && let Some(value) = loaded.organisation.profile.get(fact)
    {
        return Some(sure(value.clone()));
    }
    let entries = loaded.incident.current(fact);
    let first = entries.first()?;
    let (certainty, source) = (Some(first.certainty.words()), first.source.clone());
    let values = entries.iter().filter_map(|entry| entry.value.clone()).collect();
    Some(Recorded {
        values,
        certainty,
        source,
    })
}

fn known(value: String) -> Answer {
    Answer::Known {
        value,
        certainty: None,
        source: None,
    }
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
        let count = entries.first()?.value.as_ref()?.words(&loaded.incident.home_zone);
        Some(format!("{place} {count}"))
    };
    let places: Vec<String> = keys.filter_map(told).collect();
    (!places.is_empty()).then(|| known(places.join(", ")))
}
