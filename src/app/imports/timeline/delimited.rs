//! Rows of cells that signs part: which sign it is, and the rows with the lines they begin on.

use super::raw_row::RawRow;

/// Signs that part cells.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Lines that are looked at.
const LOOKED_AT: usize = 10;

/// A cell with more is not the cell of a timeline.
pub(super) const LONGEST_CELL: usize = 100_000;

/// The sign that parts the cells of most lines; `None`: none does.
pub(super) fn sign(text: &str) -> Option<u8> {
    let counts = SIGNS.map(|sign| (outside_quotes(text, sign), sign));
    let lines = counts[0].0.len();
    let best = counts.into_iter().max_by_key(|(counts, _)| {
        let with = counts.iter().filter(|count| **count > 0).count();
        (with, steady(counts), counts.iter().sum::<usize>())
    })?;
    let with = best.0.iter().filter(|count| **count > 0).count();
    (with * 2 > lines).then_some(best.1)
}

/// How many of the lines have as many as most lines have.
fn steady(counts: &[usize]) -> usize {
    let same = |count: &usize| counts.iter().filter(|other| *other == count).count();
    counts.iter().filter(|count| **count > 0).map(same).max().unwrap_or(0)
}

/// How often a sign occurs outside quotes in each of the first lines that are not empty.
fn outside_quotes(text: &str, sign: u8) -> Vec<usize> {
    let (mut counts, mut quoted, mut count, mut empty) = (Vec::new(), false, 0, true);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if !empty {
                    counts.push(count);
                }
                if counts.len() == LOOKED_AT {
                    return counts;
                }
                (count, empty) = (0, true);
                continue;
            }
            byte if byte == sign && !quoted => count += 1,
            _ => {}
        }
        empty &= byte.is_ascii_whitespace() && byte != b'\t';
    }
    if !empty {
        counts.push(count);
    }
    counts
}

/// Where in a row the next sign is.
#[derive(Clone, Copy)]
enum Place {
    CellStart,
    InCell,
    Quoted,
    /// Behind a closing mark, or the first half of a doubled one.
    Closed,
}

/// The line on which a quotation mark is opened that never closes.
pub(super) fn unclosed(text: &str, sign: u8) -> Option<u64> {
    let (mut line, mut opened, mut place) = (1, 1, Place::CellStart);
    for byte in text.bytes() {
        place = match (place, byte) {
            (Place::CellStart, b'"') => {
                opened = line;
                Place::Quoted
            }
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, _) | (Place::Closed, b'"') => Place::Quoted,
            (_, byte) if byte == sign || byte == b'\n' => Place::CellStart,
            (Place::CellStart | Place::InCell | Place::Closed, _) => Place::InCell,
        };
        line += u64::from(byte == b'\n');
    }
    matches!(place, Place::Quoted).then_some(opened)
}

/// The rows. From `unquoted_from` on, quotation marks are signs like any other.
pub(super) fn rows(text: &str, sign: u8, unquoted_from: Option<u64>) -> Vec<RawRow> {
    let Some(line) = unquoted_from else {
        return parsed(text, sign, true, 1);
    };
    let before: usize = text
        .split_inclusive('\n')
        .take(usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX))
        .map(str::len)
        .sum();
    let mut rows = parsed(&text[..before], sign, true, 1);
    rows.extend(parsed(&text[before..], sign, false, line));
    rows
}

fn parsed(text: &str, sign: u8, quoting: bool, first_line: u64) -> Vec<RawRow> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sign)
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // The text is valid UTF-8 already, so that no row can fail.
    for record in reader.records().map_while(Result::ok) {
        let line = record.position().map_or(1, csv::Position::line);
        rows.push(RawRow {
            line: first_line + line - 1,
            cells: record.iter().map(str::to_owned).collect(),
        });
    }
    rows
}
