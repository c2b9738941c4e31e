//! What a key can mean, by subject.

use super::alerts::AlertWay;
use super::screen::incident::listing::{GroupBy, Which};
use super::screen::incident::state::Tab;
use super::widget::opener::Opener;
use crate::core::drill::Mark;

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
    /// The page of the manual about this screen.
    Manual,
    /// Everything that can be done, to search in.
    Palette,
    /// A menu of further keys.
    Menu(MenuName),
    /// The deadlines in big letters, for a screen on the wall.
    Wall,
    /// Another theme.
    Theme,
    /// Let the terminal have the mouse, or take it.
    Mouse,
    /// Copy the row selected, or the text.
    Copy,
    /// Show times in UTC, or in local time again.
    Zone,
    /// Turn a way of alerting off, or on.
    AlertBy(AlertWay),
    /// Leave the workbench.
    Quit,
    /// Lock it, for somebody else to go on.
    Lock,
    /// Open a form.
    Form(Opener),
    /// What needs no incident.
    Record(RecordAction),
    /// What is done in an incident.
    Incident(IncidentAction),
    /// What is done with a letter.
    Letter(LetterAction),
    /// What is done with an authority's form.
    Sheet(SheetAction),
    /// What is done in an exercise.
    Exercise(ExerciseAction),
    Scenario(ScenarioAction),
}

/// A move in a list or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One row up.
    Up,
    /// One row down.
    Down,
    PageUp,
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// A menu of further keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuName {
    /// Files for people.
    Export,
    /// Which obligations are listed, and how.
    Show,
    /// By which ways alerts are told.
    Alerts,
    /// Who is where, and what waits for the team's server.
    Team,
    /// Everything that can be done here.
    Leader,
    /// What a facilitator does with the expected action or the inject selected.
    Mark,
}

/// What needs no incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordAction {
    /// Search the list.
    Search,
    /// Show other incidents.
    Filter,
    /// List the incidents in another order.
    Sort,
    /// A line in the log of the incident selected.
    LogLine,
    /// The built-in example.
    Example,
    StartExercise,
    /// Copy a scenario and change it.
    EditScenario,
    /// The rule base.
    Law,
    /// The audit chain.
    Audit,
}

/// How much of a time axis is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zoom {
    In,
    Out,
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
    /// Select the obligation beside others, or no longer.
    Pick,
    /// Show less of the time axis, or more.
    Zoom(Zoom),
    Letters,
    /// What whoever comes next must know.
    Handover,
    /// What others changed since whoever is at the keyboard left, and all of it again.
    Changed,
    /// The organization is aware, as of now.
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
    /// List other obligations.
    Show(Which),
    /// Group the obligations.
    Group(GroupBy),
}

/// What is done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterAction {
    /// Open it in the editor.
    Edit,
    /// What changed in it since its first text.
    Redline,
    /// Scroll its check down.
    CheckDown,
    /// Scroll its check up.
    CheckUp,
}

/// What is done with an authority's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetAction {
    /// Show the one that belongs to the obligation at hand, or choose one.
    Open,
    /// Copy the field selected, and go to the next.
    Next,
}

/// What is done to a scenario in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScenarioAction {
    NewInject,
    /// A new expected action of the inject selected.
    NewAction,
    /// Take the part selected out.
    Remove,
    Save,
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
    /// The sentence that is asked about is not what the expected action selected asks for.
    Decline,
    /// Give the hint of the expected action selected.
    Hint,
    /// End the exercise.
    End,
}
