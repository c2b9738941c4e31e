//! A row of a list.

use super::opener::{Opener, Target};
use crate::tui::theme::Tone;

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A mark: ● due or done, ◌ open, ○ not due.
    pub mark: &'static str,
    /// What it is; cut where there is no room.
    pub left: String,
    /// What is said about it, kept whole.
    pub right: String,
    /// How it looks.
    pub tone: Tone,
    /// What it stands for.
    pub target: Target,
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
            right: right.into(),
            tone,
            target,
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
