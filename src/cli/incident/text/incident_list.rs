//! The board: a line for each incident.

use crate::app::record::Summary;
use crate::app::views::incident::row;
use crate::cli::text::{Page, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{StoryTime, TimeLeft};

pub(crate) fn board(rows: &[Summary], moments: &[StoryTime]) -> Page {
    if rows.is_empty() {
        return "No incident matches. Open one with: firebell incident open \"title\"\n".into();
    }
    let mut out = Page::new();
    for (summary, now) in rows.iter().zip(moments) {
        let row = row(summary);
        let exercise = row.kind.mark(MarkPlace::Line);
        let next = row.next.map(|next| {
            let left = TimeLeft::until(next.strict, *now).sentence();
            format!(" · {left}: {}", next.obligation)
        });
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
