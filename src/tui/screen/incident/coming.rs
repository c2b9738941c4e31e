//! What comes next, on a wide display: deadlines, reminders and steps by their time, whatever part is shown.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::rows::{resolved, told};
use crate::app::assessment::opened_incident::Opened;
use crate::core::time::{TimeLeft, span};
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::screen::framed;
use crate::tui::theme::Tone;
use crate::tui::words::{columns, cut};

/// Something with a time.
struct Coming {
    at: DateTime<Utc>,
    words: String,
    /// Whether the law wants it, so that it can be overdue.
    law: bool,
}

pub(super) fn draw(model: &Model, opened: &Opened, frame: &mut Frame<'_>, area: Rect) {
    let mut all = coming(model, opened);
    // What is late first, the law's before the team's own: many steps can be late. Then by time.
    let now = model.moment().at();
    all.sort_by_key(|one| (one.at >= now, one.at < now && !one.law, one.at));
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines: Vec<Line<'_>> = all.iter().map(|one| line(model, one, width)).collect();
    let room = usize::from(area.height.saturating_sub(2));
    let block = framed(model.theme, "Coming up");
    let block = match lines.len().saturating_sub(room) {
        0 => block,
        more => block.title_bottom(format!(" {more} more ")),
    };
    if lines.is_empty() {
        lines.push(Line::from(" Nothing here has a time."));
    }
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn line(model: &Model, one: &Coming, width: usize) -> Line<'static> {
    let left = one.at - model.moment().at();
    let (when, tone) = match (one.law, left < TimeDelta::zero()) {
        (true, _) => {
            let tone = Tone::of_clock(Verdict::Due, left);
            let words = TimeLeft::until(one.at, model.moment()).binding();
            (format!("{}{words}", tone.sign()), tone)
        }
        (false, true) => (format!("{} late", span(left)), Tone::Due),
        (false, false) => (format!("in {}", span(left)), Tone::Plain),
    };
    let words = cut(&one.words, width.saturating_sub(columns(&when) + 2));
    Line::styled(format!(" {words} {when}"), model.theme.style(tone))
}

fn coming(model: &Model, opened: &Opened) -> Vec<Coming> {
    let due = model.clocks().into_iter();
    let due = due.filter(|o| o.verdict == Verdict::Due && resolved(opened, o).is_none());
    let deadlines = due.filter_map(|o| {
        Some(Coming {
            at: o.deadline.as_ref()?.strict,
            words: told(o),
            law: true,
        })
    });
    let reminders = opened.whole.reminders.iter().map(|kept| Coming {
        at: kept.at,
        words: format!("◷ {}", kept.about),
        law: false,
    });
    let open = opened.tasks.iter().filter(|task| task.done_at.is_none());
    let steps = open.filter_map(|task| {
        Some(Coming {
            at: task.due?,
            words: format!("◌ {} ({})", task.title, task.owner),
            law: false,
        })
    });
    deadlines.chain(reminders).chain(steps).collect()
}
