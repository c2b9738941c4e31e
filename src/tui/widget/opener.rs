//! What a row stands for, and how a key, a row or the palette opens a form for it.

use std::fmt;

use super::form::Form;
use crate::app::views::ObligationView;
use crate::core::ids::TaskId;
use crate::tui::ids::LetterRef;
use crate::tui::known::{Known, no_letter};
use crate::tui::worker_values::OpenLetter;

/// What a row stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A head: it cannot be selected.
    Head,
    /// A line that is only read.
    Words,
    /// A fact, known or not.
    Fact(String),
    /// A step of a playbook.
    Task(TaskId),
    Obligation(String),
    /// Somebody to call.
    Call(String),
    /// A role nobody is named for.
    Nobody(String),
    /// A piece of evidence, by its place.
    Evidence(usize),
    /// A risk method, by its place.
    Method(usize),
    /// A decision, by its key.
    Decision(String),
    /// A note or any other event, by its number.
    Event(u64),
    /// A reminder, by the number of the entry that set it.
    Reminder(u64),
    /// A notice to read out.
    Notice(&'static str),
    /// A law-enforcement delay, by its place.
    Delay(usize),
    /// An inject of an exercise.
    Inject(String),
    /// An expected action of an exercise.
    Expected(String),
    /// An objective of an exercise.
    Objective(String),
    /// A question of the hot wash.
    HotWash(String),
    /// Opens a form.
    Form(Opener),
    /// Shows the obligations that are not due, or hides them.
    NotDue,
}

impl Target {
    /// The key of the fact, where it is one.
    pub fn fact(&self) -> Option<&str> {
        if let Target::Fact(key) = self { Some(key) } else { None }
    }

    /// The id of the obligation, where it is one.
    pub fn obligation(&self) -> Option<&str> {
        if let Target::Obligation(id) = self {
            Some(id)
        } else {
            None
        }
    }

    /// The number of the entry, where it is one.
    pub fn event(&self) -> Option<u64> {
        if let Target::Event(seq) = self {
            Some(*seq)
        } else {
            None
        }
    }

    /// The id of the step, where it is one.
    pub fn task(&self) -> Option<&TaskId> {
        if let Target::Task(id) = self { Some(id) } else { None }
    }

    /// The id of the contact, where it is somebody to call.
    pub fn contact(&self) -> Option<&str> {
        if let Target::Call(id) = self { Some(id) } else { None }
    }

    /// The id of the inject, where it is one.
    pub fn inject(&self) -> Option<&str> {
        if let Target::Inject(id) = self { Some(id) } else { None }
    }

    /// The id of the expected action, where it is one.
    pub fn expected(&self) -> Option<&str> {
        if let Target::Expected(id) = self {
            Some(id)
        } else {
            None
        }
    }

    /// The id of the objective, where it is one.
    pub fn objective(&self) -> Option<&str> {
        if let Target::Objective(id) = self {
            Some(id)
        } else {
            None
        }
    }
}

/// What is selected when a form is opened.
#[derive(Debug)]
pub struct AtHand<'m> {
    pub known: Known<'m>,
    /// What the row selected stands for.
    pub target: Option<Target>,
    /// The obligation selected, or the one whose reasons are shown.
    pub obligation: Option<&'m ObligationView>,
    /// The obligations that were selected beside each other.
    pub picked: Vec<&'m ObligationView>,
    /// The letter selected.
    pub letter: Option<LetterRef>,
    /// Its text, once it was read.
    pub open_letter: Option<&'m OpenLetter>,
    /// The columns for two texts beside each other, where the terminal has room.
    pub columns: Option<u16>,
}

impl AtHand<'_> {
    /// What is said where a letter is needed and none is selected.
    pub fn no_letter(&self) -> &'static str {
        no_letter(self.known.opened)
    }
}

/// How a form is opened.
#[derive(Clone, Copy)]
pub struct Opener {
    name: &'static str,
    form: fn(&AtHand<'_>) -> Result<Form, &'static str>,
}

impl Opener {
    /// Opens what `form` makes of what is selected, or says what has to be selected first.
    pub const fn new(name: &'static str, form: fn(&AtHand<'_>) -> Result<Form, &'static str>) -> Opener {
        Opener { name, form }
    }

    /// Its name, by which it is told apart.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The form for what is selected.
    ///
    /// # Errors
    /// What has to be done before it can be opened.
    pub fn form(self, at: &AtHand<'_>) -> Result<Form, &'static str> {
        (self.form)(at)
    }
}

/// Openers are told apart by their names: addresses of functions need not differ.
impl PartialEq for Opener {
    fn eq(&self, other: &Opener) -> bool {
        self.name == other.name
    }
}

impl Eq for Opener {}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({})", self.name)
    }
}
