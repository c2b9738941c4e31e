//! Changing the key, so that the record opens with the old one or the new one whatever happens on the way.
//!
//! The header names the old set and the new one before the first page is touched, and drops a set only after another
//! one was seen to open the database on a connection of its own. Whatever an interrupted change leaves behind is
//! settled by the next opening.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::Connection;
use secrecy::SecretString;

use super::database::{InForce, Opened};
use super::files::{Links, io};
use super::header::Header;
use super::key::{self, Candidate, Kdf};
use super::{DATABASE, HEADER, Opens, Store, StoreError, database, files};

/// Held by whoever changes the header; the lock goes with the process.
const LOCK: &str = "key.lock";

struct KeyLock {
    /// Holds the lock while it is open.
    _file: File,
}

impl KeyLock {
    /// Takes the lock, or finds that somebody else has it.
    fn try_take(folder: &Path) -> Result<Option<KeyLock>, StoreError> {
        let path = folder.join(LOCK);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.custom_flags(nix::fcntl::OFlag::O_NOFOLLOW.bits());
        }
        let file = files::private(&mut options)
            .open(&path)
            .map_err(io("open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(KeyLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(io("lock", &path)(error)),
        }
    }
}

/// Takes out of the header what an interrupted key change left there, once it is sure what opens the record.
///
/// While another program changes the key this does nothing: that program finishes its own work.
pub(super) fn settle(
    folder: &Path,
    connection: &Connection,
    in_force: &InForce,
    header: &Header,
) -> Result<(), StoreError> {
    let settled = Header::settled(in_force);
    if *header == settled {
        return Ok(());
    }
    let Some(_lock) = KeyLock::try_take(folder)? else {
        return Ok(());
    };
    let path = folder.join(HEADER);
    let found = Header::read(&path, Links::Followed)?;
    if !found.sets().any(|kdf| kdf == in_force.kdf()) {
        // Somebody else has changed the key since this connection was opened.
        return Ok(());
    }
    database::still_opens(connection)?;
    // A commit that was never made durable could come back from the log under the other key.
    database::fold_in(connection)?;
    settled.write(&path)
}

impl Store {
    /// Gives the record a new passphrase. Whatever goes wrong, one of the two opens it afterwards, and the error says
    /// which.
    ///
    /// # Errors
    /// [`StoreError::NoSpace`] and [`StoreError::InUse`] before anything is touched, [`StoreError::WrongKey`] where the
    /// old secret does not fit, [`StoreError::KeyChange`] where the change was begun and not finished.
    pub fn change_key(&mut self, old: &SecretString, new: &SecretString) -> Result<(), StoreError> {
        let Some(_lock) = KeyLock::try_take(&self.folder)? else {
            return Err(StoreError::InUse("change the key"));
        };
        let path = self.folder.join(DATABASE);
        let kdf = self.in_force.kdf().clone();
        let (was, opened) = key::first_that_opens([&kdf].into_iter(), old, |candidate| {
            Ok((candidate.clone(), database::open(&path, candidate)?))
        })?;
        self.has_space_for_rekey()?;
        database::ready_for_rekey(&opened.connection)?;
        let next = Kdf::fresh()?.with_new(new)?;
        let header = self.folder.join(HEADER);
        Header::changing(&opened.in_force, &next.kdf).write(&header)?;
        let asked = database::rekey(opened.connection, &next.raw);
        let proven = prove(&path, &was, &next, asked)?;
        self.connection = proven.connection;
        self.in_force = proven.in_force;
        Header::settled(&self.in_force)
            .write(&header)
            .map_err(|cause| StoreError::KeyChange {
                opens: Opens::New,
                source: Some(Box::new(cause)),
            })
    }

    fn has_space_for_rekey(&self) -> Result<(), StoreError> {
        let path = self.folder.join(DATABASE);
        let length = std::fs::metadata(&path).map_err(io("measure", &path))?.len();
        // Every page goes through the log before it comes back; a little more for headers and names.
        let needed = length + length / 20 + 256 * 1024;
        match files::free_space(&self.folder) {
            Some(free) if free < needed => Err(StoreError::NoSpace {
                folder: self.folder.clone(),
                needed,
                free,
            }),
            Some(_) | None => Ok(()),
        }
    }
}

/// Opens the database with the new key on a connection of its own; where that fails, finds out what still opens it.
fn prove(path: &Path, old: &Candidate, new: &Candidate, asked: Result<(), StoreError>) -> Result<Opened, StoreError> {
    let refused = match database::open(path, new) {
        Ok(opened) => return Ok(opened),
        Err(refused) => refused,
    };
    let opens = match database::open(path, old) {
        Ok(_) => Opens::Old,
        Err(_) => Opens::Either,
    };
    let source = match (asked, refused) {
        (Err(cause), _) => Some(cause),
        // The cipher said "ok" and did nothing; it does not say why.
        (Ok(()), StoreError::WrongKey) => None,
        (Ok(()), cause) => Some(cause),
    };
    let source = source.map(Box::new);
    Err(StoreError::KeyChange { opens, source })
}
