//! Blocks as Markdown that reads back as the same blocks.

use super::escape::{entity, escape, guarded, number_mark, opens};
use super::tidy::tidy;
use crate::letter::block::{Block, Inline};

/// The blocks as Markdown, a blank line between blocks and a line feed at the end. Blocks in the normal form of
/// [`tidy`] come back the same from [`parse`](super::parse); others come back in that form.
pub fn write(blocks: &[Block]) -> String {
    let mut text = write_blocks(&tidy(blocks.to_vec()), 0).join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// The lines of blocks. `depth` counts the lists around them.
fn write_blocks(blocks: &[Block], depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut lists = 0;
    for block in blocks {
        lists = if matches!(block, Block::List { .. }) {
            lists + 1
        } else {
            0
        };
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(write_one(block, depth, depth + lists.max(1) - 1));
    }
    lines
}

/// `style` changes between lists that follow each other and lists within each other, so that they stay apart.
fn write_one(block: &Block, depth: usize, style: usize) -> Vec<String> {
    match block {
        Block::Heading { level, text } => {
            vec![format!(
                "{} {}",
                "#".repeat(usize::from(*level)),
                line(text, Place::Heading)
            )]
        }
        Block::Paragraph(text) => line(text, Place::Paragraph).split('\n').map(str::to_owned).collect(),
        Block::List { start, items } => list(*start, items, depth, style),
        Block::Table { head, rows } => table(head, rows),
        Block::Quote(inner) => write_blocks(inner, depth).iter().map(|line| quoted(line)).collect(),
        // Of hyphens or asterisks it would run together with the bullet before it: `- ---` is a line and no item.
        Block::Rule => vec!["___".to_owned()],
    }
}

fn quoted(line: &str) -> String {
    if line.is_empty() {
        ">".to_owned()
    } else {
        format!("> {line}")
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], depth: usize, style: usize) -> Vec<String> {
    let tight = items
        .iter()
        .all(|item| matches!(item.as_slice(), [] | [Block::Paragraph(_)]));
    let mut lines = Vec::new();
    for (count, item) in (0_u64..).zip(items) {
        if !tight && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(marked(&marker(start, count, style), &write_blocks(item, depth + 1)));
    }
    lines
}

fn marker(start: Option<u64>, count: u64, style: usize) -> String {
    let odd = style % 2 == 1;
    match start {
        None => if odd { "*" } else { "-" }.to_owned(),
        Some(first) => {
            // Markdown takes no more than nine digits for the number of an item.
            let number = first.saturating_add(count).min(999_999_999);
            format!("{number}{}", if odd { ')' } else { '.' })
        }
    }
}

fn marked(marker: &str, lines: &[String]) -> Vec<String> {
    let indent = " ".repeat(marker.len() + 1);
    let place = |(number, line): (usize, &String)| match (number, line.is_empty()) {
        (0, _) => format!("{marker} {line}"),
        (_, true) => String::new(),
        (_, false) => format!("{indent}{line}"),
    };
    if lines.is_empty() {
        return vec![marker.to_owned()];
    }
    lines.iter().enumerate().map(place).collect()
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<String> {
    let row = |cells: &[Vec<Inline>]| {
        let cells: Vec<_> = cells.iter().map(|cell| line(cell, Place::Cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut lines = vec![row(head), format!("|{}", " --- |".repeat(head.len()))];
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines
}

/// Where a line stands: a paragraph may run over several lines, a cell must guard its bars.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Heading,
    Cell,
}

fn line(inlines: &[Inline], place: Place) -> String {
    spaces_kept(&inlines_as_text(inlines, place, true))
}

/// `fresh`: the runs begin a line.
fn inlines_as_text(inlines: &[Inline], place: Place, fresh: bool) -> String {
    let mut text = String::new();
    let mut after_mark = false;
    for (at, inline) in inlines.iter().enumerate() {
        let begins = (text.is_empty() && fresh) || text.ends_with('\n');
        let next = inlines.get(at + 1);
        let run = one(inline, place, begins, next);
        let mark = matches!(inline, Inline::Strong(_) | Inline::Emphasis(_));
        if mark {
            guard_last(&mut text, &run);
        }
        text.push_str(&if after_mark { guard_first(&text, &run) } else { run });
        after_mark = mark;
    }
    text
}

fn one(inline: &Inline, place: Place, begins: bool, next: Option<&Inline>) -> String {
    match inline {
        Inline::Text(words) => write_text(words, place, begins),
        Inline::Strong(inner) => mark("**", inner, place),
        Inline::Emphasis(inner) => mark("_", inner, place),
        Inline::Link { address, text } => {
            format!("[{}]({})", inlines_as_text(text, place, false), write_address(address))
        }
        Inline::Gap { key, words } => format!("[[{key}|{}]]", escape(words)),
        Inline::Break => write_break(place, begins, next),
    }
}

fn mark(sign: &str, inner: &[Inline], place: Place) -> String {
    format!("{sign}{}{sign}", spaces_kept(&inlines_as_text(inner, place, false)))
}

/// A backslash and a new line where that can be read, else a reference that is read as a line feed.
fn write_break(place: Place, begins: bool, next: Option<&Inline>) -> String {
    let can_open = match next {
        Some(Inline::Text(words)) => !words.starts_with(char::is_whitespace),
        Some(Inline::Break) | None => false,
        Some(_) => true,
    };
    if place == Place::Paragraph && can_open && !begins {
        "\\\n".to_owned()
    } else {
        entity('\n')
    }
}

fn write_text(words: &str, place: Place, begins: bool) -> String {
    let mut text = String::with_capacity(words.len());
    for (at, sign) in words.char_indices() {
        let rest = &words[at + sign.len_utf8()..];
        let bar = sign == '|' && place == Place::Cell;
        let starts = begins && ((at == 0 && opens(sign)) || number_mark(words, at));
        if bar || starts || guarded(sign, rest) {
            text.push('\\');
        }
        text.push(sign);
    }
    text
}

fn write_address(address: &str) -> String {
    let mut text = String::new();
    for sign in address.chars() {
        match sign {
            '\\' | '<' | '>' | '(' | ')' | '[' | ']' | '&' | '`' | '*' | '_' | '|' | '!' => text.extend(['\\', sign]),
            sign if sign.is_whitespace() || sign.is_control() => text.push_str(&entity(sign)),
            sign => text.push(sign),
        }
    }
    if text.is_empty() { "<>".to_owned() } else { text }
}

/// Spaces at the edges as references: Markdown takes bare ones away.
fn spaces_kept(text: &str) -> String {
    let begun = match text.chars().next() {
        Some(first) if first.is_whitespace() => format!("{}{}", entity(first), &text[first.len_utf8()..]),
        _ => text.to_owned(),
    };
    match begun.chars().next_back() {
        Some(last) if last.is_whitespace() => {
            format!("{}{}", &begun[..begun.len() - last.len_utf8()], entity(last))
        }
        _ => begun,
    }
}

/// Markdown opens a mark between a letter and punctuation only where the letter does not look like one.
fn guard_last(text: &mut String, run: &str) {
    let inside = run.trim_start_matches("**").chars().next();
    if let Some(last) = text.chars().next_back().filter(|c| sticks(*c))
        && !inside.is_some_and(char::is_alphanumeric)
    {
        text.truncate(text.len() - last.len_utf8());
        text.push_str(&entity(last));
    }
}

/// The same for the end of a mark: `before` ends with it, `run` follows.
fn guard_first(before: &str, run: &str) -> String {
    let inside = before.trim_end_matches("**").chars().next_back();
    match run.chars().next().filter(|c| sticks(*c)) {
        Some(first) if !inside.is_some_and(char::is_alphanumeric) => {
            format!("{}{}", entity(first), &run[first.len_utf8()..])
        }
        _ => run.to_owned(),
    }
}

/// Whether Markdown takes the sign for part of a word.
fn sticks(sign: char) -> bool {
    !sign.is_whitespace() && !sign.is_ascii_punctuation()
}
