//! The file of a report: JSON by the authorities' template, or an Excel workbook.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Stage;
use super::workbook::{self, Unfitting, UnreadReport};
use crate::app::files::input_file::{self, Limit};
use crate::app::files::out;
use crate::app::files::workbook::is_workbook;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;

/// Why a file was not read as a report, or not made of one.
#[derive(Debug, thiserror::Error)]
pub enum ReportFileError {
    #[error("could not read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} is neither JSON nor a workbook", path.display())]
    Neither { path: PathBuf, source: serde_json::Error },
    #[error("{}: {source}", path.display())]
    Unread { path: PathBuf, source: UnreadReport },
    #[error("{} ends neither in .json nor in .xlsx", .0.display())]
    Ending(PathBuf),
    #[error("the report does not fit into a workbook")]
    TooLong(#[source] Unfitting),
    #[error("the report cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// The formats of other programs have no place for the mark.
    #[error("a file of an exercise needs `exercise` in its name")]
    Unnamed,
    #[error("{} exists already and is not the {}", path.display(), stage.words())]
    OtherStage { path: PathBuf, stage: Stage },
    /// A report before it was named as well.
    #[error("{} exists already", .0.display())]
    GoesOn(PathBuf),
    #[error("{} was changed by another program since it was read", .0.display())]
    Changed(PathBuf),
}

impl ReportFileError {
    /// What is wrong in detail, a line each.
    pub fn causes(&self) -> Vec<String> {
        match self {
            ReportFileError::Unreadable { source, .. } => vec![source.to_string()],
            ReportFileError::Neither { source, .. } => vec![source.to_string()],
            ReportFileError::TooLong(source) => vec![source.to_string()],
            ReportFileError::Unwritable(source) => vec![source.to_string()],
            ReportFileError::Unread { source, .. } => source.causes(),
            ReportFileError::Ending(_)
            | ReportFileError::Unnamed
            | ReportFileError::OtherStage { .. }
            | ReportFileError::GoesOn(_)
            | ReportFileError::Changed(_) => Vec::new(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ReportFileError::Unread { source, .. } => Some(source.hint()),
            ReportFileError::Ending(_) => Some("name the file such as initial.json or initial.xlsx"),
            ReportFileError::Unnamed => {
                Some("the format has no other place that says so; such as exercise-report.json")
            }
            ReportFileError::OtherStage { .. } => {
                Some("name another file for this report, and this one as the report before it")
            }
            ReportFileError::GoesOn(_) => {
                Some("leave the earlier report empty to go on with this file, or name another file")
            }
            ReportFileError::Changed(_) => Some("open the report again"),
            ReportFileError::Unreadable { .. }
            | ReportFileError::Neither { .. }
            | ReportFileError::TooLong(_)
            | ReportFileError::Unwritable(_) => None,
        }
    }
}

/// Reads a report in either form.
///
/// # Errors
/// What is wrong with the file.
pub fn read(file: &Path) -> Result<Value, ReportFileError> {
    let path = || file.to_owned();
    let bytes = input_file::bytes(file, Limit::Foreign)
        .map_err(|source| ReportFileError::Unreadable { path: path(), source })?;
    if is_workbook(&bytes) {
        return workbook::read(&bytes).map_err(|source| ReportFileError::Unread { path: path(), source });
    }
    serde_json::from_slice(&bytes).map_err(|source| ReportFileError::Neither { path: path(), source })
}

/// A report in the form that the name of its file asks for: what it is of, with the state of the record, for which the
/// authorities' JSON has no place.
///
/// # Errors
/// Where the name asks for no form, or the report does not fit into it.
pub fn bytes(
    path: &Path,
    report: &Value,
    (kind, state): (IncidentKind, Option<&str>),
    now: WallTime,
) -> Result<Vec<u8>, ReportFileError> {
    named(kind, path)?;
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "json" => {
            let text = serde_json::to_string_pretty(report).map_err(ReportFileError::Unwritable)?;
            Ok((text + "\n").into_bytes())
        }
        "xlsx" => {
            workbook::write(report, kind.mark(MarkPlace::Title), state, now.at()).map_err(ReportFileError::TooLong)
        }
        _ => Err(ReportFileError::Ending(path.to_owned())),
    }
}

/// Refuses a name for a file of an exercise that could be taken for one of a real incident.
fn named(kind: IncidentKind, path: &Path) -> Result<(), ReportFileError> {
    match kind {
        IncidentKind::Exercise if !out::names_exercise(path) => Err(ReportFileError::Unnamed),
        IncidentKind::Exercise | IncidentKind::Real => Ok(()),
    }
}

/// Which of the submissions a report says it is.
pub fn stage(report: &Value) -> Option<Stage> {
    report["incidentSubmission"].as_str().and_then(Stage::from_code)
}

/// What a report says it is of: its description carries the mark of an exercise.
pub fn kind(report: &Value) -> IncidentKind {
    let told = report["incident"]["incidentDescription"].as_str().unwrap_or_default();
    match told.contains(IncidentKind::Exercise.mark(MarkPlace::Word)) {
        true => IncidentKind::Exercise,
        false => IncidentKind::Real,
    }
}
