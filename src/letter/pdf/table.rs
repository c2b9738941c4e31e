//! Tables: how wide their columns are, and their rows as strips.

use std::ops::Range;
use std::rc::Rc;

use krilla::tagging::{TableHeaderScope, Tag, TagKind};

use super::strip::{Cell, Column, Row, count};
use super::tags::{NodeId, Tags};
use super::text::{Look, Setter, Shaped, Words};
use crate::letter::block::Inline;

/// Columns beside each other; a table with more is set as several, or its letters would run into each other.
const COLUMNS: usize = 24;
/// Space inside a cell: beside and above its text.
const INSET: (f32, f32) = (6.0, 5.0 - 0.34 * 11.0);
/// A word wider than this does not widen its column: it is broken.
const LONGEST: f32 = 170.0;
/// A text wider than this has lines enough as it is.
const WIDEST: f32 = 300.0;

type Cells = [Vec<Inline>];

/// Some columns of a table.
pub(super) struct Part<'a> {
    head: &'a Cells,
    rows: &'a [Vec<Vec<Inline>>],
    columns: Range<usize>,
}

/// A table as one, or as several where it has too many columns.
pub(super) fn parts<'a>(head: &'a Cells, rows: &'a [Vec<Vec<Inline>>]) -> Vec<Part<'a>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
    let part = |from: usize| Part {
        head,
        rows,
        columns: from..(from + COLUMNS).min(columns),
    };
    (0..columns).step_by(COLUMNS).map(part).collect()
}

/// Makes tables of one letter.
pub(super) struct Maker<'a, 's> {
    pub(super) setter: &'a mut Setter<'s>,
    pub(super) tags: &'a mut Tags,
}

impl Maker<'_, '_> {
    fn shape(&mut self, row: &Cells, columns: &Range<usize>, look: Look) -> Vec<Shaped> {
        let cell = |at: usize| Words::of(row.get(at).map_or(&[], Vec::as_slice));
        columns.clone().map(|at| self.setter.shape(cell(at), look)).collect()
    }

    /// The rows of a table in a column of the page, its head first.
    pub(super) fn table(&mut self, part: &Part<'_>, column: Column, node: NodeId) -> Vec<Rc<Row>> {
        let headed = part.head.iter().any(|cell| !cell.is_empty());
        let head = headed.then(|| self.shape(part.head, &part.columns, Look::BOLD));
        let mut rows = Vec::with_capacity(part.rows.len());
        for row in part.rows {
            rows.push(self.shape(row, &part.columns, Look::BODY));
        }
        let number = part.columns.len();
        let inset = INSET.0.min(column.width() / count(number) * 0.12);
        let room = column.width() - 2.0 * inset * count(number);
        let texts: Vec<(f32, f32)> = (0..number)
            .map(|at| wanted(head.iter().chain(&rows).filter_map(|row| row.get(at))))
            .collect();
        let grid = Grid {
            columns: columns_of(&widths(&texts, room), inset, column),
            inset: (inset, INSET.1),
            table: self.tags.add(node, Tag::Table),
            begins_rows: part.columns.start == 0,
        };
        grid.rows(self, head, rows)
    }
}

/// The least width that the texts of a column need, and the one they would like.
fn wanted<'a>(cells: impl Iterator<Item = &'a Shaped>) -> (f32, f32) {
    cells.map(Shaped::widths).fold((0.0, 0.0), |(least, most), cell| {
        (least.max(cell.min.min(LONGEST)), most.max(cell.max.min(WIDEST)))
    })
}

/// The widths of columns that fill `room`: each at least its longest word, what is left by the longest texts. Where not
/// even the words fit, they share the room as they need it.
fn widths(texts: &[(f32, f32)], room: f32) -> Vec<f32> {
    const LEAST: f32 = 8.0;
    let least: Vec<f32> = texts.iter().map(|(least, _)| least.max(LEAST)).collect();
    let needed: f32 = least.iter().sum();
    if needed > room {
        return least.iter().map(|width| width * room / needed).collect();
    }
    let wish = |at: usize| (texts[at].1 - least[at]).max(1.0);
    let wished: f32 = (0..texts.len()).map(wish).sum();
    let left = room - needed;
    least
        .iter()
        .enumerate()
        .map(|(at, width)| width + left * wish(at) / wished)
        .collect()
}

/// The columns of text for widths of text; from the right where the letter is read from there.
fn columns_of(widths: &[f32], inset: f32, whole: Column) -> Vec<Column> {
    let mut used = 0.0;
    let column = |width: &f32| {
        let outer = width + 2.0 * inset;
        let left = if whole.mirrored {
            whole.right - used - outer
        } else {
            whole.left + used
        };
        used += outer;
        Column {
            left,
            right: left + outer,
            ..whole
        }
    };
    widths.iter().map(column).collect()
}

/// Where the columns of a table are, and its tag.
struct Grid {
    columns: Vec<Column>,
    inset: (f32, f32),
    table: NodeId,
    /// Whether its first column says what each row is about.
    begins_rows: bool,
}

impl Grid {
    fn rows(&self, maker: &mut Maker<'_, '_>, head: Option<Vec<Shaped>>, rows: Vec<Vec<Shaped>>) -> Vec<Rc<Row>> {
        let head = head.map(|cells| {
            let group = maker.tags.add(self.table, Tag::THead);
            Rc::new(self.row(maker, cells, group, None))
        });
        let mut made: Vec<Rc<Row>> = head.iter().cloned().collect();
        if rows.is_empty() {
            return made;
        }
        let group = maker.tags.add(self.table, Tag::TBody);
        for cells in rows {
            made.push(Rc::new(self.row(maker, cells, group, Some(head.clone()))));
        }
        made
    }

    /// A row of the body with the head over it, or the head itself.
    fn row(&self, maker: &mut Maker<'_, '_>, cells: Vec<Shaped>, group: NodeId, over: Option<Option<Rc<Row>>>) -> Row {
        let is_head = over.is_none();
        let tag = maker.tags.add(group, Tag::TR);
        let cell = |(at, (text, column)): (usize, (Shaped, &Column))| {
            let begins = at == 0 && self.begins_rows && !text.is_empty();
            let lines = maker.setter.lines(text, column.width() - 2.0 * self.inset.0);
            Cell {
                column: *column,
                node: maker.tags.add(tag, cell_tag(is_head, begins)),
                lines,
            }
        };
        Row {
            cells: cells.into_iter().zip(&self.columns).enumerate().map(cell).collect(),
            inset: self.inset,
            is_head,
            head: over.flatten(),
        }
    }
}

/// The head says what its column is about, the first cell of a row what its row is about.
fn cell_tag(is_head: bool, begins_row: bool) -> TagKind {
    if is_head {
        Tag::TH(TableHeaderScope::Column).into()
    } else if begins_row {
        Tag::TH(TableHeaderScope::Row).into()
    } else {
        Tag::TD.into()
    }
}

#[cfg(test)]
mod tests {
    use super::widths;

    #[test]
    fn columns_fill_the_room_and_hold_their_longest_words() {
        let texts = [(40.0, 60.0), (30.0, 300.0), (20.0, 20.0)];
        let found = widths(&texts, 400.0);
        assert!((found.iter().sum::<f32>() - 400.0).abs() < 0.01, "{found:?}");
        for (width, (least, _)) in found.iter().zip(texts) {
            assert!(*width >= least, "{found:?}");
        }
        assert!(found[1] > found[0] && found[0] > found[2], "{found:?}");
    }

    #[test]
    fn words_that_do_not_fit_share_the_room() {
        let found = widths(&[(170.0, 300.0), (85.0, 300.0), (0.0, 0.0)], 131.5);
        assert!((found.iter().sum::<f32>() - 131.5).abs() < 0.01, "{found:?}");
        assert!((found[0] / found[1] - 2.0).abs() < 0.01, "{found:?}");
    }
}
