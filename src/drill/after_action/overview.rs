//! What was played, by whom and under which law, and how far the objectives were reached.

use std::fmt::Write as _;

use super::{Sources, bar, played_on};
use crate::app::letters::escaped as e;
use crate::core::counted::counted;
use crate::core::drill::Rating;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::drill::exercise::Exercise;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::score::Objective;
use crate::drill::scoring::targets::Measured;

type Rows = Vec<(&'static str, String)>;

pub(super) fn overview(out: &mut String, sources: &Sources<'_>) {
    let Sources { exercise, found, .. } = *sources;
    out.push_str("## Overview\n\n| | |\n|---|---|\n");
    let sponsor = [
        ("Sponsor", sponsor(sources)),
        ("Organization in the story", invented(exercise)),
    ];
    for (name, value) in sponsor.into_iter().chain(played(exercise, found)).chain(figures(found)) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    out.push('\n');
}

/// Who held the exercise.
pub(super) fn sponsor(sources: &Sources<'_>) -> String {
    sources.sponsor.map_or("not named in the profile".to_owned(), e)
}

fn invented(exercise: &Exercise) -> String {
    e(&exercise.scenario.organisation_words())
}

/// Who took part.
pub(super) fn participants(found: &Evaluation) -> String {
    match found.participants.as_slice() {
        [] => "not recorded".to_owned(),
        all if all.iter().any(|role| role.ends_with('*')) => e(&all.join(", ")) + " (a star marks a deputy)",
        all => e(&all.join(", ")),
    }
}

/// When it was played, and for how long.
pub(super) fn held(exercise: &Exercise, found: &Evaluation) -> String {
    let day = played_on(exercise).map_or("–".to_owned(), |day| day.format("%-d %B %Y").to_string());
    format!(
        "{day}, {} of {} exercise minutes",
        found.minutes, exercise.scenario.minutes
    )
}

/// The hour at which it began.
fn began(found: &Evaluation) -> String {
    found.played_at.format("%H:%M UTC").to_string()
}

/// What was played, when, and by whom.
fn played(exercise: &Exercise, found: &Evaluation) -> Rows {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Report);
    let scenario = format!("{}, version {}, seed {}", e(&found.scenario), found.version, found.seed);
    let purpose: Vec<&str> = exercise.scenario.purpose.split_whitespace().collect();
    let paused = counted(u64::try_from(found.paused_minutes).unwrap_or_default(), "minute");
    vec![
        ("Exercise", format!("{} ({mark})", e(&found.code))),
        ("Scenario", scenario),
        ("Purpose", e(&purpose.join(" "))),
        ("Played", format!("{}; began {}", held(exercise, found), began(found))),
        ("Clock paused for", paused),
        ("Difficulty", format!("{} of 5", found.difficulty)),
        ("Participants", participants(found)),
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
        bar(objective.share),
        objective.evaluated,
        objective.actions
    )
}

/// What was expected by when, beside what was measured.
pub(super) fn targets(out: &mut String, found: &Evaluation) {
    out.push_str("## Targets\n\n| Target | Expected by | Measured | Result |\n|---|---|---|---|\n");
    for measured in &found.targets {
        out.push_str(&target_row(measured));
    }
    let decided = minute(found.measures.to_first_decision);
    let _ = writeln!(
        out,
        "\nFirst decision: {decided}. Minutes are exercise minutes; the expected minute is the end of the first time \
         window of the scenario that needs it.\n"
    );
}

pub(super) fn target_row(measured: &Measured) -> String {
    let result = match measured.met {
        Some(true) => "met",
        Some(false) => "**not met**",
        None => "–",
    };
    let by = measured.by.map_or("no target".to_owned(), |by| format!("T+{by}"));
    let at = minute(measured.at);
    format!("| {} | {by} | {at} | {result} |\n", measured.target.words())
}

fn minute(at: Option<i64>) -> String {
    at.map_or("not done".to_owned(), |at| format!("T+{at}"))
}
