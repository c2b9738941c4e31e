//! From a file that was read to what the record takes in.

use super::answers::{Answers, PrivilegedRows};
use super::{Entry, Timeline, When};
use crate::core::event::{Note, TimelineEntry, TimelineImport};
use crate::core::ids::StoredDigest;
use crate::core::incident::command::Command;

/// The commands that take a timeline in: its entries at once, and each privileged row as a privileged note.
pub fn commands(timeline: &Timeline, file: &str, bytes: &[u8], answers: &Answers) -> Vec<Command> {
    let (privileged, open): (Vec<&Entry>, Vec<&Entry>) = timeline.entries.iter().partition(|entry| entry.privileged);
    let import = TimelineImport {
        file: file.to_owned(),
        sha256: StoredDigest::of(bytes),
        layout: timeline.layout.map(str::to_owned),
        zone: answers.zone.as_ref().map(|zone| zone.name().to_owned()),
        entries: open.into_iter().map(entry).collect(),
        left_out: timeline.left_out.iter().map(|(row, _)| *row).collect(),
    };
    let notes = privileged
        .into_iter()
        .filter(|_| answers.privileged == Some(PrivilegedRows::AsNotes));
    let notes = notes.map(|entry| Command::AddNote(note(file, entry)));
    let entries = (!import.entries.is_empty()).then_some(Command::ImportTimeline(import));
    entries.into_iter().chain(notes).collect()
}

fn entry(entry: &Entry) -> TimelineEntry {
    let (at, on) = match entry.when {
        When::At(at) => (Some(at), None),
        When::On(day) => (None, Some(day)),
        When::Local(_) | When::Unknown => (None, None),
    };
    TimelineEntry {
        row: entry.row,
        at,
        on,
        about: entry.about,
        written: entry.moment_as_written.clone(),
        text: entry.text.clone(),
        noted_by: entry.who.clone(),
        known_from: entry.source.clone(),
        rest: entry.rest.clone(),
    }
}

fn note(file: &str, entry: &Entry) -> Note {
    let who = entry.who.as_deref().map(|who| format!(", {who}")).unwrap_or_default();
    let (row, when) = (entry.row, &entry.moment_as_written);
    Note {
        text: format!("{when}{who}: {} (row {row} of {file})", entry.text),
        privileged: true,
    }
}
