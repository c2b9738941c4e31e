//! Forms of the letter desk.

use super::form::{Field, Form, Kind, Purpose};
use super::forms::choice;
use super::ids::RevisionRef;
use super::model::Model;

/// A letter to draft.
pub(super) fn letter(model: &Model, duty: Option<&str>) -> Form {
    let templates = model.start.templates.iter().map(|(id, _)| id.clone()).collect();
    let template = Field::new("template", "Template", Kind::Codes(templates));
    let template = match duty {
        Some(_) => template.optional().help("empty: the one made for this duty"),
        None => template.help("type a part of its name; Ctrl-N completes"),
    };
    let language = Field::new("language", "Language", choice(&["en", "de", "fr", "es"]));
    let title = duty.map_or("Draft a letter".to_owned(), |id| format!("Draft the letter for {id}"));
    Form::new(
        Purpose::Letter(duty.map(str::to_owned)),
        title,
        vec![template, language],
    )
    .note("It is filled with what is known; what is not stays a visible gap. Facts below `letter.` hold its story.")
}

/// An approval.
pub(super) fn approval(revision: &RevisionRef, failing: usize) -> Form {
    let (letter, sha256) = (&revision.letter.letter, &revision.sha256);
    let field = Field::new(
        "because",
        "If its check fails: why may it go out all the same?",
        Kind::Line,
    );
    let purpose = Purpose::Approval {
        letter: letter.clone(),
        sha256: sha256.clone(),
    };
    Form::new(purpose, format!("Approve {letter}"), vec![field.optional()]).note(format!(
        "You approve exactly the text you see ({}). {failing} findings fail. Nobody approves what they wrote.",
        sha256.get(..12).unwrap_or(sha256)
    ))
}

/// A remark on a letter.
pub(super) fn remark(letter: &str) -> Form {
    let field = Field::new("text", "Remark", Kind::Line);
    Form::new(
        Purpose::Remark(letter.to_owned()),
        format!("A remark on {letter}"),
        vec![field],
    )
}
