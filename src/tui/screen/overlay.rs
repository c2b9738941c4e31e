//! What lies over a screen: the keys, a line to type, a question.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use crate::tui::keymap::keys_of;
use crate::tui::model::{Model, Overlay, Purpose};

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let (title, lines) = match &model.overlay {
        None => return,
        Some(Overlay::Help) => ("Keys".to_owned(), keys(model)),
        Some(Overlay::Line { purpose, text }) => (asked(purpose), vec![Line::from(format!("{text}▏")), hint(purpose)]),
        Some(Overlay::Ask { words, .. }) => (
            "Shall this be recorded?".to_owned(),
            vec![Line::from(words.clone()), Line::from(""), Line::from("y yes   n no")],
        ),
    };
    let area = middle(frame.area(), u16::try_from(lines.len()).unwrap_or(20) + 4);
    frame.render_widget(Clear, area);
    let text = Paragraph::new(lines).wrap(Wrap { trim: false });
    frame.render_widget(text.block(Block::bordered().title(title)), area);
}

fn keys(model: &Model) -> Vec<Line<'static>> {
    let rows = keys_of(model.screen).iter();
    rows.map(|key| Line::from(format!("{:>10}  {}", key.label, key.words)))
        .collect()
}

fn asked(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Title => "A new incident: what will people call it?".to_owned(),
        Purpose::Search => "Search: code, title or stage".to_owned(),
        Purpose::Fact => "A fact: its key and its value".to_owned(),
        Purpose::Value(key) => key.clone(),
        Purpose::Reference(duty) => format!("{duty}: the reference of the filing, if there is one"),
        Purpose::Rationale => "Criteria are open: why may this stage be left?".to_owned(),
    }
}

fn hint(purpose: &Purpose) -> Line<'static> {
    let words = match purpose {
        Purpose::Fact => "such as data.elements ssn,dob · Enter keeps it, Esc does not",
        _ => "Enter keeps it, Esc does not",
    };
    Line::from(words)
}

/// A box in the middle, as wide as is good to read.
fn middle(area: Rect, height: u16) -> Rect {
    let width = area.width.saturating_sub(6).min(90);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
