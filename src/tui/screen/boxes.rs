//! Boxes over a screen: where they are, and what their titles say.

use ratatui::layout::Rect;

use crate::core::exercise_mark::MarkPlace;
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;

/// An exercise says so in every box.
pub(super) fn marked(model: &Model, title: &str) -> String {
    format!("{}{title}", model.kind_on_screen().mark(MarkPlace::BoxTitle))
}

/// A title with the incident it concerns, which may be hidden behind the box.
pub(super) fn named(incident: Option<&IncidentRef>, title: &str) -> String {
    match incident {
        Some(incident) => format!("{incident} · {title}"),
        None => title.to_owned(),
    }
}

/// A box that is wider where its lines need it and there is room.
pub(super) fn as_wide_as(whole: Rect, area: Rect, columns: usize) -> Rect {
    let columns = u16::try_from(columns).unwrap_or(u16::MAX);
    let width = columns.min(whole.width.saturating_sub(4)).max(area.width);
    Rect {
        x: whole.x + (whole.width - width) / 2,
        width,
        ..area
    }
}

/// A box in the middle, as wide as is good to read.
pub(crate) fn middle(area: Rect, height: usize) -> Rect {
    let width = area.width.saturating_sub(4).min(100);
    let height = u16::try_from(height).unwrap_or(u16::MAX).min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
