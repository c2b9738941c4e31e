//! The log: what was recorded, newest first. Enter shows the incident as it was then.

use super::{Row, Target, short};
use crate::app::opened_incident::Opened;
use crate::tui::theme::Tone;

pub(super) fn rows(opened: &Opened) -> Vec<Row> {
    let newest = opened.log.iter().rev();
    newest
        .map(|row| {
            let when = short(&opened.whole.home_zone, row.datetime);
            let left = format!("#{} {when} {}", row.seq, row.message);
            Row::new("·", left, row.actor.clone(), Tone::Plain, Target::Event(row.seq))
        })
        .collect()
}
