//! The room's view of an exercise, and the facilitator's: what comes next, and did they do it?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::rows::{Titled, behind, clock_words, rows};
use super::state::{ExerciseView, Side};
use crate::tui::model::Model;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, Listing, framed, head, list};
use crate::tui::words::{moment, wrapped};

/// Columns from which the text stands beside the list.
const WIDE: u16 = 110;

/// List and text.
pub(crate) fn parts(side: Side, body: Rect) -> [Rect; 2] {
    if body.width >= WIDE {
        return Layout::horizontal([Constraint::Percentage(55), Constraint::Min(40)]).areas(body);
    }
    let list = match side {
        Side::Facilitator => Constraint::Percentage(68),
        Side::Room => Constraint::Percentage(40),
    };
    Layout::vertical([list, Constraint::Min(5)]).areas(body)
}

/// Draws one of the two views.
pub(crate) fn draw(model: &Model, view: &ExerciseView, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = model.opened() else { return };
    let (whose, second, name) = match view.side {
        Side::Facilitator => (
            "FACILITATOR",
            format!("{} · {}", clock_words(model), observed(model)),
            "Facilitator",
        ),
        Side::Room => ("The room", clock_words(model), "Injects, newest first"),
    };
    let title = format!("{} {whose} · {}", opened.whole.code, opened.whole.title);
    let when = moment(&opened.whole.home_zone, model.moment().at());
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: Line::from(second),
        },
    );
    let [left, right] = parts(view.side, areas.body);
    list(
        model,
        frame,
        left,
        &Listing {
            title: name,
            rows: &rows(model),
            selected: view.at,
            search: "",
        },
    );
    let Titled { title, text } = behind(model);
    let lines = wrapped(&text, usize::from(right.width.saturating_sub(2)));
    let height = usize::from(right.height.saturating_sub(2));
    let from = usize::from(view.scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, &title);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines: PgDn "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), right);
}

fn observed(model: &Model) -> String {
    let counted = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let (observations, actions) = model.desk().map_or((0, 0), |d| (d.observations.len(), d.improvements));
    format!(
        "{}, {}",
        counted(observations, "observation"),
        counted(actions, "corrective action")
    )
}
