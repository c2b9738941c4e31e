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

/// Opens the incident selected, with a line in its log: what is typed meanwhile waits for it.
pub(crate) fn log(model: &mut Model) -> Vec<Effect> {
    let effects = open(model);
    if let Some(code) = model.incident().map(|open| open.code.clone()) {
        model.message = format!("Opening {code} for a line in its log …");
        model.held.opens_log(code);
    }
    effects
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
