//! What an assistant can ask.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::app::record::{DeadlineFilter, Filter, Record, RecordError};
use crate::app::views::incident::{deadline, row};
use crate::app::views::{self, law};
use crate::cli::invocation::Invocation;
use crate::core::ids::ObligationName;
use crate::core::time::WallTime;
use crate::core::toml_text::reader::suggestion_or;

/// A question. None of them changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Incidents,
    Deadlines,
    Why,
    LawList,
    LawShow,
}

pub(super) const TOOLS: [Tool; 5] = [
    Tool::Incidents,
    Tool::Deadlines,
    Tool::Why,
    Tool::LawList,
    Tool::LawShow,
];

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Flag,
    Text,
    /// A text that must be given.
    NeededText,
    /// A whole number.
    Number,
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Type::Flag => "boolean",
            Type::Text | Type::NeededText => "string",
            Type::Number => "integer",
        }
    }

    /// What is taken, for whoever gave something else.
    fn words(self) -> &'static str {
        match self {
            Type::Flag => "true or false",
            Type::Text | Type::NeededText => "a string of at most 300 bytes",
            Type::Number => "a whole number",
        }
    }

    fn fits(self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Type::Flag | Type::Text | Type::Number, None) => true,
            (Type::Flag, Some(value)) => value.is_boolean(),
            (Type::Text | Type::NeededText, Some(value)) => {
                value.as_str().is_some_and(|text| text.len() <= LONGEST_ARGUMENT)
            }
            (Type::Number, Some(value)) => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
            (Type::NeededText, None) => false,
        }
    }
}

/// How many deadlines are listed for an assistant that does not say how many it wants: it may have to read them all.
const LISTED: u32 = 1_000;

/// In bytes; codes and ids are shorter.
const LONGEST_ARGUMENT: usize = 300;

impl Tool {
    pub(super) fn name(self) -> &'static str {
        match self {
            Tool::Incidents => "incidents",
            Tool::Deadlines => "deadlines",
            Tool::Why => "why",
            Tool::LawList => "law_list",
            Tool::LawShow => "law_show",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Tool::Incidents => "List the open incidents with their codes, stages and next deadlines",
            Tool::Deadlines => {
                "List the dated obligations of all incidents, soonest first: the first 1000 unless `limit` says how many"
            }
            Tool::Why => {
                "Explain the verdict and the deadline of an obligation of an incident, with steps and citations"
            }
            Tool::LawList => "List the regimes of the law, or those whose id, name or jurisdiction contains some words",
            Tool::LawShow => "Show a regime: every version, obligation and source",
        }
    }

    fn arguments(self) -> &'static [(&'static str, Type)] {
        match self {
            Tool::Incidents => &[("exercises", Type::Flag)],
            Tool::Deadlines => &[("exercises", Type::Flag), ("limit", Type::Number)],
            Tool::Why => &[("incident", Type::NeededText), ("obligation", Type::NeededText)],
            Tool::LawList => &[("search", Type::Text)],
            Tool::LawShow => &[("regime", Type::NeededText)],
        }
    }

    /// As a list of tools describes it.
    pub(super) fn described(self) -> Value {
        let arguments = self.arguments().iter();
        let described = arguments
            .clone()
            .map(|(name, of)| ((*name).to_owned(), json!({ "type": of.name() })));
        let needed = arguments.filter(|(_, of)| *of == Type::NeededText);
        let needed: Vec<&str> = needed.map(|(name, _)| *name).collect();
        json!({
            "name": self.name(),
            "description": self.words(),
            "inputSchema": {
                "type": "object",
                "properties": described.collect::<Map<String, Value>>(),
                "required": needed,
                "additionalProperties": false,
            },
            "annotations": { "readOnlyHint": true, "openWorldHint": false },
        })
    }

    /// Refuses arguments that the tool does not know, lacks, or that are of another type.
    fn check(self, arguments: &Value) -> Result<(), String> {
        let none = Map::new();
        let given = match arguments.is_null() {
            true => &none,
            false => arguments.as_object().ok_or("the arguments are not an object")?,
        };
        let known = self.arguments();
        if let Some(unknown) = given.keys().find(|key| !known.iter().any(|(name, _)| name == key)) {
            return Err(format!("unknown argument `{unknown}`"));
        }
        match known.iter().find(|(name, of)| !of.fits(given.get(*name))) {
            Some((name, of)) => Err(format!("`{name}` must be {}", of.words())),
            None => Ok(()),
        }
    }
}

/// The record, and the clock.
pub(super) struct Answers<'a> {
    pub(super) call: &'a Invocation,
    pub(super) record: &'a Record,
}

impl Answers<'_> {
    /// The view, or why there is none.
    pub(super) fn answer(&self, tool: Tool, arguments: &Value) -> Result<Value, String> {
        tool.check(arguments)?;
        let text = |name: &str| arguments[name].as_str().unwrap_or_default();
        let exercises = arguments["exercises"].as_bool().unwrap_or(false);
        let now = self.call.later();
        match tool {
            Tool::Incidents => self.incidents(exercises),
            Tool::Deadlines => {
                let limit = arguments["limit"].as_u64().and_then(|limit| u32::try_from(limit).ok());
                self.deadlines(exercises, limit.unwrap_or(LISTED), now)
            }
            Tool::Why => self.why(text("incident"), text("obligation"), now),
            Tool::LawList => self.regimes(text("search")),
            Tool::LawShow => self.regime(text("regime")),
        }
    }

    fn incidents(&self, exercises: bool) -> Result<Value, String> {
        let filter = Filter {
            exercises: (!exercises).then_some(false),
            ..Filter::default()
        };
        let rows = self.record.list(&filter).map_err(refused)?;
        viewed(&rows.iter().map(row).collect::<Vec<_>>())
    }

    fn deadlines(&self, exercises: bool, limit: u32, now: WallTime) -> Result<Value, String> {
        let rows = self
            .record
            .deadlines(&DeadlineFilter::all(exercises, Some(limit)))
            .map_err(refused)?;
        let views = rows.iter().map(|(summary, row)| {
            let story = self.record.story(summary, now)?;
            Ok(deadline(summary, row, story))
        });
        viewed(&views.collect::<Result<Vec<_>, RecordError>>().map_err(refused)?)
    }

    fn why(&self, incident: &str, wanted: &str, now: WallTime) -> Result<Value, String> {
        let loaded = self.record.load(incident).map_err(refused)?;
        let story = loaded.incident.now(now);
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, story);
        let view = assessed.map_err(refused)?.view;
        let named = ObligationName::from(wanted);
        let found: Vec<_> = view.obligations.iter().filter(|o| named.covers(&o.id)).collect();
        if found.is_empty() {
            let ids: Vec<&str> = view.obligations.iter().map(|o| o.id.as_str()).collect();
            let hint = suggestion_or(wanted, &ids, "an obligation is REGIME/NAME, such as us-tx/regulator");
            return Err(format!("unknown obligation `{wanted}` ({hint})"));
        }
        viewed(&json!({
            "incident": loaded.incident.code,
            "as_of": views::utc(story.at()),
            "obligations": found,
        }))
    }

    fn regimes(&self, search: &str) -> Result<Value, String> {
        let wanted = search.to_lowercase();
        let rows = law::rows(&self.record.rules).into_iter().filter(|row| {
            let text = format!("{} {} {}", row.id, row.name, row.jurisdiction).to_lowercase();
            text.contains(&wanted)
        });
        viewed(&rows.collect::<Vec<_>>())
    }

    fn regime(&self, id: &str) -> Result<Value, String> {
        let rules = &self.record.rules;
        if let Some(regime) = rules.regime(id) {
            return viewed(&law::whole(rules, regime));
        }
        let ids: Vec<&str> = rules.regimes.iter().map(|regime| regime.id.as_str()).collect();
        let hint = suggestion_or(id, &ids, "law_list has them all");
        Err(format!("unknown regime `{id}` ({hint})"))
    }
}

fn viewed(view: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(view).map_err(|error| error.to_string())
}

fn refused(error: RecordError) -> String {
    match error {
        RecordError::NoIncident { code, remedy } => format!("unknown incident `{code}` ({})", remedy.advice()),
        RecordError::Refused(refusal) => refusal.message,
        other @ (RecordError::Value { .. }
        | RecordError::Store(_)
        | RecordError::Unnoted(_)
        | RecordError::Zone { .. }
        | RecordError::Unopened { .. }
        | RecordError::Here { .. }) => other.to_string(),
    }
}
