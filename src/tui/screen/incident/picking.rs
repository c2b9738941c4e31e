//! Several obligations, selected to do one thing to all of them.

use super::rows::selected;
use crate::tui::known::NO_OBLIGATION;
use crate::tui::model::Model;

/// Selects the obligation under the cursor beside the others, or no longer.
pub(super) fn pick(model: &mut Model) {
    let target = selected(model).map(|row| row.target);
    let id = target
        .as_ref()
        .and_then(|target| target.obligation())
        .map(str::to_owned);
    let Some(id) = id else {
        model.message = NO_OBLIGATION.to_owned();
        return;
    };
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    if !incident.picked.remove(&id) {
        incident.picked.insert(id);
    }
    let count = incident.picked.len();
    model.message = match count {
        0 => "None is selected.".to_owned(),
        n => format!("{n} selected: x files them, m marks them, A gives them to somebody; Esc lets go of them."),
    };
}

/// Whether anything is selected beside the cursor.
pub(super) fn several(model: &Model) -> bool {
    model.incident().is_some_and(|incident| !incident.picked.is_empty())
}

/// Lets go of what was selected; says whether there was anything.
pub(crate) fn let_go(model: &mut Model) -> bool {
    let picked = model
        .screens
        .incident_mut()
        .map(|incident| std::mem::take(&mut incident.picked));
    picked.is_some_and(|picked| !picked.is_empty())
}
