//! Work: who does what, until when, and what waits for whom?

use chrono::{DateTime, TimeDelta, Utc};

use super::{Row, Target, obligation, resolved, short, step};
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::app::views::incident::{ReminderView, TaskRow};
use crate::core::event::Stage;
use crate::core::time::{StoryTime, span};
use crate::core::verdict::Verdict;
use crate::tui::form::reminder;
use crate::tui::model::Model;
use crate::tui::theme::Tone;

/// Whose work it is: what is mine comes first, what nobody has last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Mine,
    Of(String),
    Nobody,
}

/// A piece of work, and until when it should be done.
struct Work {
    whose: Whose,
    due: DateTime<Utc>,
    row: Row,
}

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let mut rows = vec![Row::head("Reminders and call-backs")];
    rows.extend(
        opened
            .whole
            .reminders
            .iter()
            .map(|kept| reminder_row(model, opened, kept)),
    );
    rows.extend(calls(opened, model.moment()));
    rows.push(Row::add(
        "set a reminder (R): call back in 15 minutes, next briefing 04:30",
        reminder::OPEN,
    ));
    let mut work: Vec<Work> = obligations(model, opened).chain(steps(model, opened)).collect();
    work.sort_by(|a, b| (&a.whose, a.due).cmp(&(&b.whose, b.due)));
    for group in work.chunk_by(|a, b| a.whose == b.whose) {
        rows.extend(
            group
                .first()
                .map(|first| Row::head(head(model, &first.whose, group.len()))),
        );
        rows.extend(group.iter().map(|work| work.row.clone()));
    }
    rows
}

fn head(model: &Model, whose: &Whose, count: usize) -> String {
    match whose {
        Whose::Mine => format!("Yours ({}) · {count}", model.start.actor),
        Whose::Of(name) => format!("{name} · {count}"),
        Whose::Nobody => format!("Due and given to nobody (A gives it to somebody) · {count}"),
    }
}

fn whose(model: &Model, owner: Option<&str>) -> Whose {
    match owner {
        None => Whose::Nobody,
        Some(owner) if model.known().is_mine(owner) => Whose::Mine,
        Some(owner) => Whose::Of(owner.replace('_', " ")),
    }
}

/// What is due and not resolved, or still owes a supplement, and whatever else somebody was given.
fn obligations<'m>(model: &'m Model, opened: &'m Opened) -> impl Iterator<Item = Work> + 'm {
    let all = opened.whole.assessment.obligations.iter();
    let owes = |o: &ObligationView| opened.to_follow.contains_key(o.id.as_str());
    let open = all.filter(move |o| o.verdict != Verdict::NotDue && (owes(o) || resolved(opened, o).is_none()));
    open.filter_map(move |o: &ObligationView| {
        let assigned = opened.whole.assigned.get(o.id.as_str());
        if assigned.is_none() && o.verdict != Verdict::Due {
            return None;
        }
        let strict = o.deadline.as_ref().map(|d| d.strict);
        let due = assigned.and_then(|assigned| assigned.due);
        let mut row = obligation(model, opened, o);
        if let Some(due) = due {
            row.right = format!("{} · wanted by {}", row.right, short(&opened.whole.home_zone, due));
        }
        Some(Work {
            whose: whose(model, assigned.map(|assigned| assigned.owner.as_str())),
            due: due.or(strict).unwrap_or(DateTime::<Utc>::MAX_UTC),
            row,
        })
    })
}

/// The open steps of the stage at hand, of the causes in use, and those that somebody was given.
fn steps<'m>(model: &'m Model, opened: &'m Opened) -> impl Iterator<Item = Work> + 'm {
    let at_hand = move |task: &&TaskRow| {
        let playbook = task.task.playbook();
        let of_stage = Stage::parse(playbook).is_none_or(|stage| stage == opened.whole.stage);
        task.done_at.is_none() && (task.given || of_stage)
    };
    opened.tasks.iter().filter(at_hand).map(move |task| Work {
        whose: whose(model, Some(&task.owner)),
        due: task.due.unwrap_or(DateTime::<Utc>::MAX_UTC),
        row: step(model, opened, task),
    })
}

fn reminder_row(model: &Model, opened: &Opened, kept: &ReminderView) -> Row {
    let left = kept.at - model.moment().at();
    let past = left <= TimeDelta::zero();
    let (when, tone) = match past {
        true => (format!("! {} ago", span(left)), Tone::Soon),
        false => (format!("in {}", span(left)), Tone::Plain),
    };
    let whom = kept.owner.as_deref().map(|who| format!(" · {who}")).unwrap_or_default();
    let at = short(&opened.whole.home_zone, kept.at);
    let right = format!("{at}, {when}{whom}");
    Row::new("◷", kept.about.clone(), right, tone, Target::Reminder(kept.entry))
}

/// Whoever was called and has not answered yet.
fn calls(opened: &Opened, now: StoryTime) -> Vec<Row> {
    let waiting = opened.calls.iter().filter(|call| call.answered.is_none());
    let tried = waiting.filter_map(|call| Some((call, call.escalates_at?)));
    tried
        .flat_map(|(call, escalates)| {
            let next = call.next.as_deref();
            let person = call.people.iter().find(|person| Some(person.id.as_str()) == next);
            person.map(|person| {
                let left = escalates - now.at();
                let words = format!("{}: {} has not answered yet", call.role.replace('_', " "), person.name);
                let right = match left <= TimeDelta::zero() {
                    true => "! call the next person".to_owned(),
                    false => format!("next call in {}", span(left)),
                };
                Row::new("▸", words, right, Tone::Due, Target::Call(person.id.clone()))
            })
        })
        .collect()
}
