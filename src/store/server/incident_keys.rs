//! The keys of incidents that this machine has: each incident has its own, and each entry of the organization, which goes
//! without the others. What comes from elsewhere or goes there is sealed under them.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::calls::KeyState;
use crate::core::ids::Stream;
use crate::store::keys::{IncidentKey, IncidentKeyId};
use crate::store::{StoreError, sql};

/// A key as this machine knows it.
#[derive(Clone)]
pub(super) enum KnownKey {
    Here(IncidentKey),
    /// It went with a row of the log, whose number may have to be asked for.
    Gone(Option<u64>),
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Which entries a key is for: one of the organization alone, all of an incident.
fn only(stream: Stream<'_>, seq: u64) -> Option<i64> {
    (!stream.is_incident()).then(|| number(seq))
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<KnownKey> {
    let id: IncidentKeyId = row.get(0)?;
    let bytes: Option<zeroize::Zeroizing<Vec<u8>>> = row.get::<_, Option<Vec<u8>>>(1)?.map(Into::into);
    let gone: Option<i64> = row.get(2)?;
    Ok(match bytes.and_then(|bytes| IncidentKey::read(id, &bytes)) {
        Some(key) => KnownKey::Here(key),
        None => KnownKey::Gone(gone.map(i64::unsigned_abs)),
    })
}

/// The key of that name; `None` where this machine has not met it.
pub(super) fn known(connection: &Connection, id: &IncidentKeyId) -> Result<Option<KnownKey>, StoreError> {
    connection
        .prepare_cached("SELECT id, key, gone FROM team_key WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([id], read).optional())
        .map_err(sql("read a key of an incident"))
}

/// The key that what is recorded of an incident is sealed under from now on.
pub(super) fn present(connection: &Connection, stream: Stream<'_>) -> Result<Option<IncidentKey>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT id, key, gone FROM team_key WHERE stream = ?1 AND seq IS NULL AND key IS NOT NULL ORDER BY id LIMIT 1",
        )
        .and_then(|mut statement| statement.query_row([stream.name()], read).optional())
        .map_err(sql("find the key of an incident"))?;
    Ok(match found {
        Some(KnownKey::Here(key)) => Some(key),
        Some(KnownKey::Gone(_)) | None => None,
    })
}

/// Keeps a key for an entry, and for the others of its incident.
pub(super) fn put(
    connection: &Connection,
    (stream, seq): (Stream<'_>, u64),
    key: &IncidentKey,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO team_key (id, stream, seq, key) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                key.id,
                stream.name(),
                only(stream, seq),
                key.bytes().as_slice()
            ])
        })
        .map(drop)
        .map_err(sql("keep a key of an incident"))
}

/// Notes that a key went with a row.
pub(super) fn put_gone(
    connection: &Connection,
    (stream, seq): (Stream<'_>, u64),
    (id, n): (&IncidentKeyId, u64),
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO team_key (id, stream, seq, gone) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (id) DO UPDATE SET key = NULL, gone = ?4",
        )
        .and_then(|mut statement| statement.execute(params![id, stream.name(), only(stream, seq), number(n)]))
        .map(drop)
        .map_err(sql("note that a key of an incident went"))
}

/// Lets go of the keys of an event: its own, and that of its incident.
pub(crate) fn destroy(connection: &Connection, stream: Stream<'_>, seq: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE team_key SET key = NULL WHERE stream = ?1 AND (seq = ?2 OR seq IS NULL) AND key IS NOT NULL",
        )
        .and_then(|mut statement| statement.execute(params![stream.name(), number(seq)]))
        .map(drop)
        .map_err(sql("destroy the key of an incident"))
}

/// The keys that this machine let go of and that went with no row yet.
pub(super) fn going(connection: &Connection, stream: Stream<'_>) -> Result<Vec<IncidentKeyId>, StoreError> {
    let fail = || sql("read which keys go");
    let mut statement = connection
        .prepare_cached("SELECT id FROM team_key WHERE stream = ?1 AND key IS NULL AND gone IS NULL ORDER BY id")
        .map_err(fail())?;
    let rows = statement.query_map([stream.name()], |row| row.get(0)).map_err(fail())?;
    rows.collect::<Result<_, _>>().map_err(fail())
}

/// Notes the row that keys of a stream went with.
pub(super) fn went(connection: &Connection, stream: Stream<'_>, n: u64) -> Result<(), StoreError> {
    connection
        .execute(
            "UPDATE team_key SET gone = ?2 WHERE stream = ?1 AND key IS NULL AND gone IS NULL",
            params![stream.name(), number(n)],
        )
        .map(drop)
        .map_err(sql("note which keys went"))
}

/// Lets go of the keys of an incident that went with a row, all but those that the row itself has something under.
pub(super) fn go_but(
    connection: &Connection,
    stream: Stream<'_>,
    (stay, n): (&BTreeSet<IncidentKeyId>, u64),
) -> Result<(), StoreError> {
    let fail = || sql("note which keys went");
    let mut statement = connection
        .prepare_cached("SELECT id FROM team_key WHERE stream = ?1 AND seq IS NULL AND gone IS NULL")
        .map_err(fail())?;
    let ids = statement.query_map([stream.name()], |row| row.get::<_, IncidentKeyId>(0));
    let ids: Vec<IncidentKeyId> = ids.and_then(Iterator::collect).map_err(fail())?;
    for id in ids.iter().filter(|id| !stay.contains(*id)) {
        connection
            .execute(
                "UPDATE team_key SET key = NULL, gone = ?2 WHERE id = ?1",
                params![id, number(n)],
            )
            .map_err(fail())?;
    }
    Ok(())
}

/// Whether an entry of the organization was shared under a key of its own.
pub(super) fn has_own(connection: &Connection, stream: Stream<'_>, seq: u64) -> Result<bool, StoreError> {
    connection
        .prepare_cached("SELECT 1 FROM team_key WHERE stream = ?1 AND seq = ?2")
        .and_then(|mut statement| statement.exists(params![stream.name(), number(seq)]))
        .map_err(sql("look for the key of an entry"))
}

/// Notes that the server has entries of a stream that no key of their own seals.
pub(super) fn note_plain(connection: &Connection, stream: Stream<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO team_plain (stream) VALUES (?1)")
        .and_then(|mut statement| statement.execute([stream.name()]))
        .map(drop)
        .map_err(sql("note what has no key of its own"))
}

pub(super) fn is_plain(connection: &Connection, stream: Stream<'_>) -> Result<bool, StoreError> {
    connection
        .prepare_cached("SELECT 1 FROM team_plain WHERE stream = ?1")
        .and_then(|mut statement| statement.exists([stream.name()]))
        .map_err(sql("look for the key of an incident"))
}

/// Every key by its name: those that are here, and those that went with a row.
pub(super) fn all(connection: &Connection) -> Result<Vec<(IncidentKeyId, KnownKey)>, StoreError> {
    let fail = || sql("read the keys of incidents");
    let mut statement = connection
        .prepare("SELECT id, key, gone FROM team_key ORDER BY id")
        .map_err(fail())?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, read(row)?)))
        .map_err(fail())?;
    rows.collect::<Result<_, _>>().map_err(fail())
}

/// Rows of the log with which something went, and of which streams.
pub(super) fn erasures(connection: &Connection) -> Result<Vec<(u64, String)>, StoreError> {
    let fail = || sql("list what was erased");
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT gone, stream FROM team_key WHERE gone IS NOT NULL ORDER BY gone, stream")
        .map_err(fail())?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))
        .map_err(fail())?;
    rows.collect::<Result<_, _>>().map_err(fail())
}

/// Forgets all of it: the record is no longer shared.
pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("DELETE FROM team_key; DELETE FROM team_plain;")
        .map_err(sql("forget the keys of incidents"))
}

impl KnownKey {
    pub(super) fn as_kept(
        &self,
        wrap: impl FnOnce(&IncidentKey) -> Result<Vec<u8>, StoreError>,
    ) -> Result<Option<KeyState>, StoreError> {
        Ok(match self {
            KnownKey::Here(key) => Some(KeyState::Wrapped(wrap(key)?)),
            KnownKey::Gone(n) => n.map(KeyState::Gone),
        })
    }
}
