//! A number with its noun.

/// A count with its noun: `1 finding`, `2 findings`.
pub fn counted(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}
