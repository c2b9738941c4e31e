//! Regulatory notification: who is told outside, by when, in which order, and what was done?

use chrono::{DateTime, Utc};

use super::{Row, Target, obligation, resolved, short, steps};
use crate::app::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::core::verdict::Verdict;
use crate::tui::form::delay;
use crate::tui::model::Model;
use crate::tui::theme::Tone;

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let mut obligations: Vec<&ObligationView> = opened.whole.assessment.obligations.iter().collect();
    obligations.retain(|o| o.verdict != Verdict::NotDue || opened.whole.dispositions.contains_key(o.id.as_str()));
    let strict = |o: &ObligationView| o.deadline.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |d| d.strict);
    obligations.sort_by_key(|o| (o.verdict != Verdict::Due, strict(o)));
    let (done, open): (Vec<_>, Vec<_>) = obligations.into_iter().partition(|o| resolved(opened, o).is_some());
    let mut rows = Vec::new();
    for (verdict, head) in [
        (Verdict::Due, "Due (w why, x filed, m drafting, approved, not required)"),
        (Verdict::Possible, "Possible: find out more before you decide"),
    ] {
        let own: Vec<_> = open
            .iter()
            .filter(|o| (o.verdict == Verdict::Due) == (verdict == Verdict::Due))
            .collect();
        rows.push(Row::head(format!("{head} · {}", own.len())));
        rows.extend(own.into_iter().map(|o| obligation(model, opened, o)));
    }
    rows.push(Row::head(format!("Resolved · {}", done.len())));
    rows.extend(done.into_iter().map(|o| obligation(model, opened, o)));
    rows.push(Row::head("Law-enforcement delays"));
    rows.extend(opened.holds.iter().enumerate().map(|(at, delay)| {
        let until = delay
            .until
            .map(|at| format!("until {}", short(&opened.whole.home_zone, at)));
        let right = match delay.runs {
            true => until.unwrap_or_else(|| "no end named".to_owned()),
            false => "ended".to_owned(),
        };
        let left = format!("{} for {}: {}", delay.authority, delay.regimes.join(", "), delay.reason);
        Row::new(
            if delay.runs { "‖" } else { "○" },
            left,
            right,
            Tone::Plain,
            Target::Delay(at),
        )
    }));
    rows.push(Row::add("record a law-enforcement delay", delay::OPEN));
    rows.push(Row::head("Steps"));
    rows.extend(steps(model, opened, "regulatory"));
    rows
}
