//! What can happen to the workbench, and what a key can mean.

use crossterm::event::{KeyEvent, MouseEvent};
use std::collections::BTreeMap;

pub use super::effect::Effect;
use super::ids::{EditTarget, FormId, IncidentRef, RevisionRef, Subject};
use super::overlay::Question;
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
    /// Leave the workbench.
    Quit,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// Open what is selected.
    Open,
    /// Go back.
    Back,
    /// The keys of this screen.
    Help,
    /// Everything that can be done, to search in.
    Palette,
    /// Search the list.
    Search,
    /// Show other incidents.
    Filter,
    /// A new incident.
    New,
    /// The built-in example.
    Example,
    /// The organisation's profile.
    Profile,
    /// Somebody to call.
    Contact,
    /// The rule base.
    Law,
    /// The audit chain.
    Audit,
    /// Another theme.
    Theme,
    /// The next part of the incident.
    NextTab,
    /// The part before.
    PreviousTab,
    /// A part by its number, from 0.
    Tab(usize),
    /// How a duty came to its date.
    Why,
    /// The clocks on a time axis.
    Timeline,
    /// The organisation is aware, as of now.
    AwareNow,
    /// Enter a fact, or change the one selected.
    Edit,
    /// Take the selected fact back.
    Withdraw,
    /// Tick off, filed, answered: whatever is done with the row selected.
    Done,
    /// What was done about a duty: drafting, approved, not required, on hold.
    Dispose,
    /// A decision the law leaves to a person.
    Decide,
    /// A note.
    Note,
    /// A piece of evidence.
    Evidence,
    /// A law-enforcement hold.
    Hold,
    /// Use a playbook of a cause.
    Playbook,
    /// Go to the next stage.
    Advance,
    /// Close, or open again.
    Close,
    /// Take the last entry back.
    Undo,
    /// Copy the row selected.
    Copy,
    /// One event back in time.
    Earlier,
    /// One event forward in time.
    Later,
    /// Show the duties that are not due as well.
    NotDue,
    /// The letters of the incident.
    Letters,
    /// Draft a letter: for the duty selected, or from any template.
    Draft,
    /// Remark on the letter selected.
    Remark,
    /// What changed in the letter since its first text.
    Redline,
    /// Start an exercise.
    Drill,
    /// What the exercise handed to the room.
    Room,
    /// What the facilitator sees.
    Facilitator,
    /// Let the exercise clock run, or stop it.
    Clock,
    /// Twice as fast.
    Faster,
    /// Half as fast.
    Slower,
    /// Go ahead to the next inject.
    NextInject,
    /// Go ahead to an exercise minute.
    JumpTo,
    /// Hold the inject selected back.
    HoldInject,
    /// Leave the inject selected out.
    SkipInject,
    /// How the expected action selected came out.
    Mark(Mark),
    /// Take the mark back.
    Unmark,
    /// Give the hint of the expected action selected.
    Hint,
    /// Write an observation down.
    Observe,
    /// Rate an objective.
    Rate,
    /// Put down what is to be mended.
    Improve,
    /// Note who takes part.
    Join,
    /// End the exercise.
    EndDrill,
}
