//! What a writing transaction changes, noted while it runs: triggers of this connection alone write down which rows of the
//! shared tables are new. So no writer can be forgotten, and one that goes round the transaction is refused.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::parcel::{Change, HoldRow};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::signing::signed_log::{Appending, SignedAppend};
use crate::store::{StoreError, sql};

/// The notes, in temporary tables of this connection. `team_open` is empty outside of a sharing transaction, when
/// writing is refused. It contains 1 during one, and also 2 while changes from the server are applied, which must not
/// be sent back.
const NOTES: &str = "
    CREATE TEMP TABLE IF NOT EXISTS team_open (shared INTEGER PRIMARY KEY);
    CREATE TEMP TABLE IF NOT EXISTS team_change (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, a, b);
";

/// A table whose new rows others are told of.
struct Noted {
    table: &'static str,
    done: &'static str,
    /// The two columns that name a row.
    named_by: (&'static str, &'static str),
    /// Reads the row that a note names.
    read: fn(&Connection, i64) -> Collected,
}

const fn noted(
    table: &'static str,
    done: &'static str,
    named_by: (&'static str, &'static str),
    read: fn(&Connection, i64) -> Collected,
) -> Noted {
    Noted {
        table,
        done,
        named_by,
        read,
    }
}

impl Noted {
    fn kind(&self) -> String {
        format!("{} {}", self.table, self.done)
    }
}

const NOTED: &[Noted] = &[
    noted("event", "INSERT", ("stream", "seq"), event),
    noted("event", "UPDATE", ("stream", "seq"), rewritten),
    noted("erased", "INSERT", ("stream", "stream"), erased),
    noted("log", "INSERT", ("n", "n"), append),
    noted("data_key", "INSERT", ("id", "id"), data_key),
    noted("key_share", "INSERT", ("key", "member"), key_share),
    noted("key_share", "UPDATE", ("key", "member"), key_share),
    noted("event_key", "INSERT", ("stream", "seq"), event_key),
    noted("legal_hold", "INSERT", ("id", "id"), hold),
    noted("legal_hold", "UPDATE", ("id", "id"), hold),
];

/// What cannot be done while a record is shared, since the others could not be told, and where it can all the same.
const REFUSED: &[(&str, &str, &str)] = &[(
    "data_key",
    "DELETE",
    "EXISTS (SELECT 1 FROM main.erased e WHERE e.stream = OLD.stream)",
)];

/// Begins to note.
pub(super) fn begin(connection: &Connection) -> Result<(), StoreError> {
    let mut text = NOTES.to_owned();
    for Noted {
        table,
        done,
        named_by: (a, b),
        ..
    } in NOTED
    {
        text += &format!(
            "CREATE TEMP TRIGGER IF NOT EXISTS team_{table}_{done} AFTER {done} ON main.{table}
            WHEN NOT EXISTS (SELECT 1 FROM team_open WHERE shared = 2) BEGIN
                SELECT RAISE(ABORT, 'not recorded: the record is shared') WHERE NOT EXISTS (SELECT 1 FROM team_open);
                INSERT INTO team_change (kind, a, b) VALUES ('{table} {done}', NEW.{a}, NEW.{b});
            END;"
        );
    }
    for (table, done, allowed) in REFUSED {
        text += &format!(
            "CREATE TEMP TRIGGER IF NOT EXISTS team_{table}_{done} BEFORE {done} ON main.{table}
            WHEN NOT EXISTS (SELECT 1 FROM team_open WHERE shared = 2) AND NOT {allowed} BEGIN
                SELECT RAISE(ABORT, 'not while the record is shared');
            END;"
        );
    }
    text += "CREATE TEMP TRIGGER IF NOT EXISTS team_outbox AFTER INSERT ON main.outbox
        WHEN EXISTS (SELECT 1 FROM team_open) AND NOT EXISTS (SELECT 1 FROM team_open WHERE shared = 2) BEGIN
            INSERT INTO team_change (kind, a, b) VALUES ('outbox', NEW.id, NEW.id);
        END;";
    connection.execute_batch(&text).map_err(sql("note what is recorded"))
}

/// Ends it.
pub(super) fn end(connection: &Connection) -> Result<(), StoreError> {
    let names = NOTED
        .iter()
        .map(|Noted { table, done, .. }| format!("team_{table}_{done}"));
    let refused = REFUSED.iter().map(|(table, done, _)| format!("team_{table}_{done}"));
    let all = names.chain(refused).chain(["team_outbox".to_owned()]);
    let text: String = all.map(|name| format!("DROP TRIGGER IF EXISTS temp.{name};")).collect();
    connection.execute_batch(&text).map_err(sql("note what is recorded"))
}

/// Lets a transaction write to the shared tables.
pub(super) fn open(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("DELETE FROM temp.team_change; INSERT OR IGNORE INTO temp.team_open (shared) VALUES (1);")
        .map_err(sql("note what is recorded"))
}

/// Lets a transaction write what came from the server: a record that was moved there brings along what was erased in it.
pub(super) fn open_for_taking_in(connection: &Connection) -> Result<(), StoreError> {
    open(connection)?;
    connection
        .execute_batch("INSERT OR IGNORE INTO temp.team_open (shared) VALUES (2);")
        .map_err(sql("note what is recorded"))
}

/// Ends the writing of a transaction, before it is committed.
pub(super) fn close(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("DELETE FROM temp.team_change; DELETE FROM temp.team_open;")
        .map_err(sql("note what is recorded"))
}

/// Everything that was changed, in the order in which it was.
pub(super) fn collect(transaction: &Transaction<'_>) -> Result<Vec<Change>, StoreError> {
    let fail = || sql("collect what is recorded");
    let mut statement = transaction
        .prepare_cached("SELECT kind, id, a, b FROM temp.team_change ORDER BY id")
        .map_err(fail())?;
    let mut rows = statement.query([]).map_err(fail())?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next().map_err(fail())? {
        let (kind, note): (String, i64) = (row.get(0).map_err(fail())?, row.get(1).map_err(fail())?);
        let change = match NOTED.iter().find(|noted| noted.kind() == kind) {
            Some(noted) => (noted.read)(transaction, note),
            // The outbox. A line that tells of no event stays on the machine where it was done.
            None => line(transaction, note),
        };
        changes.extend(change.map_err(fail())?);
    }
    Ok(changes)
}

type Collected = rusqlite::Result<Option<Change>>;

fn event(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT e.stream, e.seq, e.body, e.hash FROM temp.team_change c \
             JOIN main.event e ON e.stream = c.a AND e.seq = c.b WHERE c.id = ?1",
        )?
        .query_row([note], |row| {
            Ok(Change::Event {
                stream: row.get(0)?,
                seq: row.get::<_, i64>(1)?.unsigned_abs(),
                body: row.get(2)?,
                hash: row.get(3)?,
            })
        })
        .optional()
}

/// An event that was written over.
fn rewritten(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT e.stream, e.seq, e.body FROM temp.team_change c \
             JOIN main.event e ON e.stream = c.a AND e.seq = c.b WHERE c.id = ?1",
        )?
        .query_row([note], |row| {
            Ok(Change::Rewritten {
                stream: row.get(0)?,
                seq: row.get::<_, i64>(1)?.unsigned_abs(),
                body: row.get(2)?,
            })
        })
        .optional()
}

fn erased(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT e.stream, e.code, e.erased_at, e.events, e.reason FROM temp.team_change c \
             JOIN main.erased e ON e.stream = c.a WHERE c.id = ?1",
        )?
        .query_row([note], read_erased)
        .optional()
}

pub(super) fn read_erased(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change::Erased {
        stream: row.get(0)?,
        code: row.get(1)?,
        erased_at: row.get(2)?,
        events: row.get(3)?,
        reason: row.get(4)?,
    })
}

/// A row of the record's own log.
pub(super) fn read_append(row: &rusqlite::Row<'_>) -> rusqlite::Result<SignedAppend> {
    Ok(SignedAppend {
        appending: Appending {
            n: row.get::<_, i64>(0)?.unsigned_abs(),
            stream: row.get(1)?,
            first: row.get::<_, i64>(2)?.unsigned_abs(),
            count: row.get::<_, i64>(3)?.unsigned_abs(),
            at: row.get(4)?,
            signer: MemberId::of(row.get(5)?),
        },
        hash: row.get(6)?,
        signature: SignatureBytes::of(row.get(7)?),
    })
}

fn append(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT l.n, l.stream, l.first, l.count, l.at, l.signer, l.hash, l.sig FROM temp.team_change c \
             JOIN main.log l ON l.n = c.a WHERE c.id = ?1",
        )?
        .query_row([note], |row| Ok(Change::Append((&read_append(row)?).into())))
        .optional()
}

fn data_key(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT k.id, k.stream, k.purpose, k.made_at FROM temp.team_change c \
             JOIN main.data_key k ON k.id = c.a WHERE c.id = ?1",
        )?
        .query_row([note], read_data_key)
        .optional()
}

pub(super) fn read_data_key(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change::DataKey {
        id: row.get(0)?,
        stream: row.get(1)?,
        purpose: row.get(2)?,
        made_at: row.get(3)?,
    })
}

fn key_share(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT k.key, k.member, k.wrapped FROM temp.team_change c \
             JOIN main.key_share k ON k.key = c.a AND k.member = c.b WHERE c.id = ?1",
        )?
        .query_row([note], read_key_share)
        .optional()
}

pub(super) fn read_key_share(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change::KeyShare {
        key: row.get(0)?,
        member: row.get(1)?,
        wrapped: row.get(2)?,
    })
}

fn event_key(connection: &Connection, note: i64) -> Collected {
    connection
        .prepare_cached(
            "SELECT k.stream, k.seq, k.key, k.kept FROM temp.team_change c \
             JOIN main.event_key k ON k.stream = c.a AND k.seq = c.b WHERE c.id = ?1",
        )?
        .query_row([note], read_event_key)
        .optional()
}

pub(super) fn read_event_key(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change::EventKey {
        stream: row.get(0)?,
        seq: row.get::<_, i64>(1)?.unsigned_abs(),
        key: row.get(2)?,
        kept: row.get(3)?,
    })
}

/// The columns of a hold, in the order in which they are read.
pub(super) const HOLD: &str =
    "id, stream, matter, why, until, placed_by, placed_at, released_by, released_at, release_why";

fn hold(connection: &Connection, note: i64) -> Collected {
    let id: i64 = connection
        .prepare_cached("SELECT a FROM temp.team_change WHERE id = ?1")?
        .query_row([note], |row| row.get(0))?;
    connection
        .prepare_cached(&format!("SELECT {HOLD} FROM legal_hold WHERE id = ?1"))?
        .query_row(params![id], read_hold)
        .optional()
}

pub(super) fn read_hold(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change::Hold(HoldRow {
        id: row.get(0)?,
        stream: row.get(1)?,
        matter: row.get(2)?,
        why: row.get(3)?,
        until: row.get(4)?,
        placed_by: row.get(5)?,
        placed_at: row.get(6)?,
        released_by: row.get(7)?,
        released_at: row.get(8)?,
        release_why: row.get(9)?,
    }))
}

fn line(connection: &Connection, note: i64) -> Collected {
    let found: Option<String> = connection
        .prepare_cached("SELECT o.line FROM temp.team_change c JOIN main.outbox o ON o.id = c.a WHERE c.id = ?1")?
        .query_row([note], |row| row.get(0))
        .optional()?;
    Ok(found.map(Change::Line))
}
