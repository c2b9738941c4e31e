//! A letter as plain text of a given width, for forms, mail and terminals.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::block::{Block, Inline, Letter};
use super::words::{gap, shown};

/// The narrowest width text is wrapped to.
const NARROWEST: usize = 20;

/// The letter as lines of at most `width` columns (at least 20; only a word longer than that stands out), with a line
/// feed at the end. An exercise or a draft says so at its head and foot. A table whose columns would be too narrow is
/// written row by row, each cell after the head of its column.
pub fn plain(letter: &Letter, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut parts = Vec::new();
    let head: Vec<&str> = std::iter::once(&letter.letterhead.name)
        .chain(&letter.letterhead.lines)
        .map(String::as_str)
        .filter(|line| !line.trim().is_empty())
        .collect();
    if !head.is_empty() {
        parts.push(head.iter().flat_map(|line| wrap(line, width)).collect());
    }
    parts.extend(shown(letter).iter().map(|one| block(one, width)));
    let mark = letter.mark();
    if !mark.is_empty() {
        let banner = wrap(&format!("*** {mark} ***"), width);
        parts.insert(0, banner.clone());
        parts.push(banner);
    }
    let mut lines = join(parts);
    lines.push(String::new());
    lines.join("\n")
}

/// Parts with an empty line between them.
fn join(parts: Vec<Vec<String>>) -> Vec<String> {
    parts.join(&String::new())
}

fn block(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Heading { level, text } => heading(*level, text, width),
        Block::Paragraph(text) => wrap(&line(text), width),
        Block::List { start, items } => list(*start, items, width),
        Block::Table { head, rows } => table(head, rows, width),
        Block::Quote(inner) => prefixed(&blocks(inner, inside(width, 2)), "> ", "> "),
        Block::Rule => vec!["-".repeat(width.min(40))],
    }
}

fn blocks(list: &[Block], width: usize) -> Vec<String> {
    join(list.iter().map(|one| block(one, width)).collect())
}

/// The width that is left beside a mark.
fn inside(width: usize, taken: usize) -> usize {
    width.saturating_sub(taken).max(NARROWEST)
}

fn heading(level: u8, text: &[Inline], width: usize) -> Vec<String> {
    let mut lines = wrap(&line(text), width);
    let longest = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    match level {
        1 => lines.push("=".repeat(longest)),
        2 => lines.push("-".repeat(longest)),
        _ => {}
    }
    lines
}

fn list(start: Option<u64>, items: &[Vec<Block>], width: usize) -> Vec<String> {
    let tight = items
        .iter()
        .all(|item| matches!(item.as_slice(), [] | [Block::Paragraph(_)]));
    let item = |(count, item): (u64, &Vec<Block>)| {
        let mark = start.map_or_else(|| "- ".to_owned(), |first| format!("{}. ", first.saturating_add(count)));
        prefixed(&blocks(item, inside(width, mark.len())), &mark, &" ".repeat(mark.len()))
    };
    let items: Vec<_> = (0..).zip(items).map(item).collect();
    if tight { items.concat() } else { join(items) }
}

fn prefixed(lines: &[String], first: &str, other: &str) -> Vec<String> {
    if lines.is_empty() {
        return vec![first.trim_end().to_owned()];
    }
    let place = |(number, line): (usize, &String)| {
        let mark = if number == 0 { first } else { other };
        if line.is_empty() {
            mark.trim_end().to_owned()
        } else {
            format!("{mark}{line}")
        }
    };
    lines.iter().enumerate().map(place).collect()
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], width: usize) -> Vec<String> {
    let head: Vec<String> = head.iter().map(|cell| line(cell)).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| line(cell)).collect())
        .collect();
    match widths(&head, &rows, width) {
        Some(widths) => grid(&head, &rows, &widths),
        None => join(rows.iter().map(|row| record(&head, row, width)).collect()),
    }
}

/// The widths of the columns: as wide as their longest line, shrunk from the widest until all fit beside each other;
/// none when a column would be narrower than 8.
fn widths(head: &[String], rows: &[Vec<String>], width: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = head.iter().map(|cell| natural(cell)).collect();
    for row in rows {
        for (wide, cell) in widths.iter_mut().zip(row) {
            *wide = natural(cell).max(*wide);
        }
    }
    let room = width.checked_sub(3 * widths.len().saturating_sub(1))?;
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter_mut().max()?;
        *widest = widest.checked_sub(1).filter(|wide| *wide >= 8)?;
    }
    Some(widths)
}

fn natural(cell: &str) -> usize {
    cell.split('\n').map(UnicodeWidthStr::width).max().unwrap_or(0).max(1)
}

fn grid(head: &[String], rows: &[Vec<String>], widths: &[usize]) -> Vec<String> {
    let line = widths
        .iter()
        .map(|wide| "-".repeat(*wide))
        .collect::<Vec<_>>()
        .join("-+-");
    let mut lines = Vec::new();
    if head.iter().any(|cell| !cell.is_empty()) {
        lines.extend(grid_row(head, widths));
        lines.push(line.clone());
    }
    for (number, row) in rows.iter().enumerate() {
        let cells = grid_row(row, widths);
        if number > 0 && cells.len() > 1 {
            lines.push(line.clone());
        }
        lines.extend(cells);
    }
    lines
}

fn grid_row(cells: &[String], widths: &[usize]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, wide)| hard_wrap(cell, *wide))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let row = |at: usize| {
        let cell = |(lines, wide): (&Vec<String>, &usize)| {
            let text = lines.get(at).map(String::as_str).unwrap_or_default();
            format!("{text}{}", " ".repeat(wide.saturating_sub(text.width())))
        };
        let line = wrapped.iter().zip(widths).map(cell).collect::<Vec<_>>().join(" | ");
        line.trim_end().to_owned()
    };
    (0..height).map(row).collect()
}

fn record(head: &[String], row: &[String], width: usize) -> Vec<String> {
    let cell = |(head, cell): (&String, &String)| {
        let head = head.replace('\n', " ");
        let mark = if head.is_empty() {
            String::new()
        } else {
            format!("{head}: ")
        };
        prefixed(&wrap(&format!("{mark}{cell}"), inside(width, 2)), "", "  ")
    };
    head.iter().zip(row).flat_map(cell).collect()
}

fn options(width: usize) -> Options<'static> {
    Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

/// Wraps between words; an address longer than the width stays whole, so that it can be copied.
fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_with(text, &options(width).break_words(false))
}

/// Wraps to columns that must hold: words longer than one are cut.
fn hard_wrap(text: &str, width: usize) -> Vec<String> {
    wrap_with(text, &options(width))
}

fn wrap_with(text: &str, options: &Options<'_>) -> Vec<String> {
    let whole = |line: &str| {
        textwrap::wrap(line, options)
            .into_iter()
            .map(std::borrow::Cow::into_owned)
            .collect()
    };
    text.split('\n')
        .flat_map(|line| -> Vec<String> { whole(line) })
        .collect()
}

/// What is read, breaks as line feeds; an address follows the text of its link.
fn line(inlines: &[Inline]) -> String {
    inlines.iter().map(one).collect()
}

fn one(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Strong(inner) | Inline::Emphasis(inner) => line(inner),
        Inline::Link { address, text } => link(address, &line(text)),
        Inline::Gap { key, words } => gap(key, words),
        Inline::Break => "\n".to_owned(),
    }
}

fn link(address: &str, text: &str) -> String {
    if address == text || address.strip_prefix("mailto:") == Some(text) {
        text.to_owned()
    } else {
        format!("{text} <{address}>")
    }
}
