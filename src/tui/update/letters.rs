//! The letter desk: which letter is open, and what is done with it.

use super::go;
use crate::app::letters::digest;
use crate::core::event::LetterRevision;
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::action::{Effect, LetterAction, OpenLetter};
use crate::tui::ids::{EditTarget, RevisionRef};
use crate::tui::model::{Model, Screen};

/// Shows the desk.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.incident.letters.at = 0;
    go::to(model, Screen::Letters);
    read(model)
}

/// Reads the letter selected; without one the desk is empty. What was open of another letter is put away at once.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    let rows = model.incident.opened.as_ref().map_or(0, |o| o.letters.len());
    model.incident.letters.at = model.incident.letters.at.min(rows.saturating_sub(1));
    if model.open_letter().is_none() {
        model.incident.letters.scroll = 0;
        model.incident.letters.open = None;
    }
    match model.letter() {
        Some(letter) => vec![Effect::Letter(letter)],
        None => Vec::new(),
    }
}

/// A letter that was read is shown only while it is still the one selected.
pub(super) fn arrived(model: &mut Model, open: Box<OpenLetter>) {
    if model.letter().as_ref() == Some(&open.id.letter) {
        model.incident.letters.open = Some(open);
    }
}

/// Carries an action on the letter selected out.
pub(super) fn act(model: &mut Model, action: LetterAction) -> Vec<Effect> {
    match action {
        LetterAction::Edit => edit(model),
        LetterAction::Redline => model.letter().map(Effect::Redline).into_iter().collect(),
    }
}

/// Opens the text in the person's own editor.
fn edit(model: &mut Model) -> Vec<Effect> {
    if let Some(open) = model.open_letter() {
        let (target, text) = (EditTarget::Letter(open.id.clone()), open.text.clone());
        return vec![Effect::Editor { target, text }];
    }
    model.message = match model.letter() {
        Some(_) => "The letter is still being read; press the key again.",
        None => "Draft a letter first (n).",
    }
    .to_owned();
    Vec::new()
}

/// A text that comes back from the editor is kept as a further revision of the letter it was opened from, whatever is
/// on screen by now.
pub(super) fn edited(revision: RevisionRef, text: String) -> Vec<Effect> {
    let command = Command::Letter(LetterCommand::Revise(LetterRevision {
        letter: revision.letter.letter,
        sha256: digest(&text),
        text,
        based_on: Some(revision.sha256),
    }));
    vec![Effect::Run(revision.letter.incident, Box::new(command))]
}
