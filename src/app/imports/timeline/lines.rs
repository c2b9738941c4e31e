//! A log that was pasted from a channel or a notebook: a time at the beginning of a line, then what happened.

use super::raw_row::RawRow;
use super::written::{Cell, read};
use super::zone_letters::ZoneWritten;

/// Words that a moment at the beginning of a line has at most.
const LONGEST_MOMENT: usize = 6;

/// The headings that such a log is given.
pub(super) const HEAD: [&str; 2] = ["when", "what"];

/// Whether at least half of the lines begin with a moment.
pub(super) fn looks_so(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(40).collect();
    let with = lines.iter().filter(|line| parted(line).is_some()).count();
    with > 0 && with * 2 >= lines.len()
}

/// The rows: the moment and the text. An indented line goes on with the row before it.
pub(super) fn rows(text: &str) -> Vec<RawRow> {
    let mut rows: Vec<RawRow> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        if let Some((moment, rest)) = parted(text) {
            let cells = vec![moment, rest];
            rows.push(RawRow { line, cells });
            continue;
        }
        match rows.last_mut().filter(|_| text.starts_with([' ', '\t'])) {
            Some(RawRow { cells, .. }) => {
                if let Some(said) = cells.get_mut(1) {
                    said.push('\n');
                    said.push_str(text.trim());
                }
            }
            None => rows.push(RawRow {
                line,
                cells: vec![String::new(), text.trim().to_owned()],
            }),
        }
    }
    rows
}

/// Letters behind a time that are a zone, and no word of the line.
const AMBIGUOUS: [&str; 6] = ["CST", "IST", "BST", "AST", "SST", "AMT"];

/// Whether a beginning is a moment with a time.
fn timed(start: &str) -> bool {
    match read(start) {
        Cell::Instant(_) => true,
        Cell::Written(written) => {
            let word = match &written.zone {
                Some(ZoneWritten::Letters(letters)) => !AMBIGUOUS.contains(&letters.as_str()),
                Some(ZoneWritten::Known(_) | ZoneWritten::Region(..)) | None => false,
            };
            written.time.is_some() && !word
        }
        Cell::Nothing | Cell::DayNumber(..) | Cell::Fault(_) => false,
    }
}

/// The longest beginning of a line that is a moment with a time, and the rest.
fn parted(line: &str) -> Option<(String, String)> {
    if line.starts_with([' ', '\t']) {
        return None;
    }
    let line = line.trim_start_matches(['*', '-', '•', '·', '>']).trim();
    let words: Vec<&str> = line.split_whitespace().take(LONGEST_MOMENT).collect();
    let moment = (1..=words.len()).rev().find_map(|count| {
        let start = words[..count].join(" ");
        let ends_well = start.ends_with(|c: char| c.is_alphanumeric() || c == ']' || c == '.');
        let timed = timed(&start);
        (ends_well && timed).then_some((count, start))
    });
    let (count, start) = moment?;
    let rest = after_words(line, count)
        .trim_start_matches([' ', '-', '–', ':', '|'])
        .trim();
    (!rest.is_empty()).then(|| (start, rest.to_owned()))
}

/// The line behind its first words.
fn after_words(line: &str, count: usize) -> &str {
    let mut rest = line;
    for _ in 0..count {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    rest
}
