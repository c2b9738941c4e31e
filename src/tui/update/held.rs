//! Keys that are pressed while the record is at work: they are kept, and played in their order once what they wait for has
//! come. Let go, the rest of what somebody types would become commands of the screen below. What does not come takes its
//! keys with it: they are never given to another screen than the one for which they were typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{burst, form, overlay, pressed, too_soon};
use crate::tui::action::{Action, LetterAction};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;
use crate::tui::typed_ahead::{Behind, Held, Input};
use crate::tui::widget::overlay::Overlay;

/// More than anybody types while the record is at work.
const MOST: usize = 20_000;

/// Takes in what somebody typed: at once, or once what it waits for has come.
pub(super) fn typed(model: &mut Model, input: Input) -> Vec<Effect> {
    // What is typed behind the lock is a passphrase.
    if model.quit || model.locked.is_some() {
        return Vec::new();
    }
    let Some(behind) = waits_for(model, 0).filter(|_| !passes(model, &input)) else {
        return play(model, input);
    };
    if discards(&input) {
        model.message = match std::mem::take(&mut model.held.inputs).len() {
            0 => "Please wait: what was handed in is being saved.".to_owned(),
            _ => "What you typed meanwhile is discarded.".to_owned(),
        };
        return Vec::new();
    }
    if model.held.inputs.len() >= MOST {
        model.message = "Too much was typed while the record was at work: the last key is not kept.".to_owned();
        return Vec::new();
    }
    model.message = match &behind {
        Behind::Board | Behind::Incident(_) => "Reading …; what you type waits for it (Ctrl-Q discards it).",
        Behind::Letter(_) => "The letter is still being read; what you type waits for it.",
        Behind::Form(_) => "Saving …; what you type waits for it (Ctrl-Q discards it).",
    }
    .to_owned();
    model.held.inputs.push_back(input);
    model.held.behind = Some(behind);
    Vec::new()
}

/// What the record is at work on that keys have to wait for, with so many requests that are not counted yet.
fn waits_for(model: &Model, asked: usize) -> Option<Behind> {
    if let Some(top) = model.overlays.last() {
        return match top {
            Overlay::Form(form) if form.sent => Some(Behind::Form(form.id)),
            Overlay::Form(_)
            | Overlay::Help { .. }
            | Overlay::Editor(_)
            | Overlay::Ask(_)
            | Overlay::Reached { .. }
            | Overlay::Text { .. }
            | Overlay::FindIn { .. }
            | Overlay::Menu(_)
            | Overlay::Find { .. }
            | Overlay::Palette { .. } => None,
        };
    }
    if model.waiting + asked == 0 {
        return None;
    }
    match model.screen() {
        ScreenName::Board => model.board().rows.is_none().then_some(Behind::Board),
        ScreenName::Letters if model.opened().is_some() => model
            .letter()
            .filter(|_| model.open_letter().is_none())
            .map(Behind::Letter),
        ScreenName::Incident
        | ScreenName::Letters
        | ScreenName::Why
        | ScreenName::Timeline
        | ScreenName::Room
        | ScreenName::Facilitator
        | ScreenName::Sheet => {
            let open = model.incident()?;
            open.opened().is_none().then(|| Behind::Incident(open.code.clone()))
        }
        ScreenName::Law | ScreenName::Regime | ScreenName::Audit | ScreenName::Scenario | ScreenName::Wall => None,
    }
}

/// What need not wait as long as nothing waits before it: leaving, and what a letter's text is not needed for.
fn passes(model: &Model, input: &Input) -> bool {
    let Input::Key(key) = input else { return false };
    if is_control(*key, 'z') {
        return true;
    }
    if !model.held.inputs.is_empty() || !model.overlays.is_empty() {
        return false;
    }
    let meaning = model.keys.meaning(model.screen(), *key);
    match meaning {
        Some(Action::Quit | Action::Lock | Action::Back) => true,
        Some(Action::Letter(LetterAction::Edit) | Action::Form(_) | Action::Open) => false,
        Some(_) | None => model.opened().is_some() && model.screen() == ScreenName::Letters,
    }
}

fn is_control(key: KeyEvent, letter: char) -> bool {
    key.code == KeyCode::Char(letter) && key.modifiers.contains(KeyModifiers::CONTROL)
}

fn discards(input: &Input) -> bool {
    matches!(input, Input::Key(key) if is_control(*key, 'q'))
}

fn play(model: &mut Model, input: Input) -> Vec<Effect> {
    if let Some(end) = model.held.line_end.take() {
        return match input {
            Input::Burst(key) | Input::BurstEnd(key) if key.code != KeyCode::Char('.') => {
                model.held.pasted = true;
                play(model, input)
            }
            next @ (Input::Key(_) | Input::Burst(_) | Input::BurstEnd(_) | Input::Paste(_)) => {
                let mut effects = line_ends(model, end);
                match waits_for(model, effects.len()) {
                    Some(behind) => {
                        model.held.inputs.push_front(next);
                        model.held.behind = Some(behind);
                    }
                    None => effects.extend(play(model, next)),
                }
                effects
            }
        };
    }
    match input {
        Input::Key(key) => {
            model.held.pasted = false;
            pressed(model, key)
        }
        Input::Burst(key) => burst::pressed(model, key, false),
        Input::BurstEnd(key) => {
            let effects = burst::pressed(model, key, true);
            model.held.pasted = false;
            effects
        }
        Input::Paste(text) => overlay::paste(model, &text),
    }
}

fn line_ends(model: &mut Model, end: KeyEvent) -> Vec<Effect> {
    model.message.clear();
    pressed(model, end)
}

/// Plays what was kept, once what it waited for has come; with so many requests of this event so far.
pub(super) fn settle(model: &mut Model, asked: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    while !model.held.inputs.is_empty() {
        if model.quit || model.locked.is_some() {
            model.held = Held::default();
            break;
        }
        if let Some(behind) = waits_for(model, asked + effects.len()) {
            model.held.behind = Some(behind);
            break;
        }
        // A question is answered by whoever has read it.
        if matches!(model.overlays.last(), Some(Overlay::Ask(_) | Overlay::Reached { .. })) {
            if answers_dropped(model) {
                model.message = "The question came after your key: press it again.".to_owned();
            }
            break;
        }
        if let Some(behind) = model.held.behind.take() {
            if !has_come(model, &behind) {
                let keys = std::mem::take(&mut model.held.inputs).len();
                let lost = format!("What you typed meanwhile ({keys} keys) was not used.");
                model.message = format!("{} {lost}", model.message).trim_start().to_owned();
                break;
            }
            if matches!(behind, Behind::Form(_)) && answers_dropped(model) {
                model.message = too_soon(&model.message);
            }
        }
        if let Some(input) = model.held.inputs.pop_front() {
            effects.extend(play(model, input));
        }
    }
    effects
}

/// Whether what keys waited for is there now.
fn has_come(model: &mut Model, behind: &Behind) -> bool {
    match behind {
        Behind::Board => model.board().rows.is_some(),
        Behind::Incident(code) => model.at_hand().as_ref() == Some(code),
        Behind::Letter(letter) => model.letter().as_ref() == Some(letter) && model.open_letter().is_some(),
        Behind::Form(form) => !form::is_open(model, *form),
    }
}

/// Drops the keys in front that were meant for the form or for a question of it: whether there were any.
fn answers_dropped(model: &mut Model) -> bool {
    let before = model.held.inputs.len();
    while model.held.inputs.front().is_some_and(answers) {
        model.held.inputs.pop_front();
    }
    model.held.inputs.len() < before
}

fn answers(input: &Input) -> bool {
    match input {
        Input::Key(key) | Input::Burst(key) | Input::BurstEnd(key) => {
            let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
            let answers = plain && matches!(key.code, KeyCode::Char('y' | 'Y') | KeyCode::Enter | KeyCode::Esc);
            answers || is_control(*key, 's')
        }
        Input::Paste(_) => false,
    }
}

/// A second has passed: a line that ended in a burst with nothing behind it has ended.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    match model.held.line_end.take() {
        Some(end) => line_ends(model, end),
        None => Vec::new(),
    }
}
