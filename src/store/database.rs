//! Opening the SQLCipher database.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

use super::key::RawKey;
use super::{StoreError, files, schema, sql};

/// "fbel", in the header of the database file: tells ours from another program's.
const APPLICATION_ID: i64 = 0x6662_656c;

/// Opens the database, or makes it.
pub(super) fn open(path: &Path, key: &RawKey, create: bool) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let mut connection = Connection::open_with_flags(path, flags).map_err(sql("open"))?;
    if create {
        files::make_private(path)?;
    }
    unlock(&connection, key)?;
    identify(&connection, path, create)?;
    connection
        .busy_timeout(Duration::from_secs(10))
        .map_err(sql("set a waiting time"))?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;",
        )
        .map_err(sql("set up"))?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Gives the key and looks whether it fits. The cipher's own log is silenced first: it would write over the screen.
fn unlock(connection: &Connection, key: &RawKey) -> Result<(), StoreError> {
    connection
        .execute_batch("PRAGMA cipher_log_level = NONE;")
        .map_err(sql("silence the cipher's log"))?;
    connection
        .execute_batch(&pragma("key", key))
        .map_err(sql("take the key"))?;
    let looked = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
    match looked {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Err(StoreError::WrongKey),
        Err(source) => Err(StoreError::Sql { doing: "open", source }),
    }
}

fn identify(connection: &Connection, path: &Path, create: bool) -> Result<(), StoreError> {
    let id: i64 = connection
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(sql("say whose it is"))?;
    if create {
        let set = format!("PRAGMA application_id = {APPLICATION_ID};");
        return connection.execute_batch(&set).map_err(sql("take its mark"));
    }
    if id != APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    Ok(())
}

/// Encrypts everything under a new key.
pub(super) fn rekey(connection: &Connection, key: &RawKey) -> Result<(), StoreError> {
    // The log is folded in first: only the database file itself is re-encrypted.
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(sql("fold its log in"))?;
    connection
        .execute_batch(&pragma("rekey", key))
        .map_err(sql("take the new key"))
}

/// The raw key as a pragma, in memory that is wiped.
pub(super) fn pragma(name: &str, key: &RawKey) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(96));
    // Writing to a String cannot fail.
    let _ = write!(text, "PRAGMA {name} = \"x'");
    for byte in key.iter() {
        let _ = write!(text, "{byte:02x}");
    }
    text.push_str("'\";");
    text
}
