//! The tables, as versioned migrations.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{HookResult, M, Migrations};

use super::board::migrate_packed_rows::pack_rows;
use super::flaw::Flaw;
use super::server::set_up_sent;
use super::verifying::proof::{Broken, Depth};
use super::{Store, StoreError, sql};

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
    CREATE TABLE leaf (n INTEGER PRIMARY KEY, leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT;
    CREATE TABLE checkpoint (
        size INTEGER PRIMARY KEY,
        root BLOB NOT NULL CHECK (length(root) = 32),
        note TEXT NOT NULL,
        token BLOB
    ) STRICT;
    CREATE TABLE legal_hold (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        stream TEXT,
        matter TEXT NOT NULL,
        why TEXT NOT NULL,
        until TEXT,
        placed_by TEXT NOT NULL,
        placed_at INTEGER NOT NULL,
        released_by TEXT,
        released_at INTEGER,
        release_why TEXT
    ) STRICT;
    CREATE TABLE erased (
        stream TEXT PRIMARY KEY NOT NULL,
        code TEXT NOT NULL,
        erased_at INTEGER NOT NULL,
        events INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE backup_made (folder TEXT PRIMARY KEY NOT NULL, taken_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
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
    "
    CREATE TABLE proof_key (
        generation INTEGER NOT NULL CHECK (generation > 0),
        record_key BLOB NOT NULL CHECK (length(record_key) = 8),
        sealed BLOB NOT NULL,
        PRIMARY KEY (generation, record_key)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE backup_made ADD COLUMN erasures INTEGER NOT NULL DEFAULT 0;
    ",
    "
    CREATE TABLE team_row (
        n INTEGER PRIMARY KEY CHECK (n > 0),
        id BLOB NOT NULL CHECK (length(id) = 16),
        signer BLOB NOT NULL CHECK (length(signer) = 8),
        epoch INTEGER NOT NULL,
        sealed BLOB,
        prev BLOB NOT NULL CHECK (length(prev) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        sig BLOB NOT NULL CHECK (length(sig) = 64),
        void TEXT
    ) STRICT;
    CREATE TABLE team_stale (stream TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
    ",
    // Keys of letters are many: those of restricted incidents are found beside them.
    "
    CREATE INDEX data_key_purpose ON data_key (purpose, id);
    ",
    "
    CREATE TABLE team_waiting (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        member BLOB NOT NULL CHECK (length(member) = 8),
        stream TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL,
        base INTEGER NOT NULL,
        first INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        became INTEGER,
        sealed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX team_waiting_stream ON team_waiting (stream, state);
    ",
    // What an earlier firebell shared has no keys of its own on the server.
    "
    CREATE TABLE team_key (
        id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
        stream TEXT NOT NULL,
        seq INTEGER,
        key BLOB CHECK (length(key) = 32),
        gone INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX team_key_stream ON team_key (stream, seq);
    CREATE TABLE team_plain (stream TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO team_plain (stream)
        SELECT DISTINCT stream FROM event WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'team');
    ",
];

/// The steps after those, which no SQL alone can take.
const STEPS_IN_CODE: [fn(&Transaction<'_>) -> HookResult; 2] = [pack_rows, set_up_sent];

/// A table whose rows the proof reads and holds against others, and the index that leads to them.
struct WalkedTable {
    name: &'static str,
    index: Option<WalkedIndex>,
}

/// An index that is held against its table as a whole: looking each row up would read pages as often as there are rows.
struct WalkedIndex {
    name: &'static str,
    /// Sums over the indexed columns that change with each of them. Each term is reduced modulo a 20-bit prime so that
    /// no number of rows overflows the sum; the factor makes values that swap columns change it.
    sums: &'static str,
    /// A column that it does not have, so that the table itself is read.
    elsewhere: &'static str,
}

const fn walked(name: &'static str, index: Option<WalkedIndex>) -> WalkedTable {
    WalkedTable { name, index }
}

const WALKED: [WalkedTable; 4] = [
    walked("event", None),
    walked("leaf", None),
    walked(
        "log",
        Some(WalkedIndex {
            name: "sqlite_autoindex_log_1",
            // Its stream is not among them: a row of the log is never another one, so its number says which it is.
            sums: "sum(n % 1000003), sum((n + 31 * first) % 1000003)",
            elsewhere: "sig",
        }),
    ),
    walked(
        "standing",
        Some(WalkedIndex {
            name: "sqlite_autoindex_standing_1",
            sums: "sum(rowid % 1000003), sum((rowid + 31 * unicode(substr(stream, 8))) % 1000003)",
            // Where only the type is asked for, SQLite does not read what may be many pages.
            elsewhere: "typeof(verdicts)",
        }),
    ),
];

/// What an erasure takes off and puts back.
pub(super) const GUARD_OF_EVENTS: &str = "CREATE TRIGGER event_is_final BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END";

/// What keeps events as they are. At every opening what somebody changed of it is set up anew.
const GUARDS: &[&str] = &[
    GUARD_OF_EVENTS,
    "CREATE TRIGGER event_stays BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TRIGGER event_follows BEFORE INSERT ON event
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE stream = NEW.stream)
        BEGIN SELECT RAISE(ABORT, 'events follow one another'); END",
    "CREATE TRIGGER log_is_final BEFORE UPDATE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END",
    "CREATE TRIGGER log_stays BEFORE DELETE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is never cut'); END",
    "CREATE TRIGGER log_follows BEFORE INSERT ON log
        WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM log)
        BEGIN SELECT RAISE(ABORT, 'rows of the log follow one another'); END",
    "CREATE TRIGGER leaf_is_final BEFORE UPDATE ON leaf
        BEGIN SELECT RAISE(ABORT, 'places are never changed'); END",
    "CREATE TRIGGER leaf_stays BEFORE DELETE ON leaf
        BEGIN SELECT RAISE(ABORT, 'places are never given up'); END",
];

fn migrations() -> Migrations<'static> {
    let in_sql = STEPS.iter().map(|step| M::up(step));
    let in_code = STEPS_IN_CODE.iter().map(|step| M::up_with_hook("", *step));
    Migrations::new(in_sql.chain(in_code).collect())
}

/// The version the tables have and the one we know; those of a newer firebell are left alone.
fn versions(connection: &Connection) -> Result<(i64, i64), StoreError> {
    let known = i64::try_from(STEPS.len() + STEPS_IN_CODE.len()).unwrap_or(i64::MAX);
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

/// Brings the tables up to date, and says which guards were not as they should be.
pub(super) fn migrate(connection: &mut Connection) -> Result<Option<String>, StoreError> {
    let (found, known) = versions(connection)?;
    if found < known {
        let migrated = migrations().to_latest(connection);
        migrated.map_err(|error| StoreError::Damaged(Flaw::Migration(error)))?;
    }
    // A record of an earlier firebell has the guards of its day: nobody took those off that came later.
    guard(connection, found < known)
}

/// Sets up the guards anew where there are others than ours.
fn guard(connection: &mut Connection, brought_up_to_date: bool) -> Result<Option<String>, StoreError> {
    let fail = || sql("set up its triggers");
    let found = triggers(connection)?;
    let expected: BTreeSet<String> = GUARDS.iter().map(|text| on_one_line(text)).collect();
    if found.values().cloned().collect::<BTreeSet<_>>() == expected {
        return Ok(None);
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(fail())?;
    for name in found.keys() {
        let drop = format!("DROP TRIGGER \"{}\"", name.replace('"', "\"\""));
        transaction.execute_batch(&drop).map_err(fail())?;
    }
    transaction.execute_batch(&guards()).map_err(fail())?;
    transaction.commit().map_err(fail())?;
    if brought_up_to_date {
        return Ok(None);
    }
    let of_others = found.iter().filter(|(_, text)| !expected.contains(*text));
    let others: Vec<&str> = of_others.map(|(name, _)| name.as_str()).collect();
    Ok(Some(match others.is_empty() {
        true => "some were missing".to_owned(),
        false => others.join(", "),
    }))
}

pub(super) fn guards() -> String {
    GUARDS.iter().map(|text| format!("{text};")).collect()
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn triggers(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let fail = || sql("look at its triggers");
    let mut statement = connection
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        .map_err(fail())?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, on_one_line(&row.get::<_, String>(1)?))));
    rows.and_then(Iterator::collect).map_err(fail())
}

/// Tables, indexes and triggers with their texts.
fn parts(connection: &Connection) -> rusqlite::Result<BTreeMap<(String, String), String>> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")?;
    let rows = statement.query_map([], |row| {
        let text = on_one_line(&row.get::<_, String>(3)?);
        Ok((
            (row.get(0)?, row.get(1)?),
            format!("{} {text}", row.get::<_, String>(2)?),
        ))
    })?;
    rows.collect()
}

/// The tables of a record that was just made.
fn expected() -> Result<BTreeMap<(String, String), String>, StoreError> {
    let mut made = Connection::open_in_memory().map_err(sql("set up tables to compare with"))?;
    let migrated = migrations().to_latest(&mut made);
    migrated.map_err(|error| StoreError::Damaged(Flaw::Migration(error)))?;
    made.execute_batch(&guards())
        .and_then(|()| parts(&made))
        .map_err(sql("set up tables to compare with"))
}

impl Store {
    /// The first table, index, view or trigger that is not as firebell sets it up.
    pub(super) fn schema_flaw(&self) -> Result<Option<Broken>, StoreError> {
        let found = parts(&self.connection).map_err(sql("look at its tables"))?;
        let expected = expected()?;
        let differs = |(kind, name): &(String, String)| match expected.contains_key(&(kind.clone(), name.clone())) {
            true => format!("the {kind} {name} is another one"),
            false => format!("the {kind} {name} is not firebell's"),
        };
        let other = found.iter().find(|(part, text)| expected.get(part) != Some(text));
        let missing = expected.keys().find(|part| !found.contains_key(part));
        let flaw = other.map(|(part, _)| differs(part));
        let flaw = flaw.or_else(|| missing.map(|(kind, name)| format!("the {kind} {name} is missing")));
        Ok(flaw.map(Broken::Schema))
    }

    /// Whether the trees of pages fit together.
    pub(super) fn structure_flaw(&self, depth: Depth) -> Result<Option<Broken>, StoreError> {
        match depth {
            // Those of the search among them.
            Depth::Full => self.first_structure_flaw("PRAGMA integrity_check(1)"),
            Depth::Usual => self.flaw_of_what_was_not_walked(),
        }
    }

    fn flaw_of_what_was_not_walked(&self) -> Result<Option<Broken>, StoreError> {
        let fail = || sql("check its structure");
        let mut statement = self
            .connection
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            .map_err(fail())?;
        let names = statement.query_map([], |row| row.get(0)).map_err(fail())?;
        let names: Vec<String> = names.collect::<Result<_, _>>().map_err(fail())?;
        let walked = |name: &String| WALKED.iter().any(|table| table.name == name);
        for name in names.iter().filter(|name| !walked(name)) {
            let flaw = self.first_structure_flaw(&format!("PRAGMA integrity_check('{}')", name.replace('\'', "''")))?;
            if flaw.is_some() {
                return Ok(flaw);
            }
        }
        self.flaw_of_an_index()
    }

    fn first_structure_flaw(&self, check: &str) -> Result<Option<Broken>, StoreError> {
        let found: String = self
            .connection
            .query_row(check, [], |row| row.get(0))
            .map_err(sql("check its structure"))?;
        Ok((found != "ok").then_some(Broken::Database(found)))
    }

    /// An index that does not lead to the rows of its table.
    fn flaw_of_an_index(&self) -> Result<Option<Broken>, StoreError> {
        let sums = |select: String| -> Result<[Option<i64>; 3], StoreError> {
            self.connection
                .query_row(&select, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
                .map_err(sql("check its structure"))
        };
        for WalkedTable { name, index } in &WALKED {
            let Some(WalkedIndex {
                name: index,
                sums: of,
                elsewhere,
            }) = index
            else {
                continue;
            };
            let of_rows = sums(format!("SELECT count({elsewhere}), {of} FROM {name}"))?;
            if of_rows != sums(format!("SELECT count(*), {of} FROM {name} INDEXED BY {index}"))? {
                let why = format!("an index of {name} does not lead to its rows");
                return Ok(Some(Broken::Database(why)));
            }
        }
        Ok(None)
    }
}
