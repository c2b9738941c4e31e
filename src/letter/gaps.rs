//! The gaps of a letter: values that nobody knows yet.

use crate::letter::block::{Block, Inline};
use crate::letter::markdown;

/// A value that a letter lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The key of the fact that fills it, where a fact does.
    pub key: String,
    /// What to find out.
    pub asks: String,
}

/// The gaps of a letter's Markdown, each once, in the order in which they stand there.
pub fn gaps(text: &str) -> Vec<Gap> {
    let mut found = Vec::new();
    markdown::parse(text)
        .iter()
        .for_each(|block| of_block(block, &mut found));
    found
}

fn of_block(block: &Block, found: &mut Vec<Gap>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => of_line(text, found),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| of_block(block, found)),
        Block::Table { head, rows } => head
            .iter()
            .chain(rows.iter().flatten())
            .for_each(|cell| of_line(cell, found)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| of_block(block, found)),
        Block::Rule => {}
    }
}

fn of_line(line: &[Inline], found: &mut Vec<Gap>) {
    for inline in line {
        match inline {
            Inline::Gap { key, words } => {
                if found.iter().all(|gap| gap.key != *key) {
                    found.push(Gap {
                        key: key.clone(),
                        asks: words.clone(),
                    });
                }
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                of_line(inner, found);
            }
            Inline::Text(_) | Inline::Break => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn each_gap_is_found_once_wherever_it_stands() {
        let text = "# [[a|the title]]\n\nOne **[[b|bold]]** and [[a|again]].\n\n- [[c|item]]\n\n| h |\n| --- |\n| [[d|cell]] |\n";
        let found = gaps(text);
        let keys: Vec<&str> = found.iter().map(|gap| gap.key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "c", "d"]);
        assert_eq!(found[0].asks, "the title");
    }
}
