//! Streams of events, hash-chained over the stored bytes.

use rayon::prelude::*;
use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::read_event::read_event;
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

/// Number, bytes and digest.
type RawEvent = (i64, Vec<u8>, Digest);

fn parsed(stream: Stream<'_>, (seq, body, hash): RawEvent) -> Result<Stored, StoreError> {
    let event = read_event(&body).map_err(|source| StoreError::Unreadable {
        what: format!("event {seq} of {stream}"),
        source,
    })?;
    Ok(Stored { event, body, hash })
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

/// The digest that 64 hexadecimal digits tell; none where they are anything else.
pub(super) fn digest_in(digits: &[u8]) -> Option<Digest> {
    let mut digest = Digest::default();
    (digits.len() == 2 * digest.len() && faster_hex::hex_decode(digits, &mut digest).is_ok()).then_some(digest)
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
        let raw = self.raw_events(stream)?;
        raw.into_iter().map(|raw| parsed(stream, raw)).collect()
    }

    /// The events of several streams, in order. What was read is parsed on every core at once.
    ///
    /// # Errors
    /// As [`Store::events`].
    pub fn events_of_all(&self, streams: &[Stream<'_>]) -> Result<Vec<Vec<Stored>>, StoreError> {
        let mut raw = Vec::with_capacity(streams.len());
        for stream in streams {
            raw.push((*stream, self.raw_events(*stream)?));
        }
        let read =
            |(stream, events): (Stream<'_>, Vec<RawEvent>)| events.into_iter().map(|raw| parsed(stream, raw)).collect();
        raw.into_par_iter().map(read).collect()
    }

    fn raw_events(&self, stream: Stream<'_>) -> Result<Vec<RawEvent>, StoreError> {
        let fail = || sql("read events");
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, body, hash FROM event WHERE stream = ?1 ORDER BY seq")
            .map_err(fail())?;
        let rows = statement
            .query_map([stream.name()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(fail())?;
        rows.collect::<Result<_, _>>().map_err(fail())
    }

    pub(super) fn event(&self, stream: Stream<'_>, seq: i64) -> Result<Stored, StoreError> {
        let found = self.connection.query_row(
            "SELECT body, hash FROM event WHERE stream = ?1 AND seq = ?2",
            params![stream.name(), seq],
            |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Digest>(1)?)),
        );
        let (body, hash) = found.map_err(sql("read an event"))?;
        let event = read_event(&body).map_err(|source| StoreError::Unreadable {
            what: format!("event {seq} of {stream}"),
            source,
        })?;
        Ok(Stored { event, body, hash })
    }

    /// The streams there are, each with the number of its last event.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn ends_of_streams(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let fail = || sql("read the ends of streams");
        // The end of a stream is looked up where the next one begins, mostly on the same page.
        let mut statement = self
            .connection
            .prepare(
                "WITH RECURSIVE found (stream) AS (SELECT min(stream) FROM event UNION ALL \
                 SELECT (SELECT min(stream) FROM event WHERE stream > found.stream) FROM found WHERE found.stream IS NOT NULL) \
                 SELECT stream, (SELECT max(seq) FROM event WHERE event.stream = found.stream) FROM found \
                 WHERE stream IS NOT NULL",
            )
            .map_err(fail())?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
        rows.and_then(Iterator::collect).map_err(fail())
    }

    /// The streams there are.
    ///
    /// # Errors
    /// What the database says.
    pub fn streams(&self) -> Result<Vec<String>, StoreError> {
        // From each stream straight to the next one: `DISTINCT` would read every event.
        let mut statement = self
            .connection
            .prepare(
                "WITH RECURSIVE found (stream) AS (SELECT min(stream) FROM event UNION ALL \
                 SELECT (SELECT min(stream) FROM event WHERE stream > found.stream) FROM found WHERE found.stream IS NOT NULL) \
                 SELECT stream FROM found WHERE stream IS NOT NULL",
            )
            .map_err(sql("list streams"))?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(sql("list streams"))?;
        rows.collect::<Result<_, _>>().map_err(sql("list streams"))
    }
}

/// What of an event goes into the tables.
pub(super) struct Inserted<'e> {
    pub(super) stream: Stream<'e>,
    pub(super) seq: u64,
    /// Milliseconds since 1970.
    pub(super) recorded_at: i64,
    pub(super) body: &'e [u8],
    pub(super) hash: &'e Digest,
    /// What the search finds of it.
    pub(super) text: Option<&'e str>,
    /// The search finds nothing of it. Its incident still gets a number in the search, because the check of the board
    /// expects one, and an incident that was restricted from its start has only sealed events on other machines.
    pub(super) is_sealed: bool,
}

pub(super) fn insert(
    transaction: &rusqlite::Transaction<'_>,
    stream: Stream<'_>,
    event: &Event,
    body: &[u8],
    hash: &Digest,
) -> Result<(), StoreError> {
    let text = event.what.search_text();
    let inserted = Inserted {
        stream,
        seq: event.seq,
        recorded_at: event.recorded_at.timestamp_millis(),
        body,
        hash,
        text: text.as_deref(),
        is_sealed: matches!(event.what, What::Sealed(_)),
    };
    insert_read(transaction, &inserted, &mut None, None)
}

/// Words of many events, put into the search after all of them. A trigger may refuse an event, so each one is written behind a
/// savepoint of its own, and at every savepoint the search writes out what it has: with words between the events, that takes
/// eight times as long.
#[derive(Default)]
pub(super) struct Unindexed(Vec<(i64, String)>);

impl Unindexed {
    pub(super) fn index(&mut self, transaction: &rusqlite::Transaction<'_>) -> Result<(), StoreError> {
        // Where numbers do not rise, the search writes out what it has as well.
        self.0.sort_unstable_by_key(|(rowid, _)| *rowid);
        let mut all = self.0.drain(..);
        all.try_for_each(|(rowid, text)| index(transaction, rowid, &text))
            .map_err(sql("index an event"))
    }
}

/// The same for an event that was read already. `number` is that of its stream in the search, looked up where it is
/// unknown. The search numbers a document by both: the event has the lower 24 bits, the stream the ones above.
/// `later`: where its words go if they are to be put into the search later.
pub(super) fn insert_read(
    transaction: &rusqlite::Transaction<'_>,
    event: &Inserted<'_>,
    number: &mut Option<i64>,
    later: Option<&mut Unindexed>,
) -> Result<(), StoreError> {
    let (stream, seq) = (event.stream, i64::try_from(event.seq).unwrap_or(i64::MAX));
    transaction
        .prepare_cached("INSERT INTO event (stream, seq, recorded_at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)")
        .and_then(|mut s| s.execute(params![stream.name(), seq, event.recorded_at, event.body, event.hash]))
        .map_err(sql("append an event"))?;
    if event.text.is_none() && !event.is_sealed {
        return Ok(());
    }
    let indexed = || -> rusqlite::Result<()> {
        let number = match *number {
            Some(number) => number,
            None => *number.insert(number_of(transaction, stream)?),
        };
        let rowid = number << 24 | seq;
        match (event.text, later) {
            (Some(text), Some(later)) => later.0.push((rowid, text.to_owned())),
            (Some(text), None) => index(transaction, rowid, text)?,
            (None, _) => {}
        }
        Ok(())
    };
    indexed().map_err(sql("index an event"))
}

fn number_of(transaction: &rusqlite::Transaction<'_>, stream: Stream<'_>) -> rusqlite::Result<i64> {
    transaction
        .prepare_cached("INSERT OR IGNORE INTO number (stream) VALUES (?1)")?
        .execute([stream.name()])?;
    transaction
        .prepare_cached("SELECT n FROM number WHERE stream = ?1")?
        .query_row([stream.name()], |row| row.get(0))
}

/// The index keeps no text of its own: a row's number tells the stream and the event, and a search reads nothing else.
fn index(transaction: &rusqlite::Transaction<'_>, rowid: i64, text: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO search (rowid, text) VALUES (?1, ?2)")?
        .execute(params![rowid, text])
        .map(drop)
}
