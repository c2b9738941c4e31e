//! Questions before something is done: y or n, or a button chosen with the arrows and Enter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::form;
use crate::core::event::Reached;
use crate::core::incident::command::Command;
use crate::tui::action::Effect;
use crate::tui::model::{Button, Model, Overlay, Question, Yes};

/// The question whether the built-in example is to be opened.
pub(super) fn example() -> Overlay {
    Overlay::Ask(Box::new(Question::new(
        "Open the built-in example",
        "Look around in a built-in example? It is an EXERCISE incident: it says so everywhere and is never counted \
         with real ones.",
        "Open it",
        Yes::Effect(Box::new(Effect::Example)),
    )))
}

/// Takes a key in.
pub(super) fn asked(model: &mut Model, key: KeyEvent, mut question: Box<Question>) -> Vec<Effect> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char('y' | 'Y') if plain => return yes(model, *question),
        KeyCode::Char('n' | 'N') if plain => return no(model),
        KeyCode::Esc => return no(model),
        KeyCode::Enter => {
            return match question.focus {
                Button::Yes => yes(model, *question),
                Button::No => no(model),
            };
        }
        KeyCode::Left | KeyCode::Right | KeyCode::Up | KeyCode::Down | KeyCode::Tab | KeyCode::BackTab => {
            question.focus = question.focus.other();
        }
        _ => model.message = "y does it, n does not; the arrows and Enter choose a button".to_owned(),
    }
    model.overlays.push(Overlay::Ask(question));
    Vec::new()
}

fn no(model: &mut Model) -> Vec<Effect> {
    model.message = "nothing was recorded".to_owned();
    Vec::new()
}

fn yes(model: &mut Model, question: Question) -> Vec<Effect> {
    let effect = match question.yes {
        Yes::Run(code, command) => Effect::Run(code, command),
        Yes::Effect(effect) => *effect,
        Yes::Show(screen) => {
            super::drill::shown(model, screen);
            return Vec::new();
        }
        Yes::Drop(id) => return form::dropped(model, id),
    };
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => {
            form.sent = true;
            vec![Effect::Submitted(form.id, Box::new(effect))]
        }
        _ => vec![effect],
    }
}

/// How a call came out, in one key.
pub(super) fn reached(model: &mut Model, key: KeyEvent, contact: String, name: String) -> Vec<Effect> {
    let reached = match key.code {
        KeyCode::Char('y') => Reached::Answered,
        KeyCode::Char('n') => Reached::Attempted,
        KeyCode::Char('f') => Reached::Failed,
        KeyCode::Esc => return no(model),
        _ => {
            model.message = "y, n or f says how the call came out; Esc records nothing".to_owned();
            model.overlays.push(Overlay::Reached { contact, name });
            return Vec::new();
        }
    };
    let Some(incident) = model.at_hand() else {
        return Vec::new();
    };
    let command = Command::Attempt {
        contact,
        channel: None,
        reached,
        at: None,
        remark: None,
    };
    vec![Effect::Run(incident, Box::new(command))]
}
