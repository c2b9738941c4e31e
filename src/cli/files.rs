//! Files that a command writes for people.

use std::path::Path;

use super::failure::Failure;
pub(super) use super::failure::out_failure as failed;
use crate::app::files::out::{self, Existing, Prepared};
#[cfg(feature = "record")]
use crate::core::facts::IncidentKind;

/// Options of a command that writes a file.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct ForceArg {
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

impl From<ForceArg> for Existing {
    fn from(arg: ForceArg) -> Existing {
        Existing::forced(arg.force)
    }
}

/// Writes a file beside its place: what can fail fails before the audit log is told.
pub(super) fn prepare(path: &Path, bytes: &[u8], existing: impl Into<Existing>) -> Result<Prepared, Failure> {
    out::prepare(path, bytes, existing.into()).map_err(|error| failed(&error))
}

/// Gives a prepared file its name.
pub(super) fn place(prepared: Prepared) -> Result<(), Failure> {
    prepared.place().map_err(|error| failed(&error))
}

/// Refuses a file of an exercise that could be taken for one of a real incident: the formats of other programs have no
/// place for the mark.
#[cfg(feature = "record")]
pub(super) fn named_as_exercise(kind: IncidentKind, path: &Path) -> Result<(), Failure> {
    match kind {
        IncidentKind::Exercise if !out::names_exercise(path) => {
            Err(Failure::input("a file of an exercise needs `exercise` in its name")
                .hint("the format has no other place that says so; such as exercise-report.json"))
        }
        IncidentKind::Exercise | IncidentKind::Real => Ok(()),
    }
}
