//! The text of a letter as the paragraphs, lists and tables of a DOCX.

use docx_rs::{
    AbstractNumbering, CommentRangeEnd, CommentRangeStart, Docx, Hyperlink, HyperlinkData, IndentLevel, Level, LevelJc,
    LevelText, NumberFormat, Numbering, NumberingId, Paragraph, ParagraphBorderPosition, ParagraphChild, Run, Shading,
    SpecialIndentType, Start, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

use super::remark::{Anchor, Anchors, pieces};
use super::run::{Look, text_run_in};
use super::shell::{edge, text_width};
use crate::letter::block::{Block, Inline, Paper};
use crate::letter::words::{gap, may_follow};

/// One step to the right, in twentieths of a point.
const STEP: i32 = 400;
/// Levels a word processor knows.
const DEEPEST: usize = 8;

/// Where a block stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Lists around it.
    pub(super) lists: usize,
    /// Quotes around it.
    pub(super) quotes: usize,
    /// The list whose number or bullet its first paragraph carries.
    pub(super) number: Option<usize>,
}

enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

/// The text as it is gathered.
#[derive(Default)]
pub(super) struct Body {
    parts: Vec<Part>,
    /// The start of each list, none for bullets.
    lists: Vec<Option<u64>>,
    /// Whether the first row of each table is its head.
    headed: Vec<bool>,
    links: usize,
    /// Remarks by the line that they are in.
    anchors: Anchors,
    /// How many lines there are so far.
    lines: usize,
}

impl Body {
    /// A body whose lines carry remarks.
    pub(super) fn with_remarks(anchors: Anchors) -> Body {
        Body {
            anchors,
            ..Body::default()
        }
    }

    /// The document with the text in it, and whether each table has a head.
    pub(super) fn into_document(mut self, shell: Docx) -> (Docx, Vec<bool>) {
        if !self.anchors.is_empty() {
            // A letter without a line: its remarks need one.
            self.line(Paragraph::new(), &[]);
        }
        let mut docx = shell;
        for (at, start) in self.lists.iter().enumerate() {
            docx = docx
                .add_abstract_numbering(numbers(at, *start))
                .add_numbering(Numbering::new(number_id(at), number_id(at)));
        }
        let ends_in_table = matches!(self.parts.last(), None | Some(Part::Table(_)));
        for part in self.parts {
            docx = match part {
                Part::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
                // A word processor joins two tables that have no paragraph between them.
                Part::Table(table) => docx
                    .add_table(*table)
                    .add_paragraph(Paragraph::new().style("TableText")),
            };
        }
        if ends_in_table {
            docx = docx.add_paragraph(Paragraph::new());
        }
        (docx, self.headed)
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], place: Place) {
        let mut place = place;
        for block in blocks {
            self.block(block, place);
            place.number = None;
        }
    }

    fn block(&mut self, block: &Block, place: Place) {
        match block {
            Block::Heading { level, text } => {
                let paragraph = placed(Paragraph::new(), heading(*level), place);
                self.line(paragraph, text);
            }
            Block::Paragraph(text) => self.line(placed(Paragraph::new(), style(place), place), text),
            Block::List { start, items } => self.list(*start, items, place),
            Block::Table { head, rows } => {
                self.number_alone(place);
                self.table(head, rows);
            }
            Block::Quote(inner) => {
                let quotes = place.quotes + 1;
                self.blocks(inner, Place { quotes, ..place });
            }
            Block::Rule => self.paragraph(ruled(place)),
        }
    }

    pub(super) fn paragraph(&mut self, paragraph: Paragraph) {
        self.parts.push(Part::Paragraph(Box::new(paragraph)));
    }

    /// A list begun: its place among the lists.
    pub(super) fn begin_list(&mut self, start: Option<u64>) -> usize {
        self.lists.push(start);
        self.lists.len() - 1
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], place: Place) {
        self.number_alone(place);
        let list = self.begin_list(start);
        let inside = Place {
            lists: place.lists + 1,
            quotes: place.quotes,
            number: Some(list),
        };
        for item in items {
            if item.is_empty() {
                self.number_alone(inside);
            }
            self.blocks(item, inside);
        }
    }

    /// A number or bullet whose item begins with no paragraph stands on a line of its own.
    fn number_alone(&mut self, place: Place) {
        if place.number.is_some() {
            self.paragraph(placed(Paragraph::new(), style(place), place));
        }
    }

    fn line(&mut self, mut paragraph: Paragraph, text: &[Inline]) {
        paragraph.children.extend(self.read_line(text, Look::default()));
        self.paragraph(paragraph);
    }

    /// The runs of a line, with the remarks that are anchored in it.
    fn read_line(&mut self, text: &[Inline], look: Look) -> Vec<ParagraphChild> {
        let number = self.lines;
        self.lines += 1;
        let Some(anchors) = self.anchors.remove(&number) else {
            return self.runs(text, look);
        };
        let start =
            |anchor: &Anchor| ParagraphChild::CommentStart(Box::new(CommentRangeStart::new(anchor.comment.clone())));
        let end = |anchor: &Anchor| ParagraphChild::CommentEnd(CommentRangeEnd::new(anchor.id));
        let mut waiting = anchors.clone();
        let mut open: Vec<Anchor> = Vec::new();
        let mut children = Vec::new();
        for (at, inline) in pieces(text, &anchors) {
            let (begun, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|anchor| anchor.at.start < at.end);
            waiting = later;
            children.extend(begun.iter().map(start));
            open.extend(begun);
            children.extend(self.run(&inline, look));
            let (done, still): (Vec<_>, Vec<_>) = open.into_iter().partition(|anchor| anchor.at.end <= at.end);
            open = still;
            children.extend(done.iter().map(end));
        }
        children.extend(waiting.iter().flat_map(|anchor| [start(anchor), end(anchor)]));
        children.extend(open.iter().map(end));
        children
    }

    fn runs(&mut self, text: &[Inline], look: Look) -> Vec<ParagraphChild> {
        text.iter().flat_map(|inline| self.run(inline, look)).collect()
    }

    fn run(&mut self, inline: &Inline, look: Look) -> Vec<ParagraphChild> {
        match inline {
            Inline::Text(text) => vec![child(text_run_in(text, look))],
            Inline::Strong(inner) => self.runs(inner, Look { strong: true, ..look }),
            Inline::Emphasis(inner) => self.runs(inner, Look { emphasis: true, ..look }),
            Inline::Gap { key, words } => vec![child(text_run_in(&gap(key, words), Look { gap: true, ..look }))],
            Inline::Break => vec![child(text_run_in("\n", look))],
            Inline::Link { address, text } => {
                let mut children = self.runs(text, look);
                if may_follow(address) {
                    return vec![self.link(address, children)];
                }
                children.push(child(text_run_in(&format!(" ({address})"), look)));
                children
            }
        }
    }

    fn link(&mut self, address: &str, children: Vec<ParagraphChild>) -> ParagraphChild {
        self.links += 1;
        let blue = |child| {
            if let ParagraphChild::Run(run) = child {
                ParagraphChild::Run(Box::new(run.color("123F7A").underline("single")))
            } else {
                child
            }
        };
        ParagraphChild::Hyperlink(Hyperlink {
            link: HyperlinkData::External {
                rid: format!("rIdLink{}", self.links),
                path: escape(address),
            },
            history: None,
            children: children.into_iter().map(blue).collect(),
        })
    }

    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let headed = head.iter().any(|cell| !cell.is_empty());
        let mut lines = Vec::new();
        if headed {
            let look = Look {
                strong: true,
                ..Look::default()
            };
            lines.push(head.iter().map(|cell| self.cell(cell, look, true)).collect());
        }
        for row in rows {
            lines.push(row.iter().map(|cell| self.cell(cell, Look::default(), false)).collect());
        }
        self.rows(lines.into_iter().map(TableRow::new).collect(), head.len(), headed);
    }

    fn cell(&mut self, text: &[Inline], look: Look, head: bool) -> TableCell {
        let mut paragraph = Paragraph::new().style("TableText");
        paragraph.children = self.read_line(text, look);
        shaded(TableCell::new().add_paragraph(paragraph), head)
    }

    /// A table of rows; none when it would have no row or no column.
    pub(super) fn rows(&mut self, rows: Vec<TableRow>, columns: usize, headed: bool) {
        let Some(width) = text_width(Paper::default())
            .checked_div(columns)
            .filter(|_| !rows.is_empty())
        else {
            return;
        };
        let rows = rows.into_iter().map(TableRow::cant_split).collect();
        let table = Table::new(rows)
            .set_grid(vec![width; columns])
            .width(5000, WidthType::Pct)
            .layout(TableLayoutType::Autofit)
            .margins(TableCellMargins::new().margin(40, 100, 40, 100));
        self.parts.push(Part::Table(Box::new(table)));
        self.headed.push(headed);
    }
}

/// The ground of the cells of a head.
pub(super) fn shaded(cell: TableCell, head: bool) -> TableCell {
    if head {
        cell.shading(Shading::new().fill("F1F3F5"))
    } else {
        cell
    }
}

/// A line across the page.
pub(super) fn ruled(place: Place) -> Paragraph {
    let mut paragraph = placed(Paragraph::new(), "BodyText", place);
    paragraph.property = edge(paragraph.property, ParagraphBorderPosition::Bottom, 1);
    paragraph
}

/// The style of a heading; the first is the title.
pub(super) fn heading(level: u8) -> &'static str {
    match level {
        0 | 1 => "Title",
        2 => "Heading2",
        3 => "Heading3",
        _ => "Heading4",
    }
}

/// The style of a paragraph at a place.
pub(super) fn style(place: Place) -> &'static str {
    match place {
        Place { quotes: 1.., .. } => "Quote",
        Place { lists: 1.., .. } => "ListParagraph",
        _ => "BodyText",
    }
}

/// A paragraph at its place: style, indent, number and the line beside a quote.
pub(super) fn placed(paragraph: Paragraph, style: &str, place: Place) -> Paragraph {
    let mut paragraph = paragraph.style(style);
    let steps = i32::try_from(place.lists + place.quotes).unwrap_or(0).min(20);
    if let Some(list) = place.number {
        let level = (place.lists.saturating_sub(1)).min(DEEPEST);
        paragraph = paragraph.numbering(NumberingId::new(number_id(list)), IndentLevel::new(level));
        paragraph = paragraph.indent(Some(steps * STEP), Some(SpecialIndentType::Hanging(STEP)), None, None);
    } else if steps > 0 {
        paragraph = paragraph.indent(Some(steps * STEP), None, None, None);
    }
    if place.quotes > 0 {
        paragraph.property = edge(paragraph.property, ParagraphBorderPosition::Left, 8);
    }
    paragraph
}

fn child(run: Run) -> ParagraphChild {
    ParagraphChild::Run(Box::new(run))
}

/// Number 1 is the library's own.
fn number_id(list: usize) -> usize {
    list + 2
}

fn numbers(list: usize, start: Option<u64>) -> AbstractNumbering {
    let first = usize::try_from(start.unwrap_or(1)).unwrap_or(1);
    let level = |depth: usize| {
        let (format, text) = match start {
            Some(_) => ("decimal", format!("%{}.", depth + 1)),
            None => ("bullet", ["•", "–", "▪"][depth % 3].to_owned()),
        };
        let indent = i32::try_from(depth + 1).unwrap_or(1) * STEP;
        Level::new(
            depth,
            Start::new(first),
            NumberFormat::new(format),
            LevelText::new(text),
            LevelJc::new("left"),
        )
        .indent(Some(indent), Some(SpecialIndentType::Hanging(STEP)), None, None)
    };
    (0..=DEEPEST)
        .map(level)
        .fold(AbstractNumbering::new(number_id(list)), AbstractNumbering::add_level)
}

/// Text as the value of an XML attribute or element.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
