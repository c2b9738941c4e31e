//! From what happened to the next state, and to what the record is asked. Pure.

mod act;
mod drill;
mod go;
mod letters;
mod overlay;

use crossterm::event::{KeyEvent, MouseEvent, MouseEventKind};

use super::action::{Effect, Event, Start};
use super::form::Purpose;
use super::hit::{Hit, hit};
use super::keymap::meaning;
use super::model::{Model, Overlay, Screen, Yes};
use super::words::parsed;

/// Ticks after which an open incident is assessed anew, whether or not anybody wrote: clocks run out by themselves.
const REASSESS: u32 = 30;

/// Takes one event in.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    if answers(&event) {
        model.waiting = model.waiting.saturating_sub(1);
    }
    let effects = match event {
        Event::Key(key) => pressed(model, key),
        Event::Mouse(mouse) => moused(model, mouse),
        Event::Paste(text) => {
            overlay::paste(model, &text);
            Vec::new()
        }
        Event::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Event::Tick(now) => tick(model, now),
        Event::Terminate => {
            model.quit = true;
            Vec::new()
        }
        other => answered(model, other),
    };
    model.waiting += effects.len();
    effects
}

/// Whether an event is the answer to an effect.
fn answers(event: &Event) -> bool {
    !matches!(
        event,
        Event::Key(_) | Event::Mouse(_) | Event::Paste(_) | Event::Resize(..) | Event::Tick(_) | Event::Terminate
    )
}

fn tick(model: &mut Model, now: chrono::DateTime<chrono::Utc>) -> Vec<Effect> {
    model.now = now;
    model.ticks += 1;
    // Another process may have written. Nothing is asked while an answer is still on its way.
    if model.waiting > 0 {
        return Vec::new();
    }
    let force = model.ticks.is_multiple_of(REASSESS);
    let looks_back = model.opened.as_ref().is_some_and(|o| o.as_of.is_some());
    let code = model.wanted.clone().filter(|_| !looks_back);
    vec![Effect::Look { code, force }]
}

fn answered(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Started(start) => return started(model, *start),
        Event::Board(rows, coming) => {
            model.board.rows = Some(rows);
            model.board.coming = coming;
            model.arrange_board();
        }
        // An answer to a question nobody asks any more is let go.
        Event::Opened(opened) if model.wanted.as_deref() == Some(opened.whole.code.as_str()) => {
            let entries = opened.log.iter().map(|row| (row.seq, parsed(&row.datetime)));
            model.moments.extend(entries);
            model.opened = Some(*opened);
            keep_selection(model);
            // Somebody may have changed the letter that is read.
            if model.screen() == Screen::Letters {
                return letters::read(model);
            }
        }
        Event::Exercise(opened, desk) if model.wanted.as_deref() == Some(opened.whole.code.as_str()) => {
            model.drill = Some(desk);
            let effects = answered(model, Event::Opened(opened));
            drill::told(model);
            model.drill_seen = true;
            return effects;
        }
        Event::Regime(regime) => model.law.regime = Some(regime),
        Event::Audit(view) => {
            model.message = view.state.clone();
            model.audit = Some(view);
        }
        Event::Text { title, text } => model.overlays.push(Overlay::Text { title, text, scroll: 0 }),
        Event::Ask { words, command } => model.overlays.push(Overlay::Ask {
            words,
            yes: Yes::Run(*command),
        }),
        Event::Edited(Some(text)) if model.overlays.is_empty() => return letters::edited(model, text),
        Event::Edited(text) => overlay::edited(model, text),
        Event::Letter(open) => model.letters.open = Some(open),
        Event::Recorded { words, opened } => return recorded(model, words, opened),
        Event::Failed(words) => failed(model, words),
        _ => {}
    }
    Vec::new()
}

/// At the first start the organisation is asked for; every later one leads to the board.
fn started(model: &mut Model, start: Start) -> Vec<Effect> {
    model.start = start;
    model.arrange_law();
    let again = std::mem::replace(&mut model.started, true);
    let used = model.board.rows.as_ref().is_some_and(|rows| !rows.is_empty());
    if !again && !used && model.start.profile.is_empty() && model.start.contacts.is_empty() {
        overlay::open(model, super::forms::profile(model, true));
    }
    Vec::new()
}

/// What was recorded closes the form it came from, and what is on screen is read again.
fn recorded(model: &mut Model, words: String, opened: Option<String>) -> Vec<Effect> {
    model.message = words;
    let mut effects = overlay::done(model);
    if let Some(code) = opened {
        effects.extend(go::incident(model, code));
        return effects;
    }
    effects.push(Effect::Look {
        code: model.wanted.clone(),
        force: true,
    });
    effects
}

/// A refusal stands in the form it came from, or else in the message line.
fn failed(model: &mut Model, words: String) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) if form.sent => {
            form.problem = Some(words);
            form.sent = false;
        }
        _ => model.message = words,
    }
    // An incident that cannot be read has no screen of its own.
    if model.opened.is_none()
        && matches!(
            model.screen(),
            Screen::Incident | Screen::Why | Screen::Timeline | Screen::Letters | Screen::Room | Screen::Facilitator
        )
    {
        model.screens = vec![Screen::Board];
        model.wanted = None;
    }
}

/// A selection never points past the end of its list, nor at a head.
fn keep_selection(model: &mut Model) {
    let rows = model.rows();
    model.at = model.at.min(rows.len().saturating_sub(1));
    if rows.get(model.at).is_some_and(|row| !row.selectable()) {
        let next = (model.at..rows.len()).find(|at| rows[*at].selectable());
        let before = (0..model.at).rev().find(|at| rows[*at].selectable());
        model.at = next.or(before).unwrap_or(0);
    }
    let shown = super::drill::rows(model);
    let stop = (model.drill_at..shown.len()).find(|at| shown[*at].selectable());
    model.drill_at = stop
        .or_else(|| shown.iter().rposition(|row| row.selectable()))
        .unwrap_or(0);
    model.clock = model.clock.min(model.clocks().len().saturating_sub(1));
    let lost = model.duty.as_deref().is_some_and(|id| model.find_duty(id).is_none());
    if lost && model.screen() == Screen::Why {
        model.screens.pop();
    }
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        return overlay::pressed(model, key);
    }
    meaning(model.screen(), key)
        .map(|action| act::act(model, action))
        .unwrap_or_default()
}

/// The mouse does what keys do: the wheel moves, a click selects, a click on what is selected opens it.
fn moused(model: &mut Model, mouse: MouseEvent) -> Vec<Effect> {
    use super::action::Action;
    match mouse.kind {
        MouseEventKind::ScrollDown => overlay::or_act(model, Action::Down),
        MouseEventKind::ScrollUp => overlay::or_act(model, Action::Up),
        MouseEventKind::Down(_) if model.overlays.is_empty() => match hit(model, mouse.column, mouse.row) {
            Some(Hit::Key(action)) => act::act(model, action),
            Some(Hit::Tab(at)) => act::act(model, Action::Tab(at)),
            Some(Hit::Row(at)) => clicked(model, at),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn clicked(model: &mut Model, at: usize) -> Vec<Effect> {
    let selected = match model.screen() {
        Screen::Board => &mut model.board.at,
        Screen::Law => &mut model.law.at,
        Screen::Timeline => &mut model.clock,
        Screen::Room | Screen::Facilitator => &mut model.drill_at,
        _ => &mut model.at,
    };
    if *selected == at {
        return act::act(model, super::action::Action::Open);
    }
    *selected = at;
    keep_selection(model);
    Vec::new()
}

/// The form that a search opens keeps what it finds while it is typed.
pub(super) fn searching(purpose: &Purpose) -> bool {
    *purpose == Purpose::Search
}
