//! Keys while something lies over the screen: a form, a question, the palette, a text.

use crossterm::event::{KeyCode, KeyEvent};

use super::{act, go, searching};
use crate::core::event::Reached;
use crate::core::incident::command::Command;
use crate::tui::action::{Action, Effect};
use crate::tui::form::{Form, Outcome, Purpose, Typed};
use crate::tui::forms;
use crate::tui::model::{Model, Overlay, Screen, Yes};
use crate::tui::palette::{self, Goal};
use crate::tui::submit::submit;

/// Opens a form, with what was typed into it before a crash.
pub(super) fn open(model: &mut Model, mut form: Form) {
    if let Some(draft) = model.draft(&form) {
        form.restore(&draft.clone());
        form.note = format!("What you typed before is back. {}", form.note);
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
}

/// The question whether the built-in example is to be opened.
pub(super) fn example() -> Overlay {
    Overlay::Ask {
        words: "Look around in a built-in example? It is an EXERCISE incident: it says so everywhere and is never \
                counted with real ones."
            .to_owned(),
        yes: Yes::Effect(Effect::Example),
    }
}

/// Pasted text goes where typing goes.
pub(super) fn paste(model: &mut Model, text: &str) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => {
            if let Some(field) = form.field() {
                field.area.insert_str(text.replace('\r', "\n"));
                if !matches!(field.kind, crate::tui::form::Kind::Text) {
                    let line = field.text();
                    field.set(&line);
                }
            }
        }
        Some(Overlay::Palette { text: typed, .. }) => typed.extend(text.chars().filter(|c| !c.is_control())),
        _ => {}
    }
}

/// A text that comes back from the editor.
pub(super) fn edited(model: &mut Model, text: Option<String>) {
    match (model.overlays.last_mut(), text) {
        (Some(Overlay::Form(form)), Some(text)) => {
            if let Some(field) = form.field() {
                field.set(text.trim_end());
            }
        }
        (_, None) => model.message = "the editor did not come back with a text; set EDITOR to one".to_owned(),
        _ => {}
    }
}

/// The wheel over a screen or an overlay.
pub(super) fn or_act(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Text { scroll, .. }) => {
            *scroll = match action {
                Action::Down => scroll.saturating_add(2),
                _ => scroll.saturating_sub(2),
            };
            Vec::new()
        }
        Some(_) => Vec::new(),
        None => act::act(model, action),
    }
}

pub(super) fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(top) = model.overlays.pop() else {
        return Vec::new();
    };
    match top {
        Overlay::Help => Vec::new(),
        Overlay::Form(form) => typed(model, *form, key),
        Overlay::Ask { words, yes } => asked(model, key, words, yes),
        Overlay::Reached { contact, name } => reached(model, key, contact, name),
        Overlay::Text { title, text, scroll } => read(model, key, title, text, scroll),
        Overlay::Palette { text, at } => searched(model, key, text, at),
    }
}

fn typed(model: &mut Model, mut form: Form, key: KeyEvent) -> Vec<Effect> {
    if searching(&form.purpose) {
        return search(model, form, key);
    }
    let slot = form.purpose.slot(&model.code());
    match form.key(key) {
        Typed::Leave => {
            model.message = "nothing was recorded".to_owned();
            let first = form.purpose == Purpose::Profile { first: true };
            if first {
                model.overlays.push(example());
            }
            return forget(model, &slot);
        }
        Typed::Submit => return submitted(model, form),
        Typed::Editor => {
            let text = form.field().map(|field| field.text()).unwrap_or_default();
            model.overlays.push(Overlay::Form(Box::new(form)));
            return vec![Effect::Editor(text)];
        }
        Typed::Moved => {
            model.overlays.push(Overlay::Form(Box::new(form)));
            return Vec::new();
        }
        Typed::Changed => {}
    }
    let text = form.draft();
    model.start.drafts.insert(slot.clone(), text.clone());
    model.overlays.push(Overlay::Form(Box::new(form)));
    vec![Effect::Draft { slot, text: Some(text) }]
}

fn forget(model: &mut Model, slot: &str) -> Vec<Effect> {
    if model.start.drafts.remove(slot).is_none() {
        return Vec::new();
    }
    vec![Effect::Draft {
        slot: slot.to_owned(),
        text: None,
    }]
}

fn submitted(model: &mut Model, mut form: Form) -> Vec<Effect> {
    let outcome = submit(model, &mut form);
    form.sent = matches!(outcome, Some(Outcome::Run(_) | Outcome::Effect(_)));
    let code = model.code();
    // The form stays until the record has taken it: a refusal then stands in it.
    model.overlays.push(Overlay::Form(Box::new(form)));
    match outcome {
        None => Vec::new(),
        Some(Outcome::Run(command)) => vec![Effect::Run(code, Box::new(command))],
        Some(Outcome::Effect(effect)) => vec![effect],
        Some(Outcome::Ask(words, command)) => {
            model.overlays.push(Overlay::Ask {
                words,
                yes: Yes::Run(command),
            });
            Vec::new()
        }
    }
}

/// What was recorded closes its form and forgets its draft; the first profile is followed by the tour.
pub(super) fn done(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        return Vec::new();
    };
    if !form.sent {
        return Vec::new();
    }
    let slot = form.purpose.slot(&model.code());
    let first = form.purpose == Purpose::Profile { first: true };
    let organisation = matches!(form.purpose, Purpose::Profile { .. } | Purpose::Contact);
    model.overlays.pop();
    if first {
        model.overlays.push(example());
    }
    let mut effects = forget(model, &slot);
    if organisation {
        effects.push(Effect::Start);
    }
    effects
}

fn asked(model: &mut Model, key: KeyEvent, words: String, yes: Yes) -> Vec<Effect> {
    match key.code {
        KeyCode::Char('y' | 'Y') => {
            if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                form.sent = true;
            }
            match yes {
                Yes::Run(command) => vec![Effect::Run(model.code(), Box::new(command))],
                Yes::Effect(effect) => vec![effect],
                Yes::Show(screen) => {
                    super::drill::shown(model, screen);
                    Vec::new()
                }
            }
        }
        KeyCode::Char('n' | 'N') | KeyCode::Esc => {
            model.message = "nothing was recorded".to_owned();
            Vec::new()
        }
        _ => {
            model.overlays.push(Overlay::Ask { words, yes });
            Vec::new()
        }
    }
}

fn reached(model: &mut Model, key: KeyEvent, contact: String, name: String) -> Vec<Effect> {
    let reached = match key.code {
        KeyCode::Char('y') => Reached::Answered,
        KeyCode::Char('n') => Reached::Attempted,
        KeyCode::Char('f') => Reached::Failed,
        KeyCode::Esc => {
            model.message = "nothing was recorded".to_owned();
            return Vec::new();
        }
        _ => {
            model.overlays.push(Overlay::Reached { contact, name });
            return Vec::new();
        }
    };
    let command = Command::Attempt {
        contact,
        channel: None,
        reached,
        at: None,
        remark: None,
    };
    vec![Effect::Run(model.code(), Box::new(command))]
}

fn read(model: &mut Model, key: KeyEvent, title: String, text: String, scroll: u16) -> Vec<Effect> {
    let page = model.size.1.saturating_sub(8).max(1);
    let scroll = match key.code {
        KeyCode::Down | KeyCode::Char('j') => scroll.saturating_add(1),
        KeyCode::Up | KeyCode::Char('k') => scroll.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => scroll.saturating_add(page),
        KeyCode::PageUp => scroll.saturating_sub(page),
        KeyCode::Home => 0,
        KeyCode::Char('y') => {
            model.message = "copied".to_owned();
            let copy = Effect::Copy(text.clone());
            model.overlays.push(Overlay::Text { title, text, scroll });
            return vec![copy];
        }
        KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q') => return Vec::new(),
        _ => scroll,
    };
    let lines = u16::try_from(text.lines().map(|l| 1 + l.len() / 60).sum::<usize>()).unwrap_or(u16::MAX);
    let scroll = scroll.min(lines.saturating_sub(1));
    model.overlays.push(Overlay::Text { title, text, scroll });
    Vec::new()
}

/// A search shows what it finds while it is typed; Esc ends it.
fn search(model: &mut Model, mut form: Form, key: KeyEvent) -> Vec<Effect> {
    let typed = form.key(key);
    let text = match typed {
        Typed::Leave => String::new(),
        _ => form.value("words"),
    };
    match model.screen() {
        Screen::Law => {
            model.law.search = text;
            model.law.at = 0;
            model.arrange_law();
        }
        _ => {
            model.board.search = text;
            model.arrange_board();
            model.board.at = 0;
        }
    }
    if !matches!(typed, Typed::Leave | Typed::Submit) {
        model.overlays.push(Overlay::Form(Box::new(form)));
    }
    Vec::new()
}

fn searched(model: &mut Model, key: KeyEvent, mut text: String, mut at: usize) -> Vec<Effect> {
    let found = palette::found(model, &text);
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => {
            return match found.into_iter().nth(at) {
                Some(entry) => reach(model, entry.goal),
                None => Vec::new(),
            };
        }
        KeyCode::Down | KeyCode::Tab => at = (at + 1).min(found.len().saturating_sub(1)),
        KeyCode::Up | KeyCode::BackTab => at = at.saturating_sub(1),
        KeyCode::Backspace => {
            text.pop();
            at = 0;
        }
        KeyCode::Char(c) => {
            text.push(c);
            at = 0;
        }
        _ => {}
    }
    model.overlays.push(Overlay::Palette { text, at });
    Vec::new()
}

fn reach(model: &mut Model, goal: Goal) -> Vec<Effect> {
    match goal {
        Goal::Action(action) => act::act(model, action),
        Goal::Incident(code) => go::incident(model, code),
        Goal::Regime(id) => {
            model.law.regime = None;
            go::to(model, Screen::Law);
            go::to(model, Screen::Regime);
            vec![Effect::Regime(id)]
        }
        Goal::Duty(id) => {
            model.duty = Some(id);
            go::to(model, Screen::Why);
            Vec::new()
        }
        Goal::Form(Purpose::Fact(key)) => {
            let form = match key.as_deref().and_then(|k| k.strip_prefix("decisions.")) {
                Some(decision) => forms::decision(model, Some(decision)),
                None => forms::fact(model, key.as_deref()),
            };
            open(model, form);
            Vec::new()
        }
        Goal::Form(_) => Vec::new(),
    }
}
