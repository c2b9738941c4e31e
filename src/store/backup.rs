//! Backups: the database as it stands at one moment, the audit log and the header, with checksums.
//!
//! The copy is taken while the record is in use, and stays encrypted under the same key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::key::{Header, hex};
use super::verify::Proof;
use super::{AUDIT, DATABASE, HEADER, Store, StoreError, database, files, key, sql};

/// Name of the list of checksums.
const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub format: u32,
    /// When it was taken.
    pub taken_at: String,
    /// File name to SHA-256, hexadecimal.
    pub sha256: BTreeMap<String, String>,
}

impl Store {
    /// Copies the record into an empty folder.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where something stands there; what the disk or database says.
    pub fn backup(&mut self, secret: &SecretString, into: &Path, taken_at: String) -> Result<Manifest, StoreError> {
        empty(into)?;
        self.catch_up();
        let header = Header::read(&self.folder.join(HEADER))?;
        let target = into.join(DATABASE);
        key::try_each(&header, secret, |raw| self.copy_database(&target, raw))?;
        let mut copied = vec![DATABASE];
        for name in [HEADER, AUDIT] {
            if self.folder.join(name).exists() {
                copy(&self.folder.join(name), &into.join(name))?;
                copied.push(name);
            }
        }
        let mut manifest = Manifest {
            format: 1,
            taken_at,
            sha256: BTreeMap::new(),
        };
        for name in copied {
            manifest.sha256.insert(name.to_owned(), digest(&into.join(name))?);
        }
        let text = serde_json::to_vec_pretty(&manifest).map_err(|source| StoreError::Unreadable {
            what: "the manifest".to_owned(),
            source,
        })?;
        files::write_whole(&into.join(MANIFEST), &text)?;
        Ok(manifest)
    }

    /// The database page by page into a new file under the same key, consistent although others write meanwhile.
    fn copy_database(&self, target: &Path, raw: &key::RawKey) -> Result<(), StoreError> {
        // The key must fit this record before it encrypts a copy of it.
        drop(database::open(&self.folder.join(DATABASE), raw, false)?);
        let mut copy = Connection::open(target).map_err(sql("open the copy"))?;
        files::make_private(target)?;
        copy.execute_batch("PRAGMA cipher_log_level = NONE;")
            .and_then(|()| copy.execute_batch(&database::pragma("key", raw)))
            .map_err(sql("take the key"))?;
        let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy).map_err(sql("begin the copy"))?;
        backup
            .run_to_completion(4096, std::time::Duration::ZERO, None)
            .map_err(sql("copy"))
    }
}

#[expect(clippy::disallowed_methods, reason = "looks whether the user's folder is empty")]
fn empty(folder: &Path) -> Result<(), StoreError> {
    files::make_folder(folder)?;
    let mut entries = std::fs::read_dir(folder).map_err(files::io("look into", folder))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(StoreError::Occupied(folder.to_owned())),
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::copy(from, to).map_err(files::io("copy", from))?;
    files::make_private(to)
}

fn digest(path: &Path) -> Result<String, StoreError> {
    Ok(hex(&Sha256::digest(files::read_whole(path)?)))
}

/// Reads a backup's manifest and looks whether every file is as it was.
///
/// # Errors
/// [`StoreError::Damaged`] that names the first file that is not.
pub fn check(folder: &Path) -> Result<Manifest, StoreError> {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Err(StoreError::Damaged(format!(
            "{} is no backup: it has no {MANIFEST}",
            folder.display()
        )));
    }
    let manifest: Manifest =
        serde_json::from_slice(&files::read_whole(&path)?).map_err(|source| StoreError::Unreadable {
            what: "the manifest".to_owned(),
            source,
        })?;
    for (name, expected) in &manifest.sha256 {
        let file = folder.join(name);
        if !file.exists() || digest(&file)? != *expected {
            return Err(StoreError::Damaged(format!(
                "{name} of the backup is not as it was taken"
            )));
        }
    }
    Ok(manifest)
}

/// Checks a backup and opens it: every digest, every chain.
///
/// # Errors
/// As [`check`], and what the record itself says.
pub fn verify(folder: &Path, secret: &SecretString) -> Result<(Manifest, Proof), StoreError> {
    let manifest = check(folder)?;
    // Opening writes (the log beside the database), so the walk is done on a copy.
    let scratch = Scratch::beside(folder)?;
    for name in manifest.sha256.keys() {
        copy(&folder.join(name), &scratch.0.join(name))?;
    }
    let proof = Store::open(&scratch.0, secret)?.verify()?;
    Ok((manifest, proof))
}

/// Puts a backup where no record stands.
///
/// # Errors
/// [`StoreError::Occupied`] where one does; as [`verify`] otherwise.
pub fn restore(folder: &Path, into: &Path, secret: &SecretString) -> Result<Proof, StoreError> {
    let (manifest, proof) = verify(folder, secret)?;
    empty(into)?;
    for name in manifest.sha256.keys() {
        copy(&folder.join(name), &into.join(name))?;
    }
    Ok(proof)
}

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(folder: &Path) -> Result<Scratch, StoreError> {
        let name = format!(".verify-{}", std::process::id());
        let path = folder.join(name);
        files::make_folder(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left is an encrypted copy; there is nobody to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
