//! A form over a screen: its fields, the one at hand opened, each with what is wrong with it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::boxes::{marked, middle, named};
use super::layout::first_in_sight;
use super::{found_in, framed};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::field::{Field, Kind, Need};
use crate::tui::widget::form::Form;
use crate::tui::widget::pick::{Choice, Manner, Pick, PickRow};
use crate::tui::words::{columns, cut, wrapped};

/// Lines that may be said under a field.
const UNDER: usize = 5;
/// Columns that the frame needs beside a title.
const TITLE_ENDS: usize = 2;
/// Columns that the text of a field is set in.
const INDENT: usize = 4;

/// What is said under a field: its problem always, its help only where it is at hand.
fn under(model: &Model, field: &Field, at_hand: bool, width: usize) -> Vec<String> {
    if !at_hand && field.problem.is_none() {
        return Vec::new();
    }
    let words = match in_full(field, width.saturating_sub(INDENT)).filter(|_| at_hand && field.problem.is_none()) {
        Some(words) => words,
        None => field.under(&model.zone(), model.here()),
    };
    let mut lines = wrapped(&words, width.saturating_sub(INDENT));
    lines.truncate(UNDER);
    lines
}

/// The name of the option at hand, where its row is too narrow for it.
fn in_full(field: &Field, width: usize) -> Option<String> {
    let Kind::Pick(pick) = &field.kind else { return None };
    if pick.blank_matters() {
        return None;
    }
    // What only comes near is told as such.
    if pick.comes_near() {
        return None;
    }
    let choice = pick.at_hand(&field.text())?;
    let about = match choice.about.as_str() {
        "" => String::new(),
        about => format!(" · {about}"),
    };
    let (words, _) = row_words(choice, width);
    (columns(&choice.words) > columns(&words)).then(|| format!("{}{about}", choice.words))
}

/// Lines that a field takes; `most` are there for the rows of a list.
fn height(model: &Model, field: &Field, at_hand: bool, width: usize, most: usize) -> usize {
    let typed = match at_hand {
        false => beside(field, width).len(),
        true => asked(field, width).len() + typed_lines(field, width, most),
    };
    typed + under(model, field, at_hand, width).len()
}

/// Lines in which the field at hand is typed.
fn typed_lines(field: &Field, width: usize, most: usize) -> usize {
    match &field.kind {
        Kind::Text => {
            let lines = field.area.lines().iter();
            let rows: usize = lines
                .map(|line| wrapped(line, width.saturating_sub(INDENT)).len())
                .sum();
            rows.clamp(3, 6)
        }
        Kind::Pick(pick) => pick_lines(pick, most),
        Kind::Line | Kind::Moment => 1,
    }
}

/// Lines of a list: what was typed to find an option, and the options. It keeps its height while one types.
fn pick_lines(pick: &Pick, most: usize) -> usize {
    1 + pick.options().len().min(most)
}

/// How many rows of a list there is room for beside everything else in a form.
fn room_for_rows(whole: Rect, form: &Form, taken: usize) -> usize {
    let width = width_in(whole);
    let label = form.fields.get(form.at).map_or(1, |field| asked(field, width).len());
    // The frame of the box, the label, the line of the filter and the lines under the field.
    let beside = 2 + label + 1 + SAID + form.fields.len().saturating_sub(1).min(FIELDS_BESIDE) + taken;
    usize::from(whole.height).saturating_sub(beside).clamp(3, MOST_ROWS)
}

/// Lines under a field that there is always room for.
const SAID: usize = 2;
/// Fields that stay in sight beside a list, where there are more.
const FIELDS_BESIDE: usize = 6;
/// Rows of a list at most.
const MOST_ROWS: usize = 20;

/// Lines put one below the other, as long as there is room.
struct Column {
    inner: Rect,
    y: u16,
    width: usize,
    /// Rows that a list may take.
    rows: usize,
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

/// Where the parts of a form stand.
struct Laid {
    area: Rect,
    /// Within its frame.
    inner: Rect,
    /// The title, where the frame has no room for it.
    head: Vec<String>,
    note: Vec<String>,
    problem: Vec<String>,
    width: usize,
    /// Rows that a list may take.
    rows: usize,
    /// Lines of each field.
    heights: Vec<usize>,
    /// Fields that give way so that the one at hand is seen.
    skip: usize,
}

/// Columns within a form.
fn width_in(whole: Rect) -> usize {
    usize::from(whole.width.saturating_sub(6).min(98))
}

/// What stands over a form, with its incident.
fn title(model: &Model, form: &Form) -> String {
    marked(model, &named(form.incident.as_ref(), &form.title))
}

fn laid(model: &Model, whole: Rect, form: &Form) -> Laid {
    let width = width_in(whole);
    let head = match columns(&title(model, form)) > width.saturating_sub(TITLE_ENDS) {
        true => wrapped(&form.title, width),
        false => Vec::new(),
    };
    let note = match form.note.is_empty() {
        true => Vec::new(),
        false => wrapped(&form.note, width),
    };
    let problem = form.problem.as_ref();
    let problem = problem.map(|p| wrapped(&format!("! {p}"), width)).unwrap_or_default();
    let said = form
        .fields
        .get(form.at)
        .map(|field| under(model, field, true, width).len());
    let said = said.unwrap_or_default().saturating_sub(SAID);
    let above = head.len() + note.len() + problem.len();
    let rows = room_for_rows(whole, form, above + said);
    let fields = form.fields.iter().enumerate();
    let heights: Vec<usize> = fields
        .map(|(at, field)| height(model, field, at == form.at, width, rows))
        .collect();
    let lines = above + heights.iter().sum::<usize>() + 3;
    let area = middle(whole, lines);
    let inner = Block::bordered().inner(area);
    let room = usize::from(inner.height).saturating_sub(above);
    let skip = skipped(&heights, form.at, room);
    Laid {
        area,
        inner,
        head,
        note,
        problem,
        width,
        rows,
        heights,
        skip,
    }
}

/// What stands in a cell of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormHit {
    Field(usize),
    /// An option of the list at hand, by its place among those that fit.
    Choice(usize),
}

/// What stands in a line of the terminal.
pub(super) fn hit(model: &Model, whole: Rect, form: &Form, column: u16, row: u16) -> Option<FormHit> {
    let laid = laid(model, whole, form);
    let inside = laid.inner.contains(Position::new(column, row));
    let above = laid.head.len() + laid.problem.len() + laid.note.len();
    let mut line = usize::from(row.checked_sub(laid.inner.y)?).checked_sub(above)?;
    for (at, high) in laid.heights.iter().enumerate().skip(laid.skip) {
        if line < *high {
            let hit = match &form.fields[at].kind {
                Kind::Pick(pick) if at == form.at => {
                    let field = &form.fields[at];
                    let below = line.checked_sub(asked(field, laid.width).len());
                    below.and_then(|line| choice(pick, field, line, laid.rows))
                }
                Kind::Pick(_) | Kind::Line | Kind::Text | Kind::Moment => None,
            };
            return Some(hit.unwrap_or(FormHit::Field(at))).filter(|_| inside);
        }
        line -= high;
    }
    None
}

/// The option in a line of the list at hand, counted below its label: under the line of the filter.
fn choice(pick: &Pick, field: &Field, line: usize, most: usize) -> Option<FormHit> {
    let row = line.checked_sub(1)?;
    let high = pick_lines(pick, most).saturating_sub(1);
    let first = first_in_sight(pick.focus(&field.text()), pick.fitting(), high);
    (row < high && first + row < pick.fitting()).then_some(FormHit::Choice(first + row))
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, form: &Form) {
    let Laid {
        area,
        inner,
        head,
        note,
        problem,
        width,
        rows,
        heights,
        skip,
    } = laid(model, frame.area(), form);
    frame.render_widget(Clear, area);
    let room = usize::from(inner.height).saturating_sub(head.len() + problem.len() + note.len());
    let below = out_of_sight(&heights, skip, room);
    let keys = match (form.sent, below) {
        (true, _) => " saving … ",
        (false, 0) => " Tab: next field · Ctrl-S: save · Esc: cancel, keeping a draft ",
        (false, _) => " Tab: next field · Ctrl-S: save · Esc: cancel, kept ",
    };
    let over = match head.is_empty() {
        true => title(model, form),
        false => marked(model, form.incident.as_deref().unwrap_or_default()),
    };
    let mut block = framed(model.theme, &over).title_bottom(keys);
    if below > 0 {
        block = block.title_bottom(Line::from(format!(" {below} more below ")).right_aligned());
    }
    frame.render_widget(block, area);
    let y = inner.y;
    let mut column = Column { inner, y, width, rows };
    column.lines(model, frame, &head, Tone::Head);
    column.lines(model, frame, &problem, Tone::Overdue);
    column.lines(model, frame, &note, Tone::Quiet);
    // Where not everything fits, the fields before the one at hand give way.
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

/// How many fields have no room below those in sight.
fn out_of_sight(heights: &[usize], skip: usize, room: usize) -> usize {
    let mut used = 0;
    let ends = heights.iter().skip(skip).map(|high| {
        used += high;
        used
    });
    ends.filter(|end| *end > room).count()
}

/// A field: opened with the cursor in it, or as one line.
fn draw_field(model: &Model, frame: &mut Frame<'_>, column: &mut Column, field: &Field, at_hand: bool) {
    let width = column.width;
    if at_hand {
        column.lines(model, frame, &asked(field, width), Tone::Head);
        column.put(typed_lines(field, width, column.rows), |at| {
            draw_typed(model, frame, field, at);
        });
    } else {
        column.lines(model, frame, &beside(field, width), Tone::Plain);
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

/// The label of the field at hand, in as many lines as it needs.
fn asked(field: &Field, width: usize) -> Vec<String> {
    let need = match field.need {
        Need::Required => "",
        Need::Expected => " (required)",
        Need::Optional => " (optional)",
    };
    hanging(&format!("▶ {}{need}", field.label), width)
}

/// A field that is not at hand: its label in full, and as much of its answer as the last line has room for.
fn beside(field: &Field, width: usize) -> Vec<String> {
    let text = field.said().replace('\n', " ⏎ ");
    let text = if text.is_empty() && field.need == Need::Optional {
        "–".to_owned()
    } else {
        text
    };
    let colon = if field.label.ends_with('?') { "" } else { ":" };
    let mut lines = hanging(&format!("  {}{colon}", field.label), width);
    let last = lines.pop().unwrap_or_default();
    let room = width.saturating_sub(columns(&last) + 1);
    match columns(&text) <= room || room >= LEAST_ANSWER {
        true => lines.push(cut(&format!("{last} {text}"), width)),
        false => lines.extend([last, cut(&format!("{}{text}", " ".repeat(INDENT)), width)]),
    }
    lines
}

/// Columns below which an answer has a line of its own.
const LEAST_ANSWER: usize = 24;

/// Words that begin behind a mark of two columns; further lines begin below them.
fn hanging(words: &str, width: usize) -> Vec<String> {
    let (mark, words) = words.split_at(words.char_indices().nth(2).map_or(words.len(), |(at, _)| at));
    let lines = wrapped(words, width.saturating_sub(2)).into_iter().enumerate();
    let mut lines: Vec<String> = lines
        .map(|(at, line)| format!("{}{line}", if at == 0 { mark } else { "  " }))
        .collect();
    if lines.is_empty() {
        lines.push(mark.to_owned());
    }
    lines
}

/// What is typed into the field at hand, with the cursor.
fn draw_typed(model: &Model, frame: &mut Frame<'_>, field: &Field, area: Rect) {
    let indent = u16::try_from(INDENT).unwrap_or(0).min(area.width);
    let area = Rect {
        x: area.x + indent,
        width: area.width - indent,
        ..area
    };
    if let Kind::Pick(pick) = &field.kind {
        let lines = pick_rows(model, field, pick, area);
        frame.render_widget(Paragraph::new(lines), area);
        return;
    }
    frame.render_widget(&field.area, area);
}

/// A list: what was typed to find an option, and the options around the cursor.
fn pick_rows(model: &Model, field: &Field, pick: &Pick, area: Rect) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let text = field.text();
    let chosen = match pick.manner() {
        Manner::Many if text.trim().is_empty() => "nothing is checked".to_owned(),
        Manner::Many => format!("checked: {}", pick.said(&text)),
        Manner::One | Manner::OneOrOther if text.trim().is_empty() => "nothing is chosen".to_owned(),
        Manner::One | Manner::OneOrOther => pick.said(&text),
    };
    let found = match pick.filter() {
        "" => format!("▏{chosen}"),
        typed => format!("{typed}▏ {} of {} · {chosen}", pick.fitting(), pick.options().len()),
    };
    let mut lines = vec![Line::styled(cut(&found, width), model.theme.style(Tone::Head))];
    let first = first_in_sight(pick.focus(&text), pick.fitting(), height.saturating_sub(1));
    let rows = pick
        .rows(&text, field.need != Need::Required)
        .skip(first)
        .take(height.saturating_sub(1));
    lines.extend(rows.map(|row| pick_row(model, pick, &row, width)));
    lines
}

/// An option: its box, its name with what was searched marked, and its code in grey.
fn pick_row(model: &Model, pick: &Pick, row: &PickRow<'_>, width: usize) -> Line<'static> {
    let mark = match (pick.manner(), row.chosen) {
        (Manner::Many, true) => "[x]",
        (Manner::Many, false) => "[ ]",
        (Manner::One | Manner::OneOrOther, true) => "(•)",
        (Manner::One | Manner::OneOrOther, false) => "( )",
    };
    let (words, code) = row_words(row.choice, width);
    let pointer = if row.at_cursor { "▶" } else { " " };
    let tone = match (row.at_cursor, row.chosen) {
        (true, _) => Tone::Selected,
        (false, true) => Tone::Head,
        (false, false) => Tone::Plain,
    };
    let mut spans = vec![Span::styled(format!("{pointer}{mark} "), model.theme.style(tone))];
    spans.extend(found_in(model.theme.style(tone), pick.filter(), &words));
    let quiet = if row.at_cursor { Tone::Selected } else { Tone::Quiet };
    spans.push(Span::styled(format!(" {code}"), model.theme.style(quiet)));
    Line::from(spans)
}

/// The name of an option, as much of it as a row has room for, and its code where that fits whole.
fn row_words(choice: &Choice, width: usize) -> (String, String) {
    let code = match choice.words.to_lowercase() == choice.code.replace('_', " ").to_lowercase() {
        true => String::new(),
        false => choice.code.clone(),
    };
    let room = width.saturating_sub(6);
    // The name is what people read: the code has the room that it leaves. Names too long for the row are told apart by it.
    let name = columns(&choice.words);
    let beside = match name > room {
        true => room / 3,
        false => room.saturating_sub(name + 1),
    };
    let code = if columns(&code) <= beside { code } else { String::new() };
    let words = cut(&choice.words, room.saturating_sub(columns(&code) + 1));
    (words, code)
}
