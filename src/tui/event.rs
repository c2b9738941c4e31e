//! What can happen to the workbench: keys, the clock, and the worker's answers.

use crossterm::event::{KeyEvent, MouseEvent};

use super::effect::Question;
use super::ids::{EditTarget, FormId, IncidentRef, LetterRef, Subject};
use super::screen::board::state::Counts;
use super::worker_values::{AuditView, OpenLetter, Start};
use crate::app::assessment::opened_incident::Opened;
use crate::app::authority_forms::sheet::Sheet;
use crate::app::views::incident::{DeadlineRowView, RowView};
use crate::app::views::law::RegimeWhole;
use crate::core::time::WallTime;
use crate::drill::edit::Checked;
use crate::drill::exercise_views::Facilitator;
use crate::letter::check::Finding;
use crate::workspace::{DoraReport, TeamView, View};

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What it belongs to.
    pub about: Subject,
    /// What is wrong and what can be done, in words.
    pub words: String,
    /// The field of the form that has to change, where it is one.
    pub field: Option<&'static str>,
}

/// The first rows of a long board.
#[derive(Debug)]
pub struct FirstOfBoard {
    pub rows: Vec<RowView>,
    /// The next deadlines of all incidents.
    pub coming: Vec<DeadlineRowView>,
    pub counts: Counts,
}

/// Everything that happens: what a person or the clock does, and answers.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// A key that came in one burst with the one before it, as pasted text does where the terminal does not mark it.
    Burst(KeyEvent),
    /// The last key of a burst.
    BurstEnd(KeyEvent),
    /// An answer that was pressed for a form which had closed: no command.
    TooSoon(KeyEvent),
    /// Text was pasted.
    Paste(String),
    Mouse(MouseEvent),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// A second has passed.
    Tick(WallTime),
    /// The program is asked to end (SIGTERM, SIGHUP).
    Terminate,
    /// The program is asked to stop until `fg` (SIGTSTP).
    Suspend,
    /// What was asked for is answered.
    Answer(Answer),
}

impl From<Answer> for Event {
    fn from(answer: Answer) -> Event {
        Event::Answer(answer)
    }
}

/// The answer to an effect: of the worker, or of the terminal for what it does itself.
#[derive(Debug)]
pub enum Answer {
    /// The record is open.
    Started(Box<Start>),
    /// The board as it stands.
    Board(Vec<RowView>, Vec<DeadlineRowView>),
    /// The first rows of a long board; the rest is asked for once they are shown.
    FirstOfBoard(Box<FirstOfBoard>),
    /// An incident as it stands, or stood.
    Opened(Box<Opened>),
    /// An exercise as it stands: its incident, and what its two views show.
    Exercise(Box<Opened>, Box<Facilitator>),
    Letter(Box<OpenLetter>),
    /// What the check finds in a text that is not saved.
    Checked {
        letter: LetterRef,
        findings: Vec<Finding>,
    },
    Regime(Box<RegimeWhole>),
    /// The audit chain.
    Audit(AuditView),
    /// A text to read.
    Text {
        /// What it belongs to.
        about: Subject,
        title: String,
        /// Its lines.
        text: String,
    },
    /// The editor was left.
    Edited {
        /// Where the text belongs.
        target: EditTarget,
        /// The text; `None` where it could not be edited.
        text: Option<String>,
    },
    /// What a form asks for may be done: now the person is asked.
    Confirm(Box<Question>),
    /// Something was recorded.
    Recorded {
        /// What it belongs to.
        about: Subject,
        words: String,
        /// An incident that was opened by it.
        opened: Option<IncidentRef>,
        /// The incident as it is now; `None`: it has to be read.
        view: Option<View>,
    },
    /// Something could not be done; nothing was recorded.
    Failed(Failure),
    /// The answer to what a form asked for.
    Submitted(FormId, Box<Answer>),
    /// An answer, with what went wrong beside it: the answer holds all the same.
    Warned(Box<Answer>, Vec<String>),
    /// An answer, with how it stands with the team from now on.
    Team(Box<Answer>, Box<TeamView>),
    /// A report under DORA to be filled in.
    Dora(Box<DoraReport>),
    /// An authority's form beside an incident.
    Sheet(Box<Sheet>),
    /// A scenario in the making as it stands.
    Scenario {
        checked: Box<Checked>,
        /// It was opened just now: whether from a file of the team's own.
        own_file: Option<bool>,
        words: String,
    },
    /// A scenario lies in its file.
    ScenarioSaved(String),
    /// What the terminal did, in words.
    Told(String),
    /// Nothing is new.
    Same,
}
