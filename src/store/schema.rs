//! The tables, as versioned migrations.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::flaw::Flaw;
use super::{StoreError, sql};

/// Every step from an empty file to today's tables; only ever added to.
const STEPS: &[&str] = &[
    "
    CREATE TABLE event (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        recorded_at INTEGER NOT NULL,
        body BLOB NOT NULL,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (stream, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE summary (
        stream TEXT PRIMARY KEY NOT NULL,
        code TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        exercise INTEGER NOT NULL,
        stage TEXT NOT NULL,
        closed INTEGER NOT NULL,
        severity TEXT,
        opened_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        next_at INTEGER,
        next_duty TEXT,
        due INTEGER NOT NULL,
        possible INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        rules TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE verdict (stream TEXT PRIMARY KEY NOT NULL, verdicts TEXT NOT NULL) STRICT;
    CREATE INDEX summary_next ON summary (closed, exercise, next_at);
    CREATE TABLE deadline (
        stream TEXT NOT NULL,
        duty TEXT NOT NULL,
        strict INTEGER NOT NULL,
        zone TEXT NOT NULL,
        verdict TEXT NOT NULL,
        provisional INTEGER NOT NULL,
        recipient TEXT NOT NULL,
        PRIMARY KEY (stream, duty)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deadline_strict ON deadline (strict);
    CREATE TABLE number (n INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE) STRICT;
    CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0);
    CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT;
    CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    ",
    "CREATE TABLE draft (slot TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    "
    CREATE TABLE calendar (
        stream TEXT NOT NULL,
        duty TEXT NOT NULL,
        sequence INTEGER NOT NULL CHECK (sequence >= 0),
        strict INTEGER NOT NULL,
        state TEXT NOT NULL,
        summary TEXT NOT NULL,
        modified_at INTEGER NOT NULL,
        exercise INTEGER NOT NULL,
        PRIMARY KEY (stream, duty)
    ) STRICT, WITHOUT ROWID;
    ",
    "
    CREATE TABLE log (
        n INTEGER PRIMARY KEY CHECK (n > 0),
        stream TEXT NOT NULL,
        first INTEGER NOT NULL CHECK (first > 0),
        count INTEGER NOT NULL CHECK (count > 0),
        at INTEGER NOT NULL,
        signer BLOB NOT NULL CHECK (length(signer) = 8),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        sig BLOB NOT NULL CHECK (length(sig) = 64),
        UNIQUE (stream, first)
    ) STRICT;
    CREATE TABLE data_key (
        id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 8),
        stream TEXT NOT NULL,
        purpose TEXT NOT NULL,
        made_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX data_key_stream ON data_key (stream, purpose);
    CREATE TABLE key_share (
        key BLOB NOT NULL CHECK (length(key) = 8),
        member BLOB NOT NULL CHECK (length(member) = 8),
        wrapped BLOB NOT NULL,
        PRIMARY KEY (key, member)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE access (stream TEXT PRIMARY KEY NOT NULL, members TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE event_key (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        key BLOB NOT NULL CHECK (length(key) = 8),
        kept BLOB NOT NULL,
        PRIMARY KEY (stream, seq)
    ) STRICT, WITHOUT ROWID;
    ",
];

/// What keeps events as they are. Set up at every opening, so that guards which somebody took off stand again.
const GUARDS: &str = "
    CREATE TRIGGER IF NOT EXISTS event_is_final BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER IF NOT EXISTS event_stays BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
    CREATE TRIGGER IF NOT EXISTS event_follows BEFORE INSERT ON event
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE stream = NEW.stream)
        BEGIN SELECT RAISE(ABORT, 'events follow one another'); END;
    CREATE TRIGGER IF NOT EXISTS log_is_final BEFORE UPDATE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
    CREATE TRIGGER IF NOT EXISTS log_stays BEFORE DELETE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is never cut'); END;
    CREATE TRIGGER IF NOT EXISTS log_follows BEFORE INSERT ON log
        WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM log)
        BEGIN SELECT RAISE(ABORT, 'rows of the log follow one another'); END;
    ";

fn migrations() -> Migrations<'static> {
    Migrations::new(STEPS.iter().map(|step| M::up(step)).collect())
}

/// The version the tables have and the one we know; those of a newer firebell are left alone.
fn versions(connection: &Connection) -> Result<(i64, i64), StoreError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let found: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(sql("read its schema version"))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    Ok((found, known))
}

/// Whether the tables can be read as they are.
pub(super) fn look(connection: &Connection) -> Result<(), StoreError> {
    match versions(connection)? {
        (found, known) if found < known => Err(StoreError::Older { found, known }),
        _ => Ok(()),
    }
}

/// Brings the tables up to date.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let (found, known) = versions(connection)?;
    if found < known {
        let migrated = migrations().to_latest(connection);
        migrated.map_err(|error| StoreError::Damaged(Flaw::Migration(error)))?;
    }
    connection.execute_batch(GUARDS).map_err(sql("set up its triggers"))
}
