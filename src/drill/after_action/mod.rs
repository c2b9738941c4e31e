//! The after-action report with its improvement plan: every section of HSEEP's form, from the events alone.

mod clocks;
mod course;
mod findings;
mod looking_back;
mod overview;

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::evaluation::Evaluation;
use super::exercise::{DrillError, Exercise};
use super::improvements::{Item, items};
use crate::app::letters::escaped;
use crate::app::record::Record;
use crate::core::drill::Finding;
use crate::core::time::WallTime;

/// What the report looks back at beside the exercise itself.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Corrective actions of earlier exercises, closed ones as well.
    pub improvements: Vec<Item>,
    /// Earlier runs: code, scenario, version, and shares by objective.
    pub runs: Vec<super::compare::Column>,
}

/// What the report of an exercise looks back at.
///
/// # Errors
/// What the record says.
pub fn before(record: &Record, exercise: &Exercise, wall: WallTime) -> Result<Before, DrillError> {
    let code = exercise.loaded.incident.code.clone();
    let compared = super::compare::compare(record, &[], false, wall)?;
    let first = exercise.loaded.events.first();
    let begun = first.map(|stored| crate::app::views::utc(stored.event.wall().at()));
    let mut runs = compared.columns;
    runs.retain(|column| column.code != code && Some(&column.began) <= begun.as_ref());
    let known: Vec<String> = runs.iter().map(|run| run.code.clone()).collect();
    let mut improvements = items(record, true, Some(&code), wall.at().date_naive())?;
    improvements.retain(|item| known.contains(&item.exercise));
    Ok(Before { improvements, runs })
}

/// The report as Markdown; `brief` is the page for leadership.
pub fn markdown(exercise: &Exercise, found: &Evaluation, before: &Before, today: NaiveDate, brief: bool) -> String {
    let mut out = format!("# After-action report: {}\n\n", escaped(&found.title));
    overview::overview(&mut out, exercise, found);
    if !brief {
        looking_back::last_time(&mut out, before);
    }
    overview::objectives(&mut out, found);
    if !brief {
        course::timeline(&mut out, exercise, found);
    }
    clocks::verdicts(&mut out, exercise, found);
    if !brief {
        clocks::team(&mut out, exercise, found);
    }
    clocks::late(&mut out, exercise, found);
    findings::findings(&mut out, exercise, Finding::Strength, "Strengths");
    findings::findings(&mut out, exercise, Finding::Improvement, "Areas for improvement");
    findings::plan(&mut out, exercise, found, today);
    if !brief {
        looking_back::trend(&mut out, found, before);
        findings::hot_wash(&mut out, exercise);
    }
    signatures(&mut out);
    out
}

fn signatures(out: &mut String) {
    out.push_str(
        "This report is about an exercise. It is not legal advice.\n\n## Signed\n\n\
         | Function | Name | Date | Signature |\n|---|---|---|---|\n",
    );
    for function in ["Legal", "Security", "Leadership"] {
        let _ = writeln!(out, "| {function} | | | |");
    }
}

fn percent(share: Option<u64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{share} %"))
}
