//! The injects of a scenario, with what is expected after each.

use std::collections::BTreeMap;

use super::{moment, one_of};
use crate::core::drill::clock::ExerciseTime;
use crate::core::time::Zone;
use crate::core::toml_text::reader::{Table, suggestion};
use crate::drill::scenario::{Attachment, ClockEffect, Expected, Inject, InjectChannel, Kind, OBJECTIVES};
use crate::drill::scenario_files::shipped;
use crate::drill::scenario_files::shipped::Picture;
use crate::drill::scenario_files::vary::draw;
use crate::drill::scoring::condition::Condition;

/// The injects; of those of one group the seed keeps one, and minutes shift by at most their jitter.
pub(super) fn injects(root: &Table<'_, '_>, zone: &Zone, seed: u64) -> Vec<Inject> {
    let tables = root.tables("inject").into_iter();
    let all: Vec<Drawn> = tables.map(|table| Drawn::read(table, zone, seed)).collect();
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for group in all.iter().filter_map(|drawn| drawn.group.as_ref()) {
        *sizes.entry(group.clone()).or_default() += 1;
    }
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut is_kept = |drawn: &Drawn| {
        let Some(group) = &drawn.group else { return true };
        let at = seen.entry(group.clone()).or_default();
        let kept = *at == draw(seed, group, sizes.get(group).copied().unwrap_or(1));
        *at += 1;
        kept
    };
    let kept = all.into_iter().filter(|drawn| is_kept(drawn));
    kept.map(|drawn| drawn.inject).collect()
}

/// An inject at the minute the seed gives it, and the group of which the seed keeps one.
struct Drawn {
    group: Option<String>,
    inject: Inject,
}

impl Drawn {
    fn read(table: Table<'_, '_>, zone: &Zone, seed: u64) -> Drawn {
        let group = table.text("group");
        let jitter = table.get("jitter").and_then(|v| v.count()).unwrap_or(0);
        let mut inject = inject(table, zone);
        let shift = draw(seed, &format!("{} jitter", inject.id), jitter.saturating_add(1));
        inject.at = inject.at.map(|at| at.after_minutes(shift));
        Drawn { group, inject }
    }
}

/// Without one there is a problem, and no scenario.
fn channel(table: &Table<'_, '_>) -> InjectChannel {
    let given = table.require("channel").and_then(|value| value.coded());
    given.unwrap_or(InjectChannel::Note)
}

fn inject(table: Table<'_, '_>, zone: &Zone) -> Inject {
    let expected = |table| expected(table, zone);
    let inject = Inject {
        id: table.need_text("id"),
        at: table.get("at").and_then(|v| v.count()).map(ExerciseTime::at_minute),
        story: moment(table.get("story"), zone),
        channel: channel(&table),
        from: table.need_text("from"),
        to: table.need_text("to"),
        subject: table.need_text("subject"),
        cue: table.text("cue"),
        text: table.need_text("text").trim().to_owned(),
        own_text: table.text("own_text"),
        attachments: table.tables("attachment").into_iter().map(attachment).collect(),
        kind: table.get("kind").and_then(|v| v.coded()).unwrap_or(Kind::Main),
        when: table.table("when").and_then(|when| Condition::read(when, zone)),
        clocks: table.tables("clock").into_iter().map(clock_effect).collect(),
        expect: table.tables("expect").into_iter().map(expected).collect(),
    };
    fits_its_kind(&table, &inject);
    table.finish();
    inject
}

fn fits_its_kind(table: &Table<'_, '_>, inject: &Inject) {
    match (inject.kind, inject.at) {
        (Kind::Contingency, Some(_)) => table.wrong("a contingency has no minute", None),
        (Kind::Main | Kind::TimeJump | Kind::Noise, None) => table.wrong("`at` is missing", None),
        (Kind::Contingency, None) | (Kind::Main | Kind::TimeJump | Kind::Noise, Some(_)) => {}
    }
    if inject.kind == Kind::Noise && inject.clocks.iter().any(|c| c.does != "none") {
        table.wrong(format!("{} is noise and must not affect a clock", inject.id), None);
    }
}

fn attachment(table: Table<'_, '_>) -> Attachment {
    let attachment = Attachment {
        name: table.need_text("name"),
        text: table.need_text("text"),
        picture: picture(&table),
    };
    table.finish();
    attachment
}

/// A picture has its file's ending, so that what is written opens as what it is.
fn picture(table: &Table<'_, '_>) -> Option<Picture> {
    let named = table.text("picture")?;
    let found = shipped::picture(&named);
    if found.is_none() {
        let hint = suggestion(&named, &shipped::pictures());
        table.wrong(format!("unknown picture `{named}`"), Some(hint));
    }
    let is_png = table.text("name").is_some_and(|name| name.ends_with(".png"));
    if !is_png {
        table.wrong("the name of a picture ends in .png", None);
    }
    found
}

/// What an inject can do to a clock.
const EFFECTS: [&str; 4] = ["starts", "moves", "stops", "none"];

fn clock_effect(table: Table<'_, '_>) -> ClockEffect {
    let effect = ClockEffect {
        of: table.need_text("of"),
        does: one_of(&table, "does", "effect", &EFFECTS),
        why: table.need_text("why"),
    };
    table.finish();
    effect
}

fn expected(table: Table<'_, '_>, zone: &Zone) -> Expected {
    let condition = |key| table.table(key).and_then(|inner| Condition::read(inner, zone));
    let expected = Expected {
        id: table.need_text("id"),
        action: table.need_text("action"),
        objective: one_of(&table, "objective", "objective", &OBJECTIVES),
        within: table.get("within").and_then(|v| v.count()),
        weight: table.get("weight").and_then(|v| v.count()).unwrap_or(1),
        done: condition("done"),
        wrong: condition("wrong"),
        ask: table.text("ask"),
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
