//! The playbook as its file: TOML above Markdown. No line of the source can begin a section or end the front matter.

use std::fmt::Write as _;

use serde_json::Value;

use super::Source;
use super::step::{Paragraph, Step, one_line, slug};
use crate::core::visible::visible;

pub(super) fn markdown(source: &Source<'_>, steps: &[Step]) -> String {
    let text = |key: &str| {
        source
            .whole
            .get(key)
            .and_then(Value::as_str)
            .map(one_line)
            .filter(|text| !text.is_empty())
    };
    let title = text("name").unwrap_or_else(|| "A playbook without a name".to_owned());
    let description = text("description").unwrap_or_else(|| title.clone());
    let summary = description
        .split_inclusive(". ")
        .next()
        .unwrap_or(&description)
        .trim()
        .to_owned();
    let mut out = String::from("+++\n");
    line(&mut out, "id", &slug(&title));
    line(&mut out, "kind", "cause");
    line(&mut out, "title", &title);
    line(&mut out, "summary", &summary);
    out.push_str(&exits(source));
    for step in steps {
        out.push_str("\n[[step]]\n");
        line(&mut out, "id", &step.id);
        line(&mut out, "title", &step.title);
        line(&mut out, "owner", step.owner);
        if let Some(minutes) = step.within_minutes {
            let _ = writeln!(out, "within_minutes = {minutes}");
        }
        for (name, holds) in [("done_by_log", step.done_by_log), ("done_by_facts", step.done_by_facts)] {
            if holds {
                let _ = writeln!(out, "{name} = true");
            }
        }
        line(&mut out, "why", &step.why);
        if !step.asks.is_empty() {
            let asks: Vec<String> = step.asks.iter().map(|key| quoted(key)).collect();
            let _ = writeln!(out, "asks = [{}]", asks.join(", "));
        }
    }
    out.push_str("+++\n\n");
    let id = text("id").unwrap_or_default();
    let _ = writeln!(
        out,
        "{description}\n\nMade from the CACAO playbook `{}`.",
        id.replace('`', "")
    );
    for step in steps {
        let _ = write!(out, "\n## {}\n", step.id);
        for paragraph in &step.how {
            let _ = write!(out, "\n{}\n", shown(paragraph));
        }
        if step.how.is_empty() {
            let _ = write!(out, "\n{}\n", plain(&step.title));
        }
    }
    out
}

/// What an export of ours says beside the standard.
fn own_words<'v>(source: &Source<'v>) -> Option<&'v Value> {
    let extensions = source.whole.get("playbook_extensions")?.as_object()?;
    let is_own = |extension: &&Value| extension.get("type").and_then(Value::as_str) == Some("firebell-playbook");
    extensions.values().find(is_own)
}

/// Exit criteria that an export of ours carries.
fn exits(source: &Source<'_>) -> String {
    let exits = own_words(source)
        .and_then(|own| own.get("exit")?.as_array())
        .into_iter()
        .flatten();
    let mut out = String::new();
    for exit in exits.filter_map(Value::as_object) {
        out.push_str("\n[[exit]]\n");
        for (key, value) in exit {
            let known = [
                "id",
                "text",
                "fact",
                "any_fact",
                "decision",
                "any_decision",
                "task",
                "answered",
                "duties",
            ];
            match value {
                Value::String(text) if known.contains(&key.as_str()) => line(&mut out, key, &one_line(text)),
                Value::Array(items) if known.contains(&key.as_str()) => {
                    let items: Vec<String> = items
                        .iter()
                        .filter_map(Value::as_str)
                        .map(|item| quoted(&one_line(item)))
                        .collect();
                    let _ = writeln!(out, "{key} = [{}]", items.join(", "));
                }
                Value::String(_)
                | Value::Array(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Object(_) => {}
            }
        }
    }
    out
}

fn line(out: &mut String, key: &str, text: &str) {
    let _ = writeln!(out, "{key} = {}", quoted(text));
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn shown(paragraph: &Paragraph) -> String {
    match paragraph {
        Paragraph::Said(text) => plain(text),
        Paragraph::Quoted(text) => visible(text)
            .lines()
            .map(|line| format!("    {line}"))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Words of the source: no line of theirs is a heading or a fence.
fn plain(text: &str) -> String {
    let safe = |line: &str| match line.trim_start().starts_with(['#', '+']) {
        true => format!("\\{}", line.trim_start()),
        false => line.to_owned(),
    };
    visible(text).lines().map(safe).collect::<Vec<_>>().join("\n")
}
