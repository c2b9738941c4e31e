//! Facts and decisions of an incident as reports tell them to people who do not know the codes.

use chrono::{DateTime, Utc};

use crate::app::letters::context::words_in;
use crate::app::record::Loaded;
use crate::core::event::Note;
use crate::core::facts::table;
use crate::core::facts::value::Value;
use crate::core::facts::{FactValue, keys};
use crate::core::incident::FactEntry;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;
use crate::core::vocabulary::Certainty;

/// A value: data as letters call it, other codes by their meanings, moments on the clock of the incident.
pub(super) fn value(zone: &Zone, key: &str, value: &FactValue) -> String {
    match (value.value(), value.moment()) {
        (Value::Moments(moments), Some(at)) if moments.len() == 1 => moment(zone, key, at),
        (Value::List(codes), _) if !codes.is_empty() => named(key, codes),
        (Value::Code(code), _) => named(key, std::slice::from_ref(code)),
        (
            Value::Flag(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Picture(_)
            | Value::List(_)
            | Value::Count(_)
            | Value::Moments(_)
            | Value::Unreadable,
            _,
        ) => value.words(zone),
    }
}

/// The value, and how sure it is where that is not certain.
pub(super) fn entry(zone: &Zone, key: &str, entry: &FactEntry) -> Option<String> {
    let words = value(zone, key, entry.value.as_ref()?);
    Some(match entry.certainty {
        Certainty::Confirmed => words,
        Certainty::Suspected | Certainty::RuledOut => format!("{words} ({})", entry.certainty.words()),
    })
}

/// A moment; of a beginning or an end at the start of a day the day alone, for nobody may have known its hour.
fn moment(zone: &Zone, key: &str, at: DateTime<Utc>) -> String {
    let local = zone.local(at);
    match keys::day_is_enough(key) && zone.start_of_day(local.date_naive()) == at {
        true => local.format("%a %-d %b %Y").to_string(),
        false => moment_words(zone, at),
    }
}

fn named(key: &str, codes: &[String]) -> String {
    let letters = words_in("en", None);
    let meanings = table::find(key).map(|fact| fact.kind.meanings()).unwrap_or_default();
    let name = |code: &String| {
        let told = (key == keys::data::ELEMENTS).then(|| letters.elements.get(code).cloned());
        let meant = || {
            meanings
                .iter()
                .find(|(own, _)| own == code)
                .map(|(_, words)| (*words).to_owned())
        };
        told.flatten().or_else(meant).unwrap_or_else(|| code.replace('_', " "))
    };
    codes.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A text of the story by its name: the one for authorities that was recorded first, or else any other.
pub(super) fn story(loaded: &Loaded, name: &str) -> Option<String> {
    let facts = loaded.incident.facts.iter().filter(|(key, _)| {
        let mut parts = key.split('.');
        parts.next() == Some("letter") && parts.any(|part| part == name)
    });
    let mut told: Vec<(bool, u64, String)> = facts
        .filter_map(|(key, history)| {
            let text = loaded
                .incident
                .current(key)
                .into_iter()
                .next_back()?
                .value
                .as_ref()?
                .plain();
            Some((!key.contains(".authorities."), history.first()?.seq, text))
        })
        .collect();
    told.sort();
    told.into_iter().next().map(|(_, _, text)| text)
}

/// A decision that stands as a line of the log.
pub(super) struct Logged {
    pub(super) at: DateTime<Utc>,
    pub(super) by: String,
    pub(super) text: String,
}

/// The decisions that stand in the log and were not taken back, oldest first; what is privileged is none of them.
pub(super) fn logged_decisions(loaded: &Loaded) -> Vec<Logged> {
    let incident = &loaded.incident;
    let stands = incident
        .notes
        .iter()
        .filter(|note| !note.privileged && note.is_decision() && !incident.taken_back.contains_key(&note.seq));
    let told = stands.map(|note| Logged {
        at: note.at,
        by: note.actor.clone(),
        text: note.text.strip_prefix(Note::DECISION).unwrap_or(&note.text).to_owned(),
    });
    told.collect()
}
