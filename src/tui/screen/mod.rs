//! Drawing: reads the model and changes nothing.

mod board;
mod drill;
mod form;
mod incident;
mod law;
mod letters;
mod overlay;
mod read;
mod timeline;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

pub(super) use incident::parts;
pub(super) use read::{longest_scroll, text_of};

use super::keymap::keys_of;
use super::model::{Model, Screen};
use super::part::Row;
use super::theme::{Theme, Tone};
use super::words::{columns, cut, wrapped};

/// Where the lists of the screens stand, for the mouse.
pub(super) mod places {
    pub(in crate::tui) use super::board::lists as board;
    pub(in crate::tui) use super::drill::parts as drill;
    pub(in crate::tui) use super::incident::tab_names as tabs;
    pub(in crate::tui) use super::timeline::clock_at as clock;
}

/// Where things stand on every screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    /// Two lines: where am I, and what is the next thing to do.
    pub head: Rect,
    /// The screen's own.
    pub body: Rect,
    /// The last thing said.
    pub said: Rect,
    /// Keys.
    pub foot: Rect,
}

/// The areas of a terminal. What was said last gets the lines it needs, three at most.
pub(super) fn areas(model: &Model, whole: Rect) -> Areas {
    let said = wrapped(&model.message, usize::from(whole.width)).len().clamp(1, 3);
    let [head, body, said, foot] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Min(1),
        Constraint::Length(u16::try_from(said).unwrap_or(1)),
        Constraint::Length(1),
    ])
    .areas(whole);
    Areas { head, body, said, foot }
}

/// Draws everything.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let areas = areas(model, frame.area());
    match model.screen() {
        Screen::Board => board::draw(model, frame, areas),
        Screen::Incident => incident::draw(model, frame, areas),
        Screen::Timeline => timeline::draw(model, frame, areas),
        Screen::Law => law::draw(model, frame, areas),
        Screen::Letters => letters::draw(model, frame, areas),
        Screen::Room | Screen::Facilitator => drill::draw(model, frame, areas),
        Screen::Why | Screen::Regime | Screen::Audit => read::draw(model, frame, areas),
    }
    let said = wrapped(&model.message, usize::from(areas.said.width)).into_iter();
    let said: Vec<Line<'_>> = said
        .map(|line| Line::styled(line, model.theme.style(Tone::Head)))
        .collect();
    frame.render_widget(Paragraph::new(said), areas.said);
    frame.render_widget(Paragraph::new(footer(model, usize::from(areas.foot.width))), areas.foot);
    overlay::draw(model, frame);
}

/// The keys of the screen that fit into a width, each with the column it begins in.
pub(super) fn footer_keys(screen: Screen, width: usize) -> Vec<(usize, &'static super::keymap::Key)> {
    let mut used = 0;
    let mut keys = Vec::new();
    for key in keys_of(screen) {
        let wide = columns(key.label) + columns(key.words) + 3;
        if used + wide > width {
            break;
        }
        keys.push((used, key));
        used += wide;
    }
    keys
}

/// The keys of the screen, as many as fit; `?` shows all.
fn footer(model: &Model, width: usize) -> Line<'static> {
    let keys = footer_keys(model.screen(), width);
    let spans = keys.into_iter().flat_map(|(_, key)| {
        [
            Span::styled(key.label, model.theme.style(Tone::Key)),
            Span::raw(format!(" {}  ", key.words)),
        ]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// The first line of a screen: where am I on the left, the time on the right. An exercise says so before all else.
fn headline(model: &Model, area: Rect, left: &str, right: &str) -> Line<'static> {
    let width = usize::from(area.width);
    let exercise = if model.exercise() { "EXERCISE" } else { "" };
    let mut spans = Vec::new();
    let mut used = columns(right) + 1;
    if !exercise.is_empty() {
        spans.push(Span::styled(exercise, model.theme.style(Tone::Loud)));
        spans.push(Span::raw(" "));
        used += exercise.len() + 1;
    }
    spans.push(Span::styled(
        cut(left, width.saturating_sub(used)),
        model.theme.style(Tone::Head),
    ));
    spans.push(Span::raw(" "));
    spans.push(Span::raw(right.to_owned()));
    Line::from(spans)
}

/// The two lines of the head.
fn head(model: &Model, frame: &mut Frame<'_>, area: Rect, left: &str, right: &str, second: Line<'_>) {
    let [first, next] = Layout::vertical([Constraint::Length(1); 2]).areas(area);
    frame.render_widget(Paragraph::new(headline(model, first, left, right)), first);
    frame.render_widget(Paragraph::new(second), next);
}

/// The first row in sight, so that the one selected stands well inside.
pub(super) fn first_in_sight(selected: usize, rows: usize, height: usize) -> usize {
    let most = rows.saturating_sub(height);
    selected.saturating_sub(height / 2).min(most)
}

/// A box with a title.
fn framed(theme: Theme, title: &str) -> Block<'static> {
    Block::bordered().title(Span::styled(format!(" {title} "), theme.style(Tone::Head)))
}

/// A list of rows with the one selected in sight.
fn list(model: &Model, frame: &mut Frame<'_>, area: Rect, title: &str, rows: &[Row], selected: usize) {
    let height = usize::from(area.height.saturating_sub(2));
    let width = usize::from(area.width.saturating_sub(2));
    let first = first_in_sight(selected, rows.len(), height);
    let shown = rows.iter().enumerate().skip(first).take(height);
    let lines = shown.map(|(at, row)| line(model.theme, row, width, at == selected));
    let more = rows.len().saturating_sub(first + height);
    let block = framed(model.theme, title);
    let block = match more {
        0 => block,
        more => block.title_bottom(format!(" {more} more below ")),
    };
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()).block(block), area);
}

/// A row: a pointer, a mark, what it is, and at the right what is told about it.
fn line(theme: Theme, row: &Row, width: usize, selected: bool) -> Line<'static> {
    if !row.selectable() {
        return Line::styled(cut(&format!(" {}", row.left), width), theme.style(Tone::Head));
    }
    let pointer = if selected { "▶" } else { " " };
    let right = columns(&row.right).min(width * 3 / 5);
    let left = width.saturating_sub(5 + right);
    let text = format!(
        "{pointer}{} {} {} ",
        cut(row.mark, 1),
        cut(&row.left, left),
        cut(&row.right, right)
    );
    let tone = if selected { Tone::Selected } else { row.tone };
    Line::styled(text, theme.style(tone))
}
