//! Wide tables in large print: their columns would break telephone numbers and words, so that each row becomes a paragraph.

use crate::letter::block::{Block, Inline};

/// Columns that large print still has room for.
const COLUMNS: usize = 3;

/// Blocks whose wide tables are paragraphs, one a row: the first cell, and below it each other cell behind the head of its
/// column.
pub(super) fn unfolded(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().flat_map(block).collect()
}

fn block(block: Block) -> Vec<Block> {
    match block {
        Block::Table { head, rows } if widest(&head, &rows) > COLUMNS => {
            rows.into_iter().map(|row| paragraph(&head, row)).collect()
        }
        Block::Quote(inner) => vec![Block::Quote(unfolded(inner))],
        Block::List { start, items } => {
            let items = items.into_iter().map(unfolded).collect();
            vec![Block::List { start, items }]
        }
        other @ (Block::Table { .. } | Block::Heading { .. } | Block::Paragraph(_) | Block::Rule) => vec![other],
    }
}

fn widest(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> usize {
    rows.iter().map(Vec::len).max().unwrap_or_default().max(head.len())
}

fn paragraph(head: &[Vec<Inline>], row: Vec<Vec<Inline>>) -> Block {
    let mut line = Vec::new();
    for (at, cell) in row.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        if at == 0 {
            line.push(Inline::Strong(cell));
            continue;
        }
        if !line.is_empty() {
            line.push(Inline::Break);
        }
        if let Some(name) = head.get(at).filter(|name| !name.is_empty()) {
            line.extend(name.iter().cloned());
            line.push(Inline::Text(": ".to_owned()));
        }
        line.extend(cell);
    }
    Block::Paragraph(line)
}

#[cfg(test)]
mod tests {
    use super::unfolded;
    use crate::letter::markdown::{parse, write};

    #[test]
    fn a_wide_table_becomes_paragraphs_and_a_narrow_one_stays() {
        let wide = "| Bureau | Phone | Address | Website |\n|---|---|---|---|\n| Equifax | 1 | Box 2 | a.example |\n";
        let text = write(&unfolded(parse(wide)));
        assert_eq!(
            text,
            "**Equifax**\\\nPhone: 1\\\nAddress: Box 2\\\nWebsite: a.example\n"
        );
        let narrow = parse("| What | Value |\n|---|---|\n| Number | 12 |\n");
        assert_eq!(unfolded(narrow.clone()), narrow);
    }
}
