//! What may be chosen in a list.

use crate::tui::search::PART;

/// One option: its code, what people call it, and further words by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub code: String,
    pub words: String,
    /// Words that are searched and never shown.
    pub found_by: String,
    /// What is told of it while it is at hand.
    pub about: String,
}

impl Choice {
    pub fn new(code: impl Into<String>, words: impl Into<String>) -> Choice {
        Choice {
            code: code.into(),
            words: words.into(),
            found_by: String::new(),
            about: String::new(),
        }
    }

    /// Found by further words, separated by `PART` where each counts by itself.
    #[must_use]
    pub fn found_by(mut self, words: impl Into<String>) -> Choice {
        self.found_by = words.into();
        self
    }

    /// With what is told of it while it is at hand.
    #[must_use]
    pub fn about(mut self, words: impl Into<String>) -> Choice {
        self.about = words.into();
        self
    }

    pub(super) fn searched(&self) -> String {
        format!("{}{PART}{}{PART}{}", self.code, self.words, self.found_by)
    }
}
