//! One incident: where it stands, what runs out, what to do and what to find out.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Tabs};

use super::{cut, left, list, moment, parsed};
use crate::app::incident_views::{TaskRow, Whole};
use crate::app::views::{ObligationView, OpenFactView};
use crate::core::event::Stage;
use crate::core::fact::IncidentKind;
use crate::tui::model::{Model, Opened, Tab};

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, head: Rect, body: Rect) {
    let Some(opened) = &model.opened else {
        frame.render_widget(Paragraph::new("reading the incident …"), head);
        return;
    };
    let [name, rail] = Layout::vertical([Constraint::Length(1); 2]).areas(head);
    let whole = &opened.whole;
    let exercise = if whole.kind == IncidentKind::Exercise {
        "EXERCISE  "
    } else {
        ""
    };
    let title = format!("{exercise}{} {}", whole.code, whole.title);
    let when = moment(&whole.home_zone, model.now);
    let room = usize::from(name.width).saturating_sub(when.chars().count() + 1);
    let title = format!("{} {when}", cut(&title, room));
    frame.render_widget(
        Paragraph::new(title).style(Style::new().add_modifier(Modifier::BOLD)),
        name,
    );
    frame.render_widget(Paragraph::new(stages(whole)), rail);
    let [next, tabs, part] =
        Layout::vertical([Constraint::Length(2), Constraint::Length(1), Constraint::Min(3)]).areas(body);
    let step = Paragraph::new(format!("Next: {}", whole.next_step)).wrap(ratatui::widgets::Wrap { trim: true });
    frame.render_widget(step, next);
    let at = Tab::ALL.iter().position(|tab| *tab == model.tab).unwrap_or(0);
    let titles = Tab::ALL.map(|tab| {
        if tab == model.tab {
            format!("[{}]", tab.title())
        } else {
            tab.title().to_owned()
        }
    });
    frame.render_widget(Tabs::new(titles).select(at), tabs);
    draw_part(model, opened, frame, part);
}

/// The rail of stages, with a mark and a word for each.
fn stages(whole: &Whole) -> String {
    let mark = |stage: Stage| {
        let entered = whole.stages.iter().any(|(s, _)| *s == stage);
        let name = match stage {
            Stage::Internal => "Internal",
            Stage::Regulatory => "Regulatory",
            other => other.title(),
        };
        match (stage == whole.stage, entered) {
            (true, _) => format!("{name} ◐"),
            (false, true) => format!("{name} ●"),
            (false, false) => format!("{name} ○"),
        }
    };
    let risk = whole.assessment.risk.as_ref().and_then(|risk| risk.suggested.clone());
    let severity = risk.map(|risk| format!("   risk {risk}")).unwrap_or_default();
    format!("{}{severity}", Stage::ALL.map(mark).join(" ── "))
}

fn draw_part(model: &Model, opened: &Opened, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width.saturating_sub(4));
    let view = &opened.whole.assessment;
    let (title, lines): (String, Vec<Line<'_>>) = match model.tab {
        Tab::Duties => {
            let count = |verdict: &str| view.obligations.iter().filter(|o| o.verdict == verdict).count();
            let title = format!(
                "DUE {}  POSSIBLE {}  NOT DUE {}",
                count("due"),
                count("possible"),
                count("not_due")
            );
            let rows = model.duties();
            (
                title,
                rows.iter().map(|o| Line::from(duty(model, opened, o, width))).collect(),
            )
        }
        Tab::Facts => {
            let rows = view
                .open_facts
                .iter()
                .map(|fact| Line::from(open_fact(model, fact, width)));
            ("Enter opens the input of a fact".to_owned(), rows.collect())
        }
        Tab::Tasks => {
            let rows = opened.tasks.iter().map(|task| Line::from(step(model, task, width)));
            ("Steps of the playbooks in use".to_owned(), rows.collect())
        }
        Tab::Log => {
            let rows = opened.log.iter().map(|row| {
                let when = moment(&opened.whole.home_zone, parsed(&row.datetime));
                Line::from(cut(
                    &format!("#{} {when} {} {}", row.seq, row.actor, row.message),
                    width,
                ))
            });
            ("What was recorded".to_owned(), rows.collect())
        }
    };
    list(frame, area, &title, lines, model.on_tab);
}

fn duty(model: &Model, opened: &Opened, o: &ObligationView, width: usize) -> String {
    let mark = if o.verdict == "due" { "●" } else { "◌" };
    let done = opened.whole.dispositions.get(&o.id).map(|d| d.state.clone());
    let when = match (&done, &o.deadline, &o.no_date) {
        (Some(state), _, _) => state.clone(),
        // What is only possible cannot be overdue.
        (None, Some(deadline), _) if o.verdict == "possible" => {
            left(model.now, parsed(&deadline.strict)).replace("OVERDUE", "past")
        }
        (None, Some(deadline), _) => left(model.now, parsed(&deadline.strict)),
        (None, None, Some(_)) => "clock not begun".to_owned(),
        (None, None, None) => "no number in law".to_owned(),
    };
    let whom = o
        .authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.replace('_', " "));
    let id = 30.min(width / 2);
    let rest = width.saturating_sub(2 + id + 20);
    format!(
        "{mark} {}{}{}",
        cut(&o.id, id),
        cut(&format!(" {when}"), 20),
        cut(&format!(" {whom}"), rest)
    )
}

fn open_fact(model: &Model, fact: &OpenFactView, width: usize) -> String {
    let soon = fact
        .soonest
        .as_ref()
        .map(|at| format!(", first in {}", left(model.now, parsed(at))));
    let settles = format!(" settles {}{}", fact.settles, soon.unwrap_or_default());
    let room = width.saturating_sub(settles.chars().count());
    format!("{}{settles}", cut(&fact.question, room))
}

fn step(model: &Model, task: &TaskRow, width: usize) -> String {
    let due = task
        .due
        .as_ref()
        .map(|due| left(model.now, parsed(due)))
        .unwrap_or_default();
    let room = width.saturating_sub(4 + 16 + 20);
    format!(
        "[ ] {}{}{}",
        cut(&task.title, room),
        cut(&format!(" {}", task.owner), 16),
        cut(&format!(" {due}"), 20)
    )
}
