//! Cells of a roster as letters take them.

use crate::letter::bad_character::Sign;

/// A cell without what no letter can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Whether control characters were left out.
    pub(super) cleaned: bool,
}

/// A cell trimmed, with line feeds for every kind of line end, blanks for tabs and no control characters.
pub(super) fn clean(raw: &str) -> Cell {
    let mut cell = Cell::default();
    for sign in raw.replace("\r\n", "\n").chars() {
        match sign {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => cell.text.push('\n'),
            '\t' => cell.text.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => cell.cleaned = true,
            other if other.is_control() => cell.cleaned = true,
            other => cell.text.push(other),
        }
    }
    cell.text = cell.text.trim().to_owned();
    cell
}

/// Characters that change the direction of the text around them, each once.
pub(super) fn turning(text: &str) -> Vec<Sign> {
    let mut signs: Vec<Sign> = text.chars().map(Sign).filter(|sign| sign.turns_text()).collect();
    signs.sort();
    signs.dedup();
    signs
}
