//! Injects and what became of what was expected, minute by minute.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::app::letters::escaped as e;
use crate::core::drill::InjectState;
use crate::core::drill::clock::ExerciseTime;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;
use crate::drill::exercise::Exercise;
use crate::drill::scenario::Inject;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::score::ScoredAction;

pub(super) fn timeline(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    out.push_str("## Timeline\n\n| Minute | Story | Inject and expected action | Outcome |\n|---|---|---|---|\n");
    for id in &exercise.drill().delivered {
        let (Some(inject), Some(InjectState::Delivered { elapsed, story, .. })) =
            (exercise.scenario.inject(id), exercise.drill().injects.get(id))
        else {
            continue;
        };
        out.push_str(&delivered(inject, *elapsed, *story, &exercise.scenario.zone));
        let expected = found.score.actions.iter().filter(|action| action.inject == *id);
        let mut expected: Vec<&ScoredAction> = expected.collect();
        expected.sort_by_key(|action| (action.done.is_none(), action.done));
        out.extend(expected.into_iter().map(outcome));
    }
    for skipped in &found.skipped {
        let (inject, reason) = (e(&skipped.inject), e(&skipped.reason));
        let _ = writeln!(out, "| | | {inject} | skipped: {reason} |");
    }
    out.push('\n');
}

fn delivered(inject: &Inject, elapsed: ExerciseTime, story: DateTime<Utc>, zone: &Zone) -> String {
    format!(
        "| T+{} | {} | **{}** ({}, from {}) | |\n",
        elapsed,
        e(&moment_words(zone, story)),
        e(&inject.subject),
        inject.channel,
        e(&inject.from)
    )
}

fn outcome(action: &ScoredAction) -> String {
    let at = action.done.map_or(String::new(), |done| format!("T+{done}"));
    let evaluator = action.by.as_deref().filter(|by| !["engine", "unknown"].contains(by));
    let by = evaluator.map(|by| format!(", says {}", e(by))).unwrap_or_default();
    let remark = action.remark.as_deref().map(|remark| format!(": {}", e(remark)));
    format!(
        "| {at} | | {} | {}{by}{} |\n",
        e(&action.action),
        action.outcome.words(),
        remark.unwrap_or_default()
    )
}
