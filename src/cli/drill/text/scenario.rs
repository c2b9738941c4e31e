//! Scenarios in a list, as a brief, and what was made into one.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::text::{Page, line, moment};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::drill::scenario::{Inject, Kind, Scenario};

/// A scenario in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    id: String,
    version: u64,
    title: String,
    minutes: u64,
    difficulty: u64,
    injects: usize,
    audience: Vec<String>,
}

pub(crate) fn row(scenario: &Scenario) -> Row {
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
pub(crate) fn list(scenarios: &[Scenario]) -> Page {
    let mut out = Page::new();
    for scenario in scenarios {
        writeln!(
            out,
            "{:<26} {:>3} min  difficulty {}  {}",
            scenario.id, scenario.minutes, scenario.difficulty, scenario.title
        );
    }
    out += "\nStart one with: firebell drill start ID\n";
    out
}

/// What players may know beforehand, or everything.
pub(crate) fn brief(scenario: &Scenario, facilitator: bool) -> String {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Title);
    let mut out = format!("# {mark}{}\n\n{}\n", scenario.title, scenario.purpose.trim());
    let organisation = scenario.organisation_name();
    let _ = writeln!(
        out,
        "\n{} minutes and a hot wash. Organization: {} (invented). At the table: {}.",
        scenario.minutes,
        organisation,
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
    out.push_str("\n## The correct deadlines\n\n");
    for clock in &scenario.clocks {
        let due = clock
            .due
            .map_or("not due".to_owned(), |due| moment(&scenario.zone, due));
        let _ = writeln!(out, "- {}: {due}, for {}", clock.obligation, clock.why);
    }
    out.push_str("\n## Hot wash\n\n");
    for question in &scenario.hot_wash {
        let _ = writeln!(out, "- {question}");
    }
}

fn inject_text(out: &mut String, inject: &Inject) {
    let at = inject.at.map_or("contingency".to_owned(), |at| format!("T+{at}"));
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
        let _ = writeln!(out, "\nDeadline: {} {}: {}", clock.of, clock.does, clock.why);
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

/// A scenario that was written to a file.
pub(crate) fn written(name: &str, left_behind: &[String]) -> Page {
    let mut out = line(format_args!("{name} written. Not carried over:"));
    for left in left_behind {
        writeln!(out, "- {left}");
    }
    out
}
