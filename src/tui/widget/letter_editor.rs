//! The editor of a letter: its Markdown with the cursor in it, what the check found, and the words that are looked for.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, Scrolling, TextArea, WrapMode};

use super::text_place::{self, TextPlace};
use super::undo_runs::UndoRuns;
use crate::letter::check::Finding;
use crate::tui::ids::RevisionRef;

/// The keys of the editor, as its foot and its help write them.
pub(crate) const KEYS: [(&str, &str); 15] = [
    ("Ctrl-S", "save"),
    ("Tab", "next finding"),
    ("Ctrl-F", "find"),
    ("Esc", "back, keeps a draft"),
    ("F1", "keys"),
    ("Ctrl-/", "undo"),
    ("Ctrl-R", "redo"),
    ("Shift-Tab", "finding before"),
    ("Ctrl-O", "your own editor"),
    ("Shift-arrows", "select"),
    ("Ctrl-X", "cut"),
    ("Ctrl-C", "copy"),
    ("Ctrl-V", "paste what was cut or copied"),
    ("Ctrl-K Ctrl-U Ctrl-W", "delete to the end, to the beginning, a word"),
    ("Ctrl-Q", "close and discard what is not saved"),
];

/// Undo steps that are kept: more than anybody types into a page.
const HISTORY: usize = 2_000;

/// Between the revision and the text of a draft: ASCII's own mark, which nobody types.
const UNIT: char = '\u{1f}';

/// What a key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Came {
    /// The text or the cursor moved on.
    Typed,
    /// Something to be said to the reader.
    Said(String),
    Save,
    Leave,
    Drop,
    /// The text goes to the person's own editor.
    OwnEditor,
    Help,
    /// What was selected, for the clipboard of the terminal.
    Copied(String),
}

#[derive(Debug, Clone)]
pub struct LetterEditor {
    /// The revision that the text was made of.
    pub based_on: RevisionRef,
    pub(crate) area: TextArea<'static>,
    /// What Ctrl-/ takes back at once.
    runs: UndoRuns,
    /// The text of that revision.
    saved: String,
    /// The text that was handed to the record, until the letter was read again with it.
    saving: Option<Saving>,
    /// Whether what was typed since is to be saved as well, once that text is.
    saves_again: bool,
    /// The text that was checked, or kept as a draft, last.
    looked_at: String,
    /// What the check found in it.
    pub findings: Vec<Finding>,
    /// Which place of the finding at hand was shown.
    place: usize,
    /// The finding at hand.
    pub at: Option<usize>,
    /// The words looked for, while they are typed.
    pub(crate) find: Option<String>,
    /// The words looked for last.
    sought: String,
}

/// How it stands with the text of an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Saved,
    /// The record has not answered yet.
    Saving,
    Changed,
}

/// A text on its way into the record.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Saving {
    text: String,
    /// Whether the record has it: what was read before says nothing of it.
    recorded: bool,
}

fn area_of(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_max_histories(HISTORY);
    area.set_cursor_line_style(ratatui::style::Style::default());
    area
}

impl LetterEditor {
    pub fn new(based_on: RevisionRef, text: &str, findings: Vec<Finding>) -> LetterEditor {
        LetterEditor {
            based_on,
            area: area_of(text),
            runs: UndoRuns::default(),
            saved: text.to_owned(),
            saving: None,
            saves_again: false,
            looked_at: text.to_owned(),
            findings,
            place: 0,
            at: None,
            find: None,
            sought: String::new(),
        }
    }

    /// With what was typed before and not saved; it stays bound to the revision it was made of, so that saving joins it with
    /// what somebody else saved since.
    #[must_use]
    pub(crate) fn restored(mut self, draft: &str) -> LetterEditor {
        if let Some((made_of, text)) = draft.split_once(UNIT)
            && let Ok(sha256) = made_of.parse()
        {
            self.area = area_of(text);
            self.based_on.sha256 = sha256;
        }
        self
    }

    /// What is typed, for safe keeping.
    pub(crate) fn draft(&self) -> String {
        format!("{}{UNIT}{}", self.based_on.sha256, self.text())
    }

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether the text differs from the revision it was made of.
    pub fn changed(&self) -> bool {
        self.text() != self.saved
    }

    /// How it stands with the text.
    pub(crate) fn state(&self) -> State {
        let text = self.text();
        match &self.saving {
            _ if text == self.saved => State::Saved,
            Some(saving) if saving.text == text && saving.recorded => State::Saved,
            Some(saving) if saving.text == text || self.saves_again => State::Saving,
            Some(_) | None => State::Changed,
        }
    }

    /// Whether a text of it is on its way into the record: what is typed since cannot be saved before its revision is known.
    pub(crate) fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// What is typed now is saved as soon as the text before it is.
    pub(crate) fn save_again(&mut self) {
        self.saves_again = true;
    }

    /// Whether that is to be done now.
    pub(crate) fn takes_up_saving(&mut self) -> bool {
        self.saving.is_none() && std::mem::take(&mut self.saves_again) && self.changed()
    }

    /// The name under which a text that is not saved yet is kept.
    pub(crate) fn slot(based_on: &RevisionRef) -> String {
        format!(
            "form/{}/letter-text/{}",
            based_on.letter.incident, based_on.letter.letter
        )
    }

    /// The text, where it has changed since it was checked or kept last.
    pub(crate) fn news(&mut self) -> Option<String> {
        let text = self.text();
        let news = text != self.looked_at;
        if !news {
            self.runs.pause();
        }
        news.then(|| self.looked_at.clone_from(&text));
        news.then_some(text)
    }

    /// What the check found in the text as it was a moment ago.
    pub(crate) fn checked(&mut self, findings: Vec<Finding>) {
        let held = self.at.and_then(|at| self.findings.get(at)).cloned();
        self.findings = findings;
        self.at = held.and_then(|held| self.findings.iter().position(|finding| *finding == held));
    }

    /// The text goes to the record.
    pub(crate) fn saves(&mut self) -> String {
        let text = self.text();
        self.saving = Some(Saving {
            text: text.clone(),
            recorded: false,
        });
        text
    }

    /// The record has taken the text.
    pub(crate) fn recorded(&mut self) {
        if let Some(saving) = &mut self.saving {
            saving.recorded = true;
        }
    }

    /// The record has refused the text: it is as little saved as before.
    pub(crate) fn refused(&mut self) {
        self.saving = None;
        self.saves_again = false;
    }

    /// The letter as it stands now: saved from here, by somebody else, or both together.
    pub(crate) fn stands(&mut self, revision: RevisionRef, text: &str, findings: &[Finding]) {
        let own = self.text();
        // What was read before the record had the text knows nothing of it, and takes nothing from it.
        if self.saving.as_ref().is_some_and(|saving| !saving.recorded) && own != text {
            return;
        }
        match self.saving.take().map(|saving| saving.text) {
            // Nothing was typed since: what came back holds both, where somebody else had saved as well.
            Some(saved) if saved == own => {
                if text != own {
                    self.replace(text);
                }
                text.clone_into(&mut self.saved);
                text.clone_into(&mut self.looked_at);
                self.based_on = revision;
                self.checked(findings.to_vec());
            }
            // Typed meanwhile: it was made of what was saved.
            Some(saved) if saved == text => {
                self.saved = saved;
                self.based_on = revision;
            }
            Some(_) => {}
            None if own == text => {
                self.saved = own;
                self.based_on = revision;
                self.checked(findings.to_vec());
            }
            // Somebody else saved: the next save joins both.
            None => {}
        }
    }

    /// Another text, such as the person's own editor made: one change to undo.
    pub(crate) fn replace(&mut self, text: &str) {
        self.area.select_all();
        self.runs.insert(&mut self.area, text);
        self.area.move_cursor(CursorMove::Top);
    }

    pub(crate) fn paste(&mut self, text: &str) {
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain: String = plain.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        match &mut self.find {
            Some(words) => words.extend(plain.chars().filter(|c| *c != '\n')),
            None => self.runs.insert(&mut self.area, &plain),
        }
    }

    pub(crate) fn scrolled(&mut self, down: bool) {
        self.area.scroll(Scrolling::Delta {
            rows: if down { 2 } else { -2 },
            cols: 0,
        });
    }

    /// Goes to the letter in a cell of the part of the screen that the text is drawn in.
    pub(crate) fn clicked(&mut self, column: u16, row: u16) {
        let (top, _) = self.area.scroll_offset();
        let at = self
            .area
            .screen_to_data(usize::from(row) + usize::from(top), usize::from(column));
        self.area.cancel_selection();
        self.runs.pause();
        self.go(at.0, at.1);
    }

    /// Goes to the end of what is selected on the side of the arrow, whichever end the cursor is at; `false`: nothing is.
    fn leaves_selection(&mut self, arrow: KeyCode) -> bool {
        let selected = self.area.selection_range().filter(|(from, to)| from != to);
        let Some((from, to)) = selected else { return false };
        self.area.cancel_selection();
        self.runs.pause();
        let end = if arrow == KeyCode::Left { from } else { to };
        self.go(end.0, end.1);
        true
    }

    fn go(&mut self, row: usize, column: usize) {
        let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(short(row), short(column)));
    }

    /// Shows a place of the text: it is selected, so that it is seen, and typing replaces it. The cursor is at its beginning,
    /// where who goes on without replacing it wants to be.
    fn show(&mut self, place: TextPlace) {
        self.area.cancel_selection();
        self.runs.pause();
        self.go(place.to.0, place.to.1);
        self.area.start_selection();
        self.go(place.from.0, place.from.1);
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub(crate) fn key(&mut self, key: KeyEvent) -> Came {
        if self.find.is_some() {
            return self.find_key(key);
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Came::Leave,
            KeyCode::F(1) => return Came::Help,
            KeyCode::Tab => return self.turn(true),
            KeyCode::BackTab => return self.turn(false),
            KeyCode::Left | KeyCode::Right if key.modifiers.is_empty() && self.leaves_selection(key.code) => {
                return Came::Typed;
            }
            KeyCode::Char(letter) if control => return self.chord(letter, key),
            _ => {}
        }
        self.runs.input(&mut self.area, key);
        Came::Typed
    }

    /// A letter with Ctrl. Undo has three, because terminals report Ctrl-/ as Ctrl-_ or Ctrl-7 as well.
    fn chord(&mut self, letter: char, key: KeyEvent) -> Came {
        match letter {
            's' => return Came::Save,
            'q' => return Came::Drop,
            'o' => return Came::OwnEditor,
            'f' => self.find = Some(String::new()),
            'c' => return self.copied(),
            'v' => {
                let text = self.area.yank_text();
                self.runs.insert(&mut self.area, &text);
            }
            'u' => {
                let deleted = self.area.delete_line_by_head();
                self.runs.once(deleted);
            }
            '_' | '/' | '7' if !self.runs.undo(&mut self.area) => return Came::Said("Nothing to undo.".to_owned()),
            '_' | '/' | '7' => {}
            'r' if !self.runs.redo(&mut self.area) => return Came::Said("Nothing to redo.".to_owned()),
            'r' => {}
            _ => self.runs.input(&mut self.area, key),
        }
        Came::Typed
    }

    fn copied(&mut self) -> Came {
        if self.area.selection_range().is_none_or(|(from, to)| from == to) {
            return Came::Said("Nothing is selected; Shift and the arrows select.".to_owned());
        }
        self.area.copy();
        Came::Copied(self.area.yank_text())
    }

    /// Goes to the next place of the finding at hand, then to the next finding; or to the ones before.
    fn turn(&mut self, forward: bool) -> Came {
        let last = match self.findings.len() {
            0 => return Came::Said("The check finds nothing in this text.".to_owned()),
            many => many - 1,
        };
        let (at, place) = self.turned(forward, last);
        let places = self.places_of(at);
        let of_finding = format!("Finding {} of {}", at + 1, last + 1);
        let place = place.min(places.len().saturating_sub(1));
        (self.at, self.place) = (Some(at), place);
        let Some(found) = places.get(place).copied() else {
            return Came::Said(format!(
                "{of_finding}: it is about the whole letter, or about what is not in it yet."
            ));
        };
        self.show(found);
        let which = match places.len() {
            1 => String::new(),
            many => format!(", place {} of {many}", place + 1),
        };
        Came::Said(format!("{of_finding}{which}: line {}.", found.from.0 + 1))
    }

    /// Where the text has what a finding is about.
    fn places_of(&self, finding: usize) -> Vec<TextPlace> {
        let found = self.findings.get(finding).map(|finding| finding.found.as_str());
        text_place::of_finding(self.area.lines(), found.unwrap_or_default())
    }

    /// The finding and the place of it that come next, or before.
    fn turned(&self, forward: bool, last: usize) -> (usize, usize) {
        let Some(at) = self.at else {
            return if forward { (0, 0) } else { (last, usize::MAX) };
        };
        match forward {
            true if self.place + 1 < self.places_of(at).len() => (at, self.place + 1),
            true if at >= last => (0, 0),
            true => (at + 1, 0),
            false if self.place > 0 => (at, self.place - 1),
            false => (at.checked_sub(1).unwrap_or(last), usize::MAX),
        }
    }

    /// A key in the line of the words that are looked for.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    fn find_key(&mut self, key: KeyEvent) -> Came {
        let Some(words) = &mut self.find else {
            return Came::Typed;
        };
        match key.code {
            // What was found is no longer selected: who types on here wants it to stay.
            KeyCode::Esc => {
                self.find = None;
                self.area.cancel_selection();
                self.runs.pause();
            }
            KeyCode::Enter | KeyCode::Down => return self.look(true),
            KeyCode::Up => return self.look(false),
            KeyCode::Backspace => {
                words.pop();
            }
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => words.clear(),
            KeyCode::Char('f' | 'g') if key.modifiers.contains(KeyModifiers::CONTROL) => return self.look(true),
            KeyCode::Char(letter) if !key.modifiers.contains(KeyModifiers::CONTROL) => words.push(letter),
            _ => {}
        }
        Came::Typed
    }

    /// Looks for the words, from the cursor on and around the end; without words, for those before.
    fn look(&mut self, forward: bool) -> Came {
        let typed = self.find.clone().unwrap_or_default();
        if !typed.trim().is_empty() {
            self.sought = typed;
        }
        let all = text_place::all(self.area.lines(), &self.sought);
        let cursor = self.area.cursor();
        let here = match self.area.selection_range() {
            Some((from, _)) => from,
            None => (cursor.0, cursor.1),
        };
        let fresh = self.area.selection_range().is_none();
        let next = match forward {
            true => all
                .iter()
                .position(|place| place.from > here || (fresh && place.from == here))
                .or(Some(0)),
            false => all
                .iter()
                .rposition(|place| place.from < here)
                .or(all.len().checked_sub(1)),
        };
        let found = next.and_then(|at| all.get(at).map(|place| (at, *place)));
        match found {
            Some((at, place)) => {
                self.show(place);
                Came::Said(format!("“{}”: {} of {}.", self.sought, at + 1, all.len()))
            }
            None => Came::Said(format!("“{}” is not in the text.", self.sought)),
        }
    }
}
