//! The log: what was recorded, newest first, each with when it happened. Enter shows it in full.

use super::{Row, Target, short};
use crate::app::assessment::opened_incident::Opened;
use crate::app::reports::timeline::NOT_YET_SHARED;
use crate::core::time::WallTime;
use crate::tui::form::correction;
use crate::tui::theme::Tone;

pub(super) fn rows(opened: &Opened) -> Vec<Row> {
    let corrected = correction::all(&opened.log);
    let newest = opened.log.iter().rev();
    newest
        .map(|row| {
            // What was done away from the server was done then, whenever the others got it.
            let done = row.acted_at.map_or(row.datetime, WallTime::at);
            let happened = correction::happened(&row.message);
            let when = short(&opened.whole.home_zone, happened.map_or(done, |(at, _)| at));
            let what = happened.map_or(row.message.as_str(), |(_, what)| what);
            let corrected = match corrected.get(&row.seq) {
                Some(later) => format!(" (corrected: #{later})"),
                None => String::new(),
            };
            let away = if row.acted_at.is_some() { " (away)" } else { "" };
            let (number, mark, tone) = match row.timestamp_desc == NOT_YET_SHARED {
                true => ("not yet shared".to_owned(), "◌", Tone::Due),
                false => (format!("#{}", row.seq), "·", Tone::Plain),
            };
            let left = format!("{number} {when}{away}{corrected} {what}");
            Row::new(mark, left, row.actor.clone(), tone, Target::Event(row.seq))
        })
        .collect()
}
