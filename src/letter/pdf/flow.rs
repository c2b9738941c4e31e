//! A letter's blocks, one after the other, as strips and tags.

use std::num::NonZeroU16;
use std::rc::Rc;

use krilla::tagging::{ListNumbering, Tag};

use super::characters::beside;
use super::logo::Logo;
use super::strip::{Bar, Column, Content, Label, PITCH, Pen, Strip, TextLine};
use super::table::{self, Maker};
use super::tags::{NodeId, Tags};
use super::text::{Line, Look, Setter, Words};
use crate::letter::block::{Block, Inline, Letterhead};
use crate::letter::markdown::plain;

/// Space between paragraphs beyond that between lines. All spaces here are for a text of 11 points, and what a line has
/// of the leading itself is taken off (0.34 of its size, see `strip::PITCH`).
const BETWEEN: f32 = 0.37 * 11.0;
/// Between the items of a list.
const ITEMS: f32 = 0.07 * 11.0;
/// Around a quotation.
const AROUND: f32 = 0.45 * 11.0;
/// How far lists and quotations are moved in.
const INDENT: f32 = 0.6 * 11.0;
const QUOTE: f32 = 11.0;
/// Between a bullet and its text.
const GUTTER: f32 = 0.5 * 11.0;
const BULLETS: [&str; 3] = ["•", "‣", "–"];

/// Where a block stands.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) column: Column,
    pub(super) node: NodeId,
    pub(super) bars: Rc<[Bar]>,
    /// Lists around it.
    depth: usize,
}

pub(super) struct Flow<'a, 's> {
    pub(super) setter: &'a mut Setter<'s>,
    pub(super) tags: &'a mut Tags,
    pub(super) strips: Vec<Strip>,
    labels: Vec<Label>,
    /// Space that the block above wants below it.
    after: f32,
    quotes: usize,
}

impl<'a, 's> Flow<'a, 's> {
    pub(super) fn new(setter: &'a mut Setter<'s>, tags: &'a mut Tags) -> Self {
        Self {
            setter,
            tags,
            strips: Vec::new(),
            labels: Vec::new(),
            after: 0.0,
            quotes: 0,
        }
    }

    pub(super) fn place(column: Column, node: NodeId) -> Place {
        Place {
            column,
            node,
            bars: Rc::new([]),
            depth: 0,
        }
    }

    /// A logo at the beginning of the lines. It says nothing that the name under it does not say: nobody hears it.
    pub(super) fn logo(&mut self, logo: Logo, place: &Place) {
        let (width, height) = logo.size;
        let x = match place.column.mirrored {
            true => place.column.right - width,
            false => place.column.left,
        };
        self.push(0.0, height, place, Content::Logo(x, logo));
        self.after = 5.0;
    }

    pub(super) fn letterhead(&mut self, head: &Letterhead, place: &Place) {
        if head.is_empty() {
            return;
        }
        let name = Look {
            size: 15.0,
            weight: 600.0,
            ..Look::BODY
        };
        let lines = head.lines.iter().map(|line| (line, Look::SMALL, true));
        let all = std::iter::once((&head.name, name, false)).chain(lines);
        for (text, look, grey) in all.filter(|(text, ..)| !text.is_empty()) {
            let node = self.tags.add(place.node, Tag::P);
            let lines = self.set(Words::plain(text), look, place.column.width());
            for line in lines {
                self.line(line, place, node, grey);
            }
            self.after = 0.0;
        }
        self.after = 9.0 - 0.34 * 10.0;
        self.push(0.0, 0.6, place, Content::Rule(place.column, Pen::Firm));
        self.after = 2.0 * 11.0 - 0.34 * 11.0;
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], place: &Place) {
        for block in blocks {
            self.block(block, place);
        }
    }

    fn block(&mut self, block: &Block, place: &Place) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text, place),
            Block::Paragraph(text) => self.paragraph(text, place),
            Block::List { start, items } => self.list(*start, items, place),
            Block::Table { head, rows } => {
                self.flush_labels(place);
                self.table(head, rows, place);
            }
            Block::Quote(inner) => self.quote(inner, place),
            Block::Rule => {
                self.flush_labels(place);
                let above = (1.4 - 0.34) * 11.0;
                self.push(above, 0.5, place, Content::Rule(place.column, Pen::Hair));
                self.after = above;
            }
        }
    }

    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], place: &Place) {
        for part in table::parts(head, rows) {
            self.space(BETWEEN + 0.34 * 11.0);
            let mut maker = Maker {
                setter: &mut *self.setter,
                tags: &mut *self.tags,
            };
            let made = maker.table(&part, place.column, place.node);
            let last = made.len().saturating_sub(1);
            for (number, row) in made.into_iter().enumerate() {
                let keep = row.is_head && number < last;
                self.push(0.0, row.height(), place, Content::Row(row));
                if let Some(strip) = self.strips.last_mut() {
                    strip.keep = keep;
                }
            }
            self.space(BETWEEN + 0.34 * 11.0);
        }
    }

    fn set(&mut self, words: Words, look: Look, width: f32) -> Vec<Line> {
        let shaped = self.setter.shape(words, look);
        self.setter.lines(shaped, width)
    }

    fn heading(&mut self, level: u8, text: &[Inline], place: &Place) {
        let words = Words::of(text);
        if words.is_empty() {
            return;
        }
        let look = heading_look(level);
        self.space((1.5 - 0.34) * look.size - 0.34 * 11.0);
        let title = beside(plain(text));
        let level = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
        let node = self.tags.add(place.node, Tag::Hn(level, Some(title.clone())));
        let first = self.strips.len();
        for line in self.set(words, look, place.column.width()) {
            self.line(line, place, node, false);
        }
        for strip in &mut self.strips[first..] {
            strip.keep = true;
        }
        if let Some(Content::Text(line)) = self.strips.get_mut(first).map(|strip| &mut strip.content) {
            let level = u8::try_from(level.get()).unwrap_or(u8::MAX);
            line.heading = Some((level, title));
        }
        self.after = (0.8 - 0.34) * look.size - 0.34 * 11.0;
    }

    fn paragraph(&mut self, text: &[Inline], place: &Place) {
        let words = Words::of(text);
        if words.is_empty() {
            return;
        }
        // The first text of an item stands as close to the item above as the list says.
        if self.labels.is_empty() {
            self.space(BETWEEN);
        }
        let node = self.tags.add(place.node, Tag::P);
        let first = self.strips.len();
        let is_block = words.has_breaks();
        for line in self.set(words, Look::BODY, place.column.width()) {
            self.line(line, place, node, false);
        }
        match is_block {
            true => self.keep_block(first),
            false => self.keep_ends(first),
        }
        self.space(BETWEEN);
    }

    /// A signature or an address stays on one page, and so does the close above it, which ends in a comma.
    fn keep_block(&mut self, first: usize) {
        let last = self.strips.len().saturating_sub(1);
        for strip in &mut self.strips[first..last] {
            strip.keep = true;
        }
        let above = first.checked_sub(1).and_then(|above| self.strips.get_mut(above));
        if let Some(above) = above
            && let Content::Text(line) = &above.content
            && line.line.text.ends_with(',')
        {
            above.keep = true;
        }
    }

    /// No first line of a paragraph alone at the foot of a page, and no last line alone at the head of one.
    fn keep_ends(&mut self, first: usize) {
        let lines = &mut self.strips[first..];
        let last = lines.len().saturating_sub(1);
        for (number, strip) in lines.iter_mut().enumerate() {
            strip.keep = number < last && (number == 0 || number + 1 == last);
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], place: &Place) {
        if items.is_empty() {
            return;
        }
        let around = if place.depth > 0 { ITEMS } else { BETWEEN };
        let numbering = match start {
            Some(_) => ListNumbering::Decimal,
            None => ListNumbering::Disc,
        };
        let list = self.tags.add(place.node, Tag::L(numbering));
        let labels = self.list_labels(start, items.len(), place.depth);
        let widest = labels.iter().map(|line| line.width).fold(0.0, f32::max);
        if place.depth > 0 {
            self.after = around;
        } else {
            self.space(around);
        }
        for (item, label) in items.iter().zip(labels) {
            let node = self.tags.add(list, Tag::LI);
            let marker = self.tags.add(node, Tag::Lbl);
            let inner = Place {
                column: place.column.indented(INDENT + widest + GUTTER),
                node: self.tags.add(node, Tag::LBody),
                bars: Rc::clone(&place.bars),
                depth: place.depth + 1,
            };
            self.label(label, marker, inner.column);
            self.blocks(item, &inner);
            self.flush_labels(&inner);
            self.after = ITEMS;
        }
        self.after = around;
    }

    /// Bullets are the same line again and again; numbers are lines of their own.
    fn list_labels(&mut self, start: Option<u64>, items: usize, depth: usize) -> Vec<Rc<Line>> {
        let Some(start) = start else {
            let bullet = BULLETS[depth % BULLETS.len()];
            let line = self.setter.line(bullet, Look::BODY).map(Rc::new);
            return line.map(|line| vec![line; items]).unwrap_or_default();
        };
        let number = |at: usize| start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
        (0..items)
            .filter_map(|at| self.setter.line(&format!("{}.", number(at)), Look::BODY))
            .map(Rc::new)
            .collect()
    }

    /// A label ends where the gutter begins.
    fn label(&mut self, line: Rc<Line>, node: NodeId, column: Column) {
        let x = if column.mirrored {
            column.right + GUTTER
        } else {
            column.left - GUTTER - line.width
        };
        self.labels.push(Label { x, line, node });
    }

    /// A label whose item does not begin with text stands on a line of its own.
    fn flush_labels(&mut self, place: &Place) {
        if self.labels.is_empty() {
            return;
        }
        let first = self.strips.len();
        for line in self.set(Words::plain(""), Look::BODY, place.column.width()) {
            self.line(line, place, place.node, false);
        }
        for strip in &mut self.strips[first..] {
            strip.keep = true;
        }
    }

    fn quote(&mut self, inner: &[Block], place: &Place) {
        let column = place.column.indented(QUOTE);
        let mut bars = place.bars.to_vec();
        if column != place.column {
            let edge = if place.column.mirrored {
                place.column.right - 1.0
            } else {
                place.column.left + 1.0
            };
            self.quotes += 1;
            bars.push(Bar {
                number: self.quotes,
                x: edge,
            });
        }
        let inside = Place {
            column,
            node: self.tags.add(place.node, Tag::BlockQuote),
            bars: bars.into(),
            depth: place.depth,
        };
        self.space(AROUND);
        self.blocks(inner, &inside);
        self.space(AROUND);
    }

    /// Space around blocks is not added up: the larger one counts.
    fn space(&mut self, space: f32) {
        self.after = self.after.max(space);
    }

    fn line(&mut self, line: Line, place: &Place, node: NodeId, grey: bool) {
        let height = line.size * PITCH;
        let labels = std::mem::take(&mut self.labels);
        let content = Content::Text(TextLine {
            x: place.column.left,
            line,
            node,
            grey,
            labels,
            heading: None,
        });
        self.push(0.0, height, place, content);
    }

    pub(super) fn push(&mut self, before: f32, height: f32, place: &Place, content: Content) {
        let above = std::mem::take(&mut self.after);
        self.strips.push(Strip {
            before: above.max(before),
            height,
            keep: false,
            bars: Rc::clone(&place.bars),
            content,
        });
    }
}

fn heading_look(level: u8) -> Look {
    let (size, italic) = match level {
        0 | 1 => (16.0, false),
        2 => (13.0, false),
        3 => (11.5, false),
        _ => (11.0, true),
    };
    Look {
        size,
        italic,
        ..Look::BOLD
    }
}
