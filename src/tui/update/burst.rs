//! Keys faster than anybody types: text that was pasted where the terminal does not mark it.

use crossterm::event::{KeyCode, KeyEvent};

use super::act;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::name::ScreenName;
use crate::tui::widget::overlay::Overlay;

const TOO_FAST: &str = "Ignored: input arrived too fast, as if pasted; press the key again.";

/// A key that came in one burst with the key before it, faster than anybody types: pasted text, most likely. It never
/// answers a question, hands a form in, or does what the facilitator's keys record without a question. Only a line of
/// the quick log ends by it, where the burst ends or the next line begins with its key: text that was pasted goes on.
pub(super) fn pressed(model: &mut Model, key: KeyEvent, last: bool) -> Vec<Effect> {
    let records = match model.overlays.last() {
        Some(Overlay::Ask(_) | Overlay::Reached { .. }) => true,
        Some(Overlay::Form(form)) => {
            let ends = key.code == KeyCode::Enter && form.enter_keeps();
            if ends && form.purpose.is_line() && !model.held.pasted {
                if last {
                    return super::pressed(model, key);
                }
                model.held.line_end = Some(key);
            }
            ends
        }
        Some(Overlay::Menu(menu)) => menu.records() || model.screen() == ScreenName::Facilitator,
        Some(Overlay::Help { .. }) => key.code == KeyCode::Enter,
        Some(
            Overlay::Editor(_)
            | Overlay::Text { .. }
            | Overlay::FindIn { .. }
            | Overlay::Find { .. }
            | Overlay::Palette { .. },
        )
        | None => false,
    };
    let at_once = model.screen() == ScreenName::Facilitator
        && model.overlays.is_empty()
        && model
            .keys
            .meaning(ScreenName::Facilitator, key)
            .is_some_and(act::acts_at_once);
    if records || at_once {
        model.message = TOO_FAST.to_owned();
        return Vec::new();
    }
    super::pressed(model, key)
}
