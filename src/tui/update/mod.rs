//! From what happened to the next state, and to what the record is asked. Pure.

mod act;
mod ask;
mod drill;
mod form;
mod go;
mod letters;
mod overlay;

use crossterm::event::{KeyEvent, KeyEventKind, MouseEvent, MouseEventKind};

use super::action::{Action, Effect, Event, Failure, IncidentAction, Start};
use super::hit::{Hit, hit};
use super::ids::{FormId, IncidentRef, Subject};
use super::keymap::{key_name, meaning};
use super::model::{Freshness, IncidentState, Model, Overlay, Screen};
use super::words::parsed;
use crate::app::workbench::Opened;

/// Ticks after which an open incident is assessed anew, whether or not anybody wrote: clocks run out by themselves.
const REASSESS: u32 = 30;

/// Takes one event in.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    if answers(&event) {
        model.waiting = model.waiting.saturating_sub(1);
    }
    let effects = match event {
        // Some terminals report that a key was let go: that is no second press.
        Event::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
        Event::Key(key) => pressed(model, key),
        Event::Burst(key) => burst(model, key),
        Event::Mouse(mouse) => moused(model, mouse),
        Event::Paste(text) => overlay::paste(model, &text),
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
        Event::Key(_)
            | Event::Burst(_)
            | Event::Mouse(_)
            | Event::Paste(_)
            | Event::Resize(..)
            | Event::Tick(_)
            | Event::Terminate
    )
}

fn tick(model: &mut Model, now: crate::core::time::WallTime) -> Vec<Effect> {
    model.now = now;
    model.ticks += 1;
    // Another process may have written. Nothing is asked while an answer is still on its way.
    if model.waiting > 0 {
        return Vec::new();
    }
    let force = model.ticks.is_multiple_of(REASSESS);
    let looks_back = model.incident.opened.as_ref().is_some_and(|o| o.as_of.is_some());
    let code = model.incident.wanted.clone().filter(|_| !looks_back);
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
        Event::Opened(opened) if awaited(model, &opened) => return shown(model, *opened),
        Event::Opened(_) => {}
        Event::Exercise(opened, desk) if awaited(model, &opened) => {
            let selected = super::drill::row(model).map(|row| row.target);
            model.incident.drill = Some(desk);
            if let Some(at) = selected.and_then(|target| super::drill::row_of(model, &target)) {
                model.incident.drill_at = at;
            }
            let effects = shown(model, *opened);
            drill::told(model);
            model.incident.drill_seen = true;
            return effects;
        }
        Event::Exercise(..) => {}
        Event::Regime(regime) => {
            if model.law.wanted.as_deref() == Some(regime.row.id.as_str()) {
                model.law.regime = Some(regime);
            }
        }
        Event::Audit(view) => {
            model.message = view.state.clone();
            model.audit = Some(view);
        }
        Event::Text { about, title, text } => {
            // A text nobody waits for any more would take the keys of whatever is on screen now.
            let here = about.incident().is_none_or(|incident| model.incident.is(incident));
            if here && model.overlays.is_empty() {
                model.overlays.push(Overlay::Text { title, text, scroll: 0 });
            }
        }
        Event::Edited { target, text } => return overlay::edited(model, target, text),
        Event::Letter(open) => letters::arrived(model, open),
        Event::Recorded { about, words, opened } => return recorded(model, &about, &words, opened),
        Event::Failed(failure) => failed(model, failure),
        Event::Submitted(form, event) => return submitted(model, form, *event),
        // A question belongs to the form that was handed in.
        Event::Confirm(_) | Event::Same => {}
        Event::Key(_)
        | Event::Burst(_)
        | Event::Paste(_)
        | Event::Mouse(_)
        | Event::Resize(..)
        | Event::Tick(_)
        | Event::Terminate => {}
    }
    Vec::new()
}

/// Whether an incident that was read is the one that is to be on screen, as of the moment that was asked for.
fn awaited(model: &Model, opened: &Opened) -> bool {
    model.incident.is(&IncidentRef::new(opened.whole.code.clone())) && model.incident.until == opened.as_of
}

/// The incident at hand as it was read just now.
fn shown(model: &mut Model, opened: Opened) -> Vec<Effect> {
    let entries = opened.log.iter().map(|row| (row.seq, parsed(&row.datetime)));
    model.incident.moments.extend(entries);
    model.incident.opened = Some(opened);
    let freshness = std::mem::take(&mut model.incident.freshness);
    keep_selection(model);
    overlay::compare(model);
    if freshness == Freshness::StaleThenUndo && model.overlays.is_empty() {
        model.message.clear();
        act::undo(model);
    }
    // Somebody may have changed the letter that is read.
    match model.screen() == Screen::Letters {
        true => letters::read(model),
        false => Vec::new(),
    }
}

/// The answer to what a form asked for goes to that form, wherever it lies by now.
fn submitted(model: &mut Model, form: FormId, event: Event) -> Vec<Effect> {
    match event {
        Event::Confirm(question) => {
            overlay::confirm(model, form, question);
            Vec::new()
        }
        Event::Failed(failure) => {
            overlay::refused(model, form, failure);
            Vec::new()
        }
        Event::Recorded { about, words, opened } => {
            let waited = overlay::is_open(model, form);
            let mut effects = overlay::done(model, form);
            match opened {
                // The new incident is shown to whoever waited for it at its form.
                Some(code) if waited && model.overlays.is_empty() => {
                    model.message = words;
                    effects.extend(go::incident(model, code));
                }
                opened => effects.extend(recorded(model, &about, &words, opened)),
            }
            effects
        }
        other => answered(model, other),
    }
}

/// At the first start the organisation is asked for; every later one leads to the board.
fn started(model: &mut Model, start: Start) -> Vec<Effect> {
    model.start = start;
    model.arrange_law();
    let again = std::mem::replace(&mut model.started, true);
    let used = model.board.rows.as_ref().is_some_and(|rows| !rows.is_empty());
    if !again && !used && model.start.profile.is_empty() && model.start.contacts.is_empty() {
        overlay::open(model, super::form::profile::first(model));
    }
    if std::mem::take(&mut model.drill_wanted) && model.overlays.is_empty() {
        overlay::open(model, super::form::exercise::start::form(model));
    }
    Vec::new()
}

/// What was recorded is said, and what is on screen is read again.
fn recorded(model: &mut Model, about: &Subject, words: &str, opened: Option<IncidentRef>) -> Vec<Effect> {
    model.message = said(model, about, words);
    if about.incident().is_some_and(|incident| model.incident.is(incident)) {
        model.incident.freshness = Freshness::Stale;
    }
    if let Some(code) = opened {
        // Whoever has gone on meanwhile is not taken away from where they are.
        if model.overlays.is_empty() && model.screen() == Screen::Board {
            return go::incident(model, code);
        }
        model.message = format!("{words}: it is on the board");
    }
    vec![Effect::Look {
        code: model.incident.wanted.clone(),
        force: true,
    }]
}

/// Words about another incident than the one on screen name it.
fn said(model: &Model, about: &Subject, words: &str) -> String {
    match about.incident() {
        Some(incident) if !model.incident.is(incident) && model.incident.wanted.is_some() => {
            format!("{incident}: {words}")
        }
        Some(_) | None => words.to_owned(),
    }
}

/// What could not be done stands in the message line.
fn failed(model: &mut Model, failure: Failure) {
    model.message = said(model, &failure.about, &failure.words);
    // An incident that cannot be read has no screen of its own.
    let unread = model.incident.opened.is_none() && failure.about.incident().is_some_and(|i| model.incident.is(i));
    if unread {
        model.screens = vec![Screen::Board];
        model.incident = IncidentState::default();
    }
}

/// A selection never points past the end of its list, nor at a head.
fn keep_selection(model: &mut Model) {
    let rows = model.rows();
    model.incident.at = model.incident.at.min(rows.len().saturating_sub(1));
    if rows.get(model.incident.at).is_some_and(|row| !row.selectable()) {
        let next = (model.incident.at..rows.len()).find(|at| rows[*at].selectable());
        let before = (0..model.incident.at).rev().find(|at| rows[*at].selectable());
        model.incident.at = next.or(before).unwrap_or(0);
    }
    let shown = super::drill::rows(model);
    let stop = (model.incident.drill_at..shown.len()).find(|at| shown[*at].selectable());
    model.incident.drill_at = stop
        .or_else(|| shown.iter().rposition(|row| row.selectable()))
        .unwrap_or(0);
    model.incident.clock = model.incident.clock.min(model.clocks().len().saturating_sub(1));
    let lost = model
        .incident
        .duty
        .as_deref()
        .is_some_and(|id| model.find_duty(id).is_none());
    if lost && model.screen() == Screen::Why {
        model.screens.pop();
    }
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if model.incident.freshness == Freshness::StaleThenUndo {
        model.incident.freshness = Freshness::Stale;
    }
    if !model.overlays.is_empty() {
        return overlay::pressed(model, key);
    }
    match meaning(model.screen(), key) {
        Some(action) => act::act(model, action),
        None => {
            if let Some(name) = key_name(key) {
                model.message = format!("{name} does nothing here; ? lists the keys.");
            }
            Vec::new()
        }
    }
}

/// A key that came in one burst with the key before it, faster than anybody types: pasted text, most likely. It never
/// answers a question.
fn burst(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Ask(_) | Overlay::Reached { .. })) {
        model.message = "That came too fast to be an answer, as pasted text does; press the key again.".to_owned();
        return Vec::new();
    }
    let at_once = model.screen() == Screen::Facilitator
        && model.overlays.is_empty()
        && meaning(Screen::Facilitator, key).is_some_and(act::acts_at_once);
    if at_once {
        model.message = "That came too fast, as pasted text does; press the key again.".to_owned();
        return Vec::new();
    }
    pressed(model, key)
}

/// The mouse does what keys do: the wheel moves, a click selects, a click on what is selected opens it.
fn moused(model: &mut Model, mouse: MouseEvent) -> Vec<Effect> {
    match mouse.kind {
        MouseEventKind::ScrollDown => overlay::wheel(model, true),
        MouseEventKind::ScrollUp => overlay::wheel(model, false),
        MouseEventKind::Down(_) if model.overlays.is_empty() => match hit(model, mouse.column, mouse.row) {
            Some(Hit::Key(action)) => act::act(model, action),
            Some(Hit::Tab(tab)) => act::act(model, Action::Incident(IncidentAction::Tab(tab))),
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
        Screen::Timeline => &mut model.incident.clock,
        Screen::Room | Screen::Facilitator => &mut model.incident.drill_at,
        _ => &mut model.incident.at,
    };
    if *selected == at {
        return act::act(model, Action::Open);
    }
    *selected = at;
    keep_selection(model);
    Vec::new()
}
