//! The board: which clock runs out first?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

use super::{cut, left, list, moment, parsed};
use crate::app::incident_views::{DeadlineRowView, RowView};
use crate::tui::model::Model;

/// Columns that the rows' own marks take.
const FRAME: u16 = 4;

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, head: Rect, body: Rect) {
    let [name, next] = Layout::vertical([Constraint::Length(1); 2]).areas(head);
    let title = format!("firebell  Board · {}", moment("UTC", model.now));
    frame.render_widget(
        Paragraph::new(title).style(Style::new().add_modifier(Modifier::BOLD)),
        name,
    );
    frame.render_widget(Paragraph::new(format!("Next: {}", next_words(model))), next);
    let coming = u16::try_from(model.coming.len())
        .unwrap_or(10)
        .min((body.height / 3).max(1))
        .max(1)
        + 2;
    let [rows, clocks] = Layout::vertical([Constraint::Min(4), Constraint::Length(coming)]).areas(body);
    incidents(model, frame, rows);
    let width = usize::from(clocks.width.saturating_sub(2));
    let lines: Vec<Line<'_>> = match model.coming.is_empty() {
        true => vec![Line::from("no dated duty is open")],
        false => model
            .coming
            .iter()
            .map(|row| Line::from(clock(model, row, width)))
            .collect(),
    };
    let block = Block::bordered().title("Coming up, all incidents");
    frame.render_widget(Paragraph::new(lines).block(block), clocks);
}

fn incidents(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(all) = &model.rows else {
        frame.render_widget(Paragraph::new("reading the record …").block(Block::bordered()), area);
        return;
    };
    let shown = model.shown();
    let width = usize::from(area.width.saturating_sub(FRAME));
    let lines = shown
        .iter()
        .map(|row| Line::from(incident(model, row, width)))
        .collect();
    let title = match model.search.is_empty() {
        true => format!("Incidents ({} open)", all.len()),
        false => format!("Incidents ({} of {} match “{}”)", shown.len(), all.len(), model.search),
    };
    list(frame, area, &title, lines, model.on_board);
}

fn incident(model: &Model, row: &RowView, width: usize) -> String {
    let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
    let next = row.next.as_ref().map(|next| left(model.now, parsed(&next.strict)));
    let next = next.unwrap_or_else(|| format!("{} possible", row.possible));
    let title = width.saturating_sub(12 + 12 + 20);
    format!(
        "{}{}{}{}",
        cut(&row.code, 12),
        cut(&format!("{exercise}{}", row.title), title),
        cut(&format!(" {}", row.stage), 12),
        cut(&format!(" {next}"), 20)
    )
}

fn clock(model: &Model, row: &DeadlineRowView, width: usize) -> String {
    let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
    let possible = if row.verdict == "due" { "" } else { " possible" };
    let strict = parsed(&row.strict);
    let duty = width.saturating_sub(20 + 29 + 12);
    format!(
        "{}{}{}{}",
        cut(&left(model.now, strict), 20),
        cut(&moment(&row.zone, strict), 29),
        cut(&row.code, 12),
        cut(&format!("{exercise}{}{possible}", row.obligation), duty)
    )
}

fn next_words(model: &Model) -> String {
    let first = model
        .coming
        .iter()
        .find(|row| row.verdict == "due" && row.kind == "real");
    match (first, &model.rows) {
        (Some(row), _) => format!(
            "{}, incident {}, {}",
            row.obligation,
            row.code,
            left(model.now, parsed(&row.strict))
        ),
        (None, Some(rows)) if rows.is_empty() => "press n to open an incident, or q to leave".to_owned(),
        (None, _) => "no due clock runs; look at what is possible".to_owned(),
    }
}
