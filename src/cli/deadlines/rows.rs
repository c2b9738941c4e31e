//! The dated obligations of all incidents, soonest first.

use crate::app::called;
use crate::app::record::{DeadlineFilter, Record, WhichDeadlines};
use crate::app::views::incident::{self as incident_views, DeadlineRowView};
use crate::app::views::overlays;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::text::{Page, moment, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{TimeLeft, WallTime};
use crate::core::verdict::Verdict;

/// How many are listed for people unless they say how many they want: more than anybody reads.
pub(super) const LISTED: u32 = 1_000;

/// What is open, as of a moment of wall-clock time, and whether there is more than the limit.
pub(super) fn rows(
    record: &Record,
    exercises: bool,
    limit: Option<u32>,
    now: WallTime,
) -> Result<(Vec<DeadlineRowView>, bool), Failure> {
    let one_more = limit.map(|limit| limit.saturating_add(1));
    let mut rows = record
        .deadlines(&DeadlineFilter::all(exercises, one_more))
        .map_err(record_failure)?;
    let most = limit.and_then(|limit| usize::try_from(limit).ok());
    let more = most.is_some_and(|most| rows.len() > most);
    rows.truncate(most.unwrap_or(usize::MAX));
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
    Ok((views, more))
}

/// Whether a due obligation of a real incident is past its deadline and not settled.
pub(super) fn is_overdue(record: &Record, now: WallTime) -> Result<bool, Failure> {
    let filter = DeadlineFilter {
        exercises: false,
        which: WhichDeadlines::Due,
        until: Some(now.at()),
        limit: Some(1),
    };
    let rows = record.deadlines(&filter).map_err(record_failure)?;
    Ok(rows.iter().any(|(_, row)| row.strict < now.at()))
}

/// Said below a list that ends before its last deadline.
pub(super) fn more_follow(listed: usize) -> String {
    format!("These are the {listed} soonest deadlines, and more follow: --limit NUMBER lists more, --json all of them.")
}

/// Who is told under the obligation of each row.
pub(super) fn names(record: &Record, rows: &[DeadlineRowView]) -> Vec<String> {
    let name = |row: &DeadlineRowView| called::by_law(&record.rules, &row.obligation);
    rows.iter().map(name).collect()
}

/// The rows for people, each with its name.
pub(super) fn page(rows: &[DeadlineRowView], names: &[String]) -> Page {
    let mut out = Page::new();
    for (row, name) in rows.iter().zip(names) {
        let exercise = row.kind.mark(MarkPlace::Line);
        let verdict = if row.verdict == Verdict::Due { "" } else { " (possible)" };
        let provisional = if row.provisional { ", provisional" } else { "" };
        let line = format!(
            "{exercise}{} · {} · {} · {name} ({}){verdict}{provisional} · {}",
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
