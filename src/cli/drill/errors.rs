//! What goes wrong with exercises, as people see it.

use crate::cli::errors::{Failure, Kind};
use crate::cli::session::failure;
use crate::core::reader::Problem;
use crate::drill::driver::DrillError;
use crate::drill::files::FileError;
use crate::drill::play::PlayError;

fn problems(what: &str, all: &[Problem]) -> Failure {
    Failure::input(what)
        .causes(all.iter().map(ToString::to_string))
        .hint("see docs/scenario-format.md")
}

/// A scenario's file.
pub fn file(error: FileError) -> Failure {
    match &error {
        FileError::Unknown { hint, .. } => Failure::input(&error).hint(format!("{hint}; see firebell drill list")),
        FileError::Disk { source, .. } => Failure::unreadable(&error, source),
        FileError::Problems(all) => problems("the scenario does not read", all),
    }
}

/// A script.
pub fn script(all: &[Problem]) -> Failure {
    problems("the script does not read", all)
}

/// An exercise.
pub fn drill(error: DrillError) -> Failure {
    match error {
        DrillError::Record(error) => failure(error),
        DrillError::Scenario(all) => problems("the scenario of this exercise does not read", &all),
        DrillError::NoDrill(_) => Failure::input(&error).hint("start one: firebell drill start SCENARIO"),
        DrillError::Unknown { ref hint, .. } => Failure::input(&error).hint(hint),
    }
}

/// A played script.
pub fn play(error: PlayError) -> Failure {
    match error {
        PlayError::Drill(error) => drill(error),
        PlayError::Step { .. } => Failure::new(Kind::Refused, error).hint("the record of this run was thrown away"),
    }
}
