//! What keys do to a scenario in the making.

use super::state::Editor;
use crate::drill::edit::{Change, Checked, Place};
use crate::tui::action::{Move, ScenarioAction};
use crate::tui::effect::{Effect, Question, ScenarioEffect, Yes};
use crate::tui::form::scenario as form;
use crate::tui::leaving::Leaving;
use crate::tui::model::Model;
use crate::tui::screen::layout::moved;
use crate::tui::screen::opening;
use crate::tui::screen::stack::Screen;
use crate::tui::widget::overlay::Overlay;

fn editor(model: &Model) -> Option<&Editor> {
    match model.screens.top() {
        Some(Screen::Scenario(editor)) => Some(editor),
        Some(Screen::Incident(_) | Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_)) | None => {
            None
        }
    }
}

/// Asks before changes are forgotten that nobody has saved; whether there are any.
pub(crate) fn asks_before(model: &mut Model, leaving: Leaving) -> bool {
    let Some(editor) = model.screens.scenario_mut().filter(|editor| editor.changed) else {
        return false;
    };
    let words = format!(
        "“{}” has changes that are not in its file yet. E saves them.",
        editor.checked.draft.title()
    );
    let question = Question::new(
        "Leave the scenario",
        words,
        "Forget the changes",
        Yes::LeaveScenario(leaving),
    );
    model.overlays.push(Overlay::Ask(Box::new(question)));
    true
}

/// A draft that was copied, changed or saved.
pub(crate) fn arrived(model: &mut Model, checked: Checked, own_file: Option<bool>, words: String) -> Vec<Effect> {
    model.message = words;
    match own_file {
        // It was opened.
        Some(own_file) => model
            .screens
            .show(Screen::Scenario(Box::new(Editor::new(checked, own_file)))),
        None => {
            if let Some(editor) = model.screens.scenario_mut() {
                editor.arrived(checked);
            }
        }
    }
    Vec::new()
}

/// The draft lies in its file.
pub(crate) fn saved(model: &mut Model, words: String) -> Vec<Effect> {
    model.message = words;
    if let Some(editor) = model.screens.scenario_mut() {
        (editor.own_file, editor.changed) = (true, false);
    }
    // It can be started from now on.
    vec![Effect::Start]
}

/// The arrows choose a part, the page keys scroll what the room sees.
pub(crate) fn step(editor: &mut Editor, to: Move) {
    match to {
        Move::PageDown => editor.scroll = editor.scroll.saturating_add(5).min(500),
        Move::PageUp => editor.scroll = editor.scroll.saturating_sub(5),
        Move::Up | Move::Down | Move::First | Move::Last => {
            editor.at = moved(editor.at, editor.parts().len(), to, 1);
            editor.scroll = 0;
        }
    }
}

/// Changes the part selected.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let form = editor(model).and_then(|editor| {
        let draft = &editor.checked.draft;
        match editor.part()?.place {
            Place::Head => Some(form::head::form(draft)),
            Place::Objective(at) => form::target::form(draft, at),
            Place::Inject(at) => form::inject::form(draft, Some(at)),
            Place::Action(inject, at) => form::action::form(draft, inject, Some(at)),
        }
    });
    if let Some(form) = form {
        opening::open(model, form);
    }
    Vec::new()
}

pub(crate) fn act(model: &mut Model, action: ScenarioAction) -> Vec<Effect> {
    let Some(editor) = editor(model) else {
        return Vec::new();
    };
    let draft = &editor.checked.draft;
    let place = editor.part().map(|part| part.place);
    match action {
        ScenarioAction::NewInject => {
            let form = form::inject::form(draft, None);
            form.into_iter().for_each(|form| opening::open(model, form));
        }
        ScenarioAction::NewAction => match place {
            Some(Place::Inject(inject) | Place::Action(inject, _)) => {
                let form = form::action::form(draft, inject, None);
                form.into_iter().for_each(|form| opening::open(model, form));
            }
            Some(Place::Head | Place::Objective(_)) | None => "Select an inject first.".clone_into(&mut model.message),
        },
        ScenarioAction::Remove => match place {
            Some(place @ (Place::Inject(_) | Place::Action(..))) => {
                let change = Effect::Scenario(ScenarioEffect::Change {
                    draft: Box::new(draft.clone()),
                    change: Box::new(Change::Remove(place)),
                });
                let words = editor
                    .part()
                    .map_or(String::new(), |part| format!("Take “{}” out of the draft?", part.words));
                let question = Question::new("Take a part out", words, "Take it out", Yes::Effect(Box::new(change)));
                model.overlays.push(Overlay::Ask(Box::new(question)));
            }
            Some(Place::Head | Place::Objective(_)) | None => {
                "Only injects and expected actions can be taken out.".clone_into(&mut model.message);
            }
        },
        ScenarioAction::Save => {
            return vec![Effect::Scenario(ScenarioEffect::Save {
                draft: Box::new(draft.clone()),
                replace: editor.own_file,
            })];
        }
    }
    Vec::new()
}
