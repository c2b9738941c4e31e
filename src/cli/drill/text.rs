//! Exercises as text.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::text::{Page, line, moment, wrapped};
use crate::core::drill::clock::minutes;
use crate::core::time::Zone;
use crate::drill::compare::{Column, Comparison};
use crate::drill::desk::{ClockView, Facilitator, Room, plain};
use crate::drill::driver::Exercise;
use crate::drill::evaluation::Evaluation;
use crate::drill::improvements::Item;
use crate::drill::presence::Followed;
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
pub fn list(scenarios: &[Scenario]) -> Page {
    let mut out = Page::new();
    for scenario in scenarios {
        writeln!(
            out,
            "{:<26} {:>3} min  difficulty {}  {}",
            scenario.id, scenario.minutes, scenario.difficulty, scenario.title
        );
    }
    out += "\nBegin with: firebell drill start ID\n";
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
        let due = clock
            .due
            .map_or("not due".to_owned(), |due| moment(&scenario.zone, due));
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
pub fn evaluation(evaluation: &Evaluation) -> Page {
    let mut out = line(format_args!("EXERCISE {} {}", evaluation.code, evaluation.title));
    let share = |share: Option<u64>| share.map_or("  –".to_owned(), |share| format!("{share:>3} %"));
    let score = &evaluation.score;
    writeln!(
        out,
        "{} version {}, seed {}, {} minutes played{}",
        evaluation.scenario,
        evaluation.version,
        evaluation.seed,
        evaluation.minutes,
        if evaluation.ended { "" } else { ", not over yet" }
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
    out += "\nClocks\n";
    for clock in &evaluation.clocks {
        writeln!(out, "  {:<34} {}", clock.duty, clock.verdict);
    }
    let duties = &evaluation.measures.duties;
    out.gap();
    writeln!(
        out,
        "Dated duties: {} in time, {} late, {} missed, {} still open",
        duties.in_time, duties.late, duties.missed, duties.open
    );
    let nobody = score.not_evaluated + score.not_rated;
    if nobody > 0 {
        writeln!(
            out,
            "Nobody evaluated {} expected actions; {} objectives are not rated.",
            score.not_evaluated, score.not_rated
        );
    }
    out
}

/// The text of an inject; tables keep their lines.
fn story(text: &str) -> Page {
    let shown = |row: &str| match row.starts_with('|') {
        true => line(format_args!("  {row}")),
        false => wrapped("  ", row),
    };
    plain(text).lines().map(shown).collect()
}

/// What was just handed to the room.
pub fn handed(inject: &Inject) -> Page {
    let mut out = Page::from("\n");
    writeln!(
        out,
        "EXERCISE  {} {}: {} to {}",
        inject.id, inject.channel, inject.from, inject.to
    );
    writeln!(out, "{}", inject.subject);
    out += story(&inject.text);
    for (name, text) in &inject.attachments {
        writeln!(out, "  [{name}]");
        for line in text.trim().lines() {
            writeln!(out, "  > {line}");
        }
    }
    out
}

/// The clock in a line.
pub fn clock(view: &ClockView, code: &str, zone: &Zone) -> Page {
    let state = match (view.ended, view.running) {
        (true, _) => "over".to_owned(),
        (false, true) => format!("runs at {}×", view.speed),
        (false, false) => "stands".to_owned(),
    };
    line(format_args!(
        "EXERCISE {code}  T+{} of {} min, {state}  story {}",
        minutes(view.elapsed),
        view.planned,
        moment(zone, view.story)
    ))
}

/// An exercise that was just set up.
pub fn started(exercise: &Exercise, open: &[Item]) -> Page {
    let code = &exercise.loaded.incident.code;
    let mut out = line(format_args!("EXERCISE {code} is set up: {}", exercise.scenario.title));
    if !open.is_empty() {
        out += "\nStill to be mended since earlier exercises:\n";
        out += improvements(open);
    }
    out.gap();
    writeln!(
        out,
        "The clock stands at zero. What players may read before: firebell drill brief {}",
        exercise.scenario.id
    );
    out += "\n\
         Room          firebell            opens the workbench; the exercise is on its board\n\
         Facilitator   firebell            in a second terminal: open the exercise and press F,\n";
    writeln!(out, "              or: firebell drill status {code} --facilitator");
    writeln!(
        out,
        "Begin         firebell drill go {code}    (in the workbench: space)"
    );
    writeln!(out, "Next inject   firebell drill jump {code}  (in the workbench: ])");
    writeln!(
        out,
        "End           firebell drill end {code}, then firebell drill report {code} -o report.pdf"
    );
    out
}

/// The room's view.
pub fn room(view: &Room, zone: &Zone) -> Page {
    let mut out = clock(&view.clock, &view.code, zone);
    for inject in view.injects.iter().rev() {
        out.gap();
        writeln!(
            out,
            "{} T+{} {}  {} to {}: {}",
            inject.id,
            minutes(inject.elapsed),
            inject.channel,
            inject.from,
            inject.to,
            inject.subject
        );
        out += story(&inject.text);
    }
    if view.injects.is_empty() {
        out += "Nothing has happened yet.\n";
    }
    out
}

/// The facilitator's view.
pub fn facilitator(view: &Facilitator, zone: &Zone) -> Page {
    let mut out = clock(&view.room.clock, &view.room.code, zone);
    out += "\nNext\n";
    for inject in view.coming.iter().take(3) {
        let left = inject
            .left
            .map_or(String::new(), |left| format!(" in {} min", minutes(left)));
        let branch = match inject.branch.as_ref().map(|branch| branch.will) {
            Some(true) => " (branch: will be delivered as things are)",
            Some(false) => " (branch: will be skipped as things are)",
            None => "",
        };
        let at = inject.at.unwrap_or_default();
        writeln!(
            out,
            "  {} T+{at}{left} {}: {}{branch}",
            inject.id, inject.channel, inject.subject
        );
    }
    for inject in &view.in_hand {
        let held = if inject.held { "held back" } else { "in your hand" };
        writeln!(out, "  {} {held}: {}", inject.id, inject.subject);
    }
    out += "\nExpected\n";
    for expected in &view.actions {
        let left = match expected.left {
            Some(left) if expected.action.outcome == Outcome::Open && left >= 0 => {
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
    if let Some((title, questions)) = &view.module {
        out.gap();
        writeln!(out, "To talk about: {title}");
        for question in questions {
            out += wrapped("  - ", question);
        }
    }
    out
}

/// Questions of the hot wash.
pub fn hot_wash(code: &str, questions: &[(String, Option<String>)]) -> Page {
    let mut out = line(format_args!("EXERCISE {code}: hot wash"));
    for (number, (question, answer)) in questions.iter().enumerate() {
        out += wrapped(&format!("{}. ", number + 1), question);
        if let Some(answer) = answer {
            out += wrapped("   → ", answer);
        }
    }
    out += "\nAnswer with: firebell drill hot-wash NUMBER \"…\"\n";
    out
}

/// What a terminal says that finds the clock of an exercise held.
pub fn held(code: &str, followed: &Followed) -> String {
    match followed {
        Followed::Held { elapsed, since } => format!(
            "EXERCISE {code}: nothing has driven its clock since {} UTC, so it is held at T+{}. \
             `firebell drill go {code}` continues from there.",
            since.at().format("%H:%M:%S"),
            minutes(*elapsed)
        ),
        Followed::Went(_) | Followed::Over => String::new(),
    }
}

/// An exercise that is over.
pub fn ended(exercise: &Exercise) -> Page {
    let code = &exercise.loaded.incident.code;
    let mut out = line(format_args!("EXERCISE {code} is over."));
    out += "\nBefore the room empties:\n";
    for question in &exercise.scenario.hot_wash {
        out += wrapped("  - ", question);
    }
    out += "\nAnswers        firebell drill hot-wash 1 \"…\"\n\
         Ratings        firebell drill rate aware S --reason \"…\"\n\
         To be mended   firebell drill improvements add \"…\" --owner ROLE --due YYYY-MM-DD\n\
         Report         firebell drill report -o report.pdf\n";
    out
}

/// What is to be mended.
pub fn improvements(items: &[Item]) -> Page {
    if items.is_empty() {
        return "Nothing is to be mended.\n".into();
    }
    let mut out = Page::new();
    for item in items {
        let lead = format!("{:<16} {:<8} {}  ", item.id, item.state, item.due);
        out += wrapped(&lead, &format!("{} ({})", item.action, item.owner));
        if let Some((proof, on)) = &item.closed {
            out += wrapped("                 ", &format!("closed {on}: {proof}"));
        }
    }
    out
}

/// Runs side by side.
pub fn comparison(compared: &Comparison) -> Page {
    if compared.columns.is_empty() {
        return "No exercise is over yet.\n".into();
    }
    let mut out = Page::new();
    write!(out, "{:<30}", "");
    for column in &compared.columns {
        write!(out, "{:>14}", column.code);
    }
    out.gap();
    let minutes = |value: Option<i64>| value.map_or("–".to_owned(), |value| format!("{value} min"));
    let percent = |value: Option<u64>| value.map_or("–".to_owned(), |value| format!("{value} %"));
    type Cell<'c> = (&'c str, Box<dyn Fn(&Column) -> String + 'c>);
    let mut rows: Vec<Cell<'_>> = vec![
        ("kind", Box::new(|c| c.kind.to_owned())),
        ("began", Box::new(|c| c.began.get(..10).unwrap_or_default().to_owned())),
        (
            "scenario",
            Box::new(|c| {
                c.scenario
                    .as_ref()
                    .map_or("–".to_owned(), |(id, _)| id.chars().take(13).collect())
            }),
        ),
        (
            "difficulty",
            Box::new(|c| c.difficulty.map_or("–".to_owned(), |d| d.to_string())),
        ),
        ("to awareness", Box::new(move |c| minutes(c.measures.to_aware))),
        ("to first call", Box::new(move |c| minutes(c.measures.to_first_call))),
        (
            "to first decision",
            Box::new(move |c| minutes(c.measures.to_first_decision)),
        ),
        (
            "to first filing",
            Box::new(move |c| minutes(c.measures.to_first_filing)),
        ),
        (
            "dated duties in time",
            Box::new(|c| c.in_time.map_or("–".to_owned(), |share| format!("{share} %"))),
        ),
        ("gaps over 30 min in the log", Box::new(|c| c.measures.gaps.to_string())),
        ("expected actions done", Box::new(move |c| percent(c.share))),
        (
            "improvements open of all",
            Box::new(|c| format!("{} of {}", c.improvements.0, c.improvements.1)),
        ),
    ];
    for id in crate::drill::scenario::OBJECTIVES {
        let cell = move |c: &Column| {
            let mine = c.objectives.iter().find(|o| o.id == id);
            let rating = mine
                .and_then(|o| o.rating)
                .map_or(String::new(), |rating| format!(" {rating}"));
            format!("{}{rating}", percent(mine.and_then(|o| o.share)))
        };
        rows.push((id, Box::new(cell)));
    }
    for (name, cell) in &rows {
        write!(out, "{name:<30}");
        for column in &compared.columns {
            write!(out, "{:>14}", cell(column));
        }
        out.gap();
    }
    out.gap();
    for remark in &compared.remarks {
        out += wrapped("", remark);
    }
    out
}
