//! A row of a file before anything is known of its columns.

/// A row as it is in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawRow {
    pub line: u64,
    pub cells: Vec<String>,
}
