//! What keys do on the board.

use crate::tui::effect::Effect;
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::screen::incident::news;
use crate::tui::screen::incident::state::IncidentScreen;

/// Opens the incident selected.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    match model
        .screens
        .board
        .selected()
        .map(|row| IncidentRef::new(row.code.clone()))
    {
        Some(code) => incident(model, code),
        None => {
            model.message = "There is nothing to open; n opens a new incident.".to_owned();
            Vec::new()
        }
    }
}

/// Opens an incident.
pub(crate) fn incident(model: &mut Model, code: IncidentRef) -> Vec<Effect> {
    model.overlays.clear();
    let left = news::leave(model);
    let mut open = IncidentScreen::new(code.clone());
    open.seen_before = news::seen_before(model, &code);
    open.tab = model.parts.get(&code).copied().unwrap_or(open.tab);
    model.screens.show_incident(open);
    let mut effects = vec![Effect::Incident { code, until: None }];
    effects.extend(left);
    effects
}
