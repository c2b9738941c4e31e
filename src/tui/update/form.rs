//! Forms over a screen: opened, typed into, left, handed in, and what the record answers.

use crossterm::event::KeyEvent;

use super::ask::example;
use super::searching;
use crate::app::workbench::Opened;
use crate::core::incident::command::Command;
use crate::tui::action::{Effect, Failure};
use crate::tui::form::{Asked, Form, Outcome, Purpose, Typed, Way};
use crate::tui::ids::{EditTarget, FormId, IncidentRef};
use crate::tui::model::{Model, Overlay, Question, Screen, Yes};
use crate::tui::submit::submit;

/// Opens a form, with what was typed into it before.
pub(super) fn open(model: &mut Model, mut form: Form) {
    model.forms += 1;
    form.id = FormId(model.forms);
    form.incident = model.at_hand().filter(|_| form.purpose.of_an_incident());
    if let Some(draft) = model.draft(&form).cloned() {
        let recorded = form.given("value").filter(|_| form.basis.is_some());
        form.restore(&draft);
        let recorded = recorded.map(|value| format!(" Recorded is: {value}."));
        form.note = format!(
            "What you typed before is back (Ctrl-Q drops it).{} {}",
            recorded.unwrap_or_default(),
            form.note
        );
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
}

/// The form with a number, wherever it lies.
fn find(model: &mut Model, id: FormId) -> Option<&mut Form> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Form(form) if form.id == id => Some(&mut **form),
        _ => None,
    })
}

/// Whether a form is still open.
pub(super) fn is_open(model: &mut Model, id: FormId) -> bool {
    find(model, id).is_some()
}

/// Takes a key in.
pub(super) fn typed(model: &mut Model, mut form: Box<Form>, key: KeyEvent) -> Vec<Effect> {
    if form.sent {
        model.message = "one moment: this form is with the record".to_owned();
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    }
    if searching(&form.purpose) {
        return search(model, form, key);
    }
    match form.key(key, model.now) {
        Typed::Leave => return leave(model, &form),
        Typed::Drop if form.touched() && form.purpose.keeps_drafts() => {
            let question = Question::new(
                "Drop what is typed",
                format!(
                    "Close “{}” and forget what is typed in it? Nothing of it is recorded.",
                    form.title
                ),
                "Drop it",
                Yes::Drop(form.id),
            );
            model.overlays.push(Overlay::Form(form));
            model.overlays.push(Overlay::Ask(Box::new(question)));
            return Vec::new();
        }
        Typed::Drop => return leave(model, &form),
        Typed::Submit(way) => return submitted(model, form, way),
        Typed::Editor => {
            let id = form.id;
            let edited = form.field().map(|field| (field.key, field.text()));
            model.overlays.push(Overlay::Form(form));
            let effect = |(field, text)| Effect::Editor {
                target: EditTarget::Field { form: id, field },
                text,
            };
            return edited.map(effect).into_iter().collect();
        }
        Typed::Moved => {
            model.overlays.push(Overlay::Form(form));
            return Vec::new();
        }
        Typed::Changed => {}
    }
    let kept = keep(model, &form);
    model.overlays.push(Overlay::Form(form));
    kept
}

/// Keeps what is typed, so that neither a crash nor a slip loses it.
fn keep(model: &mut Model, form: &Form) -> Vec<Effect> {
    if !form.purpose.keeps_drafts() {
        return Vec::new();
    }
    let (slot, text) = (form.slot(), form.draft());
    model.start.drafts.insert(slot.clone(), text.clone());
    vec![Effect::Draft { slot, text: Some(text) }]
}

/// Forgets the draft of a form, under its name and under the name earlier versions gave it.
fn forget(model: &mut Model, form: &Form) -> Vec<Effect> {
    let former = form.purpose.former_slot(form.incident.as_deref().unwrap_or_default());
    let slots = [form.slot(), former].into_iter();
    let known: Vec<String> = slots.filter(|slot| model.start.drafts.remove(slot).is_some()).collect();
    known
        .into_iter()
        .map(|slot| Effect::Draft { slot, text: None })
        .collect()
}

/// A form that is left keeps what was typed.
fn leave(model: &mut Model, form: &Form) -> Vec<Effect> {
    if form.purpose == (Purpose::Profile { first: true }) {
        model.overlays.push(example());
    }
    if form.touched() && form.purpose.keeps_drafts() {
        model.message = "nothing was recorded; what you typed is kept and comes back with this form (Ctrl-Q in it \
                         drops it)"
            .to_owned();
        return Vec::new();
    }
    model.message = "nothing was recorded".to_owned();
    forget(model, form)
}

/// A form whose text is not wanted any more.
pub(super) fn dropped(model: &mut Model, id: FormId) -> Vec<Effect> {
    let at = model
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::Form(form) if form.id == id));
    let Some(Overlay::Form(form)) = at.map(|at| model.overlays.remove(at)) else {
        return Vec::new();
    };
    model.message = "dropped; nothing was recorded".to_owned();
    if form.purpose == (Purpose::Profile { first: true }) {
        model.overlays.push(example());
    }
    forget(model, &form)
}

/// Hands a form in. It stays until the record has answered: a refusal then stands in it.
fn submitted(model: &mut Model, mut form: Box<Form>, way: Way) -> Vec<Effect> {
    let news = model.incident.opened.as_ref().and_then(|opened| news(opened, &form));
    if let Some((words, entry)) = news {
        // It was shown now: the next time it is replaced knowingly.
        if let Some(basis) = &mut form.basis {
            basis.entry = entry;
        }
        form.problem = Some(format!("{words} Handing this in once more replaces it."));
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    }
    let Some(outcome) = submit(model, &mut form) else {
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    };
    let asked = form.asked();
    let wish = match (outcome, form.incident.clone(), way) {
        (Outcome::Effect(effect), _, Way::Chord) => effect,
        (Outcome::Effect(effect), _, Way::Enter) => return ask(model, form, asked, effect),
        (Outcome::Confirm(asked, effect), ..) => return ask(model, form, asked, effect),
        (Outcome::Run(command), Some(code), Way::Chord) => Effect::Run(code, Box::new(command)),
        (Outcome::Run(command), Some(code), Way::Enter) => check(code, command, asked),
        (Outcome::Ask(asked, command), Some(code), _) => check(code, command, asked),
        (Outcome::Run(_) | Outcome::Ask(..), None, _) => {
            form.problem = Some("open an incident first".to_owned());
            model.overlays.push(Overlay::Form(form));
            return Vec::new();
        }
    };
    form.sent = true;
    let id = form.id;
    model.overlays.push(Overlay::Form(form));
    vec![Effect::Submitted(id, Box::new(wish))]
}

fn ask(model: &mut Model, form: Box<Form>, asked: Asked, effect: Effect) -> Vec<Effect> {
    model.overlays.push(Overlay::Form(form));
    let question = asked.question(Yes::Effect(Box::new(effect)));
    model.overlays.push(Overlay::Ask(Box::new(question)));
    Vec::new()
}

/// Looks whether a command may be run before the person is asked, so that nobody says yes to what is then refused.
fn check(code: IncidentRef, command: Command, asked: Asked) -> Effect {
    let command = Box::new(command);
    Effect::Check {
        question: Box::new(asked.question(Yes::Run(code.clone(), command.clone()))),
        code,
        command,
    }
}

/// What a form asks for may be done: the person is asked.
pub(super) fn confirm(model: &mut Model, id: FormId, question: Box<Question>) {
    let waits = match model.overlays.last_mut() {
        Some(Overlay::Form(form)) if form.id == id && form.sent => {
            form.sent = false;
            true
        }
        _ => false,
    };
    if waits {
        model.overlays.push(Overlay::Ask(question));
    }
}

/// What was refused stands in the form it came from, at the field that has to change.
pub(super) fn refused(model: &mut Model, id: FormId, failure: Failure) {
    match find(model, id) {
        Some(form) => {
            form.sent = false;
            match failure.field {
                Some(field) => form.refuse(field, failure.words),
                None => form.problem = Some(failure.words),
            }
        }
        None => super::failed(model, failure),
    }
}

/// What was recorded closes its form and forgets its draft; the first profile is followed by the tour.
pub(super) fn done(model: &mut Model, id: FormId) -> Vec<Effect> {
    let at = model
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::Form(form) if form.id == id));
    let Some(Overlay::Form(form)) = at.map(|at| model.overlays.remove(at)) else {
        return Vec::new();
    };
    if form.purpose == (Purpose::Profile { first: true }) {
        model.overlays.push(example());
    }
    let mut effects = forget(model, &form);
    if matches!(form.purpose, Purpose::Profile { .. } | Purpose::Contact) {
        effects.push(Effect::Start);
    }
    effects
}

/// What somebody recorded under the fact of a form since it was opened, in words, with the number of the entry.
fn news(opened: &Opened, form: &Form) -> Option<(String, Option<u64>)> {
    let basis = form.basis.as_ref().filter(|_| opened.as_of.is_none())?;
    let current = opened.facts.iter().filter(|fact| fact.key == basis.key);
    let newest = current.max_by_key(|fact| fact.seq);
    if newest.map(|fact| fact.seq) == basis.entry {
        return None;
    }
    let words = match newest {
        Some(fact) => {
            let zone = &opened.whole.home_zone;
            let value = fact.value.as_deref().map(|value| crate::tui::words::value(value, zone));
            format!(
                "While this form was open, {} recorded {} ({}).",
                fact.actor,
                value.unwrap_or_default(),
                crate::tui::words::short(zone, crate::tui::words::parsed(&fact.recorded_at))
            )
        }
        None => "While this form was open, the value was withdrawn.".to_owned(),
    };
    Some((words, newest.map(|fact| fact.seq)))
}

/// A fact that changes while its form is open is shown in the form at once.
pub(super) fn compare(model: &mut Model) {
    let Some(opened) = &model.incident.opened else { return };
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && let Some((words, _)) = news(opened, form)
    {
        form.problem = Some(words);
    }
}

/// Pasted text goes where typing goes, and only there.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(Overlay::Form(mut form)) = model.overlays.pop() else {
        return Vec::new();
    };
    if !form.sent
        && let Some(field) = form.field()
    {
        field.paste(text);
    }
    let effects = match searching(&form.purpose) {
        true => {
            find_words(model, form.value("words"));
            Vec::new()
        }
        false => keep(model, &form),
    };
    model.overlays.push(Overlay::Form(form));
    effects
}

/// A text that comes back from the editor goes into its field, if its form is still open.
pub(super) fn edited(model: &mut Model, id: FormId, key: &str, text: &str) -> Vec<Effect> {
    let Some(form) = find(model, id) else {
        model.message = "the form of that text is no longer open; nothing was changed".to_owned();
        return Vec::new();
    };
    if let Some(field) = form.fields.iter_mut().find(|field| field.key == key) {
        field.set(text.trim_end());
    }
    let form = form.clone();
    keep(model, &form)
}

/// A search shows what it finds while it is typed; Esc ends it.
fn search(model: &mut Model, mut form: Box<Form>, key: KeyEvent) -> Vec<Effect> {
    let typed = form.key(key, model.now);
    match typed {
        Typed::Leave | Typed::Drop => find_words(model, String::new()),
        Typed::Changed | Typed::Moved | Typed::Submit(_) | Typed::Editor => find_words(model, form.value("words")),
    }
    if !matches!(typed, Typed::Leave | Typed::Drop | Typed::Submit(_)) {
        model.overlays.push(Overlay::Form(form));
    }
    Vec::new()
}

fn find_words(model: &mut Model, text: String) {
    match model.screen() {
        Screen::Law => {
            model.law.search = text;
            model.law.at = 0;
            model.arrange_law();
        }
        _ => {
            model.board.search = text;
            model.arrange_board();
            model.board.at = 0;
        }
    }
}
