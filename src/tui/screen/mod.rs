//! The screens, one folder each: its state, what its keys do, its rows, its drawing. Drawing reads the model and changes
//! nothing.

pub(super) mod at_hand;
pub(super) mod audit;
pub(super) mod authority_form;
pub(super) mod board;
pub(super) mod boxes;
pub(super) mod exercise;
mod form;
pub(super) mod incident;
pub(super) mod law;
pub(super) mod layout;
pub(super) mod letters;
mod long_text;
pub(super) mod name;
pub(super) mod opening;
mod overlay;
pub(super) mod overlay_hit;
mod plain_glyphs;
pub(super) mod scenario;
pub(super) mod stack;
mod team_mark;
pub(super) mod text;
pub(super) mod text_box;
pub(super) mod timeline;
pub(super) mod wall;
pub(super) mod why;

use crate::core::exercise_mark::MarkPlace;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

use incident::state::View;
use layout::{Areas, areas, first_in_sight, footer_keys, whose};
use stack::Screen;

use super::model::Model;
use super::search::marked;
use super::theme::{Theme, Tone};
use super::widget::overlay::Overlay;
use super::widget::row::Row;
use super::words::{columns, cut, wrapped};

/// Columns and rows below which nothing can be read, and no key does anything but leave.
pub(super) const LEAST: (u16, u16) = (30, 8);

/// Draws everything.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let (width, height) = (frame.area().width, frame.area().height);
    if width < LEAST.0 || height < LEAST.1 {
        let words = format!(
            "Too small: {} by {} at least. Nothing is lost; q leaves.",
            LEAST.0, LEAST.1
        );
        frame.render_widget(Paragraph::new(words).wrap(Wrap { trim: true }), frame.area());
        return;
    }
    let areas = areas(model, frame.area());
    match letters::editor::open(model) {
        Some(editor) => letters::editor::draw(model, editor, frame, areas),
        None => draw_screen(model, frame, areas),
    }
    frame.render_widget(Paragraph::new(said(model, usize::from(areas.said.width))), areas.said);
    if letters::editor::open(model).is_none() {
        draw_foot(model, frame, areas.foot);
    }
    overlay::draw(model, frame);
    if model.ascii {
        plain_glyphs::to_ascii(frame.buffer_mut());
    }
}

/// The screen at hand.
fn draw_screen(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    match model.screens.top() {
        None => board::draw::draw(model, frame, areas),
        Some(Screen::Law(law)) => law::draw::draw(model, law, frame, areas),
        Some(Screen::Wall(_)) => wall::draw::draw(model, frame, areas),
        Some(Screen::Scenario(editor)) => scenario::draw::draw(model, editor, frame, areas),
        Some(Screen::Regime(_) | Screen::Audit(_)) => long_text::draw(model, frame, areas),
        Some(Screen::Incident(incident)) => match incident.views.last() {
            None => incident::draw::draw(model, frame, areas),
            Some(View::Why(_)) => long_text::draw(model, frame, areas),
            Some(View::Timeline(timeline)) => timeline::draw::draw(model, timeline, frame, areas),
            Some(View::Letters(desk)) => letters::draw::draw(model, desk, frame, areas),
            Some(View::Exercise(view)) => exercise::draw::draw(model, view, frame, areas),
            Some(View::Sheet(view)) => authority_form::draw::draw(model, view, frame, areas),
        },
    }
}

/// The last thing said, or the words searched for.
fn said(model: &Model, width: usize) -> Vec<Line<'static>> {
    let (words, tone) = match (model.overlays.last(), &model.alerts.standing) {
        (Some(Overlay::Find { text }), _) => (
            format!("/{text}▏ Enter keeps what is found, Esc shows everything again"),
            Tone::Head,
        ),
        (_, Some(_)) => (model.words_said(), Tone::Loud),
        (_, None) => (model.words_said(), Tone::Head),
    };
    let lines = wrapped(&words, width).into_iter();
    lines.map(|line| Line::styled(line, model.theme.style(tone))).collect()
}

/// Keys at the left, at the right whose they are.
fn draw_foot(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let keys = match wall::keys::only(model) {
        true => Line::from("q ends"),
        false => footer(model, width),
    };
    frame.render_widget(Paragraph::new(keys), area);
    let whose = Line::styled(whose(model, width), model.theme.style(Tone::Quiet)).right_aligned();
    let at = u16::try_from(whose.width()).unwrap_or(0).min(area.width);
    let right = Rect {
        x: area.right() - at,
        width: at,
        ..area
    };
    frame.render_widget(Paragraph::new(whose), right);
}

/// The keys of the screen, as many as fit; `?` shows all.
fn footer(model: &Model, width: usize) -> Line<'static> {
    let keys = footer_keys(model, width);
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
    let exercise = model.kind_on_screen().mark(MarkPlace::Word);
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

/// What the two lines of the head say.
struct Heading<'h> {
    /// Where am I?
    left: &'h str,
    /// The time.
    right: &'h str,
    /// The next thing to do.
    second: Line<'h>,
}

/// The two lines of the head.
fn head(model: &Model, frame: &mut Frame<'_>, area: Rect, heading: Heading<'_>) {
    let [first, next] = Layout::vertical([Constraint::Length(1); 2]).areas(area);
    let right = format!("{}{}", team_mark::mark(&model.team), heading.right);
    frame.render_widget(Paragraph::new(headline(model, first, heading.left, &right)), first);
    frame.render_widget(Paragraph::new(heading.second), next);
}

/// A box with a title.
pub(super) fn framed(theme: Theme, title: &str) -> Block<'static> {
    Block::bordered().title(Span::styled(format!(" {title} "), theme.style(Tone::Head)))
}

/// Rows under a title, one of them selected.
struct Listing<'l> {
    title: &'l str,
    rows: &'l [Row],
    selected: usize,
    /// What is searched for; its letters are marked.
    search: &'l str,
}

/// A list of rows with the one selected in sight.
fn list(model: &Model, frame: &mut Frame<'_>, area: Rect, listing: &Listing<'_>) {
    let height = usize::from(area.height.saturating_sub(2));
    let width = usize::from(area.width.saturating_sub(2));
    let (rows, selected) = (listing.rows, listing.selected);
    let first = first_in_sight(selected, rows.len(), height);
    let shown = rows.iter().enumerate().skip(first).take(height);
    let lines = shown.map(|(at, row)| line(model.theme, row, width, at == selected, listing.search));
    let more = rows.len().saturating_sub(first + height);
    let block = framed(model.theme, listing.title);
    let block = match more {
        0 => block,
        more => block.title_bottom(format!(" {more} more below ")),
    };
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()).block(block), area);
}

/// A row: a pointer, a mark, what it is, its code in grey, and at the right what is told about it. The row selected keeps
/// the colour of its state.
fn line(theme: Theme, row: &Row, width: usize, selected: bool, search: &str) -> Line<'static> {
    if !row.selectable() {
        return Line::styled(cut(&format!(" {}", row.left), width), theme.style(Tone::Head));
    }
    let pointer = if selected { "▶" } else { " " };
    let right = columns(&row.right).min(width * 3 / 5);
    let left = width.saturating_sub(5 + right);
    let words = columns(&row.left).min(left);
    let code = match row.code.is_empty() {
        true => String::new(),
        false => format!("  {}", row.code),
    };
    let style = |tone| match selected {
        true => theme.selected(tone),
        false => theme.style(tone),
    };
    let news = if row.news { "*" } else { " " };
    let mut spans = vec![Span::styled(
        format!("{pointer}{}{news}", cut(if row.picked { "✓" } else { row.mark }, 1)),
        style(row.tone),
    )];
    spans.extend(found_in(style(row.tone), search, &cut(&row.left, words)));
    let quiet = if selected { row.tone } else { Tone::Quiet };
    spans.extend(found_in(style(quiet), search, &cut(&code, left - words)));
    spans.push(Span::styled(" ", style(row.tone)));
    spans.extend(found_in(style(row.tone), search, &cut(&row.right, right)));
    spans.push(Span::styled(" ", style(row.tone)));
    Line::from(spans)
}

/// A text with the letters marked that a search is about.
fn found_in(style: Style, search: &str, text: &str) -> Vec<Span<'static>> {
    if search.trim().is_empty() {
        return vec![Span::styled(text.to_owned(), style)];
    }
    let marks = marked(search, text);
    let letters: Vec<(char, bool)> = text.chars().zip(marks).collect();
    let runs = letters.chunk_by(|a, b| a.1 == b.1);
    runs.map(|run| {
        let words: String = run.iter().map(|(letter, _)| letter).collect();
        match run.first() {
            Some((_, true)) => Span::styled(words, style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)),
            Some((_, false)) | None => Span::styled(words, style),
        }
    })
    .collect()
}
