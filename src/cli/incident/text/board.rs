//! The board: a line for each incident.

use crate::app::incident_views::{from_millis, row};
use crate::cli::text::{Page, countdown, wrapped};
use crate::core::time::StoryTime;
use crate::store::Summary;

/// The board.
pub fn board(rows: &[Summary], moments: &[StoryTime]) -> Page {
    if rows.is_empty() {
        return "No incident matches. Open one with: firebell incident open \"title\"\n".into();
    }
    let mut out = Page::new();
    for (summary, now) in rows.iter().zip(moments) {
        let row = row(summary);
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let next = summary.next_at.map(|millis| countdown(*now, from_millis(millis)));
        let next = next
            .zip(row.next)
            .map(|(left, next)| format!(" · {left}: {}", next.obligation));
        let severity = row.severity.map(|s| format!(" · risk {s}")).unwrap_or_default();
        let line = format!(
            "{exercise}{} · {}{severity} · due {} possible {}{} · {}",
            row.code,
            row.stage,
            row.due,
            row.possible,
            next.unwrap_or_default(),
            row.title
        );
        out += wrapped("", &line);
    }
    out
}
