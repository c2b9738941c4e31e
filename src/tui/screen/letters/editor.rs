//! The editor of a letter: the text, beside it what the check finds in it as it is typed.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::layout::WIDE;
use crate::letter::check::{Finding, Weight};
use crate::tui::model::Model;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, framed, head};
use crate::tui::theme::Tone;
use crate::tui::widget::letter_editor::{KEYS, LetterEditor, State};
use crate::tui::widget::overlay::Overlay;
use crate::tui::words::{columns, moment, wrapped};

/// The editor that is open, under whatever lies over it.
pub(crate) fn open(model: &Model) -> Option<&LetterEditor> {
    model.overlays.iter().rev().find_map(Overlay::editor)
}

/// The text and the findings: beside each other where there is room.
fn parts(body: Rect) -> [Rect; 2] {
    if body.width >= WIDE {
        return Layout::horizontal([Constraint::Min(60), Constraint::Percentage(38)]).areas(body);
    }
    let found = if body.height < 16 { 4 } else { 6 };
    Layout::vertical([Constraint::Min(3), Constraint::Length(found)]).areas(body)
}

/// The column and row of the text's part in a cell of the terminal.
pub(crate) fn text_at(body: Rect, column: u16, row: u16) -> Option<(u16, u16)> {
    let inner = Block::bordered().inner(parts(body)[0]);
    let inside = inner.contains(Position::new(column, row));
    inside.then(|| (column - inner.x, row - inner.y))
}

pub(crate) fn draw(model: &Model, editor: &LetterEditor, frame: &mut Frame<'_>, areas: Areas) {
    let when = moment(&model.zone(), model.here().at());
    let title = format!("{} {}", editor.based_on.letter.incident, editor.based_on.letter.letter);
    let (state, tone) = match editor.state() {
        State::Changed => ("Changed, not saved: Ctrl-S saves it as a further revision", Tone::Due),
        State::Saving => ("Saving: the record has not answered yet", Tone::Quiet),
        State::Saved => (
            "Saved. What you type is kept as you go; Ctrl-S makes it a revision",
            Tone::Quiet,
        ),
    };
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: Line::styled(state, model.theme.style(tone)),
        },
    );
    let [text, found] = parts(areas.body);
    draw_text(model, editor, frame, text);
    draw_findings(model, editor, frame, found);
    frame.render_widget(
        Paragraph::new(foot(model, editor, usize::from(areas.foot.width))),
        areas.foot,
    );
}

fn draw_text(model: &Model, editor: &LetterEditor, frame: &mut Frame<'_>, area: Rect) {
    let block = framed(model.theme, "Text (Markdown)");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    frame.render_widget(&editor.area, inner);
    // The terminal's own cursor goes along, for who follows it with a magnifier or a screen reader.
    let (top, left) = editor.area.scroll_offset();
    let cursor = editor.area.screen_cursor();
    let place = |at: usize, from: u16| u16::try_from(at).ok()?.checked_sub(from);
    if let (Some(x), Some(y)) = (place(cursor.col, left), place(cursor.row, top))
        && x < inner.width
        && y < inner.height
        && editor.find.is_none()
    {
        frame.set_cursor_position(Position::new(inner.x + x, inner.y + y));
    }
}

/// The findings from the one at hand on, which is marked and says what is demanded.
fn draw_findings(model: &Model, editor: &LetterEditor, frame: &mut Frame<'_>, area: Rect) {
    let fails = editor.findings.iter().filter(|finding| finding.fails()).count();
    let title = match (editor.findings.len(), fails) {
        (0, _) => "Check: nothing found".to_owned(),
        (many, 0) => format!("Check: {many} found, nothing fails (Tab)"),
        (many, fails) => format!("Check: {many} found, {fails} FAIL (Tab goes there)"),
    };
    let width = usize::from(area.width.saturating_sub(2));
    let height = usize::from(area.height.saturating_sub(2));
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut first = 0;
    for (at, finding) in editor.findings.iter().enumerate() {
        let at_hand = editor.at == Some(at);
        if at_hand {
            first = lines.len();
        }
        lines.extend(told(model, finding, at_hand, width));
    }
    let first = first.min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(first + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(first).take(height).collect();
    let mut block = framed(model.theme, &title);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below (Tab) "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), area);
}

fn told(model: &Model, finding: &Finding, at_hand: bool, width: usize) -> Vec<Line<'static>> {
    let (word, tone) = match finding.weight {
        Weight::Fails => ("FAILS", Tone::Overdue),
        Weight::Warns => ("warns", Tone::Due),
        Weight::Reminds => ("check", Tone::Quiet),
    };
    let text = match at_hand {
        true => format!("▶ {word}: {}. {} [{}]", finding.found, finding.demand, finding.cite),
        false => format!("  {word}: {} [{}]", finding.found, finding.cite),
    };
    let style = match at_hand {
        true => model.theme.selected(tone),
        false => model.theme.style(tone),
    };
    wrapped(&text, width)
        .into_iter()
        .map(|line| Line::styled(line, style))
        .collect()
}

/// The words that are looked for, or as many keys as fit.
fn foot(model: &Model, editor: &LetterEditor, width: usize) -> Line<'static> {
    if let Some(words) = &editor.find {
        return Line::styled(
            format!("Find: {words}▏  Enter next, ↑ the one before, Esc ends"),
            model.theme.style(Tone::Head),
        );
    }
    let mut used = 0;
    let fitting = KEYS.into_iter().take_while(|(key, words)| {
        used += columns(key) + columns(words) + 3;
        used <= width
    });
    let spans = fitting.flat_map(|(key, words)| {
        [
            Span::styled(key, model.theme.style(Tone::Key)),
            Span::raw(format!(" {words}  ")),
        ]
    });
    Line::from(spans.collect::<Vec<_>>())
}
