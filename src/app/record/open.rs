//! A record set up, looked for and opened.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::members::found;
use super::{Record, RecordError};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::sign_off::Matrix;
use crate::core::time::WallTime;
use crate::store::{Actor, Draft, LineOutcome, ServiceKeyName, ServiceWrapped, Store, StoreError, Unlock};

/// What it takes to open a record.
#[derive(Debug)]
pub struct Opening<'a> {
    pub folder: &'a Path,
    pub secret: Unlock<'a>,
    pub rules: Rulebook,
    pub playbooks: Vec<Playbook>,
    /// Who must approve which letter.
    pub sign_off: Matrix,
    /// Who opens it, and acts from then on.
    pub actor: Actor,
    pub at: WallTime,
}

/// What a record is read by.
#[derive(Debug)]
pub struct Basis {
    pub rules: Rulebook,
    pub playbooks: Vec<Playbook>,
    /// Who must approve which letter.
    pub sign_off: Matrix,
}

/// A record whose database is open, before it is known what it is read by. Deriving the key takes about as long as
/// loading the law, and neither needs the other.
pub struct Unlocked {
    store: Store,
    actor: Actor,
    at: WallTime,
}

impl Unlocked {
    /// The record, read by its law and playbooks.
    ///
    /// # Errors
    /// What the store says.
    pub fn read_by(self, basis: Basis) -> Result<Record, RecordError> {
        let Unlocked { store, actor, at } = self;
        let Basis {
            rules,
            playbooks,
            sign_off,
        } = basis;
        let mut record = Record {
            store,
            rules,
            playbooks,
            sign_off,
            actor,
            reads: Cell::default(),
            sending: Cell::default(),
            now: Cell::new(at),
            told: RefCell::default(),
        };
        // The name first, since lines are written under it. What others recorded comes in before it is asked who this
        // is, and what waits is sent last, decided on all of that.
        record.name_lone_member()?;
        // Where the disk has no room for it, the log stays as it is, and the next opening tries again.
        let _ = record.store.key_log(&record.actor, at);
        record.meet(at)?;
        record.begin_as_member(at)?;
        record.remind_of_undecided()?;
        record.remind_of_clock(at);
        record.send_waiting(at)?;
        Ok(record)
    }
}

/// What a record is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Work,
    Reading,
}

impl Record {
    /// Whether there is a record in a folder.
    pub fn exists(folder: &Path) -> bool {
        Store::exists(folder)
    }

    /// As [`Record::exists`], where a folder that cannot be looked into is not taken for an empty one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn look(folder: &Path) -> Result<bool, RecordError> {
        Ok(Store::look(folder)?)
    }

    /// What of a record others can reach, with its mode.
    pub fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
        Store::open_to_others(folder)
    }

    /// What a key service made of the key that opens a record, to be handed to it again; `None` where it keeps none.
    ///
    /// # Errors
    /// Where the header cannot be read.
    pub fn kept_by_service(folder: &Path, key_id: &ServiceKeyName) -> Result<Option<ServiceWrapped>, RecordError> {
        Ok(Store::kept_by_service(folder, key_id)?)
    }

    /// Sets up a new record.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create(folder: &Path, secret: &SecretString, actor: &Actor, now: WallTime) -> Result<(), RecordError> {
        let store = Store::create(folder, secret, now)?;
        store.note(&Draft::new(actor, now, "record.create", "record", LineOutcome::Ok))?;
        Ok(found(&store, actor, now)?)
    }

    /// Opens a record. A wrong key is noted in the audit log.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(opening: Opening<'_>) -> Result<Record, RecordError> {
        Record::open_for(opening, Purpose::Work)
    }

    /// Opens a record for reading alone: nothing in its folder is changed, not even what is derived from the events.
    ///
    /// # Errors
    /// As [`Record::open`].
    pub fn open_to_read(opening: Opening<'_>) -> Result<Record, RecordError> {
        Record::open_for(opening, Purpose::Reading)
    }

    fn open_for(opening: Opening<'_>, purpose: Purpose) -> Result<Record, RecordError> {
        let Opening {
            folder,
            secret,
            rules,
            playbooks,
            sign_off,
            actor,
            at,
        } = opening;
        let unlocked = Record::unlock_for((folder, secret), actor, at, purpose)?;
        unlocked.read_by(Basis {
            rules,
            playbooks,
            sign_off,
        })
    }

    /// Opens the database of a record to work on it. A wrong key is noted in the audit log.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn unlock(folder: &Path, secret: Unlock<'_>, actor: Actor, at: WallTime) -> Result<Unlocked, RecordError> {
        Record::unlock_for((folder, secret), actor, at, Purpose::Work)
    }

    fn unlock_for(
        (folder, secret): (&Path, Unlock<'_>),
        actor: Actor,
        at: WallTime,
        purpose: Purpose,
    ) -> Result<Unlocked, RecordError> {
        let opened = match purpose {
            Purpose::Work => Store::open(folder, secret),
            Purpose::Reading => Store::open_to_read(folder, secret),
        };
        if matches!(opened, Err(StoreError::WrongKey)) {
            Record::note_outside(folder, &actor, at, "record.unlock", LineOutcome::Failed)
                .map_err(RecordError::Unnoted)?;
        }
        let store = opened?;
        Ok(Unlocked { store, actor, at })
    }
}
