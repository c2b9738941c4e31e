//! A letter cut into passages: paragraphs, items and rows, each with the heading it stands under.

use std::ops::Range;
use std::sync::Arc;

use super::speech::{Word, words_of};
use crate::letter::block::{Block, Inline};
use crate::letter::markdown;

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Heading,
    Paragraph,
    Item,
    /// A row of a table; the head of one too.
    Row,
}

/// A passage of a letter.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub place: Place,
    /// The heading it stands under, in lower case.
    pub heading: String,
    /// Of an item the paragraph before its list; of a row its first cell, in lower case.
    pub lead: String,
    /// Its text; of a row all cells, ` | ` between them.
    pub text: String,
    pub words: Vec<Word>,
    /// The words of the heading and of the lead, which many passages have in common.
    pub heading_words: Arc<[Word]>,
    pub lead_words: Arc<[Word]>,
    /// Keys of its gaps.
    pub gaps: Vec<String>,
    /// The words that somebody wrote, without those of its gaps: only where it has gaps.
    written: Option<Vec<Word>>,
}

impl Passage {
    /// A text that stands alone.
    pub(super) fn of(text: &str) -> Passage {
        Passage {
            place: Place::Paragraph,
            heading: String::new(),
            lead: String::new(),
            heading_words: Arc::default(),
            lead_words: Arc::default(),
            words: words_of(text),
            text: text.to_owned(),
            gaps: Vec::new(),
            written: None,
        }
    }

    /// Words as they stand in the text, with what is between them. There is at least one.
    pub(super) fn as_it_stands(&self, words: &Range<usize>) -> String {
        self.text[self.words[words.start].at.start..self.words[words.end - 1].at.end].to_owned()
    }

    /// The words that somebody wrote: what stands for a gap is firebell's, in whatever language.
    pub(super) fn written(&self) -> &[Word] {
        self.written.as_deref().unwrap_or(&self.words)
    }
}

impl Passage {
    /// The passage with blanks where its gaps are: what a gap asks for, nobody says. Nothing moves.
    pub(super) fn without_gaps(&self) -> Passage {
        let Some(written) = &self.written else {
            return self.clone();
        };
        let mut own = written.iter().peekable();
        let mut text = self.text.clone();
        let mut words = Vec::new();
        for word in &self.words {
            if own.next_if(|next| next.text == word.text).is_some() {
                words.push(word.clone());
                continue;
            }
            text.replace_range(word.at.clone(), &" ".repeat(word.at.len()));
        }
        Passage {
            text,
            words,
            ..self.clone()
        }
    }

    /// Whether it is a row that has no value yet: a gap, or words that say that it follows.
    pub(super) fn is_open_row(&self, follows: &str) -> bool {
        let value = self
            .text
            .split_once(" | ")
            .map(|(_, value)| value.trim().to_lowercase());
        let later = |value: &str| !follows.is_empty() && value.starts_with(&follows.to_lowercase());
        let empty = |value: &str| !self.gaps.is_empty() && !value.contains(char::is_alphanumeric);
        self.place == Place::Row && value.is_some_and(|value| later(&value) || empty(&value))
    }
}

/// As many words as a heading has that is set in bold and is no heading of the format.
const BOLD_HEADING: usize = 12;

/// Whether a paragraph is the heading of what follows: in bold from beginning to end, short, and a question or no sentence.
fn heads_what_follows(text: &[Inline], plain: &str) -> bool {
    let bold = text.iter().all(|inline| match inline {
        Inline::Strong(_) => true,
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Emphasis(_) | Inline::Link { .. } | Inline::Gap { .. } | Inline::Break => false,
    });
    let plain = plain.trim();
    bold && !plain.is_empty() && !plain.ends_with(['.', '!']) && plain.split_whitespace().count() <= BOLD_HEADING
}

/// A text without its gaps.
fn without_gaps(inlines: &[Inline]) -> Vec<Inline> {
    let kept = inlines.iter().filter_map(|inline| {
        Some(match inline {
            Inline::Gap { .. } => return None,
            Inline::Strong(inner) => Inline::Strong(without_gaps(inner)),
            Inline::Emphasis(inner) => Inline::Emphasis(without_gaps(inner)),
            Inline::Link { .. } | Inline::Text(_) | Inline::Break => inline.clone(),
        })
    });
    kept.collect()
}

/// The passages of a letter in order.
pub(super) fn passages(blocks: &[Block]) -> Vec<Passage> {
    let mut cutter = Cutter::default();
    blocks.iter().for_each(|block| cutter.block(block, Place::Paragraph));
    cutter.found
}

#[derive(Default)]
struct Cutter {
    heading: String,
    heading_words: Arc<[Word]>,
    lead: String,
    lead_words: Arc<[Word]>,
    found: Vec<Passage>,
}

impl Cutter {
    fn block(&mut self, block: &Block, place: Place) {
        match block {
            Block::Heading { text, .. } => {
                self.head_by(text);
                self.lead_by(String::new());
                self.add(Place::Heading, markdown::plain(text), text);
            }
            Block::Paragraph(text) => {
                let plain = markdown::plain(text);
                if place == Place::Paragraph {
                    self.lead_by(plain.to_lowercase());
                }
                let heads = place == Place::Paragraph && heads_what_follows(text, &plain);
                self.add(place, plain, text);
                if heads {
                    self.head_by(text);
                }
            }
            Block::List { items, .. } => items.iter().flatten().for_each(|block| self.block(block, Place::Item)),
            Block::Table { head, rows } => std::iter::once(head).chain(rows).for_each(|row| self.row(row)),
            Block::Quote(blocks) => blocks.iter().for_each(|block| self.block(block, place)),
            Block::Rule => {}
        }
    }

    fn row(&mut self, cells: &[Vec<Inline>]) {
        let texts: Vec<String> = cells.iter().map(|cell| markdown::plain(cell)).collect();
        let before = (std::mem::take(&mut self.lead), Arc::clone(&self.lead_words));
        self.lead_by(texts.first().map(|cell| cell.to_lowercase()).unwrap_or_default());
        self.add(Place::Row, texts.join(" | "), &cells.concat());
        (self.lead, self.lead_words) = before;
    }

    fn head_by(&mut self, text: &[Inline]) {
        self.heading = markdown::plain(text).to_lowercase();
        self.heading_words = words_of(&self.heading).into();
    }

    fn lead_by(&mut self, lead: String) {
        self.lead_words = words_of(&lead).into();
        self.lead = lead;
    }

    fn add(&mut self, place: Place, text: String, inlines: &[Inline]) {
        if text.trim().is_empty() {
            return;
        }
        let mut gaps = Vec::new();
        super::gaps(&Block::Paragraph(inlines.to_vec()), &mut gaps);
        self.found.push(Passage {
            place,
            heading: self.heading.clone(),
            lead: self.lead.clone(),
            heading_words: Arc::clone(&self.heading_words),
            lead_words: Arc::clone(&self.lead_words),
            words: words_of(&text),
            text,
            written: (!gaps.is_empty()).then(|| words_of(&markdown::plain(&without_gaps(inlines)))),
            gaps,
        });
    }
}
