//! Which row is selected when the rows are read anew.

use super::rows::{QUESTION, rows};
use crate::app::views::incident::NextStep;
use crate::core::facts::keys;
use crate::tui::form::profile;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::{Row, nearest_stop};

/// Selects the row again that was selected before. After an answer to a question that is the next question, the one
/// that "Next" names. After an obligation was resolved it is the same place, where the next one has moved up.
pub(crate) fn select_again(model: &mut Model, before: &Row) {
    let rows = rows(model);
    let Some(at) = model.incident().map(|incident| incident.at) else {
        return;
    };
    let nearest = |fits: &dyn Fn(&Row) -> bool| {
        let fitting = (0..rows.len()).filter(|place| fits(&rows[*place]));
        fitting.min_by_key(|place| place.abs_diff(at))
    };
    let same = |row: &Row| row.target == before.target && asks(row) == asks(before);
    let found = match nearest(&same) {
        Some(place) if has_left(before, &rows[place]) => None,
        Some(place) => Some(place),
        None if asks(before) => next_question(model, &rows),
        None => nearest(&|row: &Row| row.target == before.target),
    };
    if let Some(incident) = model.screens.incident_mut() {
        incident.at = nearest_stop(&rows, found.unwrap_or(at));
    }
}

/// In a new incident the cursor stands on the discovery that "Next" asks for.
pub(crate) fn select_next(model: &mut Model) {
    let wanted = model.opened().and_then(|opened| match &opened.whole.next_step {
        NextStep::RecordDiscovery { .. } => Some(Target::Fact(keys::milestones::DISCOVERY.to_owned())),
        NextStep::Take { .. }
        | NextStep::FindOut { .. }
        | NextStep::Closed
        | NextStep::FileLate(_)
        | NextStep::FileSoon(..)
        | NextStep::Close
        | NextStep::Settle(_)
        | NextStep::File { .. } => None,
    });
    let Some(wanted) = wanted else { return };
    let at = rows(model).iter().position(|row| row.target == wanted);
    if let (Some(at), Some(incident)) = (at, model.screens.incident_mut()) {
        incident.at = at;
    }
}

fn asks(row: &Row) -> bool {
    row.mark == QUESTION
}

/// Whether an obligation was resolved and has gone to the end of the list.
fn has_left(before: &Row, now: &Row) -> bool {
    now.target.obligation().is_some() && before.tone != Tone::Done && now.tone == Tone::Done
}

/// The question that "Next" names, else the first one.
fn next_question(model: &Model, rows: &[Row]) -> Option<usize> {
    let next = model.opened().and_then(|opened| match &opened.whole.next_step {
        NextStep::FindOut { fact, .. } => Some(Target::Fact(fact.clone())),
        NextStep::Closed
        | NextStep::FileLate(_)
        | NextStep::FileSoon(..)
        | NextStep::RecordDiscovery { .. }
        | NextStep::Take { .. }
        | NextStep::Close
        | NextStep::Settle(_)
        | NextStep::File { .. } => None,
    });
    let sectors = Target::Form(profile::NO_SECTORS);
    let place = |wanted: &Target| rows.iter().position(|row| asks(row) && row.target == *wanted);
    place(&sectors)
        .or_else(|| place(&next?))
        .or_else(|| rows.iter().position(asks))
}
