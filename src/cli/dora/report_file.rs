//! The file of a report: JSON by the authorities' template, or an Excel workbook.

use std::path::Path;

use serde_json::Value;

use crate::app::dora::workbook::{self, UnreadReport};
use crate::app::files::input_file::{self, Limit};
use crate::app::files::workbook::is_workbook;
use crate::cli::failure::{Failure, Kind};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;

/// Reads a report in either form.
pub(super) fn read(file: &Path) -> Result<Value, Failure> {
    let bytes = input_file::bytes(file, Limit::Foreign)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
    if is_workbook(&bytes) {
        return workbook::read(&bytes).map_err(|error| unread(file, &error));
    }
    serde_json::from_slice(&bytes)
        .map_err(|error| Failure::input(format!("{} is neither JSON nor a workbook", file.display())).because(&error))
}

fn unread(file: &Path, error: &UnreadReport) -> Failure {
    let failure = Failure::input(format!("{}: {error}", file.display()));
    match error {
        UnreadReport::Unfit(unfit) => failure
            .causes(unfit.iter().map(|(row, unfit)| match &unfit.hint {
                Some(hint) => format!("row {row}: {unfit} ({hint})"),
                None => format!("row {row}: {unfit}"),
            }))
            .hint("correct these rows; nothing was written"),
        UnreadReport::Workbook(_) | UnreadReport::NoReport => {
            failure.hint("take a workbook that `firebell dora draft` or `firebell dora sheet` wrote")
        }
    }
}

/// A report in the form that the name of its file asks for. The authorities' JSON has no place for the state of the record.
pub(super) fn bytes(
    path: &Path,
    report: &Value,
    (kind, state): (IncidentKind, Option<&str>),
    now: WallTime,
) -> Result<Vec<u8>, Failure> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "json" => {
            let text = serde_json::to_string_pretty(report).map_err(|error| Failure::new(Kind::Internal, error))?;
            Ok((text + "\n").into_bytes())
        }
        "xlsx" => workbook::write(report, kind.mark(MarkPlace::Title), state, now.at())
            .map_err(|error| Failure::input("the report does not fit into a workbook").because(&error)),
        _ => Err(
            Failure::input(format!("{} ends neither in .json nor in .xlsx", path.display()))
                .hint("name the file such as initial.json or initial.xlsx"),
        ),
    }
}

/// What a report says it is of: its description carries the mark of an exercise.
pub(super) fn kind(report: &Value) -> IncidentKind {
    let told = report["incident"]["incidentDescription"].as_str().unwrap_or_default();
    match told.contains(IncidentKind::Exercise.mark(MarkPlace::Word)) {
        true => IncidentKind::Exercise,
        false => IncidentKind::Real,
    }
}
