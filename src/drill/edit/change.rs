//! Changes of a draft, as typed values.

use toml::{Table, Value};

use super::Draft;
use super::outline::{Place, text};
use crate::drill::scenario_files::tree_text;

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Head(HeadFields),
    /// The target of an objective.
    Target(usize, String),
    /// An inject; `None`: a new one.
    Inject(Option<usize>, InjectFields),
    /// An expected action of an inject; `None`: a new one.
    Action(usize, Option<usize>, ActionFields),
    /// An inject with its expected actions, or one of them, is taken out.
    Remove(Place),
}

/// What a scenario says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadFields {
    pub title: String,
    pub purpose: String,
    pub minutes: u32,
    pub difficulty: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InjectFields {
    /// Its minute; `None`: a contingency, in the facilitator's hand.
    pub at: Option<u32>,
    pub channel: String,
    pub from: String,
    /// Whom it reaches.
    pub to: String,
    pub subject: String,
    pub text: String,
    /// What the facilitator does with it.
    pub cue: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionFields {
    pub action: String,
    pub objective: String,
    /// Minutes from the inject.
    pub within: Option<u32>,
    pub weight: u32,
    /// What the engine looks for, as a condition of docs/scenario-format.md.
    pub done: Option<String>,
    /// What counts as done, in words for the evaluator.
    pub evidence: Option<String>,
    pub hint: Option<String>,
}

/// A change that cannot be made: the field, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct ChangeError {
    pub field: &'static str,
    pub words: String,
}

impl Draft {
    /// The draft with a change made.
    ///
    /// # Errors
    /// Where a field does not read. What does not fit the rest of the scenario is no error here: the check names it.
    pub fn changed(mut self, change: Change) -> Result<Draft, ChangeError> {
        match change {
            Change::Head(fields) => self.head(&fields),
            Change::Target(at, target) => {
                if let Some(objective) = self.list("objective").get_mut(at).and_then(Value::as_table_mut) {
                    set(objective, "target", &target);
                }
            }
            Change::Inject(at, fields) => self.set_inject(at, fields),
            Change::Action(inject, at, fields) => self.set_action(inject, at, fields)?,
            Change::Remove(place) => self.remove(place),
        }
        Ok(self)
    }

    fn list(&mut self, key: &str) -> &mut Vec<Value> {
        list(&mut self.tree, key)
    }

    fn head(&mut self, fields: &HeadFields) {
        set(&mut self.tree, "title", &fields.title);
        set(&mut self.tree, "purpose", &fields.purpose);
        number(&mut self.tree, "minutes", Some(fields.minutes));
        number(&mut self.tree, "difficulty", Some(fields.difficulty));
    }

    fn set_inject(&mut self, at: Option<usize>, fields: InjectFields) {
        let id = free_id(&self.ids(), "n");
        let injects = self.list("inject");
        let known = at.and_then(|at| injects.get_mut(at)).and_then(Value::as_table_mut);
        match known {
            Some(inject) => fields.into_table(inject),
            None => {
                let mut inject = Table::new();
                set(&mut inject, "id", &id);
                fields.into_table(&mut inject);
                injects.push(Value::Table(inject));
            }
        }
        // The story is told in the order of its minutes; what has none stands at the end.
        let minute = |inject: &Value| inject.get("at").and_then(Value::as_integer).unwrap_or(i64::MAX);
        injects.sort_by_key(minute);
    }

    fn set_action(&mut self, inject: usize, at: Option<usize>, fields: ActionFields) -> Result<(), ChangeError> {
        let condition = fields.done.as_deref().map(condition).transpose()?;
        let ids = self.ids();
        let Some(inject) = self.list("inject").get_mut(inject).and_then(Value::as_table_mut) else {
            return Ok(());
        };
        let id = free_id(&ids, &format!("{}.", text(inject, "id")));
        let actions = list(inject, "expect");
        if let Some(action) = at.and_then(|at| actions.get_mut(at)).and_then(Value::as_table_mut) {
            fields.into_table(condition, action);
            return Ok(());
        }
        let mut action = Table::new();
        set(&mut action, "id", &id);
        fields.into_table(condition, &mut action);
        actions.push(Value::Table(action));
        Ok(())
    }

    fn remove(&mut self, place: Place) {
        let injects = self.list("inject");
        match place {
            Place::Inject(at) if at < injects.len() => {
                injects.remove(at);
            }
            Place::Action(inject, at) => {
                let actions = injects
                    .get_mut(inject)
                    .and_then(Value::as_table_mut)
                    .map(|inject| list(inject, "expect"));
                if let Some(actions) = actions.filter(|actions| at < actions.len()) {
                    actions.remove(at);
                }
            }
            Place::Inject(_) | Place::Head | Place::Objective(_) => {}
        }
    }

    /// Ids of injects and of expected actions.
    fn ids(&self) -> Vec<String> {
        let injects = self.tables("inject");
        let actions = injects
            .iter()
            .flat_map(|inject| super::outline::inner(inject, "expect"));
        let all = injects.iter().copied().chain(actions);
        all.map(|table| text(table, "id").to_owned()).collect()
    }

    /// What stands in the head.
    pub fn head_fields(&self) -> HeadFields {
        HeadFields {
            title: self.title().to_owned(),
            purpose: text(&self.tree, "purpose").trim().to_owned(),
            minutes: count(&self.tree, "minutes").unwrap_or_default(),
            difficulty: count(&self.tree, "difficulty").unwrap_or_default(),
        }
    }

    /// An objective and its target.
    pub fn target(&self, at: usize) -> Option<(&str, &str)> {
        let objectives = self.tables("objective");
        let objective = objectives.get(at)?;
        Some((text(objective, "title"), text(objective, "target")))
    }

    /// What stands in an inject.
    pub fn inject_fields(&self, at: usize) -> Option<InjectFields> {
        let inject = self.inject(at)?;
        let own = |key| text(inject, key).trim().to_owned();
        Some(InjectFields {
            at: count(inject, "at"),
            channel: own("channel"),
            from: own("from"),
            to: own("to"),
            subject: own("subject"),
            text: own("text"),
            cue: inject.contains_key("cue").then(|| own("cue")),
        })
    }

    /// What stands in an expected action.
    pub fn action_fields(&self, inject: usize, at: usize) -> Option<ActionFields> {
        let action = self.action(inject, at)?;
        let own = |key| text(action, key).trim().to_owned();
        let optional = |key: &str| action.contains_key(key).then(|| text(action, key).trim().to_owned());
        Some(ActionFields {
            action: own("action"),
            objective: own("objective"),
            within: count(action, "within"),
            weight: count(action, "weight").unwrap_or(1),
            done: action.get("done").map(tree_text::inline),
            evidence: optional("evidence"),
            hint: optional("hint"),
        })
    }
}

impl InjectFields {
    fn into_table(self, inject: &mut Table) {
        number(inject, "at", self.at);
        match self.at {
            None => set(inject, "kind", "contingency"),
            Some(_) if text(inject, "kind") == "contingency" => {
                inject.remove("kind");
            }
            Some(_) => {}
        }
        for (key, value) in [
            ("channel", &self.channel),
            ("from", &self.from),
            ("to", &self.to),
            ("subject", &self.subject),
            ("text", &self.text),
        ] {
            set(inject, key, value);
        }
        optional(inject, "cue", self.cue);
    }
}

impl ActionFields {
    fn into_table(self, condition: Option<Value>, action: &mut Table) {
        set(action, "action", &self.action);
        set(action, "objective", &self.objective);
        number(action, "within", self.within);
        number(action, "weight", Some(self.weight));
        match condition {
            Some(condition) => {
                action.insert("done".to_owned(), condition);
            }
            None => {
                action.remove("done");
            }
        }
        optional(action, "evidence", self.evidence);
        optional(action, "hint", self.hint);
    }
}

/// Read as the value of a line, so that it is written as in a scenario file. Another key in it means that what was
/// typed goes on with a line of its own.
fn condition(typed: &str) -> Result<Value, ChangeError> {
    let read = format!("done = {typed}").parse::<Table>();
    let value = read
        .ok()
        .filter(|table| table.len() == 1)
        .and_then(|mut table| table.remove("done"));
    value.filter(Value::is_table).ok_or_else(|| ChangeError {
        field: "done",
        words: "a condition looks like { fact = \"milestones.awareness\" } or { called = \"insurer\" }".to_owned(),
    })
}

fn list<'t>(table: &'t mut Table, key: &str) -> &'t mut Vec<Value> {
    let value = table.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut().expect("what is no list was made one above")
}

fn set(table: &mut Table, key: &str, value: &str) {
    table.insert(key.to_owned(), Value::String(value.trim().to_owned()));
}

fn optional(table: &mut Table, key: &str, value: Option<String>) {
    match value {
        Some(value) => set(table, key, &value),
        None => {
            table.remove(key);
        }
    }
}

fn number(table: &mut Table, key: &str, value: Option<u32>) {
    match value {
        Some(value) => {
            table.insert(key.to_owned(), Value::Integer(value.into()));
        }
        None => {
            table.remove(key);
        }
    }
}

fn count(table: &Table, key: &str) -> Option<u32> {
    table
        .get(key)
        .and_then(Value::as_integer)
        .and_then(|number| u32::try_from(number).ok())
}

/// The first id with a number behind it that nothing else has.
fn free_id(taken: &[String], stem: &str) -> String {
    let ids = (1..).map(|number| format!("{stem}{number}"));
    ids.into_iter().find(|id| !taken.contains(id)).unwrap_or_default()
}
