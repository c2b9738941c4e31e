//! Markdown in and out of the block model: the text counsel reads and edits, and the text every format is made from.
//!
//! CommonMark with tables, less what a letter has no use for: raw HTML is ordinary text and is read as typed, code is
//! ordinary text, a picture is a link. `[[key|words]]` is a gap: a value nobody knows yet. What [`parse`] gives is in a
//! normal form (no empty runs, runs of one kind joined), and for blocks in that form `parse(&write(b)) == b`.

mod build;
mod escape;
mod mask;
mod tidy;
mod write;

use pulldown_cmark::{Options, Parser};

pub use escape::{escape, escape_around_fields, without_needless_marks};
pub(super) use mask::gap as gap_at;
pub use tidy::tidy;
pub use write::write;

use super::block::{Block, Inline};

/// The blocks of a Markdown text, in normal form. Every text is a letter: nothing is an error and nothing is dropped
/// but link definitions, comments of no kind included; control characters become U+FFFD.
pub fn parse(text: &str) -> Vec<Block> {
    let masked = mask::mask(text);
    let mut builder = build::Builder::new(&masked);
    for (event, range) in Parser::new_ext(&masked.text, Options::ENABLE_TABLES).into_offset_iter() {
        builder.event(event, range);
    }
    tidy(builder.finish())
}

/// What is read in a line of text: no marks, breaks as line feeds, gaps as `[words]` (or `[key]` where there are none).
pub fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                text.push_str(&plain(inner));
            }
            Inline::Gap { key, words } => {
                text.push('[');
                text.push_str(if words.is_empty() { key } else { words });
                text.push(']');
            }
            Inline::Break => text.push('\n'),
        }
    }
    text
}
