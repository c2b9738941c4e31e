//! Moving: between rows and screens.

use crate::tui::action::{IncidentAction, Move};
use crate::tui::effect::Effect;
use crate::tui::leaving::Leaving;
use crate::tui::model::Model;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::layout::moved;
use crate::tui::screen::stack::Screen;
use crate::tui::screen::text::longest_scroll;
use crate::tui::screen::{authority_form, exercise, incident, letters, scenario};

/// Goes back by one step. What narrows or moves the view goes first, one thing at a time: the rows picked, the search,
/// the list of what is new, a moment in the past. Only then the screen itself goes.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if matches!(model.screens.top(), Some(Screen::Scenario(_))) && scenario::keys::asks_before(model, Leaving::Back) {
        return Vec::new();
    }
    match model.screens.top() {
        None => {
            model.screens.board.search(String::new(), model.now);
            return vec![Effect::Board];
        }
        Some(Screen::Incident(open)) if open.views.is_empty() && !open.picked.is_empty() => {
            incident::picking::let_go(model);
            return Vec::new();
        }
        Some(Screen::Incident(open)) if open.views.is_empty() && !open.search.is_empty() => {
            incident::keys::search(model, String::new());
            return Vec::new();
        }
        Some(Screen::Incident(open)) if open.views.is_empty() && open.news_only => {
            return incident::keys::act(model, IncidentAction::Changed);
        }
        Some(Screen::Law(law)) if !law.searched().is_empty() => {
            if let Some(law) = model.screens.law_mut() {
                law.search(String::new(), &model.start);
            }
            return Vec::new();
        }
        Some(Screen::Incident(open)) if open.views.is_empty() && model.looks_back() => {
            return incident::keys::as_of(model, None);
        }
        Some(Screen::Incident(open)) if open.views.is_empty() => {
            let left = incident::news::leave(model);
            model.screens.back();
            if model.screens.top().is_none() {
                return std::iter::once(Effect::Board).chain(left).collect();
            }
        }
        Some(
            Screen::Incident(_)
            | Screen::Law(_)
            | Screen::Regime(_)
            | Screen::Audit(_)
            | Screen::Wall(_)
            | Screen::Scenario(_),
        ) => {
            model.screens.back();
        }
    }
    if model.screens.top().is_none() {
        return vec![Effect::Board];
    }
    incident::keys::keep_selection(model);
    exercise::keys::keep_selection(model);
    Vec::new()
}

/// Moves the selection of the screen at hand, or scrolls its text.
pub(super) fn step(model: &mut Model, to: Move) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(10)).max(1);
    let most = longest_scroll(model);
    let clocks = model.clocks().len();
    let scrolled = |scroll: &mut u16| {
        let next = moved(usize::from(*scroll), usize::from(u16::MAX), to, page);
        *scroll = u16::try_from(next).unwrap_or(u16::MAX).min(most);
    };
    match model.screens.top_mut() {
        None => {
            let board = &mut model.screens.board;
            board.at = moved(board.at, board.shown.len(), to, page);
        }
        Some(Screen::Law(law)) => law.at = moved(law.at, law.len(), to, page),
        Some(Screen::Regime(regime)) => scrolled(&mut regime.scroll),
        Some(Screen::Audit(audit)) => scrolled(&mut audit.scroll),
        Some(Screen::Scenario(editor)) => scenario::keys::step(editor, to),
        Some(Screen::Wall(_)) => {}
        Some(Screen::Incident(open)) => match open.views.last_mut() {
            None => incident::keys::step(model, to, page),
            Some(View::Why(why)) => scrolled(&mut why.scroll),
            Some(View::Timeline(timeline)) => timeline.at = moved(timeline.at, clocks, to, page),
            Some(View::Letters(_)) => return letters::keys::step(model, to, page),
            Some(View::Exercise(_)) => exercise::keys::step(model, to),
            Some(View::Sheet(view)) => authority_form::keys::step(view, to, page),
        },
    }
    Vec::new()
}
