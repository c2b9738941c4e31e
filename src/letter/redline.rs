//! Two texts of a letter compared block by block and word by word.

mod columns;
mod lines;

use std::ops::Range;

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

use super::markdown::parse;

/// What became of a part of the older text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It stands in both.
    Same,
    /// It stands only in the older.
    Deleted,
    /// It stands only in the newer.
    Inserted,
}

/// Words that share a change and a look.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    /// What became of them.
    pub change: Change,
    /// What is read, spaces included; breaks of the line are line feeds.
    pub text: String,
    pub strong: bool,
    /// Emphasised text.
    pub emphasis: bool,
    pub gap: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading of this level.
    Heading(u8),
    Paragraph,
    /// A row of a table.
    Row {
        /// The number of the table in the newer text (in the older, for a deleted row).
        table: usize,
        /// Whether it is the head of the table.
        head: bool,
    },
    /// A line across the page.
    Rule,
}

/// The number or bullet a line carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The first number of its list, none for bullets.
    pub start: Option<u64>,
    /// Its place in its list, from 0.
    pub place: u64,
    /// Whether it begins its list.
    pub first: bool,
}

/// A heading, paragraph, row or rule of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What became of it as a whole; a line with changes within is the same line.
    pub change: Change,
    /// What it is, as in the newer text, or the older when it was deleted.
    pub kind: Kind,
    /// The number or bullet it carries.
    pub item: Option<Item>,
    /// How many lists are around it.
    pub lists: usize,
    /// How many quotes are around it.
    pub quotes: usize,
    /// Its words: one cell, or those of a row.
    pub cells: Vec<Vec<Words>>,
}

impl Line {
    /// The number of the table whose row this is.
    pub fn table(&self) -> Option<usize> {
        match self.kind {
            Kind::Row { table, .. } => Some(table),
            Kind::Heading(_) | Kind::Paragraph | Kind::Rule => None,
        }
    }

    /// Whether it is the head of a table.
    pub fn is_head(&self) -> bool {
        matches!(self.kind, Kind::Row { head: true, .. })
    }

    /// Whether anything of it was deleted or inserted.
    pub fn is_changed(&self) -> bool {
        self.change != Change::Same || self.cells.iter().flatten().any(|words| words.change != Change::Same)
    }
}

/// A comparison: the lines of both texts in the order of the newer, what was deleted where it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redline {
    pub lines: Vec<Line>,
}

/// Compares two Markdown texts by what is read in them: markup that reads the same is no change, a changed address of a
/// link is one.
pub fn redline(older: &str, newer: &str) -> Redline {
    let (old, new) = (lines::lines(&parse(older)), lines::lines(&parse(newer)));
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &lines::keys(&old), &lines::keys(&new)) {
        match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => {
                pairs.extend((0..len).map(|at| (Some(old_index + at), Some(new_index + at))));
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                pairs.extend(matched(&old, &new, op.old_range(), op.new_range()));
            }
        }
    }
    let line = |(old_at, new_at): (Option<usize>, Option<usize>)| {
        let side = |lines: &[Line], at: Option<usize>| at.and_then(|at| lines.get(at).cloned());
        joined(side(&old, old_at), side(&new, new_at))
    };
    Redline {
        lines: pairs.into_iter().filter_map(line).collect(),
    }
}

/// How alike two texts are word by word: 1 where they are the same.
pub fn alike(one: &str, other: &str) -> f32 {
    TextDiff::from_words(one, other).ratio()
}

type Pair = (Option<usize>, Option<usize>);

/// Lines of a changed stretch: those of one kind with at least half their words in common are one line that changed.
fn matched(old: &[Line], new: &[Line], old_range: Range<usize>, new_range: Range<usize>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut from = old_range.start;
    for at in new_range {
        let alike = |other: &usize| lines::alike(&old[*other], &new[at]);
        if let Some(found) = (from..old_range.end).find(alike) {
            pairs.extend((from..found).map(|gone| (Some(gone), None)));
            pairs.push((Some(found), Some(at)));
            from = found + 1;
        } else {
            pairs.push((None, Some(at)));
        }
    }
    pairs.extend((from..old_range.end).map(|gone| (Some(gone), None)));
    pairs
}

fn joined(old: Option<Line>, new: Option<Line>) -> Option<Line> {
    match (old, new) {
        (Some(old), Some(new)) => {
            let columns = old.cells.len().max(new.cells.len());
            let cells = |line: &Line, at: usize| line.cells.get(at).cloned().unwrap_or_default();
            let cells = (0..columns)
                .map(|at| compared(&cells(&old, at), &cells(&new, at)))
                .collect();
            Some(Line { cells, ..new })
        }
        (Some(line), None) => Some(whole(line, Change::Deleted)),
        (None, Some(line)) => Some(whole(line, Change::Inserted)),
        (None, None) => None,
    }
}

fn whole(mut line: Line, change: Change) -> Line {
    line.change = change;
    for words in line.cells.iter_mut().flatten() {
        words.change = change;
    }
    line
}

/// The words of both, those deleted before those inserted.
fn compared(old: &[Words], new: &[Words]) -> Vec<Words> {
    let (old, new) = (lines::tokens(old), lines::tokens(new));
    let mut words = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { new_index, len, .. } = op {
            lines::add(&mut words, &new[new_index..new_index + len], Change::Same);
        } else {
            lines::add(&mut words, &old[op.old_range()], Change::Deleted);
            lines::add(&mut words, &new[op.new_range()], Change::Inserted);
        }
    }
    words
}

impl Redline {
    /// Whether the texts read the same.
    pub fn is_empty(&self) -> bool {
        !self.lines.iter().any(Line::is_changed)
    }

    /// The comparison for a terminal: `[-deleted-]` and `{+inserted+}`, an empty line between lines, not wrapped.
    /// Changed strong words stand between `**`, changed emphasis between `_`, so that a change of look is seen.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&Line> = None;
        for line in &self.lines {
            let close = before.is_some_and(|before| before.table().is_some() && before.table() == line.table());
            if before.is_some() && !close {
                text.push('\n');
            }
            text.push_str(&lines::shown(line));
            text.push('\n');
            before = Some(line);
        }
        text
    }
}
