//! What people type for a field, put in its place in a report, and what stands there as they would type it.

use serde_json::{Map, Number, Value, json};

use super::place::at;
use super::value::{lei, problem, problem_in};
use super::{FIELDS, Field, Kind, list};

/// The most affected entities of one report.
pub(super) const MOST_ENTITIES: usize = 200;

/// A field of a report; those of affected entities are there once for each of them.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    pub field: &'static Field,
    /// From 0.
    pub entity: usize,
}

/// Why a value has no place in a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{spot}: {problem}")]
pub struct Unfit {
    pub spot: String,
    pub problem: String,
    pub hint: Option<String>,
}

impl Spot {
    /// Finds the spot of a number such as `3.5`, or `1.5/2` for the second affected entity.
    pub fn named(text: &str) -> Option<Spot> {
        let (n, entity) = match text.split_once('/') {
            Some((n, entity)) => (n, entity.parse::<usize>().ok()?.checked_sub(1)?),
            None => (text, 0),
        };
        let field = FIELDS.iter().find(|field| field.n == n)?;
        ((entity == 0 || field.of_entity()) && entity < MOST_ENTITIES).then_some(Spot { field, entity })
    }

    /// Its number, as it is typed.
    pub fn number(self) -> String {
        match self.entity {
            0 => self.field.n.clone(),
            entity => format!("{}/{}", self.field.n, entity + 1),
        }
    }

    /// What stands there, as it would be typed.
    pub fn texts(self, report: &Value) -> Vec<String> {
        self.keys()
            .flat_map(|key| at_entity(report, key, self.entity))
            .flat_map(texts)
            .collect()
    }

    /// The values in what somebody has typed: several have commas between them.
    pub fn typed(self, text: &str) -> Vec<String> {
        match self.field.kind {
            Kind::Several | Kind::LeiOrCode => text.split(',').map(str::to_owned).collect(),
            Kind::Text
            | Kind::Utc
            | Kind::Duration
            | Kind::Percent
            | Kind::Money
            | Kind::Lei
            | Kind::Whole
            | Kind::Flag
            | Kind::Telephone
            | Kind::Email
            | Kind::Choice => vec![text.to_owned()],
        }
    }

    fn keys(self) -> impl Iterator<Item = &'static str> {
        self.field.key.split(" | ")
    }

    fn unfit(self, problem: impl Into<String>) -> Unfit {
        let named = self.field.list.as_deref().filter(|name| !list(name).is_empty());
        Unfit {
            spot: format!("{} {}", self.number(), self.field.label),
            problem: problem.into(),
            hint: named.map(|name| format!("its codes: firebell dora fields --list {name}")),
        }
    }

    /// Puts values there in the place of those there were; none takes the field out.
    ///
    /// # Errors
    /// Where a value is not what the field takes. The report is as it was then.
    pub fn put(self, report: &mut Value, typed: &[String]) -> Result<(), Unfit> {
        let typed: Vec<&str> = typed
            .iter()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        let values = self.values(&typed)?;
        let mut changed = report.clone();
        for key in self.keys() {
            remove(&mut changed, key, self.entity);
        }
        if self.field.n == CRITERIA {
            // They are items of a list, which hold what belongs to each.
            let types = self.place(&mut changed, "incident.classificationTypes")?;
            if !types.is_null() && !types.is_array() {
                return Err(self.unfit(MISPLACED));
            }
            criteria(types, &values.iter().flat_map(texts).collect::<Vec<_>>());
        } else {
            for value in values {
                let place = self.place(&mut changed, self.key_for(&value))?;
                if !place.is_null() {
                    return Err(self.unfit("takes an LEI, another code, or one of each"));
                }
                *place = value;
            }
        }
        prune(&mut changed);
        *report = changed;
        Ok(())
    }

    /// Of an LEI and a free code each has a key of its own.
    fn key_for(self, value: &Value) -> &'static str {
        let mut keys = self.keys();
        let first = keys.next().unwrap_or_default();
        match keys.next() {
            Some(code) if lei(value).is_some() => code,
            Some(_) | None => first,
        }
    }

    fn values(self, typed: &[&str]) -> Result<Vec<Value>, Unfit> {
        let values: Vec<Value> = match (self.field.kind, typed) {
            (_, []) => Vec::new(),
            (Kind::Several, typed) => vec![json!(typed)],
            (Kind::LeiOrCode, typed) => typed.iter().map(|text| json!(text)).collect(),
            (_, [one]) => vec![self.value(one)],
            (_, _) => return Err(self.unfit("takes one value")),
        };
        let text = |value: &Value| problem(Kind::Text, None, value);
        let wrong = |value: &Value| problem_in(self.field, value, text);
        match values.iter().find_map(wrong) {
            Some(wrong) => Err(self.unfit(wrong)),
            None => Ok(values),
        }
    }

    /// Nothing, where the text is no such value.
    fn value(self, typed: &str) -> Value {
        match self.field.kind {
            Kind::Whole => typed.parse::<u64>().map(Value::from).unwrap_or(Value::Null),
            Kind::Percent | Kind::Money => number(typed),
            Kind::Flag => match typed.to_ascii_lowercase().as_str() {
                "true" | "yes" => Value::Bool(true),
                "false" | "no" => Value::Bool(false),
                _ => Value::Null,
            },
            Kind::Text
            | Kind::Utc
            | Kind::Duration
            | Kind::Lei
            | Kind::LeiOrCode
            | Kind::Telephone
            | Kind::Email
            | Kind::Choice
            | Kind::Several => json!(typed),
        }
    }

    /// The place of a key, with all above it made where it is missing.
    fn place<'v>(self, report: &'v mut Value, key: &str) -> Result<&'v mut Value, Unfit> {
        let mut here = report;
        for step in key.split('.') {
            let (name, which) = apart(step);
            if here.is_null() {
                *here = json!({});
            }
            if !here.is_object() {
                return Err(self.unfit(MISPLACED));
            }
            here = &mut here[name];
            let Some(which) = which else { continue };
            if here.is_null() {
                *here = json!([]);
            }
            if !here.is_array() {
                return Err(self.unfit(MISPLACED));
            }
            let items = here.as_array().map(Vec::as_slice).unwrap_or_default();
            let length = items.len();
            let found = match which {
                "" => Some(self.entity),
                which => items.iter().position(|item| item["classificationCriterion"] == which),
            };
            let Some(found) = found.filter(|found| *found <= length) else {
                return Err(self.unfit(match which {
                    "" => format!("there is no affected entity {} yet", self.entity),
                    which => format!("belongs to the criterion `{which}`, which 2.5 does not have"),
                }));
            };
            if let Some(items) = here.as_array_mut().filter(|_| found == length) {
                items.push(json!({}));
            }
            here = &mut here[found];
        }
        Ok(here)
    }
}

const CRITERIA: &str = "2.5";
const MISPLACED: &str = "the report has something else in its place";

impl Field {
    /// Whether each affected entity has one.
    pub fn of_entity(&self) -> bool {
        self.key.starts_with("affectedEntity[]")
    }
}

/// How many affected entities a report has; one where it says nothing.
pub fn entities(report: &Value) -> usize {
    report["affectedEntity"].as_array().map_or(1, |all| all.len().max(1))
}

/// A step of a key: its name, and which item of a list is meant.
fn apart(step: &str) -> (&str, Option<&str>) {
    match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
        Some((name, which)) => (name, Some(which)),
        None => (step, None),
    }
}

fn at_entity<'v>(report: &'v Value, key: &str, entity: usize) -> Vec<&'v Value> {
    let all = key.strip_prefix("affectedEntity[].");
    match all.map(|rest| (rest, report["affectedEntity"].get(entity))) {
        Some((rest, Some(one))) => at(one, rest),
        Some((_, None)) => Vec::new(),
        None => at(report, key),
    }
}

/// A value as it would be typed.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(flag) => vec![flag.to_string()],
        Value::Number(number) => vec![number.to_string()],
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(_) => vec![value.to_string()],
    }
}

fn number(text: &str) -> Value {
    let whole = text.parse::<u64>().map(Number::from).ok();
    let number = whole.or_else(|| text.parse().ok().and_then(Number::from_f64));
    number.map_or(Value::Null, Value::Number)
}

/// Takes a value out wherever the key leads: one with `[]` in it can lead to several items of a list.
fn remove(report: &mut Value, key: &str, entity: usize) {
    let Some((above, name)) = key.rsplit_once('.') else {
        if let Some(report) = report.as_object_mut() {
            let _ = report.shift_remove(key);
        }
        return;
    };
    let mut here = vec![report];
    for step in above.split('.') {
        let (step, which) = apart(step);
        let named = here.into_iter().filter_map(|value| value.get_mut(step));
        here = match which {
            None => named.collect(),
            Some(which) => {
                let lists = named.filter_map(Value::as_array_mut);
                let meant = |(at, item): &(usize, &mut Value)| match which {
                    // All criteria are told at once, entities one by one.
                    "" => name == "classificationCriterion" || *at == entity,
                    which => item["classificationCriterion"] == which,
                };
                lists
                    .flat_map(|items| items.iter_mut().enumerate().filter(meant))
                    .map(|(_, item)| item)
                    .collect()
            }
        };
    }
    // The criteria stay, since what belongs to them hangs on them.
    if name != "classificationCriterion" {
        for item in here.into_iter().filter_map(Value::as_object_mut) {
            let _ = item.shift_remove(name);
        }
    }
}

/// Leaves the criteria that are meant, each with what belongs to it.
fn criteria(types: &mut Value, meant: &[String]) {
    let former = types.as_array().cloned().unwrap_or_default();
    let items = meant.iter().map(|code| {
        let known = former.iter().find(|item| item["classificationCriterion"] == **code);
        known
            .cloned()
            .unwrap_or_else(|| json!({ "classificationCriterion": code }))
    });
    *types = items.collect();
}

/// Takes out what is empty, and says of each entity what it is in the report.
fn prune(report: &mut Value) {
    empty(report);
    let Some(report) = report.as_object_mut() else { return };
    let role = |value: &mut Value, role: &str| {
        if let Some(entity) = value.as_object_mut() {
            entity.entry("entityType").or_insert_with(|| json!(role));
        }
    };
    for (name, words) in [
        ("submittingEntity", "SUBMITTING_ENTITY"),
        ("ultimateParentUndertaking", "ULTIMATE_PARENT_UNDERTAKING_ENTITY"),
    ] {
        if report
            .get(name)
            .is_some_and(|entity| entity.as_object().is_some_and(only_role))
        {
            let _ = report.shift_remove(name);
        }
        report.get_mut(name).into_iter().for_each(|entity| role(entity, words));
    }
    let affected = report.get_mut("affectedEntity").and_then(Value::as_array_mut);
    affected
        .into_iter()
        .flatten()
        .for_each(|entity| role(entity, "AFFECTED_ENTITY"));
}

fn only_role(parts: &Map<String, Value>) -> bool {
    parts.keys().all(|key| key == "entityType")
}

fn empty(value: &mut Value) {
    if let Value::Object(parts) = value {
        parts.values_mut().for_each(empty);
        parts.retain(|_, part| match part {
            Value::Null => false,
            Value::Object(inner) => !inner.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        });
    }
}
