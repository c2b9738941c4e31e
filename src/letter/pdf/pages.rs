//! Strips put on pages.

use std::ops::Range;
use std::rc::Rc;

use super::strip::{CELL_LINE, Content, Row, Strip, count};

/// What stands where on a page; `y` is the distance from the top of the text.
pub(super) enum Placed<'a> {
    /// A strip, and the space above it that belongs to it on this page.
    Strip { y: f32, above: f32, strip: &'a Strip },
    /// Some lines of a row that is higher than a page.
    Part {
        y: f32,
        strip: &'a Strip,
        row: &'a Row,
        lines: Range<usize>,
    },
    /// The head of a table that goes on from the page before.
    Head { y: f32, strip: &'a Strip, row: &'a Row },
}

#[derive(Default)]
pub(super) struct Page<'a> {
    pub(super) placed: Vec<Placed<'a>>,
}

/// Lines of a row that are worth beginning at the foot of a page.
const WORTH: usize = 4;

struct Paginator<'a> {
    room: f32,
    y: f32,
    pages: Vec<Page<'a>>,
}

/// Puts strips on pages with that much room for text. There is at least one page.
pub(super) fn paginate(strips: &[Strip], room: f32) -> Vec<Page<'_>> {
    let mut paginator = Paginator {
        room,
        y: 0.0,
        pages: vec![Page::default()],
    };
    let mut at = 0;
    while at < strips.len() {
        let kept = strips[at..].iter().take_while(|strip| strip.keep).count();
        let end = (at + kept + 1).min(strips.len());
        paginator.together(&strips[at..end]);
        at = end;
    }
    paginator.pages
}

impl<'a> Paginator<'a> {
    /// Strips that want to stay together: on this page, on a fresh one, or where not even that holds them, apart.
    fn together(&mut self, strips: &'a [Strip]) {
        let height: f32 = strips.iter().map(|strip| strip.before + self.least(strip)).sum();
        let first = strips.first().map_or(0.0, |strip| strip.before);
        let left = self.room - self.y;
        // What does not fit on any page begins where it is, unless more than half of this page is used up.
        if height > left && self.y > 0.0 && (height - first <= self.room || self.y > self.room / 2.0) {
            self.new_page(strips.first());
        }
        for strip in strips {
            self.add(strip);
        }
    }

    /// The height that a strip needs to begin on a page.
    fn least(&self, strip: &Strip) -> f32 {
        match &strip.content {
            Content::Row(row) if strip.height > self.room - again(row).map_or(0.0, Row::height) => {
                row.height_of(WORTH.min(row.lines()))
            }
            Content::Row(_) | Content::Text(_) | Content::Rule(..) | Content::Logo(..) => strip.height,
        }
    }

    fn add(&mut self, strip: &'a Strip) {
        let above = if self.y > 0.0 { strip.before } else { 0.0 };
        if self.y > 0.0 && above + self.least(strip) > self.room - self.y {
            self.new_page(Some(strip));
            return self.add_here(strip, 0.0);
        }
        self.add_here(strip, above);
    }

    fn add_here(&mut self, strip: &'a Strip, above: f32) {
        self.y += above;
        match &strip.content {
            Content::Row(row) if strip.height > self.room - self.y => self.add_parts(strip, row),
            Content::Row(_) | Content::Text(_) | Content::Rule(..) | Content::Logo(..) => {
                let y = self.y;
                self.place(Placed::Strip { y, above, strip });
                self.y += strip.height;
            }
        }
    }

    /// A row over as many pages as it needs; at least a line on each, so that it comes to an end.
    fn add_parts(&mut self, strip: &'a Strip, row: &'a Row) {
        let mut from = 0;
        while from < row.lines() {
            if from > 0 {
                self.new_page(Some(strip));
            }
            let room = self.room - self.y - 2.0 * row.inset.1;
            let to = (from + whole_lines(room).max(1)).min(row.lines());
            let y = self.y;
            let lines = from..to;
            self.place(Placed::Part { y, strip, row, lines });
            self.y += row.height_of(to - from);
            from = to;
        }
    }

    /// A fresh page; a table that goes on there begins with its head.
    fn new_page(&mut self, next: Option<&'a Strip>) {
        self.pages.push(Page::default());
        self.y = 0.0;
        let Some(strip) = next else { return };
        if let Content::Row(row) = &strip.content
            && let Some(row) = again(row).filter(|head| head.height() < self.room / 2.0)
        {
            self.place(Placed::Head { y: 0.0, strip, row });
            self.y = row.height();
        }
    }

    fn place(&mut self, placed: Placed<'a>) {
        if let Some(page) = self.pages.last_mut() {
            page.placed.push(placed);
        }
    }
}

fn again(row: &Row) -> Option<&Row> {
    row.head.as_ref().map(Rc::as_ref)
}

/// Whole lines of a table that fit into a height.
fn whole_lines(height: f32) -> usize {
    (1..).take_while(|lines| count(*lines) * CELL_LINE <= height).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::pdf::strip::{Column, Pen};

    fn strip(height: f32, keep: bool) -> Strip {
        let column = Column {
            left: 0.0,
            right: 10.0,
            mirrored: false,
        };
        Strip {
            before: 5.0,
            height,
            keep,
            bars: Rc::new([]),
            content: Content::Rule(column, Pen::Hair),
        }
    }

    fn heights(strips: &[Strip]) -> Vec<Vec<f32>> {
        let of = |placed: &Placed<'_>| match placed {
            Placed::Strip { y, .. } | Placed::Part { y, .. } | Placed::Head { y, .. } => *y,
        };
        let pages = paginate(strips, 40.0);
        pages.iter().map(|page| page.placed.iter().map(of).collect()).collect()
    }

    #[test]
    fn space_falls_away_at_the_top_of_a_page() {
        let strips: Vec<Strip> = (0..3).map(|_| strip(15.0, false)).collect();
        assert_eq!(heights(&strips), [vec![0.0, 20.0], vec![0.0]]);
    }

    #[test]
    fn what_stays_together_goes_to_the_next_page_together() {
        let strips = [strip(15.0, false), strip(10.0, true), strip(10.0, false)];
        assert_eq!(heights(&strips), [vec![0.0], vec![0.0, 15.0]]);
    }

    #[test]
    fn what_is_higher_than_a_page_is_still_placed() {
        let strips = [strip(15.0, true), strip(90.0, true), strip(30.0, false)];
        let placed: usize = heights(&strips).iter().map(Vec::len).sum();
        assert_eq!(placed, 3);
        assert_eq!(heights(&[]).len(), 1);
    }
}
