//! What the workbench knows: the least that drawing needs. Each screen holds its own state, so that what contradicts
//! itself cannot be built: there is no screen without what it shows, and no state of a screen that is not there.

use std::collections::BTreeMap;

use super::alerts::Alerts;
use super::ids::{IncidentRef, LetterRef};
use super::keymap::Keymap;
use super::known::Known;
use super::lock::Locked;
use super::screen::board::state::Board;
use super::screen::incident::listing::is_past;
use super::screen::incident::state::{IncidentScreen, Tab};
use super::screen::name::ScreenName;
use super::screen::stack::{Screen, Screens};
use super::theme::Theme;
use super::typed_ahead::Held;
use super::widget::form::Form;
use super::widget::letter_editor::LetterEditor;
use super::widget::overlay::Overlay;
use super::worker_values::{OpenLetter, Start};
use crate::app::assessment::opened_incident::Opened;
use crate::app::letters::LetterRow;
use crate::app::views::ObligationView;
use crate::core::facts::IncidentKind;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::core::verdict::Verdict;
use crate::drill::exercise_views::Facilitator;
use crate::workspace::TeamView;

#[derive(Debug)]
pub struct Model {
    /// Now, as the last tick said.
    pub now: WallTime,
    /// The zone of new incidents and of the board.
    pub home: Zone,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How tones look.
    pub theme: Theme,
    /// The keys that are in force.
    pub keys: Keymap,
    /// Whether the mouse is the workbench's; otherwise the terminal selects text with it.
    pub mouse: bool,
    /// Whether the screen is drawn in ASCII.
    pub ascii: bool,
    /// What was alerted, and by which ways.
    pub alerts: Alerts,
    /// The board and the screens over it.
    pub screens: Screens,
    /// The part in which each incident was left.
    pub parts: BTreeMap<IncidentRef, Tab>,
    /// What lies over them, the topmost last.
    pub overlays: Vec<Overlay>,
    /// An editor that was left while its text was on the way into the record: only the answer tells whether it was saved.
    pub left_editor: Option<Box<LetterEditor>>,
    /// What was there at the start, kept up to date.
    pub start: Start,
    /// Whether the start has been read.
    pub started: bool,
    /// An exercise was asked for before the scenarios were read.
    pub exercise_wanted: bool,
    /// How it stands with the team.
    pub team: TeamView,
    /// The last thing said to the reader.
    pub message: String,
    /// Effects that have not been answered.
    pub waiting: usize,
    /// Keys that wait for the record.
    pub held: Held,
    /// Ticks since the incident was last assessed anew.
    pub ticks: u32,
    /// Forms opened so far.
    pub forms: u64,
    /// Whether to leave.
    pub quit: bool,
    /// Why the lock falls, once it does.
    pub locked: Option<Locked>,
}

impl Model {
    /// Before anything has been read.
    pub fn new(now: WallTime, home: Zone, theme: Theme) -> Model {
        Model {
            now,
            home,
            size: (80, 24),
            theme,
            keys: Keymap::default(),
            mouse: true,
            ascii: false,
            alerts: Alerts::default(),
            screens: Screens::default(),
            parts: BTreeMap::new(),
            overlays: Vec::new(),
            left_editor: None,
            start: Start::default(),
            started: false,
            exercise_wanted: false,
            team: TeamView::default(),
            message: String::new(),
            waiting: 0,
            held: Held::default(),
            ticks: 0,
            forms: 0,
            quit: false,
            locked: None,
        }
    }

    /// The last thing said to the reader, behind an alert that stands. What somebody wrote into a reminder is not for the
    /// wall.
    pub fn words_said(&self) -> String {
        let alert = self.alerts.standing.as_ref();
        let alert = alert.filter(|_| !matches!(self.screens.top(), Some(Screen::Wall(_))));
        match (alert, self.message.as_str()) {
            (None, message) => message.to_owned(),
            (Some(alert), "") => format!("! {alert}"),
            (Some(alert), message) => format!("! {alert} · {message}"),
        }
    }

    /// How many keys wait for the record.
    pub fn typed_ahead(&self) -> usize {
        self.held.inputs.len()
    }

    /// The name of the screen at hand.
    pub fn screen(&self) -> ScreenName {
        self.screens.name()
    }

    pub fn board(&self) -> &Board {
        &self.screens.board
    }

    /// The incident that is open.
    pub fn incident(&self) -> Option<&IncidentScreen> {
        self.screens.incident()
    }

    /// The incident that is open, once it was read.
    pub fn opened(&self) -> Option<&Opened> {
        self.incident()?.opened()
    }

    /// The exercise on the incident that is open.
    pub fn desk(&self) -> Option<&Facilitator> {
        self.incident()?.desk()
    }

    /// The code of the incident whose content is known.
    pub fn at_hand(&self) -> Option<IncidentRef> {
        let incident = self.incident()?;
        incident.opened().map(|_| incident.code.clone())
    }

    /// Whether an incident is the one that is open.
    pub fn is_open(&self, incident: &IncidentRef) -> bool {
        self.incident().is_some_and(|open| open.code == *incident)
    }

    /// Whether the incident is looked at as it was in the past.
    pub fn looks_back(&self) -> bool {
        self.opened().is_some_and(|opened| opened.as_of.is_some())
    }

    /// The letter selected at the letter desk.
    pub fn letter(&self) -> Option<LetterRef> {
        let incident = self.incident()?;
        let row = incident.opened()?.letters.get(incident.letters()?.at)?;
        Some(LetterRef {
            incident: incident.code.clone(),
            letter: row.letter.clone(),
        })
    }

    /// The row of the letter selected at the letter desk.
    pub fn letter_row(&self) -> Option<&LetterRow> {
        let incident = self.incident()?;
        incident.opened()?.letters.get(incident.letters()?.at)
    }

    /// The text of the letter selected, once it was read.
    pub fn open_letter(&self) -> Option<&OpenLetter> {
        self.incident()?.letters()?.open(&self.letter()?)
    }

    /// What is known of the record.
    pub fn known(&self) -> Known<'_> {
        Known {
            start: &self.start,
            opened: self.opened(),
            desk: self.desk(),
            home: &self.home,
            now: self.now,
        }
    }

    /// The zone of local times.
    pub fn zone(&self) -> Zone {
        self.known().zone()
    }

    /// The moment the screen shows: now, or the moment in the past that is looked at.
    pub fn moment(&self) -> StoryTime {
        self.known().moment()
    }

    /// Now, as the incident at hand has it: in an exercise the story's time.
    pub fn here(&self) -> StoryTime {
        self.known().here()
    }

    /// The kind of the incident that is on screen; other screens are no exercise.
    pub fn kind_on_screen(&self) -> IncidentKind {
        IncidentKind::of_exercise(self.exercise())
    }

    /// Whether what is on screen belongs to an exercise.
    pub fn exercise(&self) -> bool {
        match self.screens.top() {
            // On the wall it is the incident under it.
            Some(Screen::Incident(_) | Screen::Wall(_)) => {
                let kind = self.opened().map(|opened| opened.whole.kind);
                kind == Some(IncidentKind::Exercise)
            }
            Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Scenario(_)) | None => false,
        }
    }
    pub fn find_obligation(&self, id: &str) -> Option<&ObligationView> {
        let all = &self.opened()?.whole.assessment.obligations;
        all.iter().find(|obligation| obligation.id == id)
    }

    /// Dated obligations: those that are due, then those that are possible, the soonest first; what would be late if it
    /// applied comes last.
    pub fn clocks(&self) -> Vec<&ObligationView> {
        let all = self
            .opened()
            .into_iter()
            .flat_map(|opened| &opened.whole.assessment.obligations);
        let mut dated: Vec<&ObligationView> = all
            .filter(|o| o.verdict != Verdict::NotDue && o.deadline.is_some())
            .collect();
        let now = self.moment();
        let late_if_it_applies = |o: &ObligationView| o.verdict != Verdict::Due && is_past(o, now);
        dated.sort_by_key(|o| {
            let strict = o.deadline.as_ref().map(|d| d.strict);
            (o.verdict != Verdict::Due, late_if_it_applies(o), strict)
        });
        dated
    }

    /// A draft that was kept for a form: under its name, or under a name that earlier versions gave it.
    pub fn draft(&self, form: &Form) -> Option<&String> {
        let slots = std::iter::once(form.slot()).chain(form.former_slots());
        slots.into_iter().find_map(|slot| self.start.drafts.get(&slot))
    }
}
