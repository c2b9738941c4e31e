//! What is selected on the screen at hand: what a key acts on, and what a form is opened for.

use super::exercise::rows as exercise;
use super::incident::rows as incident;
use super::incident::state::View;
use super::letters::layout::side_by_side;
use super::stack::Screen;
use super::why;
use crate::app::views::ObligationView;
use crate::tui::model::Model;
use crate::tui::widget::opener::{AtHand, Target};

/// What is selected.
pub(crate) fn at_hand(model: &Model) -> AtHand<'_> {
    AtHand {
        known: model.known(),
        target: target(model),
        obligation: obligation(model),
        picked: picked(model),
        letter: model.letter(),
        open_letter: model.open_letter(),
        columns: side_by_side(model),
    }
}

/// What the row selected stands for.
pub(crate) fn target(model: &Model) -> Option<Target> {
    let Some(Screen::Incident(open)) = model.screens.top() else {
        return None;
    };
    match open.views.last() {
        None => incident::selected(model).map(|row| row.target),
        Some(View::Exercise(_)) => exercise::selected(model).map(|row| row.target),
        Some(View::Why(_) | View::Timeline(_) | View::Letters(_) | View::Sheet(_)) => None,
    }
}

/// The obligation selected, or the one whose page is shown.
pub fn obligation(model: &Model) -> Option<&ObligationView> {
    let Some(Screen::Incident(open)) = model.screens.top() else {
        return None;
    };
    match open.views.last() {
        None => model.find_obligation(incident::selected(model)?.target.obligation()?),
        Some(View::Why(_)) => why::text::at_hand(model),
        Some(View::Timeline(timeline)) => model.clocks().get(timeline.at).copied(),
        Some(View::Sheet(view)) => model.find_obligation(view.obligation.as_deref()?),
        Some(View::Letters(_) | View::Exercise(_)) => None,
    }
}

/// The obligations that were selected beside each other, where their list is at hand.
fn picked(model: &Model) -> Vec<&ObligationView> {
    let Some(Screen::Incident(open)) = model.screens.top() else {
        return Vec::new();
    };
    match open.views.is_empty() {
        true => open.picked.iter().filter_map(|id| model.find_obligation(id)).collect(),
        false => Vec::new(),
    }
}
