//! The team's law beside a record, in a backup of it: packs, trusted keys, contracts, own law files.
//!
//! They go into a database of their own under the record's key: nobody who holds a backup reads the customers' names in
//! it, and nobody without the key puts law or a trusted key into one. It names the digest of the backup's record, so that
//! the law of one backup cannot be laid beside the record of another.

use std::path::{Component, Path};

use rusqlite::{Connection, OpenFlags};

use super::files::{self, Links};
use super::flaw::Flaw;
use super::keys::database_key::RawKey;
use super::{LAW, StoreError, database, sql};

/// A file below the folder of the law beside a record, with its path there; `/` between the parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

const TABLES: &str = "CREATE TABLE about (record_sha256 TEXT NOT NULL);
    CREATE TABLE file (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;";

/// Writes the files of a backup whose record has this digest.
pub(super) fn write(path: &Path, law: &[LawFile], record_sha256: &str, key: &RawKey) -> Result<(), StoreError> {
    drop(files::create_new(path)?);
    let mut connection = Connection::open(path).map_err(sql("open the copy of the law"))?;
    database::give_key(&connection, key)?;
    let written = |connection: &mut Connection| {
        let transaction = connection.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.execute("INSERT INTO about VALUES (?1)", [record_sha256])?;
        for LawFile { name, bytes } in law {
            transaction.execute("INSERT INTO file VALUES (?1, ?2)", (name, bytes))?;
        }
        transaction.commit()
    };
    written(&mut connection).map_err(sql("copy the law"))?;
    connection
        .close()
        .map_err(|(_, error)| sql("finish the copy of the law")(error))?;
    files::sync_file(path)
}

/// Reads them.
///
/// # Errors
/// [`StoreError::Damaged`] where they are not those of this record, or not as they were written.
pub(super) fn read(path: &Path, record_sha256: &str, key: &RawKey) -> Result<Vec<LawFile>, StoreError> {
    drop(files::open_regular(path, Links::Refused)?);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sql("open the copy of the law"))?;
    database::give_key(&connection, key)?;
    let found = |connection: &Connection| {
        let of: String = connection.query_row("SELECT record_sha256 FROM about", [], |row| row.get(0))?;
        let mut rows = connection.prepare("SELECT name, bytes FROM file ORDER BY name")?;
        let rows = rows.query_map([], |row| {
            Ok(LawFile {
                name: row.get(0)?,
                bytes: row.get(1)?,
            })
        })?;
        Ok((of, rows.collect::<rusqlite::Result<Vec<LawFile>>>()?))
    };
    let (of, law) = found(&connection).map_err(sql("read the copy of the law"))?;
    let sound = of.eq_ignore_ascii_case(record_sha256) && law.iter().all(|file| stays_below(&file.name));
    match sound {
        true => Ok(law),
        false => Err(StoreError::Damaged(Flaw::Changed(LAW.to_owned()))),
    }
}

/// Whether a path leads nowhere else than below the folder it is joined to.
fn stays_below(name: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    !name.is_empty() && !name.contains('\\') && Path::new(name).components().all(plain)
}

/// Puts the files below a folder that is not there yet.
pub(super) fn unpack(law: &[LawFile], folder: &Path) -> Result<(), StoreError> {
    for LawFile { name, bytes } in law {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            files::make_folder(parent)?;
        }
        files::write_whole(&path, bytes)?;
    }
    Ok(())
}
