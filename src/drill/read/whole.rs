//! What must be true of a scenario as a whole: ids that stand once, times that only go forward, expected actions for
//! every objective.

use std::collections::BTreeSet;

use crate::core::drill::clock::ExerciseTime;
use crate::core::toml_text::reader::{Table, suggestion};
use crate::drill::scenario::{Expected, OBJECTIVES, Scenario};
use crate::drill::scoring::condition::Condition;

/// What must be true of the whole.
pub(super) fn whole(root: &Table<'_, '_>, scenario: &Scenario) {
    no_id_twice(root, scenario);
    objectives(root, scenario);
    clocks(root, scenario);
    branches(root, scenario);
    if scenario.hot_wash.is_empty() {
        let hint = "add hot_wash = [\"…\"]".to_owned();
        root.wrong("the hot wash has no questions", Some(hint));
    }
    if !(1..=5).contains(&scenario.difficulty) {
        root.wrong("`difficulty` must be from 1 to 5", None);
    }
    forward(root, scenario);
}

fn expected(scenario: &Scenario) -> impl Iterator<Item = &Expected> {
    scenario.injects.iter().flat_map(|inject| &inject.expect)
}

fn no_id_twice(root: &Table<'_, '_>, scenario: &Scenario) {
    let mut ids = BTreeSet::new();
    let injects = scenario.injects.iter().map(|inject| &inject.id);
    for id in injects.chain(expected(scenario).map(|expected| &expected.id)) {
        if !ids.insert(id) {
            root.wrong(format!("duplicate id `{id}`"), None);
        }
    }
}

fn objectives(root: &Table<'_, '_>, scenario: &Scenario) {
    let named: BTreeSet<&str> = scenario.objectives.iter().map(|o| o.id.as_str()).collect();
    for missing in OBJECTIVES.iter().filter(|id| !named.contains(*id)) {
        let hint = "every scenario has all five, so that years can be compared".to_owned();
        root.wrong(format!("the objective `{missing}` is missing"), Some(hint));
    }
    for objective in &scenario.objectives {
        if !expected(scenario).any(|expected| expected.objective == objective.id) {
            let id = &objective.id;
            root.wrong(format!("no expected action counts for the objective `{id}`"), None);
        }
    }
}

fn clocks(root: &Table<'_, '_>, scenario: &Scenario) {
    let known: Vec<&str> = scenario.injects.iter().map(|inject| inject.id.as_str()).collect();
    let named = scenario.clocks.iter().filter_map(|clock| clock.inject.as_deref());
    for id in named.filter(|id| !known.contains(id)) {
        let hint = suggestion(id, &known);
        root.wrong(format!("a clock names the unknown inject `{id}`"), Some(hint));
    }
}

/// A branch may rest on an expected action; an action may not rest on another, which could go round in a circle.
fn branches(root: &Table<'_, '_>, scenario: &Scenario) {
    let all: Vec<&Expected> = expected(scenario).collect();
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

/// Minutes and the story go forward, and the story at least as fast as the exercise, or it would have to step back.
fn forward(root: &Table<'_, '_>, scenario: &Scenario) {
    let mut last = (ExerciseTime::START, scenario.start, "the start".to_owned());
    for inject in &scenario.injects {
        let Some(at) = inject.at else { continue };
        let id = &inject.id;
        if at < last.0 {
            root.wrong(format!("{id} comes before {}, which is listed above it", last.2), None);
            continue;
        }
        if at > ExerciseTime::at_minute(scenario.minutes) {
            root.wrong(format!("{id} comes after the end, minute {}", scenario.minutes), None);
        }
        let gone = at.since(last.0);
        match inject.story {
            Some(story) if story - last.1 < gone => {
                let hint = "the story never runs slower than the exercise".to_owned();
                root.wrong(
                    format!("the story time of {id} is before the moment the exercise has reached by then"),
                    Some(hint),
                );
            }
            Some(story) => last = (at, story, id.clone()),
            None => {}
        }
    }
}
