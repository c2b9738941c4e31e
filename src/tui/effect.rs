//! What the workbench asks of the record and the terminal. Every request names what it is about.

use chrono::{DateTime, Utc};

use super::alerts::Alert;
pub use super::dora_effect::DoraEffect;
use super::ids::{EditTarget, FormId, IncidentRef, LetterRef, Subject};
use super::leaving::Leaving;
pub(crate) use super::letter_effect::{Compared, Filled, Redrafting, UnsavedText};
pub use super::letter_effect::{LetterEffect, Redlined};
use super::profile_value::ProfileValue;
use crate::app::assessment::what_if::AsIf;
use crate::app::authority_forms::AuthorityForm;
use crate::app::record::Decision;
use crate::core::contact::Contact;
use crate::core::contract::ContractDraft;
use crate::core::drill::DrillEvent;
use crate::core::event::ObligationUpdate;
use crate::core::facts::IncidentKind;
use crate::core::ids::LetterId;
use crate::core::incident::command::Command;
use crate::core::member::MemberRole;
use crate::core::time::Zone;
use crate::drill::driving::driver::Turn;
use crate::drill::edit::{Change, Draft as ScenarioDraft};
use crate::workspace::{Exported, NewAction, OwnOrganisation};

/// What the worker or the terminal is asked to do. Each is answered with exactly one event.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read what is there at the start.
    Start,
    /// Read the board.
    Board,
    /// Read what is on screen again if another process has written, or with `force` in any case.
    Look {
        /// The incident on screen, if one is.
        code: Option<IncidentRef>,
        /// The letter at the letter desk, which the others are told of.
        letter: Option<LetterId>,
        /// Read it whatever was written.
        force: bool,
    },
    /// What concerns the team.
    Team(TeamEffect),
    /// Read an incident, as it stands or as it was known at a moment.
    Incident {
        code: IncidentRef,
        until: Option<DateTime<Utc>>,
    },
    /// Read an incident as if something were so.
    AsIf {
        code: IncidentRef,
        what: Box<AsIf>,
    },
    /// Open an incident.
    Create {
        title: String,
        /// Real or exercise.
        kind: IncidentKind,
        /// The zone of its local times.
        zone: Zone,
    },
    /// Open the built-in example, an exercise.
    Example,
    /// Keep the text of an edit that was cut off; answered with what became of it.
    KeepEdit {
        /// Where the text belongs.
        target: EditTarget,
        /// Why it was cut off.
        why: String,
        /// The text, where it differs from what was there.
        text: Option<String>,
    },
    /// What is done with an exercise.
    Exercise(ExerciseEffect),
    /// What is done with a scenario in the making.
    Scenario(ScenarioEffect),
    /// What is done with a letter.
    Letter(LetterEffect),
    Run(IncidentRef, Box<Command>),
    /// Run commands on an incident, all of them or none.
    RunAll(IncidentRef, Vec<Command>),
    /// Look whether a command may be run, before the person is asked. Nothing is recorded.
    Check {
        code: IncidentRef,
        command: Box<Command>,
        /// What is asked if it may.
        question: Box<Question>,
    },
    /// Hash a file and log it as evidence.
    Evidence {
        code: IncidentRef,
        path: String,
        /// Who holds it.
        custodian: String,
        /// Where it came from.
        remark: Option<String>,
    },
    /// Record a filing with its receipt, which is hashed and logged as evidence.
    Filed {
        code: IncidentRef,
        update: Box<ObligationUpdate>,
        /// The path of the file.
        receipt: String,
    },
    /// Record several filings with one receipt: all of them, or none.
    FiledAll {
        code: IncidentRef,
        updates: Vec<ObligationUpdate>,
        /// The path of the file.
        receipt: String,
    },
    /// Count the people of a roster and set the incident's counts.
    Roster {
        code: IncidentRef,
        path: String,
    },
    /// Set values of the organization's profile, or take them out.
    Profile(Vec<ProfileValue>),
    /// Save somebody to call.
    Contact(Contact),
    /// Save a contract with a customer.
    Contract(Box<ContractDraft>),
    /// What is done with a report under DORA.
    Dora(DoraEffect),
    /// Lay an authority's form beside an incident.
    Sheet {
        code: IncidentRef,
        form: &'static AuthorityForm,
        /// Somebody has just opened it.
        first: bool,
    },
    /// Read a regime.
    Regime(String),
    /// Walk the audit chain.
    Audit,
    /// Make a notice for the people inside.
    Notice {
        code: IncidentRef,
        name: String,
    },
    /// Read the handover for the next shift.
    Handover(IncidentRef),
    /// Keep what is typed, or forget it.
    Draft {
        slot: String,
        /// What is typed.
        text: Option<String>,
    },
    /// Write a file for people.
    Export {
        code: IncidentRef,
        what: Exported,
    },
    /// What the terminal does by itself: no worker is asked.
    Terminal(TerminalEffect),
    /// What a form asks for; the answer goes back to that form.
    Submitted(FormId, Box<Effect>),
}

/// What the terminal is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum TerminalEffect {
    /// Put a text on its clipboard.
    Copy(String),
    /// Alert the person, who may be looking elsewhere.
    Alert(Alert),
    /// Take the mouse, or let the terminal have it.
    Mouse(bool),
    /// Stop as Ctrl-Z stops a program, and come back with `fg`.
    Suspend,
    /// Let the person edit a text in their own editor.
    Editor { target: EditTarget, text: String },
}

impl From<TerminalEffect> for Effect {
    fn from(effect: TerminalEffect) -> Effect {
        Effect::Terminal(effect)
    }
}

/// What is done with a scenario in the making. Nothing of it is in the record.
#[derive(Debug, Clone, PartialEq)]
pub enum ScenarioEffect {
    /// Copy a scenario under a title; without one, go on with one of the team's own.
    Copy { scenario: String, title: Option<String> },
    /// Change a draft, and check it.
    Change {
        draft: Box<ScenarioDraft>,
        change: Box<Change>,
    },
    /// Write it to the team's folder.
    Save {
        draft: Box<ScenarioDraft>,
        /// Whether a file of that name is this draft's.
        replace: bool,
    },
}

/// What is done with an exercise.
#[derive(Debug, Clone, PartialEq)]
pub enum ExerciseEffect {
    /// Start an exercise.
    Start {
        /// The scenario's id.
        scenario: String,
        /// What its variation is drawn from; `None`: this year's.
        seed: Option<u64>,
        /// Played with the team's own organization; `None`: with the invented one.
        own: Option<OwnOrganisation>,
    },
    /// Turn the clock of an exercise.
    Turn {
        /// The exercise.
        code: IncidentRef,
        turn: Turn,
    },
    /// Deliver an inject now.
    Deliver {
        /// The exercise.
        code: IncidentRef,
        inject: String,
    },
    /// End an exercise.
    End(IncidentRef),
    /// Record what facilitators and evaluators tell of it.
    Record {
        /// The exercise.
        code: IncidentRef,
        event: Box<DrillEvent>,
    },
    /// Look whether that may be recorded, before the person is asked. Nothing is recorded.
    Check {
        /// The exercise.
        code: IncidentRef,
        event: Box<DrillEvent>,
        /// What is asked if it may.
        question: Box<Question>,
    },
    /// Record a corrective action.
    Improve {
        /// The exercise.
        code: IncidentRef,
        /// What is to be done, by whom and by when.
        action: NewAction,
    },
}

/// What concerns the team.
#[derive(Debug, Clone, PartialEq)]
pub enum TeamEffect {
    /// Tell the others that a letter is being written.
    Drafting(LetterRef),
    /// Carry out what was decided about something that waited for the server.
    Settle { number: i64, decision: Decision },
    /// Ask somebody into the record.
    Invite(Invitation),
}

/// Somebody who is asked into the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub name: String,
    pub roles: Vec<MemberRole>,
    /// The path of the invitation's file; `None`: named for the person, in the folder firebell was started in.
    pub file: Option<String>,
}

impl ExerciseEffect {
    /// Records an event of an exercise.
    pub fn record(code: IncidentRef, event: DrillEvent) -> Effect {
        let event = Box::new(event);
        Effect::Exercise(ExerciseEffect::Record { code, event })
    }

    /// The exercise it is about; one that is started has no code yet.
    fn incident(&self) -> Option<&IncidentRef> {
        match self {
            ExerciseEffect::Start { .. } => None,
            ExerciseEffect::Turn { code, .. }
            | ExerciseEffect::Deliver { code, .. }
            | ExerciseEffect::End(code)
            | ExerciseEffect::Record { code, .. }
            | ExerciseEffect::Check { code, .. }
            | ExerciseEffect::Improve { code, .. } => Some(code),
        }
    }

    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self.incident() {
            Some(incident) => Subject::Incident(incident.clone()),
            None => Subject::Record,
        }
    }
}

impl EditTarget {
    /// What a text that is edited elsewhere is about.
    fn subject(&self) -> Subject {
        match self {
            EditTarget::Letter(text) => Subject::Letter(text.letter.clone()),
            EditTarget::Field { .. } => Subject::Record,
        }
    }
}

impl Effect {
    /// What it is about: its answer carries the same.
    pub fn subject(&self) -> Subject {
        match self {
            Effect::Letter(effect) => effect.subject(),
            Effect::Exercise(effect) => effect.subject(),
            Effect::Dora(effect) => Subject::Incident(effect.incident().clone()),
            Effect::Terminal(TerminalEffect::Editor { target, .. }) | Effect::KeepEdit { target, .. } => {
                target.subject()
            }
            Effect::Regime(id) => Subject::Regime(id.clone()),
            Effect::Submitted(_, effect) => effect.subject(),
            Effect::Incident { code, .. }
            | Effect::AsIf { code, .. }
            | Effect::Handover(code)
            | Effect::Run(code, _)
            | Effect::RunAll(code, _)
            | Effect::Export { code, .. }
            | Effect::Check { code, .. }
            | Effect::Evidence { code, .. }
            | Effect::Filed { code, .. }
            | Effect::FiledAll { code, .. }
            | Effect::Roster { code, .. }
            | Effect::Notice { code, .. }
            | Effect::Sheet { code, .. }
            | Effect::Look { code: Some(code), .. } => Subject::Incident(code.clone()),
            Effect::Look { code: None, .. }
            | Effect::Start
            | Effect::Board
            | Effect::Team(_)
            | Effect::Create { .. }
            | Effect::Example
            | Effect::Scenario(_)
            | Effect::Profile(_)
            | Effect::Contact(_)
            | Effect::Contract(_)
            | Effect::Audit
            | Effect::Draft { .. }
            | Effect::Terminal(
                TerminalEffect::Copy(_) | TerminalEffect::Alert(_) | TerminalEffect::Mouse(_) | TerminalEffect::Suspend,
            ) => Subject::Record,
        }
    }

    /// The incident it is about.
    pub fn incident(&self) -> Option<IncidentRef> {
        self.subject().incident().cloned()
    }
}

/// What a yes does.
#[derive(Debug, Clone, PartialEq)]
pub enum Yes {
    /// Runs a command on the incident that was on screen when the question was asked.
    Run(IncidentRef, Box<Command>),
    Effect(Box<Effect>),
    /// Shows the facilitator's view.
    ShowFacilitator,
    /// Closes a form and forgets what was typed into it.
    Drop(FormId),
    /// Leaves a scenario in the making, and forgets what was not saved.
    LeaveScenario(Leaving),
}

/// A button of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Button {
    /// Does it.
    Yes,
    /// Does nothing. It has the focus first, so that Enter alone never records anything.
    #[default]
    No,
}

impl Button {
    #[must_use]
    pub fn other(self) -> Button {
        match self {
            Button::Yes => Button::No,
            Button::No => Button::Yes,
        }
    }
}

/// A question that is asked before something is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The action, as a title.
    pub title: String,
    /// What will be recorded, in words.
    pub words: String,
    /// The verb on the button that does it.
    pub verb: &'static str,
    /// What a yes does.
    pub yes: Yes,
    pub focus: Button,
}

impl Question {
    /// A question with the focus on its "no".
    pub fn new(title: impl Into<String>, words: impl Into<String>, verb: &'static str, yes: Yes) -> Question {
        Question {
            title: title.into(),
            words: words.into(),
            verb,
            yes,
            focus: Button::No,
        }
    }

    /// The incident that a yes is about.
    pub fn incident(&self) -> Option<IncidentRef> {
        match &self.yes {
            Yes::Run(incident, _) => Some(incident.clone()),
            Yes::Effect(effect) => effect.incident(),
            Yes::ShowFacilitator | Yes::Drop(_) | Yes::LeaveScenario(_) => None,
        }
    }
}
