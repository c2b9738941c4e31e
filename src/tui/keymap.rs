//! One keymap: footer, help, palette and the meaning of keys are all made from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::model::Screen;
use crate::core::drill::Mark;

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

const HELP: Key = key(KeyCode::Char('?'), "?", "keys", Action::Help);
const PALETTE: Key = key(KeyCode::Char(':'), ":", "everything", Action::Palette);
const BACK: Key = key(KeyCode::Esc, "Esc", "back", Action::Back);
const WHY: Key = key(KeyCode::Char('w'), "w", "why", Action::Why);
const SEARCH: Key = key(KeyCode::Char('/'), "/", "search", Action::Search);
const COPY: Key = key(KeyCode::Char('y'), "y", "copy", Action::Copy);

/// Keys that move, on every screen.
const MOVE: [Key; 8] = [
    key(KeyCode::Down, "↓ j", "down", Action::Down),
    key(KeyCode::Up, "↑ k", "up", Action::Up),
    key(KeyCode::PageDown, "PgDn", "a page down", Action::PageDown),
    key(KeyCode::PageUp, "PgUp", "a page up", Action::PageUp),
    key(KeyCode::Home, "Home", "first", Action::First),
    key(KeyCode::End, "End", "last", Action::Last),
    key(KeyCode::Char('T'), "T", "theme", Action::Theme),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

const BOARD: &[Key] = &[
    HELP,
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    key(KeyCode::Char('n'), "n", "new", Action::New),
    SEARCH,
    key(KeyCode::Char('f'), "f", "filter", Action::Filter),
    key(KeyCode::Char('l'), "l", "law", Action::Law),
    key(KeyCode::Char('a'), "a", "audit", Action::Audit),
    PALETTE,
    key(KeyCode::Char('o'), "o", "organisation", Action::Profile),
    key(KeyCode::Char('c'), "c", "contacts", Action::Contact),
    key(KeyCode::Char('d'), "d", "drill", Action::Drill),
    key(KeyCode::Char('E'), "E", "example", Action::Example),
    key(KeyCode::Esc, "Esc", "end the search", Action::Back),
];

const INCIDENT: &[Key] = &[
    HELP,
    key(KeyCode::Tab, "Tab", "next part", Action::NextTab),
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    key(KeyCode::Char('a'), "a", "aware now", Action::AwareNow),
    key(KeyCode::Char('e'), "e", "edit", Action::Edit),
    key(KeyCode::Char('x'), "x", "done", Action::Done),
    WHY,
    key(KeyCode::Char('t'), "t", "timeline", Action::Timeline),
    key(KeyCode::Char('l'), "l", "letters", Action::Letters),
    PALETTE,
    key(KeyCode::Char('s'), "s", "next stage", Action::Advance),
    key(KeyCode::Char('n'), "n", "note", Action::Note),
    key(KeyCode::Char('u'), "u", "undo", Action::Undo),
    key(KeyCode::Char('d'), "d", "decide", Action::Decide),
    key(KeyCode::Char('m'), "m", "mark a duty", Action::Dispose),
    key(KeyCode::Char('r'), "r", "write its letter", Action::Draft),
    key(KeyCode::Char('g'), "g", "evidence", Action::Evidence),
    key(KeyCode::Char('h'), "h", "hold", Action::Hold),
    key(KeyCode::Char('p'), "p", "playbook", Action::Playbook),
    key(KeyCode::Char('c'), "c", "somebody to call", Action::Contact),
    key(KeyCode::Char('-'), "-", "withdraw a fact", Action::Withdraw),
    key(KeyCode::Char('z'), "z", "those not due", Action::NotDue),
    COPY,
    key(KeyCode::Char('['), "[", "one entry back in time", Action::Earlier),
    key(KeyCode::Char(']'), "]", "one entry forward", Action::Later),
    key(KeyCode::Char('i'), "i", "injects (drill)", Action::Room),
    key(KeyCode::Char('F'), "F", "facilitator (drill)", Action::Facilitator),
    key(KeyCode::Char('C'), "C", "close / reopen", Action::Close),
    key(KeyCode::BackTab, "Shift-Tab", "part before", Action::PreviousTab),
    key(KeyCode::Char('1'), "1", "Detection", Action::Tab(0)),
    key(KeyCode::Char('2'), "2", "Assessment", Action::Tab(1)),
    key(KeyCode::Char('3'), "3", "Internal", Action::Tab(2)),
    key(KeyCode::Char('4'), "4", "Regulatory", Action::Tab(3)),
    key(KeyCode::Char('5'), "5", "Log", Action::Tab(4)),
    BACK,
];

const READ: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Char('x'), "x", "filed", Action::Done),
    key(KeyCode::Char('m'), "m", "mark", Action::Dispose),
    COPY,
    PALETTE,
];

const TIMELINE: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "why", Action::Why),
    WHY,
    key(KeyCode::Char('x'), "x", "filed", Action::Done),
    PALETTE,
];

const LETTERS: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Char('n'), "n", "draft", Action::Draft),
    key(KeyCode::Char('e'), "e", "edit", Action::Edit),
    key(KeyCode::Char('x'), "x", "approve", Action::Done),
    key(KeyCode::Char('r'), "r", "redline", Action::Redline),
    key(KeyCode::Char('c'), "c", "remark", Action::Remark),
    COPY,
    PALETTE,
];

const ROOM: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Char('F'), "F", "facilitator", Action::Facilitator),
    COPY,
    PALETTE,
];

const FACILITATOR: &[Key] = &[
    HELP,
    key(KeyCode::Char(' '), "space", "run / stop", Action::Clock),
    key(KeyCode::Char(']'), "]", "next inject", Action::NextInject),
    key(KeyCode::Enter, "Enter", "hand out", Action::Open),
    key(KeyCode::Char('x'), "x", "done", Action::Done),
    key(KeyCode::Char('o'), "o", "observe", Action::Observe),
    key(KeyCode::Char('F'), "F", "room", Action::Facilitator),
    BACK,
    key(KeyCode::Char('l'), "l", "late", Action::Mark(Mark::Late)),
    key(KeyCode::Char('w'), "w", "wrong", Action::Mark(Mark::Wrong)),
    key(KeyCode::Char('m'), "m", "missed", Action::Mark(Mark::Missed)),
    key(KeyCode::Char('u'), "u", "take the mark back", Action::Unmark),
    key(KeyCode::Char('h'), "h", "give the hint", Action::Hint),
    key(KeyCode::Char('H'), "H", "hold an inject back", Action::HoldInject),
    key(KeyCode::Char('S'), "S", "leave an inject out", Action::SkipInject),
    key(KeyCode::Char('J'), "J", "jump to a minute", Action::JumpTo),
    key(KeyCode::Char('+'), "+", "twice as fast", Action::Faster),
    key(KeyCode::Char('-'), "-", "half as fast", Action::Slower),
    key(KeyCode::Char('r'), "r", "rate an objective", Action::Rate),
    key(KeyCode::Char('i'), "i", "to be mended", Action::Improve),
    key(KeyCode::Char('p'), "p", "who takes part", Action::Join),
    key(KeyCode::Char('E'), "E", "end the exercise", Action::EndDrill),
    PALETTE,
];

const LAW: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    SEARCH,
    PALETTE,
];

const REGIME: &[Key] = &[HELP, BACK, COPY, PALETTE];

const AUDIT: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "verify again", Action::Open),
    PALETTE,
];

/// The keys of a screen, the most useful first.
pub fn keys_of(screen: Screen) -> impl Iterator<Item = &'static Key> {
    let own = match screen {
        Screen::Board => BOARD,
        Screen::Incident => INCIDENT,
        Screen::Why => READ,
        Screen::Timeline => TIMELINE,
        Screen::Law => LAW,
        Screen::Regime => REGIME,
        Screen::Audit => AUDIT,
        Screen::Letters => LETTERS,
        Screen::Room => ROOM,
        Screen::Facilitator => FACILITATOR,
    };
    own.iter().chain(&MOVE)
}

/// What a key means on a screen.
pub(super) fn meaning(screen: Screen, pressed: KeyEvent) -> Option<Action> {
    if pressed.modifiers.contains(KeyModifiers::CONTROL) {
        return match pressed.code {
            KeyCode::Char('c') => Some(Action::Quit),
            KeyCode::Char('p') => Some(Action::Palette),
            _ => None,
        };
    }
    let code = match pressed.code {
        KeyCode::Char('j') => KeyCode::Down,
        KeyCode::Char('k') => KeyCode::Up,
        code => code,
    };
    keys_of(screen).find(|key| key.code == code).map(|key| key.action)
}

/// How a key is written, for the message that it does nothing; `None` for keys that only go with others.
pub(super) fn key_name(pressed: KeyEvent) -> Option<String> {
    let control = pressed.modifiers.contains(KeyModifiers::CONTROL);
    let name = match pressed.code {
        KeyCode::Modifier(_) | KeyCode::Null | KeyCode::CapsLock | KeyCode::NumLock | KeyCode::ScrollLock => {
            return None;
        }
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(letter) if control => letter.to_uppercase().to_string(),
        KeyCode::Char(letter) => format!("`{letter}`"),
        other => other.to_string(),
    };
    Some(if control { format!("Ctrl-{name}") } else { name })
}
