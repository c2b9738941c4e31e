//! What somebody typed ahead of the record, and what it waits for.

use std::collections::VecDeque;

use crossterm::event::{KeyCode, KeyEvent};

use super::ids::{FormId, IncidentRef, LetterRef};

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Key(KeyEvent),
    /// A key of a burst, with more behind it.
    Burst(KeyEvent),
    /// The last key of a burst.
    BurstEnd(KeyEvent),
    Paste(String),
}

/// What keys wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Behind {
    /// The first rows of the board.
    Board,
    Incident(IncidentRef),
    Letter(LetterRef),
    /// A form that is being recorded.
    Form(FormId),
}

/// The keys that were kept, in the order in which they were pressed.
#[derive(Debug, Default)]
pub struct Held {
    pub(super) inputs: VecDeque<Input>,
    pub(super) behind: Option<Behind>,
    /// The end of a line in the quick log that came in a burst: what follows it tells whether it was typed.
    pub(super) line_end: Option<KeyEvent>,
    /// Whether the burst that is coming was pasted: lines of it went on where the quick log would have ended them.
    pub(super) pasted: bool,
}

impl Held {
    /// Lets the quick log open once an incident is there.
    pub(super) fn opens_log(&mut self, incident: IncidentRef) {
        self.inputs.push_front(Input::Key(KeyCode::Char('.').into()));
        self.behind = Some(Behind::Incident(incident));
    }
}
