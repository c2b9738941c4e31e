//! Keys that are pressed while a letter is still being read: they are kept, and mean what they mean once it is there. Let
//! go, the rest of what somebody types would become commands.

use crossterm::event::{KeyCode, KeyEvent};

use crate::tui::action::{Action, LetterAction};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;

/// More than anybody types while a letter is read.
const MOST: usize = 500;

/// Keeps a key; false where nothing is waited for.
pub(super) fn takes(model: &mut Model, key: KeyEvent) -> bool {
    if !model.held.is_empty() {
        match key.code == KeyCode::Esc || model.held.len() >= MOST {
            true => {
                model.held.clear();
                model.message = "What was typed while the letter was read is dropped.".to_owned();
            }
            false => model.held.push(key),
        }
        return true;
    }
    let is_read = model.screen() == ScreenName::Letters
        && model.letter().is_some()
        && model.open_letter().is_none()
        && model.waiting > 0;
    let needs_text = |action| {
        matches!(
            action,
            Action::Letter(LetterAction::Edit) | Action::Form(_) | Action::Open
        )
    };
    let takes = is_read && model.keys.meaning(ScreenName::Letters, key).is_some_and(needs_text);
    if takes {
        model.held.push(key);
        model.message = "The letter is still being read; what you type waits for it.".to_owned();
    }
    takes
}

/// The keys that were kept, now that the letter is there.
pub(super) fn let_go(model: &mut Model) -> Vec<Effect> {
    if model.held.is_empty() || model.open_letter().is_none() {
        return Vec::new();
    }
    model.message.clear();
    let held = std::mem::take(&mut model.held);
    held.into_iter().flat_map(|key| super::pressed(model, key)).collect()
}

/// Nothing is on its way that the keys could wait for.
pub(super) fn tick(model: &mut Model) {
    if model.waiting == 0 {
        model.held.clear();
    }
}
