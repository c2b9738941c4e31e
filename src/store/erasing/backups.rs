//! Erasing in backups that were made before: the database of each is written anew, and its manifest with it.

use std::path::Path;

use super::events::Erasing;
use super::signed_erasures::SignedErasures;
use crate::core::event::{ErasedEvents, Event};
use crate::core::ids::Stream;
use crate::store::backup::{Fitting, Manifest, NEXT_LAW, NEXT_MANIFEST};
use crate::store::files;
use crate::store::files::{Links, io};
use crate::store::flaw::Flaw;
use crate::store::header::Header;
use crate::store::keys::{Candidate, Unlock};
use crate::store::{DATABASE, HEADER, LAW, MANIFEST, Store, StoreError, database, law_files};

/// What is erased in a backup.
pub struct InBackup<'a> {
    /// Whole incidents: stream and code.
    pub incidents: &'a [(String, String)],
    /// Single events of incidents that stay.
    pub single: &'a [ErasedEvents],
    /// Which events of the organization tell who an erased contact is.
    pub contacts: &'a dyn Fn(&Event) -> bool,
    pub erasing: &'a Erasing,
    /// What was signed of the erasures in the record.
    pub signed: &'a SignedErasures,
}

/// Erases incidents, single events and contacts in a backup, as far as it has them. Says how many events went.
///
/// # Errors
/// Where it is gone, opens with another key, or is not as it was taken: it stays as it is then.
pub fn erase_in(folder: &Path, unlock: Unlock<'_>, what: &InBackup<'_>) -> Result<u64, StoreError> {
    let manifest = complete(folder)?;
    let path = folder.join(DATABASE);
    // Only an unchanged database is rewritten, because the next manifest vouches for the result.
    if !manifest.is_of_database(&files::digest(&path, Links::Refused)?) {
        return Err(StoreError::Damaged(Flaw::Changed(DATABASE.to_owned())));
    }
    let header = Header::read(&folder.join(HEADER), Links::Refused)?;
    let part = folder.join("firebell.part");
    clear(&part)?;
    files::copy(&path, Links::Refused, &part)?;
    let done = header.open(unlock, |candidate| {
        let opened = database::open(&part, candidate)?;
        // Lines that wait in its outbox stay there: the log of the backup is as it was taken.
        let store = Store::of_backup(&folder.join("no-log"), opened);
        let mut erased = 0;
        for (stream, code) in what.incidents {
            if !store.events(Stream::named(stream))?.is_empty() {
                erased += store.erase_incident_as_told(Stream::named(stream), code, what.erasing)?;
            }
        }
        for ErasedEvents { stream, events } in what.single {
            let chosen = |event: &Event| events.has(event.seq);
            erased += store.erase_events_as_told(Stream::named(stream), &chosen, what.erasing)?;
        }
        erased += store.erase_events_as_told(Stream::Organisation, what.contacts, what.erasing)?;
        store.keep_signed_erasures(what.signed)?;
        store.compact()?;
        Ok((erased, candidate.clone()))
    });
    let settled = done.and_then(|(erased, candidate)| {
        if erased > 0 {
            settle(folder, &part, manifest, &candidate)?;
        }
        Ok(erased)
    });
    clear(&part)?;
    settled
}

fn clear(part: &Path) -> Result<(), StoreError> {
    // A killed run may have left these, and SQLite would apply a leftover log to the new database.
    for ending in ["", "-wal", "-shm"] {
        let mut name = part.as_os_str().to_owned();
        name.push(ending);
        files::remove(Path::new(&name))?;
    }
    Ok(())
}

/// Puts the database that was written anew in its place, and what names its digest.
fn settle(folder: &Path, part: &Path, manifest: Manifest, candidate: &Candidate) -> Result<(), StoreError> {
    files::sync_file(part)?;
    let law = match manifest.has_law() {
        true => Some(law_files::read(&folder.join(LAW), manifest.database(), &candidate.raw)?),
        false => None,
    };
    let digest = files::digest(part, Links::Refused)?;
    let beside = folder.join(NEXT_LAW);
    let law_digest = match &law {
        None => None,
        Some(law) => {
            files::remove(&beside)?;
            law_files::write(&beside, law, &digest, &candidate.raw)?;
            Some(files::digest(&beside, Links::Refused)?)
        }
    };
    let manifest = manifest.with_database(&digest, law_digest.as_deref(), candidate)?;
    // From here on either this manifest fits the database or the one there was, whatever cuts this off.
    manifest.write_beside(folder)?;
    place(part, &folder.join(DATABASE))?;
    files::sync_folder(folder)?;
    complete(folder).map(drop)
}

/// Puts in place what waits beside a database that was written anew, or takes away what waits for one that was not. Gives the
/// manifest of the backup then.
fn complete(folder: &Path) -> Result<Manifest, StoreError> {
    let Fitting { manifest, law, waits } = Manifest::fitting(folder)?;
    let next = folder.join(NEXT_MANIFEST);
    if waits {
        if law == NEXT_LAW {
            place(&folder.join(NEXT_LAW), &folder.join(LAW))?;
        }
        place(&next, &folder.join(MANIFEST))?;
        files::sync_folder(folder)?;
    }
    files::remove(&next)?;
    files::remove(&folder.join(NEXT_LAW))?;
    Ok(manifest)
}

fn place(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(io("put in place", to))
}
