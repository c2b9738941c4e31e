//! What stands under the mouse.

use ratatui::layout::Rect;

use super::action::Action;
use super::model::Model;
use super::screen::incident::state::{Tab, View};
use super::screen::layout::{areas, first_in_sight, footer_keys};
use super::screen::stack::Screen;
use super::screen::{authority_form, board, exercise, incident, scenario, timeline};
use super::words::columns;

/// Something that can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    /// A row of the list at hand, by its place.
    Row(usize),
    /// A part of the incident.
    Tab(Tab),
    /// A key in the footer.
    Key(Action),
}

/// What stands in a cell of the terminal.
pub(super) fn hit(model: &Model, column: u16, row: u16) -> Option<Hit> {
    let areas = areas(model, Rect::new(0, 0, model.size.0, model.size.1));
    if row == areas.foot.y {
        let keys = footer_keys(model, usize::from(areas.foot.width));
        let key = keys.into_iter().rev().find(|(at, _)| *at <= usize::from(column))?;
        return Some(Hit::Key(key.1.action));
    }
    match model.screens.top() {
        None => {
            let (list, _) = board::draw::lists(model, areas.body);
            row_in(list, model.board().at, model.board().shown.len(), column, row)
        }
        Some(Screen::Law(law)) => row_in(areas.body, law.at, law.len(), column, row),
        Some(Screen::Scenario(editor)) => {
            let [list, ..] = scenario::draw::parts(areas.body);
            row_in(list, editor.at, editor.parts().len(), column, row)
        }
        Some(Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_)) => None,
        Some(Screen::Incident(open)) => match open.views.last() {
            None => {
                let parts = incident::draw::parts(areas.body, open.tab);
                if row == parts.tabs.y {
                    return tab(model, parts.tabs, column);
                }
                row_in(parts.rows, open.at, incident::rows::outline(model).len(), column, row)
            }
            Some(View::Timeline(shown)) => {
                let line = row.checked_sub(areas.body.y + 1)?;
                timeline::draw::clock_at(model, shown, areas.body, line).map(Hit::Row)
            }
            Some(View::Exercise(view)) => {
                let [list, _] = exercise::draw::parts(view.side, areas.body);
                row_in(list, view.at, exercise::rows::rows(model).len(), column, row)
            }
            Some(View::Sheet(view)) => {
                let [list, _] = authority_form::draw::parts(areas.body);
                row_in(list, view.at, authority_form::rows::places(view).len(), column, row)
            }
            Some(View::Why(_) | View::Letters(_)) => None,
        },
    }
}

fn row_in(list: Rect, selected: usize, rows: usize, column: u16, row: u16) -> Option<Hit> {
    let inside = column > list.x && column < list.right() && row > list.y && row + 1 < list.bottom();
    let height = usize::from(list.height.saturating_sub(2));
    let at = first_in_sight(selected, rows, height) + usize::from(row.checked_sub(list.y + 1)?);
    (inside && at < rows).then_some(Hit::Row(at))
}

fn tab(model: &Model, area: Rect, column: u16) -> Option<Hit> {
    let mut end = usize::from(area.x);
    let names = incident::draw::tab_names(model, usize::from(area.width));
    for (tab, name) in Tab::ALL.into_iter().zip(&names) {
        end += columns(name) + 1;
        if usize::from(column) < end {
            return Some(Hit::Tab(tab));
        }
    }
    None
}
