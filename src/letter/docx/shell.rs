//! What stands around the text of a DOCX: styles, paper, letterhead, page numbers, the mark of a draft or an exercise.

use docx_rs::{
    AlignmentType, BorderType, Docx, Footer, Header, LineSpacing, NumPages, PageMargin, PageNum, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, ParagraphProperty, Pic, Run, RunFonts, Style,
    StyleType,
};

use super::run::text_run;
use crate::core::event::PrintSize;
use crate::core::facts::picture::Picture;
use crate::letter::block::{Letter, Paper, logo_size};

/// The paper and margins in twentieths of a point.
const A4: (u32, u32) = (11906, 16838);
const LETTER: (u32, u32) = (12240, 15840);
const SIDE: i32 = 1418;
/// Drawings are measured in so many parts of a point.
const EMU: f32 = 12_700.0;
const LOGO_ID: &str = "logo";

/// The width of the text in twentieths of a point.
pub(super) fn text_width(paper: Paper) -> usize {
    let (wide, _) = size(paper);
    wide.saturating_sub(2 * SIDE.unsigned_abs()) as usize
}

fn size(paper: Paper) -> (u32, u32) {
    match paper {
        Paper::A4 => A4,
        Paper::Letter => LETTER,
    }
}

/// An empty letter: all but its text.
pub(super) fn shell(letter: &Letter) -> Docx {
    let (wide, high) = size(letter.paper);
    let font = RunFonts::new()
        .ascii("Georgia")
        .hi_ansi("Georgia")
        .cs("Times New Roman");
    let margin = PageMargin::new()
        .top(1418)
        .bottom(1418)
        .left(SIDE)
        .right(SIDE)
        .header(680)
        .footer(680);
    let docx = Docx::new()
        .page_size(wide, high)
        .page_margin(margin)
        .default_fonts(font)
        .default_size(sized(letter.print, 22))
        // In this order: the library numbers headers as they come, and their pictures with the first page's second.
        .header(header(letter))
        .first_header(first_header(letter))
        .first_footer(footer(letter))
        .footer(footer(letter));
    styles(letter.print).into_iter().fold(docx, Docx::add_style)
}

fn spacing(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new().before(before).after(after)
}

/// A size of letters in half points: in large print none has fewer than 18 points.
fn sized(print: PrintSize, size: usize) -> usize {
    match print {
        PrintSize::Standard => size,
        PrintSize::Large => (size * 36 / 22).max(36),
    }
}

fn styles(print: PrintSize) -> Vec<Style> {
    let heading = |level: usize, size: usize, before: u32| {
        let id = format!("Heading{level}");
        let style = style(&id, &format!("heading {level}"), spacing(before, 100))
            .size(sized(print, size))
            .bold()
            .outline_lvl(level - 1)
            .next("BodyText");
        kept_with_next(style)
    };
    vec![
        kept_with_next(
            style("Title", "Title", spacing(320, 200))
                .size(sized(print, 34))
                .bold()
                .outline_lvl(0),
        ),
        heading(1, 30, 320),
        heading(2, 26, 280),
        heading(3, 23, 240),
        heading(4, 22, 200).italic(),
        style("BodyText", "Body Text", spacing(0, 160).line(288)),
        style("ListParagraph", "List Paragraph", spacing(0, 80).line(276)),
        style("Quote", "Quote", spacing(0, 140).line(276)),
        style("TableText", "Table Text", spacing(40, 40)),
        style("LetterheadName", "Letterhead Name", spacing(0, 20))
            .size(sized(print, 30))
            .bold(),
        style("LetterheadLine", "Letterhead Line", spacing(0, 0))
            .size(sized(print, 20))
            .color("444B54"),
        style("Exercise", "Exercise", spacing(0, 200))
            .bold()
            .align(AlignmentType::Center),
        Style::new("Link", StyleType::Character)
            .name("Hyperlink")
            .color("123F7A")
            .underline("single"),
    ]
}

fn style(id: &str, name: &str, spacing: LineSpacing) -> Style {
    Style::new(id, StyleType::Paragraph)
        .name(name)
        .based_on("Normal")
        .line_spacing(spacing)
}

fn kept_with_next(mut style: Style) -> Style {
    style.paragraph_property = style.paragraph_property.keep_next(true);
    style
}

/// A line along an edge of a paragraph.
pub(super) fn edge(property: ParagraphProperty, position: ParagraphBorderPosition, space: usize) -> ParagraphProperty {
    let line = ParagraphBorder::new(position)
        .val(BorderType::Single)
        .size(6)
        .space(space)
        .color("6B727B");
    let borders = property.borders.clone().unwrap_or_else(ParagraphBorders::with_empty);
    property.set_borders(borders.set(line))
}

fn first_header(letter: &Letter) -> Header {
    let mut header = exercise(letter, Header::new());
    let head = &letter.letterhead;
    if let Some(picture) = &head.logo {
        header = header.add_paragraph(logo(picture));
    }
    if !head.name.is_empty() {
        header = header.add_paragraph(line("LetterheadName", &head.name));
    }
    for text in &head.lines {
        header = header.add_paragraph(line("LetterheadLine", text));
    }
    let mut last = Paragraph::new().style("LetterheadLine").line_spacing(spacing(0, 240));
    if !head.is_empty() {
        last.property = edge(last.property, ParagraphBorderPosition::Top, 6);
    }
    header.add_paragraph(last)
}

/// A logo in a line of its own, with an id that is the same in every file.
fn logo(picture: &Picture) -> Paragraph {
    let (width, height) = logo_size(picture);
    let (width, height) = ((width * EMU).round() as u32, (height * EMU).round() as u32);
    let mut drawn = Pic::new_with_dimensions(picture.bytes().to_vec(), 0, 0).size(width, height);
    drawn.id = LOGO_ID.to_owned();
    let paragraph = Paragraph::new().style("LetterheadLine").line_spacing(spacing(0, 100));
    paragraph.add_run(Run::new().add_image(drawn))
}

fn header(letter: &Letter) -> Header {
    let header = exercise(letter, Header::new());
    header.add_paragraph(line("LetterheadLine", &letter.letterhead.name).line_spacing(spacing(0, 240)))
}

fn line(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(text_run(text))
}

fn exercise(letter: &Letter, header: Header) -> Header {
    let mark = letter.mark();
    if mark.is_empty() {
        return header;
    }
    let mut paragraph = line("Exercise", &mark);
    for side in [
        ParagraphBorderPosition::Top,
        ParagraphBorderPosition::Bottom,
        ParagraphBorderPosition::Left,
        ParagraphBorderPosition::Right,
    ] {
        paragraph.property = edge(paragraph.property, side, 4);
    }
    header.add_paragraph(paragraph)
}

fn footer(letter: &Letter) -> Footer {
    let numbers = Paragraph::new()
        .style("LetterheadLine")
        .align(AlignmentType::Center)
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" / "))
        .add_num_pages(NumPages::new());
    let footer = Footer::new().add_paragraph(numbers);
    match letter.tlp {
        None => footer,
        Some(tlp) => footer.add_paragraph(line("LetterheadLine", tlp.words()).align(AlignmentType::Right)),
    }
}
