//! Scenarios from elsewhere: event lists as CSV files and Excel workbooks, and exercises in MISP's Common Exercise Format
//! (CEXF, JSON). Neither knows legal clocks or what a breach team is expected to do; what could not be carried over is
//! named, and what is not clear is asked.

mod cexf;
mod columns;
mod list;
mod payload;
mod table;
mod times;
mod xlsx;

use super::scenario::TypedValue;
use super::scenario_files::write::{Asked, ScenarioText, Sketch, slug, written};

pub use self::cexf::cexf;
pub use self::columns::{NamedColumn, Part};
pub use self::list::{ListOptions, event_list};
pub use self::times::{TimesAre, Zero};
use crate::core::facts::keys;

/// Why a file is no event list, or what has to be asked about it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the event list is invalid")]
    Csv(#[source] csv::Error),
    #[error("the exercise is not valid JSON")]
    Json(#[source] serde_json::Error),
    #[error("{problem}; its columns are: {heads}")]
    Columns { problem: String, heads: String },
    #[error("row {row}: `{time}` may be a time of day, or hours and minutes from the start")]
    Unclear { row: usize, time: String },
    #[error("the list has no column of times, and none of how long an inject lasts")]
    NoTimes,
    #[error("{0}")]
    Form(String),
}

impl ImportError {
    /// What the person can do.
    pub fn hint(&self) -> String {
        match self {
            ImportError::Unclear { .. } => {
                "say which: --times of-day (minute 0 is the first row's time, or the one of --zero) or --times elapsed"
                    .to_owned()
            }
            ImportError::NoTimes => {
                "say how many minutes lie between two injects: --every MINUTES, or name the column: --column at=NAME"
                    .to_owned()
            }
            ImportError::Columns { .. } => {
                let parts = Part::CODES.join(", ");
                format!("name it: --column text=NAME (parts: {parts}); see docs/scenario-format.md")
            }
            ImportError::Csv(_) | ImportError::Json(_) | ImportError::Form(_) => {
                "see docs/scenario-format.md".to_owned()
            }
        }
    }
}

/// A row and its number, as a spreadsheet counts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    number: usize,
    cells: Vec<String>,
}

/// The story's first moment where the source has none.
const START: &str = "2026-03-02T09:00:00+00:00";

/// The injects of an exercise that are read: more than anybody could deliver.
const MOST: usize = 2_000;

fn few(injects: usize) -> Result<(), ImportError> {
    match injects > MOST {
        true => Err(ImportError::Form(format!("it has more than {MOST} events"))),
        false => Ok(()),
    }
}

fn sketch(title: &str, origin: String) -> Sketch {
    Sketch {
        id: slug(title),
        title: title.to_owned(),
        origin,
        zone: "Europe/Dublin".to_owned(),
        start: START.to_owned(),
        profile: vec![TypedValue::new(keys::organisation::NAME, "Invented organization")],
        ..Sketch::default()
    }
}

/// An action that an evaluator looks for.
fn evaluated(action: &str) -> Asked {
    Asked {
        action: action.to_owned(),
        objective: "log",
        done: None,
    }
}

fn finish(mut sketch: Sketch, mut made: ScenarioText) -> Result<ScenarioText, ImportError> {
    if sketch.injects.is_empty() {
        return Err(ImportError::Form("it has no events".to_owned()));
    }
    sketch.injects.sort_by_key(|inject| (inject.at.is_none(), inject.at));
    let last = sketch.injects.iter().filter_map(|inject| inject.at).max().unwrap_or(0);
    sketch.minutes = match sketch.minutes {
        planned if planned >= last && planned > 0 => planned,
        _shorter => (last + 15).max(30),
    };
    made.left
        .push("legal deadlines, the organization's law and automatic checks are not part of such a file".to_owned());
    made.text = written(&sketch);
    Ok(made)
}
