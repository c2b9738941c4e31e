//! What keys do in the rule base.

use super::state::RegimeText;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::screen::stack::Screen;

/// Opens the regime selected.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Law(list)) = model.screens.top() else {
        return Vec::new();
    };
    match list.selected(&model.start.law).map(|regime| regime.id.to_string()) {
        Some(id) => regime(model, id),
        None => Vec::new(),
    }
}

/// Shows a regime.
pub(crate) fn regime(model: &mut Model, id: String) -> Vec<Effect> {
    model.screens.show(Screen::Regime(RegimeText::new(id.clone())));
    vec![Effect::Regime(id)]
}
