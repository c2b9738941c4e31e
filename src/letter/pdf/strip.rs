//! A letter cut into strips as wide as the page, one under the other: lines of text, rows of a table, rules.

use std::rc::Rc;

use super::logo::Logo;
use super::tags::NodeId;
use super::text::Line;

/// The height of a line over its size: a capital (0.645) and the leading (0.68), half of it above and half below.
/// Spaces between blocks are therefore given less 0.34 of the size on each side.
pub(super) const PITCH: f32 = 1.325;
/// Where letters stand in a line, from its top: below half the leading and a capital.
pub(super) const BASELINE: f32 = 0.985;

/// The left and right edge of a column of text, in points from the left edge of the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) right: f32,
    /// Whether its text begins at the right.
    pub(super) mirrored: bool,
}

/// No column gets narrower than this by being nested: what is deeper is no longer indented.
const NARROWEST: f32 = 150.0;

impl Column {
    pub(super) fn width(self) -> f32 {
        self.right - self.left
    }

    /// The column with its beginning moved in; as it is where too little would be left.
    pub(super) fn indented(self, by: f32) -> Self {
        let mut inner = self;
        if self.width() - by < NARROWEST {
            return inner;
        }
        if self.mirrored {
            inner.right -= by;
        } else {
            inner.left += by;
        }
        inner
    }
}

/// The bar beside a quotation. Strips of one quotation share its number, so that their bars join.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    pub(super) number: usize,
    pub(super) x: f32,
}

pub(super) struct Strip {
    /// Space above it, which falls away at the top of a page.
    pub(super) before: f32,
    pub(super) height: f32,
    /// Whether it stays on one page with the next strip.
    pub(super) keep: bool,
    pub(super) bars: Rc<[Bar]>,
    pub(super) content: Content,
}

pub(super) enum Content {
    Text(TextLine),
    Row(Rc<Row>),
    Rule(Column, Pen),
    /// A logo, and where its left edge is.
    Logo(f32, Logo),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pen {
    /// Between parts of a letter.
    Hair,
    /// Under the letterhead.
    Firm,
}

pub(super) struct TextLine {
    pub(super) x: f32,
    pub(super) line: Line,
    pub(super) node: NodeId,
    pub(super) grey: bool,
    /// The bullet or number before it; more than one where a list begins inside a list.
    pub(super) labels: Vec<Label>,
    /// What it is called in the outline, where it begins a heading.
    pub(super) heading: Option<(u8, String)>,
}

pub(super) struct Label {
    pub(super) x: f32,
    pub(super) line: Rc<Line>,
    pub(super) node: NodeId,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Space inside the edges of a cell.
    pub(super) inset: (f32, f32),
    /// Whether it is the head of its table.
    pub(super) is_head: bool,
    /// The head that is drawn again at the top of each page.
    pub(super) head: Option<Rc<Row>>,
}

pub(super) struct Cell {
    pub(super) column: Column,
    pub(super) lines: Vec<Line>,
    pub(super) node: NodeId,
}

/// The height of lines in a table.
pub(super) const CELL_LINE: f32 = 11.0 * PITCH;

impl Row {
    pub(super) fn lines(&self) -> usize {
        self.cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1)
    }

    pub(super) fn height_of(&self, lines: usize) -> f32 {
        count(lines) * CELL_LINE + 2.0 * self.inset.1
    }

    pub(super) fn height(&self) -> f32 {
        self.height_of(self.lines())
    }
}

/// A number of lines or columns as a factor. No letter has so many that it would be rounded.
pub(super) fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
