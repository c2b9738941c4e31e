//! What goes wrong with letters, as people see it.

use super::{Failure, Kind, record_failure};
use crate::app::letters::LetterError;
use crate::app::letters::LettersError;
use crate::letter::docx_import::WordError;

/// A letter or its template.
pub(crate) fn letter_failure(error: &LetterError) -> Failure {
    match error {
        LetterError::Sealed { code, .. } => Failure::new(Kind::Refused, error)
            .hint(format!("one of them can lend it: firebell grant NAME draft {code}")),
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
        LetterError::Word(source) => Failure::input(error).because(source).hint(word_hint(source)),
        LetterError::OtherText(_) => Failure::input(error)
            .hint("check that the file belongs to this letter; --based-on SHA256 names the text it was made from"),
        LetterError::NothingNew => Failure::input(error).hint("nothing was saved"),
        LetterError::Clause { hint: Some(hint), .. } => {
            Failure::input(error).hint(format!("{hint}; firebell letter clauses lists them"))
        }
        LetterError::Clause { hint: None, .. } => Failure::input(error)
            .hint("put clauses into the folder `clauses` beside your own templates (docs/letters.md says how)"),
        LetterError::Audience { .. } => {
            Failure::input(error).hint("choose another clause, or have it approved for these readers too")
        }
        LetterError::WhichLetter => {
            Failure::input(error).hint("name the letter too, as LETTER@1; firebell letter list CODE lists them")
        }
        LetterError::Passage => Failure::input(error)
            .hint("copy them from firebell letter show, or leave out --on to remark on the whole letter"),
        LetterError::NothingToPack(_) => {
            Failure::input(error).hint("have one approved first, or name it with the filing: --letter ID")
        }
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

fn word_hint(error: &WordError) -> &'static str {
    match error {
        WordError::NotWord | WordError::Protected | WordError::Macros => {
            "open it in Word or LibreOffice and save it as .docx without password and macros"
        }
        WordError::External { .. } => "remove the linked picture, object or template and save the file again",
        WordError::Large(_) | WordError::Parts(_) | WordError::Deep { .. } => {
            "copy the text into a new document, without pictures and attachments"
        }
        WordError::Path(_) | WordError::Entities { .. } | WordError::Part { .. } => {
            "no word processor writes such a file: ask its sender, and have it examined"
        }
    }
}

/// The desk: the record, a letter, or the team's own files.
pub(crate) fn desk_failure(error: LettersError) -> Failure {
    match error {
        LettersError::Record(error) => record_failure(error),
        LettersError::Letter(error) => letter_failure(&error),
        LettersError::Files(problems) => templates_failure(problems),
    }
}

/// Templates or rules with problems, one a line.
pub(super) fn templates_failure(problems: Vec<String>) -> Failure {
    Failure::input("the templates or rules have problems").causes(problems)
}
