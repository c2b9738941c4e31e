//! The file: its pages, tags, outline and what it says of itself.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::SerializeSettings;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder, ValidationError};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Point, Quadrilateral};
use krilla::metadata::{DateTime as Moment, Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::Tag;

use super::PdfError;
use super::characters::{beside, from_right, language, stepwise, title};
use super::draw::{Anchor, Frame, Painter};
use super::flow::Flow;
use super::large::unfolded;
use super::logo::Logo;
use super::pages::{Page, paginate};
use super::strip::{Column, PITCH};
use super::tags::Tags;
use super::text::{Line, Look, Setter};
use crate::core::event::PrintSize;
use crate::letter::block::{Letter, Paper};
use crate::letter::words::{page_of, shown};

/// A millimetre in points.
const MM: f32 = 72.0 / 25.4;
const SIDE: f32 = 25.0 * MM;
/// Above the text; more where a banner is over it.
const TOP: f32 = 24.0 * MM;
const BANNER: f32 = 8.0 * MM;
const BOTTOM: f32 = 25.0 * MM;
/// The part of a line above its capitals, and below its letters, which the margins take in.
const SLACK: f32 = (PITCH - 0.645) / 2.0 * 11.0;

/// Print is enlarged as a whole, so that its smallest letters have 18 points.
const LARGE: f32 = 18.0 / 10.0;
/// The margins of large print, which leave more of the paper to the text.
const LARGE_MARGIN: f32 = 18.0 * MM;

/// The paper and its margins in the units of the layout, which a page in large print is drawn bigger than.
#[derive(Clone, Copy)]
struct Sheet {
    scale: f32,
    width: f32,
    height: f32,
    side: f32,
    top: f32,
    bottom: f32,
}

impl Sheet {
    fn of(letter: &Letter) -> Sheet {
        let (width, height) = match letter.paper {
            Paper::A4 => (210.0 * MM, 297.0 * MM),
            Paper::Letter => (612.0, 792.0),
        };
        let (scale, side, top, bottom) = match letter.print {
            PrintSize::Standard => (1.0, SIDE, TOP, BOTTOM),
            PrintSize::Large => (LARGE, LARGE_MARGIN, LARGE_MARGIN, LARGE_MARGIN + BANNER),
        };
        Sheet {
            scale,
            width: width / scale,
            height: height / scale,
            side: side / scale,
            top: top / scale,
            bottom: bottom / scale,
        }
    }
}

/// A heading in the outline.
pub(super) struct Entry {
    pub(super) level: u8,
    pub(super) title: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

pub(super) struct Document {
    file: krilla::Document,
    tags: Tags,
    outline: Vec<Entry>,
    pages: usize,
}

impl Document {
    pub(super) fn new() -> Result<Self, PdfError> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| PdfError::Printing(vec![format!("{error:?}")]))?;
        let settings = SerializeSettings {
            configuration,
            enable_tagging: true,
            no_device_cs: true,
            ..SerializeSettings::default()
        };
        Ok(Self {
            file: krilla::Document::new_with(settings),
            tags: Tags::default(),
            outline: Vec::new(),
            pages: 0,
        })
    }

    pub(super) fn add(&mut self, setter: &mut Setter<'_>, letter: &Letter, logo: Option<Logo>, one_of_many: bool) {
        let language = language(&letter.language);
        setter.speak(&language);
        let sheet = Sheet::of(letter);
        let column = Column {
            left: sheet.side,
            right: sheet.width - sheet.side,
            mirrored: from_right(&language),
        };
        let mark = letter.mark();
        let banner = (!mark.is_empty()).then(|| setter.line(&mark, Look::BANNER)).flatten();
        let top = sheet.top + if banner.is_some() { BANNER } else { 0.0 };
        if one_of_many {
            // Each letter says its title in the outline, or nobody would find one among hundreds.
            self.enter(0, title(letter), top * sheet.scale);
        }
        let root = self.tags.add_top(Tag::Part.with_lang(Some(language.clone())));
        let mut flow = Flow::new(setter, &mut self.tags);
        let place = Flow::place(column, root);
        if let Some(logo) = logo {
            flow.logo(logo, &place);
        }
        flow.letterhead(&letter.letterhead, &place);
        let blocks = match letter.print {
            PrintSize::Standard => shown(letter),
            PrintSize::Large => unfolded(shown(letter)),
        };
        flow.blocks(&stepwise(blocks), &place);
        let strips = flow.strips;
        let pages = paginate(&strips, sheet.height - top - sheet.bottom + 2.0 * SLACK);
        let count = pages.len();
        let frame = Frame {
            height: sheet.height,
            column,
            top: top - SLACK,
            bottom: sheet.bottom,
            banner: sheet.top,
        };
        for (number, page) in pages.iter().enumerate() {
            let of = page_of(&language, number + 1, count);
            let foot = letter
                .tlp
                .map_or_else(|| of.clone(), |tlp| format!("{of} · {}", tlp.words()));
            let footer = setter.line(&foot, Look::SMALL);
            self.page(page, sheet, frame, (banner.as_ref(), footer.as_ref()));
        }
    }

    fn page(&mut self, page: &Page<'_>, size: Sheet, frame: Frame, margins: (Option<&Line>, Option<&Line>)) {
        let scale = size.scale;
        let Some(settings) = PageSettings::from_wh(size.width * scale, size.height * scale) else {
            return;
        };
        let mut sheet = self.file.start_page_with(settings);
        let mut painter = Painter::new(sheet.surface(), &mut self.tags, frame);
        painter.enlarge(scale);
        painter.margins(margins.0, margins.1);
        painter.page(page);
        let extras = painter.finish();
        for anchor in extras.anchors {
            let node = anchor.node;
            let identifier = sheet.add_tagged_annotation(annotation(anchor, scale));
            self.tags.drawn(node, identifier);
        }
        sheet.finish();
        for (level, title, y) in extras.headings {
            self.enter(level, title, y * scale);
        }
        self.pages += 1;
    }

    fn enter(&mut self, level: u8, title: String, y: f32) {
        self.outline.push(Entry {
            level,
            title,
            page: self.pages,
            y,
        });
    }

    pub(super) fn finish(mut self, letters: &[Letter], created: DateTime<Utc>) -> Result<Vec<u8>, PdfError> {
        let Some(first) = letters.first() else {
            return Err(PdfError::Nothing);
        };
        let language = language(&first.language);
        if self.outline.is_empty() {
            let entry = Entry {
                level: 0,
                title: title(first),
                page: 0,
                y: 0.0,
            };
            self.outline.push(entry);
        }
        self.file.set_outline(outline(self.outline));
        self.file.set_metadata(metadata(first, &language, created));
        self.file.set_tag_tree(self.tags.into_tree(&language));
        self.file.finish().map_err(refused)
    }
}

/// A link that can be clicked. What is read out is its text, and its address where that says something else.
fn annotation(anchor: Anchor, scale: f32) -> Annotation {
    let text = if anchor.address.contains(anchor.text.trim()) {
        anchor.address.clone()
    } else {
        format!("{} ({})", anchor.text.trim(), anchor.address)
    };
    let target = Target::Action(LinkAction::new(anchor.address).into());
    // Annotations stand on the page and not in what is drawn enlarged.
    let enlarged =
        |place: Quadrilateral| Quadrilateral(place.0.map(|point| Point::from_xy(point.x * scale, point.y * scale)));
    let places = anchor.places.into_iter().map(enlarged).collect();
    Annotation::new_link(LinkAnnotation::new_with_quad_points(places, target), Some(beside(text)))
}

/// Why krilla wrote nothing. What it says of a text is left out, so that no name reaches a log.
fn refused(error: KrillaError) -> PdfError {
    let KrillaError::Validation(all) = error else {
        return PdfError::Printing(vec![kind(&error)]);
    };
    let mut holes = BTreeSet::new();
    for (one, _) in &all {
        if let ValidationError::ContainsNotDefGlyph(_, _, text) = one {
            holes.extend(text.chars().map(|sign| format!("U+{:04X}", u32::from(sign))));
        }
    }
    if holes.is_empty() {
        let reasons: BTreeSet<String> = all.iter().map(|(one, _)| kind(one)).collect();
        PdfError::Printing(reasons.into_iter().collect())
    } else {
        PdfError::Characters(holes.into_iter().collect())
    }
}

/// The name of an error without what it carries.
fn kind(error: &impl std::fmt::Debug) -> String {
    let text = format!("{error:?}");
    text.split(|sign: char| !sign.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn metadata(first: &Letter, language: &str, created: DateTime<Utc>) -> Metadata {
    let direction = if from_right(language) {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    };
    let mut metadata = Metadata::new()
        .title(title(first))
        .language(language.to_owned())
        .creator("firebell".to_owned())
        .text_direction(direction);
    let name = super::characters::clean(&first.letterhead.name);
    if !name.is_empty() {
        metadata = metadata.authors(vec![name]);
    }
    if !first.state.is_empty() {
        metadata = metadata.keywords(vec![super::characters::clean(&first.state)]);
    }
    match moment(created) {
        Some(moment) => metadata.creation_date(moment),
        None => metadata,
    }
}

fn moment(time: DateTime<Utc>) -> Option<Moment> {
    let part = |number: u32| u8::try_from(number).ok();
    let day = Moment::new(u16::try_from(time.year()).ok()?)
        .month(part(time.month())?)
        .day(part(time.day())?);
    let moment = day
        .hour(part(time.hour())?)
        .minute(part(time.minute())?)
        .second(part(time.second())?);
    Some(moment.utc_offset_hour(0).utc_offset_minute(0))
}

/// Headings as a tree: each hangs into the last one that is higher than it.
fn outline(entries: Vec<Entry>) -> Outline {
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let mut outline = Outline::new();
    for entry in entries {
        close(&mut open, &mut outline, entry.level);
        let place = XyzDestination::new(entry.page, Point::from_xy(0.0, entry.y));
        open.push((entry.level, OutlineNode::new(entry.title, place)));
    }
    close(&mut open, &mut outline, 0);
    outline
}

/// Hangs what is open, down to a level, into what is above it.
fn close(open: &mut Vec<(u8, OutlineNode)>, outline: &mut Outline, level: u8) {
    while open.last().is_some_and(|(last, _)| *last >= level) {
        let Some((_, node)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, parent)) => parent.push_child(node),
            None => outline.push_child(node),
        }
    }
}
