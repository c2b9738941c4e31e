//! The limits of ARCHITECTURE.md on functions and files, measured by the code of `cargo run --example sizes`.

#[path = "../../examples/sizes/measure.rs"]
mod measure;

use crate::common::project;

#[test]
fn nothing_is_over_the_limits_of_size() {
    let sizes = measure::sizes(&project("."));
    assert!(sizes.over.is_empty(), "{}", sizes.over.join("\n"));
}

#[test]
fn the_table_of_sizes_counts_every_part() {
    let sizes = measure::sizes(&project("."));
    let rows: Vec<&str> = sizes.table.lines().skip(2).collect();
    let functions = |row: &str| row.split('|').nth(4).map(|cell| cell.trim().parse::<usize>());
    for row in &rows {
        assert!(matches!(functions(row), Some(Ok(1..))), "{row}");
    }
    assert_eq!(rows.len(), 14);
}
