//! What the workbench knows: the least that drawing needs, and nothing that can contradict itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::action::{AuditView, OpenLetter, Start};
use super::form::Form;
use super::ids::{IncidentRef, LetterRef};
use super::part::{self, Row, Target};
use super::search::best;
use super::theme::Theme;
pub use super::widget::overlay::{Button, Overlay, Question, Yes};
use crate::app::incident_views::{DeadlineRowView, RowView};
use crate::app::law_views::{RegimeRow, RegimeWhole};
use crate::app::views::ObligationView;
use crate::app::workbench::Opened;
use crate::core::facts::IncidentKind;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::drill::desk::Facilitator;

/// What is said where an incident is needed.
pub const NO_INCIDENT: &str = "Open an incident first.";
/// What is said where an obligation is needed.
pub const NO_OBLIGATION: &str = "Select an obligation first (2 and 4 list them).";

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// All incidents.
    Board,
    /// One incident.
    Incident,
    /// One duty of it.
    Why,
    /// Its clocks on a time axis.
    Timeline,
    /// The rule base.
    Law,
    /// One regime.
    Regime,
    /// The audit chain.
    Audit,
    /// The letters of an incident.
    Letters,
    /// What an exercise handed to the room.
    Room,
    /// What the facilitator of an exercise sees.
    Facilitator,
}

impl Screen {
    /// All, for tests that walk them.
    pub const ALL: [Screen; 10] = [
        Screen::Board,
        Screen::Incident,
        Screen::Why,
        Screen::Timeline,
        Screen::Law,
        Screen::Regime,
        Screen::Audit,
        Screen::Letters,
        Screen::Room,
        Screen::Facilitator,
    ];
}

/// The part of an incident that is shown: the four stages, and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// What happened, and how is it known?
    #[default]
    Detection,
    /// What data, how many people, what applies?
    Assessment,
    /// Who is told inside, and who has answered?
    Internal,
    /// Who is told outside, by when?
    Regulatory,
    /// What was recorded?
    Log,
}

impl Tab {
    /// All, in their order.
    pub const ALL: [Tab; 5] = [
        Tab::Detection,
        Tab::Assessment,
        Tab::Internal,
        Tab::Regulatory,
        Tab::Log,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Detection => "Detection",
            Tab::Assessment => "Assessment",
            Tab::Internal => "Internal",
            Tab::Regulatory => "Regulatory",
            Tab::Log => "Log",
        }
    }
}

/// Which incidents the board shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Every open one: real ones first, exercises apart.
    #[default]
    Open,
    /// Real ones.
    Real,
    /// Those past a deadline.
    Overdue,
    /// Exercises that are open.
    Exercises,
    /// Closed ones.
    Closed,
    /// All there are.
    All,
}

impl Shown {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Shown::Open => "open",
            Shown::Real => "real and open",
            Shown::Overdue => "overdue",
            Shown::Exercises => "exercises",
            Shown::Closed => "closed",
            Shown::All => "open and closed",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Shown {
        match self {
            Shown::Open => Shown::Real,
            Shown::Real => Shown::Overdue,
            Shown::Overdue => Shown::Exercises,
            Shown::Exercises => Shown::Closed,
            Shown::Closed => Shown::All,
            Shown::All => Shown::Open,
        }
    }
}

/// The board.
#[derive(Debug, Default)]
pub struct Board {
    /// Rows; `None` until they have been read.
    pub rows: Option<Vec<RowView>>,
    /// Indices of the rows that are shown, in their order.
    pub shown: Vec<usize>,
    /// The next deadlines of all incidents.
    pub coming: Vec<DeadlineRowView>,
    /// What is searched for.
    pub search: String,
    /// Which are shown.
    pub filter: Shown,
    /// The row selected.
    pub at: usize,
}

/// The rule base as it is browsed.
#[derive(Debug, Default)]
pub struct LawShelf {
    /// Indices of the regimes that are shown.
    pub shown: Vec<usize>,
    /// What is searched for.
    pub search: String,
    /// The one selected.
    pub at: usize,
    /// The one that is to be on screen.
    pub wanted: Option<String>,
    /// The one that is open.
    pub regime: Option<Box<RegimeWhole>>,
}

/// The letter desk.
#[derive(Debug, Default)]
pub struct Letters {
    /// The letter selected.
    pub at: usize,
    /// Its text, findings and remarks, once they were read.
    pub open: Option<Box<OpenLetter>>,
    /// How far the text is scrolled.
    pub scroll: u16,
}

/// Whether an incident is as it was read, or something was recorded since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freshness {
    /// As it was read.
    #[default]
    Fresh,
    /// Something was recorded; it is being read again.
    Stale,
    /// The same, and undo is asked for as soon as the last entry is known, unless another key is pressed first.
    StaleThenUndo,
}

/// What is known and shown of one incident. Another incident gets another state as a whole, so nothing of one incident
/// can be left over under the name of another.
#[derive(Debug, Default)]
pub struct IncidentState {
    /// The incident that is to be on screen.
    pub wanted: Option<IncidentRef>,
    /// The moment in the past that was asked for; `None`: as it is now.
    pub until: Option<DateTime<Utc>>,
    /// The incident as it was read.
    pub opened: Option<Opened>,
    /// Whether something was recorded since.
    pub freshness: Freshness,
    /// When each entry of it was recorded, by its number.
    pub moments: BTreeMap<u64, DateTime<Utc>>,
    /// The part of it that is shown.
    pub tab: Tab,
    /// The row selected in it.
    pub at: usize,
    /// Whether duties that are not due are listed.
    pub not_due: bool,
    /// The duty whose reasons are shown.
    pub duty: Option<String>,
    /// The clock selected on the timeline.
    pub clock: usize,
    /// The letters of the incident.
    pub letters: Letters,
    /// The exercise on the incident, where there is one.
    pub drill: Option<Box<Facilitator>>,
    /// The row selected in one of its views.
    pub drill_at: usize,
    /// The newest inject that was told.
    pub inject: Option<String>,
    /// Whether the exercise was on screen before its newest inject came.
    pub drill_seen: bool,
}

impl IncidentState {
    /// The state of an incident before it was read.
    pub fn of(incident: IncidentRef) -> IncidentState {
        IncidentState {
            wanted: Some(incident),
            ..IncidentState::default()
        }
    }

    /// Whether this incident is the one that is to be on screen.
    pub fn is(&self, incident: &IncidentRef) -> bool {
        self.wanted.as_ref() == Some(incident)
    }
}

/// Everything.
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
    /// Screens, the one at hand last; never empty.
    pub screens: Vec<Screen>,
    /// What lies over it, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What was there at the start, kept up to date.
    pub start: Start,
    /// Whether the start has been read.
    pub started: bool,
    /// The board.
    pub board: Board,
    /// The incident at hand.
    pub incident: IncidentState,
    /// How far a long text is scrolled.
    pub scroll: u16,
    /// An exercise was asked for before the scenarios were read.
    pub drill_wanted: bool,
    /// The rule base.
    pub law: LawShelf,
    /// The audit chain, once it was walked.
    pub audit: Option<AuditView>,
    /// The last thing said to the reader.
    pub message: String,
    /// Effects that have not been answered.
    pub waiting: usize,
    /// Ticks since the incident was last assessed anew.
    pub ticks: u32,
    /// Forms opened so far.
    pub forms: u64,
    /// Whether to leave.
    pub quit: bool,
}

impl Model {
    /// Before anything has been read.
    pub fn new(now: WallTime, home: Zone, theme: Theme) -> Model {
        Model {
            now,
            home,
            size: (80, 24),
            theme,
            screens: vec![Screen::Board],
            overlays: Vec::new(),
            start: Start::default(),
            started: false,
            board: Board::default(),
            incident: IncidentState::default(),
            scroll: 0,
            drill_wanted: false,
            law: LawShelf::default(),
            audit: None,
            message: String::new(),
            waiting: 0,
            ticks: 0,
            forms: 0,
            quit: false,
        }
    }

    /// The screen at hand.
    pub fn screen(&self) -> Screen {
        self.screens.last().copied().unwrap_or(Screen::Board)
    }

    /// The incident whose content is on screen.
    pub fn at_hand(&self) -> Option<IncidentRef> {
        let opened = self.incident.opened.as_ref();
        opened.map(|opened| IncidentRef::new(opened.whole.code.clone()))
    }

    /// The incident on screen as it was read.
    pub fn opened(&self) -> Option<&Opened> {
        self.incident.opened.as_ref()
    }

    /// The exercise on the incident on screen.
    pub fn desk(&self) -> Option<&Facilitator> {
        self.incident.drill.as_deref()
    }

    /// The letter selected at the letter desk.
    pub fn letter(&self) -> Option<LetterRef> {
        let opened = self.incident.opened.as_ref()?;
        let row = opened.letters.get(self.incident.letters.at)?;
        Some(LetterRef {
            incident: IncidentRef::new(opened.whole.code.clone()),
            letter: row.letter.clone(),
        })
    }

    /// The text of the letter selected, once it was read.
    pub fn open_letter(&self) -> Option<&OpenLetter> {
        let selected = self.letter()?;
        let open = self.incident.letters.open.as_deref();
        open.filter(|open| open.id.letter == selected)
    }

    /// The zone of local times: the incident's, else the home zone.
    pub fn zone(&self) -> Zone {
        match &self.incident.opened {
            Some(opened) => super::words::zone(&opened.whole.home_zone),
            None => self.home.clone(),
        }
    }

    /// The moment the screen shows: now, or the moment in the past that is looked at.
    pub fn moment(&self) -> StoryTime {
        let past = self.incident.opened.as_ref().and_then(|o| o.as_of);
        past.map_or_else(|| self.here(), StoryTime::named)
    }

    /// Now, as the incident at hand has it: in an exercise the story's time.
    pub fn here(&self) -> StoryTime {
        let story = self.incident.opened.as_ref().and_then(|opened| opened.story.as_ref());
        story.map_or_else(|| StoryTime::outside_incidents(self.now), |story| story.now(self.now))
    }

    /// Whether what is on screen belongs to an exercise.
    pub fn exercise(&self) -> bool {
        let inside = matches!(
            self.screen(),
            Screen::Incident | Screen::Why | Screen::Timeline | Screen::Letters | Screen::Room | Screen::Facilitator
        );
        let kind = self.incident.opened.as_ref().map(|o| o.whole.kind);
        inside && kind == Some(IncidentKind::Exercise)
    }

    /// The rows of the board that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &RowView> {
        let rows = self.board.rows.as_deref().unwrap_or_default();
        self.board.shown.iter().filter_map(|at| rows.get(*at))
    }

    /// The row of the board that is selected.
    pub fn on_board(&self) -> Option<&RowView> {
        let at = self.board.shown.get(self.board.at)?;
        self.board.rows.as_ref()?.get(*at)
    }

    /// Regimes that are shown.
    pub fn regimes(&self) -> impl Iterator<Item = &RegimeRow> {
        self.law.shown.iter().filter_map(|at| self.start.law.get(*at))
    }

    /// The rows of the part at hand.
    pub fn rows(&self) -> Vec<Row> {
        match &self.incident.opened {
            Some(opened) => part::rows(self, opened),
            None => Vec::new(),
        }
    }

    /// The row selected in the part at hand.
    pub fn row(&self) -> Option<Row> {
        self.rows().into_iter().nth(self.incident.at)
    }

    /// A duty by id.
    pub fn find_duty(&self, id: &str) -> Option<&ObligationView> {
        let all = &self.incident.opened.as_ref()?.whole.assessment.obligations;
        all.iter().find(|o| o.id == id)
    }

    /// The duty at hand: the one whose reasons are shown, else the one selected.
    pub fn duty_at_hand(&self) -> Option<&ObligationView> {
        match self.screen() {
            Screen::Why => self.find_duty(self.incident.duty.as_deref()?),
            Screen::Timeline => self.clocks().get(self.incident.clock).copied(),
            Screen::Incident => match self.row()?.target {
                Target::Duty(id) => self.find_duty(&id),
                _ => None,
            },
            _ => None,
        }
    }

    /// Dated duties: those that are due, then those that are possible, the soonest first.
    pub fn clocks(&self) -> Vec<&ObligationView> {
        let all = self
            .incident
            .opened
            .iter()
            .flat_map(|o| &o.whole.assessment.obligations);
        let mut dated: Vec<&ObligationView> = all.filter(|o| o.verdict != "not_due" && o.deadline.is_some()).collect();
        dated.sort_by_key(|o| (o.verdict != "due", o.deadline.as_ref().map(|d| d.strict.clone())));
        dated
    }

    /// Makes the list of the board anew, with the row selected kept where it is still there.
    pub fn arrange_board(&mut self) {
        let kept = self.on_board().map(|row| row.code.clone());
        let rows = self.board.rows.as_deref().unwrap_or_default();
        let searched = !self.board.search.trim().is_empty();
        let wanted = |row: &RowView| match self.board.filter {
            // Whoever searches looks for an incident, open or closed.
            Shown::Open => !row.closed || searched,
            Shown::Real => row.kind == "real" && !row.closed,
            Shown::Exercises => row.kind == "exercise" && !row.closed,
            Shown::Closed => row.closed,
            Shown::All => true,
            Shown::Overdue => {
                !row.closed
                    && row.next.as_ref().is_some_and(|n| {
                        super::words::parsed(&n.strict)
                            < row.story.as_deref().map_or(self.now.at(), super::words::parsed)
                    })
            }
        };
        let text = |row: &RowView| format!("{} {} {}", row.code, row.title, row.stage);
        let mut shown: Vec<usize> = match self.board.search.trim() {
            "" => (0..rows.len()).collect(),
            search => best(search, rows.iter().map(text)),
        };
        shown.retain(|at| wanted(&rows[*at]));
        if !searched {
            // Exercises are listed apart, after everything real; closed ones last.
            shown.sort_by_key(|at| (rows[*at].closed, rows[*at].kind == "exercise"));
        }
        self.board.shown = shown;
        let again = kept.and_then(|code| self.shown().position(|row| row.code == code));
        let last = self.board.shown.len().saturating_sub(1);
        self.board.at = again.unwrap_or(self.board.at).min(last);
    }

    /// Makes the list of regimes anew.
    pub fn arrange_law(&mut self) {
        let text = |row: &RegimeRow| format!("{} {} {}", row.id, row.name, row.jurisdiction);
        self.law.shown = match self.law.search.trim() {
            "" => (0..self.start.law.len()).collect(),
            search => best(search, self.start.law.iter().map(text)),
        };
        self.law.at = self.law.at.min(self.law.shown.len().saturating_sub(1));
    }

    /// A draft that was kept for a form: under its name, or under the name earlier versions gave it.
    pub fn draft(&self, form: &Form) -> Option<&String> {
        let slots = std::iter::once(form.slot()).chain(form.former_slots());
        slots.into_iter().find_map(|slot| self.start.drafts.get(&slot))
    }

    /// What is set of the profile.
    pub fn profile(&self) -> &BTreeMap<String, String> {
        &self.start.profile
    }
}
