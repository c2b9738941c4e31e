//! The mouse over whatever lies over a screen: it does what the keys do.

use crossterm::event::{KeyCode, KeyEvent};

use super::{act, letter_editor, overlay};
use crate::tui::action::{Action, Move};
use crate::tui::effect::{Button, Effect};
use crate::tui::model::Model;
use crate::tui::screen::over::{Over, over};
use crate::tui::widget::field::Kind;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::pick::Manner;

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    overlay::pressed(model, KeyEvent::from(code))
}

/// A click on a button presses it, on an item runs it, on a field goes there, on an option chooses it.
pub(super) fn clicked(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    match over(model, column, row) {
        Some(Over::Button(Button::Yes)) => press(model, KeyCode::Char('y')),
        Some(Over::Button(Button::No)) => press(model, KeyCode::Char('n')),
        Some(Over::Item(at)) => {
            match model.overlays.last_mut() {
                Some(Overlay::Menu(menu)) => menu.at = at,
                Some(Overlay::Palette { at: selected, .. } | Overlay::Help { at: selected, .. }) => *selected = at,
                Some(
                    Overlay::Form(_)
                    | Overlay::Editor(_)
                    | Overlay::Ask(_)
                    | Overlay::Reached { .. }
                    | Overlay::Text { .. }
                    | Overlay::Find { .. },
                )
                | None => return Vec::new(),
            }
            press(model, KeyCode::Enter)
        }
        Some(Over::Field(at)) => {
            if let Some(Overlay::Form(form)) = model.overlays.last_mut()
                && !form.sent
            {
                form.at = at;
            }
            Vec::new()
        }
        Some(Over::Choice(at)) => chosen(model, at),
        Some(Over::Text(column, row)) => {
            letter_editor::clicked(model, column, row);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Goes to an option and chooses it, as the arrows and a key would.
fn chosen(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        return Vec::new();
    };
    let Some(Kind::Pick(pick)) = form.fields.get(form.at).map(|field| &field.kind) else {
        return Vec::new();
    };
    let choose = match pick.manner() {
        Manner::Many => KeyCode::Char(' '),
        Manner::One | Manner::OneOrOther => KeyCode::Enter,
    };
    let way = std::iter::once(KeyCode::Home).chain(std::iter::repeat_n(KeyCode::Down, at));
    let keys: Vec<KeyCode> = way.chain([choose]).collect();
    keys.into_iter().flat_map(|key| press(model, key)).collect()
}

/// The wheel moves in a list, and scrolls a text.
pub(super) fn wheel(model: &mut Model, down: bool) -> Vec<Effect> {
    let arrow = if down { KeyCode::Down } else { KeyCode::Up };
    match model.overlays.last_mut() {
        None => act::act(model, Action::Move(if down { Move::Down } else { Move::Up })),
        Some(Overlay::Text { scroll, .. }) => {
            *scroll = match down {
                true => scroll.saturating_add(2),
                false => scroll.saturating_sub(2),
            };
            Vec::new()
        }
        Some(Overlay::Editor(_)) => {
            letter_editor::scrolled(model, down);
            Vec::new()
        }
        Some(Overlay::Menu(_) | Overlay::Palette { .. } | Overlay::Help { .. }) => press(model, arrow),
        Some(Overlay::Form(_) | Overlay::Ask(_) | Overlay::Reached { .. } | Overlay::Find { .. }) => Vec::new(),
    }
}
