//! The encrypted record on disk. The only place that names rusqlite.
//!
//! One folder holds three files: the header (how the key is made, no secret), the SQLCipher database, and the audit
//! log, which stands apart from the database so that neither can be changed without the other telling.

mod access;
mod audit;
mod audit_line;
pub mod backup;
pub mod backup_rewrite;
mod board_check;
pub mod board_rows;
pub mod calendar_sent;
mod clock;
mod database;
mod derived;
mod disk;
pub mod drafts;
mod erase;
mod event_walk;
pub mod events;
mod files;
mod flaw;
mod header;
pub mod heartbeat;
mod holds;
mod home;
pub mod key;
mod key_lock;
mod keys;
mod law_files;
mod leaves;
mod line_mark;
mod log_end;
mod log_walk;
mod members;
mod naming;
mod outbox;
mod proof;
mod proof_keys;
mod random;
mod read_only;
mod rekey;
mod repair;
mod restricted;
mod schema;
mod sealed;
mod sealing;
mod search_check;
mod signature_check;
mod signatures;
mod signed_log;
mod slots;
mod staging;
mod told;
pub mod transaction;
mod verify;
mod warnings;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};
use secrecy::SecretString;
use tempfile::TempDir;

use database::{InForce, Opened};
use files::Links;
use header::Header;
use home::Shared;
use keys::{Drawn, Envelope};
use read_only::Reading;
use staging::{Purpose, Staging};

use crate::core::ids::IncidentId;
use crate::core::time::WallTime;

pub use access::RestrictedTo;
pub use audit::{AuditLog, LogLines};
pub use audit_line::{Actor, AuditLine, Draft};
pub use board_rows::{DeadlineRow, Summary};
pub use disk::DiskTrouble;
pub use erase::{ErasedIncident, Erasing, KnownBackup};
pub use events::Stored;
pub use flaw::Flaw;
pub use holds::{LegalHold, Release};
pub use home::{
    AskPassword, HomeAddress, HomeError, HomeStatus, HostName, Moved, Newcomer, PasswordSource, Pulled, SCHEMA,
    ServerStatus, VoidRow,
};
pub use keys::{
    InvitationFile, KeyId, KeyList, KeyRefusal, ListedSlot, NewInvitation, NewSlot, PublicHalf, RecordKeyRow,
    RecoveryCode, ServiceKeyName, ServiceWrapped, SlotId, SlotKey, SlotKind, Unlock,
};
pub use law_files::LawFile;
pub use leaves::{Committed, KeptCheckpoint, Place, RecordSigner, TreeHead, commitment};
pub use log_end::Damage;
pub use members::Joins;
pub use proof::{Broken, Proof, Times};
pub use repair::{Repair, Repairing};
pub use restricted::open_exported;
pub use sealed::SealedKey;
pub use sealing::{Entitled, ListedDataKey, ToSeal};
pub use signature_check::SignatureProof;
pub use signed_log::{Appending, SignedAppend};
pub use transaction::{Appended, Batch, Stream};
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

/// What can go wrong between the record and the disk.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was set up here yet.
    #[error("there is no record in {}", .0.display())]
    Missing(PathBuf),
    /// Something stands where a new record should go.
    #[error("{} is not empty", .0.display())]
    Occupied(PathBuf),
    /// The passphrase or key is wrong.
    #[error("the passphrase or key does not open this record")]
    WrongKey,
    /// Another program's database.
    #[error("{} is a database of another program", .0.display())]
    Foreign(PathBuf),
    /// Made by a newer firebell.
    #[error("the record was written by a newer firebell (schema {found}, this one knows {known})")]
    Newer {
        /// Its schema.
        found: i64,
        known: i64,
    },
    /// Somebody else appended in between.
    #[error(
        "somebody else recorded something at the same time (the last entry is now number {found}; it was {expected} when \
         this command looked)"
    )]
    Conflict {
        /// The last event we knew.
        expected: u64,
        /// The last event there is.
        found: u64,
    },
    /// Another incident has the code.
    #[error("another incident already has the code {0}")]
    CodeTaken(String),
    /// Every number of a year is used up.
    #[error("every code that begins with {0} is taken")]
    NoCode(String),
    /// A legal hold keeps it.
    #[error("a legal hold keeps it from being erased: {0}")]
    Held(String),
    /// The incident is in this record already.
    #[error("this incident is already in the record (its id is {0})")]
    Here(IncidentId),
    /// The audit log cannot go on.
    #[error("the audit log is damaged: {0}")]
    Log(Damage),
    /// Made by an older firebell, in a folder where it cannot be brought up to date.
    #[error(
        "the record was written by an older firebell (schema {found}, this one knows {known}) and can only be read here"
    )]
    Older {
        /// Its schema.
        found: i64,
        known: i64,
    },
    /// The header has another form.
    #[error("the header {} has format {found}; this firebell knows {known}", path.display())]
    HeaderFormat {
        path: PathBuf,
        /// Its form.
        found: u32,
        known: u32,
    },
    /// The header cannot be read, or asks for what no header of ours asks for.
    #[error("the header {} cannot be used", path.display())]
    Header {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    /// The header's mark is not that of the record key.
    #[error("the header {} was changed by somebody who does not have the record key", .0.display())]
    HeaderChanged(PathBuf),
    /// What was given opens the header, and no key in it opens the database.
    #[error("the header does not belong to this database")]
    HeaderOfAnother,
    /// The keys stay as they are.
    #[error(transparent)]
    Key(#[from] KeyRefusal),
    /// A backup would be in the folder of the record itself.
    #[error("{} is in the folder of the record", .0.display())]
    Inside(PathBuf),
    /// Another program is at work on the same.
    #[error("could not {0}: another program is using the record")]
    InUse(&'static str),
    /// The file system cannot keep the write-ahead log.
    #[error("the record needs a write-ahead log, which cannot be kept here (the database offers \"{0}\")")]
    NoLog(String),
    /// There is too little room for a key change.
    #[error("changing the key needs {} MB of free space in {}; {} MB are free", needed.div_ceil(MB), folder.display(), free / MB)]
    NoSpace {
        folder: PathBuf,
        /// Bytes it takes.
        needed: u64,
        /// Bytes there are.
        free: u64,
    },
    /// A key change was begun and not finished.
    #[error("{opens}")]
    KeyChange {
        /// What opens the record now.
        opens: Opens,
        /// What went wrong, as far as the cipher says.
        #[source]
        source: Option<Box<StoreError>>,
    },
    /// A page does not open with the key that opened the record.
    #[error(
        "the record no longer opens with the key it was opened with: its key was changed elsewhere, or it is damaged; leave and open it again"
    )]
    KeyElsewhere,
    /// The key could not be made.
    #[error("the key could not be derived")]
    Kdf(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored event or line is invalid.
    #[error("{what} cannot be read")]
    Unreadable {
        what: String,
        #[source]
        source: serde_json::Error,
    },
    /// A file could not be read or written.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the database refused to {doing}")]
    Sql {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        #[source]
        source: rusqlite::Error,
    },
    /// A backup or archive is not what it says.
    #[error(transparent)]
    Damaged(#[from] Flaw),
    /// Something between this machine and the server of a shared record.
    #[error(transparent)]
    Home(#[from] HomeError),
}

const MB: u64 = 1024 * 1024;

impl StoreError {
    /// Whether somebody else recorded something meanwhile: once that is taken in, it can be decided again.
    pub fn is_late(&self) -> bool {
        matches!(self, StoreError::Conflict { .. } | StoreError::Home(HomeError::Late))
    }
}

/// What opens a record whose key change was not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// The key it had.
    Old,
    /// The key it was to get.
    New,
    /// One of the two; the record could not be read to find out which.
    Either,
}

impl std::fmt::Display for Opens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Opens::Old => "the key was not changed: the old one still opens the record",
            Opens::New => "the key was changed, but the change could not be finished: the new one opens the record",
            Opens::Either => {
                "the key change was interrupted, and the record cannot be read at the moment: \
                 keep both keys; one of them opens it"
            }
        })
    }
}

/// Turns a database error into ours, saying what was tried.
fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::KeyElsewhere,
        _ => StoreError::Sql { doing, source },
    }
}

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
        staging.settle()?;
        let opened = database::open(&folder.join(DATABASE), &candidate)?;
        let mut store = Store::of(folder, opened, Access::Write);
        store.note_generation();
        naming::Naming::begin_keyed(&store.connection)?;
        line_mark::note_since(&store.connection, 1)?;
        store.begin_proof_keys(&Header::read(&folder.join(HEADER), Links::Followed)?)?;
        derived::begin(&store.connection)?;
        leaves::begin(&store.connection)?;
        search_check::begin(&store.connection)?;
        Ok(store)
    }

    /// Opens a record; where its folder cannot be written, for reading alone.
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
        let _ = rekey::settle(folder, &store.connection, &store.in_force, &header);
        store.note_generation();
        leaves::begin(&store.connection)?;
        search_check::begin(&store.connection)?;
        derived::begin_with_access(&store.connection)?;
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

    /// The audit log.
    pub fn audit(&self) -> &AuditLog {
        &self.audit
    }

    /// What went wrong without stopping what was asked.
    pub fn warnings(&self) -> &Warnings {
        &self.warnings
    }
}
