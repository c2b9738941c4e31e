//! Remarks on a letter as Word comments, each at the words that it is about.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use docx_rs::{Comment, Paragraph};

use super::run::text_run;
use crate::core::visible::visible;
use crate::letter::block::{Block, Inline};
use crate::letter::words::gap;

/// A remark, as a word processor shows it beside the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The name shown.
    pub author: String,
    /// The time shown.
    pub at: DateTime<Utc>,
    pub text: String,
    /// The words it is about, on one line; `None`: the letter as a whole.
    pub passage: Option<String>,
}

/// A remark at its place in a line.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    /// From which character of what is read in the line to which.
    pub(super) at: Range<usize>,
    /// From 1: no comment of Word has the number 0.
    pub(super) id: usize,
    pub(super) comment: Comment,
}

/// The anchors of each line that has any. Lines (headings, paragraphs and cells) are counted as they are written.
pub(super) type Anchors = BTreeMap<usize, Vec<Anchor>>;

/// Where each remark goes: to its words where they are, else to the first line.
pub(super) fn anchors(remarks: &[Remark], blocks: &[Block]) -> Anchors {
    let mut lines = Vec::new();
    read_blocks(blocks, &mut lines);
    let mut anchors = Anchors::new();
    for (number, remark) in remarks.iter().enumerate() {
        let whole = || (0, 0..lines.first().map_or(0, Vec::len));
        let (line, at) = place(remark, &lines).unwrap_or_else(whole);
        let id = number + 1;
        let comment = comment(id, remark);
        anchors.entry(line).or_default().push(Anchor { at, id, comment });
    }
    anchors
}

fn place(remark: &Remark, lines: &[Vec<char>]) -> Option<(usize, Range<usize>)> {
    let passage: Vec<char> = remark.passage.as_ref()?.chars().map(blank).collect();
    if passage.is_empty() {
        return None;
    }
    lines.iter().enumerate().find_map(|(line, text)| {
        let at = text.windows(passage.len()).position(|words| words == passage)?;
        Some((line, at..at + passage.len()))
    })
}

fn comment(id: usize, remark: &Remark) -> Comment {
    let comment = Comment::new(id)
        .author(visible(&remark.author))
        .date(super::stamp(remark.at));
    let text = visible(&remark.text);
    text.split('\n').fold(comment, |comment, line| {
        comment.add_paragraph(Paragraph::new().add_run(text_run(line)))
    })
}

/// What is read in each line of a letter, as anchors see it.
pub fn shown(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    read_blocks(blocks, &mut lines);
    lines.into_iter().map(String::from_iter).collect()
}

fn read_blocks(blocks: &[Block], lines: &mut Vec<Vec<char>>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => lines.push(read(text)),
            Block::List { items, .. } => items.iter().for_each(|item| read_blocks(item, lines)),
            Block::Quote(inner) => read_blocks(inner, lines),
            Block::Table { head, rows } => {
                let headed = head.iter().any(|cell| !cell.is_empty());
                lines.extend(head.iter().filter(|_| headed).map(|cell| read(cell)));
                lines.extend(rows.iter().flatten().map(|cell| read(cell)));
            }
            Block::Rule => {}
        }
    }
}

/// What is read in a line, every kind of blank as a space.
pub(super) fn read(text: &[Inline]) -> Vec<char> {
    let mut out = Vec::new();
    for inline in text {
        match inline {
            Inline::Text(text) => out.extend(text.chars().map(blank)),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                out.extend(read(inner));
            }
            Inline::Gap { key, words } => out.extend(gap(key, words).chars().map(blank)),
            Inline::Break => out.push(' '),
        }
    }
    out
}

fn blank(sign: char) -> char {
    if sign.is_whitespace() { ' ' } else { sign }
}

/// A line in pieces that begin and end where its anchors do, each with the characters it covers. Words in bold or of
/// a link stay together: a remark about a part of them is shown at all of them.
pub(super) fn pieces(text: &[Inline], anchors: &[Anchor]) -> Vec<(Range<usize>, Inline)> {
    let mut cuts: Vec<usize> = anchors
        .iter()
        .flat_map(|anchor| [anchor.at.start, anchor.at.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces = Vec::new();
    let mut from = 0;
    for inline in text {
        let until = from + read(std::slice::from_ref(inline)).len();
        match inline {
            Inline::Text(words) => cut(words, from, until, &cuts, &mut pieces),
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Link { .. } | Inline::Gap { .. } | Inline::Break => {
                pieces.push((from..until, inline.clone()));
            }
        }
        from = until;
    }
    pieces
}

fn cut(words: &str, from: usize, until: usize, cuts: &[usize], pieces: &mut Vec<(Range<usize>, Inline)>) {
    let signs: Vec<char> = words.chars().collect();
    let inside = cuts.iter().copied().filter(|cut| (from + 1..until).contains(cut));
    let mut begin = from;
    for end in inside.chain([until]) {
        let text: String = signs[begin - from..end - from].iter().collect();
        pieces.push((begin..end, Inline::Text(text)));
        begin = end;
    }
}
