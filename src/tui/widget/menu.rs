//! A menu of keys with words, for what belongs together: it opens with one key and goes on with another.

use crossterm::event::KeyCode;

use crate::tui::action::Action;
use crate::tui::effect::{Effect, Question};
use crate::tui::search;

/// What an item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Does {
    /// What a key of the screen would do.
    Act(Action),
    /// What is asked of the record.
    Ask(Box<Effect>),
    /// A question, before anything is done.
    Question(Box<Question>),
    /// A text to read.
    Read(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct MenuItem {
    pub key: char,
    pub words: String,
    pub does: Does,
    /// Whether it is what holds now.
    pub on: bool,
}

impl MenuItem {
    pub fn act(key: char, words: impl Into<String>, action: Action) -> MenuItem {
        MenuItem {
            key,
            words: words.into(),
            does: Does::Act(action),
            on: false,
        }
    }

    pub fn ask(key: char, words: impl Into<String>, effect: Effect) -> MenuItem {
        MenuItem {
            key,
            words: words.into(),
            does: Does::Ask(Box::new(effect)),
            on: false,
        }
    }

    pub fn question(key: char, words: impl Into<String>, question: Question) -> MenuItem {
        MenuItem {
            key,
            words: words.into(),
            does: Does::Question(Box::new(question)),
            on: false,
        }
    }

    pub fn read(key: char, words: impl Into<String>, text: String) -> MenuItem {
        MenuItem {
            key,
            words: words.into(),
            does: Does::Read(text),
            on: false,
        }
    }

    #[must_use]
    pub fn on(mut self, on: bool) -> MenuItem {
        self.on = on;
        self
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    pub title: String,
    pub items: Vec<MenuItem>,
    /// The item that Enter takes, among those that fit.
    pub at: usize,
    /// What is typed to find an item; `None` where letters are the keys of the items.
    pub search: Option<String>,
}

/// What a key came to in a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    Does(Does),
    /// Another item is at hand.
    Moved,
    Closed,
    /// The key is none of the menu's.
    Unknown,
}

impl Menu {
    pub fn new(title: impl Into<String>, items: Vec<MenuItem>) -> Menu {
        let at = items.iter().position(|item| item.on).unwrap_or(0);
        Menu {
            title: title.into(),
            items,
            at,
            search: None,
        }
    }

    /// What is typed finds an item; its letter stands beside it and holds on the screen.
    #[must_use]
    pub fn searched(mut self) -> Menu {
        self.search = Some(String::new());
        self
    }

    /// The items that fit what is typed, best first.
    pub fn shown(&self) -> Vec<&MenuItem> {
        match self.search.as_deref().map(str::trim) {
            None | Some("") => self.items.iter().collect(),
            Some(typed) => {
                let texts = self.items.iter().map(|item| item.words.clone());
                let found = search::best(typed, texts).into_iter().map(|at| &self.items[at]);
                // One letter is first of all the key of an item.
                let keyed = |item: &&MenuItem| typed.chars().eq([item.key]);
                let first = self.items.iter().filter(keyed);
                first.chain(found.filter(|item| !keyed(item))).collect()
            }
        }
    }

    fn searches_with(&self, letter: char) -> bool {
        let begun = |typed: &String| !typed.is_empty() || letter.is_alphanumeric();
        self.search.as_ref().is_some_and(begun)
    }

    /// A letter of the search, or one less.
    fn typed(&mut self, change: impl FnOnce(&mut String)) -> Taken {
        if let Some(search) = &mut self.search {
            change(search);
        }
        self.at = 0;
        Taken::Moved
    }

    /// Whether one of its items does something at once.
    pub fn records(&self) -> bool {
        self.items.iter().any(|item| matches!(item.does, Does::Ask(_)))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub fn key(&mut self, code: KeyCode) -> Taken {
        let last = self.shown().len().saturating_sub(1);
        let searches = self.search.is_some();
        match code {
            KeyCode::Esc if self.search.as_ref().is_some_and(|typed| !typed.is_empty()) => self.typed(String::clear),
            KeyCode::Esc => Taken::Closed,
            KeyCode::Down | KeyCode::Tab => {
                self.at = if self.at >= last { 0 } else { self.at + 1 };
                Taken::Moved
            }
            KeyCode::Up | KeyCode::BackTab => {
                self.at = self.at.checked_sub(1).unwrap_or(last);
                Taken::Moved
            }
            KeyCode::Enter => match self.shown().get(self.at) {
                Some(item) => Taken::Does(item.does.clone()),
                None if searches => Taken::Moved,
                None => Taken::Closed,
            },
            KeyCode::Backspace if searches => self.typed(|typed| {
                typed.pop();
            }),
            // No word begins with a sign: it is the key of an item.
            KeyCode::Char(letter) if self.searches_with(letter) => self.typed(|typed| typed.push(letter)),
            KeyCode::Char(letter) => match self.items.iter().find(|item| item.key == letter) {
                Some(item) => Taken::Does(item.does.clone()),
                None => Taken::Unknown,
            },
            _ => Taken::Unknown,
        }
    }
}
