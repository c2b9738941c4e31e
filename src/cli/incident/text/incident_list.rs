//! The board: a line for each incident.

use crate::app::views::incident::RowView;
use crate::cli::text::{Page, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{StoryTime, TimeLeft};

pub(crate) fn board(rows: &[RowView], moments: &[StoryTime]) -> Page {
    if rows.is_empty() {
        return "No incident matches. Open one with: firebell incident open \"title\"\n".into();
    }
    let mut out = Page::new();
    for (row, now) in rows.iter().zip(moments) {
        let exercise = row.kind.mark(MarkPlace::Line);
        let next = row.next.as_ref().map(|next| {
            let left = TimeLeft::until(next.strict, *now).sentence();
            format!(" · {left}: {}", next.obligation)
        });
        let severity = row
            .severity
            .as_ref()
            .map(|s| format!(" · risk {s}"))
            .unwrap_or_default();
        let waits = if row.not_yet_shared > 0 {
            " · NOT YET SHARED"
        } else {
            ""
        };
        let line = format!(
            "{exercise}{} · {}{severity} · due {} possible {}{}{waits} · {}",
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
