//! The editor of a letter over the letter desk: typed into, saved, left, checked while one types.

use crossterm::event::KeyEvent;

use crate::letter::check::Finding;
use crate::tui::effect::{Effect, LetterEffect, TerminalEffect, UnsavedText};
use crate::tui::ids::{EditTarget, LetterRef, Subject};
use crate::tui::model::Model;
use crate::tui::screen::letters;
use crate::tui::widget::letter_editor::{Came, KEYS, LetterEditor, State};
use crate::tui::widget::overlay::Overlay;
use crate::tui::worker_values::OpenLetter;

/// The editor that is open, wherever it lies.
fn open(model: &mut Model) -> Option<&mut LetterEditor> {
    model.overlays.iter_mut().rev().find_map(Overlay::editor_mut)
}

/// The editor that waits for an answer: the one that is open, else one that was left meanwhile.
fn waiting(model: &mut Model) -> Option<&mut LetterEditor> {
    let open = model.overlays.iter_mut().rev().find_map(Overlay::editor_mut);
    open.or(model.left_editor.as_deref_mut())
}

/// Takes a key in.
pub(super) fn typed(model: &mut Model, mut editor: Box<LetterEditor>, key: KeyEvent) -> Vec<Effect> {
    model.message.clear();
    let mut effects = Vec::new();
    match editor.key(key) {
        Came::Typed => {}
        Came::Said(words) => model.message = words,
        Came::Copied(text) => effects.push(TerminalEffect::Copy(text).into()),
        Came::Save if !editor.changed() => model.message = "Saved already: nothing has changed.".to_owned(),
        Came::Save if editor.is_saving() => {
            model.message = SAVING.to_owned();
            editor.save_again();
        }
        Came::Save => {
            model.message = SAVING.to_owned();
            effects.extend(save(&mut editor));
        }
        Came::OwnEditor => {
            let target = EditTarget::Letter(editor.based_on.clone());
            let text = editor.text();
            effects.push(TerminalEffect::Editor { target, text }.into());
        }
        Came::Leave => return leave(model, editor),
        Came::Drop => return drop_text(model, editor),
        Came::Help => {
            model.overlays.push(Overlay::Editor(editor));
            model.overlays.push(help());
            return Vec::new();
        }
    }
    model.overlays.push(Overlay::Editor(editor));
    effects
}

fn help() -> Overlay {
    let lines = KEYS.map(|(key, words)| format!("{key:>22}  {words}"));
    Overlay::Text {
        title: "Editing a letter".to_owned(),
        text: lines.join("\n"),
        scroll: 0,
    }
}

const SAVING: &str = "Saving …";

/// The text goes to the record.
fn save(editor: &mut LetterEditor) -> Vec<Effect> {
    let text = editor.saves();
    letters::keys::edited(editor.based_on.clone(), text)
}

/// What is not saved is kept as a draft; what is on its way is one until the record has answered.
fn leave(model: &mut Model, editor: Box<LetterEditor>) -> Vec<Effect> {
    match editor.state() {
        State::Saved => {
            let effects = forget(model, &editor);
            model.left_editor = editor.is_saving().then_some(editor);
            effects
        }
        State::Saving => {
            model.message = SAVING.to_owned();
            let effects = vec![keep(model, &editor)];
            model.left_editor = Some(editor);
            effects
        }
        State::Changed => {
            model.message =
                "Not saved. What you typed is kept and comes back with e (Ctrl-S saves it, Ctrl-Q discards it)."
                    .to_owned();
            vec![keep(model, &editor)]
        }
    }
}

fn drop_text(model: &mut Model, editor: Box<LetterEditor>) -> Vec<Effect> {
    match editor.state() {
        // It was given to the record before: that cannot be taken back here.
        State::Saved | State::Saving => return leave(model, editor),
        State::Changed => model.message = "Discarded: the letter is as it was saved last.".to_owned(),
    }
    forget(model, &editor)
}

fn keep(model: &mut Model, editor: &LetterEditor) -> Effect {
    let slot = LetterEditor::slot(&editor.based_on);
    let text = editor.draft();
    model.start.drafts.insert(slot.clone(), text.clone());
    Effect::Draft { slot, text: Some(text) }
}

fn forget(model: &mut Model, editor: &LetterEditor) -> Vec<Effect> {
    let slot = LetterEditor::slot(&editor.based_on);
    let known = model.start.drafts.remove(&slot);
    known.map(|_| Effect::Draft { slot, text: None }).into_iter().collect()
}

/// A second has passed: what was typed is checked, and kept in case the machine stops.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = open(model) else { return Vec::new() };
    let Some(text) = editor.news() else { return Vec::new() };
    let editor = editor.clone();
    let letter = editor.based_on.letter.clone();
    let check = Effect::Letter(LetterEffect::Check(UnsavedText { letter, text }));
    match editor.changed() {
        true => vec![keep(model, &editor), check],
        false => vec![check],
    }
}

/// What the check found in a text that is not saved.
pub(super) fn checked(model: &mut Model, letter: &LetterRef, findings: Vec<Finding>) {
    if let Some(editor) = open(model)
        && editor.based_on.letter == *letter
    {
        editor.checked(findings);
    }
}

/// What was handed to the record about an incident is recorded: the letter is read with it from now on.
pub(super) fn recorded(model: &mut Model, about: &Subject) {
    if let Some(editor) = waiting(model)
        && about.incident() == Some(&editor.based_on.letter.incident)
    {
        editor.recorded();
    }
}

/// It is not: the text stays what it is, unsaved.
pub(super) fn refused(model: &mut Model, about: &Subject) {
    if let Some(editor) = waiting(model)
        && about
            .incident()
            .is_none_or(|incident| *incident == editor.based_on.letter.incident)
    {
        editor.refused();
        model.left_editor = None;
    }
}

/// The letter as the record has it now.
pub(super) fn stands(model: &mut Model, letter: &OpenLetter) -> Vec<Effect> {
    let Some(editor) = waiting(model) else {
        return Vec::new();
    };
    if editor.based_on.letter != letter.id.letter {
        return Vec::new();
    }
    editor.stands(letter.id.clone(), &letter.text, &letter.findings);
    if editor.takes_up_saving() {
        return save(editor);
    }
    let editor = editor.clone();
    if !editor.is_saving() {
        model.left_editor = None;
    }
    match editor.changed() {
        true => Vec::new(),
        false => forget(model, &editor),
    }
}

/// A text that comes back from the person's own editor goes into the one that is open; `false`: none is.
pub(super) fn came_back(model: &mut Model, target: &EditTarget, text: Option<&str>) -> bool {
    let EditTarget::Letter(revision) = target else {
        return false;
    };
    let Some(editor) = open(model).filter(|editor| editor.based_on.letter == revision.letter) else {
        return false;
    };
    if let Some(text) = text {
        if editor.text() != text {
            editor.replace(text);
        }
        model.message = "Back from your editor. Ctrl-S saves the text, Ctrl-/ takes it back.".to_owned();
    }
    text.is_some()
}

pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(editor) = open(model) {
        editor.paste(text);
    }
}

pub(super) fn scrolled(model: &mut Model, down: bool) {
    if let Some(editor) = open(model) {
        editor.scrolled(down);
    }
}

/// A click sets the cursor.
pub(super) fn clicked(model: &mut Model, column: u16, row: u16) {
    if let Some(editor) = open(model) {
        editor.clicked(column, row);
    }
}
