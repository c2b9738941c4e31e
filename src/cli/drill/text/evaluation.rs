//! An exercise, evaluated.

use crate::cli::text::{Page, count, line, wrapped};
use crate::core::drill::clock::minutes;
use crate::drill::evaluation::Evaluation;
use crate::drill::score::Outcome;

/// An evaluation.
pub fn evaluation(evaluation: &Evaluation) -> Page {
    let mut out = line(format_args!("EXERCISE {} {}", evaluation.code, evaluation.title));
    let share = |share: Option<u64>| share.map_or("  –".to_owned(), |share| format!("{share:>3} %"));
    let score = &evaluation.score;
    writeln!(
        out,
        "{} version {}, seed {}, {} min played{}",
        evaluation.scenario,
        evaluation.version,
        evaluation.seed,
        evaluation.minutes,
        if evaluation.ended { "" } else { ", not ended yet" }
    );
    out.gap();
    writeln!(out, "Expected actions in all: {}", share(score.share));
    for objective in &score.objectives {
        let rating = objective
            .rating
            .map_or("not rated".to_owned(), |rating| format!("rated {rating}"));
        writeln!(
            out,
            "  {:<8} {} of {} evaluated of {}, {rating}: {}",
            objective.id,
            share(objective.share),
            objective.evaluated,
            objective.actions,
            objective.title
        );
    }
    out.gap();
    for action in &score.actions {
        let at = action.done.map_or(String::new(), |done| format!(" at T+{done}"));
        let within = match (action.delivered, action.within) {
            (Some(delivered), Some(within)) => {
                let by = delivered + i64::try_from(within).unwrap_or_default();
                format!(", by T+{}", minutes(by * 60_000))
            }
            _ => String::new(),
        };
        let mark = match action.outcome {
            Outcome::Done => "✓",
            Outcome::Late | Outcome::Hinted => "~",
            Outcome::Wrong | Outcome::Missed => "✗",
            Outcome::Open | Outcome::NotEvaluated | Outcome::NotDelivered => "?",
        };
        let lead = format!("{mark} {}: ", action.id);
        out += wrapped(
            &lead,
            &format!("{} ({}{at}{within})", action.action, action.outcome.words()),
        );
    }
    out += "\nDeadlines\n";
    for clock in &evaluation.clocks {
        writeln!(out, "  {:<34} {}", clock.duty, clock.verdict);
    }
    let duties = &evaluation.measures.duties;
    out.gap();
    writeln!(
        out,
        "Dated obligations: {} in time, {} late, {} missed, {} still open",
        duties.in_time, duties.late, duties.missed, duties.open
    );
    let nobody = score.not_evaluated + score.not_rated;
    if nobody > 0 {
        writeln!(
            out,
            "Not evaluated: {}. Not rated: {}.",
            count(score.not_evaluated, "expected action"),
            count(score.not_rated, "objective")
        );
    }
    out
}
