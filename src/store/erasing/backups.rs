//! Erasing in backups that were made before: the database of each is written anew, and its manifest with it.

use std::collections::BTreeSet;
use std::path::Path;

use super::events::Erasing;
use super::signed_erasures::{ErasedByDigest, SignedErasures};
use crate::core::ids::Stream;
use crate::store::backup::{Fitting, Manifest, NEXT_LAW, NEXT_MANIFEST};
use crate::store::events::{Digest, Stored};
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
    /// Single events of streams that stay.
    pub single: &'a [ErasedByDigest],
    pub erasing: &'a Erasing,
    /// What was signed of the erasures in the record.
    pub signed: &'a SignedErasures,
}

/// What was erased in a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErasedThere {
    pub events: u64,
    /// Streams that have something else there under the number of an event that was erased: it may be there under another.
    pub other_history: Vec<String>,
}

/// Erases incidents and single events in a backup, as far as it has them.
///
/// # Errors
/// Where it is gone, opens with another key, or is not as it was taken: it stays as it is then.
pub fn erase_in(folder: &Path, unlock: Unlock<'_>, what: &InBackup<'_>) -> Result<ErasedThere, StoreError> {
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
        let mut erased = ErasedThere::default();
        for (stream, code) in what.incidents {
            if !store.events(Stream::named(stream))?.is_empty() {
                erased.events += store.erase_incident_as_told(Stream::named(stream), code, what.erasing)?;
            }
        }
        for single in what.single {
            store.erase_single(single, what.erasing, &mut erased)?;
        }
        store.keep_signed_erasures(what.signed)?;
        store.compact()?;
        Ok((erased, candidate.clone()))
    });
    let settled = done.and_then(|(erased, candidate)| {
        if erased.events > 0 {
            settle(folder, &part, manifest, &candidate)?;
        }
        Ok(erased)
    });
    clear(&part)?;
    settled
}

impl Store {
    /// Erases those events of a stream that the record has erased.
    fn erase_single(
        &self,
        ErasedByDigest { stream, events }: &ErasedByDigest,
        erasing: &Erasing,
        done: &mut ErasedThere,
    ) -> Result<(), StoreError> {
        let name = Stream::named(stream);
        let digests: BTreeSet<&Digest> = events.values().collect();
        let (mut chosen, mut other) = (BTreeSet::new(), false);
        for Stored { event, hash, .. } in self.events(name)? {
            if digests.contains(&hash) {
                chosen.insert(event.seq);
            } else {
                other |= events.contains_key(&event.seq);
            }
        }
        if other {
            done.other_history.push(stream.clone());
        }
        done.events += self.erase_events_as_told(name, &|event| chosen.contains(&event.seq), erasing)?;
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::{Event, Note, What};
    use crate::core::time::WallTime;
    use crate::store::transaction::Batch;

    fn now() -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    const NOTES: Stream<'static> = Stream::Incident("5f0c1f7e-4f0b-4d54-9c3a-0a4f4be1d001");

    fn record_of(folder: &Path, notes: &[&str]) -> Store {
        let mut store = Store::create(folder, &SecretString::from("x"), WallTime::read(now())).unwrap();
        let events = notes.iter().zip(1..).map(|(text, seq)| Event {
            seq,
            recorded_at: now(),
            wall_at: None,
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what: What::NoteAdded(Note {
                text: (*text).to_owned(),
                privileged: false,
            }),
        });
        let events: Vec<Event> = events.collect();
        let batch = Batch {
            stream: NOTES,
            events: &events,
            ..Batch::default()
        };
        store.append(&batch).unwrap();
        store
    }

    fn stay(store: &Store) -> Vec<String> {
        let events = store.events(NOTES).unwrap().into_iter();
        let texts = events.filter_map(|stored| {
            let What::NoteAdded(note) = stored.event.what else {
                return None;
            };
            Some(note.text)
        });
        texts.collect()
    }

    #[test]
    fn an_event_is_erased_by_what_it_is_and_not_by_its_number() {
        let home = tempfile::tempdir().unwrap();
        let erasing = Erasing {
            reason: "over".to_owned(),
            at: now(),
        };
        let backup = record_of(&home.path().join("backup"), &["one", "two", "three"]);
        let same = record_of(&home.path().join("same"), &["one", "two"]);
        same.erase_events_as_told(NOTES, &|event| event.seq == 2, &erasing)
            .unwrap();
        let mut done = ErasedThere::default();
        for single in &same.erased_by_digest().unwrap() {
            backup.erase_single(single, &erasing, &mut done).unwrap();
        }
        assert_eq!((done.events, done.other_history.len()), (1, 0));
        assert_eq!(stay(&backup), ["one", "three"]);
        // Taken anew: something else came before it.
        let anew = record_of(&home.path().join("anew"), &["another", "one", "two"]);
        anew.erase_events_as_told(NOTES, &|event| event.seq == 3, &erasing)
            .unwrap();
        let mut done = ErasedThere::default();
        for single in &anew.erased_by_digest().unwrap() {
            backup.erase_single(single, &erasing, &mut done).unwrap();
        }
        assert_eq!(done.events, 0);
        assert_eq!(done.other_history, [NOTES.name()]);
        assert_eq!(stay(&backup), ["one", "three"]);
    }
}
