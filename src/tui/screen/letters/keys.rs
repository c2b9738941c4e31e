//! What keys do at the letter desk: which letter is open, and what is done with it.

use super::layout::{longest_check_scroll, longest_scroll, side_by_side};
use super::state::LettersState;
use crate::core::event::LetterRevision;
use crate::core::ids::StoredDigest;
use crate::core::incident::command::{Command, LetterCommand};
use crate::tui::action::{LetterAction, Move};
use crate::tui::effect::{Effect, LetterEffect, Redlined};
use crate::tui::ids::RevisionRef;
use crate::tui::known::no_letter;
use crate::tui::model::Model;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::layout::moved;
use crate::tui::widget::letter_editor::LetterEditor;
use crate::tui::widget::overlay::Overlay;
use crate::tui::worker_values::OpenLetter;

/// Shows the desk.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    if let Some(incident) = model.screens.raise_incident() {
        incident.show(View::Letters(LettersState::default()));
    }
    read(model)
}

/// Shows the letter that was drafted last.
pub(crate) fn open_newest(model: &mut Model) -> Vec<Effect> {
    // They are listed by their names.
    let letters = model
        .opened()
        .map(|opened| opened.letters.as_slice())
        .unwrap_or_default();
    let newest = letters.iter().enumerate().max_by_key(|(_, row)| row.written.at);
    let at = newest.map_or(0, |(at, _)| at);
    let _ = open(model);
    select(model, at)
}

/// Shows the letter in a place.
pub(crate) fn open_at(model: &mut Model, at: usize) -> Vec<Effect> {
    let _ = open(model);
    select(model, at)
}

/// Reads the letter selected; without one the desk is empty. What was open of another letter is put away at once.
pub(crate) fn read(model: &mut Model) -> Vec<Effect> {
    let rows = model.opened().map_or(0, |opened| opened.letters.len());
    let known = model.open_letter().is_some();
    if let Some(desk) = model.screens.incident_mut().and_then(|incident| incident.letters_mut()) {
        desk.at = desk.at.min(rows.saturating_sub(1));
        if !known {
            desk.put_away();
        }
    }
    match model.letter() {
        Some(letter) => vec![Effect::Letter(LetterEffect::Read(letter))],
        None => Vec::new(),
    }
}

/// Selects a letter by its place, and reads it.
pub(crate) fn select(model: &mut Model, at: usize) -> Vec<Effect> {
    if let Some(desk) = model.screens.incident_mut().and_then(|incident| incident.letters_mut()) {
        desk.at = at;
    }
    read(model)
}

/// A letter that was read is shown only while it is still the one selected.
pub(crate) fn arrived(model: &mut Model, open: Box<OpenLetter>) {
    if model.letter().as_ref() == Some(&open.id.letter)
        && let Some(desk) = model.screens.incident_mut().and_then(|incident| incident.letters_mut())
    {
        desk.arrived(open);
    }
}

/// The arrows choose a letter, the page keys scroll its text.
pub(crate) fn step(model: &mut Model, to: Move, page: usize) -> Vec<Effect> {
    let rows = model.opened().map_or(0, |opened| opened.letters.len());
    let most = longest_scroll(model);
    let page = u16::try_from(page / 2).unwrap_or(1).max(1);
    let Some(desk) = model.screens.incident_mut().and_then(|incident| incident.letters_mut()) else {
        return Vec::new();
    };
    let before = desk.at;
    match to {
        Move::PageDown => desk.scroll = desk.scroll.saturating_add(page).min(most),
        Move::PageUp => desk.scroll = desk.scroll.saturating_sub(page),
        Move::Up | Move::Down | Move::First | Move::Last => desk.at = moved(before, rows, to, 1),
    }
    match desk.at == before {
        true => Vec::new(),
        false => read(model),
    }
}

/// Carries an action on the letter selected out.
pub(crate) fn act(model: &mut Model, action: LetterAction) -> Vec<Effect> {
    match action {
        LetterAction::Edit => edit(model),
        LetterAction::CheckDown => scroll_check(model, true),
        LetterAction::CheckUp => scroll_check(model, false),
        LetterAction::Redline => {
            let columns = side_by_side(model);
            let redline = |letter| Effect::Letter(LetterEffect::Redline(Redlined { letter, columns }));
            model.letter().map(redline).into_iter().collect()
        }
    }
}

/// Scrolls what the check found.
fn scroll_check(model: &mut Model, down: bool) -> Vec<Effect> {
    let most = longest_check_scroll(model);
    if let Some(desk) = model.screens.incident_mut().and_then(|incident| incident.letters_mut()) {
        desk.check_scroll = match down {
            true => desk.check_scroll.saturating_add(1).min(most),
            false => desk.check_scroll.saturating_sub(1),
        };
    }
    Vec::new()
}

/// Opens a letter in the editor, with what was typed before and not saved.
pub(crate) fn edit(model: &mut Model) -> Vec<Effect> {
    let Some(open) = model.open_letter() else {
        model.message = match model.letter() {
            Some(_) => "The letter is still being read; press the key again.",
            None => no_letter(model.opened()),
        }
        .to_owned();
        return Vec::new();
    };
    let mut editor = LetterEditor::new(open.id.clone(), &open.text, open.findings.clone());
    let left = model
        .left_editor
        .take_if(|left| left.based_on.letter == editor.based_on.letter);
    if let Some(left) = left {
        model.overlays.push(Overlay::Editor(left));
        return Vec::new();
    }
    let mut effects = Vec::new();
    if let Some(draft) = model.start.drafts.get(&LetterEditor::slot(&editor.based_on)) {
        let with_draft = editor.clone().restored(draft);
        // What the letter says already was saved before the draft of it was let go.
        match with_draft.text() == editor.text() {
            true => {
                let slot = LetterEditor::slot(&editor.based_on);
                model.start.drafts.remove(&slot);
                effects.push(Effect::Draft { slot, text: None });
            }
            false => {
                editor = with_draft;
                model.message = "What you typed before is back and not saved yet (Ctrl-Q discards it).".to_owned();
            }
        }
    }
    model.overlays.push(Overlay::Editor(Box::new(editor)));
    effects
}

/// A text that comes back from the editor is kept as a further revision of the letter it was opened from, whatever is
/// on screen by now.
pub(crate) fn edited(revision: RevisionRef, text: String) -> Vec<Effect> {
    let command = Command::Letter(LetterCommand::Revise(LetterRevision {
        letter: revision.letter.letter,
        sha256: StoredDigest::of(&text),
        text,
        based_on: Some(revision.sha256),
        word: None,
    }));
    vec![Effect::Run(revision.letter.incident, Box::new(command))]
}
