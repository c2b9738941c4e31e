//! Files that a command writes for people.

use std::path::Path;

use super::failure::{Failure, Kind};
use crate::app::files::out::{self, Existing, OutError, Prepared};

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

/// An error of the file writer as people see it.
pub(super) fn failed(error: &OutError) -> Failure {
    match error {
        OutError::Exists(_) => Failure::new(Kind::Io, error),
        OutError::Link(_) | OutError::NotAFile(_) | OutError::NoName(_) | OutError::InRecord(_) => {
            Failure::input(error)
        }
        OutError::Io { source, .. } => Failure::new(Kind::Io, error).because(source),
    }
    .hint(error.hint())
}

/// Writes a file beside its place: what can fail fails before the audit log is told.
pub(super) fn prepare(path: &Path, bytes: &[u8], existing: impl Into<Existing>) -> Result<Prepared, Failure> {
    out::prepare(path, bytes, existing.into()).map_err(|error| failed(&error))
}

/// Gives a prepared file its name.
pub(super) fn place(prepared: Prepared) -> Result<(), Failure> {
    prepared.place().map_err(|error| failed(&error))
}
