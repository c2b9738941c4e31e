//! What can happen to the workbench, what a key can mean, and what it can ask of the record.

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;

use crate::app::incident_views::{DeadlineRowView, RowView, TaskRow, Whole};
use crate::app::timeline::Row;
use crate::core::incident::command::Command;

/// Everything that happens.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// A second has passed.
    Tick(DateTime<Utc>),
    /// The board as it stands.
    Board(Vec<RowView>, Vec<DeadlineRowView>),
    /// An incident as it stands.
    Incident(Box<(Whole, Vec<TaskRow>, Vec<Row>)>),
    /// Something was recorded.
    Recorded(String),
    /// Something could not be done; nothing was recorded.
    Failed(String),
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
    /// Open what is selected.
    Open,
    /// Go back.
    Back,
    /// The keys of this screen.
    Help,
    /// Search the board.
    Search,
    /// A new incident.
    New,
    /// The next part of the incident.
    NextTab,
    /// The part before.
    PreviousTab,
    /// How a duty came to its date.
    Why,
    /// The organisation is aware, as of now.
    AwareNow,
    /// Record a fact.
    SetFact,
    /// Tick a step off, or record that a notice went out.
    Done,
    /// Go to the next stage.
    Advance,
}

/// What the worker is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the board.
    Board,
    /// Read an incident.
    Incident(String),
    /// Open an incident.
    Open(String),
    /// Record a typed fact.
    Fact {
        /// The incident.
        code: String,
        /// The key.
        key: String,
        /// As typed.
        value: String,
    },
    /// Run a command.
    Run(String, Box<Command>),
}
