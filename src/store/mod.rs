//! The encrypted record on disk. The only place that names rusqlite.
//!
//! One folder holds three files: the header (how the key is made, no secret), the SQLCipher database, and the audit
//! log, which stands apart from the database so that neither can be changed without the other telling.

// The whole program says `crate::core::…` and `crate::store::…`, in this crate too.
pub use crate as store;
use firebell_core as core;
use firebell_platform as platform;

mod as_written;
mod audit_log;
pub mod backup;
pub mod board;
pub mod calendar_sent;
mod database;
mod disk;
pub mod drafts;
pub mod erasing;
mod error;
#[cfg(test)]
mod event_samples;
pub mod events;
mod files;
mod flaw;
mod header;
pub mod heartbeat;
mod key_lock;
mod keys;
mod law_files;
mod leaves;
mod members;
mod random;
mod read_event;
mod read_only;
mod schema;
mod sealing;
mod server;
mod signing;
mod staging;
pub mod transaction;
mod verifying;
mod warnings;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use secrecy::SecretString;
use tempfile::TempDir;

use database::{InForce, Opened};
use error::sql;
use files::Links;
use header::Header;
use keys::{Drawn, Envelope};
use read_only::Reading;
use server::Shared;
use signing::proven_members::ProvenNow;
use staging::{Purpose, Staging};

use crate::core::time::WallTime;

pub use crate::core::ids::Stream;
pub use audit_log::damage::Damage;
pub use audit_log::file::{AuditLog, LogLines};
pub use audit_log::line::{Actor, AuditLine, Draft, LineOutcome};
pub use audit_log::repair::{Repair, Repairing};
pub use board::deadline_list::ListedDeadline;
pub use board::deadline_rows::DeadlineRow;
pub use board::rows::Summary;
pub use disk::DiskTrouble;
pub use erasing::events::{ErasedIncident, Erasing, KnownBackup};
pub use erasing::signed_erasures::{ErasedByDigest, SignedErasures};
pub use error::{Opens, StoreError};
pub use events::Stored;
pub use flaw::Flaw;
#[cfg(debug_assertions)]
pub use keys::database_key::make_keys_cheap;
pub use keys::secret_file::SealedKey;
pub use keys::{
    InvitationFile, KeyId, KeyList, KeyRefusal, ListedSlot, NewInvitation, NewSlot, PublicHalf, RecordKeyRow,
    RecoveryCode, ServiceKeyName, ServiceWrapped, SlotId, SlotKey, SlotKind, Unlock,
};
pub use law_files::LawFile;
pub use leaves::{Committed, KeptCheckpoint, Place, RecordSigner, TreeHead, commitment};
pub use members::Joins;
pub use sealing::incident_keys::{Entitled, ListedDataKey, ToSeal};
pub use sealing::restricted_events::open_exported;
pub use sealing::restricted_incidents::RestrictedTo;
pub use server::{
    Anew, AskPassword, ByHand, ClockThen, ErasedRow, HomeAddress, HomeError, HomeFile, HomeKeys, HomeStatus, HostName,
    LineThere, LinesOfAll, LinesThere, Moved, NewWaiting, Newcomer, NotErased, PasswordSource, Present, Pulled, SCHEMA,
    ServerStatus, Settled, TeamPlace, VoidRow, Waiting, WaitingState, Whereabouts, is_home_file, own_alone,
};
pub use signing::batch_check::SignatureProof;
pub use signing::outlines::Outlines;
pub use signing::proven_members::{ProvenMembers, Readers};
pub use signing::signed_export::{ExportedEvent, NoSigners, SignedEvent, SignedExport, Signers};
pub use signing::signed_log::{Appending, SignedAppend};
pub use staging::NewFiles;
pub use transaction::{Appended, Batch};
pub use verifying::proof::{Broken, Depth, Proof, Times};
pub use warnings::{Warning, Warnings};

pub use crate::core::record_file::DATABASE;

/// Name of the header file.
pub const HEADER: &str = "header.json";
/// Name of the audit log.
pub const AUDIT: &str = "audit.jsonl";
/// Name of a backup's list of checksums.
const MANIFEST: &str = "manifest.json";
/// Name of a backup's copy of the law that is kept beside a record.
const LAW: &str = "law.db";
/// The folder of that law, below the folder of a record.
pub const LAW_FOLDER: &str = "law";

/// An open record.
pub struct Store {
    folder: PathBuf,
    connection: Connection,
    in_force: InForce,
    audit: AuditLog,
    warnings: Warnings,
    access: Access,
    /// The way to the server, where the record is shared and can be written.
    shared: Option<Shared>,
    /// Whether it is known where this record is shared, so that a change of that is one. A backup that is opened to be erased in
    /// is nobody's machine.
    began_sharing: bool,
    proven: ProvenNow,
}

/// What can be done with an open record.
#[derive(Debug)]
enum Access {
    Write,
    /// Only read; where the original cannot be read in its place, the copy that is goes with it.
    Read {
        _scratch: Option<TempDir>,
    },
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Whether there is a record in a folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join(DATABASE).exists() && folder.join(HEADER).exists()
    }

    /// Whether there is a record in a folder, where a folder that cannot be looked into is not taken for an empty one.
    ///
    /// # Errors
    /// [`StoreError::Io`] with the reason.
    pub fn look(folder: &Path) -> Result<bool, StoreError> {
        for name in [DATABASE, HEADER] {
            let path = folder.join(name);
            if !path.try_exists().map_err(files::io("look for", &path))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What of a record others can reach, with its mode.
    pub fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
        let names = ["", DATABASE, HEADER, AUDIT];
        let paths = names.iter().map(|name| match *name {
            "" => folder.to_owned(),
            name => folder.join(name),
        });
        // What is no file in the place of one is damage, which is said elsewhere.
        paths
            .filter(|path| path == folder || path.is_file())
            .filter_map(|path| files::mode(&path).map(|mode| (path, mode)))
            .filter(|(_, mode)| mode & 0o077 != 0)
            .collect()
    }

    /// Sets up a new record in a folder that holds none.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where one is already; otherwise what the disk says, and the folder is as it was.
    pub fn create(folder: &Path, secret: &SecretString, at: WallTime) -> Result<Store, StoreError> {
        let staging = Staging::begin(folder, Purpose::Record)?;
        let Drawn { envelope, candidate } = Envelope::draw(&NewSlot::Passphrase(secret), at)?;
        let made = database::create(&staging.path(DATABASE), &candidate)?;
        Header::second(envelope).write(&staging.path(HEADER))?;
        database::fold_in(&made.connection)?;
        let closed = made.connection.close();
        closed.map_err(|(_, error)| sql("finish its files")(error))?;
        staging.settle()?.or_take_away(|| {
            let opened = database::open(&folder.join(DATABASE), &candidate)?;
            let mut store = Store::of(folder, opened, Access::Write);
            store.note_generation();
            audit_log::event_names::Naming::begin_keyed(&store.connection)?;
            audit_log::line_mark::note_since(&store.connection, 1)?;
            store.begin_proof_keys(&Header::read(&folder.join(HEADER), Links::Followed)?)?;
            verifying::derived_tables::begin(&store.connection)?;
            leaves::begin(&store.connection)?;
            verifying::search_index::begin(&store.connection)?;
            Ok(store)
        })
    }

    /// Opens a record; where its folder cannot be written, for reading alone.
    ///
    /// The order of these steps matters. A header that somebody changed is refused before anything rewrites it. How
    /// events are named is settled before the log is read, and an interrupted rewrite of the log is completed before
    /// lines are added. The keys that vouch for the record start last, after everything that was written without them.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where the secret does not fit, [`StoreError::Missing`] where there is nothing.
    pub fn open<'u>(folder: &Path, unlock: impl Into<Unlock<'u>>) -> Result<Store, StoreError> {
        if !Store::look(folder)? {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        let unlock = unlock.into();
        let header = Header::read(&folder.join(HEADER), Links::Followed)?;
        let path = folder.join(DATABASE);
        drop(files::open_regular(&path, Links::Followed)?);
        if !files::writable(folder, &path) {
            return Store::open_for_reading(folder, &header, unlock);
        }
        let opened = header.open(unlock, |candidate| database::open(&path, candidate))?;
        let mut store = Store::of(folder, opened, Access::Write);
        store.look_at_header(&header)?;
        // A header that names a key too many is safe and is settled another time.
        let _ = keys::rekey::settle(folder, &store.connection, &store.in_force, &header);
        store.note_generation();
        store.complete_confirmed(&header)?;
        store.complete_keyed_log()?;
        leaves::begin(&store.connection)?;
        verifying::search_index::begin(&store.connection)?;
        verifying::derived_tables::begin_where_none_is(&store.connection)?;
        // Lines of the run before that was killed between the commit and the log.
        store.catch_up();
        // Where somebody else is at work on the keys, the next opening does it.
        let _ = store.begin_proof_keys(&header);
        Ok(store)
    }

    /// Opens a record for reading alone, also where its folder could be written.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_read<'u>(folder: &Path, unlock: impl Into<Unlock<'u>>) -> Result<Store, StoreError> {
        if !Store::look(folder)? {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        let header = Header::read(&folder.join(HEADER), Links::Followed)?;
        Store::open_for_reading(folder, &header, unlock.into())
    }

    fn open_for_reading(folder: &Path, header: &Header, unlock: Unlock<'_>) -> Result<Store, StoreError> {
        let path = folder.join(DATABASE);
        drop(files::open_regular(&path, Links::Followed)?);
        let reading = header.open(unlock, |candidate| read_only::open(&path, candidate))?;
        let store = Store::reading(folder, reading);
        store.look_at_header(header)?;
        Ok(store)
    }

    /// The database of a backup that is written anew.
    fn of_backup(folder: &Path, opened: Opened) -> Store {
        Store::of(folder, opened, Access::Write)
    }

    /// A record that is only read.
    fn reading(folder: &Path, reading: Reading) -> Store {
        let access = Access::Read {
            _scratch: reading.scratch,
        };
        Store::of(folder, reading.opened, access)
    }

    fn of(folder: &Path, opened: Opened, access: Access) -> Store {
        let warnings = Warnings::default();
        if let Some(found) = &opened.unguarded {
            warnings.guards(found);
        }
        Store {
            folder: folder.to_owned(),
            connection: opened.connection,
            in_force: opened.in_force,
            audit: AuditLog::at(folder.join(AUDIT)),
            warnings,
            access,
            shared: None,
            began_sharing: false,
            proven: ProvenNow::default(),
        }
    }

    /// Whether anything can be recorded; not where the folder is read-only.
    pub fn can_write(&self) -> bool {
        match self.access {
            Access::Write => true,
            Access::Read { .. } => false,
        }
    }

    /// The folder the record is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
    pub fn audit(&self) -> &AuditLog {
        &self.audit
    }

    /// What went wrong without stopping what was asked.
    pub fn warnings(&self) -> &Warnings {
        &self.warnings
    }
}
