//! What was recorded while the team's server could not be reached. It waits here in order, is shown as *not yet shared*
//! wherever its incident is shown, and is decided anew once the server is back; what does not fit any more is shown to its
//! author, who decides what becomes of it.

mod again;
mod keep;
mod overtaken;
mod send;
mod settle;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::run::NewIncident;
use super::{Record, RecordError};
use crate::core::event::{Event, Note, What};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::Command;
use crate::core::organisation::OrganisationCommand;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::store::{StoreError, Stream, Waiting};

pub use again::TakenAnew;

pub use crate::store::WaitingState;
pub use settle::Decision;

/// Something that waits, or waited, as its author sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingEntry {
    /// What it is called by whoever decides about it.
    pub n: i64,
    pub state: WaitingState,
    /// The code of the incident as it is now; `None`: the organization's own record.
    pub code: Option<String>,
    /// When it was done.
    pub at: WallTime,
    /// What it comes to, or came to when it was done.
    pub events: Vec<Event>,
    /// The number of its first entry, once it is recorded.
    pub became: Option<u64>,
    /// Why it does not fit any more.
    pub obstacle: Option<Obstacle>,
}

/// Why something that waited does not fit any more, and what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    pub message: String,
    pub causes: Vec<String>,
    pub advice: String,
    pub choice: Choice,
}

/// What whoever wrote it can choose, besides letting go of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Try again, once what stands in the way is gone.
    Again,
    /// Record it with a reason.
    Reason(ReasonFor),
    /// Somebody else said something else meanwhile: record one's own as the newer one, or let theirs stand.
    Mine,
    /// Somebody else filed the notice: record it as a supplement, or with a reason as one that was sent twice.
    FiledAgain,
    /// The server lost it, and it cannot be recorded again by itself: do it again, and let go of this.
    ByHand,
}

/// What a reason is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonFor {
    /// What looks like a mistake is none.
    NoMistake,
    Late,
    OutOfOrder,
    WithoutLetter,
    /// Closing with open obligations.
    Closing,
    Stage,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Wanted {
    Open {
        title: String,
        kind: IncidentKind,
        /// The zone of its local times.
        zone: String,
    },
    Commands(Vec<Command>),
    Organisation(Vec<OrganisationCommand>),
    /// Nothing that can be asked for by itself: an exercise, a member, a hold.
    ByHand,
}

/// Everything that is kept of it, sealed for its author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Text {
    wanted: Wanted,
    /// The code of the incident when it was done.
    code: String,
    events: Vec<Event>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    obstacle: Option<Obstacle>,
}

impl Wanted {
    fn opening(new: &NewIncident<'_>) -> Wanted {
        Wanted::Open {
            title: new.title.to_owned(),
            kind: new.kind,
            zone: new.zone.name().to_owned(),
        }
    }
}

impl Text {
    fn read(waiting: &Waiting) -> Result<Text, StoreError> {
        serde_json::from_slice(&waiting.text).map_err(unreadable)
    }

    fn written(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(self).map_err(unreadable)
    }
}

fn unreadable(source: serde_json::Error) -> StoreError {
    StoreError::Unreadable {
        what: "what waits for the team's server".to_owned(),
        source,
    }
}

impl Obstacle {
    fn of(refusal: &Refusal) -> Obstacle {
        let choice = match (&refusal.cautioned, &refusal.remedy) {
            (Some(_), Remedy::ExplainAgain) => Choice::FiledAgain,
            (Some(_), _) => Choice::Reason(ReasonFor::NoMistake),
            (None, Remedy::ExplainLate) => Choice::Reason(ReasonFor::Late),
            (None, Remedy::ExplainOrder) => Choice::Reason(ReasonFor::OutOfOrder),
            (None, Remedy::ExplainNoLetter) => Choice::Reason(ReasonFor::WithoutLetter),
            (None, Remedy::ExplainClosing) => Choice::Reason(ReasonFor::Closing),
            (None, Remedy::ExplainStage) => Choice::Reason(ReasonFor::Stage),
            (None, _) => Choice::Again,
        };
        Obstacle {
            message: refusal.message.clone(),
            causes: refusal.reasons().cloned().collect(),
            advice: refusal.remedy.advice(),
            choice,
        }
    }

    fn because(message: impl Into<String>, advice: &str) -> Obstacle {
        Obstacle {
            message: message.into(),
            causes: Vec::new(),
            advice: advice.to_owned(),
            choice: Choice::Again,
        }
    }
}

impl Record {
    /// The entries of a stream that wait, numbered on from its last one. While they are sent nothing of them counts.
    pub(super) fn waiting_on(&self, stream: Stream<'_>, mut last: u64) -> Result<Vec<Event>, RecordError> {
        if self.sending.get() || !self.store.anything_waits()? {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        let of_stream =
            |waiting: &Waiting| Stream::named(&waiting.stream) == stream && waiting.state == WaitingState::Waits;
        for waiting in self.store.waiting()?.iter().filter(|waiting| of_stream(waiting)) {
            for mut event in Text::read(waiting)?.events {
                last += 1;
                event.seq = last;
                // A privileged text is shown where somebody asks for it by name, after the log was told, and nowhere else.
                if let What::NoteAdded(Note { text, privileged: true }) = &mut event.what {
                    text.clear();
                }
                events.push(event);
            }
        }
        Ok(events)
    }

    /// What waits, or waited until a while ago, of whoever opened the record.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting(&self) -> Result<Vec<WaitingEntry>, RecordError> {
        let mut entries = Vec::new();
        for waiting in self.store.waiting()? {
            let text = Text::read(&waiting)?;
            let code = match Stream::named(&waiting.stream) == Stream::Organisation {
                true => None,
                false => Some(self.code_of(&waiting.stream).unwrap_or(text.code)),
            };
            entries.push(WaitingEntry {
                n: waiting.n,
                state: waiting.state,
                code,
                at: waiting.at,
                events: text.events,
                became: waiting.became,
                obstacle: text.obstacle,
            });
        }
        Ok(entries)
    }

    /// How many entries of each incident wait, by UUID.
    ///
    /// # Errors
    /// What the database says.
    pub fn waits_by_stream(&self) -> Result<BTreeMap<String, usize>, RecordError> {
        let mut counts = BTreeMap::new();
        if !self.store.anything_waits()? {
            return Ok(counts);
        }
        let all = self.store.waiting()?;
        for waiting in all.iter().filter(|waiting| waiting.state == WaitingState::Waits) {
            *counts.entry(waiting.stream.clone()).or_default() += usize::try_from(waiting.entries).unwrap_or(0);
        }
        Ok(counts)
    }

    /// How much waits of other members on this machine.
    ///
    /// # Errors
    /// What the database says.
    pub fn waiting_of_others(&self) -> Result<u64, RecordError> {
        Ok(self.store.waiting_of_others()?)
    }

    /// Says that something is left to be decided by whoever opened the record.
    pub(super) fn remind_of_undecided(&self) -> Result<(), RecordError> {
        let waiting = self.store.waiting()?;
        let undecided = waiting
            .iter()
            .filter(|waiting| waiting.state == WaitingState::Undecided);
        self.store.warnings().undecided(undecided.count());
        Ok(())
    }
}
