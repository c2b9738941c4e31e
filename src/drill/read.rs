//! Reads a scenario with every problem at once, and holds what must be true of one: ids that stand once, times that
//! only go forward, expected actions with an objective, questions for every module.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::condition::Condition;
use super::scenario::{
    CHANNELS, ClockEffect, Expected, Inject, Kind, Module, OBJECTIVES, Objective, ROLES, RightClock, Scenario,
};
use super::vary::{draw, filled, unfilled};
use crate::core::contact::{Channel, Contact, ROLES as CONTACT_ROLES};
use crate::core::drill::clock::of_minutes;
use crate::core::reader::{Problem, Reader, Table, Value, suggestion};
use crate::core::time::{Zone, parse_moment};

/// Reads a scenario as a seed draws it.
///
/// # Errors
/// Every problem, each with its place.
pub fn read(file: &str, text: &str, seed: u64) -> Result<Scenario, Vec<Problem>> {
    let drawn = drawn(file, text, seed)?;
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
    let scenario = scenario(&root, seed, drawn);
    root.finish();
    let problems = reader.into_problems();
    if problems.is_empty() {
        Ok(scenario)
    } else {
        Err(problems)
    }
}

/// What the seed draws: `[[vary]]` with `choices`, or with `min` and `max`.
fn drawn(file: &str, text: &str, seed: u64) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let reader = Reader::new(file, text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let mut drawn = BTreeMap::new();
    for table in root.tables("vary") {
        let key = table.need_text("key");
        let choices = table.texts("choices");
        let limits = (
            table.get("min").and_then(|v| v.count()),
            table.get("max").and_then(|v| v.count()),
        );
        let value = match limits {
            (Some(min), Some(max)) if min <= max => (min + draw(seed, &key, max - min + 1)).to_string(),
            (Some(_), Some(_)) => {
                table.wrong("`max` is less than `min`", None);
                String::new()
            }
            _ => {
                let at = draw(seed, &key, u64::try_from(choices.len()).unwrap_or(u64::MAX));
                usize::try_from(at)
                    .ok()
                    .and_then(|at| choices.get(at))
                    .cloned()
                    .unwrap_or_default()
            }
        };
        if value.is_empty() || value.contains(['"', '\\', '\n']) {
            let hint = "give choices of one line without quotes, or min and max".to_owned();
            table.wrong(format!("`{key}` has no choices"), Some(hint));
        }
        table.finish();
        drawn.insert(key, value);
    }
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(drawn) } else { Err(problems) }
}

fn scenario(root: &Table<'_, '_>, seed: u64, drawn: BTreeMap<String, String>) -> Scenario {
    // Read already, with the text as it was.
    root.get("vary");
    let zone = zone(root);
    let objectives = objectives(root);
    let injects = injects(root, &zone, seed);
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
        truth: root.table("truth").map(truth).unwrap_or_default(),
        modules: root.tables("module").into_iter().map(module).collect(),
        clocks: root
            .tables("clock")
            .into_iter()
            .map(|table| clock(table, &zone))
            .collect(),
        hot_wash: root.texts("hot_wash"),
        objectives,
        injects,
        zone,
        drawn,
    };
    whole(root, &scenario);
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

/// Texts that are each one of a closed list.
fn codes(table: &Table<'_, '_>, key: &'static str, what: &str, known: &[&str]) -> Vec<String> {
    let Some(items) = table.get(key).and_then(|v| v.items()) else {
        return Vec::new();
    };
    let code = |value: &Value<'_, '_>| value.code(what, known, |c| known.contains(&c).then(|| c.to_owned()));
    items.iter().filter_map(code).collect()
}

/// The organisation's facts, as people would type them.
fn profile(root: &Table<'_, '_>) -> Vec<(String, String)> {
    let Some(table) = root.get("organisation").and_then(|v| v.table()) else {
        root.wrong(
            "`[organisation]` is missing",
            Some("the organization affected: invented, never your own data".to_owned()),
        );
        return Vec::new();
    };
    let mut profile = Vec::new();
    for (key, at, value) in table.entries() {
        if let Err(error) = crate::app::input::fact_key(key) {
            table.wrong_at(at, error.to_string(), Some(error.hint));
        }
        if let Some(text) = value.text() {
            profile.push((key.to_owned(), text.to_owned()));
        }
    }
    profile
}

fn contact(table: Table<'_, '_>) -> Contact {
    let channels = table.tables("channels").into_iter().map(|channel| {
        let read = Channel {
            kind: channel.need_text("kind"),
            address: channel.need_text("address"),
            compromised: channel.flag("compromised").unwrap_or(false),
        };
        channel.finish();
        read
    });
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let contact = Contact {
        id: table.need_text("id"),
        name: table.need_text("name"),
        channels: channels.collect(),
        roles: codes(&table, "roles", "role of a contact", &CONTACT_ROLES),
        order: table.get("order").and_then(|v| v.count()).map_or(1, small),
        escalate_after: table.get("escalate_after").and_then(|v| v.count()).map_or(15, small),
    };
    table.finish();
    contact
}

fn truth(table: Table<'_, '_>) -> String {
    let text = table.need_text("summary");
    table.finish();
    text
}

fn objectives(root: &Table<'_, '_>) -> Vec<Objective> {
    let tables = root.tables("objective");
    let objective = |table: Table<'_, '_>| {
        let known = |code: &str| OBJECTIVES.contains(&code).then(|| code.to_owned());
        let objective = Objective {
            id: table
                .require("id")
                .and_then(|v| v.code("objective", &OBJECTIVES, known))
                .unwrap_or_default(),
            title: table.need_text("title"),
            capability: table.need_text("capability"),
            target: table.need_text("target"),
        };
        table.finish();
        objective
    };
    tables.into_iter().map(objective).collect()
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
        duty: table.need_text("duty"),
        due,
        inject: table.text("inject"),
        why: table.need_text("why"),
    };
    table.finish();
    clock
}

/// The injects; of those of one group the seed keeps one, and minutes shift by at most their jitter.
fn injects(root: &Table<'_, '_>, zone: &Zone, seed: u64) -> Vec<Inject> {
    let mut all: Vec<(Option<String>, Inject)> = Vec::new();
    for table in root.tables("inject") {
        let group = table.text("group");
        let jitter = table.get("jitter").and_then(|v| v.count()).unwrap_or(0);
        let mut inject = inject(table, zone);
        let shift = draw(seed, &format!("{} jitter", inject.id), jitter + 1);
        inject.at = inject.at.map(|at| at + shift);
        all.push((group, inject));
    }
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for group in all.iter().filter_map(|(group, _)| group.as_ref()) {
        *sizes.entry(group.clone()).or_default() += 1;
    }
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    all.retain(|(group, _)| {
        let Some(group) = group else { return true };
        let at = seen.entry(group.clone()).or_default();
        let kept = *at == draw(seed, group, sizes.get(group).copied().unwrap_or(1));
        *at += 1;
        kept
    });
    all.into_iter().map(|(_, inject)| inject).collect()
}

fn inject(table: Table<'_, '_>, zone: &Zone) -> Inject {
    let codes = Kind::CODES.map(|(code, _)| code);
    let kind = |code: &str| {
        Kind::CODES
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, kind)| *kind)
    };
    let channel = |code: &str| CHANNELS.contains(&code).then(|| code.to_owned());
    let inject = Inject {
        id: table.need_text("id"),
        at: table.get("at").and_then(|v| v.count()),
        story: moment(table.get("story"), zone),
        channel: table
            .require("channel")
            .and_then(|v| v.code("channel", &CHANNELS, channel))
            .unwrap_or_default(),
        from: table.need_text("from"),
        to: table.need_text("to"),
        subject: table.need_text("subject"),
        text: table.need_text("text").trim().to_owned(),
        attachments: table.tables("attachment").into_iter().map(attachment).collect(),
        kind: table
            .get("kind")
            .and_then(|v| v.code("kind", &codes, kind))
            .unwrap_or(Kind::Main),
        when: table.table("when").and_then(|when| Condition::read(when, zone)),
        clocks: table.tables("clock").into_iter().map(clock_effect).collect(),
        expect: table
            .tables("expect")
            .into_iter()
            .map(|expect| expected(expect, zone))
            .collect(),
    };
    match (inject.kind, inject.at) {
        (Kind::Contingency, Some(_)) => table.wrong("a contingency has no minute", None),
        (Kind::Main | Kind::TimeJump | Kind::Noise, None) => table.wrong("`at` is missing", None),
        _ => {}
    }
    if inject.kind == Kind::Noise && inject.clocks.iter().any(|c| c.does != "none") {
        table.wrong(format!("{} is noise and must not affect a clock", inject.id), None);
    }
    table.finish();
    inject
}

fn attachment(table: Table<'_, '_>) -> (String, String) {
    let attachment = (table.need_text("name"), table.need_text("text"));
    table.finish();
    attachment
}

fn clock_effect(table: Table<'_, '_>) -> ClockEffect {
    const DOES: [&str; 4] = ["starts", "moves", "stops", "none"];
    let known = |code: &str| DOES.contains(&code).then(|| code.to_owned());
    let effect = ClockEffect {
        of: table.need_text("of"),
        does: table
            .require("does")
            .and_then(|v| v.code("effect", &DOES, known))
            .unwrap_or_default(),
        why: table.need_text("why"),
    };
    table.finish();
    effect
}

fn expected(table: Table<'_, '_>, zone: &Zone) -> Expected {
    let known = |code: &str| OBJECTIVES.contains(&code).then(|| code.to_owned());
    let condition = |key| table.table(key).and_then(|inner| Condition::read(inner, zone));
    let expected = Expected {
        id: table.need_text("id"),
        action: table.need_text("action"),
        objective: table
            .require("objective")
            .and_then(|v| v.code("objective", &OBJECTIVES, known))
            .unwrap_or_default(),
        within: table.get("within").and_then(|v| v.count()),
        weight: table.get("weight").and_then(|v| v.count()).unwrap_or(1),
        done: condition("done"),
        wrong: condition("wrong"),
        evidence: table.text("evidence"),
        hint: table.text("hint"),
    };
    if expected.done.is_none() && expected.evidence.is_none() {
        let hint = "done = { … } for the engine, or evidence = \"…\" for the evaluator".to_owned();
        table.wrong(format!("{} has no test of when it is done", expected.id), Some(hint));
    }
    table.finish();
    expected
}

/// A branch may rest on an expected action; an action may not rest on another, which could go round in a circle.
fn branches(root: &Table<'_, '_>, scenario: &Scenario) {
    let all: Vec<&Expected> = scenario.injects.iter().flat_map(|inject| &inject.expect).collect();
    let known: Vec<&str> = all.iter().map(|expected| expected.id.as_str()).collect();
    let conditions = scenario.injects.iter().filter_map(|inject| inject.when.as_ref());
    for action in conditions.flat_map(Condition::actions) {
        if !known.contains(&action) {
            root.wrong(
                format!("a branch names the expected action `{action}`, which does not exist"),
                Some(suggestion(action, &known)),
            );
        }
    }
    for expected in all {
        let conditions = expected.done.iter().chain(&expected.wrong);
        if conditions.flat_map(Condition::actions).next().is_some() {
            root.wrong(
                format!("`{}` depends on another expected action", expected.id),
                Some("only the `when` of an inject can name one".to_owned()),
            );
        }
    }
}

/// What must be true of the whole.
fn whole(root: &Table<'_, '_>, scenario: &Scenario) {
    let mut ids = BTreeSet::new();
    let injects = scenario.injects.iter().map(|i| &i.id);
    let expected = scenario.injects.iter().flat_map(|i| i.expect.iter().map(|e| &e.id));
    for id in injects.chain(expected) {
        if !ids.insert(id) {
            root.wrong(format!("duplicate id `{id}`"), None);
        }
    }
    let named: BTreeSet<&str> = scenario.objectives.iter().map(|o| o.id.as_str()).collect();
    for missing in OBJECTIVES.iter().filter(|id| !named.contains(*id)) {
        let hint = "every scenario has all five, so that years can be compared".to_owned();
        root.wrong(format!("the objective `{missing}` is missing"), Some(hint));
    }
    for objective in &scenario.objectives {
        let counts = scenario
            .injects
            .iter()
            .flat_map(|i| &i.expect)
            .any(|e| e.objective == objective.id);
        if !counts {
            root.wrong(
                format!("no expected action counts for the objective `{}`", objective.id),
                None,
            );
        }
    }
    let known: Vec<&str> = scenario.injects.iter().map(|i| i.id.as_str()).collect();
    for id in scenario
        .clocks
        .iter()
        .filter_map(|c| c.inject.as_deref())
        .filter(|id| !known.contains(id))
    {
        root.wrong(
            format!("a clock names the unknown inject `{id}`"),
            Some(suggestion(id, &known)),
        );
    }
    branches(root, scenario);
    if scenario.hot_wash.is_empty() {
        root.wrong(
            "the hot wash has no questions",
            Some("add hot_wash = [\"…\"]".to_owned()),
        );
    }
    if !(1..=5).contains(&scenario.difficulty) {
        root.wrong("`difficulty` must be from 1 to 5", None);
    }
    forward(root, scenario);
}

/// Minutes and the story go forward, and the story at least as fast as the exercise, or it would have to step back.
fn forward(root: &Table<'_, '_>, scenario: &Scenario) {
    let mut last = (0, scenario.start, "the start".to_owned());
    for inject in &scenario.injects {
        let Some(at) = inject.at else { continue };
        let id = &inject.id;
        if of_minutes(at) < last.0 {
            root.wrong(format!("{id} comes before {}, which is listed above it", last.2), None);
            continue;
        }
        if at > scenario.minutes {
            root.wrong(format!("{id} comes after the end, minute {}", scenario.minutes), None);
        }
        let gone = chrono::TimeDelta::milliseconds(of_minutes(at) - last.0);
        match inject.story {
            Some(story) if story - last.1 < gone => {
                let hint = "the story never runs slower than the exercise".to_owned();
                root.wrong(
                    format!("the story time of {id} is before the moment the exercise has reached by then"),
                    Some(hint),
                );
            }
            Some(story) => last = (of_minutes(at), story, id.clone()),
            None => {}
        }
    }
}
