//! What goes wrong with exercises, as people see it.

use super::{Failure, Kind, record_failure, remedy};
use crate::core::toml_text::reader::Problem;
use crate::drill::driving::driver::DrillError;
use crate::drill::play::PlayError;
use crate::drill::scenario_files::sources::FileError;

fn problems(what: &str, all: &[Problem]) -> Failure {
    Failure::input(what)
        .causes(all.iter().map(ToString::to_string))
        .hint("see docs/scenario-format.md")
}

/// A scenario's file.
pub(crate) fn file_failure(error: FileError) -> Failure {
    match &error {
        FileError::Unknown { hint, .. } => Failure::input(&error).hint(format!("{hint}; see firebell drill list")),
        FileError::Disk { source, .. } => Failure::unreadable(&error, source),
        FileError::Problems(all) => problems("the scenario is invalid", all),
        FileError::NotOwn(all) => Failure::input(&error).causes(all.iter().map(remedy::advised)),
    }
}

pub(crate) fn script_failure(all: &[Problem]) -> Failure {
    problems("the script is invalid", all)
}

/// An exercise.
pub(crate) fn drill_failure(error: DrillError) -> Failure {
    match error {
        DrillError::Record(error) => record_failure(error),
        DrillError::Scenario(all) => problems("the scenario of this exercise is invalid", &all),
        DrillError::NoDrill(_) => Failure::input(&error).hint("start one: firebell drill start SCENARIO"),
        DrillError::Unknown { ref hint, .. } => Failure::input(&error).hint(hint),
    }
}

/// A played script.
pub(crate) fn play_failure(error: PlayError) -> Failure {
    match error {
        PlayError::Drill(error) => drill_failure(error),
        PlayError::TooFar(_) => Failure::input(error).hint("the record of this run was discarded"),
        PlayError::Step { .. } => Failure::new(Kind::Refused, error).hint("the record of this run was discarded"),
    }
}
