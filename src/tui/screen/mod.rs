//! Drawing: reads the model and changes nothing.

mod board;
mod incident;
mod overlay;
mod why;

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{List, ListState, Paragraph};

use super::keymap::keys_of;
use super::model::{Model, Screen};
use crate::core::time::Zone;

/// Draws everything.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let [head, body, said, foot] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Min(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    match model.screen {
        Screen::Board => board::draw(model, frame, head, body),
        Screen::Incident => incident::draw(model, frame, head, body),
        Screen::Why => why::draw(model, frame, head, body),
    }
    frame.render_widget(
        Paragraph::new(model.message.as_str()).style(Style::new().add_modifier(Modifier::BOLD)),
        said,
    );
    frame.render_widget(Paragraph::new(footer(model, usize::from(foot.width))), foot);
    overlay::draw(model, frame);
}

/// The keys of the screen, as many as fit; `?` shows all.
fn footer(model: &Model, width: usize) -> Line<'static> {
    let mut spans = Vec::new();
    let mut used = 0;
    for key in keys_of(model.screen) {
        let words = format!(" {}  ", key.words);
        used += key.label.chars().count() + words.chars().count();
        if used > width {
            break;
        }
        spans.push(Span::styled(key.label, Style::new().add_modifier(Modifier::REVERSED)));
        spans.push(Span::raw(words));
    }
    Line::from(spans)
}

/// A list with the selected row in sight.
fn list(frame: &mut Frame<'_>, area: ratatui::layout::Rect, title: &str, rows: Vec<Line<'_>>, selected: usize) {
    let block = ratatui::widgets::Block::bordered().title(title.to_owned());
    let list = List::new(rows).block(block).highlight_symbol("▶ ");
    let mut state = ListState::default().with_selected(Some(selected));
    frame.render_stateful_widget(list, area, &mut state);
}

/// A text cut to a number of columns, with a mark where something is missing.
fn cut(text: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthChar as _;
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns.saturating_sub(1) {
            out.push('…');
            return out;
        }
        out.push(c);
    }
    let fill = columns.saturating_sub(used);
    out.extend(std::iter::repeat_n(' ', fill));
    out
}

/// How long until a moment, in two units: `2 d 4 h`, `OVERDUE 3 h 20 min`.
fn left(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let minutes = (at - now).num_minutes();
    let (days, hours, rest) = (minutes.abs() / 1440, minutes.abs() / 60 % 24, minutes.abs() % 60);
    let span = match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest:02} min"),
        (1..=13, _) => format!("{days} d {hours:02} h"),
        _ => format!("{days} d"),
    };
    if at < now { format!("OVERDUE {span}") } else { span }
}

fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.to_utc())
        .unwrap_or_default()
}

/// A moment in a named zone.
fn moment(zone: &str, at: DateTime<Utc>) -> String {
    let zone = Zone::named(zone).unwrap_or_else(|_| Zone::utc());
    crate::core::obligation::moment_words(&zone, at)
}
