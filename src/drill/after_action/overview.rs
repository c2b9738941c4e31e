//! What was played, by whom and under which law, and how far the objectives were reached.

use std::fmt::Write as _;

use super::percent;
use crate::app::letters::escaped as e;
use crate::core::drill::Rating;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::drill::evaluation::Evaluation;
use crate::drill::exercise::Exercise;
use crate::drill::score::Objective;

type Rows = Vec<(&'static str, String)>;

pub(super) fn overview(out: &mut String, exercise: &Exercise, found: &Evaluation) {
    out.push_str("## Overview\n\n| | |\n|---|---|\n");
    for (name, value) in played(exercise, found).into_iter().chain(figures(found)) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    if !found.ended {
        out.push_str("\n**The exercise is not over; this is a draft.**\n");
    }
    out.push('\n');
}

/// What was played, when, and by whom.
fn played(exercise: &Exercise, found: &Evaluation) -> Rows {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Document);
    let scenario = format!("{}, version {}, seed {}", e(&found.scenario), found.version, found.seed);
    let purpose: Vec<&str> = exercise.scenario.purpose.split_whitespace().collect();
    let length = format!(
        "{} exercise minutes of {} planned; the clock was paused for {} minutes",
        found.minutes, exercise.scenario.minutes, found.paused_minutes
    );
    let participants = match found.participants.as_slice() {
        [] => "not recorded".to_owned(),
        all => e(&all.join(", ")) + " (a star marks a deputy)",
    };
    vec![
        ("Exercise", format!("{}. {mark}", e(&found.code))),
        ("Scenario", scenario),
        ("Purpose", e(&purpose.join(" "))),
        ("Played", e(&found.played_at)),
        ("Length", length),
        ("Difficulty", format!("{} of 5", found.difficulty)),
        ("Participants", participants),
    ]
}

fn figures(found: &Evaluation) -> Rows {
    let score = &found.score;
    let overall = match score.share {
        Some(share) => format!("{share} %"),
        None => "nothing evaluated".to_owned(),
    };
    let injects = format!("{} delivered, {} skipped", found.delivered, found.skipped.len());
    let left_out = format!(
        "{} expected actions, {} objectives without a rating",
        score.not_evaluated, score.not_rated
    );
    let rules = e(found.rules.get(..12).unwrap_or(&found.rules));
    vec![
        ("Injects", injects),
        (
            "Expected actions",
            format!("{overall} of what was evaluated; hints given: {}", score.hints),
        ),
        ("Not evaluated", left_out),
        ("Law", format!("rule base {rules}")),
    ]
}

pub(super) fn objectives(out: &mut String, found: &Evaluation) {
    out.push_str(
        "## Objectives\n\n| Objective | Capability target | Done | Evaluated | Rating |\n|---|---|---|---|---|\n",
    );
    for objective in &found.score.objectives {
        out.push_str(&objective_row(objective));
    }
    let words = Rating::ALL.map(|rating| format!("{rating}: {}", rating.words()));
    let _ = writeln!(
        out,
        "\nRatings are the evaluators': {}. “Done” is the weighted share of expected actions, counted by the engine and \
         by marks; neither replaces the other.\n",
        words.join("; ")
    );
}

fn objective_row(objective: &Objective) -> String {
    let reason = e(objective.rating_reason.as_deref().unwrap_or_default());
    let rating = match objective.rating {
        Some(letter) => format!("**{letter}** {reason}"),
        None => "not observed".to_owned(),
    };
    format!(
        "| {} | {} | {} | {} of {} | {rating} |\n",
        e(&objective.title),
        e(&objective.target),
        percent(objective.share),
        objective.evaluated,
        objective.actions
    )
}
