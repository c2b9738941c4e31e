//! Writing text that a tired person can read: wrapped to the terminal, nothing carried by colour.

use chrono::{DateTime, Utc};

pub use crate::core::page::{Page, line};
use crate::core::time::{StoryTime, Zone};

/// Width to wrap to: the terminal's, between 40 and 100, or 80 where there is none.
pub fn width() -> usize {
    let known = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    known.unwrap_or(80).clamp(40, 100)
}

/// A paragraph wrapped to the terminal, its first line led by `first`, the others indented alike.
pub fn wrapped(first: &str, text: &str) -> Page {
    Page::paragraph(first, text, width())
}

/// Words of firebell's own as a paragraph.
pub fn prose(words: &'static str) -> Page {
    let filled = textwrap::fill(words, width());
    Page::document(&(filled + "\n"))
}

/// Date and time in a zone, with offset.
pub fn moment(zone: &Zone, at: DateTime<Utc>) -> String {
    crate::core::time::moment_words(zone, at)
}

/// How long until a moment, in the two largest units: `2 d 4 h left`, `PAST by 3 h 20 min`.
pub fn countdown(now: StoryTime, at: DateTime<Utc>) -> String {
    let left = at - now.at();
    let minutes = left.num_minutes().abs();
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let span = match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        (1..=6, _) => format!("{days} d {hours} h"),
        _ => format!("{days} d"),
    };
    if left < chrono::TimeDelta::zero() {
        format!("PAST by {span}")
    } else {
        format!("{span} left")
    }
}

/// A count with its noun: `1 finding`, `2 findings`.
pub fn count(number: usize, noun: &str) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), noun)
}

/// The same for numbers of people and rows.
pub fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}
