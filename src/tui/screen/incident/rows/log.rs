//! The log: what was recorded, newest first. Enter shows the incident as it was then.

use super::{Row, Target, short};
use crate::app::assessment::opened_incident::Opened;
use crate::app::reports::timeline::NOT_YET_SHARED;
use crate::tui::theme::Tone;

pub(super) fn rows(opened: &Opened) -> Vec<Row> {
    let newest = opened.log.iter().rev();
    newest
        .map(|row| {
            let when = short(&opened.whole.home_zone, row.datetime);
            let (number, mark, tone) = match row.timestamp_desc == NOT_YET_SHARED {
                true => ("not yet shared".to_owned(), "◌", Tone::Due),
                false => (format!("#{}", row.seq), "·", Tone::Plain),
            };
            let left = format!("{number} {when} {}", row.message);
            Row::new(mark, left, row.actor.clone(), tone, Target::Event(row.seq))
        })
        .collect()
}
