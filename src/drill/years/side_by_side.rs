//! Years side by side: exercises, and real incidents beside them. Actions are compared only where scenario and version
//! are the same; objectives always, for all scenarios share them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::record::{Filter, Loaded, Record, RecordError};
use crate::app::views::moment::in_utc;
use crate::core::facts::IncidentKind;
use crate::core::json_array::serialize_as_array;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::core::toml_text::reader::suggestion;
use crate::drill::corrective_actions::list::exercises;
use crate::drill::exercise::{DrillError, Exercise};
use crate::drill::scenario::OBJECTIVES;
use crate::drill::scoring::evaluation::evaluate;
use crate::drill::scoring::measure::{Measures, measures};
use crate::drill::scoring::score::Score;

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
    /// When it began, wall-clock time.
    #[serde(serialize_with = "in_utc")]
    pub began: DateTime<Utc>,
    /// The scenario and its version; none for a real incident.
    pub scenario: Option<PlayedScenario>,
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
    /// Corrective actions of it.
    pub improvements: CorrectiveActions,
}

impl Column {
    /// What sorts runs by when they began.
    pub fn order(&self) -> PlayOrder {
        play_order(self.began, &self.code)
    }
}

/// When a run began, and its code: codes are counted up, so they tell which of two came first in one millisecond.
pub type PlayOrder = (DateTime<Utc>, usize, String);

/// What sorts a run among others.
pub fn play_order(began: DateTime<Utc>, code: &str) -> PlayOrder {
    (began, code.len(), code.to_owned())
}

/// A scenario in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlayedScenario {
    pub id: String,
    pub version: u64,
}
serialize_as_array!(PlayedScenario: id, version);

/// How many corrective actions there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CorrectiveActions {
    pub open: usize,
    pub all: usize,
}
serialize_as_array!(CorrectiveActions: open, all);

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
        let drill = loaded.incident.drill.as_ref();
        let over = drill.is_some_and(|drill| drill.ended.is_some());
        if codes.iter().any(|own| code == own) || (codes.is_empty() && over) {
            columns.push(exercise(record, loaded, wall)?);
        }
    }
    for code in real_codes(record, codes, real)? {
        let loaded = record.load(&code)?;
        columns.push(incident(record, &loaded, wall)?);
    }
    all_found(record, codes, &columns)?;
    Ok(Comparison {
        remarks: remarks(&columns),
        columns,
    })
}

fn all_found(record: &Record, codes: &[String], columns: &[Column]) -> Result<(), DrillError> {
    let found = |code: &&String| columns.iter().any(|column| column.code == **code);
    let missing: Vec<&String> = codes.iter().filter(|code| !found(code)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let everything = Filter {
        closed: true,
        ..Filter::default()
    };
    let known: Vec<String> = record
        .list(&everything)?
        .into_iter()
        .map(|row| row.code.into())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let problems = missing.into_iter().map(|code| {
        let hint = suggestion(code, &known);
        format!("unknown exercise or incident `{code}` ({hint})")
    });
    let refusal = Refusal {
        causes: problems.collect(),
        ..Refusal::input("nothing was compared", Remedy::Exercises)
    };
    Err(RecordError::Refused(refusal).into())
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
        .map(|row| String::from(row.code))
        .filter(|code| real || codes.contains(code));
    let mut wanted: Vec<String> = wanted.collect();
    wanted.sort();
    Ok(wanted)
}

fn exercise(record: &Record, loaded: Loaded, wall: WallTime) -> Result<Column, DrillError> {
    // Teams that play the same scenario are told apart by the titles of their incidents.
    let title = loaded.incident.title.clone();
    let exercise = Exercise::of(loaded)?;
    let found = evaluate(record, &exercise, wall)?;
    let improvements = &exercise.drill().improvements;
    Ok(Column {
        code: found.code,
        kind: "exercise",
        title,
        began: found.played_at,
        scenario: Some(PlayedScenario {
            id: found.scenario,
            version: found.version,
        }),
        difficulty: Some(found.difficulty),
        in_time: found.measures.obligations.share(),
        measures: found.measures,
        objectives: objectives(&found.score),
        share: found.score.share,
        improvements: CorrectiveActions {
            open: improvements.values().filter(|i| i.closed.is_none()).count(),
            all: improvements.len(),
        },
    })
}

/// The objectives that every scenario has, in one order.
fn objectives(score: &Score) -> Vec<Objective> {
    let objective = |id| {
        let mine = score.objectives.iter().find(|objective| objective.id == id);
        Objective {
            id,
            share: mine.and_then(|objective| objective.share),
            rating: mine.and_then(|objective| objective.rating),
        }
    };
    OBJECTIVES.into_iter().map(objective).collect()
}

fn incident(record: &Record, loaded: &Loaded, wall: WallTime) -> Result<Column, DrillError> {
    debug_assert!(
        loaded.incident.kind == IncidentKind::Real,
        "exercises are columns of their own"
    );
    let measures = measures(record, loaded, loaded.incident.now(wall))?;
    Ok(Column {
        code: loaded.incident.code.to_string(),
        kind: "real",
        title: loaded.incident.title.clone(),
        began: loaded.incident.opened_at,
        scenario: None,
        difficulty: None,
        in_time: measures.obligations.share(),
        measures,
        objectives: Vec::new(),
        share: None,
        improvements: CorrectiveActions::default(),
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
