//! A text over the screen: scrolled, copied, and searched as it is read.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use crate::tui::effect::{Effect, TerminalEffect};
use crate::tui::model::Model;
use crate::tui::screen::incident;
use crate::tui::screen::text_box::TextBox;
use crate::tui::search::plain_text;
use crate::tui::widget::overlay::Overlay;

/// A text, and how far it is read.
pub(super) struct Reading {
    pub title: String,
    pub text: String,
    /// Lines out of sight above.
    pub scroll: u16,
}

impl Reading {
    fn laid(&self, model: &Model) -> TextBox {
        TextBox::of(Rect::new(0, 0, model.size.0, model.size.1), &self.text)
    }

    fn shown(self) -> Overlay {
        let Reading { title, text, scroll } = self;
        Overlay::Text { title, text, scroll }
    }

    fn searched(self, words: String) -> Overlay {
        let Reading { title, text, scroll } = self;
        Overlay::FindIn {
            title,
            text,
            scroll,
            words,
        }
    }

    /// As far as there is something to read.
    fn within(mut self, model: &Model) -> Reading {
        let most = u16::try_from(self.laid(model).longest_scroll()).unwrap_or(u16::MAX);
        self.scroll = self.scroll.min(most);
        self
    }

    /// Goes to the next line that holds the words, or to the one before, round and round; `false`: no line does.
    fn look(&mut self, model: &Model, words: &str, way: Way) -> bool {
        let wanted = plain_text(words.trim());
        let laid = self.laid(model);
        let lines = laid.lines.iter().map(|line| plain_text(line));
        let holding = lines.enumerate().filter(|(_, line)| line.contains(&wanted));
        let holding: Vec<usize> = holding.map(|(at, _)| at).collect();
        let here = usize::from(self.scroll);
        // The last lines of a text are never at the top: whoever stands there has seen them.
        let next = match way {
            Way::Here => holding.iter().find(|at| **at >= here),
            Way::On if here >= laid.longest_scroll() => None,
            Way::On => holding.iter().find(|at| **at > here),
            Way::Back => holding.iter().rfind(|at| **at < here),
        };
        let around = if way == Way::Back {
            holding.last()
        } else {
            holding.first()
        };
        if let Some(at) = next.or(around) {
            self.scroll = u16::try_from((*at).min(laid.longest_scroll())).unwrap_or(u16::MAX);
        }
        !holding.is_empty()
    }
}

/// Which of the lines that hold the words is gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The one at hand, else the next.
    Here,
    On,
    Back,
}

/// A key in a text. Only Esc and q close it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn typed(model: &mut Model, key: KeyEvent, mut reading: Reading) -> Vec<Effect> {
    let page = model.size.1.saturating_sub(8).max(1);
    let mut effects = Vec::new();
    if let KeyCode::Char(letter) = key.code
        && let Some(effects) = incident::keys::in_entry(model, &reading.title, letter)
    {
        return effects;
    }
    reading.scroll = match key.code {
        KeyCode::Down | KeyCode::Char('j') | KeyCode::Enter => reading.scroll.saturating_add(1),
        KeyCode::Up | KeyCode::Char('k') => reading.scroll.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => reading.scroll.saturating_add(page),
        KeyCode::PageUp => reading.scroll.saturating_sub(page),
        KeyCode::Home => 0,
        KeyCode::End => u16::MAX,
        KeyCode::Char('y') => {
            effects.push(TerminalEffect::Copy(reading.text.clone()).into());
            reading.scroll
        }
        KeyCode::Char('/') => {
            model.overlays.push(reading.searched(String::new()));
            return effects;
        }
        KeyCode::Esc | KeyCode::Char('q') => return effects,
        _ => reading.scroll,
    };
    let reading = reading.within(model);
    model.overlays.push(reading.shown());
    effects
}

/// A key in the line of the words that are looked for in a text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn find_typed(model: &mut Model, key: KeyEvent, mut reading: Reading, mut words: String) -> Vec<Effect> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let way = match key.code {
        KeyCode::Esc => {
            model.message.clear();
            model.overlays.push(reading.shown());
            return Vec::new();
        }
        KeyCode::Enter | KeyCode::Down => Way::On,
        KeyCode::Up => Way::Back,
        KeyCode::Backspace => {
            words.pop();
            Way::Here
        }
        KeyCode::Char('u') if control => {
            words.clear();
            Way::Here
        }
        KeyCode::Char(letter) if !control => {
            words.push(letter);
            Way::Here
        }
        _ => Way::Here,
    };
    model.message.clear();
    if !words.trim().is_empty() && !reading.look(model, &words, way) {
        model.message = format!("“{words}” is not in this text.");
    }
    model.overlays.push(reading.searched(words));
    Vec::new()
}
