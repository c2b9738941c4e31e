//! Erasing events: their words go, and what proves that they were there stays.
//!
//! The chain, the audit log and the tree of the record hold an event by its digest. So an erased event keeps its number, its
//! moment, its digest and its leaf, and its words are written over by why and when they went. The search forgets them, the
//! rows made of them go, and the file is written anew, so that no free page keeps them.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::core::event::{Erasure, Event, EventNumbers, What};
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::store::events::{Digest, Stored};
use crate::store::leaves::Commitments;
use crate::store::transaction::Writing;
use crate::store::verifying::derived_tables;
use crate::store::{Store, StoreError, database, drafts, schema, server, sql};

/// Why something is erased, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasing {
    pub reason: String,
    pub at: DateTime<Utc>,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedIncident {
    pub stream: String,
    pub code: String,
    pub erased_at: DateTime<Utc>,
    pub events: u64,
    pub reason: String,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBackup {
    pub folder: std::path::PathBuf,
    pub taken_at: DateTime<Utc>,
    /// It may still have what was erased in the record since.
    pub behind: bool,
}

/// How often something was erased, so that backups are known that missed it.
const ERASURES: &str = "erasures";
/// Noted until the file is written anew.
const FREE_PAGES: &str = "free_pages";

/// Who has whoever signs for an event that was erased.
const NOBODY: &str = "erased";

/// What stays of an event.
pub(crate) fn tombstone(stored: &Stored, leaf: Option<&Digest>, erasing: &Erasing) -> Event {
    Event {
        seq: stored.event.seq,
        recorded_at: stored.event.recorded_at,
        wall_at: stored.event.wall_at,
        acted_at: stored.event.acted_at,
        actor: NOBODY.to_owned(),
        session: String::new(),
        what: What::Erased(Erasure {
            was: stored.event.what.told_as().to_owned(),
            digest: hex::encode(stored.hash),
            leaf: leaf.map(hex::encode),
            erased_at: WallTime::read(erasing.at),
            reason: erasing.reason.clone(),
        }),
    }
}

impl Store {
    /// Erases events of a stream, those that are chosen and not erased yet. Says which there were.
    ///
    /// # Errors
    /// [`StoreError::Held`] by a legal hold, or what the database says; nothing is erased then.
    pub fn erase_events(
        &self,
        writing: &Writing<'_>,
        (stream, chosen): (Stream<'_>, &dyn Fn(&Event) -> bool),
        erasing: &Erasing,
    ) -> Result<EventNumbers, StoreError> {
        self.not_held(stream)?;
        writing.erase(&self.events(stream)?, stream, chosen, erasing)
    }

    /// The same where the record was asked about holds already.
    pub(crate) fn erase_events_as_told(
        &self,
        stream: Stream<'_>,
        chosen: &dyn Fn(&Event) -> bool,
        erasing: &Erasing,
    ) -> Result<u64, StoreError> {
        self.write(|writing| Ok(writing.erase(&self.events(stream)?, stream, chosen, erasing)?.count()))
    }

    /// Erases a whole incident with everything that was made of it; its number is not given away again.
    ///
    /// # Errors
    /// [`StoreError::Held`] by a legal hold, or what the database says; nothing is erased then.
    pub fn erase_incident(
        &self,
        writing: &Writing<'_>,
        (stream, code): (Stream<'_>, &str),
        erasing: &Erasing,
    ) -> Result<EventNumbers, StoreError> {
        self.not_held(stream)?;
        self.erase_whole(writing, (stream, code), erasing)
    }

    /// The same where the record was asked about holds already: a backup knows those of its own day.
    pub(crate) fn erase_incident_as_told(
        &self,
        stream: Stream<'_>,
        code: &str,
        erasing: &Erasing,
    ) -> Result<u64, StoreError> {
        self.write(|writing| Ok(self.erase_whole(writing, (stream, code), erasing)?.count()))
    }

    fn erase_whole(
        &self,
        writing: &Writing<'_>,
        (stream, code): (Stream<'_>, &str),
        erasing: &Erasing,
    ) -> Result<EventNumbers, StoreError> {
        let events = writing.erase(&self.events(stream)?, stream, &|_| true, erasing)?;
        let erased = ErasedIncident {
            stream: stream.name().to_owned(),
            code: code.to_owned(),
            erased_at: erasing.at,
            events: events.count(),
            reason: erasing.reason.clone(),
        };
        self.forget_incident(&writing.transaction, &erased)?;
        Ok(events)
    }

    /// Takes away everything that was made of an incident that is erased, and notes that it was.
    pub(crate) fn forget_incident(
        &self,
        transaction: &Transaction<'_>,
        erased: &ErasedIncident,
    ) -> Result<(), StoreError> {
        forget_incident(transaction, erased)?;
        drafts::forget(transaction, self.in_force.source(), (&erased.stream, &erased.code))
    }

    fn not_held(&self, stream: Stream<'_>) -> Result<(), StoreError> {
        match self.proven_hold(stream)? {
            Some(matter) => Err(StoreError::Held(matter)),
            None => Ok(()),
        }
    }

    /// Rewrites the file without free pages and empties the write-ahead log, so that what was erased is in neither. The
    /// search index is merged first, because words of deleted documents stay in it until then.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another program reads; the erasing is done, and the next time completes this.
    pub fn compact(&self) -> Result<(), StoreError> {
        self.connection
            .execute_batch("INSERT INTO search (search) VALUES ('optimize'); VACUUM;")
            .map_err(sql("write the record anew"))?;
        database::fold_in(&self.connection)?;
        self.connection
            .execute("DELETE FROM meta WHERE key = ?1", [FREE_PAGES])
            .map(drop)
            .map_err(sql("note that the record was written anew"))
    }

    /// Whether free pages may still have what was erased or sealed: somebody was reading, or a process was killed.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_free_pages(&self) -> Result<bool, StoreError> {
        let found = self
            .connection
            .query_row("SELECT 1 FROM meta WHERE key = ?1", [FREE_PAGES], |_| Ok(()));
        Ok(found.optional().map_err(sql("look for free pages"))?.is_some())
    }

    /// The incidents that were erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn erased_incidents(&self) -> Result<Vec<ErasedIncident>, StoreError> {
        let fail = || sql("list what was erased");
        let mut statement = self
            .connection
            .prepare("SELECT code, erased_at, events, reason, stream FROM erased ORDER BY code")
            .map_err(fail())?;
        let rows = statement.query_map([], |row| {
            Ok(ErasedIncident {
                code: row.get(0)?,
                erased_at: crate::store::board::rows::moment(row, 1)?,
                events: row.get::<_, i64>(2)?.unsigned_abs(),
                reason: row.get(3)?,
                stream: row.get(4)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// Notes that a backup was made, so that what is erased later is erased there as well.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_backup(&self, folder: &Path, at: DateTime<Utc>) -> Result<(), StoreError> {
        let put = self.connection.execute(
            "INSERT INTO backup_made (folder, taken_at, erasures) VALUES (?1, ?2, ?3) \
             ON CONFLICT (folder) DO UPDATE SET taken_at = ?2, erasures = ?3",
            params![folder.to_string_lossy(), at.timestamp_millis(), self.erasures()?],
        );
        put.map(drop).map_err(sql("note the backup"))
    }

    /// Notes that a backup has nothing any more of what was erased until now.
    ///
    /// # Errors
    /// What the database says.
    pub fn note_erased_in(&self, folder: &Path) -> Result<(), StoreError> {
        let set = "UPDATE backup_made SET erasures = ?2 WHERE folder = ?1";
        let set = self
            .connection
            .execute(set, params![folder.to_string_lossy(), self.erasures()?]);
        set.map(drop).map_err(sql("note the backup"))
    }

    /// How often something was erased.
    fn erasures(&self) -> Result<i64, StoreError> {
        let found = self.connection.query_row(
            "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1",
            [ERASURES],
            |row| row.get(0),
        );
        Ok(found
            .optional()
            .map_err(sql("count what was erased"))?
            .unwrap_or_default())
    }

    /// The backups that were made, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn backups_made(&self) -> Result<Vec<KnownBackup>, StoreError> {
        let fail = || sql("list the backups");
        let erasures = self.erasures()?;
        let mut statement = self
            .connection
            .prepare("SELECT folder, taken_at, erasures FROM backup_made ORDER BY taken_at, folder")
            .map_err(fail())?;
        let rows = statement.query_map([], |row| {
            Ok(KnownBackup {
                folder: row.get::<_, String>(0)?.into(),
                taken_at: crate::store::board::rows::moment(row, 1)?,
                behind: row.get::<_, i64>(2)? < erasures,
            })
        });
        rows.and_then(Iterator::collect).map_err(fail())
    }
}

impl Writing<'_> {
    pub(crate) fn note_free_pages(&self) -> Result<(), StoreError> {
        note_free_pages(&self.transaction)
    }

    fn erase(
        &self,
        events: &[Stored],
        stream: Stream<'_>,
        chosen: &dyn Fn(&Event) -> bool,
        erasing: &Erasing,
    ) -> Result<EventNumbers, StoreError> {
        let commitments = Commitments::of_record(&self.transaction)?;
        let erased = unguarded(&self.transaction, || {
            let mut erased = EventNumbers::default();
            for stored in events.iter().filter(|stored| chosen(&stored.event)) {
                if let What::Erased(_) = stored.event.what {
                    continue;
                }
                let leaf = leaf_of(stream, stored, commitments.as_ref());
                let body = crate::store::events::body(&tombstone(stored, leaf.as_ref(), erasing))?;
                write_over(&self.transaction, stream, &stored.event, &body)?;
                erased.push(stored.event.seq);
            }
            Ok::<_, StoreError>(erased)
        })?;
        if !erased.is_empty() {
            note_erasure(&self.transaction)?;
        }
        Ok(erased)
    }
}

/// Does something while events can be changed. The guard comes back within the same transaction.
pub(crate) fn unguarded<T, E: From<StoreError>>(
    transaction: &Transaction<'_>,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let fail = || sql("erase an event");
    transaction
        .execute_batch("DROP TRIGGER event_is_final")
        .map_err(fail())?;
    let done = work()?;
    transaction.execute_batch(schema::GUARD_OF_EVENTS).map_err(fail())?;
    Ok(done)
}

/// Overwrites an event with what stays of it, and deletes its words from the search and its keys. Copies kept for
/// sending it again (`sent`, `waiting`) go too, since they hold the same words.
pub(crate) fn write_over(
    transaction: &Transaction<'_>,
    stream: Stream<'_>,
    event: &Event,
    body: &[u8],
) -> Result<(), StoreError> {
    let fail = || sql("erase an event");
    unindex(transaction, stream, event)?;
    let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
    transaction
        .execute(
            "UPDATE event SET body = ?3 WHERE stream = ?1 AND seq = ?2",
            params![stream.name(), seq, body],
        )
        .map_err(fail())?;
    transaction
        .execute(
            "DELETE FROM event_key WHERE stream = ?1 AND seq = ?2",
            params![stream.name(), seq],
        )
        .map_err(fail())?;
    for what_was_sent in [
        "DELETE FROM team_sent WHERE stream = ?1 AND first <= ?2 AND ?2 < first + entries",
        "DELETE FROM team_waiting WHERE stream = ?1 AND state = 'recorded' AND became <= ?2 AND ?2 < became + entries",
    ] {
        transaction
            .execute(what_was_sent, params![stream.name(), seq])
            .map_err(fail())?;
    }
    server::destroy_key(transaction, stream, event.seq)
}

/// Notes that something was erased: backups may still have it, and free pages.
pub(crate) fn note_erasure(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let count = "INSERT INTO meta (key, value) VALUES (?1, '1') \
                 ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1";
    transaction
        .execute(count, [ERASURES])
        .map_err(sql("note that something was erased"))?;
    note_free_pages(transaction)
}

pub(crate) fn note_free_pages(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let put = "INSERT OR IGNORE INTO meta (key, value) VALUES (?1, '1')";
    let put = transaction.execute(put, [FREE_PAGES]);
    put.map(drop).map_err(sql("note that the record is to be written anew"))
}

fn forget_incident(transaction: &Transaction<'_>, erased: &ErasedIncident) -> Result<(), StoreError> {
    let fail = || sql("erase what was made of an incident");
    let stream = erased.stream.as_str();
    derived_tables::kept(transaction, Some(stream), || {
        for table in ["summary", "standing", "calendar"] {
            transaction
                .execute(&format!("DELETE FROM {table} WHERE stream = ?1"), [stream])
                .map_err(fail())?;
        }
        Ok(())
    })?;
    transaction
        .execute(
            "INSERT OR IGNORE INTO erased (stream, code, erased_at, events, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                stream,
                erased.code,
                erased.erased_at.timestamp_millis(),
                i64::try_from(erased.events).unwrap_or(i64::MAX),
                erased.reason
            ],
        )
        .map_err(fail())?;
    for gone in [
        "DELETE FROM key_share WHERE key IN (SELECT id FROM data_key WHERE stream = ?1)",
        "DELETE FROM data_key WHERE stream = ?1",
        "DELETE FROM event_key WHERE stream = ?1",
        "DELETE FROM access WHERE stream = ?1",
        // What waited for the server can be recorded nowhere any more.
        "DELETE FROM team_waiting WHERE stream = ?1",
        "DELETE FROM team_sent WHERE stream = ?1",
    ] {
        transaction.execute(gone, [stream]).map_err(fail())?;
    }
    Ok(())
}

/// The leaf that an event has in the tree of the record.
pub(crate) fn leaf_of(stream: Stream<'_>, stored: &Stored, commitments: Option<&Commitments>) -> Option<Digest> {
    let written = WrittenEvent {
        event: &stored.event,
        body: &stored.body,
        hash: &stored.hash,
    };
    leaf_of_event(stream, written, commitments)
}

/// An event, its bytes and its digest.
#[derive(Clone, Copy)]
pub(crate) struct WrittenEvent<'a> {
    pub(crate) event: &'a Event,
    pub(crate) body: &'a [u8],
    pub(crate) hash: &'a Digest,
}

/// The same of an event that is not stored yet.
pub(crate) fn leaf_of_event(
    stream: Stream<'_>,
    written: WrittenEvent<'_>,
    commitments: Option<&Commitments>,
) -> Option<Digest> {
    let WrittenEvent { event, body, hash } = written;
    let made = || Some(commitments?.leaf(stream, event.seq, body, hash));
    leaf_of_earlier(&event.what).or_else(made)
}

/// The leaf of an event that was erased, or sealed where it stands, which its bytes of today do not come to.
fn leaf_of_earlier(what: &What) -> Option<Digest> {
    let leaf = if let What::Erased(erased) = what {
        erased.leaf.as_ref()?
    } else {
        let What::Sealed(sealed) = what else { return None };
        sealed.earlier.as_ref()?.leaf.as_ref()?
    };
    let mut bytes = [0; 32];
    hex::decode_to_slice(leaf, &mut bytes).ok().map(|()| bytes)
}

/// Takes the words of an event out of the index, which needs exactly what was put in.
pub(crate) fn unindex(transaction: &Transaction<'_>, stream: Stream<'_>, event: &Event) -> Result<(), StoreError> {
    let fail = || sql("take an event out of the search");
    let Some(text) = event.what.search_text() else {
        return Ok(());
    };
    let number: Option<i64> = transaction
        .query_row("SELECT n FROM number WHERE stream = ?1", [stream.name()], |row| {
            row.get(0)
        })
        .optional()
        .map_err(fail())?;
    let Some(number) = number else { return Ok(()) };
    let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
    transaction
        .execute(
            "INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)",
            params![number << 24 | seq, text],
        )
        .map(drop)
        .map_err(fail())
}
