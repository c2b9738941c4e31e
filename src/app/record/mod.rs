//! The record, and the only way to it from above: opened, read, written, proved and copied. The store below is named
//! nowhere else.

mod access;
mod alive;
mod backups;
mod check;
mod erase;
mod error;
mod facts;
mod holds;
mod import;
mod keys;
mod list;
mod load;
mod log;
mod member_changes;
mod members;
mod occasion;
mod open;
mod people_here;
mod prepare;
mod privileged;
mod reading_noted;
mod rebuild;
mod refresh;
mod rows;
mod run;
mod shared;
mod taken_in;
mod tree;
mod waiting;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use super::assessment::assessed::{Assessed, Change};
use crate::core::event::Event;
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::sign_off::Matrix;
use crate::core::time::WallTime;
use crate::store::Store;

pub use crate::store::ErasedByDigest;
pub use crate::store::erasing::backups::{ErasedThere, InBackup};
pub use backups::{Restored, check_backup, restore};
pub use check::Checked;
pub use erase::erase_in_backup;
pub use error::RecordError;
pub use holds::NewHold;
pub use keys::KeyOfIncident;
pub use list::HiddenIncident;
pub use load::IncidentCourse;
pub use log::log_lines;
pub use member_changes::{Invited, Lending, RevokedMember};
pub use open::{Basis, Opening, Unlocked};
pub use people_here::{PersonHere, PlaceAtHand};
pub use rebuild::{Rebuilt, Recoded};
pub use run::NewIncident;
pub use shared::FreshCopy;
pub use waiting::{Choice, Decision, Obstacle, ReasonFor, TakenAnew, WaitingEntry, WaitingState};

// What is plain data below is handed on as it is.
pub use crate::store::LogLines;
pub use crate::store::backup::{Manifest, StateOfBackup, Taken};
pub use crate::store::board::deadline_list::{DeadlineFilter, WhichDeadlines};
pub use crate::store::board::rows::{Filter, NextDeadline};
pub use crate::store::calendar_sent::{CalendarEntry, CalendarState};
pub use crate::store::heartbeat::{Heartbeats, Signs};
pub use crate::store::{
    Actor, AuditLine, DeadlineRow, DiskTrouble, Flaw, InvitationFile, KeyList, KeyRefusal, LawFile, LineOutcome,
    ListedDeadline, ListedSlot, NewSlot, Opens, RecoveryCode, Repair, SealedKey, ServiceKeyName, ServiceWrapped,
    SlotId, SlotKey, SlotKind, StoreError, Stored, Summary, Unlock, Warning, Warnings,
};
pub use crate::store::{Broken, Depth, LineThere, LinesOfAll, LinesThere, Proof, SignatureProof, Times, open_exported};
pub use crate::store::{
    ClockThen, ErasedRow, HomeAddress, HomeError, HomeFile, HomeKeys, HomeStatus, Moved, NotErased, PasswordSource,
    SCHEMA, ServerStatus, VoidRow,
};
pub use crate::store::{Committed, KeptCheckpoint, Place, RecordSigner, TeamPlace, TreeHead, commitment};
pub use crate::store::{ErasedIncident, Erasing, KnownBackup};
pub use crate::store::{ExportedEvent, NoSigners, SignedEvent, SignedExport, Signers};

/// The open record.
#[derive(Debug)]
pub struct Record {
    store: Store,
    /// The law.
    pub rules: Rulebook,
    pub playbooks: Vec<Playbook>,
    /// Who must approve which letter.
    pub sign_off: Matrix,
    pub actor: Actor,
    reads: Cell<Reads>,
    /// What waited is being sent: it is decided on what is recorded alone.
    sending: Cell<bool>,
    /// The last moment that somebody told it: what was lent ends also while it is open.
    now: Cell<WallTime>,
    /// What was noted as read, by action and target.
    told: RefCell<BTreeSet<(&'static str, String)>>,
}

/// An incident with its events.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The folded incident.
    pub incident: Incident,
    pub events: Vec<Stored>,
    /// Events after them that wait for the team's server: not yet shared, and part of the incident as it is shown.
    pub waiting: Vec<Event>,
    /// The organization at the same moment.
    pub organisation: Organisation,
}

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    /// The incident after it, with all its events: whoever shows it need not read it again.
    pub loaded: Loaded,
    /// The new events.
    pub events: Vec<Event>,
    /// What changed among the obligations.
    pub changes: Vec<Change>,
    /// The assessment after it.
    pub assessed: Assessed,
    pub acknowledged: Acknowledged,
}

/// Where what was recorded is when its command comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledged {
    /// In the record on this machine, which is shared with nobody.
    Here,
    /// The team's server has committed it.
    OnServer,
    /// On this machine alone: it waits until the server can be reached, and is decided anew then.
    Waits,
}

impl Acknowledged {
    /// What is said of it; `None` where there is nothing to say.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Acknowledged::Here => None,
            Acknowledged::OnServer => Some("the team's server has it"),
            Acknowledged::Waits => {
                Some("NOT YET SHARED: it waits on this machine until the team's server can be reached")
            }
        }
    }
}

impl Loaded {
    /// Everything that is shown as having happened: what is recorded, then what waits.
    pub fn told(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().map(|stored| &stored.event).chain(&self.waiting)
    }
}

/// How often incidents were read and assessed through an open record. What one key costs is held by a test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reads {
    /// Streams of incidents that were read.
    pub loads: u32,
    pub assessments: u32,
}

impl Record {
    pub fn folder(&self) -> &Path {
        self.store.folder()
    }

    /// Whether anything can be recorded; not where the folder is read-only.
    pub fn can_write(&self) -> bool {
        self.store.can_write()
    }

    /// What went wrong without stopping what was asked.
    pub fn warnings(&self) -> &Warnings {
        self.store.warnings()
    }

    /// How often incidents were read and assessed since it was opened.
    pub fn reads(&self) -> Reads {
        self.reads.get()
    }

    fn count_load(&self) {
        let reads = self.reads.get();
        self.reads.set(Reads {
            loads: reads.loads + 1,
            ..reads
        });
    }

    fn count_assessment(&self) {
        let reads = self.reads.get();
        self.reads.set(Reads {
            assessments: reads.assessments + 1,
            ..reads
        });
    }
}
