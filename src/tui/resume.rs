//! How the workbench was left, and where somebody goes on after the lock.

use super::effect::Effect;
use super::ids::IncidentRef;
use super::lock::Locked;
use super::model::Model;
use super::screen::incident::state::{IncidentScreen, Tab, View};
use super::screen::letters::state::LettersState;
use super::screen::scenario::state::Editor;
use super::screen::stack::Screen;

/// Why the workbench was left.
#[derive(Debug)]
pub enum Left {
    /// Whoever was there is done; with what they should know of what stays behind.
    Quit(Option<String>),
    Locked(Locked, Resume),
}

/// Where somebody was when the lock fell. Whoever goes on goes on there, and sees there what they may see.
#[derive(Debug, Default)]
pub struct Resume {
    incident: Option<InIncident>,
    /// A scenario in the making with what is not in its file yet. It is about no incident, so that whoever goes on may see
    /// it.
    scenario: Option<Box<Editor>>,
}

/// The incident at hand, and where in it.
#[derive(Debug)]
struct InIncident {
    code: IncidentRef,
    tab: Tab,
    /// The letter at hand, by its place, where the letters were shown.
    letter: Option<usize>,
}

impl Resume {
    /// What was at hand; what is taken along is gone from the model.
    pub fn of(model: &mut Model) -> Resume {
        let incident = model.incident().map(|open| InIncident {
            code: open.code.clone(),
            tab: open.tab,
            letter: open.letters().map(|desk| desk.at),
        });
        Resume {
            incident,
            scenario: model.screens.take_unsaved_scenario(),
        }
    }

    /// Goes there, and says what has to be read.
    pub fn go(self, model: &mut Model) -> Option<Effect> {
        if let Some(editor) = self.scenario {
            model.message =
                "Your changes to the scenario are still here, and not in its file yet: E saves them.".to_owned();
            model.screens.show(Screen::Scenario(editor));
        }
        let InIncident { code, tab, letter } = self.incident?;
        let mut open = IncidentScreen::new(code.clone());
        open.tab = tab;
        if let Some(at) = letter {
            open.show(View::Letters(LettersState::beginning_at(at)));
        }
        model.screens.show_incident(open);
        Some(Effect::Incident { code, until: None })
    }
}
