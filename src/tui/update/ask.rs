//! Questions before something is done: y or n, or a button chosen with the arrows and Enter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{act, form, go};
use crate::core::event::Reached;
use crate::core::incident::command::{Call, Command};
use crate::tui::action::Action;
use crate::tui::effect::{Button, Effect, Question, Yes};
use crate::tui::leaving::Leaving;
use crate::tui::model::Model;
use crate::tui::screen::exercise::keys as exercise;
use crate::tui::screen::exercise::state::Side;
use crate::tui::widget::overlay::Overlay;

/// Takes a key in.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn asked(model: &mut Model, key: KeyEvent, mut question: Box<Question>) -> Vec<Effect> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    // It has been told how to answer; the next key is the answer.
    if model.message == HOW {
        model.message.clear();
    }
    match key.code {
        KeyCode::Char('y' | 'Y') if plain => return yes(model, *question),
        KeyCode::Char('n' | 'N') if plain => return declined(model, &question),
        KeyCode::Esc => return declined(model, &question),
        KeyCode::Enter => {
            return match question.focus {
                Button::Yes => yes(model, *question),
                Button::No => declined(model, &question),
            };
        }
        KeyCode::Left | KeyCode::Right | KeyCode::Up | KeyCode::Down | KeyCode::Tab | KeyCode::BackTab => {
            question.focus = question.focus.other();
        }
        _ => model.message = HOW.to_owned(),
    }
    model.overlays.push(Overlay::Ask(question));
    Vec::new()
}

/// How a question is answered, said after a key that is no answer.
const HOW: &str = "Press y or n, or choose a button with the arrows and Enter.";

/// What the workbench offers by itself is no entry that somebody has let go: what was said before stays said.
fn declined(model: &mut Model, question: &Question) -> Vec<Effect> {
    match &question.yes {
        Yes::Effect(effect) if **effect == Effect::Example => Vec::new(),
        Yes::Drop(_) => {
            model.message = "Nothing was discarded.".to_owned();
            Vec::new()
        }
        Yes::Effect(_) | Yes::Run(..) | Yes::ShowFacilitator | Yes::LeaveScenario(_) => no(model),
    }
}

/// The form that asked says so itself: it lies over the line of what was said last.
fn no(model: &mut Model) -> Vec<Effect> {
    // Behind a question of a form that asks nothing there is nothing to go back to.
    if matches!(model.overlays.last(), Some(Overlay::Form(form)) if form.fields.is_empty()) {
        model.overlays.pop();
    }
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => form.problem = Some(NOT_RECORDED.to_owned()),
        Some(_) | None => model.message = "Nothing was recorded.".to_owned(),
    }
    Vec::new()
}

const NOT_RECORDED: &str = "Not recorded yet. In the question y records it; Esc here leaves the form.";

fn yes(model: &mut Model, question: Question) -> Vec<Effect> {
    let effect = match question.yes {
        Yes::Run(code, command) => Effect::Run(code, command),
        Yes::Effect(effect) => *effect,
        Yes::ShowFacilitator => {
            exercise::shown(model, Side::Facilitator);
            return Vec::new();
        }
        Yes::Drop(id) => return form::dropped(model, id),
        Yes::LeaveScenario(to) => {
            if let Some(editor) = model.screens.scenario_mut() {
                editor.changed = false;
            }
            return match to {
                Leaving::Back => go::back(model),
                Leaving::Quit => act::act(model, Action::Quit),
            };
        }
    };
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        form.sent = true;
        return vec![Effect::Submitted(form.id, Box::new(effect))];
    }
    vec![effect]
}

/// How a call came out, in one key.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
pub(super) fn reached(model: &mut Model, key: KeyEvent, contact: String, name: String) -> Vec<Effect> {
    let reached = match key.code {
        KeyCode::Char('y') => Reached::Answered,
        KeyCode::Char('n') => Reached::Attempted,
        KeyCode::Char('f') => Reached::Failed,
        KeyCode::Esc => return no(model),
        _ => {
            model.message = "Press y, n or f for how the call went; Esc records nothing.".to_owned();
            model.overlays.push(Overlay::Reached { contact, name });
            return Vec::new();
        }
    };
    let Some(incident) = model.at_hand() else {
        return Vec::new();
    };
    let command = Command::Call(Call {
        contact,
        channel: None,
        reached,
        at: None,
        remark: None,
    });
    vec![Effect::Run(incident, Box::new(command))]
}
