//! The file of a report, with what is wrong with it as people see it.

use std::path::Path;

use serde_json::Value;

use crate::app::dora::file;
use crate::cli::failure::{Failure, report_file_failure};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;

/// Reads a report in either form.
pub(super) fn read(file: &Path) -> Result<Value, Failure> {
    file::read(file).map_err(|error| report_file_failure(&error))
}

/// A report in the form that the name of its file asks for. The authorities' JSON has no place for the state of the record.
pub(super) fn bytes(
    path: &Path,
    report: &Value,
    of: (IncidentKind, Option<&str>),
    now: WallTime,
) -> Result<Vec<u8>, Failure> {
    file::bytes(path, report, of, now).map_err(|error| report_file_failure(&error))
}
