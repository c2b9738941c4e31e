//! Years side by side: exercises, and real incidents beside them. Actions are compared only where scenario and version
//! are the same; objectives always, for all scenarios share them.

use serde::Serialize;

use super::driver::{DrillError, Exercise};
use super::evaluation::evaluate;
use super::improvements::exercises;
use super::measure::{Measures, measures};
use super::scenario::OBJECTIVES;
use crate::app::record::{Filter, Loaded, Record, RecordError};
use crate::app::views::utc;
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;

/// How one objective came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Objective {
    pub id: &'static str,
    /// Share of what was evaluated, in percent.
    pub share: Option<u64>,
    /// The evaluator's rating.
    pub rating: Option<&'static str>,
}

/// One exercise or incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub code: String,
    /// real or exercise
    pub kind: &'static str,
    pub title: String,
    /// When it began, wall-clock time, UTC.
    pub began: String,
    /// The scenario and its version; none for a real incident.
    pub scenario: Option<(String, u64)>,
    /// The scenario's difficulty.
    pub difficulty: Option<u64>,
    /// The figures.
    pub measures: Measures,
    /// Share of obligations with a deadline in time, in percent of those that can be judged.
    pub in_time: Option<usize>,
    /// Objectives; empty for a real incident.
    pub objectives: Vec<Objective>,
    /// Share over all expected actions.
    pub share: Option<u64>,
    /// Corrective actions of it: open and in all.
    pub improvements: (usize, usize),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Exercises, oldest first, then real incidents.
    pub columns: Vec<Column>,
    /// What must be kept in mind when reading it.
    pub remarks: Vec<String>,
}

/// Sets exercises side by side; with `real` the incidents that happened as well.
///
/// # Errors
/// What the record says.
pub fn compare(record: &Record, codes: &[String], real: bool, wall: WallTime) -> Result<Comparison, DrillError> {
    let mut columns = Vec::new();
    for loaded in exercises(record)? {
        let code = &loaded.incident.code;
        let over = loaded
            .incident
            .drill
            .as_ref()
            .is_some_and(|drill| drill.ended.is_some());
        if codes.contains(code) || (codes.is_empty() && over) {
            columns.push(exercise(record, loaded, wall)?);
        }
    }
    for code in real_codes(record, codes, real)? {
        let loaded = record.load(&code)?;
        columns.push(incident(record, &loaded, wall)?);
    }
    if let Some(missing) = codes.iter().find(|code| !columns.iter().any(|c| c.code == **code)) {
        let known: Vec<&str> = columns.iter().map(|column| column.code.as_str()).collect();
        return Err(DrillError::Unknown {
            what: "exercise or incident",
            name: missing.clone(),
            hint: crate::core::reader::suggestion(missing, &known),
        });
    }
    Ok(Comparison {
        remarks: remarks(&columns),
        columns,
    })
}

fn real_codes(record: &Record, codes: &[String], real: bool) -> Result<Vec<String>, RecordError> {
    let filter = Filter {
        closed: true,
        exercises: Some(false),
        ..Filter::default()
    };
    let rows = record.list(&filter)?;
    let wanted = rows
        .into_iter()
        .map(|row| row.code)
        .filter(|code| real || codes.contains(code));
    let mut wanted: Vec<String> = wanted.collect();
    wanted.sort();
    Ok(wanted)
}

fn exercise(record: &Record, loaded: Loaded, wall: WallTime) -> Result<Column, DrillError> {
    let exercise = Exercise::of(loaded)?;
    let found = evaluate(record, &exercise, wall)?;
    let objective = |id: &&'static str| {
        let mine = found.score.objectives.iter().find(|o| o.id == **id);
        Objective {
            id,
            share: mine.and_then(|o| o.share),
            rating: mine.and_then(|o| o.rating),
        }
    };
    let improvements = &exercise.drill().improvements;
    Ok(Column {
        code: found.code,
        kind: "exercise",
        title: found.title,
        began: found.played_at,
        scenario: Some((found.scenario, found.version)),
        difficulty: Some(found.difficulty),
        in_time: found.measures.duties.share(),
        measures: found.measures,
        objectives: OBJECTIVES.iter().map(objective).collect(),
        share: found.score.share,
        improvements: (
            improvements.values().filter(|i| i.closed.is_none()).count(),
            improvements.len(),
        ),
    })
}

fn incident(record: &Record, loaded: &Loaded, wall: WallTime) -> Result<Column, DrillError> {
    debug_assert!(
        loaded.incident.kind == IncidentKind::Real,
        "exercises are columns of their own"
    );
    let measures = measures(record, loaded, loaded.incident.now(wall))?;
    Ok(Column {
        code: loaded.incident.code.clone(),
        kind: "real",
        title: loaded.incident.title.clone(),
        began: utc(loaded.incident.opened_at.unwrap_or(wall.at())),
        scenario: None,
        difficulty: None,
        in_time: measures.duties.share(),
        measures,
        objectives: Vec::new(),
        share: None,
        improvements: (0, 0),
    })
}

fn remarks(columns: &[Column]) -> Vec<String> {
    let mut remarks = Vec::new();
    let scenarios: std::collections::BTreeSet<_> = columns.iter().filter_map(|c| c.scenario.as_ref()).collect();
    if scenarios.len() > 1 {
        remarks.push("The scenarios or their versions differ: compare objectives, not single actions.".to_owned());
    }
    if columns.len() < 3 {
        remarks.push("A few runs prove little: look at each of them.".to_owned());
    }
    if columns.iter().any(|c| c.kind == "real") {
        let words =
            "Minutes of a real incident are real time since it was opened; minutes of an exercise are exercise time.";
        remarks.push(words.to_owned());
    }
    remarks
}
