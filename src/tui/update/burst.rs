//! Keys faster than anybody types: text that was pasted where the terminal does not mark it.

use crossterm::event::{KeyCode, KeyEvent};

use super::act;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;
use crate::tui::widget::overlay::Overlay;

/// A key that came in one burst with the key before it, faster than anybody types: pasted text, most likely. It never
/// answers a question, hands a form in, or does what the facilitator's keys record without a question.
pub(super) fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let records = match model.overlays.last() {
        Some(Overlay::Ask(_) | Overlay::Reached { .. }) => true,
        Some(Overlay::Form(form)) => key.code == KeyCode::Enter && form.enter_keeps(),
        Some(Overlay::Menu(menu)) => menu.records() || model.screen() == ScreenName::Facilitator,
        Some(Overlay::Help { .. }) => key.code == KeyCode::Enter,
        Some(
            Overlay::Editor(_)
            | Overlay::Text { .. }
            | Overlay::FindIn { .. }
            | Overlay::Find { .. }
            | Overlay::Palette { .. },
        ) => false,
        None => !model.held.is_empty(),
    };
    if records {
        model.message = "Ignored: input arrived too fast, as if pasted; press the key again.".to_owned();
        return Vec::new();
    }
    let at_once = model.screen() == ScreenName::Facilitator
        && model.overlays.is_empty()
        && model
            .keys
            .meaning(ScreenName::Facilitator, key)
            .is_some_and(act::acts_at_once);
    if at_once {
        model.message = "Ignored: input arrived too fast, as if pasted; press the key again.".to_owned();
        return Vec::new();
    }
    super::pressed(model, key)
}
