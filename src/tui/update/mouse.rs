//! The mouse, on a screen and over whatever lies over it: it does what the keys do.

use crossterm::event::{KeyCode, KeyEvent, MouseEvent, MouseEventKind};

use super::{act, keep_selections, letter_editor, overlay};
use crate::tui::action::{Action, IncidentAction, Move};
use crate::tui::effect::{Button, Effect};
use crate::tui::hit::{Hit, hit};
use crate::tui::model::Model;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::overlay_hit::{Over, over};
use crate::tui::screen::stack::Screen;
use crate::tui::screen::wall;
use crate::tui::widget::field::Kind;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::pick::Manner;

/// The mouse does what keys do: the wheel moves, a click selects, a click on what is selected opens it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn moused(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    if wall::keys::only(model) {
        return Vec::new();
    }
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, true),
        MouseEventKind::ScrollUp => wheel(model, false),
        MouseEventKind::Down(_) if model.overlays.is_empty() => match hit(model, event.column, event.row) {
            Some(Hit::Key(action)) => act::act(model, action),
            Some(Hit::Tab(tab)) => act::act(model, Action::Incident(IncidentAction::Tab(tab))),
            Some(Hit::Row(at)) => row_clicked(model, at),
            None => Vec::new(),
        },
        MouseEventKind::Down(_) => clicked(model, event.column, event.row),
        _ => Vec::new(),
    }
}

fn row_clicked(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some(selected) = selection(model) else {
        return Vec::new();
    };
    if *selected == at {
        return act::act(model, Action::Open);
    }
    *selected = at;
    keep_selections(model);
    Vec::new()
}

/// The row selected on the screen at hand.
fn selection(model: &mut Model) -> Option<&mut usize> {
    match model.screens.top() {
        None => Some(&mut model.screens.board.at),
        Some(_) => match model.screens.top_mut()? {
            Screen::Law(law) => Some(&mut law.at),
            Screen::Scenario(editor) => Some(&mut editor.at),
            Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) => None,
            Screen::Incident(open) => match open.views.last_mut() {
                None => Some(&mut open.at),
                Some(View::Timeline(timeline)) => Some(&mut timeline.at),
                Some(View::Exercise(view)) => Some(&mut view.at),
                Some(View::Letters(desk)) => Some(&mut desk.at),
                Some(View::Sheet(view)) => Some(&mut view.at),
                Some(View::Why(_)) => None,
            },
        },
    }
}

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
                    | Overlay::FindIn { .. }
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
        Some(Overlay::Text { scroll, .. } | Overlay::FindIn { scroll, .. }) => {
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
