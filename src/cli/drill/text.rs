//! Exercises as text.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::text::wrapped;
use crate::core::drill::clock::minutes;
use crate::drill::evaluation::Evaluation;
use crate::drill::scenario::{Inject, Kind, Scenario};
use crate::drill::score::Outcome;

/// A scenario in a list.
#[derive(Debug, Serialize)]
pub struct Row {
    id: String,
    version: u64,
    title: String,
    minutes: u64,
    difficulty: u64,
    injects: usize,
    audience: Vec<String>,
}

/// A scenario in a list.
pub fn row(scenario: &Scenario) -> Row {
    Row {
        id: scenario.id.clone(),
        version: scenario.version,
        title: scenario.title.clone(),
        minutes: scenario.minutes,
        difficulty: scenario.difficulty,
        injects: scenario.injects.len(),
        audience: scenario.audience.clone(),
    }
}

/// The scenarios there are.
pub fn list(scenarios: &[Scenario]) -> String {
    let mut out = String::new();
    for scenario in scenarios {
        let _ = writeln!(
            out,
            "{:<26} {:>3} min  difficulty {}  {}",
            scenario.id, scenario.minutes, scenario.difficulty, scenario.title
        );
    }
    out.push_str("\nBegin with: firebell drill start ID\n");
    out
}

/// What players may know beforehand, or everything.
pub fn brief(scenario: &Scenario, facilitator: bool) -> String {
    let mut out = format!("# EXERCISE: {}\n\n{}\n", scenario.title, scenario.purpose.trim());
    let organisation = scenario.profile.iter().find(|(key, _)| key == "organisation.name");
    let _ = writeln!(
        out,
        "\n{} minutes and a hot wash. Organisation: {} (invented). At the table: {}.",
        scenario.minutes,
        organisation.map_or("", |(_, name)| name),
        scenario.roles.join(", ")
    );
    out.push_str("\nBring:\n\n");
    for need in &scenario.needs {
        let _ = writeln!(out, "- {need}");
    }
    out.push_str("\n## Objectives\n\n");
    for objective in &scenario.objectives {
        let _ = writeln!(
            out,
            "- **{}** ({}): {}",
            objective.title, objective.capability, objective.target
        );
    }
    out.push_str(
        "\n## Rules\n\n- Everything said and written here is an exercise and stays marked as one.\n\
         - There are no trick questions and no blame; say what you would do, and do it in firebell.\n\
         - Nobody outside is called, written to or paid.\n\
         - The facilitator's clock counts; the story may jump ahead.\n",
    );
    if facilitator {
        everything(&mut out, scenario);
    }
    out
}

fn everything(out: &mut String, scenario: &Scenario) {
    let _ = writeln!(
        out,
        "\n## What really happened (facilitator only)\n\n{}",
        scenario.truth.trim()
    );
    for (key, value) in &scenario.drawn {
        let _ = writeln!(out, "- drawn: {key} = {value}");
    }
    for module in &scenario.modules {
        let _ = writeln!(out, "\n## From T+{}: {}\n", module.from, module.title);
        for question in &module.questions {
            let _ = writeln!(out, "- {question}");
        }
    }
    out.push_str("\n## Injects\n");
    for inject in &scenario.injects {
        inject_text(out, inject);
    }
    out.push_str("\n## The right clocks\n\n");
    for clock in &scenario.clocks {
        let due = clock.due.map_or("not due".to_owned(), |due| {
            crate::cli::text::moment(&scenario.zone, due)
        });
        let _ = writeln!(out, "- {}: {due}, for {}", clock.duty, clock.why);
    }
    out.push_str("\n## Hot wash\n\n");
    for question in &scenario.hot_wash {
        let _ = writeln!(out, "- {question}");
    }
}

fn inject_text(out: &mut String, inject: &Inject) {
    let at = inject.at.map_or("in your hand".to_owned(), |at| format!("T+{at}"));
    let kind = if inject.kind == Kind::Main {
        String::new()
    } else {
        format!(" [{}]", inject.kind.code())
    };
    let _ = writeln!(
        out,
        "\n### {} {at}{kind} {}: {} to {}: {}\n\n{}",
        inject.id, inject.channel, inject.from, inject.to, inject.subject, inject.text
    );
    for clock in &inject.clocks {
        let _ = writeln!(out, "\nClock: {} {}: {}", clock.of, clock.does, clock.why);
    }
    for expected in &inject.expect {
        let within = expected
            .within
            .map_or(String::new(), |within| format!(" within {within} min"));
        let seen = if expected.done.is_some() { "engine" } else { "evaluator" };
        let _ = writeln!(out, "- expected ({}, {seen}): {}{within}", expected.id, expected.action);
        if let Some(hint) = &expected.hint {
            let _ = writeln!(out, "  - hint: {hint}");
        }
    }
}

/// An evaluation.
pub fn evaluation(evaluation: &Evaluation) -> String {
    let mut out = format!("EXERCISE {} {}\n", evaluation.code, evaluation.title);
    let share = |share: Option<u64>| share.map_or("  –".to_owned(), |share| format!("{share:>3} %"));
    let score = &evaluation.score;
    let _ = writeln!(
        out,
        "{} version {}, seed {}, {} minutes played{}\n",
        evaluation.scenario,
        evaluation.version,
        evaluation.seed,
        evaluation.minutes,
        if evaluation.ended { "" } else { ", not over yet" }
    );
    let _ = writeln!(out, "Expected actions in all: {}", share(score.share));
    for objective in &score.objectives {
        let rating = objective
            .rating
            .map_or("not rated".to_owned(), |rating| format!("rated {rating}"));
        let _ = writeln!(
            out,
            "  {:<8} {} of {} evaluated of {}, {rating}: {}",
            objective.id,
            share(objective.share),
            objective.evaluated,
            objective.actions,
            objective.title
        );
    }
    out.push('\n');
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
        out += &wrapped(
            &lead,
            &format!("{} ({}{at}{within})", action.action, action.outcome.words()),
        );
    }
    out.push_str("\nClocks\n");
    for clock in &evaluation.clocks {
        let _ = writeln!(out, "  {:<34} {}", clock.duty, clock.verdict);
    }
    let duties = &evaluation.measures.duties;
    let _ = writeln!(
        out,
        "\nDated duties: {} in time, {} late, {} missed, {} still open",
        duties.in_time, duties.late, duties.missed, duties.open
    );
    let nobody = score.not_evaluated + score.not_rated;
    if nobody > 0 {
        let _ = writeln!(
            out,
            "Nobody evaluated {} expected actions; {} objectives are not rated.",
            score.not_evaluated, score.not_rated
        );
    }
    out
}
