//! Writing text that a tired person can read: wrapped to the terminal, nothing carried by colour.

use std::io::Write as _;

use chrono::{DateTime, Utc};

use super::errors::{Answer, Failure, Kind};
pub use crate::core::page::{Page, line};
use crate::core::time::{StoryTime, Zone};
use crate::core::visible::escaped_json;

/// Width to wrap to: the terminal's, between 40 and 100, or 80 where there is none.
pub fn width() -> usize {
    let known = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    known.unwrap_or(80).clamp(40, 100)
}

/// Prints a page; a reader that went away is success.
pub fn print(page: impl Into<Page>) -> Result<Answer, Failure> {
    print_bytes(page.into().as_str().as_bytes())
}

/// Prints bytes of firebell's own making, such as a completion script; a reader that went away is success.
pub fn print_bytes(bytes: &[u8]) -> Result<Answer, Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Answer::Done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Answer::Done),
        Err(error) => Err(Failure::new(Kind::Io, "could not write to standard output").because(&error)),
    }
}

/// Writes a page to standard error. Where that is closed there is nobody left to tell.
pub fn tell(page: impl Into<Page>) {
    let _ = std::io::stderr().lock().write_all(page.into().as_str().as_bytes());
}

/// Where another program's output goes while standard output holds one document.
pub fn beside_the_document() -> std::io::Stderr {
    std::io::stderr()
}

/// Writes one JSON document to standard error, on one line.
pub fn tell_json(value: &impl serde::Serialize) {
    match serde_json::to_string(value) {
        Ok(json) => tell(line(format_args!("{}", escaped_json(&json)))),
        Err(error) => tell(line(format_args!("error: {error}"))),
    }
}

/// Prints one JSON document.
pub fn print_json(value: &impl serde::Serialize) -> Result<Answer, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(Kind::Internal, error))?;
    text.push('\n');
    print_json_text(&text)
}

/// Prints text that is JSON already.
pub fn print_json_text(json: &str) -> Result<Answer, Failure> {
    print_bytes(escaped_json(json).as_bytes())
}

/// Prints a text that was asked for as a whole: as it is, or as one JSON document that says what it is.
pub fn print_text(json: bool, what: serde_json::Value, text: &str) -> Result<Answer, Failure> {
    if !json {
        return print(Page::document(text));
    }
    print_json(&serde_json::json!({ "of": what, "text": text }))
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
