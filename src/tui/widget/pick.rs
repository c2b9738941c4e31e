//! A list of options in a field: radio rows where one holds, check boxes where several may. It is filtered as one types.
//! The text of the field stays what the record keeps, codes with commas; a list only changes it.

mod blank;
mod named;
mod unmoved;

use std::sync::Arc;

use crossterm::event::KeyCode;

pub use super::choice::Choice;
use crate::tui::search;

/// An option whose code is its name.
impl From<String> for Choice {
    fn from(code: String) -> Choice {
        let words = code.replace('_', " ");
        Choice::new(code, words)
    }
}

impl From<&str> for Choice {
    fn from(code: &str) -> Choice {
        Choice::from(code.to_owned())
    }
}

/// How many of the options may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// One of them.
    One,
    /// One of them, or another text.
    OneOrOther,
    /// Any number of them.
    Many,
}

/// The word for "known to be none", which goes with no other.
const NONE: &str = "none";

/// A list of options and how far somebody is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    options: Arc<[Choice]>,
    manner: Manner,
    /// What was typed to find one.
    filter: String,
    /// Indices of the options that fit.
    shown: Vec<usize>,
    /// The row under the cursor; `None` before anybody moved there.
    cursor: Option<usize>,
    /// What was chosen before the filter was typed.
    before: Option<String>,
    /// Whether it was asked whether the row at hand is meant, and nothing was answered yet.
    asked: bool,
    /// Whether a row was just checked out of what was typed: an Esc now may be meant for the letters, which are gone.
    found: bool,
}

/// What a key came to in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// The field holds this now.
    Text(String),
    /// The same, and the form goes on.
    TextAndOn(String),
    /// Only the cursor or the filter moved.
    Moved,
    /// The form goes to another field, forward or back.
    Leave(bool),
    /// What is wrong.
    Problem(String),
    /// The key is not one of the list's.
    NotMine,
}

/// A row of the list.
#[derive(Debug)]
pub struct PickRow<'p> {
    pub choice: &'p Choice,
    pub chosen: bool,
    pub at_cursor: bool,
}

/// The codes in the text of a field.
pub(crate) fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '\n']).filter(|code| !code.is_empty())
}

impl Pick {
    pub fn new(manner: Manner, options: impl Into<Arc<[Choice]>>) -> Pick {
        let mut pick = Pick {
            options: options.into(),
            manner,
            filter: String::new(),
            shown: Vec::new(),
            cursor: None,
            before: None,
            asked: false,
            found: false,
        };
        pick.arrange();
        pick
    }

    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// Whether a text that is no option is taken as well.
    pub fn takes_others(&self) -> bool {
        self.manner == Manner::OneOrOther
    }

    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// How many options fit what was typed.
    pub fn fitting(&self) -> usize {
        self.shown.len()
    }

    /// The row under the cursor; before anybody moved, the first one that is chosen.
    pub fn focus(&self, text: &str) -> usize {
        let chosen = || {
            self.shown
                .iter()
                .position(|at| self.holds(text, &self.options[*at].code))
        };
        self.cursor.or_else(chosen).unwrap_or(0)
    }

    /// What is told of the option at hand.
    pub fn about(&self, text: &str) -> &str {
        self.at_hand(text).map_or("", |choice| &choice.about)
    }

    /// The row that the keys are about, marked in the list before anybody moved. What is typed as it is stands in no row.
    fn pointed_at(&self, text: &str, may_be_empty: bool) -> Option<usize> {
        match (self.manner, self.filter.is_empty()) {
            (Manner::Many, _) => Some(self.focus(text)),
            (Manner::One | Manner::OneOrOther, true) if !self.is_passed_by(text, may_be_empty) => {
                Some(self.focus(text))
            }
            (Manner::One | Manner::OneOrOther, _) => self.cursor,
        }
    }

    /// The option at hand.
    pub fn at_hand(&self, text: &str) -> Option<&Choice> {
        self.shown.get(self.focus(text)).map(|at| &self.options[*at])
    }

    /// The rows that fit.
    pub fn rows<'p>(&'p self, text: &'p str, may_be_empty: bool) -> impl Iterator<Item = PickRow<'p>> {
        let pointed_at = self.pointed_at(text, may_be_empty);
        self.shown.iter().enumerate().map(move |(row, at)| {
            let choice = &self.options[*at];
            PickRow {
                choice,
                chosen: self.holds(text, &choice.code),
                at_cursor: pointed_at == Some(row),
            }
        })
    }

    fn holds(&self, text: &str, code: &str) -> bool {
        match self.manner {
            Manner::One | Manner::OneOrOther => text.trim() == code,
            Manner::Many => codes(text).any(|held| held == code),
        }
    }

    /// What the text of the field says, in plain words.
    pub fn said(&self, text: &str) -> String {
        let word = |code: &str| {
            let found = self.options.iter().find(|choice| choice.code == code);
            found.map_or_else(|| code.to_owned(), |choice| choice.words.clone())
        };
        match self.manner {
            Manner::One | Manner::OneOrOther => word(text.trim()),
            Manner::Many => codes(text).map(word).collect::<Vec<_>>().join(" · "),
        }
    }

    /// Other options than before, such as those that go with an answer above. Whether they are others.
    pub fn offer(&mut self, options: impl Into<Arc<[Choice]>>) -> bool {
        let options = options.into();
        let others = self.options != options;
        if others {
            *self = Pick::new(self.manner, options);
        }
        others
    }

    fn arrange(&mut self) {
        self.shown = match self.filter.trim() {
            "" => (0..self.options.len()).collect(),
            typed => search::best(typed, self.options.iter().map(Choice::searched)),
        };
    }

    /// Takes a key in. `text` is what the field holds, `may_be_empty` whether it may hold nothing.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub fn key(&mut self, code: KeyCode, text: &str, may_be_empty: bool) -> Picked {
        if !matches!(code, KeyCode::Char(' ' | ',')) {
            self.asked = false;
        }
        let found = std::mem::take(&mut self.found);
        match code {
            KeyCode::Esc if found => Picked::Problem("checked; Esc once more closes the form".to_owned()),
            KeyCode::Enter if !may_be_empty && text.trim().is_empty() && self.is_untouched() => {
                self.jump(self.focus(text));
                self.entered(text)
            }
            // Where Enter passes the list by, no row is marked before somebody goes to one.
            KeyCode::Down if self.is_passed_by(text, may_be_empty) && !self.shown.is_empty() => self.jump(0),
            KeyCode::Down => self.step(text, true),
            KeyCode::Up => self.step(text, false),
            KeyCode::PageDown => self.jump(self.focus(text) + PAGE),
            KeyCode::PageUp => self.jump(self.focus(text).saturating_sub(PAGE)),
            KeyCode::Home => self.jump(0),
            KeyCode::End => self.jump(usize::MAX),
            KeyCode::Enter => self.entered(text),
            KeyCode::Char(' ') => self.spaced(text),
            KeyCode::Char(',') if self.manner == Manner::Many => self.spaced(text),
            // It begins a search elsewhere, and no option begins with it.
            KeyCode::Char('/') if self.filter.is_empty() && !self.takes_others() => Picked::Moved,
            KeyCode::Char(letter) => self.typed(letter, text),
            KeyCode::Left | KeyCode::Right if self.manner != Manner::Many => self.turned(text, code == KeyCode::Right),
            KeyCode::Left | KeyCode::Right => Picked::Problem("↑/↓ go to a row, Space checks it".to_owned()),
            KeyCode::Backspace | KeyCode::Delete if self.filter.is_empty() => match (may_be_empty, self.manner) {
                (true, Manner::One | Manner::OneOrOther) => Picked::Text(String::new()),
                (true, Manner::Many) if code == KeyCode::Delete => Picked::Text(String::new()),
                (true | false, _) => Picked::Problem(self.hint().to_owned()),
            },
            KeyCode::Backspace => self.shortened(text),
            KeyCode::Esc if !self.filter.is_empty() => {
                let back = self.before.take();
                self.cleared();
                back.map_or(Picked::Moved, Picked::Text)
            }
            _ => Picked::NotMine,
        }
    }

    /// How the list is used, in a line.
    pub fn hint(&self) -> &'static str {
        match self.manner {
            Manner::Many if self.blank_is_open() => "Space, Enter or Tab checks the row; letters go on with the words",
            Manner::Many if self.may_go_on() => {
                "Enter or Space twice checks the row, ↑/↓ to another; Esc clears the words"
            }
            Manner::Many => "type to find, ↑/↓ to a row, Space or Enter checks it, Tab goes on",
            Manner::One => "type to find, ↑/↓ and Enter or ←/→ choose",
            Manner::OneOrOther => "type to find or to name another, ↑/↓ and Enter or ←/→ choose",
        }
    }

    fn step(&mut self, text: &str, down: bool) -> Picked {
        let last = self.shown.len().saturating_sub(1);
        let next = match (self.cursor, down) {
            _ if self.shown.is_empty() => return Picked::Leave(down),
            (None, true) if self.focus(text) >= last => return Picked::Leave(true),
            (None, true) => self.focus(text) + 1,
            (None, false) if self.focus(text) == 0 => return Picked::Leave(false),
            (None, false) => self.focus(text) - 1,
            (Some(at), true) if at >= last => return Picked::Leave(true),
            (Some(0), false) => return Picked::Leave(false),
            (Some(at), true) => at + 1,
            (Some(at), false) => at - 1,
        };
        self.cursor = Some(next);
        Picked::Moved
    }

    fn jump(&mut self, to: usize) -> Picked {
        self.cursor = (!self.shown.is_empty()).then(|| to.min(self.shown.len() - 1));
        Picked::Moved
    }

    /// The code under the cursor.
    fn under_cursor(&self) -> Option<&str> {
        let at = self.shown.get(self.cursor?)?;
        Some(&self.options[*at].code)
    }

    fn entered(&mut self, text: &str) -> Picked {
        match (self.manner, self.under_cursor().map(str::to_owned)) {
            (Manner::One | Manner::OneOrOther, Some(code)) => {
                self.settled();
                Picked::TextAndOn(code)
            }
            (Manner::Many, Some(code)) if !self.filter.is_empty() => {
                self.cleared();
                self.found = true;
                Picked::Text(self.turned_over(text, &code))
            }
            // Enter checks a row that is not checked; on one that is, it goes on to the next field.
            (Manner::Many, Some(code)) if !self.holds(text, &code) => Picked::Text(self.turned_over(text, &code)),
            (Manner::Many, None) if !self.filter.is_empty() => Picked::Problem(self.none_fits()),
            (Manner::One, None) if !self.filter.is_empty() => Picked::Problem(self.none_fits()),
            (Manner::One | Manner::OneOrOther | Manner::Many, _) => Picked::NotMine,
        }
    }

    /// The codes with one more, or one less. `none` goes with no other.
    fn turned_over(&self, text: &str, code: &str) -> String {
        let held: Vec<&str> = codes(text).collect();
        let next: Vec<&str> = match held.contains(&code) {
            true => held.into_iter().filter(|held| *held != code).collect(),
            false if code == NONE => vec![NONE],
            false => held.into_iter().filter(|held| *held != NONE).chain([code]).collect(),
        };
        next.join(", ")
    }

    /// The next option, or the one before. An empty field begins at the first option, or going back at the last.
    fn turned(&mut self, text: &str, forward: bool) -> Picked {
        self.settled();
        let last = self.options.len().saturating_sub(1);
        let at = self.options.iter().position(|choice| choice.code == text);
        let next = match (at, forward) {
            (None, true) => 0,
            (None | Some(0), false) => last,
            (Some(at), true) if at >= last => 0,
            (Some(at), true) => at + 1,
            (Some(at), false) => at - 1,
        };
        match self.options.get(next) {
            Some(choice) => Picked::Text(choice.code.clone()),
            None => Picked::Problem("there is nothing to choose from".to_owned()),
        }
    }

    /// A further letter of the filter. Where one may be chosen, the best fit that has what is typed in it is chosen at once;
    /// one that only has its letters, with others between, is shown and left to be chosen, and what was chosen before holds.
    fn typed(&mut self, letter: char, text: &str) -> Picked {
        let checked = self.checks_by_blank(letter).then(|| self.check(text)).flatten();
        let text = checked.as_deref().unwrap_or(text);
        self.before.get_or_insert_with(|| text.to_owned());
        self.filter.push(letter);
        match (self.filtered(text), checked) {
            (Picked::Moved, Some(checked)) => Picked::Text(checked),
            (picked, _) => picked,
        }
    }

    fn shortened(&mut self, text: &str) -> Picked {
        self.filter.pop();
        if self.filter.is_empty() {
            let back = self.before.take();
            self.cleared();
            return back
                .filter(|_| self.manner != Manner::Many)
                .map_or(Picked::Moved, Picked::Text);
        }
        self.filtered(text)
    }

    fn filtered(&mut self, text: &str) -> Picked {
        self.arrange();
        self.cursor = (!self.shown.is_empty()).then_some(0);
        let before = self.before.clone().unwrap_or_else(|| text.to_owned());
        match (self.manner, self.under_cursor()) {
            (Manner::One, Some(code)) if self.is_meant(code) => Picked::Text(code.to_owned()),
            (Manner::One, _) => Picked::Text(before),
            (Manner::OneOrOther, Some(code)) if self.is_meant(code) => Picked::Text(code.to_owned()),
            (Manner::OneOrOther, _) => {
                self.cursor = None;
                Picked::Text(self.filter.clone())
            }
            (Manner::Many, _) => {
                // What only has the letters is not what somebody named: it is checked once they go there.
                if self.comes_near() {
                    self.cursor = None;
                }
                Picked::Moved
            }
        }
    }

    /// Whether nothing has in it what is typed, and what is shown has only its letters with others between them.
    pub fn comes_near(&self) -> bool {
        let first = self.shown.first().filter(|_| !self.filter.trim().is_empty());
        first.is_some_and(|at| !self.is_meant(&self.options[*at].code))
    }

    /// Whether what is typed is the beginning of an option, and not a text of its own.
    fn is_meant(&self, code: &str) -> bool {
        let typed = self.filter.trim().to_lowercase();
        let choice = self.options.iter().find(|choice| choice.code == code);
        choice.is_some_and(|choice| search::holds(&typed, &choice.searched()))
    }

    /// What to say where nothing fits the filter.
    pub fn none_fits(&self) -> String {
        if self.comes_near() {
            return format!(
                "no option has “{}” in it; ↓ goes to what comes near, Esc clears it",
                self.filter
            );
        }
        format!("no option fits “{}”; Backspace shortens it, Esc clears it", self.filter)
    }

    /// Ends the filter; the cursor stays on its option, whose row is its place among all options then.
    fn cleared(&mut self) {
        let at = self.cursor.and_then(|row| self.shown.get(row)).copied();
        self.filter.clear();
        self.before = None;
        self.arrange();
        self.cursor = at;
    }

    fn settled(&mut self) {
        self.filter.clear();
        self.before = None;
        self.cursor = None;
        self.arrange();
    }

    /// Leaves the list. What was typed to find an option and not checked yet is checked where only one can be meant.
    ///
    /// # Errors
    /// What is left to be chosen.
    pub fn leave(&mut self, text: &str) -> Result<Option<String>, String> {
        if std::mem::take(&mut self.asked) {
            let words = self
                .at_hand(text)
                .map(|choice| choice.words.clone())
                .unwrap_or_default();
            return Err(format!(
                "“{words}” is left as it was; Space changes it, the same key again goes on"
            ));
        }
        let typed = self.filter.trim().to_owned();
        if self.manner != Manner::Many || typed.is_empty() {
            let chosen = self.before.as_deref() != Some(text) || self.is_meant(text);
            let fits = typed.is_empty() || chosen || self.manner == Manner::OneOrOther;
            if !fits {
                return Err(self.none_fits());
            }
            self.settled();
            return Ok(None);
        }
        let meant = self.under_cursor().filter(|_| self.blank_is_open()).map(str::to_owned);
        let code = meant.map_or_else(|| self.resolved(&typed), Ok)?;
        self.settled();
        match self.holds(text, &code) {
            true => Ok(None),
            false => Ok(Some(self.turned_over(text, &code))),
        }
    }
}

/// Rows that a page key goes.
const PAGE: usize = 8;
