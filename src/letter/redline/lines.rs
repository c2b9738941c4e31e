//! Blocks as the lines that are compared, and lines as words.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Change, Item, Kind, Line, Words};
use crate::letter::block::{Block, Inline};
use crate::letter::markdown::plain;
use crate::letter::words::gap;

/// The lines of blocks, all of them the same as they are.
pub(super) fn lines(blocks: &[Block]) -> Vec<Line> {
    let mut writer = Writer::default();
    writer.blocks(blocks, Around::default());
    writer.lines
}

#[derive(Clone, Copy, Default)]
struct Around {
    lists: usize,
    quotes: usize,
    item: Option<Item>,
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    tables: usize,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block], mut around: Around) {
        for block in blocks {
            self.block(block, around);
            around.item = None;
        }
    }

    fn block(&mut self, block: &Block, around: Around) {
        match block {
            Block::Heading { level, text } => self.line(Kind::Heading(*level), vec![words(text)], around),
            Block::Paragraph(text) => self.line(Kind::Paragraph, vec![words(text)], around),
            Block::List { start, items } => self.list(*start, items, around),
            Block::Table { head, rows } => self.table(head, rows, around),
            Block::Quote(inner) => {
                let quotes = around.quotes + 1;
                self.blocks(inner, Around { quotes, ..around });
            }
            Block::Rule => self.line(Kind::Rule, Vec::new(), around),
        }
    }

    fn line(&mut self, kind: Kind, cells: Vec<Vec<Words>>, around: Around) {
        self.lines.push(Line {
            change: Change::Same,
            kind,
            item: around.item,
            lists: around.lists,
            quotes: around.quotes,
            cells,
        });
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], around: Around) {
        self.item_alone(around);
        for (place, item) in (0..).zip(items) {
            let inside = Around {
                lists: around.lists + 1,
                quotes: around.quotes,
                item: Some(Item {
                    start,
                    place,
                    first: place == 0,
                }),
            };
            if item.is_empty() {
                self.item_alone(inside);
            }
            self.blocks(item, inside);
        }
    }

    /// An item that begins with no paragraph carries its number or bullet on an empty line.
    fn item_alone(&mut self, around: Around) {
        if around.item.is_some() {
            self.line(Kind::Paragraph, Vec::new(), around);
        }
    }

    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], around: Around) {
        self.item_alone(around);
        let around = Around { item: None, ..around };
        let table = self.tables;
        self.tables += 1;
        let cells = |cells: &[Vec<Inline>]| cells.iter().map(|cell| words(cell)).collect();
        self.line(Kind::Row { table, head: true }, cells(head), around);
        for row in rows {
            self.line(Kind::Row { table, head: false }, cells(row), around);
        }
    }
}

fn words(line: &[Inline]) -> Vec<Words> {
    let mut list = Vec::new();
    gather(line, (false, false), &mut list);
    list
}

fn gather(line: &[Inline], (strong, emphasis): (bool, bool), list: &mut Vec<Words>) {
    for inline in line {
        let mut push = |text: String, gap: bool| {
            list.push(Words {
                change: Change::Same,
                text,
                strong,
                emphasis,
                gap,
            });
        };
        match inline {
            Inline::Text(text) => push(text.clone(), false),
            Inline::Break => push("\n".to_owned(), false),
            Inline::Gap { key, words } => push(gap(key, words), true),
            Inline::Strong(inner) => gather(inner, (true, emphasis), list),
            Inline::Emphasis(inner) => gather(inner, (strong, true), list),
            Inline::Link { address, text } => {
                gather(text, (strong, emphasis), list);
                let read = plain(text);
                if *address != read && address.strip_prefix("mailto:") != Some(&read) {
                    list.push(Words {
                        change: Change::Same,
                        text: format!(" <{address}>"),
                        strong,
                        emphasis,
                        gap: false,
                    });
                }
            }
        }
    }
}

/// What makes two lines the same: all but their numbers, which change below an item that was put in.
type Key = (u8, Option<bool>, usize, usize, Vec<Vec<(String, bool, bool, bool)>>);

/// The keys of lines, for comparing.
pub(super) fn keys(lines: &[Line]) -> Vec<Key> {
    lines.iter().map(key).collect()
}

fn key(line: &Line) -> Key {
    let token = |words: Words| (words.text, words.strong, words.emphasis, words.gap);
    let cell = |cell: &Vec<Words>| tokens(cell).into_iter().map(token).collect();
    let numbered = line.item.map(|item| item.start.is_some());
    (
        kind(line),
        numbered,
        line.lists,
        line.quotes,
        line.cells.iter().map(cell).collect(),
    )
}

fn kind(line: &Line) -> u8 {
    match line.kind {
        // Levels of headings are below 10.
        Kind::Heading(level) => level,
        Kind::Paragraph => 10,
        Kind::Row { head: true, .. } => 11,
        Kind::Row { head: false, .. } => 12,
        Kind::Rule => 13,
    }
}

/// Whether two lines are one line that changed: of one kind, with at least half their words in common.
pub(super) fn alike(old: &Line, new: &Line) -> bool {
    if kind(old) != kind(new) || old.item.is_some() != new.item.is_some() {
        return false;
    }
    let read = |line: &Line| -> Vec<String> {
        let texts = tokens(&line.cells.concat()).into_iter().map(|words| words.text);
        texts.filter(|text| !text.trim().is_empty()).collect()
    };
    let (old, new) = (read(old), read(new));
    let same: usize = capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
        .sum();
    2 * same >= old.len().max(new.len())
}

/// Words one by one: each word, each space and each sign; a gap is one.
pub(super) fn tokens(words: &[Words]) -> Vec<Words> {
    words.iter().flat_map(split).collect()
}

fn split(words: &Words) -> Vec<Words> {
    if words.gap {
        return vec![words.clone()];
    }
    let mut tokens: Vec<Words> = Vec::new();
    let mut in_word = false;
    for sign in words.text.chars() {
        let word = sign.is_alphanumeric();
        match tokens.last_mut() {
            Some(last) if word && in_word => last.text.push(sign),
            _ => tokens.push(Words {
                text: sign.to_string(),
                ..words.clone()
            }),
        }
        in_word = word;
    }
    tokens
}

/// Adds tokens, joining those of one change and look.
pub(super) fn add(list: &mut Vec<Words>, tokens: &[Words], change: Change) {
    for token in tokens {
        let look = |words: &Words| (words.strong, words.emphasis, words.gap);
        match list.last_mut() {
            Some(last) if last.change == change && look(last) == look(token) => last.text.push_str(&token.text),
            _ => list.push(Words {
                change,
                ..token.clone()
            }),
        }
    }
}

/// A line for a terminal.
pub(super) fn shown(line: &Line) -> String {
    let cells: Vec<String> = line
        .cells
        .iter()
        .map(|cell| cell.iter().map(shown_words).collect())
        .collect();
    let text = match line.kind {
        Kind::Rule => wrapped("---", line.change),
        Kind::Row { .. } => format!("| {} |", cells.join(" | ")),
        Kind::Heading(level) => format!("{} {}", "#".repeat(usize::from(level)), cells.concat()),
        Kind::Paragraph => cells.concat(),
    };
    format!("{}{}{text}", "> ".repeat(line.quotes), mark(line))
}

fn mark(line: &Line) -> String {
    let steps = |count: usize| "  ".repeat(count);
    match line.item {
        None => steps(line.lists),
        Some(Item { start: None, .. }) => format!("{}- ", steps(line.lists.saturating_sub(1))),
        Some(Item {
            start: Some(start),
            place,
            ..
        }) => format!(
            "{}{}. ",
            steps(line.lists.saturating_sub(1)),
            start.saturating_add(place)
        ),
    }
}

fn shown_words(words: &Words) -> String {
    if words.change == Change::Same {
        return words.text.clone();
    }
    let strong = if words.strong { "**" } else { "" };
    let emphasis = if words.emphasis { "_" } else { "" };
    wrapped(
        &format!("{strong}{emphasis}{}{emphasis}{strong}", words.text),
        words.change,
    )
}

fn wrapped(text: &str, change: Change) -> String {
    match change {
        Change::Same => text.to_owned(),
        Change::Deleted => format!("[-{text}-]"),
        Change::Inserted => format!("{{+{text}+}}"),
    }
}
