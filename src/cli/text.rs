//! Writing text that is easy to read under pressure: wrapped to the terminal, and nothing told by color alone.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};

pub(super) use crate::core::counted::counted;
pub(super) use crate::core::page::{Page, line};
use crate::core::time::Zone;

/// Where there is no terminal.
const WIDTH: usize = 80;

/// Set once a run: a terminal that changes its width in the middle of a page changes it for the next run.
static WIDTH_OF_TERMINAL: OnceLock<usize> = OnceLock::new();

/// Wraps to the width of a terminal from now on, between 40 and 100.
pub(super) fn wrap_to(terminal: Option<usize>) {
    let _ = WIDTH_OF_TERMINAL.set(terminal.unwrap_or(WIDTH).clamp(40, 100));
}

fn width() -> usize {
    WIDTH_OF_TERMINAL.get().copied().unwrap_or(WIDTH)
}

/// A paragraph wrapped to the terminal, its first line led by `first`, the others indented alike.
pub(super) fn wrapped(first: &str, text: &str) -> Page {
    Page::paragraph(first, text, width())
}

/// Words of firebell's own as a paragraph.
pub(super) fn prose(words: &'static str) -> Page {
    let filled = textwrap::fill(words, width());
    Page::document(&(filled + "\n"))
}

/// Date and time in a zone, with offset.
pub(super) fn moment(zone: &Zone, at: DateTime<Utc>) -> String {
    crate::core::time::moment_words(zone, at)
}

/// A count with its noun: `1 finding`, `2 findings`.
pub(super) fn count(number: usize, noun: &str) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), noun)
}
