//! What really happened, in words and as facts.

use crate::app::files::typed_values::fact_key;
use crate::core::facts::keys;
use crate::core::toml_text::reader::Table;
use crate::drill::scenario::{TruthFact, TypedValue};

#[derive(Debug, Default)]
pub(super) struct Truth {
    pub(super) summary: String,
    pub(super) facts: Vec<TruthFact>,
    pub(super) affected_percent: Option<u64>,
}

pub(super) fn truth(table: Table<'_, '_>) -> Truth {
    let affected_percent = table.get("affected_percent").and_then(|value| value.count());
    if affected_percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
        table.wrong("`affected_percent` must be from 1 to 100", None);
    }
    let truth = Truth {
        summary: table.need_text("summary"),
        facts: table.tables("facts").into_iter().map(fact).collect(),
        affected_percent,
    };
    table.finish();
    truth
}

fn fact(table: Table<'_, '_>) -> TruthFact {
    let key = table.need_text("key");
    if !key.starts_with(keys::decisions::BELOW)
        && let Err(error) = fact_key(&key)
    {
        table.wrong(error.to_string(), Some(error.hint));
    }
    let fact = TruthFact {
        inject: table.text("inject"),
        fact: TypedValue::new(key, table.need_text("value")),
    };
    table.finish();
    fact
}
