//! The letter desk: which letter is open, and what is done with it.

use super::{go, overlay};
use crate::app::letters::digest;
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::action::{Action, Effect};
use crate::tui::forms;
use crate::tui::model::{Model, Screen};

/// The id of the letter selected.
fn selected(model: &Model) -> Option<String> {
    let opened = model.opened.as_ref()?;
    opened.letters.get(model.letters.at).map(|row| row.letter.clone())
}

/// Shows the desk.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.letters.at = 0;
    go::to(model, Screen::Letters);
    read(model)
}

/// Reads the letter selected; without one the desk is empty.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    let last = model.opened.as_ref().map_or(0, |o| o.letters.len().saturating_sub(1));
    model.letters.at = model.letters.at.min(last);
    let Some(letter) = selected(model) else {
        model.letters.open = None;
        return Vec::new();
    };
    let same = model.letters.open.as_ref().is_some_and(|open| open.letter == letter);
    if !same {
        model.letters.scroll = 0;
        model.letters.open = None;
    }
    let code = model.code();
    vec![Effect::Letter { code, letter }]
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
    let Some(open) = &model.letters.open else {
        model.message = "draft a letter first (n)".to_owned();
        return Vec::new();
    };
    if action == Action::Edit {
        let text = open.text.clone();
        model.letters.editing = Some(open.letter.clone());
        return vec![Effect::Editor(text)];
    }
    let failing = open.findings.iter().filter(|finding| finding.fails()).count();
    let form = forms::approval(&open.letter, &open.sha256, failing);
    overlay::open(model, form);
    Vec::new()
}

/// A text that comes back from the editor is kept as a further revision.
pub(super) fn edited(model: &mut Model, text: String) -> Vec<Effect> {
    let Some(letter) = model.letters.editing.take() else {
        return Vec::new();
    };
    let sha256 = digest(&text);
    let command = Command::Letter(LetterCommand::Revise { letter, text, sha256 });
    vec![Effect::Run(model.code(), Box::new(command))]
}

/// Opens the form of a remark.
pub(super) fn remark(model: &mut Model) {
    match selected(model) {
        Some(letter) => overlay::open(model, forms::remark(&letter)),
        None => model.message = "there is no letter to remark on".to_owned(),
    }
}

/// What changed since the first text.
pub(super) fn redline(model: &mut Model) -> Vec<Effect> {
    let code = model.code();
    match selected(model) {
        Some(letter) => vec![Effect::Redline { code, letter }],
        None => Vec::new(),
    }
}
