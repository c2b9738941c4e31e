//! Opening the SQLCipher database.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

use super::keys::database_key::RawKey;
use super::keys::{Candidate, Source};
use super::{StoreError, files, schema, sql};

/// "fbel", in the header of the database file: tells ours from another program's.
const APPLICATION_ID: i64 = 0x6662_656c;

/// Statements that are kept prepared: all that recording, taking in and reading use again and again.
const STATEMENTS: usize = 128;
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a key change waits: whoever holds the record this long is a program at work, and the person can be told.
const SHORT_PATIENCE: Duration = Duration::from_secs(3);

/// Where the key comes from that was seen to open the database: nothing but an opening makes one.
#[derive(Debug, Clone)]
pub(super) struct InForce(Source);

impl InForce {
    pub(super) fn source(&self) -> &Source {
        &self.0
    }
}

/// An open database, and the key that opened it.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) in_force: InForce,
    /// Which guards of the events had to be set up anew.
    pub(super) unguarded: Option<String>,
}

/// Makes the database of a new record.
pub(super) fn create(path: &Path, candidate: &Candidate) -> Result<Opened, StoreError> {
    // Made by us, so that it is nobody else's to read even for a moment.
    drop(files::create_new(path)?);
    let connection = unlocked(path, read_write(), &candidate.raw)?;
    let set = format!("PRAGMA application_id = {APPLICATION_ID};");
    connection.execute_batch(&set).map_err(sql("set its application id"))?;
    ready(connection, candidate)
}

/// Opens the database for reading and writing.
pub(super) fn open(path: &Path, candidate: &Candidate) -> Result<Opened, StoreError> {
    let connection = unlocked(path, read_write(), &candidate.raw)?;
    identify(&connection, path)?;
    ready(connection, candidate)
}

/// Opens the database for reading alone; `name` may be an SQLite URI.
pub(super) fn open_to_read(name: &Path, path: &Path, candidate: &Candidate) -> Result<Opened, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = unlocked(name, flags, &candidate.raw)?;
    identify(&connection, path)?;
    schema::look(&connection)?;
    connection
        .execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")
        .map_err(sql("set up"))?;
    Ok(Opened {
        connection,
        in_force: InForce(candidate.source.clone()),
        unguarded: None,
    })
}

fn read_write() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn unlocked(name: &Path, flags: OpenFlags, key: &RawKey) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(name, flags).map_err(sql("open"))?;
    connection.busy_timeout(PATIENCE).map_err(sql("set the busy timeout"))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    unlock(&connection, key)?;
    Ok(connection)
}

/// Sets up a connection that may write. `synchronous = FULL`, because what was acknowledged must survive a power
/// failure, and `NORMAL` can lose the last commits. `secure_delete`, so that erased text does not stay in free pages.
/// `temp_store = MEMORY`, because the cipher does not cover temporary files.
fn ready(mut connection: Connection, candidate: &Candidate) -> Result<Opened, StoreError> {
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(sql("set up its write-ahead log"))?;
    if mode != "wal" {
        return Err(StoreError::NoLog(mode));
    }
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; \
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;",
        )
        .map_err(sql("set up"))?;
    let unguarded = schema::migrate(&mut connection)?;
    Ok(Opened {
        connection,
        in_force: InForce(candidate.source.clone()),
        unguarded,
    })
}

/// Gives the key and looks whether it fits. The cipher's own log is silenced first: it would write over the screen.
fn unlock(connection: &Connection, key: &RawKey) -> Result<(), StoreError> {
    give_key(connection, key)?;
    match first_page(connection) {
        Ok(()) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Err(StoreError::WrongKey),
        Err(source) => Err(sql("open")(source)),
    }
}

/// Gives the key; whether it fits shows with the first page.
pub(super) fn give_key(connection: &Connection, key: &RawKey) -> Result<(), StoreError> {
    connection
        .execute_batch("PRAGMA cipher_log_level = NONE;")
        .map_err(sql("silence the cipher's log"))?;
    connection
        .execute_batch(&pragma("key", key))
        .map_err(sql("use the key"))
}

fn first_page(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
}

fn identify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let id: i64 = connection
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(sql("set its application id"))?;
    if id == APPLICATION_ID {
        Ok(())
    } else {
        Err(StoreError::Foreign(path.to_owned()))
    }
}

/// Whether a connection that was opened before still has the key of the database.
pub(super) fn still_opens(connection: &Connection) -> Result<(), StoreError> {
    first_page(connection).map_err(sql("read its first page"))
}

/// Folds the write-ahead log into the file, whole: afterwards nothing a crash could bring back lies beside it.
pub(super) fn fold_in(connection: &Connection) -> Result<(), StoreError> {
    let busy: i64 = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(sql("checkpoint its write-ahead log"))?;
    if busy == 0 {
        Ok(())
    } else {
        Err(StoreError::InUse("checkpoint its write-ahead log"))
    }
}

/// Folds in of the write-ahead log what nobody is reading, without waiting: after a change of the key, what the file has is
/// under the former one.
pub(super) fn fold_in_what_can_be(connection: &Connection) -> Result<(), StoreError> {
    connection
        .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
        .map_err(sql("checkpoint its write-ahead log"))
}

/// What becomes of what is deleted.
#[derive(Clone, Copy)]
pub(super) enum Deleted {
    /// It is written over.
    IsWrittenOver,
    /// Its pages are used again, and until then it stays in them: for lines on their way to the audit log, which is a plain file.
    MayStay,
}

pub(super) fn set_deleted(connection: &Connection, deleted: Deleted) -> Result<(), StoreError> {
    let set = match deleted {
        Deleted::IsWrittenOver => "PRAGMA secure_delete = ON;",
        Deleted::MayStay => "PRAGMA secure_delete = FAST;",
    };
    connection.execute_batch(set).map_err(sql("set up"))
}

/// For bulk writes of data that can be fetched again: keeps more in memory and does not wait for the disk at each
/// commit. After a power failure the database is as it was at one of these commits.
pub(super) fn with_many_writes<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let set = |text: &str| connection.execute_batch(text).map_err(sql("set up"));
    set("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -128000; PRAGMA wal_autocheckpoint = 16000;")?;
    let done = work();
    set("PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -16000; PRAGMA synchronous = FULL;")?;
    done
}

/// Looks whether a key change can begin: the log folded in, and nobody writing.
pub(super) fn ready_for_rekey(connection: &Connection) -> Result<(), StoreError> {
    connection
        .busy_timeout(SHORT_PATIENCE)
        .map_err(sql("set the busy timeout"))?;
    fold_in(connection)?;
    connection
        .execute_batch("BEGIN IMMEDIATE; COMMIT;")
        .map_err(sql("begin to change its key"))
}

/// Asks the cipher to encrypt everything under a new key.
///
/// The cipher answers "ok" even where it did nothing, and leaves a connection whose next write would be under the
/// wrong key; so the connection ends here, and whether the key was changed is for another one to find out.
pub(super) fn rekey(connection: Connection, key: &RawKey) -> Result<(), StoreError> {
    let asked = connection
        .execute_batch(&pragma("rekey", key))
        .map_err(sql("use the new key"));
    drop(connection);
    asked
}

/// The raw key as a pragma, in memory that is wiped.
fn pragma(name: &str, key: &RawKey) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(96));
    // Writing to a String cannot fail.
    let _ = write!(text, "PRAGMA {name} = \"x'");
    for byte in key.iter() {
        let _ = write!(text, "{byte:02x}");
    }
    text.push_str("'\";");
    text
}
