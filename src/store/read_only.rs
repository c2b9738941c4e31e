//! Reading a record whose folder cannot be written: a medium that is read-only, a copy kept as evidence.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use tempfile::TempDir;

use super::database::Opened;
use super::files::{Links, io};
use super::keys::Candidate;
use super::verifying::search_index;
use super::{StoreError, database, files, leaves};

/// A database that is only read.
pub(super) struct Reading {
    pub(super) opened: Opened,
    /// The copy that is read where the original cannot be; it goes with the connection.
    pub(super) scratch: Option<TempDir>,
}

/// Opens a database without writing anything beside it.
pub(super) fn open(path: &Path, candidate: &Candidate) -> Result<Reading, StoreError> {
    let (log, index) = (beside(path, "-wal"), beside(path, "-shm"));
    if !present(&log)? && !present(&index)? {
        return open_alone(path, candidate);
    }
    // Somebody may be writing, or a killed writer has left entries in the log: neither may be passed over.
    match database::open_to_read(&uri(path, "mode=ro"), path, candidate) {
        Ok(opened) => Ok(Reading { opened, scratch: None }),
        Err(StoreError::Sql { source, .. }) if source.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
            open_copy(path, &log, candidate)
        }
        Err(error) => Err(error),
    }
}

/// Opens a database file that is complete in itself and that nobody writes.
pub(super) fn open_alone(path: &Path, candidate: &Candidate) -> Result<Reading, StoreError> {
    match database::open_to_read(&uri(path, "mode=ro&immutable=1"), path, candidate) {
        Ok(opened) => Ok(Reading { opened, scratch: None }),
        // An older firebell made it: its tables are brought up to date in a copy, and it stays as it is.
        Err(StoreError::Older { .. }) => open_older(path, candidate),
        Err(error) => Err(error),
    }
}

/// A copy whose tables are those of this version.
fn open_older(path: &Path, candidate: &Candidate) -> Result<Reading, StoreError> {
    let scratch = TempDir::new().map_err(io("create a folder to read in next to", path))?;
    let copy = scratch.path().join("copy.db");
    files::copy(path, Links::Followed, &copy)?;
    let opened = database::open(&copy, candidate)?;
    leaves::begin(&opened.connection)?;
    search_index::begin(&opened.connection)?;
    Ok(Reading {
        opened,
        scratch: Some(scratch),
    })
}

/// The log can only be read with an index beside it, which cannot be made here; so both are read elsewhere.
fn open_copy(path: &Path, log: &Path, candidate: &Candidate) -> Result<Reading, StoreError> {
    let scratch = TempDir::new().map_err(io("create a folder to read in next to", path))?;
    let copy = scratch.path().join("copy.db");
    files::copy(path, Links::Followed, &copy)?;
    if present(log)? {
        files::copy(log, Links::Followed, &beside(&copy, "-wal"))?;
    }
    let opened = database::open_to_read(&copy, path, candidate)?;
    Ok(Reading {
        opened,
        scratch: Some(scratch),
    })
}

fn present(path: &Path) -> Result<bool, StoreError> {
    path.try_exists().map_err(io("look for", path))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// A path as SQLite's URI, with everything escaped that could be taken for part of the URI.
fn uri(path: &Path, query: &str) -> PathBuf {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let escaped = path.as_os_str().as_encoded_bytes().iter().map(|byte| match byte {
        byte if plain(*byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    PathBuf::from(format!("file:{}?{query}", escaped.collect::<String>()))
}
