//! Makes the picture and the text capture that open the README: `cargo run --example picture`.
//!
//! The built-in example is opened in a record of its own, walked to its regulatory notification, and drawn.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the developers: it writes into docs/ and says so"
)]

use std::fmt::Write as _;

use crossterm::event::{KeyCode, KeyEvent};
use firebell::app::record::{Actor, Opening, Record};
use firebell::app::{clock, law, playbook_files};
use firebell::core::law::load::load;
use firebell::core::time::Zone;
use firebell::tui::{Effect, Event, Model, Place, Theme, Worker, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use secrecy::SecretString;

const KEYS: &str = "Ey4";
/// Width and height of a cell in the picture.
const CELL: (u32, u32) = (9, 19);

fn main() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let data = folder.path().join("record");
    let secret = SecretString::from("picture");
    let actor = Actor {
        name: "commander".to_owned(),
        host: "host".to_owned(),
        session: "session".to_owned(),
    };
    let now = clock::now();
    Record::create(&data, &secret, &actor, now).expect("a new record");
    let rules = load(&law::files::built_in()).rules;
    let playbooks = playbook_files::load(None).expect("the playbooks").all;
    let record = Record::open(Opening {
        folder: &data,
        secret: (&secret).into(),
        rules,
        playbooks,
        sign_off: firebell::app::letters::sign_off(None).expect("the built-in matrix is read"),
        actor,
        at: now,
    })
    .expect("the record");
    let home = Zone::named("America/Chicago").expect("a known zone");
    let place = Place {
        law: firebell::workspace::LawHome::default(),
        silence: firebell::drill::presence::Silence::default(),
        home: home.clone(),
        notices: None,
        letters: None,
        scenarios: None,
        hooks: Vec::new(),
    };
    let mut worker = Worker::new(record, place);
    for (width, height, name) in [(80, 24, "workbench"), (120, 34, "workbench-wide")] {
        let mut model = Model::new(now, home.clone(), Theme::Dark);
        settle(&mut model, &mut worker, Event::Resize(width, height));
        for effect in [Effect::Board, Effect::Start] {
            let event = Event::Answer(worker.answer(effect));
            settle(&mut model, &mut worker, event);
        }
        model.overlays.clear();
        for key in KEYS.chars() {
            settle(&mut model, &mut worker, Event::Key(KeyEvent::from(KeyCode::Char(key))));
        }
        model.message.clear();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal in memory");
        terminal.draw(|frame| draw(&model, frame)).expect("a frame");
        let buffer = terminal.backend().buffer();
        for (file, text) in [
            (format!("docs/{name}.txt"), words(buffer)),
            (format!("docs/{name}.svg"), picture(buffer)),
        ] {
            std::fs::write(&file, text).expect("a file in docs/");
            println!("{file} written");
        }
    }
}

/// Takes an event in and answers whatever it asks for.
fn settle(model: &mut Model, worker: &mut Worker, event: Event) {
    let mut effects = update(model, event);
    while let Some(effect) = effects.pop() {
        let answer = worker.answer(effect);
        effects.extend(update(model, Event::Answer(answer)));
    }
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<&Cell>> {
    let area = buffer.area;
    (0..area.height).map(move |y| (0..area.width).filter_map(|x| buffer.cell((x, y))).collect())
}

fn words(buffer: &Buffer) -> String {
    let lines = rows(buffer).map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn colour(colour: Color, otherwise: &'static str) -> &'static str {
    match colour {
        Color::LightRed | Color::Red => "#ff7b72",
        Color::LightYellow | Color::Yellow => "#e3b341",
        Color::LightCyan | Color::Cyan => "#76e3ea",
        Color::LightGreen | Color::Green => "#7ee787",
        Color::DarkGray | Color::Gray => "#8b949e",
        Color::Reset
        | Color::Black
        | Color::Blue
        | Color::Magenta
        | Color::LightBlue
        | Color::LightMagenta
        | Color::White
        | Color::Rgb(..)
        | Color::Indexed(_) => otherwise,
    }
}

/// One cell after the other, each on its own ground: a terminal as it looks.
fn picture(buffer: &Buffer) -> String {
    let (wide, high) = (
        u32::from(buffer.area.width) * CELL.0,
        u32::from(buffer.area.height) * CELL.1,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, DejaVu Sans Mono, monospace\" font-size=\"15\">\n\
         <title>The firebell workbench</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n",
        wide + 20,
        high + 20
    );
    for (y, row) in (0u32..).zip(rows(buffer)) {
        for (x, cell) in (0u32..).zip(row) {
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            let (left, top) = (10 + x * CELL.0, 10 + y * CELL.1);
            let ink = colour(cell.fg, "#e6edf3");
            if reversed {
                let _ = write!(
                    svg,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{ink}\"/>",
                    CELL.0, CELL.1
                );
            }
            let symbol = cell.symbol();
            if symbol.trim().is_empty() {
                continue;
            }
            let ink = if reversed { "#0d1117" } else { ink };
            let weight = if cell.modifier.contains(Modifier::BOLD) {
                " font-weight=\"bold\""
            } else {
                ""
            };
            let text = symbol.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                svg,
                "<text x=\"{left}\" y=\"{}\" fill=\"{ink}\"{weight}>{text}</text>",
                top + 15
            );
        }
    }
    svg + "</svg>\n"
}
