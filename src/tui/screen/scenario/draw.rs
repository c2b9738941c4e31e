//! A scenario in the making: parts at the left, at the right what the room sees and what is wrong.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::state::Editor;
use crate::tui::model::Model;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, Listing, framed, head, list};
use crate::tui::words::{moment, wrapped};

/// Columns from which the texts stand beside the list.
const WIDE: u16 = 110;

pub(crate) fn draw(model: &Model, editor: &Editor, frame: &mut Frame<'_>, areas: Areas) {
    let name = editor.checked.draft.file_name();
    let state = if editor.changed {
        "not saved yet: E saves it"
    } else {
        "saved"
    };
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &format!("firebell  Scenario · {}", editor.checked.draft.title()),
            right: &moment(&model.home, model.now.at()),
            second: Line::from(format!(
                "{name} · {state} · {}",
                problems(editor.checked.problems.len())
            )),
        },
    );
    let [left, room, wrong] = parts(areas.body);
    list(
        model,
        frame,
        left,
        &Listing {
            title: "Parts (Enter changes one)",
            rows: &editor.rows(),
            selected: editor.at,
            search: "",
        },
    );
    let preview = Panel {
        title: "As the room sees it",
        text: &editor.preview(),
        scroll: editor.scroll,
    };
    text(model, frame, room, preview);
    let problems = Panel {
        title: "What is wrong",
        text: &editor.problems(),
        scroll: 0,
    };
    text(model, frame, wrong, problems);
}

fn problems(count: usize) -> String {
    match count {
        0 => "no problem".to_owned(),
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    }
}

pub(crate) fn parts(body: Rect) -> [Rect; 3] {
    if body.width >= WIDE {
        let [left, right] = Layout::horizontal([Constraint::Percentage(50), Constraint::Min(40)]).areas(body);
        let [room, wrong] = Layout::vertical([Constraint::Percentage(65), Constraint::Min(5)]).areas(right);
        return [left, room, wrong];
    }
    Layout::vertical([
        Constraint::Percentage(45),
        Constraint::Percentage(30),
        Constraint::Min(4),
    ])
    .areas(body)
}

/// A framed text.
struct Panel<'p> {
    title: &'p str,
    text: &'p str,
    /// Lines above the first that is shown.
    scroll: u16,
}

fn text(model: &Model, frame: &mut Frame<'_>, area: Rect, panel: Panel<'_>) {
    let Panel { title, text, scroll } = panel;
    let lines = wrapped(text, usize::from(area.width.saturating_sub(2)));
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, title);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), area);
}
