//! CSV as firebell writes it: one function for every file, so that no cell passes a guard by another door.

use crate::core::csv_cell::cell;

/// Rows of cells as CSV, each cell made safe for spreadsheets.
pub fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    table_with(heads, rows, &[])
}

/// As [`table`]; a cell that is one of these words, which are firebell's own and none of anybody else's, stays as it is.
pub fn table_with(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>, own: &[&str]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many cells as there are heads.
    let _ = writer.write_record(heads);
    for row in rows {
        let safe = |text: &String| match own.contains(&text.as_str()) {
            true => text.clone(),
            false => cell(text),
        };
        let _ = writer.write_record(row.iter().map(safe));
    }
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}
