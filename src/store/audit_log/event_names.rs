//! How the audit log names an event, so that nothing can be guessed from the name.
//!
//! The log is plain text, and the digest of an event is that of its words: whoever guesses them can check the guess, without
//! any key. So a record of the second format names an event by a mark under a key that lies in the database, and stays there
//! when the record key is replaced. Lines that were written before keep the names they have.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::store::StoreError;
use crate::store::events::{Digest, digest_in};
use crate::store::keys::database_key::RawKey;
use crate::store::keys::{Marker, mark, random_key};
use crate::store::sql;

const KEY: &str = "audit_key";
/// The key that events are named by once the second format is confirmed.
const NEXT: &str = "audit_key_next";
const KEYED: &str = "hmac:";

/// How events are named from now on.
#[derive(Clone)]
pub(crate) enum Naming {
    /// By their digests: the first format, and a record that may go back to it.
    Plain,
    Keyed(RawKey),
}

/// A name as the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Plain(Digest),
    Keyed(Digest),
}

impl Named {
    /// Reads a name; `None` where it is none.
    pub(crate) fn read(text: &str) -> Option<Named> {
        match text.strip_prefix(KEYED) {
            Some(digits) => digest_in(digits.as_bytes()).map(Named::Keyed),
            None => digest_in(text.as_bytes()).map(Named::Plain),
        }
    }
}

impl Naming {
    /// How the events of an open record are named.
    pub(crate) fn of_record(connection: &Connection) -> Result<Naming, StoreError> {
        let mut statement = connection
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")
            .map_err(sql("read how events are named"))?;
        let found = statement.query_row([KEY], |row| row.get::<_, String>(0)).optional();
        let Some(text) = found
            .map_err(sql("read how events are named"))?
            .map(zeroize::Zeroizing::new)
        else {
            return Ok(Naming::Plain);
        };
        let read = RawKey::made(|key| hex::decode_to_slice(text.as_str(), key));
        read.map(Naming::Keyed)
            .map_err(|error| StoreError::Kdf(Box::new(error)))
    }

    /// Names events by a key from now on; one that is there stays.
    pub(crate) fn begin_keyed(connection: &Connection) -> Result<(), StoreError> {
        let key = zeroize::Zeroizing::new(hex::encode(random_key()?.as_slice()));
        let put = connection.execute(
            "INSERT OR IGNORE INTO meta (key, value) VALUES (?1, ?2)",
            params![KEY, *key],
        );
        put.map(drop).map_err(sql("begin to name events by a key"))
    }

    /// Keeps the key that events are to be named by once the second format is confirmed. The header says when that is, and
    /// a process may be killed right behind it: what is prepared here tells the next opening to complete it.
    pub(crate) fn prepare_keyed(connection: &Connection) -> Result<(), StoreError> {
        let key = zeroize::Zeroizing::new(hex::encode(random_key()?.as_slice()));
        let put = connection.execute(
            "INSERT OR IGNORE INTO meta (key, value) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = ?3)",
            params![NEXT, *key, KEY],
        );
        put.map(drop).map_err(sql("prepare to name events by a key"))
    }

    /// Names events by the key that was prepared, from now on. Where none was, nothing changes.
    pub(crate) fn begin_prepared(connection: &Connection) -> Result<(), StoreError> {
        let prepared = connection.query_row("SELECT 1 FROM meta WHERE key = ?1", [NEXT], |_| Ok(()));
        let prepared = prepared.optional().map_err(sql("read how events are named"))?;
        if prepared.is_none() {
            return Ok(());
        }
        let put = connection.execute("UPDATE OR IGNORE meta SET key = ?1 WHERE key = ?2", [KEY, NEXT]);
        put.map(drop).map_err(sql("begin to name events by a key"))
    }

    /// Lets go of the key that was prepared: the record goes back to the first format.
    pub(crate) fn forget_prepared(connection: &Connection) -> Result<(), StoreError> {
        let gone = connection.execute("DELETE FROM meta WHERE key = ?1", [NEXT]);
        gone.map(drop)
            .map_err(sql("forget a key that events were to be named by"))
    }

    /// The name of the event that has a digest.
    pub(crate) fn name(&self, hash: &Digest) -> String {
        match self {
            Naming::Plain => hex::encode(hash),
            Naming::Keyed(_) => format!("{KEYED}{}", hex::encode(self.bytes(hash))),
        }
    }

    /// The bytes of that name.
    pub(crate) fn bytes(&self, hash: &Digest) -> Digest {
        match self {
            Naming::Plain => *hash,
            Naming::Keyed(key) => mark(key, hash),
        }
    }

    /// Whether a name is that of the event that has a digest, in either way of naming.
    pub(crate) fn is_of(&self, named: Named, hash: &Digest) -> bool {
        match named {
            Named::Plain(digest) => digest == *hash,
            Named::Keyed(digest) => matches!(self, Naming::Keyed(_)) && digest == self.bytes(hash),
        }
    }
}

/// Names of many events of an open record.
pub(crate) struct NamesOfEvents(Option<Marker>);

impl NamesOfEvents {
    pub(crate) fn of_record(connection: &Connection) -> Result<NamesOfEvents, StoreError> {
        Ok(NamesOfEvents(match Naming::of_record(connection)? {
            Naming::Plain => None,
            Naming::Keyed(key) => Some(Marker::of(&key)),
        }))
    }

    /// The name of the event that has a digest.
    pub(crate) fn of(&self, hash: &Digest) -> Digest {
        self.0.as_ref().map_or(*hash, |marker| marker.mark(hash))
    }

    /// The name that an event has now of which a line tells, also where that line is from before events were named by a key.
    pub(crate) fn now(&self, named: Named) -> Digest {
        match named {
            Named::Plain(hash) => self.of(&hash),
            Named::Keyed(name) => name,
        }
    }
}
