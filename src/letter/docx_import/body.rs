//! The body of a Word file read in one view: its paragraphs and tables in order, who changed them, what was lost.

use std::collections::BTreeMap;

use super::View;
use super::comments::name;
use super::field::Field;
use super::gaps::with_gaps;
use super::lost::{Losses, LostKind};
use super::numbering::{Marker, NumberRef};
use super::parts::Parts;
use super::styles::ParagraphKind;
use super::xml::Element;
use crate::letter::block::{Block, Inline};
use crate::letter::markdown::tidy;

/// A paragraph.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) kind: ParagraphKind,
    /// The list whose number or bullet it carries.
    pub(super) number: Option<NumberRef>,
    /// How far it is set in, in steps of a list.
    pub(super) steps: usize,
    pub(super) text: Vec<Inline>,
    /// Whether there is a line below it.
    pub(super) ruled: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Line(Line),
    Table {
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// What one view of a file comes to.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) pieces: Vec<Piece>,
    pub(super) authors: Vec<String>,
    pub(super) lost: Losses,
    /// The words that each comment is about, by its id.
    pub(super) passages: BTreeMap<String, String>,
}

/// One step to the right in the lists that firebell writes, in twentieths of a point.
const STEP: i64 = 400;
/// The longest words that a comment is said to be about, in characters.
const LONGEST_PASSAGE: usize = 300;

/// A file as it is walked through.
pub(super) struct Walk<'p> {
    pub(super) parts: &'p Parts,
    pub(super) view: View,
    pub(super) lost: Losses,
    pub(super) fields: Vec<Field>,
    /// How many links are around what is read.
    pub(super) links: usize,
    authors: Vec<String>,
    /// Comments whose words are being read.
    commented: Vec<String>,
    passages: BTreeMap<String, String>,
    /// The text of paragraphs whose end was taken away: it goes on in the next.
    carried: Vec<Inline>,
}

pub(super) fn read(parts: &Parts, view: View) -> Body {
    let mut walk = Walk {
        parts,
        view,
        lost: Losses::default(),
        fields: Vec::new(),
        links: 0,
        authors: Vec::new(),
        commented: Vec::new(),
        passages: BTreeMap::new(),
        carried: Vec::new(),
    };
    let mut pieces = Vec::new();
    if let Some(body) = parts.document.child("w:body") {
        walk.blocks(body, &mut pieces);
    }
    walk.end(&mut pieces);
    let passages = walk.passages.into_iter().map(|(id, words)| (id, shortened(&words)));
    Body {
        pieces,
        authors: walk.authors,
        lost: walk.lost,
        passages: passages.filter(|(_, words)| !words.is_empty()).collect(),
    }
}

fn shortened(words: &str) -> String {
    let words: String = words.trim().chars().take(LONGEST_PASSAGE).collect();
    words.trim_end().to_owned()
}

impl Walk<'_> {
    /// The paragraphs and tables of the body, of a cell, or of whatever stands around them.
    pub(super) fn blocks(&mut self, inside: &Element, pieces: &mut Vec<Piece>) {
        for element in inside.elements() {
            match element.name.as_str() {
                "w:p" => self.paragraph(element, pieces),
                "w:tbl" => {
                    self.end(pieces);
                    self.table(element, pieces);
                }
                "w:sdt" => element
                    .child("w:sdtContent")
                    .into_iter()
                    .for_each(|content| self.blocks(content, pieces)),
                "w:customXml" => self.blocks(element, pieces),
                "w:ins" | "w:moveTo" => self.changed_blocks(element, View::Accepted, pieces),
                "w:del" | "w:moveFrom" => self.changed_blocks(element, View::Rejected, pieces),
                "w:commentRangeStart" => self.comment_begins(element),
                "w:commentRangeEnd" => self.comment_ends(element),
                "m:oMathPara" => self.lost.add(LostKind::Equation, ""),
                "w:altChunk" => self.lost.add(LostKind::EmbeddedObject, ""),
                _other => {}
            }
        }
    }

    fn changed_blocks(&mut self, change: &Element, stands_in: View, pieces: &mut Vec<Piece>) {
        self.author(change);
        if self.view == stands_in {
            self.blocks(change, pieces);
        }
    }

    fn paragraph(&mut self, paragraph: &Element, pieces: &mut Vec<Piece>) {
        let mut text = std::mem::take(&mut self.carried);
        // The result of a field may go on from the paragraph above: here it begins with the first run.
        for field in &mut self.fields {
            field.from = field.shows.then_some(text.len());
        }
        self.runs(paragraph, &mut text);
        self.comment_reads(" ");
        let properties = paragraph.child("w:pPr");
        if self.goes_on(properties.and_then(|properties| properties.child("w:rPr"))) {
            self.carried = text;
            return;
        }
        let mut line = self.line(properties);
        line.text = text;
        pieces.push(Piece::Line(line));
    }

    /// Whether the end of a paragraph is not there in this view, so that its text goes on in the next one.
    fn goes_on(&mut self, mark: Option<&Element>) -> bool {
        let mut gone = false;
        for change in mark.into_iter().flat_map(Element::elements) {
            let stands_in = match change.name.as_str() {
                "w:ins" | "w:moveTo" => View::Accepted,
                "w:del" | "w:moveFrom" => View::Rejected,
                _other => continue,
            };
            self.author(change);
            gone |= self.view != stands_in;
        }
        gone
    }

    fn line(&mut self, properties: Option<&Element>) -> Line {
        let style = properties.and_then(|properties| properties.value("w:pStyle"));
        let own = properties.and_then(NumberRef::of);
        let number = own.or_else(|| self.parts.styles.number(style));
        let indent = properties.and_then(|properties| properties.child("w:ind"));
        let left = indent.and_then(|indent| indent.get("w:left").or_else(|| indent.get("w:start")));
        let steps = left.and_then(|left| left.parse::<i64>().ok()).unwrap_or(0) / STEP;
        let marker = number.as_ref().map(|number| self.parts.numbering.marker(number));
        if let Some(Marker::OtherNumber(_)) = marker {
            self.lost.add(LostKind::NumberingStyle, "");
        }
        let border = properties.and_then(|properties| properties.child("w:pBdr")?.child("w:bottom"));
        Line {
            kind: self.parts.styles.paragraph(style),
            number: number.filter(|_| marker != Some(Marker::Nothing)),
            steps: usize::try_from(steps).unwrap_or(0),
            text: Vec::new(),
            ruled: border.is_some_and(|border| !matches!(border.get("w:val"), Some("none" | "nil"))),
        }
    }

    /// Ends a paragraph that was never closed.
    pub(super) fn end(&mut self, pieces: &mut Vec<Piece>) {
        let text = std::mem::take(&mut self.carried);
        if !text.is_empty() {
            let mut line = self.line(None);
            line.text = text;
            pieces.push(Piece::Line(line));
        }
    }

    pub(super) fn author(&mut self, change: &Element) {
        let author = name(change.get("w:author").unwrap_or_default());
        if !self.authors.contains(&author) {
            self.authors.push(author);
        }
    }

    pub(super) fn comment_begins(&mut self, element: &Element) {
        let id = element.get("w:id").unwrap_or_default().to_owned();
        self.passages.entry(id.clone()).or_default();
        self.commented.push(id);
    }

    pub(super) fn comment_ends(&mut self, element: &Element) {
        let id = element.get("w:id").unwrap_or_default();
        self.commented.retain(|open| open != id);
    }

    /// Adds to the words of the comments that have begun and not ended. Four bytes a character are enough for all that
    /// is kept of them.
    pub(super) fn comment_reads(&mut self, text: &str) {
        for id in &self.commented {
            if let Some(words) = self.passages.get_mut(id)
                && words.len() < 4 * LONGEST_PASSAGE
            {
                words.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
            }
        }
    }
}

/// A line of runs in normal form, with the gaps that are written in it.
pub(super) fn tidied(text: Vec<Inline>) -> Vec<Inline> {
    fn gaps(text: Vec<Inline>) -> Vec<Inline> {
        let found = text.into_iter().flat_map(|inline| match inline {
            Inline::Text(words) => with_gaps(&words),
            Inline::Strong(inner) => vec![Inline::Strong(gaps(inner))],
            Inline::Emphasis(inner) => vec![Inline::Emphasis(gaps(inner))],
            Inline::Link { address, text } => vec![Inline::Link {
                address,
                text: gaps(text),
            }],
            gap @ Inline::Gap { .. } => vec![gap],
            Inline::Break => vec![Inline::Break],
        });
        found.collect()
    }
    match tidy(vec![Block::Paragraph(text)]).pop() {
        Some(Block::Paragraph(text)) => gaps(trimmed(text)),
        Some(_) | None => Vec::new(),
    }
}

/// Blanks and breaks at the ends of a paragraph are not seen.
fn trimmed(mut text: Vec<Inline>) -> Vec<Inline> {
    while let Some(first) = text.first_mut() {
        match first {
            Inline::Text(words) if words.trim_start() != words.as_str() => *words = words.trim_start().to_owned(),
            Inline::Text(words) if !words.is_empty() => break,
            Inline::Text(_) | Inline::Break => {
                text.remove(0);
            }
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Link { .. } | Inline::Gap { .. } => break,
        }
    }
    while let Some(last) = text.last_mut() {
        match last {
            Inline::Text(words) if words.trim_end() != words.as_str() => *words = words.trim_end().to_owned(),
            Inline::Text(words) if !words.is_empty() => break,
            Inline::Text(_) | Inline::Break => {
                text.pop();
            }
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Link { .. } | Inline::Gap { .. } => break,
        }
    }
    text
}
