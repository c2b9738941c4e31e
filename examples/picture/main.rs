//! Makes the picture and the text capture that open the README: `cargo run --example picture`.
//!
//! The built-in example is opened in a record of its own, walked to its regulatory notification, and drawn.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the developers: it writes into docs/ and says so"
)]

mod svg;

use crossterm::event::{KeyCode, KeyEvent};
use firebell::app::files::playbook_files;
use firebell::app::record::{Actor, Opening, Record};
use firebell::app::{clock, law};
use firebell::core::law::load::load;
use firebell::core::time::Zone;
use firebell::tui::{Effect, Event, Model, Place, Theme, Worker, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use secrecy::SecretString;

const KEYS: &str = "By4";

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
        silence: firebell::drill::driving::presence::Silence::default(),
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
            (format!("docs/{name}.svg"), svg::picture(buffer, svg::DARK)),
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

fn words(buffer: &Buffer) -> String {
    let lines = svg::rows(buffer).map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}
