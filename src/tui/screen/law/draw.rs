//! The rule base: what does the law of a place say?

use ratatui::Frame;
use ratatui::text::Line;

use super::state::LawList;
use crate::tui::model::Model;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, Listing, head, list};
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;
use crate::tui::words::moment;

pub(crate) fn draw(model: &Model, law: &LawList, frame: &mut Frame<'_>, areas: Areas) {
    let words = match law.searched().is_empty() {
        true => {
            "/ searches by name, place or id; Enter shows a law with citations and the day it was reviewed".to_owned()
        }
        false => format!("{} match “{}”", law.len(), law.searched()),
    };
    let when = moment(&model.home, model.now.at());
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: "firebell  Law",
            right: &when,
            second: Line::from(words),
        },
    );
    let rows: Vec<Row> = law
        .shown(&model.start.law)
        .map(|regime| Row {
            news: false,
            picked: false,
            later: None,
            mark: match regime.confidence.as_str() {
                "high" => "●",
                "medium" => "◐",
                _ => "?",
            },
            left: regime.name.clone(),
            code: regime.id.to_string(),
            found_by: String::new(),
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
    let title = format!("{} laws (● read ◐ read in part ? not read: check it first)", rows.len());
    list(
        model,
        frame,
        areas.body,
        &Listing {
            title: &title,
            rows: &rows,
            selected: law.at,
            search: law.searched(),
        },
    );
}
