//! The workbench: the terminal an incident commander lives in.
//!
//! A key becomes an action through one keymap; `update` is pure and answers with effects; a worker thread owns the
//! record and carries them out; drawing only reads. The clock comes in as an event, so nothing here asks for it.

// The whole program says `crate::core::…` and `crate::tui::…`, in this crate too.
pub use crate as tui;
use firebell_app as app;
use firebell_core as core;
use firebell_drill as drill;
use firebell_letter as letter;
use firebell_platform as platform;
use firebell_roster as roster;
use firebell_workspace as workspace;

mod action;
mod alerts;
mod clipboard;
mod dora_effect;
mod editor;
mod effect;
mod event;
mod form;
mod hit;
mod ids;
mod just_closed;
mod keymap;
mod keys_file;
mod known;
mod leaving;
mod letter_effect;
mod lock;
mod look;
mod model;
mod pasted_counts;
mod places;
mod plain;
mod profile_value;
mod remedy;
mod rest_of_people;
mod resume;
mod screen;
mod search;
mod sectors;
mod terminal;
mod theme;
mod typed_ahead;
mod update;
mod watch;
mod welcome;
mod widget;
mod words;
mod worker;
mod worker_values;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crossterm::event::{self as terminal_event, Event as Terminal, KeyEventKind};
use crossterm::execute;
use crossterm::terminal::{Clear, ClearType};
use ratatui::DefaultTerminal;

pub use crate::letter::gaps::Gap;
pub use action::Action;
pub use alerts::{Alert, AlertWay, Alerts};
pub use editor::{EditError, Edited, edit};
pub use effect::{
    Button, DoraEffect, Effect, ExerciseEffect, LetterEffect, Question, Redlined, ScenarioEffect, TeamEffect,
    TerminalEffect, Yes,
};
pub use event::{Answer, Event, Failure};
pub use ids::{EditTarget, FormId, IncidentRef, LetterRef, RevisionRef, Subject};
pub use keymap::{Key, Keymap, keys_of};
pub use keys_file::keys_from;
pub use letter_effect::Redrafting;
pub use lock::Locked;
pub use model::Model;
pub use plain::walk;
pub use profile_value::{Given, ProfileValue};
pub use resume::{Left, Resume};
pub use screen::at_hand::obligation as obligation_at_hand;
pub use screen::board::state::Shown;
pub use screen::draw;
pub use screen::incident::rows::rows;
pub use screen::name::ScreenName;
pub use theme::{Theme, Tone};
pub use update::update;
pub use welcome::{Welcomed, welcome};
pub use widget::field::{Field, Kind, Need};
pub use widget::form::Form;
pub use widget::opener::Opener;
pub use widget::overlay::Overlay;
pub use widget::pick::{Choice, Manner, Pick};
pub use widget::row::Row;
pub use worker::{Place, Worker};
pub use worker_values::{AuditView, Cause, DecisionOffer, MemberRow, Offer, OpenLetter, Start, Supplement};

use crate::app::record::Record;
use crate::app::{clock, config};
use crate::core::time::WallTime;
use crate::platform::signals::{self, Signal};
use just_closed::JustClosed;
use lock::IdleLock;
use look::Look;
use screen::stack::Screen;
use screen::wall::state::Wall;

/// How often a running countdown is drawn again.
const TICK: Duration = Duration::from_secs(1);
/// How long the thread that reads keys waits before it looks whether an editor wants the terminal.
const LISTEN: Duration = Duration::from_millis(200);

/// Clears the screen: a terminal whose last program was killed is still full of that program's text, and only what
/// differs from an empty screen is drawn.
fn wipe() -> std::io::Result<()> {
    execute!(std::io::stdout(), Clear(ClearType::All))
}

/// How the workbench looks and listens.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `None`: whichever fits the background of the terminal.
    pub theme: Option<Theme>,
    /// Ways of alerting that are off.
    pub quiet: Vec<AlertWay>,
    pub keys: Keymap,
    /// Whether the mouse is left to the terminal.
    pub no_mouse: bool,
    /// Whether the wall clock is shown and nothing else.
    pub wall: bool,
    /// How long nobody may touch a key before the lock falls; `None`: as long as they like.
    pub idle: Option<Duration>,
}

/// Runs the workbench until it is left. The terminal is given back on every way out: quit, panic, SIGTERM, SIGHUP.
///
/// # Errors
/// What the terminal says.
pub fn run(record: Record, place: Place, settings: Settings, resume: Option<Resume>) -> std::io::Result<Left> {
    let folder = record.folder().to_owned();
    // Before anything else reads what the terminal sends: its answer is no key.
    let theme = settings.theme.unwrap_or_else(terminal::theme_of_background);
    let began = clock::now();
    let mut model = Model::new(began, place.home.clone(), theme);
    model.alerts = Alerts::quiet(settings.quiet);
    model.ascii = config::ascii_locale();
    model.keys = settings.keys;
    model.mouse = !settings.no_mouse && !settings.wall;
    if settings.wall {
        model.screens.show(Screen::Wall(Wall { only: true }));
    }
    let (effects, wanted) = channel();
    let (happened, events) = channel();
    let worker = worker::start(record, place, wanted, happened.clone());
    let mut terminal = ratatui::init();
    wipe()?;
    give_back_on_panic();
    take_input(model.mouse)?;
    let size = terminal.size()?;
    model.size = (size.width, size.height);
    let desk = LoopContext {
        effects,
        folder,
        paused: Arc::new(AtomicBool::new(false)),
        idle: settings.idle,
    };
    listen(&happened, Arc::downgrade(&desk.paused));
    signals(&happened)?;
    let mut lock = IdleLock::new(settings.idle, began);
    if let Some(effect) = resume.and_then(|resume| resume.go(&mut model)) {
        model.waiting += 1;
        let _ = desk.effects.send(effect);
    }
    let left = desk.run(&mut terminal, (&mut model, &mut lock), &happened, &events);
    let _ = give_input_back();
    ratatui::restore();
    // The record is closed in order: what was asked for last is done, and the database folds its log in.
    drop((desk, events));
    let _ = worker.join();
    left?;
    let Some(locked) = model.locked.filter(|_| !model.quit) else {
        return Ok(Left::Quit(model.team.left_behind()));
    };
    wipe()?;
    // The thread that reads keys lets go of the terminal before anybody is asked for a passphrase.
    std::thread::sleep(2 * LISTEN);
    Ok(Left::Locked(locked, Resume::of(&mut model)))
}

/// A panic gives the whole terminal back before it says what went wrong: the mouse and pasting as well. It comes after
/// [`ratatui::init`], which sets a hook of its own: that one is called from here.
fn give_back_on_panic() {
    let restore = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let _ = give_input_back();
        restore(info);
    }));
}

/// Asks the terminal for the mouse and for pastes that are marked as such.
fn take_input(mouse: bool) -> std::io::Result<()> {
    if mouse {
        execute!(std::io::stdout(), terminal_event::EnableMouseCapture)?;
    }
    execute!(std::io::stdout(), terminal_event::EnableBracketedPaste)
}

fn give_input_back() -> std::io::Result<()> {
    execute!(
        std::io::stdout(),
        terminal_event::DisableBracketedPaste,
        terminal_event::DisableMouseCapture
    )
}

/// The thread that reads keys.
fn listen(happened: &Sender<Event>, paused: Weak<AtomicBool>) {
    let happened = happened.clone();
    std::thread::spawn(move || {
        // Whether the next key was there already when the one before it was read.
        let mut burst = false;
        loop {
            match paused.upgrade().map(|paused| paused.load(Ordering::SeqCst)) {
                // The workbench is gone: what is typed is no longer for it.
                None => return,
                Some(true) => {
                    std::thread::sleep(LISTEN);
                    continue;
                }
                Some(false) => {}
            }
            match terminal_event::poll(LISTEN) {
                Ok(false) => continue,
                Ok(true) => {}
                Err(_) => break,
            }
            let read = terminal_event::read();
            let hasty = std::mem::replace(&mut burst, terminal_event::poll(Duration::ZERO).unwrap_or(false));
            let said = match read {
                Ok(Terminal::Key(key)) if key.kind == KeyEventKind::Release => Ok(()),
                Ok(Terminal::Key(key)) if hasty && burst => happened.send(Event::Burst(key)),
                Ok(Terminal::Key(key)) if hasty => happened.send(Event::BurstEnd(key)),
                Ok(Terminal::Key(key)) => happened.send(Event::Key(key)),
                Ok(Terminal::Paste(text)) => happened.send(Event::Paste(text)),
                Ok(Terminal::Mouse(mouse)) if clicks(mouse.kind) => happened.send(Event::Mouse(mouse)),
                Ok(Terminal::Resize(columns, rows)) => happened.send(Event::Resize(columns, rows)),
                Ok(_) => Ok(()),
                Err(_) => break,
            };
            if said.is_err() {
                break;
            }
        }
        // A terminal that is gone ends the program in order.
        let _ = happened.send(Event::Terminate);
    });
}

/// Movements of the mouse mean nothing here and would only cost frames.
fn clicks(kind: terminal_event::MouseEventKind) -> bool {
    use terminal_event::MouseEventKind as M;
    matches!(kind, M::Down(_) | M::ScrollDown | M::ScrollUp)
}

/// SIGTERM and SIGHUP end the program in order: the terminal is given back and the record is closed. SIGTSTP stops it with
/// the terminal given back.
fn signals(happened: &Sender<Event>) -> std::io::Result<()> {
    const WANTED: [Signal; 3] = [Signal::Terminate, Signal::HangUp, Signal::Stop];
    let happened = happened.clone();
    let _listening = signals::listen(&WANTED, move |signal| match signal {
        Signal::Stop => happened.send(Event::Suspend).is_ok(),
        Signal::Interrupt | Signal::Terminate | Signal::HangUp => {
            let _ = happened.send(Event::Terminate);
            false
        }
    })?;
    Ok(())
}

/// What the loop needs beside the model.
struct LoopContext {
    effects: Sender<Effect>,
    folder: PathBuf,
    paused: Arc<AtomicBool>,
    /// When the lock falls.
    idle: Option<Duration>,
}

impl LoopContext {
    fn run(
        &self,
        terminal: &mut DefaultTerminal,
        (model, lock): (&mut Model, &mut IdleLock),
        happened: &Sender<Event>,
        events: &Receiver<Event>,
    ) -> std::io::Result<()> {
        for effect in [Effect::Board, Effect::Start] {
            model.waiting += 1;
            let _ = self.effects.send(effect);
        }
        let mut ticked = clock::now();
        let mut title = terminal::Title::default();
        let mut looks_other = true;
        let mut closed = JustClosed::default();
        while !model.quit && model.locked.is_none() {
            if std::mem::take(&mut looks_other) {
                terminal.draw(|frame| draw(model, frame))?;
                let titled = model.alerts.is_on(AlertWay::Title);
                title.show(titled.then(|| watch::title(model)))?;
            }
            let gone = clock::now().since(ticked).to_std().unwrap_or_default();
            let event = match events.recv_timeout(TICK.saturating_sub(gone)) {
                Ok(event) => event,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                    ticked = clock::now();
                    Event::Tick(ticked)
                }
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            };
            let came = clock::now();
            lock.saw(&event, came);
            looks_other |= self.judge(terminal, (model, &mut closed), happened, (event, came))?;
            // Whatever else has come meanwhile is taken in before the next frame is drawn.
            while let Ok(event) = events.try_recv() {
                lock.saw(&event, came);
                looks_other |= self.judge(terminal, (model, &mut closed), happened, (event, came))?;
            }
            // A machine that slept meanwhile had nobody at it.
            if let Some(locked) = lock.falls(clock::now()) {
                model.locked = Some(locked);
            }
        }
        // However the workbench is left, by the lock as well: what others record from now on is new to whoever comes back.
        if let Some(effect) = screen::incident::news::leave(model) {
            let _ = self.effects.send(effect);
        }
        title.show(None)
    }

    /// Takes an event in as it is meant, and says whether the screen may look other than before.
    fn judge(
        &self,
        terminal: &mut DefaultTerminal,
        (model, closed): (&mut Model, &mut JustClosed),
        happened: &Sender<Event>,
        (event, came): (Event, WallTime),
    ) -> std::io::Result<bool> {
        let event = closed.judged(event, came);
        let waits = just_closed::waits(model);
        let other = self.take(terminal, model, happened, event)?;
        closed.saw(waits, model, came);
        Ok(other)
    }

    /// Takes an event in, and says whether the screen may look other than before.
    fn take(
        &self,
        terminal: &mut DefaultTerminal,
        model: &mut Model,
        happened: &Sender<Event>,
        event: Event,
    ) -> std::io::Result<bool> {
        let look = Look::of(model, &event);
        let effects = update(model, event);
        let other = look.is_other(model);
        for effect in effects {
            if let Effect::Terminal(effect) = effect {
                self.does(terminal, model, happened, effect)?;
            } else {
                // A worker that is gone has said why already.
                let _ = self.effects.send(effect);
            }
        }
        Ok(other)
    }

    /// Does what the terminal is asked for, and answers it.
    fn does(
        &self,
        terminal: &mut DefaultTerminal,
        model: &mut Model,
        happened: &Sender<Event>,
        effect: TerminalEffect,
    ) -> std::io::Result<()> {
        let answer = match effect {
            TerminalEffect::Copy(text) => Answer::Told(clipboard::put(&text)),
            TerminalEffect::Alert(alert) => {
                terminal::alert(&alert)?;
                Answer::Same
            }
            TerminalEffect::Mouse(on) => {
                match on {
                    true => execute!(std::io::stdout(), terminal_event::EnableMouseCapture)?,
                    false => execute!(std::io::stdout(), terminal_event::DisableMouseCapture)?,
                }
                Answer::Same
            }
            TerminalEffect::Suspend => {
                self.without_terminal(terminal, model.mouse, || {
                    // What the shell shows from before, such as the words of a lock, is not how it stands.
                    let _ = writeln!(std::io::stdout(), "firebell is stopped and not locked; `fg` goes on.");
                    // Stops here, as the signal does by itself, and goes on with SIGCONT.
                    signals::stop_here();
                })?;
                let size = terminal.size()?;
                model.size = (size.width, size.height);
                Answer::Same
            }
            TerminalEffect::Editor { target, text } => {
                return self.edited(terminal, model, happened, (target, text));
            }
        };
        let _ = happened.send(answer.into());
        Ok(())
    }

    /// Lets the person edit a text, and hands it on; what an editor that was cut off left is kept.
    fn edited(
        &self,
        terminal: &mut DefaultTerminal,
        model: &mut Model,
        happened: &Sender<Event>,
        (target, text): (EditTarget, String),
    ) -> std::io::Result<()> {
        if let EditTarget::Letter(revision) = &target {
            model.waiting += 1;
            let _ = self
                .effects
                .send(Effect::Team(TeamEffect::Drafting(revision.letter.clone())));
        }
        let label = editor::label(&target, self.folder.clone(), model.start.actor.clone());
        let (text, cut) = match self.without_terminal(terminal, model.mouse, || edit(&label, &text, self.idle))? {
            Ok(Edited::Done(text)) => (Some(text), None),
            Ok(Edited::Cut { why, text, unattended }) => {
                // What there is of the text is kept before the record is closed.
                model.locked = self.idle.filter(|_| unattended).map(Locked::Idle);
                (None, Some((why, text)))
            }
            Err(error) => (None, Some((error.to_string(), None))),
        };
        let kept = target.clone();
        let _ = happened.send(Answer::Edited { target, text }.into());
        if let Some((why, text)) = cut {
            model.waiting += 1;
            let target = kept;
            let _ = self.effects.send(Effect::KeepEdit { target, why, text });
        }
        Ok(())
    }

    /// Gives the terminal back, to an editor or to the shell, and takes it again. The thread that reads keys may be in
    /// the middle of waiting for one: it gets the time to stop, or it would take the first keys from the editor.
    fn without_terminal<T>(
        &self,
        terminal: &mut DefaultTerminal,
        mouse: bool,
        meanwhile: impl FnOnce() -> T,
    ) -> std::io::Result<T> {
        self.paused.store(true, Ordering::SeqCst);
        std::thread::sleep(LISTEN);
        give_input_back()?;
        ratatui::restore();
        let done = meanwhile();
        *terminal = ratatui::init();
        wipe()?;
        take_input(mouse)?;
        std::io::stdout().flush()?;
        self.paused.store(false, Ordering::SeqCst);
        Ok(done)
    }
}
