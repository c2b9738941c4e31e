//! What is watched for alerts, and the title of the terminal: the deadlines, reminders and calls of the incident at hand,
//! and the next deadlines of the others.

use chrono::{DateTime, Utc};

use super::alerts::{Alert, Kind, Watched};
use super::model::Model;
use super::screen::incident::rows::resolved;
use crate::app::assessment::opened_incident::Call;
use crate::app::called;
use crate::core::time::span;
use crate::core::verdict::Verdict;

/// What is to be told now.
pub(super) fn due(model: &mut Model) -> Option<Alert> {
    let watched = of_incident(model).into_iter().chain(of_others(model)).collect();
    model.alerts.due(watched)
}

/// What is watched in the incident at hand, by its own clock.
fn of_incident(model: &Model) -> Vec<(Watched, DateTime<Utc>)> {
    let Some(opened) = model
        .opened()
        .filter(|opened| opened.as_of.is_none() && opened.whole.closed_at.is_none())
    else {
        return Vec::new();
    };
    let now = model.here().at();
    let watched = |kind, what: &str, at| Watched {
        incident: opened.whole.code.clone(),
        kind,
        what: what.to_owned(),
        at,
    };
    let all = opened.whole.assessment.obligations.iter();
    let due = all.filter(|o| o.verdict == Verdict::Due && resolved(opened, o).is_none());
    let known = model.known();
    let deadlines = due.filter_map(|o| {
        Some(watched(
            Kind::Deadline,
            &called::obligation(o),
            o.deadline.as_ref()?.strict,
        ))
    });
    let mine = |owner: &str| model.known().is_mine(owner);
    let assigned = opened
        .whole
        .assigned
        .iter()
        .filter(|(_, assigned)| mine(&assigned.owner));
    let open = assigned.filter(|(id, _)| {
        let done = opened.whole.dispositions.get(id.as_str());
        done.is_none_or(|done| !done.settles())
    });
    let wanted = open.filter_map(|(id, assigned)| Some(watched(Kind::Wanted, &known.obligation(id), assigned.due?)));
    let reminders = opened.whole.reminders.iter();
    let reminders = reminders.filter(|kept| kept.owner.as_deref().is_none_or(mine));
    let reminders = reminders.map(|kept| watched(Kind::Reminder, &kept.about, kept.at));
    let calls = opened.calls.iter().filter(|call| call.answered.is_none());
    let calls = calls.filter_map(|call| Some(watched(Kind::Escalation, &awaited(call), call.escalates_at?)));
    let all = deadlines.chain(wanted).chain(reminders).chain(calls);
    all.map(|one| (one, now)).collect()
}

/// Who has not answered, and what they are called for.
fn awaited(call: &Call) -> String {
    let role = call.role.replace('_', " ");
    let next = call.next.as_deref();
    match call.people.iter().find(|person| Some(person.id.as_str()) == next) {
        Some(person) => format!("{} ({role})", person.name),
        None => role,
    }
}

/// The next deadlines of the other real incidents, as the board was last read.
fn of_others(model: &Model) -> Vec<(Watched, DateTime<Utc>)> {
    let here = model.opened().map(|opened| opened.whole.code.as_str());
    let coming = model.board().coming.iter();
    let others = coming.filter(|row| row.verdict == Verdict::Due && Some(row.code.as_str()) != here);
    others
        .map(|row| {
            let one = Watched {
                incident: row.code.clone(),
                kind: Kind::Deadline,
                what: model.start.told_by(row),
                at: row.strict,
            };
            (one, model.now.at())
        })
        .collect()
}

/// The title of the terminal: what comes first, in the incident at hand or of all.
pub(super) fn title(model: &Model) -> String {
    let clocks = of_incident(model).into_iter();
    let all = match model.opened() {
        Some(_) => clocks.collect(),
        None => of_others(model),
    };
    let open = all.into_iter().filter(|(one, _)| one.kind == Kind::Deadline);
    let mark = if model.alerts.standing.is_some() { "! " } else { "" };
    match open.min_by_key(|(one, _)| one.at) {
        None => format!("{mark}firebell"),
        Some((one, now)) if one.at <= now => format!("{mark}firebell {} OVERDUE {}", one.incident, span(now - one.at)),
        Some((one, now)) => format!("{mark}firebell {} {}", one.incident, span(one.at - now)),
    }
}
