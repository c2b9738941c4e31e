//! A form over a screen: its fields, the one at hand opened, each with what is wrong with it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use super::boxes::{marked, middle, named};
use super::framed;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::field::{Field, Kind, Need};
use crate::tui::widget::form::Form;
use crate::tui::words::{cut, wrapped};

/// Lines that may be said under a field.
const UNDER: usize = 3;
/// Columns that the text of a field is set in.
const INDENT: usize = 4;

/// What is said under a field: its problem always, its help only where it is at hand.
fn under(model: &Model, field: &Field, at_hand: bool, width: usize) -> Vec<String> {
    if !at_hand && field.problem.is_none() {
        return Vec::new();
    }
    let words = field.under(&model.zone(), model.here());
    let mut lines = wrapped(&words, width.saturating_sub(INDENT));
    lines.truncate(UNDER);
    lines
}

/// Lines that a field takes.
fn height(model: &Model, field: &Field, at_hand: bool, width: usize) -> usize {
    let typed = match (&field.kind, at_hand) {
        (_, false) => 1,
        (_, true) => 1 + typed_lines(field),
    };
    typed + under(model, field, at_hand, width).len()
}

/// Lines in which the field at hand is typed.
fn typed_lines(field: &Field) -> usize {
    match field.kind {
        Kind::Text => field.area.lines().len().clamp(3, 6),
        Kind::Line | Kind::Moment | Kind::Choice(_) | Kind::Codes(_) => 1,
    }
}

/// Lines put one below the other, as long as there is room.
struct Column {
    inner: Rect,
    y: u16,
    width: usize,
}

impl Column {
    fn put(&mut self, lines: usize, draw: impl FnOnce(Rect)) {
        let room = self
            .inner
            .bottom()
            .saturating_sub(self.y)
            .min(u16::try_from(lines).unwrap_or(u16::MAX));
        if room > 0 {
            draw(Rect {
                y: self.y,
                height: room,
                ..self.inner
            });
            self.y += room;
        }
    }

    fn lines(&mut self, model: &Model, frame: &mut Frame<'_>, lines: &[String], tone: Tone) {
        for line in lines {
            let text = Paragraph::new(line.as_str()).style(model.theme.style(tone));
            self.put(1, |at| frame.render_widget(text, at));
        }
    }
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, form: &Form) {
    let width = usize::from(frame.area().width.saturating_sub(6).min(98));
    let note = match form.note.is_empty() {
        true => Vec::new(),
        false => wrapped(&form.note, width),
    };
    let problem = form.problem.as_ref();
    let problem = problem.map(|p| wrapped(&format!("! {p}"), width)).unwrap_or_default();
    let heights: Vec<usize> = form
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| height(model, field, at == form.at, width))
        .collect();
    let area = middle(
        frame.area(),
        note.len() + problem.len() + heights.iter().sum::<usize>() + 3,
    );
    frame.render_widget(Clear, area);
    let keys = match form.sent {
        true => " saving … ",
        false => " Tab: next field · Ctrl-S: save · Esc: cancel, keeping a draft ",
    };
    let title = named(form.incident.as_ref(), &form.title);
    let block = framed(model.theme, &marked(model, &title)).title_bottom(keys);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let y = inner.y;
    let mut column = Column { inner, y, width };
    column.lines(model, frame, &problem, Tone::Overdue);
    column.lines(model, frame, &note, Tone::Quiet);
    // Where not everything fits, the fields before the one at hand give way.
    let room = usize::from(inner.height).saturating_sub(problem.len() + note.len());
    let skip = skipped(&heights, form.at, room);
    for (at, field) in form.fields.iter().enumerate().skip(skip) {
        draw_field(model, frame, &mut column, field, at == form.at);
    }
}

/// How many fields give way so that the one at hand is seen.
fn skipped(heights: &[usize], at: usize, room: usize) -> usize {
    let last = at.min(heights.len().saturating_sub(1));
    let fits = |skip: &usize| {
        heights
            .get(*skip..=last)
            .is_none_or(|shown| shown.iter().sum::<usize>() <= room)
    };
    (0..last).find(fits).unwrap_or(last)
}

/// A field: opened with the cursor in it, or as one line.
fn draw_field(model: &Model, frame: &mut Frame<'_>, column: &mut Column, field: &Field, at_hand: bool) {
    let width = column.width;
    if at_hand {
        let need = match field.need {
            Need::Required => "",
            Need::Expected => " (required)",
            Need::Optional => " (optional)",
        };
        let label = Line::styled(format!("▶ {}{need}", field.label), model.theme.style(Tone::Head));
        column.put(1, |at| frame.render_widget(Paragraph::new(label), at));
        column.put(typed_lines(field), |at| draw_typed(model, frame, field, at));
    } else {
        let text = field.text().replace('\n', " ⏎ ");
        let text = if text.is_empty() && field.need == Need::Optional {
            "–".to_owned()
        } else {
            text
        };
        let colon = if field.label.ends_with('?') { "" } else { ":" };
        let line = cut(&format!("  {}{colon} {text}", field.label), width);
        column.put(1, |at| frame.render_widget(Paragraph::new(line), at));
    }
    let tone = if field.problem.is_some() {
        Tone::Overdue
    } else {
        Tone::Quiet
    };
    let said = under(model, field, at_hand, width).into_iter();
    let said: Vec<String> = said.map(|line| format!("{}{line}", " ".repeat(INDENT))).collect();
    column.lines(model, frame, &said, tone);
}

/// What is typed into the field at hand, with the cursor.
fn draw_typed(model: &Model, frame: &mut Frame<'_>, field: &Field, area: Rect) {
    let indent = u16::try_from(INDENT).unwrap_or(0).min(area.width);
    let area = Rect {
        x: area.x + indent,
        width: area.width - indent,
        ..area
    };
    if let Kind::Choice(_) = field.kind {
        let line = Line::styled(format!("‹ {} ›", field.text()), model.theme.style(Tone::Selected));
        frame.render_widget(Paragraph::new(line), area);
        return;
    }
    let mut typed = field.area.clone();
    typed.set_style(Style::default());
    frame.render_widget(&typed, area);
}
