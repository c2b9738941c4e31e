//! The parts of a draft that can be changed, in the order of the story.

use toml::{Table, Value};

use super::Draft;

/// Where a part stands. Positions are those of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Title, purpose, length.
    Head,
    Objective(usize),
    Inject(usize),
    /// An expected action: of which inject, and which of them.
    Action(usize, usize),
}

/// A part in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub place: Place,
    /// The id of the inject it belongs to, for the preview.
    pub inject: Option<String>,
    pub words: String,
    /// What is told beside it: a minute, an objective.
    pub beside: String,
}

impl Draft {
    /// Its parts, in order.
    pub fn outline(&self) -> Vec<Part> {
        let minutes = self.tree.get("minutes").and_then(Value::as_integer).unwrap_or_default();
        let mut parts = vec![Part {
            place: Place::Head,
            inject: None,
            words: self.title().to_owned(),
            beside: format!("{minutes} min"),
        }];
        let objectives = self.tables("objective").into_iter().enumerate();
        parts.extend(objectives.map(|(at, objective)| Part {
            place: Place::Objective(at),
            inject: None,
            words: format!("{}: {}", text(objective, "id"), text(objective, "target")),
            beside: String::new(),
        }));
        for (at, inject) in self.tables("inject").into_iter().enumerate() {
            parts.extend(of_inject(at, inject));
        }
        parts
    }

    pub(super) fn tables(&self, key: &str) -> Vec<&Table> {
        inner(&self.tree, key)
    }

    pub(super) fn inject(&self, at: usize) -> Option<&Table> {
        self.tables("inject").get(at).copied()
    }

    pub(super) fn action(&self, inject: usize, at: usize) -> Option<&Table> {
        inner(self.inject(inject)?, "expect").get(at).copied()
    }
}

fn of_inject(at: usize, inject: &Table) -> Vec<Part> {
    let id = text(inject, "id");
    let minute = inject.get("at").and_then(Value::as_integer);
    let branch = if inject.contains_key("when") { " · branch" } else { "" };
    let part = |place, words, beside| Part {
        place,
        inject: Some(id.to_owned()),
        words,
        beside,
    };
    let when = minute.map_or("contingency".to_owned(), |minute| format!("T+{minute}{branch}"));
    let mut parts = vec![part(
        Place::Inject(at),
        format!("{id} {}: {}", text(inject, "channel"), text(inject, "subject")),
        when,
    )];
    for (number, action) in inner(inject, "expect").into_iter().enumerate() {
        let beside = text(action, "objective").to_owned();
        parts.push(part(
            Place::Action(at, number),
            text(action, "action").to_owned(),
            beside,
        ));
    }
    parts
}

pub(super) fn inner<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table).collect()
}

pub(super) fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}
