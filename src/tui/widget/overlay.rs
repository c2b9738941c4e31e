//! What can lie over a screen: a form, a question with its buttons, a text, the palette.

use std::sync::Arc;

use super::form::Form;
use super::found::{Entry, Everything};
use super::letter_editor::LetterEditor;
use super::menu::Menu;
use crate::tui::effect::Question;

/// Something over the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The keys, to search in and to run.
    Help {
        text: String,
        /// The key selected.
        at: usize,
    },
    Form(Box<Form>),
    /// The text of a letter, in the place of the letter desk.
    Editor(Box<LetterEditor>),
    /// A question that is answered with y or n, in words that say what will be recorded.
    Ask(Box<Question>),
    /// How a call came out, in one further key.
    Reached {
        contact: String,
        name: String,
    },
    /// A text to read.
    Text {
        title: String,
        text: String,
        /// How far it is scrolled.
        scroll: u16,
    },
    /// A text to read, while words are looked for in it.
    FindIn {
        title: String,
        text: String,
        scroll: u16,
        words: String,
    },
    /// The line in which the list at hand is searched.
    Find {
        text: String,
    },
    /// Further keys with words.
    Menu(Menu),
    /// Everything that can be done, to search in.
    Palette {
        /// The words searched for.
        text: String,
        /// The entry selected.
        at: usize,
        /// What fits.
        found: Vec<Entry>,
        /// What is searched.
        all: Arc<Everything>,
    },
}

impl Overlay {
    /// The editor of a letter, where it is one.
    pub fn editor(&self) -> Option<&LetterEditor> {
        let Overlay::Editor(editor) = self else { return None };
        Some(editor)
    }

    /// The same, to type in.
    pub fn editor_mut(&mut self) -> Option<&mut LetterEditor> {
        let Overlay::Editor(editor) = self else { return None };
        Some(editor)
    }
}
