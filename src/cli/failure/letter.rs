//! What goes wrong with letters, as people see it.

use super::{Failure, Kind, record_failure};
use crate::app::letters::DeskError;
use crate::app::letters::LetterError;

/// A letter or its template.
pub(crate) fn letter_failure(error: &LetterError) -> Failure {
    match error {
        LetterError::Unknown { hint: Some(hint), .. } => Failure::input(error).hint(hint),
        LetterError::Unknown { code, hint: None, .. } => {
            Failure::input(error).hint(format!("draft one first: firebell letter draft {code} TEMPLATE"))
        }
        LetterError::Revision { .. } => Failure::input(error).hint("leave the number out for the current text"),
        LetterError::Wide(_) => Failure::input(error).hint("split the table, or send it as an attachment"),
        LetterError::Obligation { near, .. } => Failure::input(error).hint(match near.is_empty() {
            true => "run firebell law list to see them all".to_owned(),
            false => {
                let near: Vec<String> = near.iter().map(ToString::to_string).collect();
                format!("this regime has {}", near.join(", "))
            }
        }),
        LetterError::Template { hint, .. } => {
            Failure::input(error).hint(format!("{hint}; firebell letter templates lists them"))
        }
        LetterError::Unnamed => Failure::input(error).hint("name a template, or an obligation with --obligation"),
        LetterError::NoTemplate(_) => {
            Failure::input(error).hint("name a similar template, or give your own text with --from FILE")
        }
        LetterError::Passage => Failure::input(error)
            .hint("copy them from firebell letter show, or leave out --on to remark on the whole letter"),
        LetterError::Stale { letter, code, told } => {
            let failure = Failure::new(Kind::Refused, error).causes(told.iter().cloned());
            failure.hint(format!(
                "bring it up to date: firebell letter redraft {code} {letter}; or say why it may go out with --because"
            ))
        }
        LetterError::TooLong => Failure::input(error).hint("compare its parts instead"),
        LetterError::Made(source) => Failure::input("the letter could not be exported").because(source.as_ref()),
    }
}

/// The desk: the record, a letter, or the team's own files.
pub(crate) fn desk_failure(error: DeskError) -> Failure {
    match error {
        DeskError::Record(error) => record_failure(error),
        DeskError::Letter(error) => letter_failure(&error),
        DeskError::Files(problems) => templates_failure(problems),
    }
}

/// Templates or rules with problems, one a line.
pub(super) fn templates_failure(problems: Vec<String>) -> Failure {
    Failure::input("the templates or rules have problems").causes(problems)
}
