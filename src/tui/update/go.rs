//! Moving: between rows, parts and screens.

use super::keep_selection;
use crate::tui::action::{Action, Effect};
use crate::tui::model::{Model, Screen, Tab};

/// Opens an incident.
pub(super) fn incident(model: &mut Model, code: String) -> Vec<Effect> {
    model.screens = vec![Screen::Board, Screen::Incident];
    model.overlays.clear();
    model.opened = None;
    (model.drill, model.inject, model.drill_seen, model.drill_at) = (None, None, false, 0);
    model.moments.clear();
    (model.tab, model.at, model.not_due) = (Tab::Detection, 0, false);
    model.wanted = Some(code.clone());
    vec![Effect::Incident { code, until: None }]
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
    let looks_back = model.opened.as_ref().is_some_and(|o| o.as_of.is_some());
    if model.screen() == Screen::Incident && looks_back {
        return now_again(model);
    }
    if model.screens.len() > 1 {
        model.screens.pop();
    } else if !model.board.search.is_empty() {
        model.board.search.clear();
        model.arrange_board();
    }
    if model.screen() == Screen::Board {
        model.opened = None;
        model.drill = None;
        model.wanted = None;
        (model.at, model.clock) = (0, 0);
        return vec![Effect::Board];
    }
    keep_selection(model);
    Vec::new()
}

fn now_again(model: &mut Model) -> Vec<Effect> {
    let code = model.code();
    vec![Effect::Incident { code, until: None }]
}

/// One entry back or forward in time.
pub(super) fn step_in_time(model: &mut Model, later: bool) -> Vec<Effect> {
    let Some(opened) = &model.opened else { return Vec::new() };
    let code = opened.whole.code.clone();
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
    let until = model.moments.get(&wanted).copied();
    vec![Effect::Incident { code, until }]
}

/// Another part of the incident.
pub(super) fn tab(model: &mut Model, tab: Tab) {
    (model.tab, model.at) = (tab, 0);
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
        Screen::Timeline => model.clock = moved(model.clock, model.clocks().len(), action, page),
        Screen::Incident => step_row(model, action, page),
        Screen::Letters => step_letter(model, action, page),
        Screen::Room | Screen::Facilitator => step_drill(model, action),
    }
}

/// The arrows choose a letter, the page keys scroll its text.
fn step_letter(model: &mut Model, action: Action, page: usize) {
    let rows = model.opened.as_ref().map_or(0, |o| o.letters.len());
    let page = u16::try_from(page / 2).unwrap_or(1).max(1);
    match action {
        Action::PageDown => model.letters.scroll = model.letters.scroll.saturating_add(page),
        Action::PageUp => model.letters.scroll = model.letters.scroll.saturating_sub(page),
        _ => model.letters.at = moved(model.letters.at, rows, action, 1),
    }
    let lines = model
        .letters
        .open
        .as_ref()
        .map_or(0, |open| open.preview.lines().count());
    model.letters.scroll = model.letters.scroll.min(u16::try_from(lines).unwrap_or(u16::MAX));
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
            let at = stops.iter().position(|stop| *stop >= model.drill_at).unwrap_or(0);
            let next = moved(at, stops.len(), action, 1);
            model.drill_at = stops.get(next).copied().unwrap_or(0);
            model.scroll = 0;
        }
    }
}

/// Moves among the rows that can be selected: heads are stepped over.
fn step_row(model: &mut Model, action: Action, page: usize) {
    let rows = model.rows();
    let stops: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].selectable()).collect();
    let at = stops.iter().position(|stop| *stop >= model.at).unwrap_or(0);
    let next = moved(at, stops.len(), action, page);
    model.at = stops.get(next).copied().unwrap_or(0);
}
