//! The normal form of blocks: one way to say a thing, and nothing empty.

use crate::letter::block::{Block, Inline};

/// The blocks in normal form: empty blocks and runs left out, neighbouring runs of one kind joined, strong within
/// strong and links within links opened, rows as long as their head, levels from 1 to 4, controls as U+FFFD.
pub fn tidy(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter_map(block).collect()
}

fn block(block: Block) -> Option<Block> {
    match block {
        Block::Heading { level, text } => some(inlines(text)).map(|text| Block::Heading {
            level: level.clamp(1, 4),
            text,
        }),
        Block::Paragraph(text) => some(inlines(text)).map(Block::Paragraph),
        Block::List { start, items } => some(items_of(items)).map(|items| Block::List {
            start: start.map(|number| number.min(999_999_999)),
            items,
        }),
        Block::Table { head, rows } => some(head).map(|head| table(head, rows)),
        Block::Quote(inner) => some(tidy(inner)).map(Block::Quote),
        Block::Rule => Some(Block::Rule),
    }
}

/// Items that are empty at the end of a list say nothing; those before others keep their numbers. The parser of
/// Markdown, too, loses its place where one ends a quotation within a list.
fn items_of(items: Vec<Vec<Block>>) -> Vec<Vec<Block>> {
    let mut items: Vec<Vec<Block>> = items.into_iter().map(tidy).collect();
    while items.last().is_some_and(Vec::is_empty) {
        items.pop();
    }
    items
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn table(head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>) -> Block {
    let width = head.len();
    let row = |mut cells: Vec<Vec<Inline>>| {
        cells.resize(width, Vec::new());
        cells.into_iter().map(inlines).collect()
    };
    Block::Table {
        head: head.into_iter().map(inlines).collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

fn inlines(list: Vec<Inline>) -> Vec<Inline> {
    within(list, Marks::default())
}

/// The marks a run already stands in.
#[derive(Clone, Copy, Default)]
struct Marks {
    strong: bool,
    emphasis: bool,
    link: bool,
}

fn within(list: Vec<Inline>, marks: Marks) -> Vec<Inline> {
    let mut tidied = Vec::new();
    for inline in list {
        for run in one(inline, marks) {
            join(&mut tidied, run);
        }
    }
    tidied
}

fn one(inline: Inline, marks: Marks) -> Vec<Inline> {
    match inline {
        Inline::Text(text) => lines(&text),
        Inline::Strong(inner) if marks.strong => within(inner, marks),
        Inline::Strong(inner) => wrap(inner, Marks { strong: true, ..marks }, Inline::Strong),
        Inline::Emphasis(inner) if marks.emphasis => within(inner, marks),
        Inline::Emphasis(inner) => wrap(
            inner,
            Marks {
                emphasis: true,
                ..marks
            },
            Inline::Emphasis,
        ),
        Inline::Link { text, .. } if marks.link => within(text, marks),
        Inline::Link { address, text } => link(&address, text, marks),
        Inline::Gap { key, words } => vec![Inline::Gap {
            key,
            words: clean(&words.replace('\n', " ")),
        }],
        Inline::Break => vec![Inline::Break],
    }
}

fn wrap(inner: Vec<Inline>, marks: Marks, make: fn(Vec<Inline>) -> Inline) -> Vec<Inline> {
    some(within(inner, marks)).map(make).into_iter().collect()
}

/// A link nobody could read is read by its address.
fn link(address: &str, text: Vec<Inline>, marks: Marks) -> Vec<Inline> {
    let address = clean(&address.replace('\n', " "));
    let text = within(text, Marks { link: true, ..marks });
    let named = some(text).or_else(|| some(lines(&address)));
    named.map(|text| Inline::Link { address, text }).into_iter().collect()
}

fn lines(text: &str) -> Vec<Inline> {
    let mut runs = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            runs.push(Inline::Break);
        }
        if !line.is_empty() {
            runs.push(Inline::Text(clean(line)));
        }
    }
    runs
}

/// Tabs as spaces; what no format could carry (controls, and characters XML forbids) as U+FFFD.
fn clean(text: &str) -> String {
    let sign = |c: char| match c {
        '\t' => ' ',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    };
    text.chars().map(sign).collect()
}

fn join(list: &mut Vec<Inline>, run: Inline) {
    match (list.last_mut(), run) {
        (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
        (Some(Inline::Strong(before)), Inline::Strong(inner))
        | (Some(Inline::Emphasis(before)), Inline::Emphasis(inner)) => {
            for run in inner {
                join(before, run);
            }
        }
        (_, run) => list.push(run),
    }
}
