//! A page as it is drawn: first what lies under the text, then the text with its tags, then what lies over it.

use krilla::color::{luma, rgb};
use krilla::geom::{PathBuilder, Point, Quadrilateral, Rect, Size, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};

use super::logo::Logo;
use super::mark::Mark;
use super::pages::{Page, Placed};
use super::strip::{BASELINE, Bar, CELL_LINE, Column, Content, Pen, Row, Strip, TextLine, count};
use super::tags::{NodeId, Tags};
use super::text::{Line, Piece};

const BLACK: u8 = 0;
const GREY: u8 = 89;
const HAIR: Ruling = Ruling { grey: 153, width: 0.5 };
const FIRM: Ruling = Ruling { grey: 0, width: 0.6 };
const BAR: Ruling = Ruling { grey: 191, width: 2.0 };
const FRAME: Ruling = Ruling { grey: 0, width: 1.0 };
const UNDERLINE: Ruling = Ruling { grey: 0, width: 0.4 };
const HEAD: u8 = 242;
/// The height of capitals over the size of the text.
const CAPITAL: f32 = 0.645;

/// Where the text of a page is, in points from its upper left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) height: f32,
    pub(super) column: Column,
    pub(super) top: f32,
    pub(super) bottom: f32,
    /// The lower edge of the banner.
    pub(super) banner: f32,
}

/// Where a link is on a page, and where it leads.
pub(super) struct Anchor {
    pub(super) node: NodeId,
    pub(super) places: Vec<Quadrilateral>,
    pub(super) address: String,
    pub(super) text: String,
}

/// What a page holds beside what is drawn.
#[derive(Default)]
pub(super) struct Extras {
    pub(super) anchors: Vec<Anchor>,
    /// Level, title and height of its headings.
    pub(super) headings: Vec<(u8, String, f32)>,
}

#[derive(Clone, Copy)]
struct Ruling {
    grey: u8,
    width: f32,
}

/// A line of text where it stands. Without a node it is no part of what is read out.
struct Spot<'a> {
    x: f32,
    y: f32,
    line: &'a Line,
    node: Option<NodeId>,
    grey: u8,
}

pub(super) struct Painter<'a> {
    surface: Surface<'a>,
    tags: &'a mut Tags,
    frame: Frame,
    extras: Extras,
    enlarged: bool,
}

impl<'a> Painter<'a> {
    pub(super) fn new(surface: Surface<'a>, tags: &'a mut Tags, frame: Frame) -> Self {
        Self {
            surface,
            tags,
            frame,
            extras: Extras::default(),
            enlarged: false,
        }
    }

    /// Draws what follows bigger.
    pub(super) fn enlarge(&mut self, scale: f32) {
        if scale > 1.0 && !self.enlarged {
            self.surface.push_transform(&Transform::from_scale(scale, scale));
            self.enlarged = true;
        }
    }

    /// What stands on every page, which nobody wants to hear on every page.
    pub(super) fn margins(&mut self, banner: Option<&Line>, footer: Option<&Line>) {
        let column = self.frame.column;
        let middle = |line: &Line| f32::midpoint(column.left, column.right) - line.width / 2.0;
        if let Some(line) = banner {
            let bottom = self.frame.banner;
            self.artifact(ArtifactType::Header);
            self.frame_around(column, bottom - 10.0 - CAPITAL * line.size, bottom);
            self.glyphs(line, middle(line), bottom - 5.0, BLACK);
            self.surface.end_tagged();
        }
        if let Some(line) = footer {
            let y = self.frame.height - self.frame.bottom * 0.7 + CAPITAL * line.size;
            self.artifact(ArtifactType::Footer);
            self.glyphs(line, middle(line), y, GREY);
            self.surface.end_tagged();
        }
    }

    fn artifact(&mut self, kind: ArtifactType) {
        self.surface
            .start_tagged(ContentTag::Artifact(Artifact::new(kind, None)));
    }

    pub(super) fn page(&mut self, page: &Page<'_>) {
        let mut spots = Vec::new();
        for placed in &page.placed {
            self.find_spots(placed, &mut spots);
        }
        self.artifact(ArtifactType::Layout);
        self.under(page);
        spots.iter().for_each(|spot| self.gaps(spot));
        self.surface.end_tagged();
        self.text(&spots);
        self.anchors(&spots);
    }

    pub(super) fn finish(mut self) -> Extras {
        if self.enlarged {
            self.surface.pop();
        }
        self.surface.finish();
        self.extras
    }

    fn find_spots<'p>(&mut self, placed: &Placed<'p>, spots: &mut Vec<Spot<'p>>) {
        match placed {
            Placed::Strip { y, strip, .. } => {
                let y = self.frame.top + y;
                match &strip.content {
                    Content::Text(line) => self.text_spots(line, y, spots),
                    Content::Row(row) => row_spots(row, y, 0..row.lines(), true, spots),
                    Content::Rule(..) | Content::Logo(..) => {}
                }
            }
            Placed::Part { y, row, lines, .. } => row_spots(row, self.frame.top + y, lines.clone(), true, spots),
            Placed::Head { y, row, .. } => row_spots(row, self.frame.top + y, 0..row.lines(), false, spots),
        }
    }

    fn text_spots<'p>(&mut self, text: &'p TextLine, y: f32, spots: &mut Vec<Spot<'p>>) {
        if let Some((level, title)) = &text.heading {
            self.extras.headings.push((*level, title.clone(), y));
        }
        let y = y + text.line.size * BASELINE;
        for label in &text.labels {
            spots.push(Spot {
                x: label.x,
                y,
                line: &label.line,
                node: Some(label.node),
                grey: BLACK,
            });
        }
        spots.push(Spot {
            x: text.x,
            y,
            line: &text.line,
            node: Some(text.node),
            grey: if text.grey { GREY } else { BLACK },
        });
    }

    /// Bars, grids, rules and the logo.
    fn under(&mut self, page: &Page<'_>) {
        let mut last: &[Bar] = &[];
        for placed in &page.placed {
            let (strip, y, height, above) = extent(placed);
            let y = self.frame.top + y;
            for bar in strip.bars.iter() {
                let joined = last.iter().any(|one| one.number == bar.number);
                let from = if joined { y - above } else { y };
                self.stroke((bar.x, from), (bar.x, y + height), BAR);
            }
            last = &strip.bars;
            match (placed, &strip.content) {
                (Placed::Head { row, .. } | Placed::Part { row, .. }, _) => self.grid(row, y, height),
                (Placed::Strip { .. }, Content::Row(row)) => self.grid(row, y, height),
                (Placed::Strip { .. }, Content::Rule(column, pen)) => {
                    let ruling = match pen {
                        Pen::Hair => HAIR,
                        Pen::Firm => FIRM,
                    };
                    self.stroke((column.left, y), (column.right, y), ruling);
                }
                (Placed::Strip { .. }, Content::Logo(x, logo)) => self.logo(logo, *x, y),
                (Placed::Strip { .. }, Content::Text(_)) => {}
            }
        }
    }

    fn logo(&mut self, logo: &Logo, x: f32, y: f32) {
        let (width, height) = logo.size;
        if let Some(size) = Size::from_wh(width, height) {
            self.surface.push_transform(&Transform::from_translate(x, y));
            self.surface.draw_image(logo.image.clone(), size);
            self.surface.pop();
        }
    }

    fn grid(&mut self, row: &Row, y: f32, height: f32) {
        for cell in &row.cells {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_ltrb(cell.column.left, y, cell.column.right, y + height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                self.surface.set_fill(row.is_head.then(|| fill(HEAD)));
                self.surface.set_stroke(Some(pen(HAIR)));
                self.surface.draw_path(&path);
            }
        }
    }

    fn frame_around(&mut self, column: Column, top: f32, bottom: f32) {
        let corners = [
            (column.left, top),
            (column.right, top),
            (column.right, bottom),
            (column.left, bottom),
        ];
        for (at, corner) in corners.iter().enumerate() {
            self.stroke(*corner, corners[(at + 1) % 4], FRAME);
        }
    }

    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), ruling: Ruling) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        if let Some(path) = path.finish() {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(pen(ruling)));
            self.surface.draw_path(&path);
        }
    }

    /// A box behind each gap of a line.
    fn gaps(&mut self, spot: &Spot<'_>) {
        for (_, from, to) in stretches(spot.line, |mark| mark.gap) {
            let size = spot.line.size;
            let (top, bottom) = (spot.y - 0.8 * size, spot.y + 0.25 * size);
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_ltrb(spot.x + from, top, spot.x + to, bottom) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                self.surface.set_fill(Some(Fill {
                    paint: rgb::Color::new(255, 243, 196).into(),
                    ..Fill::default()
                }));
                self.surface.set_stroke(Some(Stroke {
                    paint: rgb::Color::new(138, 90, 0).into(),
                    width: 0.6,
                    dash: Some(StrokeDash {
                        array: vec![3.0, 3.0],
                        offset: 0.0,
                    }),
                    ..Stroke::default()
                }));
                self.surface.draw_path(&path);
            }
        }
    }

    /// The text of a page. What belongs to one node is one stretch, over as many lines as it has.
    fn text(&mut self, spots: &[Spot<'_>]) {
        let mut open: Option<Option<NodeId>> = None;
        for spot in spots {
            for piece in &spot.line.pieces {
                let node = spot.node.map(|node| match (piece.mark.link, piece.mark.stress) {
                    (Some(number), _) => self.tags.link(node, number),
                    (None, Some(stress)) => self.tags.stress(node, stress),
                    (None, None) => node,
                });
                if open != Some(node) {
                    self.turn_to(node, open.is_some());
                    open = Some(node);
                }
                self.piece(piece, spot.line, (spot.x, spot.y), spot.grey);
            }
        }
        if open.is_some() {
            self.surface.end_tagged();
        }
    }

    fn turn_to(&mut self, node: Option<NodeId>, is_open: bool) {
        if is_open {
            self.surface.end_tagged();
        }
        match node {
            Some(node) => {
                let identifier = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                self.tags.drawn(node, identifier);
            }
            None => self.artifact(ArtifactType::PaginationOther),
        }
    }

    fn glyphs(&mut self, line: &Line, x: f32, y: f32, grey: u8) {
        for piece in &line.pieces {
            self.piece(piece, line, (x, y), grey);
        }
    }

    fn piece(&mut self, piece: &Piece, line: &Line, (x, y): (f32, f32), grey: u8) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(grey)));
        let start = Point::from_xy(x + piece.x, y);
        self.surface
            .draw_glyphs(start, &piece.glyphs, piece.font.clone(), &line.text, piece.size, false);
    }

    /// Links are underlined, and can be followed by those who see them and those who hear them.
    fn anchors(&mut self, spots: &[Spot<'_>]) {
        let mut underlined = false;
        for spot in spots {
            for (number, from, to) in stretches(spot.line, |mark| mark.link) {
                if !underlined {
                    self.artifact(ArtifactType::Layout);
                    underlined = true;
                }
                let (left, right) = (spot.x + from, spot.x + to);
                self.stroke((left, spot.y + 2.0), (right, spot.y + 2.0), UNDERLINE);
                let size = spot.line.size;
                let area = Rect::from_ltrb(left, spot.y - 0.8 * size, right, spot.y + 0.3 * size);
                if let (Some(node), Some(area)) = (spot.node, area) {
                    self.anchor(node, number, spot.line, area.into());
                }
            }
        }
        if underlined {
            self.surface.end_tagged();
        }
    }

    fn anchor(&mut self, node: NodeId, number: u16, line: &Line, place: Quadrilateral) {
        let Some(link) = line.links.get(usize::from(number)) else {
            return;
        };
        let node = self.tags.link(node, number);
        match self.extras.anchors.iter_mut().find(|anchor| anchor.node == node) {
            Some(anchor) => anchor.places.push(place),
            None => self.extras.anchors.push(Anchor {
                node,
                places: vec![place],
                address: link.address.clone(),
                text: link.text.clone(),
            }),
        }
    }
}

fn row_spots<'p>(row: &'p Row, y: f32, lines: std::ops::Range<usize>, is_read: bool, spots: &mut Vec<Spot<'p>>) {
    for cell in &row.cells {
        let shown = cell.lines.iter().skip(lines.start).take(lines.len());
        spots.extend(shown.enumerate().map(|(at, line)| Spot {
            x: cell.column.left + row.inset.0,
            y: y + row.inset.1 + count(at) * CELL_LINE + line.size * BASELINE,
            line,
            node: is_read.then_some(cell.node),
            grey: BLACK,
        }));
    }
}

/// What a placed thing is a part of, where it begins, how high it is, and the space above it.
fn extent<'p>(placed: &Placed<'p>) -> (&'p Strip, f32, f32, f32) {
    match placed {
        Placed::Strip { y, above, strip } => (strip, *y, strip.height, *above),
        Placed::Part { y, strip, row, lines } => (strip, *y, row.height_of(lines.len()), 0.0),
        Placed::Head { y, strip, row } => (strip, *y, row.height(), 0.0),
    }
}

/// The stretches of a line that belong to one link or gap: its number, and where it begins and ends.
fn stretches(line: &Line, number: impl Fn(&Mark) -> Option<u16>) -> Vec<(u16, f32, f32)> {
    let mut found: Vec<(u16, f32, f32)> = Vec::new();
    for piece in &line.pieces {
        let Some(number) = number(&piece.mark) else { continue };
        let end = piece.x + piece.width;
        match found.last_mut() {
            Some(last) if last.0 == number && (last.2 - piece.x).abs() < 0.1 => last.2 = end,
            _ => found.push((number, piece.x, end)),
        }
    }
    found
}

fn fill(grey: u8) -> Fill {
    Fill {
        paint: luma::Color::new(grey).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn pen(ruling: Ruling) -> Stroke {
    Stroke {
        paint: luma::Color::new(ruling.grey).into(),
        width: ruling.width,
        ..Stroke::default()
    }
}
