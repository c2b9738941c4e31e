//! The state of the letter desk. The text that is open belongs to the letter selected, or there is none.

use crate::tui::ids::LetterRef;
use crate::tui::worker_values::OpenLetter;

#[derive(Debug, Default)]
pub struct LettersState {
    /// The letter selected.
    pub at: usize,
    /// How far its text is scrolled.
    pub scroll: u16,
    /// How far its check is scrolled.
    pub check_scroll: u16,
    open: Option<Box<OpenLetter>>,
}

impl LettersState {
    /// With a letter selected, by its place.
    pub fn beginning_at(at: usize) -> LettersState {
        LettersState {
            at,
            ..LettersState::default()
        }
    }

    /// The text of a letter, if it is that letter's text that is open.
    pub fn open(&self, letter: &LetterRef) -> Option<&OpenLetter> {
        self.open.as_deref().filter(|open| open.id.letter == *letter)
    }

    /// A text that was read.
    pub fn arrived(&mut self, open: Box<OpenLetter>) {
        self.open = Some(open);
    }

    /// Puts away whatever is open.
    pub fn put_away(&mut self) {
        self.open = None;
        self.scroll = 0;
        self.check_scroll = 0;
    }
}
