//! Letters as the tree of values the typesetter reads: strings stay strings.

use std::borrow::Cow;
use std::collections::BTreeSet;

use typst::foundations::{Array, Dict, IntoValue, Value};

use crate::core::exercise_mark::MarkPlace;
use crate::letter::block::{Block, Inline, Letter, Paper};
use crate::letter::markdown::{plain, tidy};
use crate::letter::words::{gap, may_follow};

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

/// Whether a character needs a sign of a font.
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

/// The values the looks are filled with.
pub(super) fn inputs(letters: &[Letter]) -> Dict {
    dict([("letters", array(letters, letter))])
}

fn dict<const N: usize>(pairs: [(&str, Value); N]) -> Dict {
    pairs.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

fn array<T>(list: &[T], make: impl Fn(&T) -> Value) -> Value {
    list.iter().map(make).collect::<Array>().into_value()
}

fn text(words: &str) -> Value {
    words.into_value()
}

fn letter(letter: &Letter) -> Value {
    let (lang, region) = language(&letter.language);
    let blocks = stepwise(tidy(letter.blocks.clone()));
    let title = if letter.title.trim().is_empty() {
        "Letter"
    } else {
        &letter.title
    };
    let mark = letter.kind.mark(MarkPlace::Title);
    let paper = match letter.paper {
        Paper::A4 => "a4",
        Paper::Letter => "us-letter",
    };
    dict([
        ("title", text(&clean(&format!("{mark}{title}")))),
        ("lang", text(&lang)),
        ("region", region.map_or(Value::None, |region| text(&region))),
        ("paper", text(paper)),
        ("banner", text(letter.kind.mark(MarkPlace::EveryPage))),
        ("name", text(&clean(&letter.letterhead.name))),
        ("lines", array(&letter.letterhead.lines, |line| text(&clean(line)))),
        ("blocks", array(&blocks, block)),
    ])
    .into_value()
}

fn clean(line: &str) -> String {
    line.chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
}

/// Language and region of a tag such as `de` or `en-US`; `en` where there is none.
fn language(tag: &str) -> (String, Option<String>) {
    let mut parts = tag.split('-');
    let letters = |part: &&str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let lang = parts.next().filter(|part| matches!(part.len(), 2..=3)).filter(letters);
    let region = parts.find(|part| part.len() == 2).filter(letters);
    (
        lang.unwrap_or("en").to_ascii_lowercase(),
        region.map(str::to_ascii_uppercase),
    )
}

/// Headings that go down one level at a time, as readers of the screen need them.
fn stepwise(mut blocks: Vec<Block>) -> Vec<Block> {
    step(&mut blocks, &mut 0);
    blocks
}

fn step(blocks: &mut [Block], last: &mut u8) {
    for block in blocks {
        match block {
            Block::Heading { level, .. } => {
                *level = (*level).min(*last + 1);
                *last = *level;
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| step(item, last)),
            Block::Quote(inner) => step(inner, last),
            Block::Paragraph(_) | Block::Table { .. } | Block::Rule => {}
        }
    }
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, text: line } => dict([
            ("kind", text("heading")),
            ("level", i64::from(*level).into_value()),
            ("inner", inlines(line)),
        ]),
        Block::Paragraph(line) => dict([("kind", text("paragraph")), ("inner", inlines(line))]),
        Block::List { start, items } => list(*start, items),
        Block::Table { head, rows } => table(head, rows),
        Block::Quote(inner) => dict([("kind", text("quote")), ("inner", array(inner, self::block))]),
        Block::Rule => dict([("kind", text("rule"))]),
    }
    .into_value()
}

fn list(start: Option<u64>, items: &[Vec<Block>]) -> Dict {
    let tight = items.iter().all(|item| item.len() < 2);
    dict([
        ("kind", text(if start.is_some() { "numbers" } else { "bullets" })),
        ("start", i64::try_from(start.unwrap_or(1)).unwrap_or(1).into_value()),
        ("tight", tight.into_value()),
        ("items", array(items, |item| array(item, block))),
    ])
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Dict {
    dict([
        ("kind", text("table")),
        ("headed", head.iter().any(|cell| !cell.is_empty()).into_value()),
        ("widths", array(&widths(head, rows), |wide| (*wide).into_value())),
        ("head", array(head, |cell| inlines(cell))),
        ("rows", array(rows, |row| array(row, |cell| inlines(cell)))),
    ])
}

/// Characters that fit beside each other across a page.
const ACROSS: i64 = 90;

/// How wide columns are beside each other: each at least its longest word, what is left by the longest cells.
fn widths(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<i64> {
    let length = |text: &str| i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at)).chain(head.get(at));
    let word = |at: usize| {
        let longest = cells(at).flat_map(|cell| {
            let text = plain(cell);
            let words = text.split([' ', '\n', '/']).map(length).max();
            words.into_iter().collect::<Vec<_>>()
        });
        // Two more for the space beside it; heads are bold, and so a little wider.
        longest.max().unwrap_or(0).clamp(4, 30) + 3
    };
    let long = |at: usize| {
        cells(at)
            .map(|cell| length(&plain(cell)))
            .max()
            .unwrap_or(0)
            .clamp(4, 50)
            + 3
    };
    let least: Vec<i64> = (0..head.len()).map(word).collect();
    let wish: Vec<i64> = (0..head.len()).map(|at| (long(at) - least[at]).max(0)).collect();
    let left = (ACROSS - least.iter().sum::<i64>()).max(0);
    let wished = wish.iter().sum::<i64>().max(1);
    least
        .iter()
        .zip(&wish)
        .map(|(least, wish)| least * 10 + left * 10 * wish / wished)
        .collect()
}

/// Signs of a word that fit on a line however wide they are.
const LONGEST_WORD: usize = 40;

/// A text whose very long words may be broken, for what runs over the edge of the paper is lost.
fn breakable(words: &str) -> Cow<'_, str> {
    if words.len() <= LONGEST_WORD {
        return Cow::Borrowed(words);
    }
    let mut broken = String::with_capacity(words.len());
    let mut length = 0;
    for sign in words.chars() {
        length = if sign.is_whitespace() { 0 } else { length + 1 };
        if length > LONGEST_WORD {
            broken.push('\u{200B}');
            length = 1;
        }
        broken.push(sign);
    }
    Cow::Owned(broken)
}

fn inlines(line: &[Inline]) -> Value {
    line.iter().flat_map(inline).collect::<Array>().into_value()
}

fn inline(inline: &Inline) -> Vec<Value> {
    let values = match inline {
        Inline::Text(words) => vec![dict([("kind", text("text")), ("text", text(&breakable(words)))])],
        Inline::Strong(inner) => vec![dict([("kind", text("strong")), ("inner", inlines(inner))])],
        Inline::Emphasis(inner) => vec![dict([("kind", text("emphasis")), ("inner", inlines(inner))])],
        Inline::Link { address, text: inner } if may_follow(address) => vec![dict([
            ("kind", text("link")),
            ("address", text(address)),
            ("inner", inlines(inner)),
        ])],
        Inline::Link { address, text: inner } => vec![
            dict([("kind", text("strong")), ("inner", inlines(inner))]),
            dict([("kind", text("text")), ("text", text(&format!(" ({address})")))]),
        ],
        Inline::Gap { key, words } => vec![dict([("kind", text("gap")), ("text", text(&gap(key, words)))])],
        Inline::Break => vec![dict([("kind", text("break"))])],
    };
    values.into_iter().map(IntoValue::into_value).collect()
}

#[cfg(test)]
mod tests {
    use super::breakable;

    #[test]
    fn a_word_longer_than_a_line_can_be_broken_and_loses_nothing() {
        let word = "W".repeat(105);
        let text = format!("Dear {word}, we write.");
        let broken = breakable(&text);
        assert_eq!(broken.matches('\u{200B}').count(), 2);
        assert_eq!(broken.replace('\u{200B}', ""), text);
        let usual = "An address as long as any is, with https://example.org/a/path in it";
        assert_eq!(breakable(usual), usual);
    }
}
