//! A correction of an entry: a note that names the entry. What was recorded stays; both are told of each other.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::note::PRIVILEGED;
use super::{Answers, Form, Outcome, Prompt, Purpose, Slot};
use crate::app::reports::timeline::Row;
use crate::core::event::Note;
use crate::core::incident::command::Command;

const TEXT: Prompt<String> = Prompt::text("text", "What is right?").help("what was recorded stays; this note names it");

const BEGINS: &str = "Correction of entry #";

/// The correction of the entry with a number.
pub(crate) fn form(entry: u64) -> Form {
    Form::new(
        Correction(entry),
        format!("Correct entry #{entry}"),
        vec![TEXT.field(), PRIVILEGED.field()],
    )
}

#[derive(Debug)]
struct Correction(u64);

impl Purpose for Correction {
    fn slot(&self) -> Slot {
        Slot::new("correction").of(self.0.to_string())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let text = format!("{BEGINS}{}: {}", self.0, answers.read(&TEXT)?);
        Some(Outcome::Run(Command::AddNote(Note {
            text,
            privileged: answers.read(&PRIVILEGED)?,
        })))
    }
}

/// The number of the entry that a line of the log corrects.
pub(crate) fn corrects(message: &str) -> Option<u64> {
    let (_, rest) = message.split_once(BEGINS)?;
    rest.split_once(':')?.0.parse().ok()
}

/// The entries that correct one.
pub(crate) fn of(log: &[Row], entry: u64) -> impl Iterator<Item = &Row> {
    log.iter().filter(move |row| corrects(&row.message) == Some(entry))
}

/// The entries that were corrected, each with the last one that corrects it.
pub(crate) fn all(log: &[Row]) -> BTreeMap<u64, u64> {
    let corrections = log.iter().filter_map(|row| Some((corrects(&row.message)?, row.seq)));
    corrections.collect()
}

/// When it happened and what, where a line of the log was dated back: the moment stands in brackets at its end.
pub(crate) fn happened(message: &str) -> Option<(DateTime<Utc>, &str)> {
    let (what, rest) = message.rsplit_once(" (")?;
    let written = rest.strip_suffix(')')?;
    let at = DateTime::parse_from_str(written, "%a %d %b %Y %H:%M %:z").ok()?;
    Some((at.to_utc(), what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_it_corrects_and_when_it_happened() {
        assert_eq!(corrects("Note: Correction of entry #33: it was 9:20"), Some(33));
        assert_eq!(corrects("Note: corrected"), None);
        let (at, what) = happened("Note: Jonas saw it (Sat 7 Nov 2026 14:10 -06:00)").unwrap();
        assert_eq!(
            (at.to_rfc3339().as_str(), what),
            ("2026-11-07T20:10:00+00:00", "Note: Jonas saw it")
        );
        assert_eq!(happened("Note: Jonas saw it (twice)"), None);
    }
}
