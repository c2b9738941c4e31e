//! The dated obligations of all incidents, soonest first.

use crate::app::record::{DeadlineFilter, Record};
use crate::app::views::incident::{self as incident_views, DeadlineRowView};
use crate::app::views::overlays;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::text::{Page, moment, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{TimeLeft, WallTime};
use crate::core::verdict::Verdict;

/// What is open, as of a moment of wall-clock time.
pub(super) fn rows(
    record: &Record,
    exercises: bool,
    limit: Option<u32>,
    now: WallTime,
) -> Result<Vec<DeadlineRowView>, Failure> {
    let rows = record
        .deadlines(&DeadlineFilter::all(exercises, limit))
        .map_err(record_failure)?;
    let own = overlays(&record.rules);
    let mut views = Vec::with_capacity(rows.len());
    for (summary, row) in &rows {
        let story = record.story(summary, now).map_err(record_failure)?;
        let mut view = incident_views::deadline(summary, row, story);
        view.overlay = own
            .iter()
            .find(|overlay| overlay.replaces && overlay.id == view.obligation.regime())
            .cloned();
        views.push(view);
    }
    Ok(views)
}

/// The rows for people.
pub(super) fn page(rows: &[DeadlineRowView]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let exercise = row.kind.mark(MarkPlace::Line);
        let verdict = if row.verdict == Verdict::Due { "" } else { " (possible)" };
        let provisional = if row.provisional { ", provisional" } else { "" };
        let line = format!(
            "{exercise}{} · {} · {} · {}{verdict}{provisional} · {}",
            TimeLeft::until(row.strict, row.as_of).sentence(),
            moment(&row.zone, row.strict),
            row.code,
            row.obligation,
            row.title
        );
        out += wrapped("", &line);
    }
    if rows.is_empty() {
        out += "No dated obligation is open.\n";
    }
    out
}
