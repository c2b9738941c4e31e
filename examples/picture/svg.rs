//! A terminal as a picture: the cells of a buffer with their colours.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Width and height of a cell in the picture.
const CELL: (u32, u32) = (9, 19);
/// Around the terminal.
const MARGIN: u32 = 10;

/// The colours of a terminal that a cell does not name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) ink: &'static str,
    pub(super) paper: &'static str,
}

/// A dark terminal.
pub(super) const DARK: Ground = Ground {
    ink: "#e6edf3",
    paper: "#0d1117",
};

/// The rows of a buffer.
pub(super) fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<&Cell>> {
    let area = buffer.area;
    (0..area.height).map(move |y| (0..area.width).filter_map(|x| buffer.cell((x, y))).collect())
}

/// One of the 240 colours whose shade is the same in every terminal.
fn hex(number: u8) -> String {
    let [red, green, blue] = match number {
        0..=15 => [128; 3],
        16..=231 => {
            let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = number - 16;
            [step(n / 36), step(n / 6 % 6), step(n % 6)]
        }
        232.. => [8 + 10 * (number - 232); 3],
    };
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// How a run of cells looks.
#[derive(Debug, Clone, PartialEq)]
struct Look {
    ink: String,
    /// Where it is not the paper of the terminal.
    paper: Option<String>,
    bold: bool,
    dim: bool,
    underlined: bool,
}

fn look(cell: &Cell, ground: Ground) -> Look {
    let named = |colour: Color, otherwise: &str| {
        if let Color::Indexed(number) = colour {
            hex(number)
        } else {
            otherwise.to_owned()
        }
    };
    let (ink, paper) = (named(cell.fg, ground.ink), named(cell.bg, ground.paper));
    let has = |modifier| cell.modifier.contains(modifier);
    let (ink, paper) = match has(Modifier::REVERSED) {
        true => (paper, ink),
        false => (ink, paper),
    };
    Look {
        ink,
        paper: (paper != ground.paper).then_some(paper),
        bold: has(Modifier::BOLD),
        dim: has(Modifier::DIM),
        underlined: has(Modifier::UNDERLINED),
    }
}

/// A terminal as it looks, one element for each run of cells that look alike.
pub(super) fn picture(buffer: &Buffer, ground: Ground) -> String {
    let (wide, high) = (
        u32::from(buffer.area.width) * CELL.0 + 2 * MARGIN,
        u32::from(buffer.area.height) * CELL.1 + 2 * MARGIN,
    );
    let paper = ground.paper;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, DejaVu Sans Mono, monospace\" font-size=\"15\" \
         xml:space=\"preserve\">\n<title>The firebell workbench</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{paper}\"/>\n"
    );
    for (y, row) in (0u32..).zip(rows(buffer)) {
        let cells: Vec<(u32, &Cell)> = (0u32..).zip(row).collect();
        let runs = cells.chunk_by(|a, b| look(a.1, ground) == look(b.1, ground));
        for run in runs {
            draw(&mut svg, run, y, ground);
        }
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, run: &[(u32, &Cell)], y: u32, ground: Ground) {
    let Some(((first, cell), count)) = run.first().zip(u32::try_from(run.len()).ok()) else {
        return;
    };
    let (left, top, width) = (MARGIN + first * CELL.0, MARGIN + y * CELL.1, count * CELL.0);
    let look = look(cell, ground);
    if let Some(paper) = &look.paper {
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    let text: String = run.iter().map(|(_, cell)| cell.symbol()).collect();
    let words = text.trim_end();
    if words.trim().is_empty() {
        return;
    }
    let length = u32::try_from(words.chars().count()).unwrap_or(0) * CELL.0;
    let mut more = String::new();
    for (on, attribute) in [
        (look.bold, " font-weight=\"bold\""),
        (look.dim, " opacity=\"0.55\""),
        (look.underlined, " text-decoration=\"underline\""),
    ] {
        if on {
            more += attribute;
        }
    }
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        svg,
        "<text x=\"{left}\" y=\"{}\" fill=\"{}\"{more} textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\">{words}</text>",
        top + 15,
        look.ink
    );
}
