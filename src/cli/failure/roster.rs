//! What goes wrong with files of people, as people see it.

use super::{Failure, Kind};
use crate::roster::RosterError;
use crate::roster::sheet_reader::SheetError;

/// A file that cannot be counted.
pub(crate) fn roster_failure(error: &RosterError) -> Failure {
    match error {
        RosterError::Io(source) => unreadable(source),
        RosterError::NoPlace => Failure::input(error).hint("name a column: --state, --country-column or --postal"),
        RosterError::Columns(_) => {
            Failure::input(error).hint("name a column as in the first row, or by its number from 1")
        }
        RosterError::Sheet(error) => sheet(error),
        RosterError::Places(_) => Failure::new(Kind::Internal, error),
    }
}

fn sheet(error: &SheetError) -> Failure {
    match error {
        SheetError::Io(source) => unreadable(source),
        SheetError::NotText(_) => Failure::input(error).hint("save the file as CSV in UTF-8 and try again"),
        SheetError::Row(_) => {
            Failure::input(error).hint("fix that row in the program that the file comes from, then export it again")
        }
    }
}

fn unreadable(source: &std::io::Error) -> Failure {
    Failure::new(Kind::Io, "could not read the affected-persons list").because(source)
}
