//! The room's view of an exercise, and the facilitator's: what comes next, and did they do it?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, framed, head, list};
use crate::tui::drill::{behind, clock_words, rows};
use crate::tui::model::{Model, Screen};
use crate::tui::words::{moment, wrapped};

/// Columns from which the text stands beside the list.
const WIDE: u16 = 110;

/// List and text.
pub(in crate::tui) fn parts(model: &Model, body: Rect) -> [Rect; 2] {
    if body.width >= WIDE {
        return Layout::horizontal([Constraint::Percentage(55), Constraint::Min(40)]).areas(body);
    }
    let list = match model.screen() {
        Screen::Facilitator => Constraint::Percentage(68),
        _ => Constraint::Percentage(40),
    };
    Layout::vertical([list, Constraint::Min(5)]).areas(body)
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = &model.incident.opened else { return };
    let view = if model.screen() == Screen::Facilitator {
        "FACILITATOR"
    } else {
        "The room"
    };
    let title = format!("{} {view} · {}", opened.whole.code, opened.whole.title);
    let when = moment(&opened.whole.home_zone, model.moment().at());
    let second = match &model.incident.drill {
        Some(_) if model.screen() == Screen::Facilitator => format!("{} · {}", clock_words(model), observed(model)),
        Some(_) => clock_words(model),
        None => String::new(),
    };
    head(model, frame, areas.head, &title, &when, Line::from(second));
    let [left, right] = parts(model, areas.body);
    let name = if model.screen() == Screen::Facilitator {
        "Facilitator"
    } else {
        "Injects, newest first"
    };
    list(model, frame, left, name, &rows(model), model.incident.drill_at);
    let (title, text) = behind(model);
    let lines = wrapped(&text, usize::from(right.width.saturating_sub(2)));
    let height = usize::from(right.height.saturating_sub(2));
    let from = usize::from(model.scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, &title);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines, PgDn "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), right);
}

fn observed(model: &Model) -> String {
    let desk = model.incident.drill.as_ref();
    let (observations, improvements) = desk.map_or((0, 0), |d| (d.observations.len(), d.improvements));
    format!("{observations} observations, {improvements} improvements")
}
