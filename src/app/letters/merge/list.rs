//! The list for the mail house: who gets which file, what the address is, and nothing else.

use std::collections::BTreeMap;

use super::cells::clean;
use super::columns::Columns;
use super::folder::Folder;
use super::make::Done;
use super::manifest::{Entry, EntryRow};
use super::people::{Row, Sheet};
use super::{MergeError, Merged};
use crate::app::files::csv_out::table;

/// What a row is called as a piece of a mailing.
const PIECE: &str = "piece";
/// What stands before a person's own columns.
const HEADS: [&str; 4] = ["row", "file", "letter", "sha256"];

/// What a list is made from.
pub(super) struct Listed<'l> {
    pub(super) sheet: &'l Sheet,
    pub(super) columns: &'l Columns,
    pub(super) pieces: Option<&'l BTreeMap<u64, String>>,
}

impl Listed<'_> {
    /// Writes the list from the files that stand, in the order of the roster.
    ///
    /// # Errors
    /// What the disk says.
    pub(super) fn write(&self, folder: &Folder, done: &Done, merged: &mut Merged) -> Result<(), MergeError> {
        let entries = done.files.iter().map(|file| &file.entry);
        let mut lines: Vec<(&Entry, &EntryRow)> = entries
            .flat_map(|entry| entry.rows.iter().map(move |row| (entry, row)))
            .collect();
        lines.sort_by_key(|(_, row)| row.row);
        let mut rows = Vec::with_capacity(lines.len());
        for (entry, at) in lines {
            let Some(person) = self.sheet.row(at.row) else { continue };
            if !self.columns.is_addressed(person) {
                merged.without_address.push(at.row);
            }
            rows.push(self.line(entry, at, person));
        }
        let mut text = table(&self.heads(), rows);
        // Excel takes a file without a mark for the code page of the machine and would print other names on the envelopes.
        if !text.is_ascii() {
            text.insert(0, '\u{FEFF}');
        }
        merged.list = folder.list(text.as_bytes())?;
        Ok(())
    }

    fn heads(&self) -> Vec<&str> {
        let own = self.columns.listed.iter().filter_map(|at| self.sheet.names.get(*at));
        let piece = self.pieces.map(|_| PIECE).into_iter();
        piece.chain(HEADS).chain(own.map(String::as_str)).collect()
    }

    fn line(&self, entry: &Entry, at: &EntryRow, person: &Row) -> Vec<String> {
        let piece = self
            .pieces
            .map(|pieces| pieces.get(&at.row).cloned().unwrap_or_default());
        let first = [
            at.row.to_string(),
            entry.file.clone(),
            at.letter.to_string(),
            entry.sha256.as_str().to_owned(),
        ];
        let cells = self.columns.listed.iter().map(|at| clean(person.cell(*at)).text);
        piece.into_iter().chain(first).chain(cells).collect()
    }
}
