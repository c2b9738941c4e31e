//! What keys do with an authority's form: its sheet is opened, a field copied, an open one answered.

use std::sync::Arc;

use super::rows::{Place, rows, selected};
use super::state::SheetView;
use crate::app::authority_forms::sheet::{Answer, Sheet};
use crate::app::authority_forms::{AuthorityForm, for_recipient};
use crate::app::views::ObligationView;
use crate::core::facts::keys;
use crate::core::verdict::Verdict;
use crate::tui::action::{Move, SheetAction};
use crate::tui::effect::{Effect, TerminalEffect};
use crate::tui::form::{filing, of_organisation, people, profile};
use crate::tui::known::NO_INCIDENT;
use crate::tui::model::Model;
use crate::tui::screen::at_hand;
use crate::tui::screen::incident::keys::of_fact;
use crate::tui::screen::incident::rows::whom;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::layout::moved;
use crate::tui::screen::opening::{self, PAST};
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::palette;
use crate::tui::widget::row::{nearest_stop, stops};

/// Words by which the palette lists the forms.
const FORMS: &str = "form ";

pub(crate) fn act(model: &mut Model, action: SheetAction) -> Vec<Effect> {
    match action {
        SheetAction::Open => of_obligation(model),
        SheetAction::Next => copy_and_go_on(model),
    }
}

/// Shows the form that belongs to the obligation at hand; without one, the forms there are.
fn of_obligation(model: &mut Model) -> Vec<Effect> {
    if model.at_hand().is_none() {
        model.message = NO_INCIDENT.to_owned();
        return Vec::new();
    }
    let form_of = |o: &ObligationView| for_recipient(o.regime.as_str(), o.authority.name.as_deref()?);
    let at_hand = at_hand::obligation(model).map(|o| (o.id.to_string(), whom(o), form_of(o)));
    match at_hand {
        Some((id, _, Some(form))) => show(model, form, Some(id)),
        Some((_, whom, None)) => {
            choose(model);
            model.message = format!("No form of {whom} is known field by field; these are.");
            Vec::new()
        }
        None => {
            choose(model);
            Vec::new()
        }
    }
}

/// Lists the forms in the palette.
fn choose(model: &mut Model) {
    let all = palette::everything(model);
    let found = palette::found(model, &all, FORMS);
    model.overlays.push(Overlay::Palette {
        text: FORMS.to_owned(),
        at: 0,
        found,
        all: Arc::new(all),
    });
}

/// Shows a form, with the obligation that it meets.
pub(crate) fn of_form(model: &mut Model, form: &'static AuthorityForm) -> Vec<Effect> {
    let all = model
        .opened()
        .map(|opened| opened.whole.assessment.obligations.as_slice());
    let takes = |o: &&ObligationView| {
        let name = o.authority.name.as_deref();
        o.verdict != Verdict::NotDue && name.is_some_and(|name| form.takes(o.regime.as_str(), name))
    };
    let met = all.unwrap_or_default().iter().filter(takes);
    let met = met.min_by_key(|o| (o.filed_at.is_some(), o.verdict != Verdict::Due));
    let met = met.map(|o| o.id.to_string());
    show(model, form, met)
}

fn show(model: &mut Model, form: &'static AuthorityForm, obligation: Option<String>) -> Vec<Effect> {
    if model.looks_back() {
        model.message = "The form takes the facts of the present. Esc returns to them.".to_owned();
        return Vec::new();
    }
    let Some(code) = model.at_hand() else {
        model.message = NO_INCIDENT.to_owned();
        return Vec::new();
    };
    if let Some(incident) = model.screens.raise_incident() {
        incident.show(View::Sheet(SheetView::new(form, obligation)));
    }
    model.message = form
        .cautions()
        .first()
        .map(|words| (*words).to_owned())
        .unwrap_or_default();
    vec![Effect::Sheet {
        code,
        form,
        first: true,
    }]
}

/// The sheet at hand.
fn view(model: &Model) -> Option<&SheetView> {
    model.incident()?.sheet()
}

/// The facts may have changed: what a form takes from them is read again.
pub(crate) fn read_again(model: &Model) -> Option<Effect> {
    let form = view(model)?.form;
    let code = model.at_hand().filter(|_| !model.looks_back())?;
    Some(Effect::Sheet {
        code,
        form,
        first: false,
    })
}

/// A sheet that was read is shown only where it is still the one at hand.
pub(crate) fn arrived(model: &mut Model, sheet: Box<Sheet>) {
    if let Some(incident) = model.screens.incident_mut()
        && *incident.code == *sheet.code
        && let Some(view) = incident.sheet_mut()
        && view.arrived(sheet)
    {
        view.at = nearest_stop(&rows(view), 0);
    }
}

/// Heads are stepped over.
pub(crate) fn step(view: &mut SheetView, to: Move, page: usize) {
    let stops = stops(&rows(view));
    let at = stops.iter().position(|stop| *stop >= view.at).unwrap_or(0);
    view.at = stops.get(moved(at, stops.len(), to, page)).copied().unwrap_or(0);
}

/// A selection never points at a head, nor past the end.
pub(crate) fn keep_selection(model: &mut Model) {
    if let Some(view) = model.screens.incident_mut().and_then(|incident| incident.sheet_mut()) {
        view.at = nearest_stop(&rows(view), view.at);
    }
}

/// What the field selected says, with its number; or why nothing can be copied.
fn value(view: &SheetView) -> Result<(u32, String), String> {
    match selected(view) {
        Some(Place::Field(row)) => match (row.value(), &row.answer) {
            (Some(value), _) => Ok((row.field.n, value.to_owned())),
            (None, Answer::Open { question }) => Err(format!("Nothing to copy yet. {question} Enter answers it.")),
            (None, Answer::ByHand | Answer::Known { .. }) => Err(format!(
                "Field {} is filled in by hand: no fact answers it.",
                row.field.n
            )),
        },
        Some(Place::FileIt) => Err("That was the last field. Enter files it.".to_owned()),
        Some(Place::Section(_)) | None => Err("The form is being read; press the key again.".to_owned()),
    }
}

/// Copies what the field selected says.
pub(crate) fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(view) = model.screens.incident_mut().and_then(|incident| incident.sheet_mut()) else {
        return Vec::new();
    };
    match value(view) {
        Ok((n, text)) => {
            view.copied.insert(n);
            vec![TerminalEffect::Copy(text).into()]
        }
        Err(words) => {
            model.message = words;
            Vec::new()
        }
    }
}

/// Copies it, and goes to the next field; one without an answer is only passed.
fn copy_and_go_on(model: &mut Model) -> Vec<Effect> {
    let effects = copy(model);
    if let Some(view) = model.screens.incident_mut().and_then(|incident| incident.sheet_mut()) {
        step(view, Move::Down, 1);
    }
    effects
}

/// What Enter does.
enum Asked {
    Key(String),
    FileIt(Option<String>),
    Nothing(String),
}

/// Opens the form of the fact that answers the field selected; behind the last field, that of the filing.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(view) = view(model) else { return Vec::new() };
    let asked = match selected(view) {
        Some(Place::Field(row)) => match &row.key {
            Some(key) => Asked::Key(key.clone()),
            None => Asked::Nothing(format!(
                "Field {} is filled in by hand: no fact answers it.",
                row.field.n
            )),
        },
        Some(Place::FileIt) => Asked::FileIt(view.obligation.clone()),
        Some(Place::Section(_)) | None => return Vec::new(),
    };
    if model.looks_back() {
        model.message = PAST.to_owned();
        return Vec::new();
    }
    match asked {
        Asked::Key(key) => answer(model, &key),
        Asked::FileIt(Some(_)) => opening::open_with(model, filing::OPEN),
        Asked::FileIt(None) => {
            model.message = "No obligation of this incident goes to this authority; a log line (.) says that it was \
                             sent."
                .to_owned();
        }
        Asked::Nothing(words) => model.message = words,
    }
    Vec::new()
}

/// Opens the form that answers a key.
fn answer(model: &mut Model, key: &str) {
    let fact = key.split_once(':').map_or(key, |(fact, _)| fact);
    let of_profile = [keys::organisation::BELOW, keys::identity::BELOW];
    let of_profile = of_profile.iter().any(|table| fact.starts_with(table));
    if of_profile && model.desk().is_some() {
        model.message =
            "In an exercise the organization is the scenario's; what it does not say is made up.".to_owned();
        return;
    }
    if fact.starts_with(keys::identity::BELOW) {
        match of_organisation::form(&model.known(), fact) {
            Ok(form) => opening::open(model, form),
            Err(words) => model.message = words.to_owned(),
        }
    } else if of_profile {
        opening::open_with(model, profile::OPEN);
    } else if fact == "affected" {
        opening::open_with(model, people::OPEN);
    } else {
        let form = of_fact(model, fact);
        opening::open(model, form);
    }
}
