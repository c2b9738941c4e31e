//! The rows of a roster as a merge needs them.

use std::path::Path;

use super::MergeError;

/// A roster, read whole before the first letter is made.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Names of the columns, as the file writes them.
    pub names: Vec<String>,
    /// People.
    pub rows: Vec<Row>,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// A person's row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet shows it, from 1.
    pub number: u64,
    /// Its cells without blanks around them.
    pub cells: Vec<String>,
    /// What makes a person one, as for the count of people; none where the cell is empty or stands for nothing.
    pub key: Option<String>,
    /// Where the person lives, where the row tells.
    pub place: Option<String>,
}

impl Row {
    /// A cell; empty where the row is too short.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

impl Sheet {
    /// A row by its number.
    pub(super) fn row(&self, number: u64) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }
}

/// Reads a roster.
///
/// # Errors
/// Where it cannot be read.
pub fn read(path: &Path) -> Result<Sheet, MergeError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(|e| MergeError::Roster(vec![e.to_string()]))?;
    let names = reader
        .headers()
        .map_err(|e| MergeError::Roster(vec![e.to_string()]))?
        .iter()
        .map(|n| n.trim().to_owned())
        .collect();
    let mut rows = Vec::new();
    for (number, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|e| MergeError::Roster(vec![e.to_string()]))?;
        rows.push(Row {
            number,
            cells: record.iter().map(|c| c.trim().to_owned()).collect(),
            key: None,
            place: None,
        });
    }
    Ok(Sheet {
        names,
        rows,
        sha256: String::new(),
    })
}
