//! Writing text that a tired person can read: wrapped to the terminal, nothing carried by colour.

use std::io::Write as _;

use chrono::{DateTime, Utc};

use super::errors::{Answer, Failure, Kind};
use crate::core::time::Zone;

/// Width to wrap to: the terminal's, between 40 and 100, or 80 where there is none.
pub fn width() -> usize {
    let known = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    known.unwrap_or(80).clamp(40, 100)
}

/// Prints text; a reader that went away is success.
pub fn print(text: &str) -> Result<Answer, Failure> {
    print_bytes(text.as_bytes())
}

/// Prints bytes; a reader that went away is success.
pub fn print_bytes(bytes: &[u8]) -> Result<Answer, Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Answer::Done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Answer::Done),
        Err(error) => Err(Failure::new(Kind::Io, "could not write to standard output").because(&error)),
    }
}

/// Prints one JSON document.
pub fn print_json(value: &impl serde::Serialize) -> Result<Answer, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(Kind::Internal, error))?;
    text.push('\n');
    print(&text)
}

/// A paragraph wrapped to the terminal, its first line led by `first`, the others indented alike.
pub fn wrapped(first: &str, text: &str) -> String {
    let indent = " ".repeat(first.chars().count());
    let options = textwrap::Options::new(width())
        .initial_indent(first)
        .subsequent_indent(&indent);
    let mut filled = textwrap::fill(text, options);
    filled.push('\n');
    filled
}

/// Date and time in a zone, with offset.
pub fn moment(zone: &Zone, at: DateTime<Utc>) -> String {
    crate::core::obligation::deadline::moment_words(zone, at)
}

/// How long until a moment, in the two largest units: `2 d 4 h`, `OVERDUE 3 h 20 min`.
pub fn countdown(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let left = at - now;
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
