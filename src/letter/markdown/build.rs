//! From the events of the Markdown reader to blocks.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::mask::{Masked, OPEN, Piece};
use super::{parse, plain};
use crate::letter::block::{Block, Inline};

/// Quotes, lists, items and marks around text nested deeper than this are read at this depth: no letter needs more, the
/// typesetter bears little more, and no text can exhaust the stack.
const DEEPEST: usize = 12;

/// A block that holds blocks, still open.
enum Holder {
    Root,
    Quote,
    List(Option<u64>, Vec<Vec<Block>>),
    Item,
}

/// A mark around text, still open.
enum Mark {
    Line,
    Strong,
    Emphasis,
    Link(String),
}

/// A table, still open.
#[derive(Default)]
struct Table {
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
}

/// Takes events one by one and gives the blocks at the end.
pub(super) struct Builder<'a> {
    masked: &'a Masked,
    holders: Vec<(Holder, Vec<Block>)>,
    /// Holders begun below the deepest level, which hold nothing.
    passed_over: usize,
    marks: Vec<(Mark, Vec<Inline>)>,
    /// Marks begun below the deepest level, whose text is read without them.
    marks_passed_over: usize,
    table: Table,
}

impl<'a> Builder<'a> {
    pub(super) fn new(masked: &'a Masked) -> Self {
        Self {
            masked,
            holders: vec![(Holder::Root, Vec::new())],
            passed_over: 0,
            marks: vec![(Mark::Line, Vec::new())],
            marks_passed_over: 0,
            table: Table::default(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Markdown has more than letters use; what is not known to them is read as text"
    )]
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, self.masked.text[range].contains(OPEN)),
            Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text, true),
            Event::SoftBreak => self.push(Inline::Text(" ".to_owned())),
            Event::HardBreak => self.push(Inline::Break),
            Event::Rule => {
                self.end_paragraph();
                self.block(Block::Rule);
            }
            _ => {}
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.holders.pop().map(|(_, blocks)| blocks).unwrap_or_default()
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Markdown has more than letters use; what is not known to them is read as text"
    )]
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.mark(Mark::Strong),
            Tag::Emphasis => self.mark(Mark::Emphasis),
            Tag::Link {
                link_type, dest_url, ..
            } => self.link(&dest_url, link_type == LinkType::Email),
            Tag::Image { dest_url, .. } => self.link(&dest_url, false),
            Tag::BlockQuote(_) => self.hold(Holder::Quote),
            Tag::List(start) => self.hold(Holder::List(start, Vec::new())),
            Tag::Item => self.item(),
            Tag::TableCell => {}
            _ => self.end_paragraph(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Markdown has more than letters use; what is not known to them is read as text"
    )]
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image => self.end_mark(),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.end_holder(),
            TagEnd::TableCell => {
                let cell = self.line();
                self.table.row.push(cell);
            }
            TagEnd::TableHead => self.table.head = std::mem::take(&mut self.table.row),
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.table.row);
                self.table.rows.push(row);
            }
            TagEnd::Table => {
                let Table { head, rows, .. } = std::mem::take(&mut self.table);
                self.block(Block::Table { head, rows });
            }
            TagEnd::CodeBlock => {
                self.trim_end();
                self.end_paragraph();
            }
            _ => self.end_paragraph(),
        }
    }

    fn link(&mut self, address: &str, email: bool) {
        let scheme = if email { "mailto:" } else { "" };
        let address = format!("{scheme}{}", self.masked.unmask(address));
        self.mark(Mark::Link(address));
    }

    fn mark(&mut self, mark: Mark) {
        if self.marks_passed_over > 0 || self.marks.len() > DEEPEST {
            self.marks_passed_over += 1;
        } else {
            self.marks.push((mark, Vec::new()));
        }
    }

    /// Text as the reader gave it; `hidden` when pieces may be in it (a sign from a reference is only a sign).
    fn text(&mut self, text: &str, hidden: bool) {
        if !hidden {
            return self.push(Inline::Text(text.to_owned()));
        }
        let masked = self.masked;
        for run in masked.runs(text) {
            match run {
                Ok(text) => self.push(Inline::Text(text.to_owned())),
                Err(Piece::Sign(sign)) => self.push(Inline::Text(sign.to_string())),
                Err(Piece::Gap { key, words }) => self.push(Inline::Gap {
                    key: key.clone(),
                    words: read_words(words),
                }),
            }
        }
    }

    fn push(&mut self, inline: Inline) {
        if let Some((_, list)) = self.marks.last_mut() {
            list.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        if let Some((_, blocks)) = self.holders.last_mut() {
            blocks.push(block);
        }
    }

    fn end_mark(&mut self) {
        if self.marks_passed_over > 0 {
            self.marks_passed_over -= 1;
            return;
        }
        let Some((mark, text)) = self.marks.pop() else {
            return;
        };
        match mark {
            Mark::Line => self.marks.push((Mark::Line, text)),
            Mark::Strong => self.push(Inline::Strong(text)),
            Mark::Emphasis => self.push(Inline::Emphasis(text)),
            Mark::Link(address) => self.push(Inline::Link { address, text }),
        }
    }

    /// Takes the line that was gathered.
    fn line(&mut self) -> Vec<Inline> {
        self.marks
            .first_mut()
            .map(|(_, list)| std::mem::take(list))
            .unwrap_or_default()
    }

    fn end_paragraph(&mut self) {
        let text = self.line();
        if !text.is_empty() {
            self.block(Block::Paragraph(text));
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text = self.line();
        let level = (level as u8).min(4);
        self.block(Block::Heading { level, text });
    }

    /// Code ends with a line feed that is no part of what is read.
    fn trim_end(&mut self) {
        if let Some((_, list)) = self.marks.first_mut()
            && let Some(Inline::Text(text)) = list.last_mut()
        {
            text.truncate(text.trim_end_matches('\n').len());
        }
    }

    fn hold(&mut self, holder: Holder) {
        self.end_paragraph();
        if self.passed_over > 0 || self.holders.len() > DEEPEST {
            self.passed_over += 1;
        } else {
            self.holders.push((holder, Vec::new()));
        }
    }

    fn item(&mut self) {
        self.end_paragraph();
        if self.passed_over > 0 {
            self.passed_over += 1;
        } else {
            self.holders.push((Holder::Item, Vec::new()));
        }
    }

    fn end_holder(&mut self) {
        self.end_paragraph();
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        let Some((holder, blocks)) = self.holders.pop() else {
            return;
        };
        match holder {
            Holder::Root => self.holders.push((Holder::Root, blocks)),
            Holder::Quote => self.block(Block::Quote(blocks)),
            Holder::List(start, items) => self.block(Block::List { start, items }),
            Holder::Item => self.end_item(blocks),
        }
    }

    fn end_item(&mut self, blocks: Vec<Block>) {
        if let Some((Holder::List(_, items), _)) = self.holders.last_mut() {
            items.push(blocks);
        }
    }
}

/// The words of a gap, read as Markdown and then without any mark.
fn read_words(words: &str) -> String {
    let line = |block: &Block| match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => Some(plain(text).replace('\n', " ")),
        Block::List { .. } | Block::Table { .. } | Block::Quote(_) | Block::Rule => None,
    };
    let blocks = parse(words);
    let lines: Option<Vec<String>> = blocks.iter().map(line).collect();
    lines.map_or_else(|| words.to_owned(), |lines| lines.join(" "))
}
