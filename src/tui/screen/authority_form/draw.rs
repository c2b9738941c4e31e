//! An authority's form beside the incident: what do I type into which box?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::rows::{behind, next, rows};
use super::state::SheetView;
use crate::tui::model::Model;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::text::paragraph;
use crate::tui::screen::{Heading, Listing, framed, head, list};
use crate::tui::words::{cut, moment};

/// Columns from which what stands behind a field is beside the list.
const WIDE: u16 = 110;

/// The list, and what stands behind the row selected.
pub(crate) fn parts(body: Rect) -> [Rect; 2] {
    match body.width >= WIDE {
        true => Layout::horizontal([Constraint::Percentage(55), Constraint::Min(40)]).areas(body),
        false => Layout::vertical([Constraint::Percentage(52), Constraint::Min(6)]).areas(body),
    }
}

pub(crate) fn draw(model: &Model, view: &SheetView, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = model.opened() else { return };
    let when = moment(&opened.whole.home_zone, model.here().at());
    let title = format!("{} {}", opened.whole.code, view.form.name);
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: Line::from(next(view)),
        },
    );
    let [fields, detail] = parts(areas.body);
    let title = format!("{} · confidence {}", view.form.law, view.form.confidence);
    list(
        model,
        frame,
        fields,
        &Listing {
            title: &cut(&title, usize::from(fields.width.saturating_sub(4))),
            rows: &rows(view),
            selected: view.at,
            search: "",
        },
    );
    let (title, lines) = behind(view);
    let width = usize::from(detail.width.saturating_sub(2));
    let lines = lines.iter().flat_map(|line| paragraph(&line.word, &line.text, width));
    let block = framed(model.theme, &cut(&title, width.saturating_sub(2)));
    frame.render_widget(
        Paragraph::new(lines.map(Line::from).collect::<Vec<_>>()).block(block),
        detail,
    );
}
