//! Tables of a scenario's tree.

use toml::{Table, Value};

use crate::drill::scenario::{RightClock, Scenario};

pub(super) fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

pub(super) fn number(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

pub(super) fn texts<'t>(all: impl IntoIterator<Item = &'t str>) -> Value {
    Value::Array(all.into_iter().map(text).collect())
}

pub(super) fn table<const N: usize>(pairs: [(&str, Value); N]) -> Table {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A right answer for a deadline.
pub(super) fn clock(scenario: &Scenario, clock: &RightClock) -> Value {
    let mut out = table([
        ("duty", text(clock.obligation.as_str())),
        ("why", text(clock.why.as_str())),
    ]);
    match clock.due {
        Some(due) => out.insert("due".to_owned(), text(scenario.zone.local(due).to_rfc3339())),
        None => out.insert("not_due".to_owned(), Value::Boolean(true)),
    };
    if let Some(inject) = &clock.inject {
        out.insert("inject".to_owned(), text(inject.as_str()));
    }
    Value::Table(out)
}
