//! A surface on which boxes and lines of text are drawn.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::DrawSettings;
use skrifa::outline::pen::PathElement;
use skrifa::{FontRef, MetadataProvider as _};

pub(crate) type Color = [u8; 3];

/// Lines of which the edges of a letter are sampled, for each line of pixels.
const SAMPLES: usize = 4;
/// Shades between a letter and what is behind it: few, so that the palette stays small.
const SHADES: f32 = 4.0;

pub(crate) struct Canvas {
    width: usize,
    pixels: Vec<Color>,
}

/// Where a line of text begins, how large it is, and in which color.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    pub(crate) x: f32,
    /// Of the baseline.
    pub(crate) y: f32,
    /// Height of the letters in pixels.
    pub(crate) size: f32,
    pub(crate) color: Color,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, color: Color) -> Canvas {
        Canvas {
            width,
            pixels: vec![color; width * height],
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.pixels.len() / self.width
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &[Color]> {
        self.pixels.chunks(self.width)
    }

    /// A filled box: left, top, width and height.
    pub(crate) fn fill(&mut self, [left, top, width, height]: [usize; 4], color: Color) {
        for row in self.pixels.chunks_mut(self.width).skip(top).take(height) {
            for pixel in row.iter_mut().skip(left).take(width) {
                *pixel = color;
            }
        }
    }

    /// A line of text; where it ends is given back.
    pub(crate) fn text(&mut self, font: &FontRef<'_>, pen: Pen, text: &str) -> f32 {
        let (size, plain) = (Size::new(pen.size), LocationRef::default());
        let (letters, outlines, widths) = (font.charmap(), font.outline_glyphs(), font.glyph_metrics(size, plain));
        let mut x = pen.x;
        for character in text.chars() {
            let glyph = letters.map(character).expect("the font has every letter that is used");
            let mut outline: Vec<PathElement> = Vec::new();
            if let Some(drawn) = outlines.get(glyph) {
                drawn
                    .draw(DrawSettings::unhinted(size, plain), &mut outline)
                    .expect("an outline");
            }
            self.cover(&edges(&outline, (x, pen.y)), pen.color);
            x += widths.advance_width(glyph).unwrap_or_default();
        }
        x
    }

    /// Colors what lies within the edges, by how much of each pixel does.
    fn cover(&mut self, edges: &[Edge], color: Color) {
        let ends = || edges.iter().flat_map(|(from, to)| [from.1, to.1]);
        let top = ends().fold(f32::MAX, f32::min).max(0.0) as usize;
        let bottom = ends().fold(0.0, f32::max).ceil() as usize;
        for row in top..bottom.min(self.height()) {
            let mut covered = vec![0.0_f32; self.width];
            for sample in 0..SAMPLES {
                let y = row as f32 + (sample as f32 + 0.5) / SAMPLES as f32;
                for (from, to) in inside(edges, y) {
                    let (first, last) = (from.max(0.0), to.min(self.width as f32));
                    for (x, share) in covered.iter_mut().enumerate().skip(first as usize) {
                        if x as f32 >= last {
                            break;
                        }
                        *share += ((x as f32 + 1.0).min(last) - (x as f32).max(first)) / SAMPLES as f32;
                    }
                }
            }
            for (x, share) in covered.into_iter().enumerate().filter(|(_, share)| *share > 0.0) {
                let pixel = &mut self.pixels[row * self.width + x];
                *pixel = blend(*pixel, color, (share.min(1.0) * SHADES).round() / SHADES);
            }
        }
    }
}

fn blend(under: Color, over: Color, share: f32) -> Color {
    std::array::from_fn(|at| (f32::from(under[at]) * (1.0 - share) + f32::from(over[at]) * share).round() as u8)
}

type Edge = (Point, Point);

/// The stretches of a line that lie within the edges: where they go round it (the rule of the nonzero winding number).
fn inside(edges: &[Edge], y: f32) -> Vec<(f32, f32)> {
    let mut crossings: Vec<(f32, i32)> = edges
        .iter()
        .filter(|(from, to)| (from.1 <= y) != (to.1 <= y))
        .map(|(from, to)| {
            let x = from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0);
            (x, if from.1 <= y { 1 } else { -1 })
        })
        .collect();
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut winding = 0;
    let mut stretches = Vec::new();
    for pair in crossings.windows(2) {
        winding += pair[0].1;
        if winding != 0 {
            stretches.push((pair[0].0, pair[1].0));
        }
    }
    stretches
}

/// Edges that stand for a curve.
const STEPS: u8 = 6;

type Point = (f32, f32);

/// The outline of a letter as straight edges in pixels; it begins at `origin`, and fonts count upwards, pixels downwards.
fn edges(outline: &[PathElement], origin: Point) -> Vec<Edge> {
    let place = |x: f32, y: f32| (origin.0 + x, origin.1 - y);
    let (mut at, mut begun) = (origin, origin);
    let mut edges = Vec::new();
    for element in outline {
        let points = match *element {
            PathElement::MoveTo { x, y } => {
                (at, begun) = (place(x, y), place(x, y));
                Vec::new()
            }
            PathElement::LineTo { x, y } => vec![place(x, y)],
            PathElement::QuadTo { cx0, cy0, x, y } => curve(at, place(cx0, cy0), place(x, y)),
            // The font that is used has none; a cubic curve is near to the quadratic one through the middle of its bends.
            PathElement::CurveTo {
                cx0,
                cy0,
                cx1,
                cy1,
                x,
                y,
            } => {
                let bend = place(f32::midpoint(cx0, cx1), f32::midpoint(cy0, cy1));
                curve(at, bend, place(x, y))
            }
            PathElement::Close => vec![begun],
        };
        for point in points {
            edges.push((at, point));
            at = point;
        }
    }
    edges
}

fn curve(start: Point, bend: Point, end: Point) -> Vec<Point> {
    let steps = (1..=STEPS).map(|step| f32::from(step) / f32::from(STEPS));
    let on = |t: f32, a: f32, b: f32, c: f32| (1.0 - t) * (1.0 - t) * a + 2.0 * (1.0 - t) * t * b + t * t * c;
    steps
        .map(|t| (on(t, start.0, bend.0, end.0), on(t, start.1, bend.1, end.1)))
        .collect()
}
