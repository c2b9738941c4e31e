//! The search in the list at hand and in the palette: what fits is shown while one types.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::go;
use crate::tui::action::Move;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::incident;
use crate::tui::screen::stack::Screen;
use crate::tui::widget::found::Everything;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::palette;

/// What is searched for in the list at hand; `None` where there is no list to search.
pub(super) fn searched(model: &Model) -> Option<&str> {
    match model.screens.top() {
        None => Some(&model.board().search),
        Some(Screen::Law(law)) => Some(law.searched()),
        Some(Screen::Incident(open)) if open.views.is_empty() => Some(&open.search),
        Some(Screen::Incident(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) => {
            None
        }
    }
}

/// Opens the line in which the words are typed.
pub(super) fn open(model: &mut Model) {
    match searched(model).map(str::to_owned) {
        Some(text) => model.overlays.push(Overlay::Find { text }),
        None => model.message = "There is no list to search here.".to_owned(),
    }
}

/// Takes a key in.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn typed(model: &mut Model, key: KeyEvent, mut text: String) -> Vec<Effect> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let moved = match key.code {
        KeyCode::Esc => {
            find(model, String::new());
            return Vec::new();
        }
        KeyCode::Enter => return Vec::new(),
        KeyCode::Down | KeyCode::Tab => Some(Move::Down),
        KeyCode::Up | KeyCode::BackTab => Some(Move::Up),
        KeyCode::PageDown => Some(Move::PageDown),
        KeyCode::PageUp => Some(Move::PageUp),
        KeyCode::Char('n') if control => Some(Move::Down),
        KeyCode::Char('p') if control => Some(Move::Up),
        KeyCode::Char('u') if control => {
            text.clear();
            None
        }
        KeyCode::Char('w') if control => {
            let kept = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
            text.truncate(kept);
            None
        }
        KeyCode::Backspace => {
            text.pop();
            None
        }
        KeyCode::Char(letter) if !control => {
            text.push(letter);
            None
        }
        _ => None,
    };
    let effects = match moved {
        Some(to) => go::step(model, to),
        None => {
            find(model, text.clone());
            Vec::new()
        }
    };
    model.overlays.push(Overlay::Find { text });
    effects
}

/// Pasted text goes behind what is typed.
pub(super) fn pasted(model: &mut Model, text: &str) {
    if let Some(Overlay::Find { text: typed }) = model.overlays.last_mut() {
        typed.extend(text.chars().filter(|c| !c.is_control()));
        let typed = typed.clone();
        find(model, typed);
    }
}

/// Shows what fits in the list at hand, and selects what fits best.
pub(super) fn find(model: &mut Model, text: String) {
    match model.screens.top_mut() {
        None => model.screens.board.search(text, model.now),
        Some(Screen::Law(law)) => law.search(text, &model.start),
        Some(Screen::Incident(_)) => incident::keys::search(model, text),
        Some(Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) => {}
    }
}

/// The next or the previous match, round and round.
pub(super) fn turn(model: &mut Model, forward: bool) {
    let last = match model.screens.top() {
        None => model.board().shown.len(),
        Some(Screen::Law(law)) => law.len(),
        Some(Screen::Incident(_)) => return incident::keys::turn_match(model, forward),
        Some(Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) => return,
    };
    let next = |at: usize| match forward {
        true => (at + 1) % last.max(1),
        false => (at + last.max(1) - 1) % last.max(1),
    };
    match model.screens.top_mut() {
        None => model.screens.board.at = next(model.screens.board.at),
        Some(Screen::Law(law)) => law.at = next(law.at),
        Some(Screen::Incident(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) => {}
    }
}

/// The palette before anything is typed.
pub(super) fn palette(model: &Model) -> Overlay {
    palette_for(model, String::new(), Arc::new(palette::everything(model)))
}

/// The palette with what fits. It is looked for when the words change, not with every frame.
pub(super) fn palette_for(model: &Model, text: String, all: Arc<Everything>) -> Overlay {
    let found = palette::found(model, &all, &text);
    Overlay::Palette {
        text,
        at: 0,
        found,
        all,
    }
}
