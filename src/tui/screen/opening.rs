//! Forms are opened over a screen: with what was typed before, and only where they can be handed in.

use super::at_hand::at_hand;
use crate::tui::ids::FormId;
use crate::tui::known::NO_INCIDENT;
use crate::tui::model::Model;
use crate::tui::widget::form::{Form, Scope};
use crate::tui::widget::opener::Opener;
use crate::tui::widget::overlay::Overlay;

/// The message where somebody wants to record something while looking at the past.
pub(crate) const PAST: &str = "Nothing can be recorded while you are viewing the past. Esc returns to the present.";

/// Opens the form of a key or a row, or says what has to be selected first.
pub(crate) fn open_with(model: &mut Model, opener: Opener) {
    let form = match opener.form(&at_hand(model)) {
        Ok(form) => form,
        Err(words) => {
            model.message = words.to_owned();
            return;
        }
    };
    let refused = match (form.purpose.scope(), model.opened()) {
        (Scope::Record, _) => None,
        (Scope::Incident, None) => Some(NO_INCIDENT),
        (Scope::Incident, Some(opened)) => opened.as_of.map(|_| PAST),
    };
    match refused {
        Some(words) => model.message = words.to_owned(),
        None => open(model, form),
    }
}

/// Opens a form, with what was typed into it before.
pub(crate) fn open(model: &mut Model, mut form: Form) {
    model.forms += 1;
    form.id = FormId(model.forms);
    form.incident = model.at_hand().filter(|_| form.purpose.scope() == Scope::Incident);
    if let Some(draft) = model.draft(&form).cloned() {
        let recorded = form.given("value").filter(|_| form.basis.is_some());
        form.restore(&draft);
        let recorded = recorded.map(|value| format!(" Recorded: {value}."));
        form.note = format!(
            "What you typed before has been restored (Ctrl-Q discards it).{} {}",
            recorded.unwrap_or_default(),
            form.note
        );
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
}
