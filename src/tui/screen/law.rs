//! The rule base: what does the law of a place say?

use ratatui::Frame;
use ratatui::text::Line;

use super::{Areas, head, list};
use crate::tui::model::Model;
use crate::tui::part::{Row, Target};
use crate::tui::theme::Tone;
use crate::tui::words::moment;

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let words = match model.law.search.is_empty() {
        true => "/ searches by id, place or name; Enter shows a regime with cites and review day".to_owned(),
        false => format!("{} fit “{}”", model.law.shown.len(), model.law.search),
    };
    let when = moment(model.home.name(), model.now.at());
    head(model, frame, areas.head, "firebell  Law", &when, Line::from(words));
    let rows: Vec<Row> = model
        .regimes()
        .map(|regime| Row {
            mark: match regime.confidence.as_str() {
                "high" => "●",
                "medium" => "◐",
                _ => "?",
            },
            left: format!("{}  {}", regime.id, regime.name),
            right: format!(
                "{} · reviewed {} · {}",
                regime.status, regime.reviewed_on, regime.confidence
            ),
            tone: if regime.confidence == "low" {
                Tone::Open
            } else {
                Tone::Plain
            },
            target: Target::Words,
        })
        .collect();
    let title = format!("{} regimes (● high ◐ medium ? low confidence)", rows.len());
    list(model, frame, areas.body, &title, &rows, model.law.at);
}
