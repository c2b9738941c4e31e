//! Draws the screens that are one long text.

use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::layout::Areas;
use super::stack::Screen;
use super::text::{lines, scroll, titles};
use super::{Heading, framed, head};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::words::moment;

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let titles = titles(model);
    let when = moment(&model.zone(), model.moment().at());
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &titles.title,
            right: &when,
            second: Line::from(titles.second),
        },
    );
    let width = usize::from(areas.body.width.saturating_sub(2));
    let height = usize::from(areas.body.height.saturating_sub(2));
    let all = lines(model, width);
    let from = usize::from(scroll(model)).min(all.len().saturating_sub(height));
    let more = all.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = all.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, &titles.frame);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below "));
    }
    let text = Paragraph::new(shown).style(model.theme.style(tone(model)));
    frame.render_widget(text.block(block), areas.body);
}

/// A broken chain looks like what it is.
fn tone(model: &Model) -> Tone {
    match model.screens.top() {
        Some(Screen::Audit(audit)) if audit.view.as_ref().is_some_and(|view| !view.whole) => Tone::Overdue,
        Some(
            Screen::Audit(_)
            | Screen::Incident(_)
            | Screen::Law(_)
            | Screen::Regime(_)
            | Screen::Wall(_)
            | Screen::Scenario(_),
        )
        | None => Tone::Plain,
    }
}
