//! Forms over a screen: opened, typed into, left, handed in, and what the record answers.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use crate::app::assessment::opened_incident::Opened;
use crate::core::drill::DrillEvent;
use crate::core::incident::command::Command;
use crate::tui::effect::{Effect, ExerciseEffect, Question, TerminalEffect, Yes};
use crate::tui::event::Failure;
use crate::tui::ids::{EditTarget, FormId, IncidentRef};
use crate::tui::known::NO_INCIDENT;
use crate::tui::model::Model;
use crate::tui::screen::{incident, opening};
use crate::tui::widget::field::Kind;
use crate::tui::widget::form::{Asked, Form, Outcome, Purpose, Typed, Way};
use crate::tui::widget::overlay::Overlay;

/// The form with a number, wherever it lies.
fn find(model: &mut Model, id: FormId) -> Option<&mut Form> {
    model.overlays.iter_mut().rev().find_map(|overlay| {
        if let Overlay::Form(form) = overlay
            && form.id == id
        {
            return Some(&mut **form);
        }
        None
    })
}

/// Whether a form is still open.
pub(super) fn is_open(model: &mut Model, id: FormId) -> bool {
    find(model, id).is_some()
}

/// Takes a key in.
pub(super) fn typed(model: &mut Model, mut form: Box<Form>, key: KeyEvent) -> Vec<Effect> {
    let (before, told) = (form.at, form.field().is_some_and(|field| field.problem.is_some()));
    let typed = form.key(key);
    // Once it was said, the field may be left as it is.
    if form.at != before && !told {
        look_back(model, &mut form, before);
    }
    match typed {
        Typed::Leave => return leave(model, &form),
        Typed::Drop if form.touched() && form.purpose.keeps_drafts() => {
            let question = Question::new(
                "Discard what is typed",
                format!(
                    "Close “{}” and discard what is typed? None of it is recorded.",
                    form.title
                ),
                "Discard it",
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
            let effect = |(field, text)| {
                let target = EditTarget::Field { form: id, field };
                TerminalEffect::Editor { target, text }.into()
            };
            return edited.map(effect).into_iter().collect();
        }
        Typed::Help => {
            let help = help(&form);
            model.overlays.push(Overlay::Form(form));
            model.overlays.push(help);
            return Vec::new();
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

/// A moment that cannot be read is told as soon as its field is left, and the field stays at hand.
fn look_back(model: &Model, form: &mut Form, left: usize) {
    let (zone, now) = (model.zone(), model.here());
    if let Some(field) = form.fields.get_mut(left)
        && let Some(problem) = field.unreadable(&zone, now)
    {
        field.problem = Some(problem);
        form.at = left;
    }
}

/// How the field at hand is filled in, and the keys of a form.
fn help(form: &Form) -> Overlay {
    let field = form.fields.get(form.at);
    let about = field.map(|field| {
        let how = match &field.kind {
            Kind::Pick(pick) => pick.hint(),
            Kind::Moment => MOMENTS,
            Kind::Line => "one line",
            Kind::Text => "several lines; Enter begins a new one",
        };
        let help = if field.help.is_empty() {
            String::new()
        } else {
            format!("\n{}", field.help)
        };
        format!("{}\n{how}{help}\n\n", field.label)
    });
    let note = if form.note.is_empty() {
        String::new()
    } else {
        format!("{}\n\n", form.note)
    };
    Overlay::Text {
        title: form.title.clone(),
        text: format!("{note}{}{FORM_KEYS}", about.unwrap_or_default()),
        scroll: 0,
    }
}

const MOMENTS: &str = "a date and time: 2026-03-05 14:00, 14:00, now, -2h, +15m, yesterday 18:00, Tue 14:00";

const FORM_KEYS: &str = "Tab and Shift-Tab go to the next field and the one before.\n\
    Ctrl-S saves; a question may come first.\n\
    Esc closes the form and keeps what is typed as a draft; in a list with letters typed it clears those first.\n\
    Ctrl-Q closes the form and discards what is typed.\n\
    Ctrl-O opens the field in your own editor.\n\
    Ctrl-A and Ctrl-E go to the ends of the line; Ctrl-U, Ctrl-K and Ctrl-W delete; Ctrl-/ undoes.";

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
    let slots = std::iter::once(form.slot()).chain(form.former_slots());
    let known: Vec<String> = slots.filter(|slot| model.start.drafts.remove(slot).is_some()).collect();
    known
        .into_iter()
        .map(|slot| Effect::Draft { slot, text: None })
        .collect()
}

/// What is asked once a form is recorded or left.
fn followed(model: &mut Model, purpose: &dyn Purpose) {
    let question = purpose.followed_by();
    model
        .overlays
        .extend(question.map(|question| Overlay::Ask(Box::new(question))));
}

/// A form that is left keeps what was typed.
fn leave(model: &mut Model, form: &Form) -> Vec<Effect> {
    followed(model, form.purpose.as_ref());
    let (before, more) = match form.follows_entry {
        true => (
            "What you recorded before this form stays recorded; what stands in it is not.",
            "more ",
        ),
        false => ("Nothing was recorded.", ""),
    };
    if form.touched() && form.purpose.keeps_drafts() {
        model.message =
            format!("{before} What you typed is kept and comes back with this form (Ctrl-Q in it discards it).");
        return Vec::new();
    }
    model.message = format!("Nothing {more}was recorded.");
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
    model.message = match form.follows_entry {
        true => "Discarded. What you recorded before this form stays recorded.",
        false => "Discarded. Nothing was recorded.",
    }
    .to_owned();
    followed(model, form.purpose.as_ref());
    forget(model, &form)
}

/// Hands a form in. It stays until the record has answered: a refusal then stands in it.
/// A form that asks nothing is handed in at once: its question says what will be recorded.
pub(super) fn asked_at_once(model: &mut Model) -> Vec<Effect> {
    let empty = matches!(model.overlays.last(), Some(Overlay::Form(form)) if form.fields.is_empty());
    match model.overlays.pop() {
        Some(Overlay::Form(form)) if empty => submitted(model, form, Way::Enter),
        overlay => {
            model.overlays.extend(overlay);
            Vec::new()
        }
    }
}

fn submitted(model: &mut Model, mut form: Box<Form>, way: Way) -> Vec<Effect> {
    let news = model.opened().and_then(|opened| news(opened, &form));
    if let Some((words, entry)) = news {
        // It was shown now: the next time it is replaced knowingly.
        if let Some(basis) = &mut form.basis {
            basis.entry = entry;
        }
        form.problem = Some(format!("{words} Save once more to replace it."));
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    }
    let Some(outcome) = form.read(model.known()) else {
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
        (Outcome::Tell(event), Some(code), Way::Chord) => ExerciseEffect::record(code, event),
        (Outcome::Tell(event), Some(code), Way::Enter) => check_exercise(code, event, asked),
        (Outcome::Look(effect), ..) => return looked(model, effect),
        (Outcome::OpenFact(key), ..) => {
            let form = incident::keys::of_fact(model, &key);
            opening::open(model, form);
            return Vec::new();
        }
        (Outcome::Run(_) | Outcome::Ask(..) | Outcome::Tell(_), None, _) => {
            form.problem = Some(NO_INCIDENT.to_owned());
            model.overlays.push(Overlay::Form(form));
            return Vec::new();
        }
    };
    form.sent = true;
    let id = form.id;
    model.overlays.push(Overlay::Form(form));
    vec![Effect::Submitted(id, Box::new(wish))]
}

/// What a form only wants to see is asked for, and waited for as what is to be on screen.
fn looked(model: &mut Model, effect: Effect) -> Vec<Effect> {
    if let (Effect::AsIf { what, .. }, Some(incident)) = (&effect, model.screens.incident_mut()) {
        incident.until = Some(what.at.at());
    }
    vec![effect]
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

/// As [`check`], for an event of the exercise.
fn check_exercise(code: IncidentRef, event: DrillEvent, asked: Asked) -> Effect {
    let record = ExerciseEffect::record(code.clone(), event.clone());
    Effect::Exercise(ExerciseEffect::Check {
        question: Box::new(asked.question(Yes::Effect(Box::new(record)))),
        code,
        event: Box::new(event),
    })
}

/// What a form asks for may be done: the person is asked.
pub(super) fn confirm(model: &mut Model, id: FormId, question: Box<Question>) {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && form.id == id
        && form.sent
    {
        form.sent = false;
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

/// What a form is for, as long as it is open.
pub(super) fn purpose(model: &mut Model, id: FormId) -> Option<Arc<dyn Purpose>> {
    find(model, id).map(|form| Arc::clone(&form.purpose))
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
    followed(model, form.purpose.as_ref());
    if form.purpose.of_many() {
        incident::picking::let_go(model);
    }
    let mut effects = forget(model, &form);
    if form.purpose.changes_start() {
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
            let value = fact.value.as_ref().map(|value| crate::tui::words::value(value, zone));
            format!(
                "While this form was open, {} recorded {} ({}).",
                fact.actor,
                value.unwrap_or_default(),
                crate::tui::words::short(zone, fact.recorded_at)
            )
        }
        None => "While this form was open, the value was withdrawn.".to_owned(),
    };
    Some((words, newest.map(|fact| fact.seq)))
}

/// A fact that changes while its form is open is shown in the form at once.
pub(super) fn compare(model: &mut Model) {
    let Some(opened) = model.screens.incident().and_then(|incident| incident.opened()) else {
        return;
    };
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
    form.paste(text);
    let effects = keep(model, &form);
    model.overlays.push(Overlay::Form(form));
    effects
}

/// A text that comes back from the editor goes into its field, if its form is still open.
pub(super) fn edited(model: &mut Model, id: FormId, key: &str, text: &str) -> Vec<Effect> {
    let Some(form) = find(model, id) else {
        model.message = "The form of that text is no longer open; nothing was changed.".to_owned();
        return Vec::new();
    };
    if let Some(field) = form.fields.iter_mut().find(|field| field.key == key) {
        field.set(text.trim_end());
    }
    let form = form.clone();
    keep(model, &form)
}
