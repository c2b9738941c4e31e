//! Keys while something lies over the screen: a form, a question, the palette, a text.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::reading::{self, Reading};
use super::{act, ask, find, form, letter_editor};
use crate::tui::effect::Effect;
use crate::tui::ids::EditTarget;
use crate::tui::model::Model;
use crate::tui::screen::{authority_form, board, incident, law, letters, opening};
use crate::tui::widget::found::{Entry, Everything, Goal};
use crate::tui::widget::help;
use crate::tui::widget::menu::{Does, Menu, Taken};
use crate::tui::widget::overlay::Overlay;

pub(super) use super::form::{compare, confirm, done, is_open, purpose, refused};

/// Pasted text goes where typing goes, and only there: it never becomes keys.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Form(_)) => return form::paste(model, text),
        Some(Overlay::Editor(_)) => letter_editor::paste(model, text),
        Some(Overlay::Find { .. }) => find::pasted(model, text),
        Some(Overlay::FindIn { words, .. }) => words.extend(text.chars().filter(|c| !c.is_control())),
        Some(Overlay::Palette { text: typed, all, .. }) => {
            let typed = typed.chars().chain(text.chars().filter(|c| !c.is_control())).collect();
            let all = Arc::clone(all);
            model.overlays.pop();
            let searched = find::palette_for(model, typed, all);
            model.overlays.push(searched);
        }
        Some(Overlay::Help { text: typed, at }) => {
            typed.extend(text.chars().filter(|c| !c.is_control()));
            *at = 0;
        }
        Some(Overlay::Ask(_) | Overlay::Reached { .. } | Overlay::Text { .. } | Overlay::Menu(_)) | None => {
            model.message = "Text can be pasted only where text is typed; n opens a form.".to_owned();
        }
    }
    Vec::new()
}

/// A text that comes back from the editor goes where it was taken from.
pub(super) fn edited(model: &mut Model, target: EditTarget, text: Option<String>) -> Vec<Effect> {
    if letter_editor::came_back(model, &target, text.as_deref()) {
        return Vec::new();
    }
    match (target, text) {
        (_, None) => {
            model.message = "The editor exited without saving. If none opened, set EDITOR.".to_owned();
            Vec::new()
        }
        (EditTarget::Letter(revision), Some(text)) => letters::keys::edited(revision, text),
        (EditTarget::Field { form, field }, Some(text)) => form::edited(model, form, field, &text),
    }
}

pub(super) fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(top) = model.overlays.pop() else {
        return Vec::new();
    };
    match top {
        Overlay::Help { text, at } => help(model, key, text, at),
        Overlay::Form(form) => form::typed(model, form, key),
        Overlay::Editor(editor) => letter_editor::typed(model, editor, key),
        Overlay::Ask(question) => ask::asked(model, key, question),
        Overlay::Reached { contact, name } => ask::reached(model, key, contact, name),
        Overlay::Text { title, text, scroll } => reading::typed(model, key, Reading { title, text, scroll }),
        Overlay::FindIn {
            title,
            text,
            scroll,
            words,
        } => reading::find_typed(model, key, Reading { title, text, scroll }, words),
        Overlay::Menu(menu) => menu_key(model, key, menu),
        Overlay::Find { text } => find::typed(model, key, text),
        Overlay::Palette { text, at, found, all } => searched(model, key, Palette { text, at, found, all }),
    }
}

/// What the palette searches, and what it found.
struct Palette {
    text: String,
    /// The entry selected.
    at: usize,
    found: Vec<Entry>,
    all: Arc<Everything>,
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
fn searched(model: &mut Model, key: KeyEvent, palette: Palette) -> Vec<Effect> {
    let Palette {
        mut text,
        mut at,
        found,
        all,
    } = palette;
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => {
            return match found.into_iter().nth(at) {
                Some(entry) => reach(model, entry.goal),
                None => Vec::new(),
            };
        }
        KeyCode::Down | KeyCode::Tab => at = (at + 1).min(found.len().saturating_sub(1)),
        KeyCode::Up | KeyCode::BackTab => at = at.saturating_sub(1),
        KeyCode::Backspace | KeyCode::Char(_) => {
            if let KeyCode::Char(c) = key.code {
                typed(&mut text, c, key.modifiers.contains(KeyModifiers::CONTROL));
            } else {
                text.pop();
            }
            let searched = find::palette_for(model, text, all);
            model.overlays.push(searched);
            return Vec::new();
        }
        _ => {}
    }
    model.overlays.push(Overlay::Palette { text, at, found, all });
    Vec::new()
}

/// A letter of the words searched for; with Ctrl what it does in a shell, where that is something.
fn typed(text: &mut String, letter: char, control: bool) {
    match (control, letter) {
        (true, 'u') => text.clear(),
        (true, 'w') => {
            let kept = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
            text.truncate(kept);
        }
        (true, _) => {}
        (false, letter) => text.push(letter),
    }
}

/// A key in the help: letters search, Enter runs what is selected.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys are crossterm's, and most mean nothing here"
)]
fn help(model: &mut Model, key: KeyEvent, mut text: String, mut at: usize) -> Vec<Effect> {
    let found = help::keys(model, &text);
    let last = found.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc | KeyCode::F(1) => return Vec::new(),
        KeyCode::Enter => {
            return match found.get(at) {
                Some(key) => act::act(model, key.action),
                None => Vec::new(),
            };
        }
        KeyCode::Down | KeyCode::Tab => at = (at + 1).min(last),
        KeyCode::Up | KeyCode::BackTab => at = at.saturating_sub(1),
        KeyCode::PageDown => at = (at + help_page(model)).min(last),
        KeyCode::PageUp => at = at.saturating_sub(help_page(model)),
        KeyCode::Backspace => {
            text.pop();
            at = 0;
        }
        KeyCode::Char(c) => {
            typed(&mut text, c, key.modifiers.contains(KeyModifiers::CONTROL));
            at = 0;
        }
        _ => {}
    }
    model.overlays.push(Overlay::Help { text, at });
    Vec::new()
}

/// Keys on a page of the help: at least so many lines further is the next one.
fn help_page(model: &Model) -> usize {
    let whole = ratatui::layout::Rect::new(0, 0, model.size.0, model.size.1);
    crate::tui::screen::overlay_hit::help_page(whole, &help::lines(model, ""))
}
fn menu_key(model: &mut Model, key: KeyEvent, mut menu: Menu) -> Vec<Effect> {
    match menu.key(key.code) {
        Taken::Does(Does::Act(action)) => return act::act(model, action),
        Taken::Does(Does::Ask(effect)) => {
            model.message = "Writing the file …".to_owned();
            return vec![*effect];
        }
        Taken::Does(Does::Question(question)) => model.overlays.push(Overlay::Ask(question)),
        Taken::Does(Does::Read(text)) => model.overlays.push(Overlay::Text {
            title: menu.title,
            text,
            scroll: 0,
        }),
        Taken::Closed => {}
        Taken::Moved => model.overlays.push(Overlay::Menu(menu)),
        Taken::Unknown => {
            model.message = "Press one of the keys in the menu; Esc closes it.".to_owned();
            model.overlays.push(Overlay::Menu(menu));
        }
    }
    Vec::new()
}

fn reach(model: &mut Model, goal: Goal) -> Vec<Effect> {
    match goal {
        Goal::Action(action) => act::act(model, action),
        Goal::Incident(code) => board::keys::incident(model, code),
        Goal::Regime(id) => law::keys::regime(model, id),
        Goal::Obligation(id) => {
            incident::keys::show_why(model, id);
            Vec::new()
        }
        Goal::Letter(at) => letters::keys::open_at(model, at),
        Goal::Person(id) => {
            model.overlays.extend(person(model, &id));
            Vec::new()
        }
        Goal::Setting(key) => {
            model.overlays.extend(act::setting(model, key));
            Vec::new()
        }
        Goal::Form(form) => authority_form::keys::of_form(model, form),
        Goal::Fact(key) => {
            let form = incident::keys::of_fact(model, &key);
            opening::open(model, form);
            Vec::new()
        }
    }
}

/// How somebody is reached, and what they see to in the incident at hand.
fn person(model: &Model, id: &str) -> Option<Overlay> {
    let contact = model.start.contacts.get(id)?;
    let roles = contact.roles.join(", ").replace('_', " ");
    let mut lines = vec![format!("Called as {roles}, number {} in line.", contact.order)];
    lines.extend(contact.channels.iter().map(|channel| {
        let careful = if channel.compromised {
            " (may be compromised: do not use)"
        } else {
            ""
        };
        format!("{}: {}{careful}", channel.kind, channel.address)
    }));
    if let Some(opened) = model.opened() {
        let whole = &opened.whole;
        let own = whole
            .assigned
            .iter()
            .filter(|(_, given)| given.owner.eq_ignore_ascii_case(&contact.name));
        lines.extend(own.map(|(obligation, _)| format!("Sees to {obligation} in {}.", whole.code)));
        let open = opened.tasks.iter().filter(|task| task.done_at.is_none());
        let open = open.filter(|task| task.owner.eq_ignore_ascii_case(&contact.name));
        lines.extend(open.map(|task| format!("Sees to “{}” in {}.", task.title, whole.code)));
    }
    Some(Overlay::Text {
        title: contact.name.clone(),
        text: lines.join("\n"),
        scroll: 0,
    })
}
