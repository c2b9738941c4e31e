//! A scenario's tree as a text that people read: keys in the order of docs/scenario-format.md, long texts over several
//! lines, conditions on one.

use std::fmt::Write as _;

use toml::{Table, Value};

use crate::core::facts::write::quoted;

/// The keys of a table in the order in which they are written; others follow in their own.
const ORDER: [&str; 59] = [
    "id",
    "key",
    "inject",
    "duty",
    "of",
    "version",
    "title",
    "purpose",
    "audience",
    "minutes",
    "difficulty",
    "language",
    "licence",
    "home_zone",
    "start",
    "roles",
    "needs",
    "hot_wash",
    "name",
    "choices",
    "min",
    "max",
    "at",
    "jitter",
    "group",
    "story",
    "channel",
    "channels",
    "kind",
    "address",
    "when",
    "from",
    "to",
    "subject",
    "cue",
    "picture",
    "text",
    "own_text",
    "action",
    "capability",
    "target",
    "questions",
    "objective",
    "within",
    "weight",
    "ask",
    "done",
    "wrong",
    "evidence",
    "hint",
    "due",
    "not_due",
    "does",
    "value",
    "why",
    "defensible",
    "summary",
    "affected_percent",
    "facts",
];

/// The lists that are written as tables of their own, in the order of the file.
const LISTS: [&str; 8] = [
    "contact",
    "vary",
    "objective",
    "module",
    "inject",
    "clock",
    "attachment",
    "expect",
];

/// The tables that are written under a heading.
const HEADINGS: [&str; 2] = ["organisation", "truth"];
pub fn text(tree: &Table) -> String {
    let mut out = String::new();
    keys(&mut out, tree, true);
    for name in HEADINGS {
        if let Some(table) = tree.get(name).and_then(Value::as_table) {
            let _ = writeln!(out, "\n[{name}]");
            keys(&mut out, table, false);
        }
    }
    for name in LISTS {
        list(&mut out, "", name, tree);
    }
    out
}

/// The tables of a list, each with the lists in it.
fn list(out: &mut String, above: &str, name: &str, tree: &Table) {
    let Some(items) = tree.get(name).and_then(Value::as_array) else {
        return;
    };
    let path = match above {
        "" => name.to_owned(),
        above => format!("{above}.{name}"),
    };
    for table in items.iter().filter_map(Value::as_table) {
        let _ = writeln!(out, "\n[[{path}]]");
        keys(out, table, true);
        for inner in ["attachment", "clock", "expect"] {
            list(out, &path, inner, table);
        }
    }
}

/// The keys of a table that stand on lines of their own.
fn keys(out: &mut String, table: &Table, with_lists: bool) {
    let place = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
    let mut own: Vec<(&String, &Value)> = table
        .iter()
        .filter(|(key, value)| !apart(key, value, with_lists))
        .collect();
    own.sort_by(|a, b| (place(a.0), a.0).cmp(&(place(b.0), b.0)));
    for (key, value) in own {
        let _ = writeln!(out, "{} = {}", key_text(key), value_text(key, value));
    }
}

/// Whether a key is written apart from the others of its table.
fn apart(key: &str, value: &Value, with_lists: bool) -> bool {
    let tables = value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_table));
    with_lists && (HEADINGS.contains(&key) && value.is_table() || LISTS.contains(&key) && tables)
}

fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match !key.is_empty() && key.chars().all(bare) {
        true => key.to_owned(),
        false => quoted(key),
    }
}

/// A value on the line of its key; long texts and lists go on below it.
fn value_text(key: &str, value: &Value) -> String {
    match value {
        Value::String(text) if text.trim_end().contains('\n') => long(text),
        Value::Array(items) if key == "facts" || key == "hot_wash" || key == "questions" => {
            let items: String = items.iter().map(|item| format!("  {},\n", inline(item))).collect();
            format!("[\n{items}]")
        }
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => inline(value),
    }
}

/// A text over several lines. What would end it, or stand for something else, is escaped.
fn long(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace("\"\"\"", "\\\"\\\"\\\"")
        .replace('\r', "\\r");
    let body = escaped.trim_end_matches('\n');
    let body = match body.strip_suffix('"') {
        Some(rest) => format!("{rest}\\\""),
        None => body.to_owned(),
    };
    format!("\"\"\"\n{body}\n\"\"\"")
}

pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let place = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
            let mut pairs: Vec<(&String, &Value)> = table.iter().collect();
            // What a condition looks for comes before how it has to be.
            pairs.sort_by_key(|(key, _)| {
                (
                    ["value", "near", "tolerance", "least"].contains(&key.as_str()),
                    place(key),
                )
            });
            let pairs = pairs
                .into_iter()
                .map(|(key, value)| format!("{} = {}", key_text(key), inline(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a tree reads as the same tree, whatever stands in its texts.
    #[test]
    fn every_scenario_and_odd_texts_come_back_as_they_were() {
        for file in crate::drill::scenario_files::sources::all(None).unwrap() {
            let tree: Table = file.text.parse().unwrap();
            let again: Table = text(&tree)
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", file.name));
            assert_eq!(trimmed(again), trimmed(tree), "{}", file.name);
        }
        let mut odd = Table::new();
        for (number, words) in [
            "a\n\"\"\"b\"",
            "tab\tand \\ back\nslash",
            "\u{7}bell",
            "ends \"quoted\"\nso \"",
            "",
        ]
        .iter()
        .enumerate()
        {
            odd.insert(format!("key {number}"), Value::String((*words).to_owned()));
        }
        let again: Table = text(&odd).parse().unwrap();
        assert_eq!(trimmed(again), trimmed(odd));
    }

    /// A line at the end of a long text means nothing.
    fn trimmed(tree: Table) -> Value {
        fn trim(value: &mut Value) {
            match value {
                Value::String(text) => *text = text.trim_end().to_owned(),
                Value::Array(items) => items.iter_mut().for_each(trim),
                Value::Table(table) => table.iter_mut().for_each(|(_, value)| trim(value)),
                Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
            }
        }
        let mut value = Value::Table(tree);
        trim(&mut value);
        value
    }
}
