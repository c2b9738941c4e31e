//! Regulatory notification: who is told outside, by when, in which order, and what was done?

use chrono::{DateTime, Utc};

use super::{Later, Row, Target, resolved, short, steps};
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::core::time::StoryTime;
use crate::core::verdict::Verdict;
use crate::tui::form::delay;
use crate::tui::model::Model;
use crate::tui::screen::incident::listing::{GroupBy, Listing, Work, is_past};
use crate::tui::screen::incident::nearness::{Distance, Near};
use crate::tui::theme::Tone;

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let listing = model.incident().map(|incident| incident.listing).unwrap_or_default();
    let mut rows = obligations(model, opened, listing);
    if listing != Listing::default() {
        return rows;
    }
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
        let mark = if delay.runs { "‖" } else { "○" };
        Row::new(mark, left, right, Tone::Plain, Target::Delay(at))
    }));
    rows.push(Row::add("record a law-enforcement delay", delay::OPEN));
    rows.push(Row::head("Steps"));
    rows.extend(steps(model, opened, "regulatory"));
    rows
}

/// The obligations that are listed, in their groups.
fn obligations(model: &Model, opened: &Opened, listing: Listing) -> Vec<Row> {
    let now = model.moment();
    let near = Near::of(model, opened);
    let strict = |o: &ObligationView| o.deadline.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |d| d.strict);
    let all = opened.whole.assessment.obligations.iter().enumerate();
    let listed =
        all.filter(|(_, o)| o.verdict != Verdict::NotDue || opened.whole.dispositions.contains_key(o.id.as_str()));
    let mut grouped: Vec<_> = listed
        .filter_map(|(at, o)| {
            let done = resolved(opened, o).is_some();
            let owner = opened.whole.assigned.get(o.id.as_str());
            let distance = near.distance(o);
            let work = Work {
                resolved: done,
                mine: owner.is_some_and(|assigned| model.known().is_mine(&assigned.owner)),
                supplement: opened.to_follow.contains_key(o.id.as_str()),
                elsewhere: distance == Distance::Elsewhere,
            };
            let listed = listing.which.lists(o, work, now);
            // By date or country it is sorted by nothing else.
            let apart = (listing.by == GroupBy::Verdict && !done).then_some(distance);
            listed.then(|| (listing.by.group(o, work, now), (rank(o, now), apart, strict(o)), at))
        })
        .collect();
    grouped.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut rows = Vec::new();
    for group in grouped.chunk_by(|a, b| a.0 == b.0) {
        rows.extend(
            group
                .first()
                .map(|(head, ..)| Row::head(format!("{} · {}", head.1, group.len()))),
        );
        rows.extend(group.iter().filter_map(|(.., at)| {
            let o = opened.whole.assessment.obligations.get(*at)?;
            Some(Row::later(Target::Obligation(o.id.to_string()), Later::Obligation(*at)))
        }));
    }
    if grouped.is_empty() {
        rows.push(Row::words("No obligation of this kind (f shows others)."));
    }
    rows
}

/// What is due comes first. What is possible and would be late if it applied comes last: it is not the next thing to do.
fn rank(o: &ObligationView, now: StoryTime) -> u8 {
    match o.verdict {
        Verdict::Due => 0,
        Verdict::Possible | Verdict::NotDue if is_past(o, now) => 2,
        Verdict::Possible | Verdict::NotDue => 1,
    }
}
