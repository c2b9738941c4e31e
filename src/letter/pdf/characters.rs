//! The characters of letters: which of them need a glyph, and which text reaches the paper.

use std::collections::BTreeSet;

use crate::core::exercise_mark::MarkPlace;
use crate::letter::block::{Block, Inline, Letter};
use crate::letter::markdown::plain;

/// Every character that will be printed, but spaces.
pub(super) fn signs(letters: &[Letter]) -> BTreeSet<char> {
    let mut signs = BTreeSet::new();
    for letter in letters {
        signs.extend(letter.title.chars());
        signs.extend(letter.letterhead.name.chars());
        signs.extend(letter.letterhead.lines.iter().flat_map(|line| line.chars()));
        for block in &letter.blocks {
            block_signs(block, &mut signs);
        }
    }
    signs.retain(|sign| is_drawn(*sign));
    signs
}

/// Whether a character needs a glyph of a font.
pub(super) fn is_drawn(sign: char) -> bool {
    !sign.is_whitespace() && !sign.is_control()
}

fn block_signs(block: &Block, signs: &mut BTreeSet<char>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => line_signs(text, signs),
        Block::List { items, .. } => items.iter().flatten().for_each(|one| block_signs(one, signs)),
        Block::Table { head, rows } => {
            head.iter()
                .chain(rows.iter().flatten())
                .for_each(|cell| line_signs(cell, signs));
        }
        Block::Quote(inner) => inner.iter().for_each(|one| block_signs(one, signs)),
        Block::Rule => {}
    }
}

fn line_signs(line: &[Inline], signs: &mut BTreeSet<char>) {
    signs.extend(plain(line).chars());
    for inline in line {
        if let Inline::Link { address, .. } = inline {
            signs.extend(address.chars());
        }
    }
}

/// A text in which a character that draws nothing is a space.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
}

/// Characters of a text that stands beside the page: a title, an entry of the outline, what is read out of a link. PDF/A takes
/// 32,767 bytes, of which a character needs up to four.
const MOST_BESIDE: usize = 8_000;

/// A text beside the page, where it is too long with its end left out; the page has all of it.
pub(super) fn beside(text: String) -> String {
    match text.char_indices().nth(MOST_BESIDE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The title of the document, which PDF/UA demands.
pub(super) fn title(letter: &Letter) -> String {
    let title = if letter.title.trim().is_empty() {
        "Letter"
    } else {
        &letter.title
    };
    beside(clean(&format!("{}{title}", letter.kind.mark(MarkPlace::Title))))
}

/// Language and region of a tag such as `de` or `en-US`; `en` where there is none.
pub(super) fn language(tag: &str) -> String {
    let mut parts = tag.split('-');
    let letters = |part: &&str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let lang = parts.next().filter(|part| matches!(part.len(), 2..=3)).filter(letters);
    let region = parts.find(|part| part.len() == 2).filter(letters);
    let lang = lang.unwrap_or("en").to_ascii_lowercase();
    match region {
        Some(region) => format!("{lang}-{}", region.to_ascii_uppercase()),
        None => lang,
    }
}

/// Whether a language is written from right to left.
pub(super) fn from_right(language: &str) -> bool {
    let lang = language.split('-').next().unwrap_or_default();
    matches!(
        lang,
        "ar" | "dv" | "fa" | "he" | "iw" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi"
    )
}

/// Headings that go down one level at a time, as screen readers need them.
pub(super) fn stepwise(mut blocks: Vec<Block>) -> Vec<Block> {
    step(&mut blocks, &mut 0);
    blocks
}

fn step(blocks: &mut [Block], last: &mut u8) {
    for block in blocks {
        match block {
            Block::Heading { level, .. } => {
                *level = (*level).clamp(1, *last + 1);
                *last = *level;
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| step(item, last)),
            Block::Quote(inner) => step(inner, last),
            Block::Paragraph(_) | Block::Table { .. } | Block::Rule => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{from_right, language};

    #[test]
    fn a_language_tag_is_reduced_to_what_pdf_takes() {
        for (tag, wanted) in [
            ("de", "de"),
            ("EN-us", "en-US"),
            ("zh-Hant-TW", "zh-TW"),
            ("", "en"),
            ("x!", "en"),
        ] {
            assert_eq!(language(tag), wanted, "{tag}");
        }
        assert!(from_right("he-IL") && !from_right("de-DE"));
    }
}
