//! The line above the parts where no dated obligation is due.

use ratatui::text::Line;

use super::nearness::{Distance, Near};
use super::rows::{resolved, told};
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::core::time::TimeLeft;
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::words;

/// How many obligations are due, are not resolved and have no date, such as "without undue delay".
pub(super) fn undated(opened: &Opened) -> usize {
    let all = opened.whole.assessment.obligations.iter();
    let open = all.filter(|o| o.verdict == Verdict::Due && o.deadline.is_none() && resolved(opened, o).is_none());
    open.count()
}

/// What to say where no dated obligation is due. It must not sound like all clear while something is due without a
/// date, or an obligation is possible whose time runs.
pub(super) fn nothing_dated(model: &Model, opened: &Opened, dated: &[&ObligationView]) -> Line<'static> {
    let open = |o: &&&ObligationView| o.verdict == Verdict::Possible && resolved(opened, o).is_none();
    let possible = dated.iter().filter(open);
    let near = Near::of(model, opened);
    // What would be late comes last in the list, where it is as good as lost; whoever reads only this line is told of it.
    let now = model.moment().at();
    let passed = |o: &ObligationView| {
        o.deadline
            .as_ref()
            .filter(|deadline| deadline.strict < now)
            .map(|own| own.strict)
    };
    let late = possible
        .clone()
        .filter(|o| passed(o).is_some() && near.distance(o) == Distance::Here);
    let soonest = possible
        .clone()
        .min_by_key(|o| near.distance(o))
        .and_then(|o| Some((told(o), o.deadline.as_ref()?.strict)));
    let (due, tone) = match (undated(opened), &soonest) {
        (0, None) => ("No deadline is running".to_owned(), Tone::Quiet),
        (0, Some(_)) => ("Nothing is due yet".to_owned(), Tone::Open),
        (without, _) => (format!("{without} due without a date"), Tone::Due),
    };
    let words = match soonest {
        None => format!("{due}."),
        Some((whom, strict)) => {
            let left = words::clock(Verdict::Possible, TimeLeft::until(strict, model.moment()));
            let possible = possible.count();
            // The name is what may be cut on a narrow screen.
            match left.as_str() {
                words::IF_IT_APPLIES => {
                    format!("{due}; {possible} may be due, the first is late if it applies: {whom}")
                }
                _ if late.clone().next().is_some() => {
                    let whom = late.clone().max_by_key(|o| passed(o)).map_or(whom, |o| told(o));
                    let late = late.count();
                    format!("{due}; {possible} may be due, {late} LATE if so: {whom}")
                }
                left => format!("{due}; {possible} may be due, the first {left}: {whom}"),
            }
        }
    };
    Line::styled(words, model.theme.style(tone))
}
