//! Files that count only together: they are made in a folder inside the folder, and moved out when all are whole.
//!
//! The one that makes the others count is moved last. A killed run leaves its folder behind, by which the next one
//! knows what was unfinished and may go.

use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};

use super::files::{self, io};
use super::{AUDIT, DATABASE, HEADER, LAW, LAW_FOLDER, MANIFEST, StoreError};
use crate::platform::modes;

/// Name of the folder inside.
const INSIDE: &str = "setting-up";
/// Held while somebody works in it.
const LOCK: &str = "lock";

/// What is being set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A new record; other files may be in the folder.
    Record,
    /// A record from a backup, in a folder of its own.
    Restore,
    /// A backup, in a folder of its own.
    Backup,
}

impl Purpose {
    /// The files in the order in which they are moved out.
    fn files(self) -> &'static [&'static str] {
        match self {
            Purpose::Record => &[DATABASE, HEADER],
            Purpose::Restore => &[DATABASE, AUDIT, LAW_FOLDER, HEADER],
            Purpose::Backup => &[DATABASE, AUDIT, HEADER, LAW, MANIFEST],
        }
    }

    /// Whether a file is only there where the record has law of its own beside it.
    fn may_lack(name: &str) -> bool {
        [LAW, LAW_FOLDER].contains(&name)
    }

    /// Whether an entry of the folder is in the way.
    fn refuses(self, name: &std::ffi::OsStr) -> bool {
        match self {
            Purpose::Record => [DATABASE, HEADER, AUDIT].iter().any(|ours| name == *ours),
            Purpose::Restore | Purpose::Backup => true,
        }
    }
}

/// The folder inside, while the files are made. What was not settled goes when this is dropped.
pub(super) struct Staging {
    folder: PathBuf,
    inside: PathBuf,
    purpose: Purpose,
    /// Whether the folder itself was made for this.
    made: bool,
    settled: bool,
    _lock: File,
}

impl Staging {
    /// Begins in a folder that may be absent.
    pub(super) fn begin(folder: &Path, purpose: Purpose) -> Result<Staging, StoreError> {
        let made = !folder.try_exists().map_err(io("list", folder))?;
        files::make_folder(folder)?;
        clear_unfinished(folder, purpose)?;
        let entries = entries(folder)?;
        if entries.iter().any(|name| purpose.refuses(name)) {
            return Err(StoreError::Occupied(folder.to_owned()));
        }
        let linked = std::fs::symlink_metadata(folder).is_ok_and(|entry| entry.is_symlink());
        if entries.is_empty() && !made && !linked {
            files::close_folder(folder)?;
        }
        let inside = folder.join(INSIDE);
        let mut builder = DirBuilder::new();
        let begun = modes::owner_folder(&mut builder)
            .create(&inside)
            .map_err(io("create the folder", &inside));
        let lock = begun.and_then(|()| lock(&inside.join(LOCK)));
        if lock.is_err() && made {
            // What was made for this goes again; the error that matters is the one above.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(Staging {
            folder: folder.to_owned(),
            inside,
            purpose,
            made,
            settled: false,
            _lock: lock?,
        })
    }

    /// The folder inside.
    pub(super) fn inside(&self) -> &Path {
        &self.inside
    }

    /// Where a file is made.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.inside.join(name)
    }

    /// Moves the files out, durably: from now on they count. Where this fails, none of them stays.
    pub(super) fn settle(mut self) -> Result<NewFiles, StoreError> {
        files::sync_folder(&self.inside)?;
        for name in self.purpose.files() {
            if Purpose::may_lack(name) && !self.path(name).exists() {
                continue;
            }
            let target = self.folder.join(name);
            std::fs::rename(self.path(name), &target).map_err(io("put in place", &target))?;
        }
        files::sync_folder(&self.folder)?;
        self.folder.parent().map_or(Ok(()), files::sync_folder)?;
        self.settled = true;
        Ok(NewFiles {
            folder: self.folder.clone(),
            made: self.made,
        })
    }
}

/// A record that was set up in a folder a moment ago.
#[derive(Debug)]
pub struct NewFiles {
    folder: PathBuf,
    /// Whether the folder itself was made for it.
    made: bool,
}

impl NewFiles {
    /// Does what is left to do, and takes the record away again where it fails.
    pub(super) fn or_take_away<T>(&self, rest: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        rest().inspect_err(|_| self.take_away())
    }

    /// Takes the record away again, as if it had never been set up. It must be closed. What cannot be removed stays: the error
    /// that led here is the one that matters.
    pub fn take_away(&self) {
        let beside = ["-wal", "-shm"].map(|ending| format!("{DATABASE}{ending}"));
        // The header first: a database alone is no record.
        let names = [HEADER, DATABASE, AUDIT, super::key_lock::LOCK];
        for name in names.into_iter().chain(beside.iter().map(String::as_str)) {
            let _ = files::remove(&self.folder.join(name));
        }
        if self.made {
            let _ = std::fs::remove_dir(&self.folder);
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.settled {
            for name in self.purpose.files() {
                // Moved out already, although not all of them were: alone it is of no use.
                if !self.path(name).exists() {
                    let _ = take_away(&self.folder.join(name));
                }
            }
        }
        // There is nobody to tell; the next run takes away what stays.
        let _ = std::fs::remove_dir_all(&self.inside);
        if self.made && !self.settled {
            let _ = std::fs::remove_dir(&self.folder);
        }
    }
}

/// Removes what was moved out; it may be absent.
fn take_away(path: &Path) -> Result<(), StoreError> {
    match std::fs::symlink_metadata(path).is_ok_and(|entry| entry.is_dir()) {
        true => std::fs::remove_dir_all(path).map_err(io("remove", path)),
        false => files::remove(path),
    }
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let file = files::create_new(path)?;
    file.lock().map_err(io("lock", path))?;
    Ok(file)
}

#[expect(clippy::disallowed_methods, reason = "looks what is in the user's folder")]
fn entries(folder: &Path) -> Result<Vec<std::ffi::OsString>, StoreError> {
    let entries = std::fs::read_dir(folder).map_err(io("list", folder))?;
    entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()
        .map_err(io("list", folder))
}

/// Takes away what a killed run left. Its files count for nothing while the one that comes last is still inside.
fn clear_unfinished(folder: &Path, purpose: Purpose) -> Result<(), StoreError> {
    let inside = folder.join(INSIDE);
    if !std::fs::symlink_metadata(&inside).is_ok_and(|entry| entry.is_dir()) {
        return Ok(());
    }
    if let Ok(lock) = File::open(inside.join(LOCK))
        && let Err(TryLockError::WouldBlock) = lock.try_lock()
    {
        return Err(StoreError::InUse("set up a record here"));
    }
    let moved_out = purpose.files().split_last().map_or(&[] as &[&str], |(last, rest)| {
        let unfinished = inside.join(last).exists() && !folder.join(last).exists();
        if unfinished { rest } else { &[] }
    });
    for name in moved_out {
        if !inside.join(name).exists() {
            take_away(&folder.join(name))?;
        }
    }
    std::fs::remove_dir_all(&inside).map_err(io("remove", &inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_up(folder: &Path) -> NewFiles {
        let staging = Staging::begin(folder, Purpose::Record).unwrap();
        for name in [DATABASE, HEADER] {
            std::fs::write(staging.path(name), b"x").unwrap();
        }
        staging.settle().unwrap()
    }

    #[test]
    fn what_is_taken_away_again_is_in_nobodys_way() {
        let home = tempfile::tempdir().unwrap();
        let (new, used) = (home.path().join("new"), home.path().join("used"));
        std::fs::create_dir(&used).unwrap();
        std::fs::write(used.join("plan.md"), b"x").unwrap();
        for folder in [&new, &used] {
            let settled = set_up(folder);
            let failed = settled.or_take_away(|| -> Result<(), StoreError> {
                std::fs::write(folder.join(AUDIT), b"x").unwrap();
                Err(StoreError::HeaderOfAnother)
            });
            assert!(matches!(failed, Err(StoreError::HeaderOfAnother)));
        }
        assert!(!new.exists());
        assert_eq!(entries(&used).unwrap(), ["plan.md"]);
        for folder in [&new, &used] {
            let settled = set_up(folder);
            settled.or_take_away(|| Ok(())).unwrap();
            assert!(folder.join(HEADER).exists());
        }
    }
}
