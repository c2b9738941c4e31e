//! The workbench: the terminal an incident commander lives in.
//!
//! A key becomes an action through one keymap; `update` is pure and answers with effects; a worker thread owns the
//! record and carries them out; drawing only reads. The clock comes in as an event, so nothing here asks for it.

mod action;
mod keymap;
mod model;
mod screen;
mod update;
mod worker;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crossterm::event::{self, Event as Terminal, KeyEventKind};
use ratatui::DefaultTerminal;

pub use action::{Action, Effect, Event};
pub use keymap::{Key, keys_of};
pub use model::{Model, Overlay, Purpose, Screen, Tab};
pub use screen::draw;
pub use update::update;

use crate::app::clock;
use crate::app::record::Record;
use crate::core::time::Zone;

/// How often a running countdown is drawn again.
const TICK: Duration = Duration::from_secs(1);

/// Runs the workbench until it is left; `home` is the zone of new incidents. The terminal is given back on every way out, a panic included.
///
/// # Errors
/// What the terminal says.
pub fn run(record: Record, home: Zone) -> std::io::Result<()> {
    let (effects, answers, worker) = worker::start(record, home);
    let mut model = Model::new(clock::now());
    let mut terminal = ratatui::init();
    let left = event_loop(&mut terminal, &mut model, &effects, &answers);
    ratatui::restore();
    // The record is closed in order: what was asked for last is done, and the database folds its log in.
    drop((effects, answers));
    let _ = worker.join();
    left
}

fn event_loop(
    terminal: &mut DefaultTerminal,
    model: &mut Model,
    effects: &std::sync::mpsc::Sender<Effect>,
    answers: &Receiver<Event>,
) -> std::io::Result<()> {
    let send = |list: Vec<Effect>| {
        for effect in list {
            // A worker that is gone has said why already.
            let _ = effects.send(effect);
        }
    };
    send(vec![Effect::Board]);
    let (keys, typed) = channel();
    std::thread::spawn(move || {
        while let Ok(event) = event::read() {
            if keys.send(event).is_err() {
                break;
            }
        }
    });
    loop {
        terminal.draw(|frame| draw(model, frame))?;
        if model.quit {
            return Ok(());
        }
        // Answers first, then one key, then the clock: a frame is drawn after whatever came.
        if let Ok(answer) = answers.try_recv() {
            send(update(model, answer));
            continue;
        }
        match typed.recv_timeout(Duration::from_millis(50)) {
            Ok(Terminal::Key(key)) if key.kind == KeyEventKind::Press => send(update(model, Event::Key(key))),
            Ok(Terminal::Paste(text)) => send(update(model, Event::Paste(text))),
            Ok(_) => {}
            Err(_) => {
                let now = clock::now();
                if (now - model.now).to_std().is_ok_and(|gone| gone >= TICK) {
                    send(update(model, Event::Tick(now)));
                }
            }
        }
    }
}
