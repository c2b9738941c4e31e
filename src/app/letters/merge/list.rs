//! The list for the mail house: who gets which file, what the address is, and nothing else.

use super::cells::clean;
use super::columns::{AddressPart, Columns};
use super::folder::Folder;
use super::make::Done;
use super::manifest::{Entry, EntryRow};
use super::people::{Row, Sheet};
use super::{MergeError, Merged};
use crate::app::sheet::table;

/// What stands before a person's own columns.
const HEADS: [&str; 4] = ["row", "file", "letter", "sha256"];

/// Writes the list from the files that stand, in the order of the roster.
///
/// # Errors
/// What the disk says.
pub(super) fn write(
    folder: &Folder,
    sheet: &Sheet,
    columns: &Columns,
    done: &Done,
    merged: &mut Merged,
) -> Result<(), MergeError> {
    let entries = done.files.iter().map(|file| &file.entry);
    let mut lines: Vec<(&Entry, &EntryRow)> = entries
        .flat_map(|entry| entry.rows.iter().map(move |row| (entry, row)))
        .collect();
    lines.sort_by_key(|(_, row)| row.row);
    let own = columns
        .listed
        .iter()
        .filter_map(|at| sheet.names.get(*at))
        .map(String::as_str);
    let heads: Vec<&str> = HEADS.into_iter().chain(own).collect();
    let mut rows = Vec::with_capacity(lines.len());
    for (entry, at) in lines {
        let Some(person) = sheet.row(at.row) else { continue };
        if !addressed(person, columns) {
            merged.without_address.push(at.row);
        }
        let first = [
            at.row.to_string(),
            entry.file.clone(),
            at.letter.to_string(),
            entry.sha256.as_str().to_owned(),
        ];
        let cells = columns.listed.iter().map(|at| clean(person.cell(*at)).text);
        rows.push(first.into_iter().chain(cells).collect());
    }
    let mut text = table(&heads, rows);
    // Excel takes a file without a mark for the code page of the machine and would print other names on the envelopes.
    if !text.is_ascii() {
        text.insert(0, '\u{FEFF}');
    }
    merged.list = folder.list(text.as_bytes())?;
    Ok(())
}

/// Whether a letter can reach the person by mail: a street or a box, and a city or a postal code where the roster has
/// columns for them.
fn addressed(row: &Row, columns: &Columns) -> bool {
    let any = |part: AddressPart| columns.part(part).any(|at| !row.cell(at).is_empty());
    let has = |part: AddressPart| columns.part(part).next().is_some();
    let town =
        any(AddressPart::City) || any(AddressPart::Postal) || !(has(AddressPart::City) || has(AddressPart::Postal));
    any(AddressPart::Street) && town
}
