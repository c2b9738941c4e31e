//! Reads conditions of scenarios.

use chrono::{DateTime, Utc};

use super::{Condition, Filed, Known, Letter, Near, Timing};
use crate::core::facts::FactValue;
use crate::core::facts::typed::value_in_file;
use crate::core::ids::TaskId;
use crate::core::time::{Zone, parse_moment};
use crate::core::toml_text::reader::{Table, Value};

/// Minutes beside a right moment that still count as that moment.
const TOLERANCE: u64 = 15;

/// The kinds, for the message where none is named.
const KINDS: &str = "fact, decided, filed, not_required, letter, called, answered, evidence, note, task, hold, stage, \
                     playbook, closed, reopened, action, any, all or not";

impl Condition {
    /// Reads a condition; a table that names none is reported.
    pub fn read(table: Table<'_, '_>, zone: &Zone) -> Option<Condition> {
        let condition = Condition::grouped(&table, zone)
            .or_else(|| Condition::fact(&table, zone))
            .or_else(|| Condition::done(&table))
            .or_else(|| Condition::recorded(&table));
        if condition.is_none() {
            table.wrong("this condition tests nothing", Some(format!("name one of {KINDS}")));
        }
        table.finish();
        condition
    }

    fn grouped(table: &Table<'_, '_>, zone: &Zone) -> Option<Condition> {
        let list = |key: &'static str| {
            let inner: Vec<Condition> = table
                .tables(key)
                .into_iter()
                .filter_map(|inner| Condition::read(inner, zone))
                .collect();
            (!inner.is_empty()).then_some(inner)
        };
        list("any")
            .map(Condition::Any)
            .or_else(|| list("all").map(Condition::All))
            .or_else(|| Some(Condition::Not(Box::new(Condition::read(table.table("not")?, zone)?))))
    }

    fn fact(table: &Table<'_, '_>, zone: &Zone) -> Option<Condition> {
        let key = table.text("fact")?;
        if let Err(error) = crate::app::files::typed_values::fact_key(&key) {
            table.wrong(error.to_string(), Some(error.hint));
        }
        let tolerance = table.get("tolerance").and_then(|v| v.count()).unwrap_or(TOLERANCE);
        let near = table.get("near").and_then(|value| moment(&value, zone));
        let near = near.map(|moment| Near { moment, tolerance });
        let value = table.text("value").map(|typed| {
            // The same words as people type; moments are compared by `near`.
            let known = value_in_file(&key, &typed, zone);
            known.unwrap_or_else(|_| FactValue::recorded(&key, &typed, Some(zone)))
        });
        let least = table.get("least").and_then(|v| v.count());
        Some(Condition::Fact(Known {
            key,
            value,
            near,
            least,
        }))
    }

    fn done(table: &Table<'_, '_>) -> Option<Condition> {
        filed(table)
            .or_else(|| letter(table))
            .or_else(|| {
                let key = table.text("decided")?;
                let value = table.text("value");
                Some(Condition::Decided { key, value })
            })
            .or_else(|| {
                table
                    .text("not_required")
                    .map(|name| Condition::NotRequired(name.into()))
            })
    }

    fn recorded(table: &Table<'_, '_>) -> Option<Condition> {
        let timing = match table.flag("anew") {
            Some(true) => Timing::Anew,
            Some(false) | None => Timing::Early,
        };
        let called = |answered| move |role| Condition::Called { role, answered, timing };
        let yes = |key: &'static str, condition: Condition| table.flag(key).filter(|flag| *flag).map(|_| condition);
        let words = || Some(table.texts("note")).filter(|words| !words.is_empty());
        None.or_else(|| table.text("called").map(called(false)))
            .or_else(|| table.text("answered").map(called(true)))
            .or_else(|| table.text("evidence").map(|word| Condition::Evidence { word, timing }))
            .or_else(|| words().map(Condition::Note))
            .or_else(|| table.text("task").map(|task| Condition::Task(TaskId::stored(&task))))
            .or_else(|| table.text("hold").map(Condition::Delay))
            .or_else(|| table.get("stage")?.coded().map(Condition::Entered))
            .or_else(|| table.text("playbook").map(Condition::Playbook))
            .or_else(|| table.text("action").map(Condition::Action))
            .or_else(|| yes("closed", Condition::Closed))
            .or_else(|| yes("reopened", Condition::Reopened))
    }
}

fn moment(value: &Value<'_, '_>, zone: &Zone) -> Option<DateTime<Utc>> {
    let moment = parse_moment(&value.moment_text()?, Some(zone));
    if let Err(error) = &moment {
        value.wrong(error.to_string(), None);
    }
    Some(moment.ok()?.to_utc())
}

fn filed(table: &Table<'_, '_>) -> Option<Condition> {
    let obligation = table.text("filed")?;
    Some(Condition::Filed(Filed {
        obligation: obligation.into(),
        kind: table.get("kind").and_then(|v| v.coded()),
        in_time: table.flag("in_time").unwrap_or(false),
        in_order: table.flag("in_order").unwrap_or(false),
    }))
}

fn letter(table: &Table<'_, '_>) -> Option<Condition> {
    let template = table.text("letter")?;
    let clean = table.flag("clean").unwrap_or(false);
    let approved = table.flag("approved").unwrap_or(false) || clean;
    Some(Condition::Letter(Letter {
        template,
        approved,
        clean,
    }))
}
