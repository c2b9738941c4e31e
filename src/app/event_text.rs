//! What the words of an event may hold. Looked at wherever events come in, typed or imported, since everything that a
//! terminal, a spreadsheet or a letter shows later comes from here.

use serde::Serialize;
use serde_json::Value;

use crate::core::event::{Event, What};
use crate::core::refusal::Refusal;
use crate::core::visible::{acts, unseen, visible};

/// The longest name of the person or program that acts, in characters.
pub const LONGEST_ACTOR: usize = 200;
/// The longest title, name, id, code or reference, in characters.
pub const LONGEST_NAME: usize = 300;
/// The longest source or corrective action, in characters.
pub const LONGEST_LINE: usize = 2_000;
/// The longest note, letter, reason or value, in bytes.
pub const LONGEST_TEXT: usize = 1_000_000;

/// Fields that are one line, but more than a name.
const LINES: [&str; 3] = ["source", "action", "question"];
/// Fields with line breaks of their own. What a person pasted into a note is kept as it was; screens make it visible.
const TEXTS: [&str; 22] = [
    "text",
    "rationale",
    "reason",
    "remark",
    "because",
    "late_because",
    "out_of_order_because",
    "without_letter_because",
    "working",
    "findings",
    "open",
    "observation",
    "analysis",
    "recommendation",
    "answer",
    "proof",
    "message",
    "note",
    "written",
    "noted_by",
    "known_from",
    "rest",
];
/// The field in which a text is sealed: in base64 longer than the text itself, which was judged before.
const SEALED: &str = "sealed";

/// Fields that hold TOML literals: the value of a fact, the profile of an invented organisation.
const VALUES: [&str; 2] = ["value", "profile"];

/// What the words of something to be recorded hold that they may not, a sentence each. A field that is not known here
/// is taken for a name, so that a new one is strict until somebody decides otherwise.
pub fn problems(recorded: &impl Serialize) -> Vec<String> {
    let mut found = Vec::new();
    match serde_json::to_value(recorded) {
        Ok(value) => walk("", &value, &mut found),
        Err(error) => found.push(error.to_string()),
    }
    found
}

/// How many problems of an import are listed.
const SHOWN: usize = 50;

/// Refuses events whose words a screen, a spreadsheet or a letter could not show safely.
pub(super) fn readable<'e>(events: impl IntoIterator<Item = &'e Event>) -> Result<(), Refusal> {
    let found = events.into_iter().flat_map(|event| {
        let found = problems(event).into_iter();
        found.map(move |problem| format!("entry {}: {problem}", event.seq))
    });
    refused(found.take(SHOWN).collect())
}

/// The same of one thing that is about to be sealed: afterwards nobody can judge its words.
pub(super) fn readable_before_sealing(what: &What) -> Result<(), Refusal> {
    refused(problems(what))
}

fn refused(causes: Vec<String>) -> Result<(), Refusal> {
    if causes.is_empty() {
        return Ok(());
    }
    let hint = "leave out control characters and line breaks, and shorten what is too long; nothing was recorded";
    Err(Refusal {
        causes,
        ..Refusal::input("some of the text cannot be recorded", hint)
    })
}

/// What a name typed in one place holds that it may not.
pub fn name_problem(field: &str, text: &str) -> Option<String> {
    let most = if field == "actor" { LONGEST_ACTOR } else { LONGEST_NAME };
    one_line(field, text, most)
}

fn walk(field: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(problem(field, text)),
        Value::Array(items) => items.iter().for_each(|item| walk(field, item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                found.extend(name_problem("key", name));
                // The profile of an exercise is a table of literals; what lies in it is judged as such.
                let inner = if VALUES.contains(&field) { field } else { name };
                walk(inner, value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn problem(field: &str, text: &str) -> Option<String> {
    if TEXTS.contains(&field) {
        return too_long(field, text);
    }
    if field == SEALED {
        let bytes = text.len();
        let most = 2 * LONGEST_TEXT;
        return (bytes > most).then(|| format!("`{field}` has {bytes} bytes; the limit is {most}"));
    }
    if VALUES.contains(&field) {
        return too_long(field, text).or_else(|| literal(field, text));
    }
    let most = match field {
        "actor" => LONGEST_ACTOR,
        field if LINES.contains(&field) => LONGEST_LINE,
        _ => LONGEST_NAME,
    };
    one_line(field, text, most)
}

/// A literal may write a control character as an escape: what counts is what it means.
fn literal(field: &str, text: &str) -> Option<String> {
    let Ok(table) = format!("v = {text}").parse::<toml::Table>() else {
        // The reader of facts says what is wrong with it; raw control characters are refused here all the same.
        return text.chars().find(|c| acts(*c)).map(|c| acting(field, c));
    };
    fn first(value: &toml::Value) -> Option<char> {
        match value {
            toml::Value::String(text) => text.chars().find(|c| acts(*c)),
            toml::Value::Array(items) => items.iter().find_map(first),
            toml::Value::Table(fields) => fields.values().find_map(first),
            toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Datetime(_) => {
                None
            }
        }
    }
    table.values().find_map(first).map(|c| acting(field, c))
}

fn too_long(field: &str, text: &str) -> Option<String> {
    let bytes = text.len();
    (bytes > LONGEST_TEXT).then(|| format!("`{field}` has {bytes} bytes; the limit is {LONGEST_TEXT}"))
}

fn one_line(field: &str, text: &str, most: usize) -> Option<String> {
    if let Some(c) = text
        .chars()
        .find(|c| acts(*c) || unseen(*c) || matches!(c, '\n' | '\t'))
    {
        return Some(acting(field, c));
    }
    let long = text.chars().count();
    (long > most).then(|| format!("`{field}` has {long} characters; the limit is {most}"))
}

fn acting(field: &str, c: char) -> String {
    let what = match c {
        '\n' | '\u{2028}' | '\u{2029}' => "a line break",
        '\t' => "a tab",
        c if c.is_control() => "a control character",
        c if unseen(c) => "an invisible character",
        _ => "a character that changes the direction of text",
    };
    format!("`{}` contains {what} (U+{:04X})", visible(field), u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_and_texts_are_not() {
        let of = |field: &str, text: &str| problem(field, text).unwrap_or_default();
        assert_eq!(
            of("title", "a\u{1b}]0;x\u{7}"),
            "`title` contains a control character (U+001B)"
        );
        assert_eq!(of("title", "a\nb"), "`title` contains a line break (U+000A)");
        assert_eq!(
            of("reference", "a\u{202e}b"),
            "`reference` contains a character that changes the direction of text (U+202E)"
        );
        assert_eq!(
            of("invented_later", "a\u{9b}"),
            "`invented_later` contains a control character (U+009B)"
        );
        assert_eq!(of("text", "a\nb\u{1b}"), "");
        assert_eq!(of("title", "Größe 🙂 العربية"), "");
        assert_eq!(
            of("actor", &"é".repeat(201)),
            "`actor` has 201 characters; the limit is 200"
        );
        assert_eq!(
            of("text", &"x".repeat(1_000_001)),
            "`text` has 1000001 bytes; the limit is 1000000"
        );
        assert_eq!(of("value", r#""two\nlines""#), "");
        assert_eq!(
            of("value", r#"["a", "\u001b]0;x"]"#),
            "`value` contains a control character (U+001B)"
        );
    }
}
