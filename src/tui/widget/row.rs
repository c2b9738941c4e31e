//! A row of a list.

use super::opener::{Opener, Target};
use crate::tui::search::PART;
use crate::tui::theme::Tone;

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A mark: ● due or done, ◌ open, ○ not due.
    pub mark: &'static str,
    /// What it is; cut where there is no room.
    pub left: String,
    /// Its code, in grey behind what it is.
    pub code: String,
    /// Further words by which it is found.
    pub found_by: String,
    /// What is said about it, kept whole.
    pub right: String,
    /// Whether others have touched it since one last looked.
    pub news: bool,
    /// Whether it was selected beside others.
    pub picked: bool,
    /// How it looks.
    pub tone: Tone,
    /// What it stands for.
    pub target: Target,
    /// Of which obligation its words are made once it is shown: a list may have a thousand of them.
    pub(crate) later: Option<Later>,
}

/// An obligation, by its place in the assessment, whose words are not made yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    /// With what is left of its time, or was done about it.
    Obligation(usize),
    /// With the reason why it is not due.
    NotDue(usize),
}

impl Row {
    /// The head of a group.
    pub fn head(words: impl Into<String>) -> Row {
        Row::new("", words, "", Tone::Head, Target::Head)
    }

    /// A row that stands for something.
    pub fn new(
        mark: &'static str,
        left: impl Into<String>,
        right: impl Into<String>,
        tone: Tone,
        target: Target,
    ) -> Row {
        Row {
            mark,
            left: left.into(),
            code: String::new(),
            found_by: String::new(),
            right: right.into(),
            news: false,
            picked: false,
            tone,
            target,
            later: None,
        }
    }

    /// A row whose words are made once it is shown.
    pub(crate) fn later(target: Target, later: Later) -> Row {
        Row {
            later: Some(later),
            ..Row::new("", "", "", Tone::Plain, target)
        }
    }

    /// With its code, in grey.
    #[must_use]
    pub fn coded(mut self, code: impl Into<String>) -> Row {
        self.code = code.into();
        self
    }

    /// Found by further words.
    #[must_use]
    pub fn found_by(mut self, words: impl Into<String>) -> Row {
        self.found_by = words.into();
        self
    }

    /// What a search looks at; nothing of a head.
    pub fn searched(&self) -> String {
        match self.selectable() {
            true => format!(
                "{}{PART}{}{PART}{}{PART}{}",
                self.left, self.code, self.found_by, self.right
            ),
            false => String::new(),
        }
    }

    /// A line that is only read.
    pub fn words(left: impl Into<String>) -> Row {
        Row::new(" ", left, "", Tone::Quiet, Target::Words)
    }

    /// A row that opens a form.
    pub fn add(left: impl Into<String>, opener: Opener) -> Row {
        Row::new("+", left, "", Tone::Quiet, Target::Form(opener))
    }

    /// Whether it can be selected.
    pub fn selectable(&self) -> bool {
        self.target != Target::Head
    }
}

/// The places of the rows that can be selected.
pub(crate) fn stops(rows: &[Row]) -> Vec<usize> {
    (0..rows.len()).filter(|at| rows[*at].selectable()).collect()
}

/// The place nearest to `at` that can be selected: there, else after it, else before it.
pub(crate) fn nearest_stop(rows: &[Row], at: usize) -> usize {
    let stops = stops(rows);
    let next = stops.iter().find(|stop| **stop >= at);
    next.or(stops.last()).copied().unwrap_or(0)
}
