//! What the seed of an exercise draws.

use std::collections::BTreeMap;

use crate::core::toml_text::reader::{Problem, Reader, Table};
use crate::drill::scenario_files::vary::draw;

/// What the seed draws: `[[vary]]` with `choices`, or with `min` and `max`.
pub(super) fn drawn(file: &str, text: &str, seed: u64) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let reader = Reader::new(file, text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let tables = root.tables("vary");
    if tables.len() > MOST {
        root.wrong(format!("at most {MOST} variations are read"), None);
        return Err(reader.into_problems());
    }
    let drawn = tables
        .into_iter()
        .map(|table| variable(table, seed))
        .map(|Variable { key, value }| (key, value))
        .collect();
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(drawn) } else { Err(problems) }
}

/// The longest value that is drawn, in bytes: it stands wherever the scenario names it.
const LONGEST: usize = 1_000;

/// Variations of a scenario.
const MOST: usize = 200;

/// What a scenario may grow to where it names what is drawn, in bytes.
const LONGEST_FILLED: usize = 16 << 20;

/// A problem where a scenario names what is drawn so often that its text would grow without measure.
pub(super) fn grown(file: &str, text: &str, drawn: &BTreeMap<String, String>) -> Option<Problem> {
    let added = drawn.iter().map(|(key, value)| {
        let named = text.matches(&format!("{{{{{key}}}}}")).count();
        named.saturating_mul(value.len())
    });
    let length = added.fold(text.len(), usize::saturating_add);
    (length > LONGEST_FILLED).then(|| Problem {
        file: file.to_owned(),
        line: 1,
        column: 1,
        message: format!("with what is drawn it is longer than {} MiB", LONGEST_FILLED >> 20),
        hint: None,
    })
}

/// A variable with what is drawn for it.
struct Variable {
    key: String,
    value: String,
}

fn variable(table: Table<'_, '_>, seed: u64) -> Variable {
    let key = table.need_text("key");
    let choices = table.texts("choices");
    let limit = |key: &'static str| table.get(key).and_then(|v| v.count());
    let value = match (limit("min"), limit("max")) {
        (Some(min), Some(max)) if min <= max => (min + draw(seed, &key, (max - min).saturating_add(1))).to_string(),
        (Some(_), Some(_)) => {
            table.wrong("`max` is less than `min`", None);
            String::new()
        }
        (Some(_) | None, _) => choice(&choices, &key, seed),
    };
    if value.len() > LONGEST {
        table.wrong(format!("what is drawn for `{key}` has more than {LONGEST} bytes"), None);
    }
    if value.contains("{{") {
        table.wrong(format!("what is drawn for `{key}` names another variation"), None);
    }
    if value.is_empty() || value.contains(['"', '\\', '\n']) {
        let hint = "give choices of one line without quotes, or min and max".to_owned();
        table.wrong(format!("`{key}` has no choices"), Some(hint));
    }
    table.finish();
    Variable { key, value }
}

fn choice(choices: &[String], key: &str, seed: u64) -> String {
    let at = draw(seed, key, u64::try_from(choices.len()).unwrap_or(u64::MAX));
    let drawn = usize::try_from(at).ok().and_then(|at| choices.get(at));
    drawn.cloned().unwrap_or_default()
}
