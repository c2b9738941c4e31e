//! What stands under the mouse.

use ratatui::layout::Rect;

use super::action::Action;
use super::model::{Model, Screen, Tab};
use super::screen::{areas, first_in_sight, footer_keys, parts, places};
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
        let keys = footer_keys(model.screen(), usize::from(areas.foot.width));
        let key = keys.into_iter().rev().find(|(at, _)| *at <= usize::from(column))?;
        return Some(Hit::Key(key.1.action));
    }
    match model.screen() {
        Screen::Board => {
            let (list, _) = places::board(model, areas.body);
            row_in(list, model.board.at, model.board.shown.len(), column, row)
        }
        Screen::Law => row_in(areas.body, model.law.at, model.law.shown.len(), column, row),
        Screen::Timeline => {
            let line = row.checked_sub(areas.body.y + 1)?;
            places::clock(model, areas.body, line).map(Hit::Row)
        }
        Screen::Incident => {
            let parts = parts(areas.body);
            if row == parts.tabs.y {
                return tab(model, parts.tabs, column);
            }
            row_in(parts.rows, model.incident.at, model.rows().len(), column, row)
        }
        Screen::Room | Screen::Facilitator => {
            let [list, _] = places::drill(model, areas.body);
            row_in(
                list,
                model.incident.drill_at,
                super::drill::rows(model).len(),
                column,
                row,
            )
        }
        Screen::Why | Screen::Regime | Screen::Audit | Screen::Letters => None,
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
    let names = places::tabs(model, usize::from(area.width));
    for (tab, name) in Tab::ALL.into_iter().zip(&names) {
        end += columns(name) + 1;
        if usize::from(column) < end {
            return Some(Hit::Tab(tab));
        }
    }
    None
}
