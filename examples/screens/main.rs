//! Makes the screenshots that scenarios hand out: `cargo run --example screens`. What is on them is invented, and each says
//! that it belongs to an exercise.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the developers: it writes into playbooks/ and says so"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places on a picture are small"
)]

mod canvas;
mod pictures;
mod png;

use canvas::{Canvas, Color, Pen};
use pictures::{PICTURES, Picture};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

const WIDTH: usize = 560;
const MARGIN: f32 = 16.0;
const LINE: f32 = 20.0;
/// Height of the bar at the top and of the mark at the bottom.
const BAR: usize = 26;
const MARK: &str = "EXERCISE · this picture and everything on it is invented";

/// Letters that are equally wide, so that tables stand as they are typed.
fn font() -> FontRef<'static> {
    let fonts = typst_assets::fonts().filter_map(|font| FontRef::new(font).ok());
    let plain = |font: &FontRef<'_>| {
        let named = font.localized_strings(StringId::FULL_NAME).english_or_first();
        named.is_some_and(|name| name.chars().eq("DejaVu Sans Mono".chars()))
    };
    let mut plain = fonts.filter(plain);
    plain.next().expect("the fonts of the letters have one of equal width")
}

fn main() {
    let font = font();
    for picture in PICTURES {
        let bytes = png::png(&drawn(&font, picture), MARK);
        let path = format!("playbooks/tabletop/pictures/{}.png", picture.name);
        std::fs::write(&path, &bytes).expect("run it in the folder of the project");
        println!("{path}: {} bytes", bytes.len());
    }
}

fn drawn(font: &FontRef<'_>, picture: &Picture) -> Canvas {
    let [ground, ink, bar] = picture.colors;
    let lines = picture.text.trim_matches('\n').lines().count();
    let height = 2 * BAR + (lines as f32 * LINE) as usize + 2 * MARGIN as usize;
    let mut canvas = Canvas::new(WIDTH, height, ground);
    canvas.fill([0, 0, WIDTH, BAR], bar);
    line(&mut canvas, font, 18.0, picture.title, [255, 255, 255]);
    for (at, text) in picture.text.trim_matches('\n').lines().enumerate() {
        let y = BAR as f32 + MARGIN + (at as f32 + 0.7) * LINE;
        // A line that begins with a bar stands out, as a button or a bubble does.
        match text.strip_prefix('|') {
            Some(said) => {
                canvas.fill([10, (y - 14.0) as usize, WIDTH - 20, LINE as usize], picture.bubble);
                line(&mut canvas, font, y, said, ink);
            }
            None => line(&mut canvas, font, y, text, ink),
        }
    }
    canvas.fill([0, height - BAR, WIDTH, BAR], [255, 220, 0]);
    line(&mut canvas, font, (height - 8) as f32, MARK, [0, 0, 0]);
    canvas
}

fn line(canvas: &mut Canvas, font: &FontRef<'_>, y: f32, text: &str, color: Color) {
    let pen = Pen {
        x: MARGIN,
        y,
        size: 13.0,
        color,
    };
    let end = canvas.text(font, pen, text);
    assert!(end <= WIDTH as f32, "too long for the picture: {text}");
}
