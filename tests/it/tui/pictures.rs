//! The colours of the screens: as letters in a snapshot, and as pictures to be looked at, which the code of
//! `cargo run --example picture` draws. `FIREBELL_PICTURES=DIR cargo test --test it tui::` writes all of them.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::*;

#[path = "../../../examples/picture/svg.rs"]
mod svg;

const LIGHT: svg::Ground = svg::Ground {
    ink: "#1f2328",
    paper: "#ffffff",
};

fn buffer(model: &mut Model, theme: Theme, (width, height): (u16, u16)) -> Buffer {
    let before = std::mem::replace(&mut model.theme, theme);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(model, frame)).unwrap();
    model.theme = before;
    terminal.backend().buffer().clone()
}

/// Writes a screen as pictures of a dark and a light terminal, where a folder for them is named.
pub(super) fn drawn(name: &str, model: &mut Model, size: (u16, u16)) {
    let Some(folder) = std::env::var_os("FIREBELL_PICTURES") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    for (theme, ground, word) in [(Theme::Dark, svg::DARK, "dark"), (Theme::Light, LIGHT, "light")] {
        let picture = svg::picture(&buffer(model, theme, size), ground);
        let file = folder.join(format!("{name}_{}x{}_{word}.svg", size.0, size.1));
        std::fs::write(file, picture).unwrap();
    }
}

/// The looks of the cells at 80 by 24 on a dark terminal: a letter for each look, a dot where a cell has none of its own.
pub(super) fn colours(model: &mut Model) -> String {
    let buffer = buffer(model, Theme::Dark, (80, 24));
    let mut known: Vec<(Color, Modifier)> = Vec::new();
    let mut rows = String::new();
    for row in svg::rows(&buffer) {
        let letters = row.iter().map(|cell| {
            let look = (cell.fg, cell.modifier);
            if look == (Color::Reset, Modifier::empty()) {
                return '.';
            }
            let at = known.iter().position(|known| *known == look).unwrap_or_else(|| {
                known.push(look);
                known.len() - 1
            });
            char::from(b'a' + u8::try_from(at).unwrap())
        });
        let letters: String = letters.collect();
        let _ = writeln!(rows, "{}", letters.trim_end_matches('.'));
    }
    for (at, (colour, modifier)) in known.iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(at).unwrap());
        let _ = writeln!(rows, "{letter} = {colour:?} {modifier:?}");
    }
    rows
}

#[test]
fn a_picture_has_the_colours_and_the_words_of_the_screen() {
    let mut model = at_board();
    let picture = svg::picture(&buffer(&mut model, Theme::Dark, (80, 24)), svg::DARK);
    // The overdue incident is red, and the words stand in it.
    assert!(picture.contains("#ff5f5f"), "{picture}");
    assert!(picture.contains("Laptop left in a taxi"), "{picture}");
    let light = svg::picture(&buffer(&mut model, Theme::Light, (80, 24)), LIGHT);
    assert!(light.contains("#ffffff") && !light.contains("#0d1117"), "{light}");
}
