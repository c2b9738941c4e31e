//! The letter desk: which letter is open, and what is done with it.

use super::{go, overlay};
use crate::app::letters::digest;
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::action::{Action, Effect, OpenLetter};
use crate::tui::forms;
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

/// Drafts a letter: for the duty selected, or from any template.
pub(super) fn draft(model: &mut Model) {
    let duty = match model.screen() {
        Screen::Letters => None,
        _ => model.duty_at_hand().map(|o| o.id.clone()),
    };
    let form = forms::letter(model, duty.as_deref());
    overlay::open(model, form);
}

/// Opens the text in the person's own editor, or the approval of what is shown.
pub(super) fn change(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(open) = model.open_letter() else {
        model.message = match model.letter() {
            Some(_) => "the letter is still being read; press the key again",
            None => "draft a letter first (n)",
        }
        .to_owned();
        return Vec::new();
    };
    if action == Action::Edit {
        let (target, text) = (EditTarget::Letter(open.id.clone()), open.text.clone());
        return vec![Effect::Editor { target, text }];
    }
    let failing = open.findings.iter().filter(|finding| finding.fails()).count();
    let form = forms::approval(&open.id, failing);
    overlay::open(model, form);
    Vec::new()
}

/// A text that comes back from the editor is kept as a further revision of the letter it was opened from, whatever is
/// on screen by now.
pub(super) fn edited(revision: RevisionRef, text: String) -> Vec<Effect> {
    let command = Command::Letter(LetterCommand::Revise {
        letter: revision.letter.letter,
        sha256: digest(&text),
        text,
        based_on: revision.sha256,
    });
    vec![Effect::Run(revision.letter.incident, Box::new(command))]
}

/// Opens the form of a remark.
pub(super) fn remark(model: &mut Model) {
    match model.letter() {
        Some(letter) => overlay::open(model, forms::remark(&letter.letter)),
        None => model.message = "there is no letter to remark on".to_owned(),
    }
}

/// What changed since the first text.
pub(super) fn redline(model: &mut Model) -> Vec<Effect> {
    model.letter().map(Effect::Redline).into_iter().collect()
}
