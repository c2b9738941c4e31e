//! Counts of people as text.

use crate::app::files::roster_file::RosterView;
use crate::cli::text::{Page, counted, line};

/// What a file holds, and what to beware of.
pub(super) fn page(view: &RosterView, set: Option<&str>) -> Page {
    let counts = &view.counts;
    let people = if counts.people == 1 { "person" } else { "people" };
    let mut out = line(format_args!(
        "{} {people} in {}{}",
        counts.people,
        counted(counts.rows, "row"),
        match counts.duplicates {
            0 => String::new(),
            1 => "; 1 row repeats a person counted already".to_owned(),
            rows => format!("; {rows} rows repeat people counted already"),
        }
    ));
    let columns = counts.columns.iter().map(|(what, name)| format!("{what}: {name}"));
    writeln!(out, "columns: {}", columns.collect::<Vec<_>>().join(", "));
    for (place, count) in &counts.by_jurisdiction {
        writeln!(out, "{count:>12}  {place}");
    }
    if counts.unplaced > 0 {
        let rows = listed(&counts.unplaced_rows);
        writeln!(out, "{:>12}  COULD NOT BE PLACED; first rows: {rows}", counts.unplaced);
    }
    for reason in &counts.unplaced_reasons {
        let (rows, first) = (counted(reason.count, "row"), listed(&reason.rows));
        writeln!(out, "{:>14}{rows} ({first}): {}", "", reason.text);
    }
    for note in &counts.notes {
        writeln!(out, "note: {note}");
    }
    for warning in &counts.warnings {
        let rows = if warning.rows.is_empty() {
            String::new()
        } else {
            format!(" (first rows: {})", listed(&warning.rows))
        };
        writeln!(out, "WARNING: {}{rows}", warning.text);
    }
    writeln!(out, "SHA-256 {}", view.sha256);
    if let Some(code) = set {
        writeln!(out, "The counts are recorded in {code}.");
    }
    out
}

fn listed(rows: &[u64]) -> String {
    rows.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}
