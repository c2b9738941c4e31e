//! CSV as firebell writes it: one function for every file, so that no cell passes a guard by another door.

use crate::core::csv_cell::cell;

/// Rows of cells as CSV, each cell made safe for spreadsheets.
pub fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many cells as there are heads.
    let _ = writer.write_record(heads);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|text| cell(text)));
    }
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}
