//! Moving: between rows, parts and screens.

use chrono::{DateTime, Utc};

use super::keep_selection;
use crate::tui::action::{Action, Effect};
use crate::tui::ids::IncidentRef;
use crate::tui::model::{IncidentState, Model, Screen, Tab};

/// Opens an incident.
pub(super) fn incident(model: &mut Model, code: IncidentRef) -> Vec<Effect> {
    model.screens = vec![Screen::Board, Screen::Incident];
    model.overlays.clear();
    model.scroll = 0;
    model.incident = IncidentState::of(code.clone());
    vec![Effect::Incident { code, until: None }]
}

/// The incident at hand as it was at a moment, or as it is now.
pub(super) fn as_of(model: &mut Model, until: Option<DateTime<Utc>>) -> Vec<Effect> {
    let Some(code) = model.incident.wanted.clone() else {
        return Vec::new();
    };
    model.incident.until = until;
    vec![Effect::Incident { code, until }]
}

/// Shows a regime of the law.
pub(super) fn regime(model: &mut Model, id: String) -> Vec<Effect> {
    model.law.regime = None;
    model.law.wanted = Some(id.clone());
    to(model, Screen::Regime);
    vec![Effect::Regime(id)]
}

/// Shows a screen over the one at hand.
pub(super) fn to(model: &mut Model, screen: Screen) {
    if model.screen() != screen {
        model.screens.retain(|shown| *shown != screen);
        model.screens.push(screen);
    }
    model.scroll = 0;
}

/// Goes back: out of the past, else to the screen before.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    let looks_back = model.incident.opened.as_ref().is_some_and(|o| o.as_of.is_some());
    if model.screen() == Screen::Incident && looks_back {
        return as_of(model, None);
    }
    if model.screens.len() > 1 {
        model.screens.pop();
    } else if !model.board.search.is_empty() {
        model.board.search.clear();
        model.arrange_board();
    }
    if model.screen() == Screen::Board {
        model.incident = IncidentState::default();
        return vec![Effect::Board];
    }
    keep_selection(model);
    Vec::new()
}

/// One entry back or forward in time.
pub(super) fn step_in_time(model: &mut Model, later: bool) -> Vec<Effect> {
    let Some(opened) = &model.incident.opened else {
        return Vec::new();
    };
    let at = opened.whole.seq;
    // The log of a past view ends where the view does, so the step forward is asked for by the moment after it.
    let wanted = if later { at + 1 } else { at.saturating_sub(1) };
    if wanted == 0 || (later && opened.as_of.is_none()) {
        model.message = if later {
            "this is now"
        } else {
            "this is the first entry"
        }
        .to_owned();
        return Vec::new();
    }
    let until = model.incident.moments.get(&wanted).copied();
    as_of(model, until)
}

/// Another part of the incident.
pub(super) fn tab(model: &mut Model, tab: Tab) {
    (model.incident.tab, model.incident.at) = (tab, 0);
    keep_selection(model);
}

/// Moves the selection of the screen at hand, or scrolls its text.
pub(super) fn step(model: &mut Model, action: Action) {
    let page = usize::from(model.size.1.saturating_sub(10)).max(1);
    match model.screen() {
        Screen::Why | Screen::Regime | Screen::Audit => {
            let at = usize::from(model.scroll);
            let next = moved(at, usize::from(u16::MAX), action, page);
            // The end of a long text is found when it is drawn; a scroll past it shows its last lines.
            let most = super::super::screen::longest_scroll(model);
            model.scroll = u16::try_from(next).unwrap_or(u16::MAX).min(most);
        }
        Screen::Board => model.board.at = moved(model.board.at, model.board.shown.len(), action, page),
        Screen::Law => model.law.at = moved(model.law.at, model.law.shown.len(), action, page),
        Screen::Timeline => model.incident.clock = moved(model.incident.clock, model.clocks().len(), action, page),
        Screen::Incident => step_row(model, action, page),
        Screen::Letters => step_letter(model, action, page),
        Screen::Room | Screen::Facilitator => step_drill(model, action),
    }
}

/// The arrows choose a letter, the page keys scroll its text.
fn step_letter(model: &mut Model, action: Action, page: usize) {
    let rows = model.incident.opened.as_ref().map_or(0, |o| o.letters.len());
    let page = u16::try_from(page / 2).unwrap_or(1).max(1);
    match action {
        Action::PageDown => model.incident.letters.scroll = model.incident.letters.scroll.saturating_add(page),
        Action::PageUp => model.incident.letters.scroll = model.incident.letters.scroll.saturating_sub(page),
        _ => model.incident.letters.at = moved(model.incident.letters.at, rows, action, 1),
    }
    let lines = model.open_letter().map_or(0, |open| open.preview.lines().count());
    model.incident.letters.scroll = model
        .incident
        .letters
        .scroll
        .min(u16::try_from(lines).unwrap_or(u16::MAX));
}

fn moved(at: usize, rows: usize, action: Action, page: usize) -> usize {
    let last = rows.saturating_sub(1);
    match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => (at + 1).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => (at + page).min(last),
        Action::First => 0,
        Action::Last => last,
        _ => at,
    }
}

/// The arrows choose a row, the page keys scroll what stands behind it.
fn step_drill(model: &mut Model, action: Action) {
    let rows = super::super::drill::rows(model);
    let stops: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].selectable()).collect();
    let lines = super::super::drill::behind(model).1.lines().count();
    match action {
        Action::PageDown => {
            model.scroll = model
                .scroll
                .saturating_add(5)
                .min(u16::try_from(lines * 3).unwrap_or(u16::MAX))
        }
        Action::PageUp => model.scroll = model.scroll.saturating_sub(5),
        _ => {
            let at = stops
                .iter()
                .position(|stop| *stop >= model.incident.drill_at)
                .unwrap_or(0);
            let next = moved(at, stops.len(), action, 1);
            model.incident.drill_at = stops.get(next).copied().unwrap_or(0);
            model.scroll = 0;
        }
    }
}

/// Moves among the rows that can be selected: heads are stepped over.
fn step_row(model: &mut Model, action: Action, page: usize) {
    let rows = model.rows();
    let stops: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].selectable()).collect();
    let at = stops.iter().position(|stop| *stop >= model.incident.at).unwrap_or(0);
    let next = moved(at, stops.len(), action, page);
    model.incident.at = stops.get(next).copied().unwrap_or(0);
}
