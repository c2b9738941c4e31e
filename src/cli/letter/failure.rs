//! What goes wrong with letters, as people see it.

use crate::app::letters::DeskError;
use crate::app::letters::LetterError;
use crate::cli::failure::{Failure, record_failure};

/// A letter or its template.
pub fn letter_failure(error: &LetterError) -> Failure {
    match error {
        LetterError::Unknown { hint, .. } => Failure::input(error).hint(hint),
        LetterError::Revision { .. } => Failure::input(error).hint("the first is 1; leave it out for the current text"),
        LetterError::Wide(_) => Failure::input(error).hint("divide the table, or send it as an attachment"),
        LetterError::Template(_) => Failure::input(error).hint("firebell letter templates lists them"),
        LetterError::Made(source) => Failure::input("the letter could not be exported").because(source.as_ref()),
    }
}

/// The desk: the record, a letter, or the team's own files.
pub fn desk_failure(error: DeskError) -> Failure {
    match error {
        DeskError::Record(error) => record_failure(error),
        DeskError::Letter(error) => letter_failure(&error),
        DeskError::Files(problems) => Failure::input("the templates or rules have problems").causes(problems),
    }
}
