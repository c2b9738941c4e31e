//! One keymap: footer, help and the meaning of keys are all made from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::model::Screen;

/// A key and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// How it is written.
    pub label: &'static str,
    /// What it does, in a word or two.
    pub words: &'static str,
    /// What it means.
    pub action: Action,
}

const fn key(code: KeyCode, label: &'static str, words: &'static str, action: Action) -> Key {
    Key {
        code,
        label,
        words,
        action,
    }
}

const BOARD: &[Key] = &[
    key(KeyCode::Char('?'), "?", "keys", Action::Help),
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    key(KeyCode::Char('n'), "n", "new incident", Action::New),
    key(KeyCode::Char('/'), "/", "search", Action::Search),
    key(KeyCode::Down, "↓", "down", Action::Down),
    key(KeyCode::Up, "↑", "up", Action::Up),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

const INCIDENT: &[Key] = &[
    key(KeyCode::Char('?'), "?", "keys", Action::Help),
    key(KeyCode::Tab, "Tab", "next part", Action::NextTab),
    key(KeyCode::BackTab, "Shift-Tab", "part before", Action::PreviousTab),
    key(KeyCode::Char('w'), "w", "why", Action::Why),
    key(KeyCode::Char('a'), "a", "aware now", Action::AwareNow),
    key(KeyCode::Char('e'), "e", "enter a fact", Action::SetFact),
    key(KeyCode::Char('x'), "x", "done / filed", Action::Done),
    key(KeyCode::Char('s'), "s", "next stage", Action::Advance),
    key(KeyCode::Down, "↓", "down", Action::Down),
    key(KeyCode::Up, "↑", "up", Action::Up),
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    key(KeyCode::Esc, "Esc", "board", Action::Back),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

const WHY: &[Key] = &[
    key(KeyCode::Char('?'), "?", "keys", Action::Help),
    key(KeyCode::Esc, "Esc", "back", Action::Back),
    key(KeyCode::Down, "↓", "down", Action::Down),
    key(KeyCode::Up, "↑", "up", Action::Up),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

/// The keys of a screen, the most useful first.
pub fn keys_of(screen: Screen) -> &'static [Key] {
    match screen {
        Screen::Board => BOARD,
        Screen::Incident => INCIDENT,
        Screen::Why => WHY,
    }
}

/// What a key means on a screen.
pub(super) fn meaning(screen: Screen, pressed: KeyEvent) -> Option<Action> {
    if pressed.modifiers.contains(KeyModifiers::CONTROL) {
        return (pressed.code == KeyCode::Char('c')).then_some(Action::Quit);
    }
    let code = match pressed.code {
        KeyCode::Char('j') => KeyCode::Down,
        KeyCode::Char('k') => KeyCode::Up,
        code => code,
    };
    keys_of(screen)
        .iter()
        .find(|key| key.code == code)
        .map(|key| key.action)
}
