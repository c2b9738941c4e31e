//! Streams of events, hash-chained over the stored bytes.

use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::{Store, StoreError, sql};
use crate::core::event::{Event, What};
use crate::core::ids::Stream;

pub type Digest = [u8; 32];

/// The digest before the first event.
pub const GENESIS: Digest = [0; 32];

/// An event as it lies in the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What it says.
    pub event: Event,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Digest of the event before, the stream, and its bytes.
    pub hash: Digest,
}

/// The digest of an event's bytes in its chain.
pub fn link(before: &Digest, stream: Stream<'_>, body: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(stream.name().as_bytes());
    hash.update([0]);
    hash.update(body);
    hash.finalize().into()
}

/// The bytes of an event.
pub(super) fn body(event: &Event) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(event).map_err(|source| StoreError::Unreadable {
        what: format!("event {}", event.seq),
        source,
    })
}

impl Store {
    /// The events of a stream, in order.
    ///
    /// # Errors
    /// What the database says, or an event that is invalid.
    pub fn events(&self, stream: Stream<'_>) -> Result<Vec<Stored>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, body, hash FROM event WHERE stream = ?1 ORDER BY seq")
            .map_err(sql("read events"))?;
        let rows = statement
            .query_map([stream.name()], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, Vec<u8>>(1)?,
                    row.get::<_, Digest>(2)?,
                ))
            })
            .map_err(sql("read events"))?;
        let mut events = Vec::new();
        for row in rows {
            let (seq, body, hash) = row.map_err(sql("read events"))?;
            let event = serde_json::from_slice(&body).map_err(|source| StoreError::Unreadable {
                what: format!("event {seq} of {stream}"),
                source,
            })?;
            events.push(Stored { event, body, hash });
        }
        Ok(events)
    }

    pub(super) fn event(&self, stream: Stream<'_>, seq: i64) -> Result<Stored, StoreError> {
        let found = self.connection.query_row(
            "SELECT body, hash FROM event WHERE stream = ?1 AND seq = ?2",
            params![stream.name(), seq],
            |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Digest>(1)?)),
        );
        let (body, hash) = found.map_err(sql("read an event"))?;
        let event = serde_json::from_slice(&body).map_err(|source| StoreError::Unreadable {
            what: format!("event {seq} of {stream}"),
            source,
        })?;
        Ok(Stored { event, body, hash })
    }

    /// The streams there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn streams(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT DISTINCT stream FROM event ORDER BY stream")
            .map_err(sql("list streams"))?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(sql("list streams"))?;
        rows.collect::<Result<_, _>>().map_err(sql("list streams"))
    }
}

pub(super) fn insert(
    transaction: &rusqlite::Transaction<'_>,
    stream: Stream<'_>,
    event: &Event,
    body: &[u8],
    hash: &Digest,
) -> Result<(), StoreError> {
    let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
    transaction
        .prepare_cached("INSERT INTO event (stream, seq, recorded_at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)")
        .and_then(|mut s| {
            s.execute(params![
                stream.name(),
                seq,
                event.recorded_at.timestamp_millis(),
                body,
                hash
            ])
        })
        .map_err(sql("append an event"))?;
    let indexed = match event.what.search_text() {
        Some(text) => index(transaction, stream, seq, &text),
        // Nothing of it is found; the incident has its number all the same.
        None if matches!(event.what, What::Sealed(_)) => number(transaction, stream),
        None => Ok(()),
    };
    indexed.map_err(sql("index an event"))
}

fn number(transaction: &rusqlite::Transaction<'_>, stream: Stream<'_>) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT OR IGNORE INTO number (stream) VALUES (?1)")?
        .execute([stream.name()])
        .map(drop)
}

/// The index keeps no text of its own: a row's number tells the stream and the event, and a search reads nothing else.
fn index(transaction: &rusqlite::Transaction<'_>, stream: Stream<'_>, seq: i64, text: &str) -> rusqlite::Result<()> {
    number(transaction, stream)?;
    transaction
        .prepare_cached("INSERT INTO search (rowid, text) SELECT n << 24 | ?2, ?3 FROM number WHERE stream = ?1")?
        .execute(params![stream.name(), seq, text])?;
    Ok(())
}
