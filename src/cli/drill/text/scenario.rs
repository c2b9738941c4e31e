//! Scenarios in a list, as a brief, and what was made into one.

use std::path::Path;

use serde::Serialize;

use crate::cli::text::{self, Page, line, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::drill::guide::Papers;
use crate::drill::scenario::Scenario;
use crate::drill::scenario_files::write::ScenarioText;

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
    purpose: String,
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
        purpose: one_line(&scenario.purpose),
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
        out += wrapped("    ", &one_line(&scenario.purpose));
        out += wrapped("    ", &format!("For: {}.", scenario.audience.join(", ")));
    }
    out += "\nStart one with: firebell drill start ID\n";
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The papers that were written.
pub(crate) fn guide(folder: &Path, papers: &Papers) -> Page {
    let count = papers.papers.len() + papers.attached.len();
    let mut out = line(format_args!("{count} files written to {}:", folder.display()));
    for paper in papers.papers.iter().filter(|paper| !paper.name.starts_with("card-")) {
        writeln!(out, "  {:<26} {}", paper.name, paper.title);
    }
    let cards = papers
        .papers
        .iter()
        .filter(|paper| paper.name.starts_with("card-"))
        .count();
    writeln!(out, "  {:<26} {cards} injects, a card each", "card-…");
    if !papers.attached.is_empty() {
        let mark = IncidentKind::Exercise.mark(MarkPlace::FileName);
        writeln!(
            out,
            "  {:<26} {} to hand out",
            format!("{mark}handout-…"),
            text::count(papers.attached.len(), "file")
        );
    }
    out += "The first is for the facilitator alone.\n";
    out
}

/// A scenario that was written to a file.
pub(crate) fn written(name: &str, made: &ScenarioText) -> Page {
    let mut out = line(format_args!("{name} written."));
    for (title, sentences) in [("Read as:", &made.read_as), ("Not carried over:", &made.left)] {
        if !sentences.is_empty() {
            writeln!(out, "{title}");
        }
        for sentence in sentences {
            writeln!(out, "- {sentence}");
        }
    }
    out
}
