//! Tables: rows and cells as they are in one view.

use super::View;
use super::body::{Line, Piece, Walk, tidied};
use super::lost::LostKind;
use super::xml::Element;
use crate::letter::block::Inline;

/// More columns than any page holds.
const MOST_COLUMNS: usize = 63;

type Row = Vec<Vec<Inline>>;

impl Walk<'_> {
    pub(super) fn table(&mut self, table: &Element, pieces: &mut Vec<Piece>) {
        let (mut head, mut rows) = (None, Vec::new());
        self.rows(table, &mut head, &mut rows);
        let columns = rows.iter().chain(&head).map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let mut head = head.unwrap_or_default();
        head.resize(columns, Vec::new());
        pieces.push(Piece::Table { head, rows });
    }

    fn rows(&mut self, inside: &Element, head: &mut Option<Row>, rows: &mut Vec<Row>) {
        for element in inside.elements() {
            match element.name.as_str() {
                "w:tr" => self.row(element, head, rows),
                "w:sdt" => element
                    .child("w:sdtContent")
                    .into_iter()
                    .for_each(|content| self.rows(content, head, rows)),
                "w:customXml" => self.rows(element, head, rows),
                _other => {}
            }
        }
    }

    fn row(&mut self, row: &Element, head: &mut Option<Row>, rows: &mut Vec<Row>) {
        let properties = row.child("w:trPr");
        if self.is_gone(properties, "w:ins", "w:del") {
            return;
        }
        let mut cells = Row::new();
        self.cells(row, &mut cells);
        let repeated = properties.and_then(|properties| properties.flag("w:tblHeader"));
        if repeated == Some(true) && head.is_none() && rows.is_empty() {
            *head = Some(cells.into_iter().map(unmarked).collect());
        } else {
            rows.push(cells);
        }
    }

    fn cells(&mut self, inside: &Element, cells: &mut Row) {
        for element in inside.elements() {
            match element.name.as_str() {
                "w:tc" => self.cell(element, cells),
                "w:sdt" => element
                    .child("w:sdtContent")
                    .into_iter()
                    .for_each(|content| self.cells(content, cells)),
                "w:customXml" => self.cells(element, cells),
                _other => {}
            }
        }
    }

    fn cell(&mut self, cell: &Element, cells: &mut Row) {
        let properties = cell.child("w:tcPr");
        if self.is_gone(properties, "w:cellIns", "w:cellDel") {
            return;
        }
        let mut pieces = Vec::new();
        self.blocks(cell, &mut pieces);
        self.end(&mut pieces);
        let spanned = properties.and_then(|properties| properties.value("w:gridSpan")?.parse::<usize>().ok());
        let spanned = spanned.unwrap_or(1).clamp(1, MOST_COLUMNS);
        let below = properties.is_some_and(|properties| {
            let merge = properties.child("w:vMerge");
            merge.is_some_and(|merge| merge.get("w:val") != Some("restart"))
        });
        if spanned > 1 || below {
            self.lost.add(LostKind::MergedCells, "");
        }
        cells.push(self.one_line(pieces));
        cells.extend(std::iter::repeat_n(Vec::new(), spanned - 1));
    }

    /// Whether a row or cell is not there in this view.
    fn is_gone(&mut self, properties: Option<&Element>, inserted: &str, deleted: &str) -> bool {
        let mut gone = false;
        for (name, stands_in) in [(inserted, View::Accepted), (deleted, View::Rejected)] {
            if let Some(change) = properties.and_then(|properties| properties.child(name)) {
                self.author(change);
                gone |= self.view != stands_in;
            }
        }
        gone
    }

    /// The paragraphs of a cell as one, with breaks between them.
    fn one_line(&mut self, pieces: Vec<Piece>) -> Vec<Inline> {
        let mut text: Vec<Inline> = Vec::new();
        let mut add = |line: Vec<Inline>| {
            if !text.is_empty() && !line.is_empty() {
                text.push(Inline::Break);
            }
            text.extend(line);
        };
        for piece in pieces {
            match piece {
                Piece::Line(Line { number, text, .. }) => {
                    if number.is_some() {
                        self.lost.add(LostKind::ListInCell, "");
                    }
                    add(tidied(text));
                }
                Piece::Table { head, rows } => {
                    self.lost.add(LostKind::NestedTable, "");
                    [head].into_iter().chain(rows).flatten().for_each(&mut add);
                }
            }
        }
        text
    }
}

/// The words of a head without the bold that every head has.
fn unmarked(cell: Vec<Inline>) -> Vec<Inline> {
    cell.into_iter()
        .flat_map(|inline| match inline {
            Inline::Strong(inner) => inner,
            other @ (Inline::Text(_)
            | Inline::Emphasis(_)
            | Inline::Link { .. }
            | Inline::Gap { .. }
            | Inline::Break) => {
                vec![other]
            }
        })
        .collect()
}
