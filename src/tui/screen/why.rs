//! How do you get to that date?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::{left, moment, parsed};
use crate::app::views::ObligationView;
use crate::tui::model::Model;

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, head: Rect, body: Rect) {
    let Some(duty) = model.duty() else {
        frame.render_widget(Paragraph::new("no duty is selected"), head);
        return;
    };
    let [name, whom] = Layout::vertical([Constraint::Length(1); 2]).areas(head);
    let exercise = model
        .opened
        .as_ref()
        .is_some_and(|o| o.whole.kind == crate::core::fact::IncidentKind::Exercise);
    let exercise = if exercise { "EXERCISE  " } else { "" };
    let bold = Style::new().add_modifier(Modifier::BOLD);
    frame.render_widget(
        Paragraph::new(format!("{exercise}{} · {}", duty.id, duty.name)).style(bold),
        name,
    );
    let told = duty
        .authority
        .name
        .clone()
        .unwrap_or_else(|| duty.recipient.replace('_', " "));
    let at = duty
        .authority
        .at
        .clone()
        .map(|at| format!(" · {at}"))
        .unwrap_or_default();
    frame.render_widget(Paragraph::new(format!("to {told}{at}")), whom);
    let text = Paragraph::new(lines(model, duty))
        .wrap(Wrap { trim: false })
        .scroll((model.scroll, 0));
    frame.render_widget(text.block(Block::bordered().title(headline(model, duty))), body);
}

fn headline(model: &Model, duty: &ObligationView) -> String {
    let verdict = duty.verdict.replace('_', " ").to_uppercase();
    match (&duty.deadline, &duty.no_date) {
        (Some(deadline), _) => {
            let strict = parsed(&deadline.strict);
            format!(
                "{verdict} {} · {}",
                moment(&deadline.zone, strict),
                left(model.now, strict)
            )
        }
        (None, Some(why)) => format!("{verdict} · {why}"),
        (None, None) => format!("{verdict} · no number in law"),
    }
}

fn lines(model: &Model, duty: &ObligationView) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut add = |word: &str, text: String| lines.push(Line::from(format!("{word:<9} {text}")));
    for reason in &duty.reasons {
        let cite = reason
            .cite
            .as_deref()
            .map(|cite| format!("  [{cite}]"))
            .unwrap_or_default();
        add("Because", format!("{}{cite}", reason.text));
    }
    for fact in &duty.missing {
        add("Unknown", fact.clone());
    }
    for step in duty.deadline.iter().flat_map(|deadline| &deadline.steps) {
        add("Counted", step.clone());
    }
    for reading in duty.deadline.iter().flat_map(|deadline| &deadline.readings) {
        let disputed = if reading.disputed { ", disputed" } else { "" };
        add(
            "Also",
            format!("{} reads {}{disputed}: {}", reading.name, reading.moment, reading.note),
        );
    }
    if let Some(standard) = &duty.standard {
        add("Standard", standard.clone());
    }
    for check in &duty.check {
        add("Check", check.clone());
    }
    if let Some(later) = &duty.follow_up {
        add("Later", later.clone());
    }
    add("Sure?", format!("{} · reviewed {}", duty.confidence, duty.reviewed_on));
    let tz = model.opened.as_ref().map(|opened| opened.whole.assessment.tzdb.clone());
    add(
        "Rests on",
        format!("tz database {} · {}", tz.unwrap_or_default(), crate::app::views::NOTICE),
    );
    lines
}
