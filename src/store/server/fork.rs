//! A server that went on with another history than this machine has: a backup was restored, or a fail-over lost something, and
//! others recorded before it was given back. The server's log is what counts. The copy is made anew from it, beside the one
//! that is here, so that nothing is taken from a record that says of itself that nothing is ever taken from it; what the server
//! lost and was recorded on this machine waits, and is decided anew. The copy that was here stays in a folder of its own.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::address::AskPassword;
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::{Kept, Stage};
use super::log_part;
use super::row::Head;
use super::shared::{Shared, link};
use crate::core::time::WallTime;
use crate::store::files;
use crate::store::files::Links;
use crate::store::header::Header;
use crate::store::key_lock::KeyLock;
use crate::store::keys::Candidate;
use crate::store::verifying::{derived_tables, search_index};
use crate::store::{AUDIT, Access, DATABASE, HEADER, Store, StoreError, database, leaves, sql};

/// The folder in which the copy is made.
const BESIDE: &str = "anew";

/// Where the server's log and that of this machine part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fork {
    /// The last entry that both have.
    pub(super) common: u64,
    /// Entries of this machine.
    pub(super) here: u64,
}

/// A folder that goes with this.
pub(super) struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        // There is nobody to tell; the next run takes it away.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The copy that is made anew, until it takes the place of the one that is here.
pub struct Anew {
    pub(super) store: Store,
    pub(super) fork: Fork,
    beside: Beside,
    _lock: KeyLock,
}

impl std::fmt::Debug for Anew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Anew").field("fork", &self.fork).finish_non_exhaustive()
    }
}

impl Anew {
    /// The last entry that both have.
    pub fn common(&self) -> u64 {
        self.fork.common
    }

    /// The copy itself.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl Store {
    /// Where the server's log parts from that of this machine; `None` where one of them is a beginning of the other.
    pub(super) fn fork(&self, shared: &Shared) -> Result<Option<Fork>, StoreError> {
        let here = kept_locally::head(&self.connection)?.n;
        let there = shared.link.lock().head()?.ok_or(HomeError::NoRecord)?;
        let is_common = |n: u64| -> Result<bool, StoreError> {
            let found = match n == there.n {
                true => Some(there.hash),
                false => shared.link.lock().row(n)?.map(|row| row.hash),
            };
            Ok(n == 0 || (found.is_some() && found == kept_locally::hash_of(&self.connection, n)?))
        };
        let last = here.min(there.n);
        if is_common(last)? {
            return Ok(None);
        }
        // Each row names the one before it: up to the last one that both have all are alike, and none after it.
        let (mut common, mut other) = (0, last);
        while other - common > 1 {
            let middle = common + (other - common) / 2;
            match is_common(middle)? {
                true => common = middle,
                false => other = middle,
            }
        }
        Ok(Some(Fork { common, here }))
    }

    /// Makes a copy of what the server has, beside the one that is here. Everything that comes in is verified as where
    /// somebody joins.
    ///
    /// # Errors
    /// [`HomeError::NoFork`] where the server has no other history; what the server says. Nothing is changed here then.
    pub fn begin_anew(&self, ask: AskPassword) -> Result<Anew, StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?;
        let fork = self.fork(shared)?.ok_or(HomeError::NoFork)?;
        let known = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let lock = KeyLock::take(&self.folder)?;
        let beside = Beside(self.folder.join(BESIDE));
        // What a killed run left.
        let _ = std::fs::remove_dir_all(&beside.0);
        files::make_folder(&beside.0)?;
        files::copy(&self.folder.join(HEADER), Links::Followed, &beside.0.join(HEADER))?;
        let header = Header::read(&beside.0.join(HEADER), Links::Refused)?;
        let made = database::create(&beside.0.join(DATABASE), &Candidate::enveloped(self.holder()?.clone()))?;
        let keys: Vec<_> = known.keys().collect();
        Kept::new(known.home(), known.address.clone(), Stage::Moving, &keys).write(&made.connection)?;
        log_part::begin(&made.connection, 0)?;
        let mut store = Store::of(&beside.0, made, Access::Write);
        store.look_at_header(&header)?;
        store.note_generation();
        leaves::begin(&store.connection)?;
        search_index::begin(&store.connection)?;
        derived_tables::begin_where_none_is(&store.connection)?;
        store.share_by(shared.log.clone(), link(&known.address, ask)?)?;
        store.pull()?;
        if !store.is_complete()? {
            return Err(HomeError::NoRecord.into());
        }
        self.hand_proof_keys_to(&store)?;
        // Another fork meanwhile, or this one healed: what was looked at above is not what came in.
        let same = |n| -> Result<bool, StoreError> {
            Ok(kept_locally::hash_of(&store.connection, n)? == kept_locally::hash_of(&self.connection, n)?)
        };
        if (fork.common > 0 && !same(fork.common)?) || same(fork.common + 1)? {
            return Err(HomeError::Late.into());
        }
        Ok(Anew {
            store,
            fork,
            beside,
            _lock: lock,
        })
    }

    /// Puts a copy in the place of the one that is here, which goes to a folder of its own; gives that folder.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another firebell has the record open; everything is as it was then.
    pub fn replace_with(&mut self, anew: Anew, ask: AskPassword, at: WallTime) -> Result<PathBuf, StoreError> {
        let Anew { store, beside, .. } = &anew;
        let log = self.shared.as_ref().ok_or(HomeError::NotShared)?.log.clone();
        database::fold_in(&store.connection)?;
        database::fold_in(&self.connection)?;
        let before = self.keep_before(at)?;
        let candidate = Candidate::enveloped(self.holder()?.clone());
        let path = self.folder.join(DATABASE);
        let nowhere = Connection::open_in_memory().map_err(sql("open"))?;
        let closed = std::mem::replace(&mut self.connection, nowhere).close();
        self.shared = None;
        let replaced = closed
            .map_err(|(_, error)| sql("finish its files")(error))
            .and_then(|()| self.put_in_place(&beside.0));
        // Whichever of the two is there now.
        self.connection = database::open(&path, &candidate)?.connection;
        if let Err(error) = replaced {
            let _ = std::fs::remove_dir_all(&before);
            return Err(error);
        }
        self.note_generation();
        let address = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?.address;
        self.share_by(log, link(&address, ask)?)?;
        Ok(before)
    }

    /// The log before the database: where this is cut off in between, the copy that is here still parts from the server, and is
    /// made anew once more.
    fn put_in_place(&self, beside: &Path) -> Result<(), StoreError> {
        let log = self.folder.join(format!("{DATABASE}-wal"));
        if std::fs::symlink_metadata(&log).is_ok_and(|found| found.len() > 0) {
            return Err(StoreError::InUse("put the new copy in its place"));
        }
        for name in [AUDIT, DATABASE] {
            let target = self.folder.join(name);
            std::fs::rename(beside.join(name), &target).map_err(files::io("put in place", &target))?;
        }
        files::sync_folder(&self.folder)
    }

    /// The files that are here, a second time under the name of the moment.
    fn keep_before(&self, at: WallTime) -> Result<PathBuf, StoreError> {
        let name = format!("before-{}", at.at().format("%Y%m%dT%H%M%SZ"));
        let folder = self.folder.join(name);
        files::make_folder(&folder)?;
        for name in [DATABASE, AUDIT, HEADER] {
            let (from, to) = (self.folder.join(name), folder.join(name));
            // A file system without links gets a copy.
            if std::fs::hard_link(&from, &to).is_err() {
                files::copy(&from, Links::Followed, &to)?;
            }
        }
        files::sync_folder(&folder)?;
        Ok(folder)
    }

    /// Whether the end of the server's log is an entry that this machine has, or this machine's end one that the server has.
    pub(super) fn is_forked(&self, shared: &Shared, there: Head) -> Result<Option<u64>, StoreError> {
        let here = kept_locally::head(&self.connection)?;
        let same = match there.n.cmp(&here.n) {
            std::cmp::Ordering::Less => {
                kept_locally::hash_of(&self.connection, there.n)?.is_none_or(|hash| hash == there.hash)
            }
            std::cmp::Ordering::Equal => here.hash == there.hash,
            std::cmp::Ordering::Greater => {
                here.n == 0 || shared.link.lock().row(here.n)?.is_some_and(|row| row.hash == here.hash)
            }
        };
        match same {
            true => Ok(None),
            false => Ok(self.fork(shared)?.map(|fork| fork.common)),
        }
    }
}
