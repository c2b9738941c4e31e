//! What can happen to the workbench, and what a key can mean.

use crossterm::event::{KeyEvent, MouseEvent};
use std::collections::BTreeMap;

pub use super::effect::Effect;
use super::form::Opener;
use super::ids::{EditTarget, FormId, IncidentRef, RevisionRef, Subject};
use super::model::Tab;
use super::widget::overlay::Question;
use crate::app::incident_views::{DeadlineRowView, RowView};
use crate::app::law_views::{RegimeRow, RegimeWhole};
use crate::app::workbench::Opened;
use crate::core::contact::Contact;
use crate::core::drill::Mark;
use crate::core::time::WallTime;
use crate::drill::desk::Facilitator;
use crate::letter::check::Finding;

/// What is there when the workbench opens.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The organisation's profile.
    pub profile: BTreeMap<String, String>,
    /// The people to call.
    pub contacts: BTreeMap<String, Contact>,
    /// What was typed and not recorded, by form.
    pub drafts: BTreeMap<String, String>,
    /// Every regime of the rule base.
    pub law: Vec<RegimeRow>,
    /// Scenarios of exercises: id and title.
    pub scenarios: Vec<(String, String)>,
    /// Templates of letters: id and name.
    pub templates: Vec<(String, String)>,
    /// Playbooks of causes.
    pub causes: Vec<Cause>,
    /// Profile flags: id and question.
    pub flags: Vec<(String, String)>,
    /// Who acts.
    pub actor: String,
}

/// A playbook of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many steps it has.
    pub steps: usize,
}

/// A letter as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLetter {
    /// Which text of which letter.
    pub id: RevisionRef,
    /// The Markdown, for the editor.
    pub text: String,
    /// The text as it is read.
    pub preview: String,
    /// What the check found, the weightiest first.
    pub findings: Vec<Finding>,
    /// Remarks: who and what.
    pub comments: Vec<(String, String)>,
}

/// The state of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    /// Whole or broken, in a sentence.
    pub state: String,
    /// Whether it is whole.
    pub whole: bool,
    /// The last lines, newest first.
    pub lines: Vec<String>,
}

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

/// Everything that happens.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// A key that came in one burst with the one before it, as pasted text does where the terminal does not mark it.
    Burst(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// A second has passed.
    Tick(WallTime),
    /// The program is asked to end (SIGTERM, SIGHUP).
    Terminate,
    /// The record is open.
    Started(Box<Start>),
    /// The board as it stands.
    Board(Vec<RowView>, Vec<DeadlineRowView>),
    /// An incident as it stands, or stood.
    Opened(Box<Opened>),
    /// An exercise as it stands: its incident, and what its two views show.
    Exercise(Box<Opened>, Box<Facilitator>),
    /// A letter.
    Letter(Box<OpenLetter>),
    /// One regime.
    Regime(Box<RegimeWhole>),
    /// The audit chain.
    Audit(AuditView),
    /// A text to read.
    Text {
        /// What it belongs to.
        about: Subject,
        /// What it is.
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
        /// What, in words.
        words: String,
        /// An incident that was opened by it.
        opened: Option<IncidentRef>,
    },
    /// Something could not be done; nothing was recorded.
    Failed(Failure),
    /// The answer to what a form asked for.
    Submitted(FormId, Box<Event>),
    /// Nothing is new.
    Same,
}

/// What a key means on the screen at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Moves the selection, or scrolls.
    Move(Move),
    /// Open what is selected.
    Open,
    /// Go back.
    Back,
    /// The keys of this screen.
    Help,
    /// Everything that can be done, to search in.
    Palette,
    /// Another theme.
    Theme,
    /// Copy the row selected, or the text.
    Copy,
    /// Leave the workbench.
    Quit,
    /// Open a form.
    Form(Opener),
    /// What needs no incident.
    Record(RecordAction),
    /// What is done in an incident.
    Incident(IncidentAction),
    /// What is done with a letter.
    Letter(LetterAction),
    /// What is done in an exercise.
    Exercise(ExerciseAction),
}

/// A move in a list or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// What needs no incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordAction {
    /// Search the list.
    Search,
    /// Show other incidents.
    Filter,
    /// The built-in example.
    Example,
    /// Start an exercise.
    StartExercise,
    /// The rule base.
    Law,
    /// The audit chain.
    Audit,
}

/// What is done in an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentAction {
    /// The next part.
    NextTab,
    /// The part before.
    PreviousTab,
    /// A part.
    Tab(Tab),
    /// How an obligation came to its date.
    Why,
    /// The deadlines on a time axis.
    Timeline,
    /// The letters.
    Letters,
    /// The organisation is aware, as of now.
    AwareNow,
    /// Enter a fact, or change the one selected.
    Edit,
    /// Tick off, filed, answered: whatever is done with the row selected.
    Done,
    /// Go to the next stage.
    Advance,
    /// Take the last own entry back.
    Undo,
    /// One entry back in time.
    Earlier,
    /// One entry forward in time.
    Later,
    /// Show the obligations that are not due as well.
    NotDue,
}

/// What is done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterAction {
    /// Open it in the person's own editor.
    Edit,
    /// What changed in it since its first text.
    Redline,
}

/// What is done in an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExerciseAction {
    /// Show what was delivered to the room.
    ShowRoom,
    /// Show what the facilitator sees.
    ShowFacilitator,
    /// Let the exercise clock run, or stop it.
    Clock,
    /// Twice as fast.
    Faster,
    /// Half as fast.
    Slower,
    /// Go ahead to the next inject.
    NextInject,
    /// Hold the inject selected.
    HoldInject,
    /// How the expected action selected came out.
    Mark(Mark),
    /// Take the mark back.
    Unmark,
    /// Give the hint of the expected action selected.
    Hint,
    /// End the exercise.
    End,
}
