//! Edits that a killed run left in clear: taken into the record, and said.

use super::failure::{Failure, desk_failure};
use super::invocation::Invocation;
use crate::app::letters::LettersError;
use crate::app::letters::edit::{self as letter_edit, Found};
use crate::app::letters::edit_room::Belongs;
use crate::app::record::Record;
use crate::core::time::WallTime;

/// Takes them in, and says so.
pub(super) fn take_in(call: &Invocation, record: &mut Record, now: WallTime) -> Result<(), Failure> {
    match letter_edit::take_in(record, now) {
        Ok(found) => {
            warn(call, &found);
            Ok(())
        }
        // Reading goes on without it; the texts stay where they are and are found by the next run.
        Err(LettersError::Record(_)) => Ok(()),
        Err(other @ (LettersError::Letter(_) | LettersError::Files(_))) => Err(desk_failure(other)),
    }
}

fn warn(call: &Invocation, found: &Found) {
    for label in &found.taken_in {
        let what = match &label.belongs {
            Belongs::Field => "an edit in a form".to_owned(),
            Belongs::Letter(text) => format!("{}'s edit of {} in {}", label.actor, text.letter, text.incident),
        };
        call.console.warn(format_args!(
            "{what} was interrupted; its text is stored in the record and is no longer unencrypted on disk \
             (firebell letter unfinished)"
        ));
    }
    for path in &found.in_clear {
        call.console.warn(format_args!(
            "{} contains an unencrypted letter that an earlier firebell left behind; copy what you need and delete it",
            path.display()
        ));
    }
}
