//! What can go wrong between the record and the disk.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::audit_log::damage::Damage;
use super::flaw::Flaw;
use super::keys::KeyRefusal;
use super::random::NoRandom;
use super::server::HomeError;
use crate::core::ids::IncidentId;

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
    /// What the record tells is not what members signed, so that nothing is done on it.
    #[error("{about} cannot be proved: {why}")]
    NotProven {
        /// What it is about, as people say it.
        about: &'static str,
        why: String,
    },
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
    /// The server of a shared record has it, and this machine does not.
    #[error("the team's server has recorded it (do not record it again), and this machine could not keep it: {0}")]
    NotKeptHere(#[source] Box<StoreError>),
    /// Something between this machine and the server of a shared record.
    #[error(transparent)]
    Home(#[from] HomeError),
}

const MB: u64 = 1024 * 1024;

impl From<NoRandom> for StoreError {
    fn from(error: NoRandom) -> StoreError {
        StoreError::Kdf(Box::new(error))
    }
}

impl StoreError {
    /// Whether somebody else recorded something meanwhile: once that is taken in, it can be decided again.
    pub fn is_late(&self) -> bool {
        matches!(self, StoreError::Conflict { .. } | StoreError::Home(HomeError::Late))
    }

    /// Whether a page of the database may not be as it was written. The cipher tells of one that it cannot open by errors that
    /// have other names: no memory, or none at all.
    pub fn may_be_of_a_damaged_page(&self) -> bool {
        use ErrorCode::{DatabaseCorrupt, NotADatabase, OutOfMemory, SystemIoFailure, Unknown};
        matches!(self, StoreError::Sql { source, .. } if matches!(
            source.sqlite_error_code(),
            Some(DatabaseCorrupt | NotADatabase | OutOfMemory | SystemIoFailure | Unknown)
        ))
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
pub(super) fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::KeyElsewhere,
        _ => StoreError::Sql { doing, source },
    }
}
