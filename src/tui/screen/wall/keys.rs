//! The wall clock on a screen of its own: it goes to the incident that runs out first. The screen hangs where strangers
//! pass, so that no key leads into the record.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::state::Wall;
use crate::core::facts::IncidentKind;
use crate::tui::effect::Effect;
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::screen::incident::state::IncidentScreen;
use crate::tui::screen::stack::Screen;

/// Ticks between two readings of the deadlines of all incidents.
const EVERY: u32 = 10;

/// Whether the workbench shows the wall clock and nothing else.
pub(crate) fn only(model: &Model) -> bool {
    matches!(model.screens.top(), Some(Screen::Wall(Wall { only: true })))
}

/// A key in front of such a screen: it ends the program, or does nothing.
pub(crate) fn pressed(model: &mut Model, key: KeyEvent) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let stops = control && key.code == KeyCode::Char('c');
    let ends = stops || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc);
    match ends {
        true => model.quit = true,
        false => model.message = "This screen only shows; q ends it.".to_owned(),
    }
}

/// Every few seconds the deadlines of all incidents are read anew.
pub(crate) fn tick(model: &Model) -> Option<Effect> {
    let shown = matches!(model.screens.top(), Some(Screen::Wall(_)));
    (shown && model.ticks.is_multiple_of(EVERY)).then_some(Effect::Board)
}

/// On a screen of its own the clock is about the real incident that runs out first, whichever that is by now.
pub(crate) fn follow(model: &mut Model) -> Vec<Effect> {
    if !only(model) {
        return Vec::new();
    }
    let mut rows = model.board().rows.iter().flatten();
    let first = rows.find(|row| row.kind == IncidentKind::Real && !row.is_over());
    let Some(code) = first.map(|row| IncidentRef::new(row.code.clone())) else {
        return Vec::new();
    };
    if model.is_open(&code) {
        return Vec::new();
    }
    model.screens.show_incident(IncidentScreen::new(code.clone()));
    model.screens.show(Screen::Wall(Wall { only: true }));
    vec![Effect::Incident { code, until: None }]
}
