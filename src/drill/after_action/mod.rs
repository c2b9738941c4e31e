//! The after-action report with its improvement plan: every section of HSEEP's form, from the events alone.

mod clocks;
mod course;
mod findings;
mod first_page;
mod looking_back;
mod overview;

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::corrective_actions::list::{Item, items};
use super::exercise::{DrillError, Exercise};
use super::scoring::evaluation::Evaluation;
use super::years::side_by_side::{Column, play_order};
use crate::app::letters::escaped;
use crate::app::record::Record;
use crate::core::drill::Finding;
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::time::WallTime;

/// What the report looks back at beside the exercise itself.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Corrective actions of earlier exercises, closed ones as well.
    pub improvements: Vec<Item>,
    /// Earlier runs: code, scenario, version, and shares by objective.
    pub runs: Vec<Column>,
}

/// What the report of an exercise looks back at.
///
/// # Errors
/// What the record says.
pub fn before(record: &Record, exercise: &Exercise, wall: WallTime) -> Result<Before, DrillError> {
    let code = exercise.loaded.incident.code.to_string();
    let compared = super::years::side_by_side::compare(record, &[], false, wall)?;
    let mut runs = compared.columns;
    let first = exercise.loaded.events.first();
    let began = first.map_or(wall, |stored| stored.event.wall()).at();
    let own = play_order(began, &code);
    runs.retain(|column| column.order() < own);
    runs.sort_by_key(Column::order);
    let known: Vec<String> = runs.iter().map(|run| run.code.clone()).collect();
    let mut improvements = items(record, true, Some(&code), wall.at().date_naive())?;
    improvements.retain(|item| known.contains(&item.exercise));
    Ok(Before { improvements, runs })
}

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'s> {
    pub exercise: &'s Exercise,
    pub found: &'s Evaluation,
    pub before: &'s Before,
    /// The organization that held the exercise, as its own profile calls it.
    pub sponsor: Option<&'s str>,
    pub today: NaiveDate,
}

/// Who holds the exercises of a record: the organization's own name, where its profile has one.
///
/// # Errors
/// What the record says.
pub fn sponsor(record: &Record) -> Result<Option<String>, DrillError> {
    let organisation = record.organisation(None)?;
    let name = organisation.profile.get(keys::organisation::NAME).map(FactValue::plain);
    Ok(name.filter(|name| !name.is_empty()))
}

/// How much of the report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The page for leadership.
    FirstPage,
    Complete,
}

/// The report as Markdown.
pub fn markdown(sources: &Sources<'_>, extent: Extent) -> String {
    let Sources {
        exercise,
        found,
        before,
        today,
        ..
    } = *sources;
    let mut out = format!(
        "# After-action report: {}\n\n",
        escaped(&exercise.loaded.incident.title)
    );
    first_page::first_page(&mut out, sources);
    if extent == Extent::FirstPage {
        return out;
    }
    // The rest begins on a page of its own.
    out.push_str("\n---\n\n");
    overview::overview(&mut out, sources);
    looking_back::last_time(&mut out, before);
    overview::objectives(&mut out, found);
    overview::targets(&mut out, found);
    course::timeline(&mut out, exercise, found);
    clocks::verdicts(&mut out, found);
    clocks::team(&mut out, exercise, found);
    clocks::late(&mut out, exercise, found);
    findings::findings(&mut out, exercise, Finding::Strength, "Strengths");
    findings::findings(&mut out, exercise, Finding::Improvement, "Areas for improvement");
    findings::plan(&mut out, exercise, found, today);
    findings::drafted(&mut out, exercise, found);
    looking_back::trend(&mut out, found, before);
    findings::hot_wash(&mut out, exercise);
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

/// A text, cut where it is longer than so many characters.
fn short(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn percent(share: Option<u64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{share} %"))
}

/// A share as a bar beside its figure, readable in every format.
fn bar(share: Option<u64>) -> String {
    let Some(share) = share else { return "–".to_owned() };
    let cells = usize::try_from(share.min(100) / 10).unwrap_or_default();
    format!("{}{} {share}\u{a0}%", "█".repeat(cells), "░".repeat(10 - cells))
}

/// The day on which it was played.
pub fn played_on(exercise: &Exercise) -> Option<NaiveDate> {
    let first = exercise.loaded.events.first()?;
    Some(first.event.wall().at().date_naive())
}
