//! The tables of the pack: participants, injects with their times, expected actions, deadlines, plan and log.

use chrono::{DateTime, Utc};

use super::PackFile;
use crate::app::files::csv_out::table;
use crate::app::reports::timeline;
use crate::app::views::utc;
use crate::core::drill::{DrillEvent, InjectState};
use crate::core::event::What;
use crate::core::event_words::ById;
use crate::drill::after_action::{Sources, played_on};
use crate::drill::corrective_actions::drafts::drafts;
use crate::drill::corrective_actions::list;
use crate::drill::scenario::Inject;

pub(super) fn tables(sources: &Sources<'_>) -> Vec<PackFile> {
    [
        ("participants.csv", participants(sources)),
        ("injects.csv", injects(sources)),
        ("actions.csv", actions(sources)),
        ("deadlines.csv", deadlines(sources)),
        ("corrective-actions.csv", plan(sources)),
        (
            "log.csv",
            timeline::spreadsheet(&timeline::rows(&sources.exercise.loaded, &ById)),
        ),
    ]
    .into_iter()
    .map(|(name, text)| PackFile::new(name, text))
    .collect()
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), utc)
}

fn minute(at: Option<i64>) -> String {
    at.map_or(String::new(), |at| at.to_string())
}

fn participants(sources: &Sources<'_>) -> String {
    let events = sources.exercise.loaded.events.iter().map(|stored| &stored.event);
    let joined = events.filter_map(|event| {
        let What::Drill(DrillEvent::Joined { role, deputy }) = &event.what else {
            return None;
        };
        let by = if *deputy { "deputy" } else { "holder" };
        Some(vec![
            role.clone(),
            by.to_owned(),
            utc(event.wall().at()),
            event.actor.clone(),
        ])
    });
    table(&["role", "by", "recorded_at", "recorded_by"], joined)
}

/// Every inject of the scenario: when it was planned, when it came by each clock, what became of it.
fn injects(sources: &Sources<'_>) -> String {
    let heads = [
        "inject",
        "planned_minute",
        "state",
        "minute",
        "wall_time",
        "story_time",
        "channel",
        "from",
        "to",
        "subject",
        "reason",
    ];
    let rows = sources
        .exercise
        .scenario
        .injects
        .iter()
        .map(|inject| inject_row(sources, inject));
    table(&heads, rows)
}

fn inject_row(sources: &Sources<'_>, inject: &Inject) -> Vec<String> {
    let planned = inject.at.map_or("when needed".to_owned(), |at| at.minute().to_string());
    let none = String::new;
    let (state, came, reason) = match sources.exercise.drill().injects.get(&inject.id) {
        Some(InjectState::Delivered { elapsed, story, wall }) => (
            "delivered",
            [elapsed.minute().to_string(), utc(wall.at()), utc(*story)],
            none(),
        ),
        Some(InjectState::Skipped { reason }) => ("skipped", [none(), none(), none()], reason.clone()),
        Some(InjectState::Held) => ("held", [none(), none(), none()], none()),
        None => ("not delivered", [none(), none(), none()], none()),
    };
    let mut row = vec![inject.id.clone(), planned, state.to_owned()];
    row.extend(came);
    row.push(inject.channel.code().to_owned());
    row.extend([&inject.from, &inject.to, &inject.subject].map(Clone::clone));
    row.push(reason);
    row
}

fn actions(sources: &Sources<'_>) -> String {
    let heads = [
        "action",
        "inject",
        "objective",
        "what",
        "weight",
        "outcome",
        "minute",
        "expected_by",
        "says",
        "remark",
    ];
    let rows = sources.found.score.actions.iter().map(|action| {
        let by = action
            .delivered
            .zip(action.within)
            .and_then(|(from, within)| Some(from + i64::try_from(within).ok()?));
        vec![
            action.id.clone(),
            action.inject.clone(),
            action.objective.clone(),
            action.action.clone(),
            action.weight.to_string(),
            action.outcome.words().to_owned(),
            minute(action.done),
            minute(by),
            action.by.clone().unwrap_or_default(),
            action.remark.clone().unwrap_or_default(),
        ]
    });
    table(&heads, rows)
}

fn deadlines(sources: &Sources<'_>) -> String {
    let heads = [
        "obligation",
        "name",
        "due_by_the_facts",
        "due_by_own_start",
        "filed",
        "result",
        "by_own_start",
        "zone",
    ];
    let rows = sources.found.obligations.iter().map(|clock| {
        vec![
            clock.obligation.to_string(),
            clock.name.clone(),
            moment(clock.right),
            moment(clock.due),
            moment(clock.filed),
            clock.state.words().to_owned(),
            clock.own.map_or(String::new(), |own| own.words().to_owned()),
            clock.zone.name().to_owned(),
        ]
    });
    table(&heads, rows)
}

/// What was adopted, with its state, and what is drafted.
fn plan(sources: &Sources<'_>) -> String {
    let heads = [
        "number",
        "what",
        "element",
        "owner",
        "due",
        "evidence",
        "state",
        "closed_on",
        "closed_by",
    ];
    let (exercise, found) = (sources.exercise, sources.found);
    let adopted = list::of(&found.code, &found.title, exercise.drill(), sources.today);
    let adopted = adopted.into_iter().map(|item| {
        let closed = item.closed.as_ref();
        vec![
            item.id,
            item.action,
            item.element,
            item.owner,
            item.due.to_string(),
            item.proof.unwrap_or_default(),
            item.state.to_owned(),
            closed.map_or(String::new(), |closed| closed.on.to_string()),
            closed.map_or(String::new(), |closed| closed.proof.clone()),
        ]
    });
    let drafted = drafts(exercise, found, played_on(exercise).unwrap_or(sources.today));
    let drafted = drafted.into_iter().map(|draft| {
        vec![
            draft.from,
            draft.action,
            draft.element.code().to_owned(),
            draft.owner,
            draft.due.to_string(),
            draft.proof,
            "draft, not adopted".to_owned(),
            String::new(),
            String::new(),
        ]
    });
    table(&heads, adopted.chain(drafted))
}
