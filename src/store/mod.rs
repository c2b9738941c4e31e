//! The encrypted record on disk. The only place that names rusqlite.
//!
//! One folder holds three files: the header (how the key is made, no secret), the SQLCipher database, and the audit
//! log, which stands apart from the database so that neither can be changed without the other telling.

pub mod audit;
pub mod backup;
mod board;
mod database;
pub mod drafts;
pub mod events;
mod files;
pub mod key;
mod log_end;
mod outbox;
mod repair;
mod schema;
pub mod summary;
pub mod verify;
mod warnings;
pub mod writing;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use secrecy::SecretString;

use crate::core::code::IncidentId;

pub use audit::{Actor, AuditLine, AuditLog, Draft};
pub use events::{Appended, Stored};
pub use log_end::Damage;
pub use repair::{Repair, Repairing};
pub use summary::{DeadlineRow, Summary};
pub use warnings::{Warning, Warnings};

/// Name of the database file.
pub const DATABASE: &str = "firebell.db";
/// Name of the header file.
pub const HEADER: &str = "header.json";
/// Name of the audit log.
pub const AUDIT: &str = "audit.jsonl";

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
        /// Ours.
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
    /// The incident is in this record already.
    #[error("this incident is in the record already (its id is {0})")]
    Here(IncidentId),
    /// The audit log cannot go on.
    #[error("the audit log is damaged: {0}")]
    Log(Damage),
    /// The header cannot be read.
    #[error("the header {} cannot be read", path.display())]
    Header {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The key could not be made.
    #[error("the key could not be derived: {0}")]
    Kdf(String),
    /// A stored event or line does not read.
    #[error("{what} cannot be read")]
    Unreadable {
        /// Which.
        what: String,
        /// Why.
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
    #[error("{0}")]
    Damaged(String),
}

/// What the disk says where it cannot do what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskTrouble {
    /// No room, or none for this user.
    Full,
    /// The disk did not confirm what was written.
    Unconfirmed,
    /// Nothing may be written there.
    ReadOnly,
    /// Somebody else writes and does not end.
    Busy,
}

impl StoreError {
    /// The trouble of the disk behind an error, where it is one that people can do something about.
    pub fn disk(&self) -> Option<DiskTrouble> {
        use rusqlite::ErrorCode;
        use std::io::ErrorKind;
        match self {
            StoreError::Io { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(DiskTrouble::Full),
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(DiskTrouble::ReadOnly),
                _ => None,
            },
            StoreError::Sql { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Some(DiskTrouble::Full),
                Some(ErrorCode::SystemIoFailure) => Some(DiskTrouble::Unconfirmed),
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Some(DiskTrouble::ReadOnly),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Some(DiskTrouble::Busy),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Turns a database error into ours, saying what was tried.
fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| StoreError::Sql { doing, source }
}

/// An open record.
pub struct Store {
    folder: PathBuf,
    connection: Connection,
    audit: AuditLog,
    warnings: Warnings,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Whether a record stands in a folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join(DATABASE).exists() && folder.join(HEADER).exists()
    }

    /// Sets up a new record in a folder that holds none.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where one stands already; otherwise what the disk says.
    pub fn create(folder: &Path, secret: &SecretString) -> Result<Store, StoreError> {
        files::make_folder(folder)?;
        for name in [DATABASE, HEADER, AUDIT] {
            if folder.join(name).exists() {
                return Err(StoreError::Occupied(folder.to_owned()));
            }
        }
        let header = key::Header::fresh()?;
        let raw = header.current.derive(secret)?;
        let connection = database::open(&folder.join(DATABASE), &raw, true)?;
        // The header comes last: a folder without one is no record, and setting up can be tried again.
        header.write(&folder.join(HEADER))?;
        Ok(Store {
            folder: folder.to_owned(),
            connection,
            audit: AuditLog::at(folder.join(AUDIT)),
            warnings: Warnings::default(),
        })
    }

    /// Opens a record.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where the secret does not fit, [`StoreError::Missing`] where there is nothing.
    pub fn open(folder: &Path, secret: &SecretString) -> Result<Store, StoreError> {
        if !Store::exists(folder) {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        let path = folder.join(HEADER);
        let header = key::Header::read(&path)?;
        let connection = key::try_each(&header, secret, |raw| {
            database::open(&folder.join(DATABASE), raw, false)
        })?;
        let store = Store {
            folder: folder.to_owned(),
            connection,
            audit: AuditLog::at(folder.join(AUDIT)),
            warnings: Warnings::default(),
        };
        // Lines of the run before that was killed between the commit and the log.
        store.catch_up();
        Ok(store)
    }

    /// The folder the record stands in.
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

    /// Gives the record a new passphrase. Killed at any moment, one of the two still opens it.
    ///
    /// # Errors
    /// What the disk or the database says.
    pub fn change_key(&mut self, secret: &SecretString) -> Result<(), StoreError> {
        let path = self.folder.join(HEADER);
        let mut header = key::Header::read(&path)?;
        let next = key::Kdf::fresh()?;
        let raw = next.derive(secret)?;
        header.next = Some(next.clone());
        header.write(&path)?;
        database::rekey(&self.connection, &raw)?;
        header.current = next;
        header.next = None;
        header.write(&path)
    }
}
