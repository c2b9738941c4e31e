//! Paragraphs and tables as the blocks of a letter: items gathered into lists, quoted paragraphs into quotes.

use std::collections::BTreeMap;

use super::body::{Line, Piece, tidied};
use super::numbering::{Marker, NumberRef, Numbering};
use super::styles::ParagraphKind;
use crate::letter::block::{Block, Inline};
use crate::letter::markdown::tidy;

pub(super) fn blocks(pieces: &[Piece], numbering: &Numbering) -> Vec<Block> {
    let mut all = Assembly {
        numbering,
        done: Vec::new(),
        lists: Vec::new(),
        counted: BTreeMap::new(),
    };
    let mut rest = pieces;
    while let Some((first, after)) = rest.split_first() {
        let quoted = rest.iter().take_while(|piece| is_quoted(piece)).count();
        if quoted > 0 {
            all.end_lists();
            let inner: Vec<Piece> = rest[..quoted].iter().map(unquoted).collect();
            all.done.push(Block::Quote(blocks(&inner, numbering)));
            rest = &rest[quoted..];
            continue;
        }
        match first {
            Piece::Line(line) => all.line(line),
            Piece::Table { head, rows } => {
                all.end_lists();
                let (head, rows) = (head.clone(), rows.clone());
                all.done.push(Block::Table { head, rows });
            }
        }
        rest = after;
    }
    all.end_lists();
    tidy(all.done)
}

fn is_quoted(piece: &Piece) -> bool {
    matches!(
        piece,
        Piece::Line(Line {
            kind: ParagraphKind::Quote,
            ..
        })
    )
}

fn unquoted(piece: &Piece) -> Piece {
    let mut piece = piece.clone();
    if let Piece::Line(line) = &mut piece {
        // Its indent is that of the quote.
        line.steps = line.steps.saturating_sub(1);
        line.kind = match line.steps {
            0 => ParagraphKind::Body,
            _within => ParagraphKind::ListText,
        };
    }
    piece
}

/// A list whose items are being gathered.
struct Open {
    list: String,
    start: Option<u64>,
    items: Vec<Vec<Block>>,
}

struct Assembly<'n> {
    numbering: &'n Numbering,
    done: Vec<Block>,
    /// The lists around the next paragraph, outermost first.
    lists: Vec<Open>,
    /// How many items of a numbered list there are so far: it may go on after other paragraphs.
    counted: BTreeMap<String, u64>,
}

impl Assembly<'_> {
    fn line(&mut self, line: &Line) {
        let text = tidied(line.text.clone());
        if text.is_empty() {
            if line.ruled {
                self.end_lists();
                self.done.push(Block::Rule);
            }
            return;
        }
        if let ParagraphKind::Heading(level) = line.kind {
            self.end_lists();
            let text = unwrapped(text);
            self.done.push(Block::Heading { level, text });
            return;
        }
        let block = Block::Paragraph(text);
        match &line.number {
            Some(number) => self.item(number, block),
            None if line.kind == ParagraphKind::ListText && line.steps > 0 && !self.lists.is_empty() => {
                self.end_below(line.steps.min(self.lists.len()));
                self.put(block);
            }
            None => {
                self.end_lists();
                self.done.push(block);
            }
        }
    }

    fn item(&mut self, number: &NumberRef, block: Block) {
        let depth = number.level.min(self.lists.len());
        self.end_below(depth + 1);
        let start = match self.numbering.marker(number) {
            Marker::Bullet | Marker::Nothing => None,
            Marker::Number(first) | Marker::OtherNumber(first) => Some(first),
        };
        let same = self
            .lists
            .get(depth)
            .is_some_and(|open| open.list == number.list && open.start.is_some() == start.is_some());
        if !same {
            self.end_below(depth);
            let counted = self.counted.get(&number.list).filter(|_| depth == 0);
            let start = start.map(|first| first + counted.copied().unwrap_or(0));
            self.lists.push(Open {
                list: number.list.clone(),
                start,
                items: Vec::new(),
            });
        }
        if depth == 0 && start.is_some() {
            *self.counted.entry(number.list.clone()).or_default() += 1;
        }
        if let Some(open) = self.lists.last_mut() {
            open.items.push(vec![block]);
        }
    }

    /// Puts a block where the next paragraph goes: into the last item, or after everything.
    fn put(&mut self, block: Block) {
        match self.lists.last_mut().and_then(|open| open.items.last_mut()) {
            Some(item) => item.push(block),
            None => self.done.push(block),
        }
    }

    fn end_below(&mut self, depth: usize) {
        while self.lists.len() > depth {
            let Some(Open { start, items, .. }) = self.lists.pop() else {
                return;
            };
            self.put(Block::List { start, items });
        }
    }

    fn end_lists(&mut self) {
        self.end_below(0);
    }
}

/// The words of a heading that is bold throughout, as headings are.
fn unwrapped(mut text: Vec<Inline>) -> Vec<Inline> {
    match (text.len(), text.pop()) {
        (1, Some(Inline::Strong(inner))) => inner,
        (_, last) => {
            text.extend(last);
            text
        }
    }
}
