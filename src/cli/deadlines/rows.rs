//! The dated obligations of all incidents, soonest first.

use chrono::{DateTime, Utc};

use crate::app::incident_views::{self, DeadlineRowView};
use crate::app::record::Record;
use crate::app::views::overlays;
use crate::cli::failure::{Failure, record_failure, store_failure};
use crate::cli::text::{Page, countdown, moment, wrapped};
use crate::core::time::{StoryTime, WallTime, Zone};

/// What is open, as of a moment of wall-clock time.
pub fn rows(
    record: &mut Record,
    exercises: bool,
    limit: Option<u32>,
    now: WallTime,
) -> Result<Vec<DeadlineRowView>, Failure> {
    let rows = record
        .store()
        .deadlines(exercises, limit)
        .map_err(|error| store_failure(&error))?;
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
pub fn page(rows: &[DeadlineRowView]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let zone = Zone::named(&row.zone).unwrap_or_else(|_| Zone::utc());
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let verdict = if row.verdict == "due" { "" } else { " (possible)" };
        let provisional = if row.provisional { ", provisional" } else { "" };
        let line = format!(
            "{exercise}{} · {} · {} · {}{verdict}{provisional} · {}",
            countdown(StoryTime::named(parsed(&row.as_of)), parsed(&row.strict)),
            moment(&zone, parsed(&row.strict)),
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

fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.to_utc())
        .unwrap_or_default()
}
