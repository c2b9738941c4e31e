//! One keymap: footer, help, palette and the meaning of keys are all made from it.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action::{self, Exercise, Incident, Letter, Record, Sheet};
use super::action::{
    ExerciseAction as E, IncidentAction as I, LetterAction as L, MenuName, Move, RecordAction as R,
    ScenarioAction as S, SheetAction, Zoom,
};
use super::form::{
    Opener, approval, assignment, blanks, clause, close, comparison, contact, contract, decision, delay, disposition,
    evidence, exercise, fact, filing, incident, letter, note, people, playbook, profile, redraft, remark, reminder,
    what_if, withdrawal,
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
const LEADER: Key = key(
    KeyCode::Char(' '),
    "space",
    "all actions",
    Action::Menu(MenuName::Leader),
);
const EXPORT: Key = key(KeyCode::Char('E'), "E", "export", Action::Menu(MenuName::Export));
const AUTHORITY_FORM: Key = key(KeyCode::Char(','), ",", "authority's form", Sheet(SheetAction::Open));
const COPY: Key = key(KeyCode::Char('y'), "y", "copy", Action::Copy);

/// Keys that move, on every screen.
const MOVE: [Key; 15] = [
    key(KeyCode::Down, "↓ j", "down", Action::Move(Move::Down)),
    key(KeyCode::Up, "↑ k", "up", Action::Move(Move::Up)),
    key(KeyCode::PageDown, "PgDn", "page down", Action::Move(Move::PageDown)),
    key(KeyCode::PageUp, "PgUp", "page up", Action::Move(Move::PageUp)),
    key(KeyCode::Home, "Home", "first", Action::Move(Move::First)),
    key(KeyCode::End, "End", "last", Action::Move(Move::Last)),
    key(KeyCode::Char('G'), "G", "to the end", Action::Move(Move::Last)),
    key(KeyCode::F(1), "F1", "help", Action::Manual),
    key(KeyCode::F(2), "F2", "mouse on or off", Action::Mouse),
    key(KeyCode::F(3), "F3", "team, invite", Action::Menu(MenuName::Team)),
    key(KeyCode::Char('!'), "!", "alerts", Action::Menu(MenuName::Alerts)),
    key(KeyCode::Char('T'), "T", "theme", Action::Theme),
    key(KeyCode::Char('O'), "O", "wall clock", Action::Wall),
    key(KeyCode::Char('@'), "@", "lock, hand over", Action::Lock),
    key(KeyCode::Char('q'), "q", "quit", Action::Quit),
];

const BOARD: &[Key] = &[
    HELP,
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    form(KeyCode::Char('n'), "n", "new", incident::OPEN),
    SEARCH,
    key(KeyCode::Char('f'), "f", "filter", Record(R::Filter)),
    key(KeyCode::Char('s'), "s", "sort", Record(R::Sort)),
    key(KeyCode::Char('L'), "L", "law", Record(R::Law)),
    key(KeyCode::Char('V'), "V", "audit", Record(R::Audit)),
    PALETTE,
    form(KeyCode::Char('o'), "o", "organization", profile::OPEN),
    form(KeyCode::Char('c'), "c", "new contact", contact::OPEN),
    form(KeyCode::Char('N'), "N", "new contract", contract::OPEN),
    key(KeyCode::Char('X'), "X", "start exercise", Record(R::StartExercise)),
    key(KeyCode::Char('B'), "B", "built-in example", Record(R::Example)),
    key(KeyCode::Char('e'), "e", "edit a scenario", Record(R::EditScenario)),
    key(KeyCode::Char('.'), ".", "log line", Record(R::LogLine)),
    key(KeyCode::Esc, "Esc", "end the search", Action::Back),
    LEADER,
];

const INCIDENT: &[Key] = &[
    HELP,
    LEADER,
    key(KeyCode::Tab, "Tab", "next part", Incident(I::NextTab)),
    key(KeyCode::Enter, "Enter", "open", Action::Open),
    key(KeyCode::Char('x'), "x", "done", Incident(I::Done)),
    form(KeyCode::Char('.'), ".", "log line", super::form::log_line::OPEN),
    WHY,
    key(KeyCode::Char('l'), "l", "letters", Incident(I::Letters)),
    SEARCH,
    key(KeyCode::Char('a'), "a", "aware now", Incident(I::AwareNow)),
    key(KeyCode::Char('e'), "e", "edit", Incident(I::Edit)),
    key(KeyCode::Char('t'), "t", "timeline", Incident(I::Timeline)),
    PALETTE,
    key(KeyCode::Char('S'), "S", "next stage", Incident(I::Advance)),
    form(KeyCode::Char('n'), "n", "note", note::OPEN),
    form(KeyCode::Char('#'), "#", "people by place", people::OPEN),
    key(KeyCode::Char('v'), "v", "select several", Incident(I::Pick)),
    form(KeyCode::Char('A'), "A", "give to somebody", assignment::OPEN),
    form(KeyCode::Char('R'), "R", "remind", reminder::OPEN),
    key(KeyCode::Char('H'), "H", "shift handover", Incident(I::Handover)),
    form(KeyCode::Char('b'), "b", "end the shift", super::form::handover::OPEN),
    key(KeyCode::Char('*'), "*", "changed since I left", Incident(I::Changed)),
    form(KeyCode::Char('W'), "W", "what if", what_if::OPEN),
    key(KeyCode::Char('Z'), "Z", "UTC or local time", Action::Zone),
    key(KeyCode::Char('u'), "u", "undo", Incident(I::Undo)),
    form(KeyCode::Char('d'), "d", "decide", decision::OPEN),
    form(KeyCode::Char('m'), "m", "mark an obligation", disposition::OPEN),
    form(KeyCode::Char('r'), "r", "draft its letter", letter::OPEN),
    AUTHORITY_FORM,
    form(KeyCode::Char('g'), "g", "log evidence", evidence::OPEN),
    form(KeyCode::Char('h'), "h", "law-enforcement delay", delay::OPEN),
    form(KeyCode::Char('p'), "p", "playbook", playbook::OPEN),
    form(KeyCode::Char('c'), "c", "new contact", contact::OPEN),
    form(KeyCode::Char('D'), "D", "withdraw a fact", fact::WITHDRAW),
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
    key(
        KeyCode::Char('f'),
        "f",
        "filter and group",
        Action::Menu(MenuName::Show),
    ),
    EXPORT,
    form(KeyCode::Char('C'), "C", "close or reopen", close::OPEN),
    key(KeyCode::BackTab, "Shift-Tab", "previous part", Incident(I::PreviousTab)),
    key(KeyCode::Char('1'), "1", "Detection", Incident(I::Tab(Tab::Detection))),
    key(KeyCode::Char('2'), "2", "Assessment", Incident(I::Tab(Tab::Assessment))),
    key(KeyCode::Char('3'), "3", "Internal", Incident(I::Tab(Tab::Internal))),
    key(KeyCode::Char('4'), "4", "Regulatory", Incident(I::Tab(Tab::Regulatory))),
    key(KeyCode::Char('5'), "5", "Log", Incident(I::Tab(Tab::Log))),
    key(KeyCode::Char('6'), "6", "Work", Incident(I::Tab(Tab::Work))),
    BACK,
];

const READ: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "answer what is missing", Action::Open),
    form(KeyCode::Char('r'), "r", "draft its letter", letter::OPEN),
    FILED,
    form(KeyCode::Char('m'), "m", "mark", disposition::OPEN),
    AUTHORITY_FORM,
    COPY,
    PALETTE,
];

const TIMELINE: &[Key] = &[
    HELP,
    BACK,
    key(KeyCode::Enter, "Enter", "why", Incident(I::Why)),
    key(KeyCode::Char('+'), "+", "zoom in", Incident(I::Zoom(Zoom::In))),
    key(KeyCode::Char('-'), "-", "zoom out", Incident(I::Zoom(Zoom::Out))),
    WHY,
    FILED,
    AUTHORITY_FORM,
    PALETTE,
];

const SHEET: &[Key] = &[
    HELP,
    COPY,
    key(KeyCode::Char(';'), ";", "copy, next field", Sheet(SheetAction::Next)),
    key(KeyCode::Enter, "Enter", "answer", Action::Open),
    FILED,
    BACK,
    form(KeyCode::Char('.'), ".", "log line", super::form::log_line::OPEN),
    PALETTE,
];

const LETTERS: &[Key] = &[
    HELP,
    BACK,
    form(KeyCode::Char('n'), "n", "draft", letter::ANY),
    key(KeyCode::Char('e'), "e", "edit", Letter(L::Edit)),
    form(KeyCode::Char('_'), "_", "blanks", blanks::OPEN),
    form(KeyCode::Char('x'), "x", "approve", approval::OPEN),
    EXPORT,
    key(KeyCode::Char('='), "=", "redline", Letter(L::Redline)),
    form(KeyCode::Char('D'), "D", "withdraw approval", withdrawal::OPEN),
    form(KeyCode::Char('.'), ".", "comment", remark::OPEN),
    form(KeyCode::Char('r'), "r", "redraft", redraft::OPEN),
    form(KeyCode::Char('|'), "|", "compare with", comparison::OPEN),
    form(KeyCode::Char('I'), "I", "insert a clause", clause::OPEN),
    LEADER,
    key(KeyCode::Enter, "Enter", "edit", Action::Open),
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
    key(KeyCode::Char('P'), "P", "run / pause", Exercise(E::Clock)),
    key(KeyCode::Char(']'), "]", "next inject", Exercise(E::NextInject)),
    key(KeyCode::Enter, "Enter", "deliver", Action::Open),
    key(KeyCode::Char('x'), "x", "done", Exercise(E::Mark(Mark::Done))),
    key(
        KeyCode::Char('m'),
        "m",
        "mark, hint, hold",
        Action::Menu(MenuName::Mark),
    ),
    form(KeyCode::Char('n'), "n", "observe", exercise::observation::OPEN),
    key(KeyCode::Char('F'), "F", "room", Exercise(E::ShowRoom)),
    BACK,
    key(
        KeyCode::Char('0'),
        "0",
        "no, the note does not do it",
        Exercise(E::Decline),
    ),
    key(KeyCode::Char('u'), "u", "undo the mark", Exercise(E::Unmark)),
    form(KeyCode::Char('K'), "K", "skip an inject", exercise::skip::OPEN),
    form(KeyCode::Char('J'), "J", "jump to a minute", exercise::jump::OPEN),
    key(KeyCode::Char('+'), "+", "twice as fast", Exercise(E::Faster)),
    key(KeyCode::Char('-'), "-", "half as fast", Exercise(E::Slower)),
    form(KeyCode::Char('Y'), "Y", "rate an objective", exercise::rating::OPEN),
    form(
        KeyCode::Char('U'),
        "U",
        "corrective action",
        exercise::corrective_action::OPEN,
    ),
    form(
        KeyCode::Char('M'),
        "M",
        "add a participant",
        exercise::participant::OPEN,
    ),
    key(KeyCode::Char('X'), "X", "end the exercise", Exercise(E::End)),
    LEADER,
    PALETTE,
];

const SCENARIO: &[Key] = &[
    HELP,
    key(KeyCode::Enter, "Enter", "change", Action::Open),
    key(KeyCode::Char('n'), "n", "new inject", Action::Scenario(S::NewInject)),
    key(
        KeyCode::Char('+'),
        "+",
        "add an expected action",
        Action::Scenario(S::NewAction),
    ),
    key(KeyCode::Char('-'), "-", "take out", Action::Scenario(S::Remove)),
    key(KeyCode::Char('E'), "E", "save to its file", Action::Scenario(S::Save)),
    BACK,
    COPY,
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

const WALL: &[Key] = &[HELP, BACK, PALETTE];

/// The keys of a screen as they are built in, the most useful first.
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
        ScreenName::Sheet => SHEET,
        ScreenName::Room => ROOM,
        ScreenName::Facilitator => FACILITATOR,
        ScreenName::Wall => WALL,
        ScreenName::Scenario => SCENARIO,
    };
    own.iter().chain(&MOVE)
}

impl Key {
    /// The letter that presses it, where it is one.
    pub fn letter(&self) -> Option<char> {
        if let KeyCode::Char(letter) = self.code {
            Some(letter)
        } else {
            None
        }
    }
}

/// The keys that are in force: the built-in ones, with what a person's own file changes.
#[derive(Debug, Clone)]
pub struct Keymap {
    screens: BTreeMap<ScreenName, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let keys = |screen| (screen, keys_of(screen).copied().collect());
        Keymap {
            screens: ScreenName::ALL.into_iter().map(keys).collect(),
        }
    }
}

impl Keymap {
    /// The keys of a screen, the most useful first.
    pub fn of(&self, screen: ScreenName) -> &[Key] {
        self.screens.get(&screen).map_or(&[], Vec::as_slice)
    }

    /// The keys of a screen, to change them.
    pub(super) fn of_mut(&mut self, screen: ScreenName) -> &mut Vec<Key> {
        self.screens.entry(screen).or_default()
    }

    /// What a key means on a screen.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub(super) fn meaning(&self, screen: ScreenName, pressed: KeyEvent) -> Option<Action> {
        if pressed.modifiers.contains(KeyModifiers::CONTROL) {
            return match pressed.code {
                KeyCode::Char('c') => Some(Action::Quit),
                KeyCode::Char('p') => Some(Action::Palette),
                KeyCode::Char('d' | 'f') => Some(Action::Move(Move::PageDown)),
                KeyCode::Char('u' | 'b') => Some(Action::Move(Move::PageUp)),
                _ => None,
            };
        }
        let keys = self.of(screen);
        let own = keys.iter().find(|key| key.code == pressed.code);
        let arrow = match pressed.code {
            KeyCode::Char('j') => Some(KeyCode::Down),
            KeyCode::Char('k') => Some(KeyCode::Up),
            _ => None,
        };
        let moves = || keys.iter().find(|key| Some(key.code) == arrow);
        own.or_else(moves).map(|key| key.action)
    }
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
