//! Held by whoever changes the header, so that two changes come one after the other.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::StoreError;
use super::files::io;
use crate::platform::{modes, opening};

pub(super) const LOCK: &str = "key.lock";

/// The lock goes with the process.
pub(super) struct KeyLock {
    /// Holds the lock while it is open.
    _file: File,
}

impl KeyLock {
    /// Takes the lock, or finds that somebody else has it.
    pub(super) fn try_take(folder: &Path) -> Result<Option<KeyLock>, StoreError> {
        let path = folder.join(LOCK);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = modes::owner_file(opening::without_links(&mut options))
            .open(&path)
            .map_err(io("open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(KeyLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(io("lock", &path)(error)),
        }
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where somebody else has it.
    pub(super) fn take(folder: &Path) -> Result<KeyLock, StoreError> {
        KeyLock::try_take(folder)?.ok_or(StoreError::InUse("change the key"))
    }
}
