//! Text with marks in it, broken into lines of glyphs.

use std::ops::Range;
use std::rc::Rc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::{
    Alignment, AlignmentOptions, ContentWidths, FontFamily, FontStyle, FontWeight, Language, Layout, LineHeight,
    OverflowWrap, Run, StyleProperty,
};

use super::characters::{clean, from_right};
use super::fonts::{Fonts, Tools};
use super::mark::{Mark, Stress};
use crate::letter::block::Inline;
use crate::letter::markdown::plain;
use crate::letter::words::{gap, may_follow};

/// Bytes of text that are laid out at once. The line layout (parley 0.10) counts within a run in 16 bits and would lose what
/// comes after.
const LONGEST: usize = 32 * 1024;

/// How a text looks before anything inside it differs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) weight: f32,
    pub(super) italic: bool,
    /// Space between the letters, in points.
    pub(super) tracking: f32,
}

impl Look {
    pub(super) const BODY: Self = Self {
        size: 11.0,
        weight: 400.0,
        italic: false,
        tracking: 0.0,
    };
    pub(super) const BOLD: Self = Self {
        weight: 700.0,
        ..Self::BODY
    };
    pub(super) const BANNER: Self = Self {
        tracking: 0.44,
        ..Self::BOLD
    };
    pub(super) const SMALL: Self = Self {
        size: 10.0,
        ..Self::BODY
    };
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) address: String,
    pub(super) text: String,
}

/// A text as one string, and what differs in parts of it.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    spans: Vec<Span>,
    links: Vec<Link>,
    gaps: u16,
    stresses: u16,
}

#[derive(Debug, Clone)]
struct Span {
    range: Range<usize>,
    bold: bool,
    italic: bool,
    mark: Mark,
}

impl Words {
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: clean(text),
            ..Self::default()
        }
    }

    pub(super) fn of(line: &[Inline]) -> Self {
        let mut words = Self::default();
        words.add_all(line, Span::start());
        words
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn add_all(&mut self, line: &[Inline], style: Span) {
        for inline in line {
            self.add(inline, &style);
        }
    }

    fn add(&mut self, inline: &Inline, style: &Span) {
        let bold = Span {
            bold: true,
            ..style.clone()
        };
        let italic = Span {
            italic: !style.italic,
            ..style.clone()
        };
        match inline {
            Inline::Text(text) => self.push(&clean(text), style),
            Inline::Strong(inner) => {
                let stressed = self.stressed(bold, Stress::Strong);
                self.add_all(inner, stressed);
            }
            Inline::Emphasis(inner) => {
                let stressed = self.stressed(italic, Stress::Emphasis);
                self.add_all(inner, stressed);
            }
            Inline::Link { address, text } if may_follow(address) => self.add_link(address, text, style),
            // An address that is not followed is shown instead.
            Inline::Link { address, text } => {
                self.add_all(text, bold);
                self.push(&clean(&format!(" ({address})")), style);
            }
            Inline::Gap { key, words } => self.add_gap(&clean(&gap(key, words)), style),
            Inline::Break => self.add_break(style),
        }
    }

    /// A style with a stress of its own; what is stressed inside stress is a part of it.
    fn stressed(&mut self, style: Span, stress: impl Fn(u16) -> Stress) -> Span {
        let number = self.stresses;
        self.stresses = self.stresses.wrapping_add(1);
        Span {
            mark: Mark {
                stress: style.mark.stress.or(Some(stress(number))),
                ..style.mark
            },
            ..style
        }
    }

    fn add_link(&mut self, address: &str, text: &[Inline], style: &Span) {
        let mut inner = style.clone();
        // A link inside a link is the outer one's text.
        if style.mark.link.is_none()
            && let Ok(number) = u16::try_from(self.links.len())
        {
            inner.mark.link = Some(number);
            self.links.push(Link {
                address: address.to_owned(),
                text: plain(text),
            });
        }
        self.add_all(text, inner);
    }

    fn add_gap(&mut self, text: &str, style: &Span) {
        let mut inner = style.clone();
        inner.mark.gap = Some(self.gaps);
        self.gaps = self.gaps.wrapping_add(1);
        self.push(text, &inner);
    }

    /// Where it is cut so that no part is longer than the line layout takes: after a space, where there is one.
    fn cuts(&self) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        let mut from = 0;
        while self.text.len() - from > LONGEST {
            let most = self.text.floor_char_boundary(from + LONGEST);
            let space = self.text[from..most].rfind(' ').map(|at| from + at + 1);
            let to = space.unwrap_or(most);
            cuts.push(from..to);
            from = to;
        }
        cuts.push(from..self.text.len());
        cuts
    }

    /// A part of the text with what differs in it.
    fn part(&self, cut: &Range<usize>) -> Section {
        let inside = |span: &Span| {
            let range = span.range.start.max(cut.start)..span.range.end.min(cut.end);
            (!range.is_empty()).then(|| Span {
                range: range.start - cut.start..range.end - cut.start,
                ..span.clone()
            })
        };
        Section {
            text: self.text[cut.clone()].into(),
            spans: self.spans.iter().filter_map(inside).collect(),
        }
    }

    /// Whether its author ended lines in it.
    pub(super) fn has_breaks(&self) -> bool {
        self.text.contains('\n')
    }

    /// A space before the break keeps two words apart for those who hear the text.
    fn add_break(&mut self, style: &Span) {
        let space = if self.text.ends_with(' ') { "\n" } else { " \n" };
        self.push(space, style);
    }

    fn push(&mut self, text: &str, style: &Span) {
        let from = self.text.len();
        self.text.push_str(text);
        let range = from..self.text.len();
        if !range.is_empty() && (style.bold || style.italic || style.mark != Mark::default()) {
            self.spans.push(Span { range, ..style.clone() });
        }
    }
}

impl Span {
    fn start() -> Self {
        Self {
            range: 0..0,
            bold: false,
            italic: false,
            mark: Mark::default(),
        }
    }
}

/// A run of glyphs of one font on a line.
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) font: Font,
    pub(super) size: f32,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) mark: Mark,
}

/// A line of text; where it comes to stand is not yet known.
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    pub(super) text: Rc<str>,
    pub(super) links: Rc<[Link]>,
    pub(super) size: f32,
    /// From its first glyph to its last, without the spaces at its end.
    pub(super) width: f32,
}

/// A stretch of a text that is laid out on its own.
struct Section {
    text: Rc<str>,
    spans: Vec<Span>,
}

/// A text whose glyphs are known and whose lines are not.
pub(super) struct Shaped {
    sections: Vec<(Section, Layout<Mark>)>,
    links: Rc<[Link]>,
    look: Look,
}

impl Line {
    /// Whether a glyph is missing: glyph 0 is what fonts draw for what they lack.
    fn has_holes(&self) -> bool {
        let mut glyphs = self.pieces.iter().flat_map(|piece| &piece.glyphs);
        glyphs.any(|glyph| glyph.glyph_id.to_u32() == 0)
    }
}

impl Shaped {
    pub(super) fn is_empty(&self) -> bool {
        self.sections.iter().all(|(section, _)| section.text.is_empty())
    }

    pub(super) fn widths(&self) -> ContentWidths {
        let start = ContentWidths { min: 0.0, max: 0.0 };
        let layouts = self
            .sections
            .iter()
            .map(|(_, layout)| layout.calculate_content_widths());
        layouts.fold(start, |widest, one| ContentWidths {
            min: widest.min.max(one.min),
            max: widest.max.max(one.max),
        })
    }
}

/// Sets texts of one letter.
pub(super) struct Setter<'a> {
    fonts: &'a Fonts,
    tools: Tools,
    stack: FontFamily<'a>,
    language: Option<Language>,
    /// Where lines begin: at one side throughout a letter, so that a bullet is never far from its text.
    side: Alignment,
}

impl<'a> Setter<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Self {
            tools: fonts.borrow_tools(),
            stack: fonts.stack(""),
            fonts,
            language: None,
            side: Alignment::Left,
        }
    }

    /// The language of the texts to come, for letters that are drawn differently in some languages.
    pub(super) fn speak(&mut self, language: &str) {
        self.stack = self.fonts.stack(language);
        self.language = Language::parse(language).ok();
        self.side = if from_right(language) {
            Alignment::Right
        } else {
            Alignment::Left
        };
    }

    pub(super) fn shape(&mut self, mut words: Words, look: Look) -> Shaped {
        let sections = words.cuts().into_iter().map(|cut| {
            let section = words.part(&cut);
            let layout = self.layout(&section, look);
            (section, layout)
        });
        let sections = sections.collect();
        Shaped {
            sections,
            links: std::mem::take(&mut words.links).into(),
            look,
        }
    }

    fn layout(&mut self, section: &Section, look: Look) -> Layout<Mark> {
        let mut builder = self
            .tools
            .layout
            .ranged_builder(&mut self.tools.fonts, &section.text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.stack.clone()));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(look.weight)));
        builder.push_default(StyleProperty::FontStyle(slope(look.italic)));
        builder.push_default(StyleProperty::LetterSpacing(look.tracking));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(look.size)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        builder.push_default(StyleProperty::Locale(self.language));
        for span in &section.spans {
            let range = span.range.clone();
            builder.push(StyleProperty::Brush(span.mark), range.clone());
            if span.bold {
                builder.push(StyleProperty::FontWeight(FontWeight::new(700.0)), range.clone());
            }
            if span.italic {
                builder.push(StyleProperty::FontStyle(slope(!look.italic)), range);
            }
        }
        builder.build(&section.text)
    }

    /// Breaks a text into lines no wider than `width`.
    pub(super) fn lines(&mut self, shaped: Shaped, width: f32) -> Vec<Line> {
        let Shaped { sections, links, look } = shaped;
        let texts: Vec<Rc<str>> = sections.iter().map(|(section, _)| Rc::clone(&section.text)).collect();
        let (sections, layouts): (Vec<Section>, Vec<Layout<Mark>>) = sections.into_iter().unzip();
        let lines = self.broken(layouts.into_iter().zip(&texts), &links, (look, width));
        if !lines.iter().any(Line::has_holes) {
            return lines;
        }
        // A character may be in the upright face only: then the text is set in that rather than with a hole.
        let look = Look {
            weight: 400.0,
            italic: false,
            ..look
        };
        let upright = sections.into_iter().map(Section::upright);
        let layouts: Vec<Layout<Mark>> = upright.map(|section| self.layout(&section, look)).collect();
        self.broken(layouts.into_iter().zip(&texts), &links, (look, width))
    }

    fn broken<'t>(
        &mut self,
        layouts: impl Iterator<Item = (Layout<Mark>, &'t Rc<str>)>,
        links: &Rc<[Link]>,
        (look, width): (Look, f32),
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        for (mut layout, text) in layouts {
            layout.break_all_lines(Some(width));
            layout.align(self.side, AlignmentOptions::default());
            lines.extend(layout.lines().map(|line| Line {
                pieces: pieces(&line, &mut self.tools),
                text: Rc::clone(text),
                links: Rc::clone(links),
                size: look.size,
                width: line.metrics().advance - line.metrics().trailing_whitespace,
            }));
        }
        lines
    }

    /// A text on one line, however long it is.
    pub(super) fn line(&mut self, text: &str, look: Look) -> Option<Line> {
        let shaped = self.shape(Words::plain(text), look);
        self.lines(shaped, f32::MAX).into_iter().next()
    }

    pub(super) fn finish(self) {
        self.fonts.give_back(self.tools);
    }
}

impl Section {
    fn upright(self) -> Self {
        let plain = |span: Span| Span {
            bold: false,
            italic: false,
            ..span
        };
        Self {
            spans: self.spans.into_iter().map(plain).collect(),
            ..self
        }
    }
}

fn slope(italic: bool) -> FontStyle {
    if italic { FontStyle::Italic } else { FontStyle::Normal }
}

fn pieces(line: &parley::Line<'_, Mark>, tools: &mut Tools) -> Vec<Piece> {
    let mut x = line.metrics().offset + line.metrics().inline_min_coord;
    let mut pieces = Vec::new();
    for run in line.runs() {
        if let Some(font) = tools.drawn(&run) {
            run_pieces(&run, &font, &mut x, &mut pieces);
        } else {
            x += run.advance();
        }
    }
    pieces
}

/// The glyphs of a run, a piece for each stretch of one mark.
fn run_pieces(run: &Run<'_, Mark>, font: &Font, x: &mut f32, pieces: &mut Vec<Piece>) {
    let first = pieces.len();
    for cluster in run.visual_clusters() {
        if cluster.is_ligature_continuation() {
            // Its text belongs to the glyph before it.
            if let Some(glyph) = pieces
                .get_mut(first..)
                .and_then(|run| run.last_mut()?.glyphs.last_mut())
            {
                glyph.text_range.start = glyph.text_range.start.min(cluster.text_range().start);
                glyph.text_range.end = glyph.text_range.end.max(cluster.text_range().end);
            }
            continue;
        }
        let mark = cluster.first_style().brush;
        for glyph in cluster.glyphs() {
            let size = run.font_size();
            if pieces.len() == first || pieces.last().is_some_and(|piece| piece.mark != mark) {
                pieces.push(Piece {
                    x: *x,
                    width: 0.0,
                    font: font.clone(),
                    size,
                    glyphs: Vec::new(),
                    mark,
                });
            }
            if let Some(piece) = pieces.last_mut() {
                piece.glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    cluster.text_range(),
                    None,
                ));
                piece.width += glyph.advance;
            }
            *x += glyph.advance;
        }
    }
}
