//! The facilitator's guide: the truth, the schedule, every inject with its criteria, and the right deadlines.

use std::fmt::Write as _;

use super::players::brief;
use crate::app::letters::escaped as e;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;
use crate::drill::scenario::{Expected, Inject, Kind, RightClock, Scenario};
use crate::drill::scoring::measure::usual_zone;

/// Everything there is to know of a scenario as one seed draws it.
pub fn guide(scenario: &Scenario, seed: u64, rules: &Rulebook) -> String {
    let mut out = brief(scenario);
    let _ = writeln!(
        out,
        "\n## For the facilitator only\n\nScenario {}, version {}, seed {seed}: {}\n",
        scenario.id,
        scenario.version,
        belongs_to(scenario, seed)
    );
    for (key, value) in &scenario.drawn {
        let _ = writeln!(out, "- drawn: {} = {}", e(key), e(value));
    }
    let _ = writeln!(out, "\n## What really happened\n\n{}", scenario.truth.trim());
    schedule(&mut out, scenario);
    for module in &scenario.modules {
        let _ = writeln!(out, "\n## From T+{}: {}\n", module.from, e(&module.title));
        for question in &module.questions {
            let _ = writeln!(out, "- {question}");
        }
    }
    out.push_str("\n## Injects\n");
    for inject in &scenario.injects {
        inject_text(&mut out, scenario, inject);
    }
    deadlines(&mut out, scenario, rules);
    out.push_str("\n## Hot wash\n\n");
    for question in &scenario.hot_wash {
        let _ = writeln!(out, "- {question}");
    }
    out
}

/// Which exercise the guide is for. One with the team's own organization exists only where it was started.
fn belongs_to(scenario: &Scenario, seed: u64) -> String {
    match scenario.is_own() {
        true => "this guide is of the exercise that was set up with your own organization.".to_owned(),
        false => format!(
            "start it with `firebell drill start {} --seed {seed}`, so that this guide is the exercise's own.",
            scenario.id
        ),
    }
}

fn schedule(out: &mut String, scenario: &Scenario) {
    out.push_str("\n## Schedule\n\n| Minute | Story | Inject | By | To | Comes |\n|---|---|---|---|---|---|\n");
    for inject in &scenario.injects {
        let minute = inject
            .at
            .map_or("when needed".to_owned(), |at| format!("T+{}", at.minute()));
        let story = inject
            .story
            .map(|at| moment_words(&scenario.zone, at))
            .unwrap_or_default();
        let comes = inject
            .when
            .as_ref()
            .map_or("always".to_owned(), |when| when.branch_words(&scenario.zone));
        let _ = writeln!(
            out,
            "| {minute} | {} | {} {} | {} | {} | {} |",
            e(&story),
            e(&inject.id),
            e(&inject.subject),
            inject.channel,
            e(&inject.to),
            e(&comes)
        );
    }
}

fn inject_text(out: &mut String, scenario: &Scenario, inject: &Inject) {
    let at = inject.at.map_or("contingency".to_owned(), |at| format!("T+{at}"));
    let kind = match inject.kind {
        Kind::Main => String::new(),
        Kind::Contingency | Kind::TimeJump | Kind::Noise => format!(" [{}]", inject.kind.code()),
    };
    let _ = writeln!(
        out,
        "\n### {} {at}{kind} {}: {} to {}: {}\n\n{}",
        inject.id, inject.channel, inject.from, inject.to, inject.subject, inject.text
    );
    if let Some(cue) = &inject.cue {
        let _ = writeln!(out, "\n**For the facilitator.** {}", e(cue));
    }
    if let Some(when) = &inject.when {
        let _ = writeln!(out, "\nComes only if {}.", e(&when.words(&scenario.zone)));
    }
    for attachment in &inject.attachments {
        let _ = writeln!(out, "\nHand out: {}.", e(&attachment.name));
    }
    for clock in &inject.clocks {
        let _ = writeln!(out, "\nDeadline: {} {}: {}", clock.of, clock.does, clock.why);
    }
    out.push('\n');
    for expected in &inject.expect {
        expected_text(out, scenario, expected);
    }
}

fn expected_text(out: &mut String, scenario: &Scenario, expected: &Expected) {
    let within = expected
        .within
        .map_or(String::new(), |within| format!(" within {within} min"));
    let seen = if expected.done.is_some() { "engine" } else { "evaluator" };
    let _ = writeln!(out, "- expected ({}, {seen}): {}{within}", expected.id, expected.action);
    if let Some(done) = &expected.done {
        let _ = writeln!(out, "  - counts when {}", e(&done.words(&scenario.zone)));
    }
    if let Some(ask) = &expected.ask {
        let _ = writeln!(out, "  - of a note you are asked: {}", e(ask));
    }
    if let Some(wrong) = &expected.wrong {
        let _ = writeln!(out, "  - wrong for as long as {}", e(&wrong.words(&scenario.zone)));
    }
    if let Some(evidence) = &expected.evidence {
        let _ = writeln!(out, "  - look for: {evidence}");
    }
    if let Some(hint) = &expected.hint {
        let _ = writeln!(out, "  - hint: {hint}");
    }
}

fn deadlines(out: &mut String, scenario: &Scenario, rules: &Rulebook) {
    out.push_str("\n## The correct deadlines\n\n");
    for clock in &scenario.clocks {
        let zone = usual_zone(rules, &scenario.zone, &clock.obligation);
        let _ = writeln!(out, "- {}", deadline(clock, &zone));
    }
}

fn deadline(clock: &RightClock, zone: &Zone) -> String {
    let words = |at| e(&moment_words(zone, at));
    let due = clock.due.map_or("not due".to_owned(), words);
    let mut line = format!("{}: {due}, for {}", e(&clock.obligation), clock.why);
    if let Some(other) = &clock.defensible {
        let range = other.due.as_ref().map(|due| match due.start() == due.end() {
            true => words(*due.start()),
            false => format!("{} to {}", words(*due.start()), words(*due.end())),
        });
        let not_due = other.not_due.then(|| "not due".to_owned());
        let answers: Vec<String> = range.into_iter().chain(not_due).collect();
        line += &format!(". As right: {}, for {}", answers.join(", or "), other.why);
    }
    line
}
