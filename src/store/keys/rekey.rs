//! Replacing the key of the database, so that the record opens with the old one or the new one whatever happens on the
//! way: when the record key is rotated, and when a record is taken from one format to the other.
//!
//! The header names both keys before the first page is touched, and drops one only after the other was seen to open the
//! database on a connection of its own. Whatever an interrupted change leaves behind is settled by the next opening.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use secrecy::SecretString;

use super::database_key::Kdf;
use super::{Candidate, Drawn, Envelope, Holder, KeyRefusal, NewSlot, Source, Unlock};
use crate::core::time::WallTime;
use crate::platform::disk;
use crate::store::audit_log::event_names::Naming;
use crate::store::database::{InForce, Opened};
use crate::store::files::{Links, io};
use crate::store::header::Header;
use crate::store::key_lock::KeyLock;
use crate::store::{DATABASE, HEADER, Opens, Store, StoreError, database};

/// Takes out of the header what an interrupted change left there, once it is sure what opens the record.
///
/// While another program changes the key this does nothing: that program finishes its own work.
pub(crate) fn settle(
    folder: &Path,
    connection: &Connection,
    in_force: &InForce,
    header: &Header,
) -> Result<(), StoreError> {
    if *header == header.settled(in_force)? {
        return Ok(());
    }
    let Some(_lock) = KeyLock::try_take(folder)? else {
        return Ok(());
    };
    let path = folder.join(HEADER);
    let found = Header::read(&path, Links::Followed)?;
    if !found.names(in_force) {
        // Somebody else has changed the key since this connection was opened.
        return Ok(());
    }
    database::still_opens(connection)?;
    // A commit that was never made durable could come back from the log under the other key.
    database::fold_in(connection)?;
    found.settled(in_force)?.write(&path)
}

/// One key about to go, and one about to come.
struct Change {
    /// The header that names both.
    changing: Header,
    next: Candidate,
}

impl Store {
    /// Gives the record a new passphrase. In the second format one slot is rewritten; a record of the first format is
    /// brought to the second on this occasion.
    ///
    /// # Errors
    /// As [`Store::set_slot`] and [`Store::upgrade`].
    pub fn change_key(&mut self, old: Unlock<'_>, new: &SecretString, at: WallTime) -> Result<(), StoreError> {
        match (self.in_force.source(), old) {
            (Source::Derived(_), Unlock::Passphrase(old)) => self.upgrade(old, new, at),
            (Source::Derived(_), Unlock::Key(_)) => Err(StoreError::WrongKey),
            (Source::Enveloped(_), _) => self.set_slot(&NewSlot::Passphrase(new), at).map(drop),
        }
    }

    /// Replaces the record key and encrypts the database anew: who had the old one, from a former member's memory or an
    /// old header and passphrase, has nothing.
    ///
    /// # Errors
    /// [`StoreError::NoSpace`] and [`StoreError::InUse`] before anything is touched, [`StoreError::KeyChange`] where the
    /// change was begun and not finished.
    pub fn rotate_key(&mut self, at: WallTime) -> Result<(), StoreError> {
        let _lock = KeyLock::take(&self.folder)?;
        let (envelope, holder) = self.envelope_to_change()?;
        let Drawn { envelope, candidate } = envelope.replacing(&holder, at)?;
        // Before the header is written: a header that counts keys which are not in the database looks like a deletion.
        let generations = match &candidate.source {
            Source::Derived(_) => None,
            Source::Enveloped(next) => self.hand_proof_keys_on(next)?,
        };
        let envelope = envelope.with_proof_keys(generations, &holder)?;
        let was = Candidate::enveloped(holder);
        let change = Change {
            changing: Header::second(envelope),
            next: candidate,
        };
        self.replace_key(&was, &change)?;
        // What a killed process leaves of them opens with no key that anybody has.
        let _ = self.forget_former_proof_keys();
        Ok(())
    }

    /// Brings a record of the first format to the second, under a passphrase that may be the one it has.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where the old passphrase does not fit; otherwise as [`Store::rotate_key`].
    pub fn upgrade(&mut self, old: &SecretString, new: &SecretString, at: WallTime) -> Result<(), StoreError> {
        let _lock = KeyLock::take(&self.folder)?;
        let Source::Derived(kdf) = self.in_force.source().clone() else {
            return Err(KeyRefusal::SecondFormat.into());
        };
        let was = self.derived_from(&kdf, old)?;
        let Drawn { envelope, candidate } = Envelope::draw(&NewSlot::Passphrase(new), at)?;
        let Source::Enveloped(holder) = &candidate.source else {
            return Err(KeyRefusal::FirstFormat.into());
        };
        let upgraded = envelope.upgrading(holder, &kdf, at.to_the_second())?;
        let change = Change {
            changing: Header::second(upgraded),
            next: candidate,
        };
        self.replace_key(&was, &change)
    }

    /// Takes a record back to the first format, under the passphrase that opens it.
    ///
    /// # Errors
    /// [`KeyRefusal::Confirmed`] where it was never brought to the second, or that was confirmed;
    /// [`KeyRefusal::OnlyPassphrase`] where more opens it than the first format can hold.
    pub fn undo_upgrade(&mut self, secret: &SecretString) -> Result<(), StoreError> {
        let _lock = KeyLock::take(&self.folder)?;
        let (envelope, holder) = self.envelope_to_change()?;
        envelope.may_go_back()?;
        if envelope.candidates(Unlock::Passphrase(secret))?.is_empty() {
            return Err(StoreError::WrongKey);
        }
        // An interrupted confirmation may have left a key for naming events, which the first format does not use.
        Naming::forget_prepared(&self.connection)?;
        let kdf = Kdf::fresh()?;
        let next = Candidate::derived(&kdf, &kdf.of_composed(secret)?);
        let change = Change {
            changing: Header::second(envelope.between_formats(&holder, &kdf)?),
            next,
        };
        let was = Candidate::enveloped(holder);
        self.replace_key(&was, &change)
    }

    /// The key of a record of the first format, derived from its passphrase once more: an open record keeps only the
    /// parameters, and whoever changes the key has to know the passphrase.
    fn derived_from(&self, kdf: &Kdf, secret: &SecretString) -> Result<Candidate, StoreError> {
        let path = self.folder.join(DATABASE);
        Header::first(kdf).open(Unlock::Passphrase(secret), |candidate| {
            database::open(&path, candidate).map(|_| candidate.clone())
        })
    }

    /// Replaces the key. What can be checked beforehand (disk space, nobody writing) is checked before the header names
    /// two keys. The cipher's answer proves nothing, so afterwards we try which key opens the database.
    fn replace_key(&mut self, was: &Candidate, change: &Change) -> Result<(), StoreError> {
        let path = self.folder.join(DATABASE);
        let opened = database::open(&path, was)?;
        self.has_space_for_rekey()?;
        database::ready_for_rekey(&opened.connection)?;
        let header = self.folder.join(HEADER);
        change.changing.write(&header)?;
        let asked = database::rekey(opened.connection, &change.next.raw);
        let proven = prove(&path, was, &change.next, asked)?;
        self.connection = proven.connection;
        self.in_force = proven.in_force;
        let folded = database::fold_in(&self.connection);
        if matches!(folded, Err(StoreError::InUse(_))) {
            // Somebody reads: the header names both keys until an opening folds the log in.
            return Ok(());
        }
        let settled = folded
            .and_then(|()| change.changing.settled(&self.in_force))
            .and_then(|settled| settled.write(&header));
        settled.map_err(|cause| StoreError::KeyChange {
            opens: Opens::New,
            source: Some(Box::new(cause)),
        })?;
        self.note_generation();
        Ok(())
    }

    fn has_space_for_rekey(&self) -> Result<(), StoreError> {
        let path = self.folder.join(DATABASE);
        let length = std::fs::metadata(&path).map_err(io("measure", &path))?.len();
        // Every page goes through the log before it comes back; a little more for headers and names.
        let needed = length + length / 20 + 256 * 1024;
        match disk::free_space(&self.folder) {
            Some(free) if free < needed => Err(StoreError::NoSpace {
                folder: self.folder.clone(),
                needed,
                free,
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// The header as it is now, for a change of it: whole, settled, and of the key this record was opened with.
    pub(crate) fn envelope_to_change(&self) -> Result<(Envelope, Holder), StoreError> {
        let Source::Enveloped(holder) = self.in_force.source().clone() else {
            return Err(KeyRefusal::FirstFormat.into());
        };
        let path = self.header_path();
        let found = Header::read(&path, Links::Followed)?;
        if !found.names(&self.in_force) {
            return Err(StoreError::KeyElsewhere);
        }
        if !found.is_sound(&self.in_force)? {
            return Err(StoreError::HeaderChanged(path));
        }
        let settled = found.settled(&self.in_force)?;
        if settled != found {
            // As in `settle`: a commit under the other key could come back from the write-ahead log.
            database::fold_in(&self.connection)?;
        }
        match settled {
            Header::Second(mut envelope) => {
                // Behind an earlier header that was put back, the count goes on where it was.
                envelope.generation = envelope.generation.max(self.noted_generation()?.unwrap_or_default());
                Ok((*envelope, holder))
            }
            Header::First(_) => Err(StoreError::KeyElsewhere),
        }
    }

    pub(crate) fn header_path(&self) -> PathBuf {
        self.folder.join(HEADER)
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
        // The cipher answered "ok", did nothing, and does not say why.
        (Ok(()), StoreError::WrongKey) => None,
        (Ok(()), cause) => Some(cause),
    };
    let source = source.map(Box::new);
    Err(StoreError::KeyChange { opens, source })
}
