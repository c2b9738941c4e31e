//! What can be asked of the record, whoever asks.

use crate::app::letters::edit::Edit;
use crate::app::letters::word_in::WordReturn;
use crate::app::letters::{Approval, Draft};
use crate::core::drill::DrillEvent;
use crate::core::facts::IncidentKind;
use crate::core::incident::command::Command;
use crate::core::time::Zone;
use crate::drill::driving::driver::Turn;
use crate::drill::tailored::Wishes;

/// A request that records something.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Open an incident.
    Open {
        title: String,
        kind: IncidentKind,
        /// The zone of its local times.
        zone: Zone,
    },
    /// Open the built-in example, an exercise.
    Example {
        zone: Zone,
    },
    /// Do something with an incident: all of it, or nothing.
    Incident {
        code: String,
        commands: Vec<Command>,
    },
    Letter(LetterRequest),
    Exercise(ExerciseRequest),
}

/// What is done with a letter that takes more than its event: a template, a check, a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterRequest {
    Draft {
        code: String,
        draft: Draft,
    },
    /// Check a letter and approve its exact text.
    Approve(Approval),
    /// Keep an edited text, together with what somebody else saved meanwhile.
    Revise(Edit),
    /// Take a Word file back.
    TakeBack(WordReturn),
}

/// What is done with an exercise.
#[derive(Debug, Clone, PartialEq)]
pub enum ExerciseRequest {
    Start {
        /// The scenario's id.
        scenario: String,
        /// What its variation is drawn from; `None`: this year's.
        seed: Option<u64>,
        /// Played with the team's own organization; `None`: with the invented one.
        own: Option<OwnOrganisation>,
        /// The team that plays it, where several do.
        team: Option<String>,
    },
    /// Turn its clock.
    Turn {
        code: String,
        turn: Turn,
    },
    /// Deliver an inject now, out of turn.
    Deliver {
        code: String,
        inject: String,
    },
    /// Record what evaluators and facilitators tell of it.
    Record {
        code: String,
        event: DrillEvent,
    },
    /// Record a corrective action under the next number.
    Improve {
        code: String,
        action: NewAction,
    },
    /// Close a corrective action, named `CODE/NUMBER`.
    CloseAction {
        name: String,
        proof: String,
    },
    End {
        code: String,
    },
}

/// The team's own organization in an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnOrganisation {
    /// The zone of its home.
    pub zone: Zone,
    pub wishes: Wishes,
}

/// A corrective action before it has its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// What is to be done.
    pub action: String,
    /// Which role sees to it.
    pub owner: String,
    pub due: chrono::NaiveDate,
    /// What it is about.
    pub element: String,
    /// How one will see that it is done.
    pub proof: Option<String>,
    /// The objective it serves.
    pub objective: Option<String>,
}

impl Request {
    /// Something done with an incident.
    pub fn on(code: &str, command: Command) -> Request {
        Request::Incident {
            code: code.to_owned(),
            commands: vec![command],
        }
    }

    /// The incident it is about; one that is opened has no code yet.
    pub fn incident(&self) -> Option<&str> {
        match self {
            Request::Open { .. } | Request::Example { .. } | Request::Exercise(ExerciseRequest::Start { .. }) => None,
            Request::Incident { code, .. }
            | Request::Letter(
                LetterRequest::Draft { code, .. }
                | LetterRequest::Approve(Approval { incident: code, .. })
                | LetterRequest::Revise(Edit { incident: code, .. })
                | LetterRequest::TakeBack(WordReturn { incident: code, .. }),
            )
            | Request::Exercise(
                ExerciseRequest::Turn { code, .. }
                | ExerciseRequest::Deliver { code, .. }
                | ExerciseRequest::Record { code, .. }
                | ExerciseRequest::Improve { code, .. }
                | ExerciseRequest::End { code },
            ) => Some(code),
            Request::Exercise(ExerciseRequest::CloseAction { name, .. }) => name.rsplit_once('/').map(|(code, _)| code),
        }
    }
}
