//! Moving: between rows, parts and screens.

use chrono::{DateTime, Utc};

use super::{keep_selection, letters};
use crate::tui::action::{Effect, Move};
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
            "This is now."
        } else {
            "This is the first entry."
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
pub(super) fn step(model: &mut Model, to: Move) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(10)).max(1);
    match model.screen() {
        Screen::Why | Screen::Regime | Screen::Audit => {
            let next = moved(usize::from(model.scroll), usize::from(u16::MAX), to, page);
            // The end of a long text is found when it is drawn; a scroll past it shows its last lines.
            let most = crate::tui::screen::longest_scroll(model);
            model.scroll = u16::try_from(next).unwrap_or(u16::MAX).min(most);
        }
        Screen::Board => model.board.at = moved(model.board.at, model.board.shown.len(), to, page),
        Screen::Law => model.law.at = moved(model.law.at, model.law.shown.len(), to, page),
        Screen::Timeline => model.incident.clock = moved(model.incident.clock, model.clocks().len(), to, page),
        Screen::Incident => step_row(model, to, page),
        Screen::Letters => return step_letter(model, to, page),
        Screen::Room | Screen::Facilitator => step_drill(model, to),
    }
    Vec::new()
}

/// The arrows choose a letter, the page keys scroll its text.
fn step_letter(model: &mut Model, to: Move, page: usize) -> Vec<Effect> {
    let rows = model.opened().map_or(0, |opened| opened.letters.len());
    let page = u16::try_from(page / 2).unwrap_or(1).max(1);
    let before = model.incident.letters.at;
    let scroll = model.incident.letters.scroll;
    match to {
        Move::PageDown => model.incident.letters.scroll = scroll.saturating_add(page),
        Move::PageUp => model.incident.letters.scroll = scroll.saturating_sub(page),
        Move::Up | Move::Down | Move::First | Move::Last => model.incident.letters.at = moved(before, rows, to, 1),
    }
    let lines = model.open_letter().map_or(0, |open| open.preview.lines().count());
    let most = u16::try_from(lines).unwrap_or(u16::MAX);
    model.incident.letters.scroll = model.incident.letters.scroll.min(most);
    match model.incident.letters.at == before {
        true => Vec::new(),
        false => letters::read(model),
    }
}

fn moved(at: usize, rows: usize, to: Move, page: usize) -> usize {
    let last = rows.saturating_sub(1);
    match to {
        Move::Up => at.saturating_sub(1),
        Move::Down => (at + 1).min(last),
        Move::PageUp => at.saturating_sub(page),
        Move::PageDown => (at + page).min(last),
        Move::First => 0,
        Move::Last => last,
    }
}

/// The arrows choose a row, the page keys scroll what stands behind it.
fn step_drill(model: &mut Model, to: Move) {
    let rows = crate::tui::drill::rows(model);
    let stops: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].selectable()).collect();
    let lines = crate::tui::drill::behind(model).1.lines().count();
    match to {
        Move::PageDown => {
            let most = u16::try_from(lines * 3).unwrap_or(u16::MAX);
            model.scroll = model.scroll.saturating_add(5).min(most);
        }
        Move::PageUp => model.scroll = model.scroll.saturating_sub(5),
        Move::Up | Move::Down | Move::First | Move::Last => {
            let selected = model.incident.drill_at;
            let at = stops.iter().position(|stop| *stop >= selected).unwrap_or(0);
            let next = moved(at, stops.len(), to, 1);
            model.incident.drill_at = stops.get(next).copied().unwrap_or(0);
            model.scroll = 0;
        }
    }
}

/// Moves among the rows that can be selected: heads are stepped over.
fn step_row(model: &mut Model, to: Move, page: usize) {
    let rows = model.rows();
    let stops: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].selectable()).collect();
    let at = stops.iter().position(|stop| *stop >= model.incident.at).unwrap_or(0);
    let next = moved(at, stops.len(), to, page);
    model.incident.at = stops.get(next).copied().unwrap_or(0);
}
