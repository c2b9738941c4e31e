//! What can lie over a screen: a form, a question with its buttons, a text, the palette.

use crate::core::incident::command::Command;
use crate::tui::effect::Effect;
use crate::tui::form::Form;
use crate::tui::ids::{FormId, IncidentRef};
use crate::tui::model::Screen;

/// What a yes does.
#[derive(Debug, Clone, PartialEq)]
pub enum Yes {
    /// Runs a command on the incident that was on screen when the question was asked.
    Run(IncidentRef, Box<Command>),
    /// Something else.
    Effect(Box<Effect>),
    /// Shows a screen.
    Show(Screen),
    /// Closes a form and forgets what was typed into it.
    Drop(FormId),
}

/// A button of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Button {
    /// Does it.
    Yes,
    /// Does nothing. It has the focus first, so that Enter alone never records anything.
    #[default]
    No,
}

impl Button {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Button {
        match self {
            Button::Yes => Button::No,
            Button::No => Button::Yes,
        }
    }
}

/// A question that is asked before something is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The action, as a title.
    pub title: String,
    /// What will be recorded, in words.
    pub words: String,
    /// The verb on the button that does it.
    pub verb: &'static str,
    /// What a yes does.
    pub yes: Yes,
    /// The button that has the focus.
    pub focus: Button,
}

impl Question {
    /// A question with the focus on its "no".
    pub fn new(title: impl Into<String>, words: impl Into<String>, verb: &'static str, yes: Yes) -> Question {
        Question {
            title: title.into(),
            words: words.into(),
            verb,
            yes,
            focus: Button::No,
        }
    }

    /// The incident that a yes is about.
    pub fn incident(&self) -> Option<&IncidentRef> {
        match &self.yes {
            Yes::Run(incident, _) => Some(incident),
            Yes::Effect(effect) => effect.incident(),
            Yes::Show(_) | Yes::Drop(_) => None,
        }
    }
}

/// Something over the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The keys.
    Help,
    /// A form.
    Form(Box<Form>),
    /// A question that is answered with y or n, in words that say what will be recorded.
    Ask(Box<Question>),
    /// How a call came out, in one further key.
    Reached {
        /// The contact.
        contact: String,
        /// Their name.
        name: String,
    },
    /// A text to read.
    Text {
        /// What it is.
        title: String,
        /// The text.
        text: String,
        /// How far it is scrolled.
        scroll: u16,
    },
    /// Everything that can be done, to search in.
    Palette {
        /// The words searched for.
        text: String,
        /// The entry selected.
        at: usize,
    },
}
