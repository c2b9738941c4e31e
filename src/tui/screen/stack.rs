//! Which screens lie over each other. Every screen holds its own state; what is put away takes its state with it.

use super::audit::state::AuditText;
use super::board::state::Board;
use super::incident::state::IncidentScreen;
use super::law::state::{LawList, RegimeText};
use super::name::ScreenName;
use super::scenario::state::Editor;
use super::wall::state::Wall;

/// A screen over the board.
#[derive(Debug)]
pub enum Screen {
    /// An incident, with the views that lie over its parts.
    Incident(Box<IncidentScreen>),
    /// The rule base.
    Law(LawList),
    Regime(RegimeText),
    /// The audit chain.
    Audit(AuditText),
    Wall(Wall),
    /// A scenario in the making.
    Scenario(Box<Editor>),
}

impl Screen {
    fn name(&self) -> ScreenName {
        match self {
            Screen::Incident(incident) => incident.name(),
            Screen::Law(_) => ScreenName::Law,
            Screen::Regime(_) => ScreenName::Regime,
            Screen::Audit(_) => ScreenName::Audit,
            Screen::Wall(_) => ScreenName::Wall,
            Screen::Scenario(_) => ScreenName::Scenario,
        }
    }

    fn same_kind(&self, other: &Screen) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// The board, and the screens over it. Of each kind there is at most one.
#[derive(Debug, Default)]
pub struct Screens {
    /// The board: it is always there, under everything else.
    pub board: Board,
    over: Vec<Screen>,
}

impl Screens {
    /// The name of the screen at hand.
    pub fn name(&self) -> ScreenName {
        self.over.last().map_or(ScreenName::Board, Screen::name)
    }

    /// The screen at hand; `None`: the board.
    pub fn top(&self) -> Option<&Screen> {
        self.over.last()
    }

    /// The screen at hand, to change it.
    pub fn top_mut(&mut self) -> Option<&mut Screen> {
        self.over.last_mut()
    }

    /// Shows a screen over the one at hand, instead of any other of its kind.
    pub fn show(&mut self, screen: Screen) {
        self.over.retain(|shown| !shown.same_kind(&screen));
        self.over.push(screen);
    }

    /// Shows an incident over the board alone; a scenario that is not saved stays below it.
    pub fn show_incident(&mut self, incident: IncidentScreen) {
        self.clear();
        self.over.push(Screen::Incident(Box::new(incident)));
    }

    /// Puts the topmost screen or view of an incident away.
    pub fn back(&mut self) {
        if let Some(Screen::Incident(incident)) = self.over.last_mut()
            && incident.views.pop().is_some()
        {
            return;
        }
        self.over.pop();
    }

    /// Puts everything over the board away, but a scenario with changes that nobody has saved.
    pub fn clear(&mut self) {
        self.over
            .retain(|screen| matches!(screen, Screen::Scenario(editor) if editor.changed));
    }

    /// Takes out the scenario that has changes nobody has saved.
    pub fn take_unsaved_scenario(&mut self) -> Option<Box<Editor>> {
        let unsaved = |screen: &Screen| matches!(screen, Screen::Scenario(editor) if editor.changed);
        let at = self.over.iter().position(unsaved)?;
        match self.over.remove(at) {
            Screen::Scenario(editor) => Some(editor),
            Screen::Incident(_) | Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) => None,
        }
    }

    /// The incident that is open, wherever it lies.
    pub fn incident(&self) -> Option<&IncidentScreen> {
        self.over.iter().find_map(|screen| match screen {
            Screen::Incident(incident) => Some(&**incident),
            Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_) => None,
        })
    }

    /// The incident that is open, to change it.
    pub fn incident_mut(&mut self) -> Option<&mut IncidentScreen> {
        self.over.iter_mut().find_map(|screen| match screen {
            Screen::Incident(incident) => Some(&mut **incident),
            Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_) => None,
        })
    }

    /// Brings the incident that is open to the top, and gives it.
    pub fn raise_incident(&mut self) -> Option<&mut IncidentScreen> {
        let at = self
            .over
            .iter()
            .position(|screen| matches!(screen, Screen::Incident(_)))?;
        let incident = self.over.remove(at);
        self.over.push(incident);
        self.incident_mut()
    }

    /// The list of the rule base, where it is open.
    pub fn law_mut(&mut self) -> Option<&mut LawList> {
        self.over.iter_mut().find_map(|screen| match screen {
            Screen::Law(law) => Some(law),
            Screen::Incident(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_) => None,
        })
    }

    /// The regime that is read, where one is.
    pub fn regime_mut(&mut self) -> Option<&mut RegimeText> {
        self.over.iter_mut().find_map(|screen| match screen {
            Screen::Regime(regime) => Some(regime),
            Screen::Incident(_) | Screen::Law(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_) => None,
        })
    }

    /// The audit chain, where it is shown.
    pub fn audit_mut(&mut self) -> Option<&mut AuditText> {
        self.over.iter_mut().find_map(|screen| match screen {
            Screen::Audit(audit) => Some(audit),
            Screen::Incident(_) | Screen::Law(_) | Screen::Regime(_) | Screen::Wall(_) | Screen::Scenario(_) => None,
        })
    }

    /// The scenario in the making, where one is open.
    pub fn scenario_mut(&mut self) -> Option<&mut Editor> {
        self.over.iter_mut().find_map(|screen| match screen {
            Screen::Scenario(editor) => Some(&mut **editor),
            Screen::Incident(_) | Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) => None,
        })
    }
}
