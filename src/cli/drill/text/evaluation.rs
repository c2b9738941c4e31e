//! An exercise, evaluated.

use super::MARK;
use crate::cli::text::{Page, count, line, wrapped};
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::score::{Outcome, Score, ScoredAction};

pub(crate) fn evaluation(evaluation: &Evaluation) -> Page {
    let mut out = head(evaluation);
    out.gap();
    out += objectives(&evaluation.score);
    out.gap();
    for action in &evaluation.score.actions {
        out += expected(action);
    }
    out += deadlines(evaluation);
    out += targets(evaluation);
    out += left_out(&evaluation.score);
    out
}

/// How soon a prepared room knows, calls and files, and how soon this one did.
fn targets(evaluation: &Evaluation) -> Page {
    let mut out = Page::from("\nTargets\n");
    let minute = |at: Option<i64>, other: &str| at.map_or(other.to_owned(), |at| format!("T+{at}"));
    for measured in &evaluation.targets {
        let result = match measured.met {
            Some(true) => ", met",
            Some(false) => ", not met",
            None => "",
        };
        let (at, by) = (minute(measured.at, "not done"), minute(measured.by, "no target"));
        writeln!(out, "  {:<28} {at}, expected by: {by}{result}", measured.target.words());
    }
    out
}

fn head(evaluation: &Evaluation) -> Page {
    let mut out = line(format_args!("{MARK}{} {}", evaluation.code, evaluation.title));
    writeln!(
        out,
        "{} version {}, seed {}, {} min played{}",
        evaluation.scenario,
        evaluation.version,
        evaluation.seed,
        evaluation.minutes,
        if evaluation.ended { "" } else { ", not ended yet" }
    );
    out
}

fn percent(share: Option<u64>) -> String {
    share.map_or("  –".to_owned(), |share| format!("{share:>3} %"))
}

fn objectives(score: &Score) -> Page {
    let mut out = line(format_args!("Expected actions in total: {}", percent(score.share)));
    for objective in &score.objectives {
        let rating = objective
            .rating
            .map_or("not rated".to_owned(), |rating| format!("rated {rating}"));
        writeln!(
            out,
            "  {:<8} {} of {} evaluated of {}, {rating}: {}",
            objective.id,
            percent(objective.share),
            objective.evaluated,
            objective.actions,
            objective.title
        );
    }
    out
}

/// An expected action, what became of it, and when.
fn expected(action: &ScoredAction) -> Page {
    let at = action.done.map_or(String::new(), |done| format!(" at T+{done}"));
    let mark = match action.outcome {
        Outcome::Done => "✓",
        Outcome::Late | Outcome::Hinted => "~",
        Outcome::Wrong | Outcome::Missed => "✗",
        Outcome::Open | Outcome::NotEvaluated | Outcome::NotDelivered => "?",
    };
    let (outcome, within) = (action.outcome.words(), within(action).unwrap_or_default());
    let text = format!("{} ({outcome}{at}{within})", action.action);
    wrapped(&format!("{mark} {}: ", action.id), &text)
}

/// Until when it was expected; `None`: its inject was not delivered, or there is no limit.
fn within(action: &ScoredAction) -> Option<String> {
    let by = action.delivered? + i64::try_from(action.within?).unwrap_or_default();
    Some(format!(", by T+{by}"))
}

fn deadlines(evaluation: &Evaluation) -> Page {
    let mut out = Page::from("\nDeadlines\n");
    for clock in &evaluation.clocks {
        writeln!(out, "  {:<34} {}", clock.obligation, clock.verdict.words());
    }
    let obligations = &evaluation.measures.obligations;
    out.gap();
    writeln!(
        out,
        "Obligations with a deadline: {} on time, {} late, {} missed, {} still open",
        obligations.in_time, obligations.late, obligations.missed, obligations.open
    );
    out
}

/// What nobody has evaluated or rated.
fn left_out(score: &Score) -> Page {
    match score.not_evaluated + score.not_rated {
        0 => Page::new(),
        _ => line(format_args!(
            "Not evaluated: {}. Not rated: {}.",
            count(score.not_evaluated, "expected action"),
            count(score.not_rated, "objective")
        )),
    }
}
