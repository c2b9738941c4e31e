//! Where things are on every screen: under drawing, the mouse and scrolling alike.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::tui::action::Move;
use crate::tui::keymap::Key;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;
use crate::tui::words::{columns, wrapped};

/// Where things stand on every screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Areas {
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
pub(crate) fn areas(model: &Model, whole: Rect) -> Areas {
    let said = wrapped(&model.words_said(), usize::from(whole.width)).len().clamp(1, 3);
    let [head, body, said, foot] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Min(1),
        Constraint::Length(u16::try_from(said).unwrap_or(1)),
        Constraint::Length(1),
    ])
    .areas(whole);
    Areas { head, body, said, foot }
}

/// Who is at the keyboard, in which role, in which zone the times are and which record is open: as much as fits into a third
/// of the width.
pub(crate) fn whose(model: &Model, width: usize) -> String {
    let start = &model.start;
    // On the wall stands no name.
    if start.actor.is_empty() || model.screen() == ScreenName::Wall {
        return String::new();
    }
    let roles: Vec<&str> = start.roles.iter().map(|role| role.code()).collect();
    let parts = [
        start.actor.clone(),
        roles.join(", "),
        model.zone().name().to_owned(),
        start.record.clone(),
    ];
    let mut words = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let longer = if words.is_empty() {
            part
        } else {
            format!("{words} · {part}")
        };
        if columns(&longer) > width / 3 {
            break;
        }
        words = longer;
    }
    words
}

/// The keys of the screen that fit into a width beside whose it is, each with the column it begins in.
pub(crate) fn footer_keys(model: &Model, width: usize) -> Vec<(usize, &Key)> {
    let width = width.saturating_sub(columns(&whose(model, width)));
    let mut used = 0;
    let mut keys = Vec::new();
    for key in model.keys.of(model.screen()) {
        let wide = columns(key.label) + columns(key.words) + 3;
        if used + wide > width {
            break;
        }
        keys.push((used, key));
        used += wide;
    }
    keys
}

/// The first row in sight, so that the one selected stands well inside.
pub(crate) fn first_in_sight(selected: usize, rows: usize, height: usize) -> usize {
    let most = rows.saturating_sub(height);
    selected.saturating_sub(height / 2).min(most)
}

/// Where a move in a list leads.
pub(crate) fn moved(at: usize, rows: usize, to: Move, page: usize) -> usize {
    let last = rows.saturating_sub(1);
    match to {
        Move::Up => at.saturating_sub(1),
        Move::Down => (at + 1).min(last),
        Move::PageUp => at.saturating_sub(page),
        Move::PageDown => (at + page).min(last),
        Move::First => 0,
        Move::Last => last,
    }
}
