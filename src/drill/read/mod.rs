//! Reads a scenario with every problem at once, and holds what must be true of one: ids that stand once, times that
//! only go forward, expected actions with an objective, questions for every module.

mod drawn;
mod injects;
mod truth;
mod whole;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::scenario::{Defensible, Module, OBJECTIVES, Objective, ROLES, RightClock, Scenario, TypedValue};
use super::scenario_files::vary::{filled, unfilled};
use crate::core::contact::{Channel, Contact, ROLES as CONTACT_ROLES};
use crate::core::time::{Zone, parse_moment};
use crate::core::toml_text::reader::{Problem, Reader, Table, Value};

/// More than anybody could deliver in an exercise.
const MOST_INJECTS: usize = 2_000;

/// Reads a scenario as a seed draws it.
///
/// # Errors
/// Every problem, each with its place.
pub fn read(file: &str, text: &str, seed: u64) -> Result<Scenario, Vec<Problem>> {
    let drawn = drawn::drawn(file, text, seed)?;
    if let Some(problem) = drawn::grown(file, text, &drawn) {
        return Err(vec![problem]);
    }
    // What is drawn stands on one line, so that the places of problems stay those of the file.
    let text = filled(text, &drawn);
    let reader = Reader::new(file, &text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    if let Some(key) = unfilled(&text) {
        root.wrong(
            format!("{{{{{key}}}}} has no variation"),
            Some("add [[vary]] with this key".to_owned()),
        );
    }
    let injects = root.tables("inject").len();
    if injects > MOST_INJECTS {
        root.wrong(
            format!("the scenario has {injects} injects; at most {MOST_INJECTS} are read"),
            None,
        );
        return Err(reader.into_problems());
    }
    let scenario = scenario(&root, seed, drawn);
    root.finish();
    let problems = reader.into_problems();
    if problems.is_empty() {
        Ok(scenario)
    } else {
        Err(problems)
    }
}

fn scenario(root: &Table<'_, '_>, seed: u64, drawn: BTreeMap<String, String>) -> Scenario {
    // Read already, with the text as it was.
    root.get("vary");
    let zone = zone(root);
    let objectives = root.tables("objective").into_iter().map(objective).collect();
    let injects = injects::injects(root, &zone, seed);
    let clock = |table| clock(table, &zone);
    let clocks = root.tables("clock").into_iter().map(clock).collect();
    let truth = root.table("truth").map(truth::truth).unwrap_or_default();
    let scenario = Scenario {
        id: root.need_text("id"),
        version: root.require("version").and_then(|v| v.count()).unwrap_or(1),
        title: root.need_text("title"),
        purpose: root.need_text("purpose"),
        audience: root.texts("audience"),
        minutes: root.require("minutes").and_then(|v| v.count()).unwrap_or(0),
        difficulty: root.require("difficulty").and_then(|v| v.count()).unwrap_or(1),
        language: root.need_text("language"),
        licence: root.need_text("licence"),
        start: moment(root.require("start"), &zone).unwrap_or_default(),
        roles: codes(root, "roles", "role", &ROLES),
        needs: root.texts("needs"),
        profile: profile(root),
        contacts: root.tables("contact").into_iter().map(contact).collect(),
        truth: truth.summary,
        facts: truth.facts,
        affected_percent: truth.affected_percent,
        modules: root.tables("module").into_iter().map(module).collect(),
        clocks,
        hot_wash: root.texts("hot_wash"),
        objectives,
        injects,
        zone,
        drawn,
    };
    whole::whole(root, &scenario);
    scenario
}

fn zone(root: &Table<'_, '_>) -> Zone {
    let name = root.need_text("home_zone");
    Zone::named(&name).unwrap_or_else(|error| {
        root.wrong(error.to_string(), Some("an IANA name such as Europe/Dublin".to_owned()));
        Zone::utc()
    })
}

fn moment(value: Option<Value<'_, '_>>, zone: &Zone) -> Option<DateTime<Utc>> {
    let value = value?;
    let text = value.moment_text()?;
    match parse_moment(&text, Some(zone)) {
        Ok(moment) => Some(moment.to_utc()),
        Err(error) => {
            value.wrong(
                error.to_string(),
                Some("such as \"2026-03-06T18:10:00+00:00\"".to_owned()),
            );
            None
        }
    }
}

/// A text that must be there and be one of a closed list; empty after a problem was reported.
fn one_of(table: &Table<'_, '_>, key: &'static str, what: &str, known: &[&str]) -> String {
    let code = |code: &str| known.contains(&code).then(|| code.to_owned());
    let value = table.require(key).and_then(|value| value.code(what, known, code));
    value.unwrap_or_default()
}

/// Texts that are each one of a closed list.
fn codes(table: &Table<'_, '_>, key: &'static str, what: &str, known: &[&str]) -> Vec<String> {
    let Some(items) = table.get(key).and_then(|v| v.items()) else {
        return Vec::new();
    };
    let code = |value: &Value<'_, '_>| value.code(what, known, |c| known.contains(&c).then(|| c.to_owned()));
    items.iter().filter_map(code).collect()
}

/// The organization's facts, as people would type them.
fn profile(root: &Table<'_, '_>) -> Vec<TypedValue> {
    let Some(table) = root.get("organisation").and_then(|v| v.table()) else {
        root.wrong(
            "`[organisation]` is missing",
            Some("the organization affected: invented, never your own data".to_owned()),
        );
        return Vec::new();
    };
    let mut profile = Vec::new();
    for (key, at, value) in table.entries() {
        if let Err(error) = crate::app::files::typed_values::fact_key(key) {
            table.wrong_at(at, error.to_string(), Some(error.hint));
        }
        if let Some(text) = value.text() {
            profile.push(TypedValue::new(key, text));
        }
    }
    profile
}

fn contact(table: Table<'_, '_>) -> Contact {
    let small = |key: &'static str, otherwise: u32| {
        let count = table.get(key).and_then(|v| v.count());
        count.map_or(otherwise, |n| u32::try_from(n).unwrap_or(u32::MAX))
    };
    let contact = Contact {
        id: table.need_text("id"),
        name: table.need_text("name"),
        channels: table.tables("channels").into_iter().map(channel).collect(),
        roles: codes(&table, "roles", "role of a contact", &CONTACT_ROLES),
        order: small("order", 1),
        escalate_after: small("escalate_after", 15),
    };
    table.finish();
    contact
}

fn channel(table: Table<'_, '_>) -> Channel {
    let channel = Channel {
        kind: table.need_text("kind"),
        address: table.need_text("address"),
        compromised: table.flag("compromised").unwrap_or(false),
    };
    table.finish();
    channel
}

fn objective(table: Table<'_, '_>) -> Objective {
    let objective = Objective {
        id: one_of(&table, "id", "objective", &OBJECTIVES),
        title: table.need_text("title"),
        capability: table.need_text("capability"),
        target: table.need_text("target"),
    };
    table.finish();
    objective
}

fn module(table: Table<'_, '_>) -> Module {
    let module = Module {
        id: table.need_text("id"),
        title: table.need_text("title"),
        from: table.require("from").and_then(|v| v.count()).unwrap_or(0),
        questions: table.texts("questions"),
    };
    if module.questions.is_empty() {
        table.wrong(
            format!("module {} has no questions", module.id),
            Some("add questions = [\"…\"]".to_owned()),
        );
    }
    table.finish();
    module
}

fn clock(table: Table<'_, '_>, zone: &Zone) -> RightClock {
    let not_due = table.flag("not_due").unwrap_or(false);
    let due = moment(table.get("due"), zone);
    if due.is_some() == not_due {
        table.wrong(
            "a clock is either due at a moment or not due",
            Some("due = \"…\", or not_due = true".to_owned()),
        );
    }
    let clock = RightClock {
        obligation: table.need_text("duty").into(),
        due,
        inject: table.text("inject"),
        why: table.need_text("why"),
        defensible: table.table("defensible").map(|table| defensible(table, due, zone)),
    };
    table.finish();
    clock
}

fn defensible(table: Table<'_, '_>, due: Option<DateTime<Utc>>, zone: &Zone) -> Defensible {
    let (from, until) = (moment(table.get("from"), zone), moment(table.get("until"), zone));
    let range = from.or(due).zip(until.or(due)).filter(|_| from.or(until).is_some());
    let not_due = table.flag("not_due").unwrap_or(false);
    let turned = range.is_some_and(|(from, until)| from > until || due.is_some_and(|due| due < from || until < due));
    if turned || (range.is_none() && !(not_due && due.is_some())) {
        let hint = "from = \"…\" up to the right moment, until = \"…\" from it on; both where it is not due; or not_due = true";
        table.wrong(
            "an answer that can be defended is another than the right one",
            Some(hint.to_owned()),
        );
    }
    let defensible = Defensible {
        due: range.map(|(from, until)| from..=until),
        not_due,
        why: table.need_text("why"),
    };
    table.finish();
    defensible
}
