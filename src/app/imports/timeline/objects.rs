//! JSON as rows: an object a line, or a list of objects such as a day of a channel. Keys become headings.

use serde_json::{Map, Value};

use super::raw_row::RawRow;

/// Nesting that a value may have; what is deeper is refused by the JSON reader itself.
const MOST_KEYS: usize = 200;

/// What JSON came to: headings, and rows of as many cells.
pub(super) struct Objects {
    pub head: Vec<String>,
    pub rows: Vec<RawRow>,
}

/// An object, and its line or its number in the list.
type Numbered = (u64, Map<String, Value>);

/// Whether the text is JSON of either kind.
pub(super) fn looks_so(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') || text.starts_with('[') && serde_json::from_str::<Vec<Value>>(text).is_ok()
}

/// Reads the text.
///
/// # Errors
/// A sentence with the line that is no object.
pub(super) fn read(text: &str) -> Result<Objects, String> {
    let objects = match of_a_case(text) {
        Some(events) => list(&events)?,
        None if text.trim_start().starts_with('[') => list(text)?,
        None => lines(text)?,
    };
    let mut head: Vec<String> = Vec::new();
    for (_, object) in &objects {
        for key in object.keys() {
            if !head.contains(key) {
                head.push(key.clone());
            }
        }
        if head.len() > MOST_KEYS {
            return Err(format!("the objects have more than {MOST_KEYS} different keys"));
        }
    }
    let row = |(line, object): &(u64, Map<String, Value>)| RawRow {
        line: *line,
        cells: head
            .iter()
            .map(|key| object.get(key).map(plain).unwrap_or_default())
            .collect(),
    };
    let rows = objects.iter().map(row).collect();
    Ok(Objects { head, rows })
}

/// The events of a case that was exported whole, as DFIR-IRIS does it.
fn of_a_case(text: &str) -> Option<String> {
    let whole: Map<String, Value> = serde_json::from_str(text).ok()?;
    whole
        .get("timeline")
        .filter(|events| events.is_array())
        .map(Value::to_string)
}

fn list(text: &str) -> Result<Vec<Numbered>, String> {
    let items: Vec<Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let numbered = (1..).zip(items);
    numbered
        .map(|(number, item)| match item {
            Value::Object(object) => Ok((number, object)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(format!("item {number} of the list is not an object"))
            }
        })
        .collect()
}

fn lines(text: &str) -> Result<Vec<Numbered>, String> {
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(number, line)| {
            let object = serde_json::from_str(line);
            object
                .map(|object| (number, object))
                .map_err(|error| format!("line {number} is not a JSON object: {error}"))
        })
        .collect()
}

/// A value as a cell: text as it is, a list as words with commas.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
