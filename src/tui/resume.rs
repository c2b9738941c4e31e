//! How the workbench was left, and where somebody goes on after the lock.

use super::effect::Effect;
use super::ids::IncidentRef;
use super::lock::Locked;
use super::model::Model;
use super::screen::incident::state::{IncidentScreen, Tab, View};
use super::screen::letters::state::LettersState;

/// Why the workbench was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Whoever was there is done.
    Quit,
    Locked(Locked, Option<Resume>),
}

/// Where somebody was when the lock fell. Whoever goes on goes on there, and sees there what they may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    incident: IncidentRef,
    tab: Tab,
    /// The letter at hand, by its place, where the letters were shown.
    letter: Option<usize>,
}

impl Resume {
    /// The incident at hand, and where in it.
    pub fn of(model: &Model) -> Option<Resume> {
        let open = model.incident()?;
        Some(Resume {
            incident: open.code.clone(),
            tab: open.tab,
            letter: open.letters().map(|desk| desk.at),
        })
    }

    /// Goes there, and says what has to be read.
    pub fn go(self, model: &mut Model) -> Effect {
        let mut open = IncidentScreen::new(self.incident.clone());
        open.tab = self.tab;
        if let Some(at) = self.letter {
            open.show(View::Letters(LettersState::beginning_at(at)));
        }
        model.screens.show_incident(open);
        Effect::Incident {
            code: self.incident,
            until: None,
        }
    }
}
