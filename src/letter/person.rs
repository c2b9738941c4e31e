//! Person fields: the gaps of a letter that are filled from a person's row of a roster.
//!
//! `[[person.name|the name]]` takes the cell of the column `name`. `[[person.suffix?|Jr., Sr.]]` may be empty: then the
//! field, the blank beside it and a line that held nothing else disappear.

use serde::{Deserialize, Serialize};

use super::block::{Block, Inline, Letter};
use super::markdown::plain;

/// What the key of a person field begins with.
pub const PREFIX: &str = "person.";

/// The name of a roster's column: lower case, no blanks around it, `_` for blanks within.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Column(String);

impl Column {
    /// The column of this name, however it is written in a header.
    pub fn named(name: &str) -> Column {
        let words = name.split_whitespace().map(str::to_lowercase);
        Column(words.collect::<Vec<_>>().join("_"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a letter can go out while the cell is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// It cannot.
    Required,
    /// It can: the field was marked with `?`.
    Optional,
}

/// A person field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The column it is filled from.
    pub column: Column,
    /// Whether the cell may be empty.
    pub need: Need,
}

impl Field {
    /// The person field that a gap's key stands for, if it stands for one.
    pub fn of(key: &str) -> Option<Field> {
        let name = key.strip_prefix(PREFIX)?;
        let (name, need) = match name.strip_suffix('?') {
            Some(name) => (name, Need::Optional),
            None => (name, Need::Required),
        };
        let column = Column::named(name);
        Some(Field { column, need })
    }
}

/// What a letter holds besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holes {
    /// Its person fields, each once, in order of their columns.
    pub fields: Vec<Field>,
    /// Keys of gaps that no roster fills.
    pub gaps: Vec<String>,
    /// Addresses of links that contain a person field, which is not filled there.
    pub links: Vec<String>,
}

impl Holes {
    /// Those of a letter.
    pub fn of(blocks: &[Block]) -> Holes {
        let mut holes = Holes::default();
        blocks.iter().for_each(|block| holes.block(block));
        holes.fields.sort();
        holes.fields.dedup();
        holes.gaps.sort();
        holes.gaps.dedup();
        holes
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => self.line(text),
            Block::List { items, .. } => items.iter().flatten().for_each(|block| self.block(block)),
            Block::Table { head, rows } => head
                .iter()
                .chain(rows.iter().flatten())
                .for_each(|cell| self.line(cell)),
            Block::Quote(inner) => inner.iter().for_each(|block| self.block(block)),
            Block::Rule => {}
        }
    }

    fn line(&mut self, line: &[Inline]) {
        for inline in line {
            match inline {
                Inline::Gap { key, .. } => match Field::of(key) {
                    Some(field) => self.fields.push(field),
                    None => self.gaps.push(key.clone()),
                },
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.line(inner),
                Inline::Link { address, text } => {
                    if address.contains("[[person.") {
                        self.links.push(address.clone());
                    }
                    self.line(text);
                }
                Inline::Text(_) | Inline::Break => {}
            }
        }
    }
}

/// The letter with a person's cells in its fields. A cell is text and never markup; a column without a cell leaves its
/// field as it is.
pub fn fill(page: &Letter, cell: &dyn Fn(&Column) -> Option<String>) -> Letter {
    let blocks: Vec<Block> = page.blocks.iter().filter_map(|block| filled(block, cell)).collect();
    let title = match (title(&page.blocks), title(&blocks)) {
        (Some(before), Some(now)) if before == page.title => now,
        _ => page.title.clone(),
    };
    Letter {
        title,
        language: page.language.clone(),
        paper: page.paper,
        print: page.print,
        letterhead: page.letterhead.clone(),
        kind: page.kind,
        clearance: page.clearance,
        state: page.state.clone(),
        tlp: page.tlp,
        blocks,
    }
}

fn title(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(plain(text)),
        Block::Paragraph(_) | Block::List { .. } | Block::Table { .. } | Block::Quote(_) | Block::Rule => None,
    })
}

type Cells<'c> = &'c dyn Fn(&Column) -> Option<String>;

/// A block with its fields filled; none where only empty fields stood in it.
fn filled(block: &Block, cell: Cells<'_>) -> Option<Block> {
    let some = |text: &[Inline]| Some(line(text, cell)).filter(|now| !now.is_empty() || text.is_empty());
    let all = |blocks: &[Block]| -> Vec<Block> { blocks.iter().filter_map(|block| filled(block, cell)).collect() };
    Some(match block {
        Block::Heading { level, text } => Block::Heading {
            level: *level,
            text: some(text)?,
        },
        Block::Paragraph(text) => Block::Paragraph(some(text)?),
        Block::List { start, items } => {
            let kept = items.iter().map(|item| (item.is_empty(), all(item)));
            let items: Vec<_> = kept
                .filter(|(was, now)| *was || !now.is_empty())
                .map(|(_, now)| now)
                .collect();
            (!items.is_empty()).then_some(Block::List { start: *start, items })?
        }
        Block::Table { head, rows } => {
            let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|text| line(text, cell)).collect();
            Block::Table {
                head: row(head),
                rows: rows.iter().map(row).collect(),
            }
        }
        Block::Quote(inner) => Block::Quote(Some(all(inner)).filter(|now| !now.is_empty())?),
        Block::Rule => Block::Rule,
    })
}

fn line(text: &[Inline], cell: Cells<'_>) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut gone = false;
    for inline in text {
        let Some(now) = one(inline, cell) else {
            gone = true;
            continue;
        };
        for now in by_line(inline, now) {
            gone = if gone {
                !close_up(&mut out, now)
            } else {
                push(&mut out, now)
            };
        }
    }
    if gone {
        trim_end(&mut out);
        if out.last() == Some(&Inline::Break) {
            out.pop();
        }
    }
    out
}

/// A cell of several lines, such as a postal address, as lines of the letter.
fn by_line(field: &Inline, now: Inline) -> Vec<Inline> {
    match (field, now) {
        (Inline::Gap { .. }, Inline::Text(text)) if text.contains('\n') => {
            let lines = text.split('\n').map(|line| Inline::Text(line.to_owned()));
            let broken = lines.flat_map(|line| [Inline::Break, line]);
            broken.skip(1).collect()
        }
        (_, now) => vec![now],
    }
}

/// A run with its fields filled; none where only empty fields stood in it.
fn one(inline: &Inline, cell: Cells<'_>) -> Option<Inline> {
    let some = |text: &[Inline]| Some(line(text, cell)).filter(|now| !now.is_empty());
    match inline {
        Inline::Gap { key, .. } => match Field::of(key).and_then(|field| cell(&field.column)) {
            Some(text) => (!text.is_empty()).then_some(Inline::Text(text)),
            None => Some(inline.clone()),
        },
        Inline::Strong(inner) => some(inner).map(Inline::Strong),
        Inline::Emphasis(inner) => some(inner).map(Inline::Emphasis),
        Inline::Link { address, text } => Some(Inline::Link {
            address: address.clone(),
            text: line(text, cell),
        }),
        Inline::Text(_) | Inline::Break => Some(inline.clone()),
    }
}

/// Adds a run; nothing disappeared before the next one.
fn push(out: &mut Vec<Inline>, run: Inline) -> bool {
    out.push(run);
    false
}

/// Adds what follows an empty field, so that no doubled blank, no blank before punctuation and no empty line is left.
/// Whether the gap is closed by it.
fn close_up(out: &mut Vec<Inline>, run: Inline) -> bool {
    let begins = matches!(out.last(), None | Some(Inline::Break));
    match run {
        Inline::Break if begins => {}
        Inline::Break => {
            trim_end(out);
            out.push(Inline::Break);
        }
        Inline::Text(text) if begins => match text.trim_start() {
            "" => return false,
            rest => out.push(Inline::Text(rest.to_owned())),
        },
        Inline::Text(text) => {
            if text.starts_with([' ', ',', ';', '.', ':', '!', '?', ')']) {
                trim_end(out);
            }
            out.push(Inline::Text(text));
        }
        run @ (Inline::Strong(_) | Inline::Emphasis(_) | Inline::Link { .. } | Inline::Gap { .. }) => out.push(run),
    }
    true
}

fn trim_end(out: &mut Vec<Inline>) {
    if let Some(Inline::Text(text)) = out.last_mut() {
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            out.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::markdown::{parse, write};

    fn page(text: &str) -> Letter {
        Letter {
            title: "Notice".to_owned(),
            language: "en".to_owned(),
            paper: super::super::block::Paper::A4,
            print: crate::core::event::PrintSize::Standard,
            letterhead: Default::default(),
            kind: crate::core::facts::IncidentKind::Real,
            clearance: super::super::block::Clearance::Cleared,
            state: String::new(),
            tlp: None,
            blocks: parse(text),
        }
    }

    fn with(text: &str, cells: &[(&str, &str)]) -> String {
        let cell = |column: &Column| {
            let found = cells.iter().find(|(name, _)| *name == column.as_str());
            Some(found.map_or(String::new(), |(_, text)| (*text).to_owned()))
        };
        write(&fill(&page(text), &cell).blocks)
    }

    #[test]
    fn an_empty_field_leaves_no_trace() {
        let cells = [("first", "Ann"), ("last", "Lee"), ("city", "Town"), ("zip", "11511")];
        let table = [
            ("Dear [[person.first|f]] [[person.suffix?|s]],", "Dear Ann,\n"),
            ("[[person.title?|t]] [[person.first|f]] [[person.last|l]]", "Ann Lee\n"),
            ("[[person.first|f]] [[person.middle?|m]] [[person.last|l]]", "Ann Lee\n"),
            (
                "[[person.first|f]] **[[person.middle?|m]]** [[person.last|l]]",
                "Ann Lee\n",
            ),
            (
                "[[person.first|f]]\\\n[[person.street2?|s]]\\\n[[person.city|c]]",
                "Ann\\\nTown\n",
            ),
            (
                "[[person.city|c]], [[person.state?|s]] [[person.zip|z]]",
                "Town, 11511\n",
            ),
            ("[[person.first|f]]\\\n[[person.a?|s]] [[person.b?|s]]", "Ann\n"),
            ("One.\n\n[[person.a?|s]]\n\nTwo.", "One.\n\nTwo.\n"),
            ("- [[person.a?|s]]\n- x", "- x\n"),
        ];
        for (text, expected) in table {
            assert_eq!(with(text, &cells), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_is_never_markup_and_titles_are_filled() {
        let page = page("# For [[person.name|the name]]\n\nDear [[person.name|the name]]");
        let page = Letter {
            title: "For [the name]".to_owned(),
            ..page
        };
        let own = fill(&page, &|_| Some("[[person.name|x]] *a* {{ b }}".to_owned()));
        assert_eq!(own.title, "For [[person.name|x]] *a* {{ b }}");
        // A text that is filled in pieces is read back in one.
        let text = write(&own.blocks);
        assert!(text.contains("Dear "), "{text}");
        assert_eq!(write(&parse(&text)), text);
        assert!(Holes::of(&own.blocks).fields.is_empty());
    }

    #[test]
    fn holes_are_told_apart() {
        let holes = Holes::of(&parse(
            "[[person.First_Name|x]] [[person.suffix?|y]] [[letter.contact|z]] [a](https://e.example/[[person.code|c]])",
        ));
        let field = |name: &str, need| Field {
            column: Column::named(name),
            need,
        };
        let fields = [field("first name", Need::Required), field("suffix", Need::Optional)];
        assert_eq!(holes.fields, fields);
        assert_eq!(holes.gaps, ["letter.contact"]);
        assert_eq!(holes.links.len(), 1);
    }
}
