//! What the disk has to do with an error: the same few causes, whether the system or the database tells of them.

use std::io::ErrorKind;

use rusqlite::{ErrorCode, ffi};

use super::StoreError;

/// Why the disk refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskTrouble {
    /// There is no room.
    Full,
    /// It cannot be written.
    ReadOnly,
    /// It belongs to somebody else.
    Forbidden,
    /// Another program holds it.
    Busy,
    /// It did not confirm what was written.
    Unconfirmed,
    /// Locks or shared memory do not work, as on network file systems.
    FileSystem,
}

impl StoreError {
    /// Why the disk refused, where it did.
    pub fn disk(&self) -> Option<DiskTrouble> {
        match self {
            StoreError::Io { source, .. } => of_system(source),
            StoreError::Sql { source, .. } => source.sqlite_error().and_then(of_database),
            StoreError::NotKeptHere(source) => source.disk(),
            StoreError::Missing(_)
            | StoreError::Occupied(_)
            | StoreError::WrongKey
            | StoreError::Foreign(_)
            | StoreError::Newer { .. }
            | StoreError::Conflict { .. }
            | StoreError::Older { .. }
            | StoreError::HeaderFormat { .. }
            | StoreError::Header { .. }
            | StoreError::HeaderChanged(_)
            | StoreError::HeaderOfAnother
            | StoreError::Key(_)
            | StoreError::Inside(_)
            | StoreError::InUse(_)
            | StoreError::NoLog(_)
            | StoreError::NoSpace { .. }
            | StoreError::KeyChange { .. }
            | StoreError::KeyElsewhere
            | StoreError::CodeTaken(_)
            | StoreError::NoCode(_)
            | StoreError::Here(_)
            | StoreError::Held(_)
            | StoreError::NotProven { .. }
            | StoreError::Log(_)
            | StoreError::Kdf(_)
            | StoreError::Home(_)
            | StoreError::Unreadable { .. }
            | StoreError::Damaged(_) => None,
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what a person can do something about has a name here"
)]
fn of_system(error: &std::io::Error) -> Option<DiskTrouble> {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(DiskTrouble::Full),
        ErrorKind::ReadOnlyFilesystem => Some(DiskTrouble::ReadOnly),
        ErrorKind::PermissionDenied => Some(DiskTrouble::Forbidden),
        ErrorKind::Unsupported | ErrorKind::StaleNetworkFileHandle => Some(DiskTrouble::FileSystem),
        _ => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what a person can do something about has a name here"
)]
fn of_database(error: &ffi::Error) -> Option<DiskTrouble> {
    const LOCKS: &[i32] = &[
        ffi::SQLITE_IOERR_LOCK,
        ffi::SQLITE_IOERR_RDLOCK,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMLOCK,
        ffi::SQLITE_IOERR_SHMMAP,
    ];
    match error.code {
        ErrorCode::DiskFull => Some(DiskTrouble::Full),
        ErrorCode::ReadOnly => Some(DiskTrouble::ReadOnly),
        ErrorCode::PermissionDenied => Some(DiskTrouble::Forbidden),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(DiskTrouble::Busy),
        ErrorCode::SystemIoFailure if !LOCKS.contains(&error.extended_code) => Some(DiskTrouble::Unconfirmed),
        ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed | ErrorCode::CannotOpen => {
            Some(DiskTrouble::FileSystem)
        }
        _ => None,
    }
}
