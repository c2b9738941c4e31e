//! Clauses that counsel approved, in the letters of an incident.

use std::path::Path;

use super::edit::Edit;
use super::files::{clauses, templates};
use super::{LetterError, LettersError, find, revision};
use crate::app::record::Record;
use crate::core::ids::LetterId;
use crate::core::incident::letter::Letter;
use crate::core::toml_text::reader::suggestion;
use crate::letter::check::Finding;
use crate::letter::clause::{self, Clause};

/// A clause, and the place of a letter where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Insertion<'i> {
    /// The incident's code.
    pub code: &'i str,
    pub letter: &'i LetterId,
    pub clause: &'i str,
    /// The words it goes below; `None`: at the end.
    pub after: Option<&'i str>,
}

/// The edit that puts a clause into a letter, below the words or at its end.
///
/// # Errors
/// An unknown letter or clause, one in another language or for other readers, or words that the letter does not have.
pub fn with_clause(record: &Record, insertion: &Insertion<'_>, own: Option<&Path>) -> Result<Edit, LettersError> {
    let Insertion {
        code,
        letter,
        clause: id,
        after,
    } = *insertion;
    let loaded = record.load(code)?;
    let found = find(&loaded.incident, letter)?;
    let current = revision(found, None)?;
    let clause = fitting(&clauses(own)?, found, id, own)?;
    let text = clause::inserted(&current.text, &clause, after).ok_or(LetterError::Passage)?;
    Ok(Edit {
        incident: loaded.incident.code.to_string(),
        letter: letter.clone(),
        based_on: current.sha256.clone(),
        text,
    })
}

fn fitting(all: &[Clause], letter: &Letter, id: &str, own: Option<&Path>) -> Result<Clause, LettersError> {
    let own_language: Vec<&Clause> = all.iter().filter(|clause| clause.language == letter.language).collect();
    let Some(clause) = own_language.iter().find(|clause| clause.id == id) else {
        let ids: Vec<&str> = own_language.iter().map(|clause| clause.id.as_str()).collect();
        let error = LetterError::Clause {
            clause: id.to_owned(),
            language: letter.language.clone(),
            hint: (!ids.is_empty()).then(|| suggestion(id, &ids)),
        };
        return Err(error.into());
    };
    let template = templates(own)?
        .into_iter()
        .find(|template| template.id == letter.template);
    let audience = template.map(|template| template.audience);
    match audience.filter(|_| !clause.fits(&letter.language, audience)) {
        None => Ok((*clause).clone()),
        Some(audience) => Err(LetterError::Audience {
            clause: id.to_owned(),
            audience: audience.code().to_owned(),
        }
        .into()),
    }
}

/// Warns of clauses that were inserted into a letter and changed after that.
///
/// # Errors
/// Clauses with problems.
pub(super) fn altered(own: Option<&Path>, letter: &Letter) -> Result<Vec<Finding>, LettersError> {
    let texts: Vec<&str> = letter.revisions.iter().map(|revision| revision.text.as_str()).collect();
    Ok(clause::altered(&clauses(own)?, &letter.language, &texts))
}
