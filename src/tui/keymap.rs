//! One keymap: footer, help, palette and the meaning of keys are all made from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action::{self, Exercise, Incident, Letter, Record};
use super::action::{ExerciseAction as E, IncidentAction as I, LetterAction as L, Move, RecordAction as R};
use super::form::{
    Opener, approval, clause, close, comparison, contact, contract, decision, delay, disposition, evidence, exercise,
    fact, filing, incident, letter, note, people, playbook, profile, redraft, remark, withdrawal,
};
use super::screen::incident::state::Tab;
use super::screen::name::ScreenName;
use crate::core::drill::Mark;

/// A key and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Key {
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

const fn form(code: KeyCode, label: &'static str, words: &'static str, opener: Opener) -> Key {
    key(code, label, words, Action::Form(opener))
}

const HELP: Key = key(KeyCode::Char('?'), "?", "keys", Action::Help);
const PALETTE: Key = key(KeyCode::Char(':'), ":", "commands", Action::Palette);
const BACK: Key = key(KeyCode::Esc, "Esc", "back", Action::Back);
const WHY: Key = key(KeyCode::Char('w'), "w", "why", Incident(I::Why));
const FILED: Key = form(KeyCode::Char('x'), "x", "filed", filing::OPEN);
const SEARCH: Key = key(KeyCode::Char('/'), "/", "search", Record(R::Search));
const COPY: Key = key(KeyCode::Char('y'), "y", "copy", Action::Copy);

/// Keys that move, on every screen.
const MOVE: [Key; 8] = [
    key(KeyCode::Down, "↓ j", "down", Action::Move(Move::Down)),
    key(KeyCode::Up, "↑ k", "up", Action::Move(Move::Up)),
    key(KeyCode::PageDown, "PgDn", "page down", Action::Move(Move::PageDown)),
    key(KeyCode::PageUp, "PgUp", "page up", Action::Move(Move::PageUp)),
    key(KeyCode::Home, "Home", "first", Action::Move(Move::First)),
    key(KeyCode::End, "End", "last", Action::Move(Move::Last)),
    key(KeyCode::Char('T'), "T", "theme", Action::Theme),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

const BOARD: &[Key] = &[
    HELP,
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    form(KeyCode::Char('n'), "n", "new", incident::OPEN),
    SEARCH,
    key(KeyCode::Char('f'), "f", "filter", Record(R::Filter)),
    key(KeyCode::Char('l'), "l", "law", Record(R::Law)),
    key(KeyCode::Char('a'), "a", "audit", Record(R::Audit)),
    PALETTE,
    form(KeyCode::Char('o'), "o", "organization", profile::OPEN),
    form(KeyCode::Char('c'), "c", "new contact", contact::OPEN),
    form(KeyCode::Char('C'), "C", "new contract", contract::OPEN),
    key(KeyCode::Char('d'), "d", "start exercise", Record(R::StartExercise)),
    key(KeyCode::Char('E'), "E", "example", Record(R::Example)),
    key(KeyCode::Esc, "Esc", "end the search", Action::Back),
];

const INCIDENT: &[Key] = &[
    HELP,
    key(KeyCode::Tab, "Tab", "next part", Incident(I::NextTab)),
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    SEARCH,
    key(KeyCode::Char('a'), "a", "aware now", Incident(I::AwareNow)),
    key(KeyCode::Char('e'), "e", "edit", Incident(I::Edit)),
    key(KeyCode::Char('x'), "x", "done", Incident(I::Done)),
    WHY,
    key(KeyCode::Char('t'), "t", "timeline", Incident(I::Timeline)),
    key(KeyCode::Char('l'), "l", "letters", Incident(I::Letters)),
    PALETTE,
    key(KeyCode::Char('s'), "s", "next stage", Incident(I::Advance)),
    form(KeyCode::Char('n'), "n", "note", note::OPEN),
    form(KeyCode::Char('#'), "#", "people by place", people::OPEN),
    key(KeyCode::Char('u'), "u", "undo", Incident(I::Undo)),
    form(KeyCode::Char('.'), ".", "log line", super::form::log_line::OPEN),
    form(KeyCode::Char('d'), "d", "decide", decision::OPEN),
    form(KeyCode::Char('m'), "m", "mark an obligation", disposition::OPEN),
    form(KeyCode::Char('r'), "r", "draft its letter", letter::OPEN),
    form(KeyCode::Char('g'), "g", "log evidence", evidence::OPEN),
    form(KeyCode::Char('h'), "h", "law-enforcement delay", delay::OPEN),
    form(KeyCode::Char('p'), "p", "playbook", playbook::OPEN),
    form(KeyCode::Char('c'), "c", "contact", contact::OPEN),
    form(KeyCode::Char('-'), "-", "withdraw a fact", fact::WITHDRAW),
    key(KeyCode::Char('z'), "z", "show those not due", Incident(I::NotDue)),
    COPY,
    key(KeyCode::Char('['), "[", "back in time", Incident(I::Earlier)),
    key(KeyCode::Char(']'), "]", "forward in time", Incident(I::Later)),
    key(KeyCode::Char('i'), "i", "injects (exercise)", Exercise(E::ShowRoom)),
    key(
        KeyCode::Char('F'),
        "F",
        "facilitator (exercise)",
        Exercise(E::ShowFacilitator),
    ),
    form(KeyCode::Char('C'), "C", "close or reopen", close::OPEN),
    key(KeyCode::BackTab, "Shift-Tab", "previous part", Incident(I::PreviousTab)),
    key(KeyCode::Char('1'), "1", "Detection", Incident(I::Tab(Tab::Detection))),
    key(KeyCode::Char('2'), "2", "Assessment", Incident(I::Tab(Tab::Assessment))),
    key(KeyCode::Char('3'), "3", "Internal", Incident(I::Tab(Tab::Internal))),
    key(KeyCode::Char('4'), "4", "Regulatory", Incident(I::Tab(Tab::Regulatory))),
    key(KeyCode::Char('5'), "5", "Log", Incident(I::Tab(Tab::Log))),
    BACK,
];

const READ: &[Key] = &[
    HELP,
    BACK,
    FILED,
    form(KeyCode::Char('m'), "m", "mark", disposition::OPEN),
    COPY,
    PALETTE,
];

const TIMELINE: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "why", Incident(I::Why)),
    WHY,
    FILED,
    PALETTE,
];

const LETTERS: &[Key] = &[
    HELP,
    BACK,
    form(KeyCode::Char('n'), "n", "draft", letter::ANY),
    key(KeyCode::Char('e'), "e", "edit", Letter(L::Edit)),
    form(KeyCode::Char('x'), "x", "approve", approval::OPEN),
    key(KeyCode::Char('r'), "r", "redline", Letter(L::Redline)),
    form(KeyCode::Char('X'), "X", "withdraw approval", withdrawal::OPEN),
    form(KeyCode::Char('c'), "c", "comment", remark::OPEN),
    form(KeyCode::Char('R'), "R", "redraft", redraft::OPEN),
    form(KeyCode::Char('v'), "v", "compare with", comparison::OPEN),
    form(KeyCode::Char('i'), "i", "insert a clause", clause::OPEN),
    key(KeyCode::Char('>'), ">", "check down", Letter(L::CheckDown)),
    key(KeyCode::Char('<'), "<", "check up", Letter(L::CheckUp)),
    COPY,
    PALETTE,
];

const ROOM: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Char('F'), "F", "facilitator", Exercise(E::ShowFacilitator)),
    COPY,
    PALETTE,
];

const FACILITATOR: &[Key] = &[
    HELP,
    key(KeyCode::Char(' '), "space", "run / pause", Exercise(E::Clock)),
    key(KeyCode::Char(']'), "]", "next inject", Exercise(E::NextInject)),
    key(KeyCode::Enter, "Enter", "deliver", Action::Open),
    key(KeyCode::Char('x'), "x", "done", Exercise(E::Mark(Mark::Done))),
    form(KeyCode::Char('o'), "o", "observe", exercise::observation::OPEN),
    key(KeyCode::Char('F'), "F", "room", Exercise(E::ShowRoom)),
    BACK,
    key(KeyCode::Char('l'), "l", "late", Exercise(E::Mark(Mark::Late))),
    key(KeyCode::Char('w'), "w", "wrong", Exercise(E::Mark(Mark::Wrong))),
    key(KeyCode::Char('m'), "m", "missed", Exercise(E::Mark(Mark::Missed))),
    key(KeyCode::Char('u'), "u", "withdraw the mark", Exercise(E::Unmark)),
    key(KeyCode::Char('h'), "h", "give the hint", Exercise(E::Hint)),
    key(KeyCode::Char('H'), "H", "hold an inject", Exercise(E::HoldInject)),
    form(KeyCode::Char('S'), "S", "skip an inject", exercise::skip::OPEN),
    form(KeyCode::Char('J'), "J", "jump to a minute", exercise::jump::OPEN),
    key(KeyCode::Char('+'), "+", "twice as fast", Exercise(E::Faster)),
    key(KeyCode::Char('-'), "-", "half as fast", Exercise(E::Slower)),
    form(KeyCode::Char('r'), "r", "rate an objective", exercise::rating::OPEN),
    form(
        KeyCode::Char('i'),
        "i",
        "corrective action",
        exercise::corrective_action::OPEN,
    ),
    form(
        KeyCode::Char('p'),
        "p",
        "add a participant",
        exercise::participant::OPEN,
    ),
    key(KeyCode::Char('E'), "E", "end the exercise", Exercise(E::End)),
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
pub fn keys_of(screen: ScreenName) -> impl Iterator<Item = &'static Key> {
    let own = match screen {
        ScreenName::Board => BOARD,
        ScreenName::Incident => INCIDENT,
        ScreenName::Why => READ,
        ScreenName::Timeline => TIMELINE,
        ScreenName::Law => LAW,
        ScreenName::Regime => REGIME,
        ScreenName::Audit => AUDIT,
        ScreenName::Letters => LETTERS,
        ScreenName::Room => ROOM,
        ScreenName::Facilitator => FACILITATOR,
    };
    own.iter().chain(&MOVE)
}

/// What a key means on a screen.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn meaning(screen: ScreenName, pressed: KeyEvent) -> Option<Action> {
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
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
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
