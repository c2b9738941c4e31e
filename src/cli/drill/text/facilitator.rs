//! What the facilitator sees: what comes next and what is expected.

use super::MARK;
use super::room::clock;
use crate::cli::text::{Page, line, wrapped};
use crate::core::drill::clock::minutes;
use crate::core::time::Zone;
use crate::drill::exercise_views::{Coming, Facilitator};
use crate::drill::scoring::proposal::Proposal;
use crate::drill::scoring::score::Outcome;

pub(crate) fn facilitator(view: &Facilitator, zone: &Zone) -> Page {
    let mut out = clock(&view.room.clock, &view.room.code, zone);
    out += "\nNext\n";
    for inject in view.coming.iter().take(3) {
        let left = inject
            .left
            .map_or(String::new(), |left| format!(" in {} min", minutes(left)));
        let branch = match inject.branch.as_ref().map(|branch| branch.will) {
            Some(true) => " (branch: will be delivered as things stand)",
            Some(false) => " (branch: will be skipped as things stand)",
            None => "",
        };
        let at = inject.at.unwrap_or_default();
        writeln!(
            out,
            "  {} T+{at}{left} {}: {}{branch}",
            inject.id, inject.channel, inject.subject
        );
        out += cue(inject);
    }
    for inject in &view.out_of_turn {
        let held = if inject.held { "held" } else { "contingency" };
        writeln!(out, "  {} {held}: {}", inject.id, inject.subject);
        out += cue(inject);
    }
    out += asked(&view.proposals);
    out += "\nExpected\n";
    for expected in &view.actions {
        let left = match expected.left {
            Some(left) if expected.action.outcome == Outcome::Open && left >= chrono::TimeDelta::zero() => {
                format!(", {} min left", minutes(left))
            }
            Some(_) if expected.action.outcome == Outcome::Open => ", window past".to_owned(),
            _ => String::new(),
        };
        let lead = format!("  {} ", expected.action.id);
        out += wrapped(
            &lead,
            &format!("{} ({}{left})", expected.action.action, expected.action.outcome.words()),
        );
    }
    out += "\nObjectives\n";
    for objective in &view.objectives {
        let share = objective.share.map_or("–".to_owned(), |share| format!("{share} %"));
        writeln!(
            out,
            "  {:<8} {share:>5}  {}",
            objective.id,
            objective.rating.unwrap_or("not rated")
        );
    }
    if let Some(module) = &view.module {
        out.gap();
        writeln!(out, "To discuss: {}", module.title);
        for question in &module.questions {
            out += wrapped("  - ", question);
        }
    }
    out
}

/// What only the facilitator can say; nothing where nothing is asked.
fn asked(proposals: &[Proposal]) -> Page {
    let mut out = Page::new();
    if proposals.is_empty() {
        return out;
    }
    out += "\nTo be answered (firebell drill proposals --accept ACTION, or --decline ACTION)\n";
    for proposal in proposals {
        out += wrapped(&format!("  {} ", proposal.action), &proposal.question);
        let opposite = if proposal.denied {
            " It may say the opposite."
        } else {
            ""
        };
        let said = format!(
            "T+{} {}: “{}”{opposite}",
            proposal.minute, proposal.by, proposal.sentence
        );
        out += wrapped("      ", &said);
    }
    out
}

/// `firebell drill proposals`
pub(crate) fn proposals(code: &str, proposals: &[Proposal]) -> Page {
    match proposals {
        [] => line(format_args!("{MARK}{code}: no note waits for an answer.")),
        proposals => {
            let mut out = line(format_args!("{MARK}{code}"));
            out += asked(proposals);
            out
        }
    }
}

/// What the facilitator does with an inject.
fn cue(inject: &Coming) -> Page {
    let cue = inject.cue.as_deref();
    cue.map_or_else(Page::new, |cue| wrapped("      ", cue))
}
