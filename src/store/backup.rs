//! Backups: the database as it was at one moment, the audit log up to the same moment, the header, and the law that is kept
//! beside the record, with checksums.
//!
//! The copy is taken while the record is in use, and stays encrypted under the same key. A backup comes from wherever
//! it was kept: what its manifest says is believed only as far as it names exactly these files and their digests.

use std::path::Path;

use chrono::{DateTime, SubsecRound as _, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::audit_log::line::unreadable;
use super::database::Opened;
use super::files::Links;
use super::flaw::Flaw;
use super::header::Header;
use super::keys::{Candidate, Source, Unlock, derive, mark};
use super::law_files::{self, LawFile};
use super::leaves::TreeHead;
use super::staging::{Purpose, Staging};
use super::verifying::proof::{Depth, Proof};
use super::{AUDIT, DATABASE, HEADER, LAW, LAW_FOLDER, MANIFEST, Store, StoreError, database, files, sql};

/// The form of a record alone; a record without law of its own is still written so, for an earlier firebell to restore.
const RECORD_ALONE: u32 = 1;
/// The form with the law beside the record.
const WITH_LAW: u32 = 2;
/// The form of a record of the second format: what it says is marked under the record's key.
const MARKED: u32 = 3;
/// The manifest of a backup that is being written anew, until everything that it names is in place.
pub(super) const NEXT_MANIFEST: &str = "manifest.next";
/// The law of one, likewise.
pub(super) const NEXT_LAW: &str = "law.part";
/// A manifest is a few hundred bytes.
const MOST: u64 = 64 * 1024;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this form.
    format: u32,
    pub taken_at: DateTime<Utc>,
    /// The digest of each file.
    sha256: Digests,
    /// The state of the record in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<StateOfBackup>,
    /// HMAC-SHA256 over the rest, under a key made of the key of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<Checksum>,
}

/// How many events a backup has, and the root of the tree of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateOfBackup {
    pub events: u64,
    root: Checksum,
}

impl StateOfBackup {
    /// The state that a text names which is the manifest of a backup.
    pub fn in_manifest(text: &str) -> Option<TreeHead> {
        let state = serde_json::from_str::<Manifest>(text).ok()?.checkpoint?;
        let mut root = [0; 32];
        hex::decode_to_slice(&state.root.0, &mut root).ok()?;
        Some(TreeHead {
            size: state.events,
            root,
        })
    }
}

/// The manifest that fits the database of a backup.
pub(super) struct Fitting {
    pub(super) manifest: Manifest,
    /// The file that has its law.
    pub(super) law: &'static str,
    /// It is the one that waits: writing the backup anew was cut off behind the database.
    pub(super) waits: bool,
}

/// The files of a backup: each once, none missing, no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digests {
    #[serde(rename = "audit.jsonl")]
    audit: Checksum,
    #[serde(rename = "firebell.db")]
    database: Checksum,
    #[serde(rename = "header.json")]
    header: Checksum,
    #[serde(rename = "law.db", default, skip_serializing_if = "Option::is_none")]
    law: Option<Checksum>,
}

/// SHA-256 as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
struct Checksum(String);

impl TryFrom<String> for Checksum {
    type Error = String;

    fn try_from(text: String) -> Result<Checksum, String> {
        match hex::decode(&text).ok() {
            Some(bytes) if bytes.len() == 32 => Ok(Checksum(text)),
            Some(_) | None => Err("a checksum is 64 hexadecimal digits".to_owned()),
        }
    }
}

impl Manifest {
    /// Number of files it names.
    pub fn count(&self) -> usize {
        self.record_files().len() + usize::from(self.sha256.law.is_some())
    }

    fn record_files(&self) -> [(&'static str, &Checksum); 3] {
        let Digests {
            audit,
            database,
            header,
            law: _,
        } = &self.sha256;
        [(DATABASE, database), (AUDIT, audit), (HEADER, header)]
    }

    /// The form it must have for what it names.
    fn form(&self) -> u32 {
        match (&self.mark, &self.sha256.law) {
            (Some(_), _) => MARKED,
            (None, Some(_)) => WITH_LAW,
            (None, None) => RECORD_ALONE,
        }
    }

    /// The mark of what it says, under the key of its database.
    fn marked(&self, candidate: &Candidate) -> Result<Checksum, StoreError> {
        let bare = Manifest {
            mark: None,
            ..self.clone()
        };
        let text = serde_json::to_vec(&bare).map_err(unreadable("the manifest"))?;
        let key = derive(candidate.raw.as_slice(), &[], "firebell 2 backup manifest");
        Ok(Checksum(hex::encode(mark(&key, &text))))
    }

    /// Whether it says what whoever has the key wrote.
    fn is_sound(&self, candidate: &Candidate) -> Result<bool, StoreError> {
        match (&self.mark, &candidate.source) {
            (Some(found), _) => Ok(*found == self.marked(candidate)?),
            // Removing the mark must not make the manifest pass for one from before marks existed.
            (None, Source::Enveloped(_)) => Ok(false),
            (None, Source::Derived(_)) => Ok(true),
        }
    }

    /// Writes the manifest of files that are made.
    fn written(
        staging: &Staging,
        sha256: Digests,
        taken_at: DateTime<Utc>,
        candidate: &Candidate,
    ) -> Result<Manifest, StoreError> {
        let head = sealed(staging.inside(), candidate)?.tree_head(None)?;
        let mut manifest = Manifest {
            format: RECORD_ALONE,
            taken_at: taken_at.trunc_subsecs(0),
            sha256,
            checkpoint: None,
            mark: None,
        };
        manifest.format = manifest.form();
        if let Source::Enveloped(_) = candidate.source {
            // Set before the mark exists, from which `form` would derive it: the mark covers the format too.
            manifest.format = MARKED;
            manifest.checkpoint = head.map(|head| StateOfBackup {
                events: head.size,
                root: Checksum(hex::encode(head.root)),
            });
            manifest.mark = Some(manifest.marked(candidate)?);
        }
        let text = serde_json::to_vec_pretty(&manifest).map_err(unreadable("the manifest"))?;
        files::write_whole(&staging.path(MANIFEST), &text)?;
        Ok(manifest)
    }

    pub(super) fn is_of_database(&self, digest: &str) -> bool {
        self.sha256.database.0.eq_ignore_ascii_case(digest)
    }

    pub(super) fn database(&self) -> &str {
        &self.sha256.database.0
    }

    pub(super) fn has_law(&self) -> bool {
        self.sha256.law.is_some()
    }

    /// The same of a database that was written anew, and of the law that names its digest.
    pub(super) fn with_database(
        mut self,
        digest: &str,
        law: Option<&str>,
        candidate: &Candidate,
    ) -> Result<Manifest, StoreError> {
        self.sha256.database = Checksum(digest.to_owned());
        self.sha256.law = law.map(|law| Checksum(law.to_owned()));
        if self.mark.is_some() {
            self.mark = Some(self.marked(candidate)?);
        }
        Ok(self)
    }

    /// Writes it beside the one that a backup has.
    pub(super) fn write_beside(&self, folder: &Path) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(self).map_err(unreadable("the manifest"))?;
        files::write_whole(&folder.join(NEXT_MANIFEST), &text)
    }

    /// The manifest of a folder that came from somewhere else; of two, the one that fits the database. Its law may be
    /// in the final place already, if writing was interrupted between the two renames; the digest tells.
    pub(super) fn fitting(folder: &Path) -> Result<Fitting, StoreError> {
        let manifest = Manifest::read(folder, MANIFEST)?;
        let waiting = folder.join(NEXT_MANIFEST);
        if std::fs::symlink_metadata(&waiting).is_ok() {
            let next = Manifest::read(folder, NEXT_MANIFEST)?;
            if next.is_of_database(&files::digest(&folder.join(DATABASE), Links::Refused)?) {
                let law = match next.sha256.law.as_ref().zip(digest_of(&folder.join(NEXT_LAW))?) {
                    Some((expected, found)) if expected.0 == found => NEXT_LAW,
                    Some(_) | None => LAW,
                };
                return Ok(Fitting {
                    manifest: next,
                    law,
                    waits: true,
                });
            }
        }
        Ok(Fitting {
            manifest,
            law: LAW,
            waits: false,
        })
    }

    fn read(folder: &Path, name: &'static str) -> Result<Manifest, StoreError> {
        let path = folder.join(name);
        if std::fs::symlink_metadata(&path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Err(StoreError::Damaged(Flaw::NotABackup {
                folder: folder.to_owned(),
                manifest: MANIFEST,
            }));
        }
        let bytes = files::read_small(&path, Links::Refused, MOST)?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|source| StoreError::Unreadable {
            what: format!("the manifest {}", path.display()),
            source,
        })?;
        if manifest.format != manifest.form() {
            return Err(StoreError::Damaged(Flaw::BackupFormat {
                found: manifest.format,
                known: MARKED,
            }));
        }
        Ok(manifest)
    }
}

/// A backup that was taken, and what was found when the copy was read again.
#[derive(Debug)]
pub struct Taken {
    pub manifest: Manifest,
    /// The proof of the copy; broken where the record itself is.
    pub proof: Proof,
    /// The law that was kept beside the record.
    pub law: Vec<LawFile>,
}

impl Store {
    /// Copies the record into an empty folder, and reads the copy again before it counts.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] before anything is made, [`StoreError::Occupied`] where something is there already;
    /// what the disk or database says. The folder is as it was then.
    pub fn backup<'u>(
        &mut self,
        unlock: impl Into<Unlock<'u>>,
        into: &Path,
        law: Vec<LawFile>,
        taken_at: DateTime<Utc>,
    ) -> Result<Taken, StoreError> {
        let path = self.folder.join(DATABASE);
        let header = match self.in_force.source() {
            Source::Derived(kdf) => Header::first(kdf),
            Source::Enveloped(_) => Header::read(&self.header_path(), Links::Followed)?,
        };
        let (candidate, source) = header.open(unlock.into(), |candidate| {
            Ok((candidate.clone(), database::open(&path, candidate)?))
        })?;
        self.refuse_inside(into)?;
        self.catch_up();
        let staging = Staging::begin(into, Purpose::Backup)?;
        let mut digests = self.fill(&staging, &source, &candidate)?;
        digests.law = law_copied(&staging, &law, &digests.database, &candidate)?;
        let manifest = Manifest::written(&staging, digests, taken_at, &candidate)?;
        let proof = sealed(staging.inside(), &candidate)?.verify(Depth::Usual)?;
        staging.settle()?;
        let place = into.canonicalize().unwrap_or_else(|_| into.to_owned());
        self.note_backup(&place, taken_at)?;
        Ok(Taken { manifest, proof, law })
    }

    /// A backup in the folder of the record would be lost with it.
    fn refuse_inside(&self, into: &Path) -> Result<(), StoreError> {
        let folder = self.folder.canonicalize().map_err(files::io("list", &self.folder))?;
        let there = into.ancestors().find_map(|path| path.canonicalize().ok());
        match there.is_some_and(|there| there.starts_with(&folder)) {
            true => Err(StoreError::Inside(into.to_owned())),
            false => Ok(()),
        }
    }

    /// Makes the files of a backup: database and log of one moment, and the header of the key they have.
    fn fill(&self, staging: &Staging, source: &Opened, candidate: &Candidate) -> Result<Digests, StoreError> {
        let length = {
            // Whoever moves a line from the outbox to the log holds this lock until the line is in the log. So the log,
            // at its present length, has every line that the snapshot does not hold itself.
            let lock = self.audit.lock()?;
            source
                .connection
                .execute_batch("BEGIN; SELECT count(*) FROM sqlite_master;")
                .map_err(sql("take a snapshot"))?;
            lock.metadata().map_err(files::io("read", self.audit.path()))?.len()
        };
        let database = staging.path(DATABASE);
        copy_database(source, &database, candidate)?;
        source
            .connection
            .execute_batch("COMMIT")
            .map_err(sql("release the snapshot"))?;
        let audit = files::copy_part(self.audit.path(), Links::Followed, &staging.path(AUDIT), length)?;
        let header = staging.path(HEADER);
        let found = Header::read(&self.header_path(), Links::Followed)?;
        found.settled(&source.in_force)?.write(&header)?;
        Ok(Digests {
            audit: Checksum(audit),
            database: Checksum(files::digest(&database, Links::Refused)?),
            header: Checksum(files::digest(&header, Links::Refused)?),
            law: None,
        })
    }
}

/// Copies the law and reads the copy again; no file is made where there is none.
fn law_copied(
    staging: &Staging,
    law: &[LawFile],
    record: &Checksum,
    candidate: &Candidate,
) -> Result<Option<Checksum>, StoreError> {
    if law.is_empty() {
        return Ok(None);
    }
    let path = staging.path(LAW);
    law_files::write(&path, law, &record.0, &candidate.raw)?;
    let read = law_files::read(&path, &record.0, &candidate.raw)?;
    match read.len() == law.len() && law.iter().all(|file| read.contains(file)) {
        true => Ok(Some(Checksum(files::digest(&path, Links::Refused)?))),
        false => Err(StoreError::Damaged(Flaw::Changed(LAW.to_owned()))),
    }
}

/// The database page by page into a new file under the same key; the source holds one moment still meanwhile.
fn copy_database(source: &Opened, target: &Path, candidate: &Candidate) -> Result<(), StoreError> {
    drop(files::create_new(target)?);
    let mut copy = Connection::open(target).map_err(sql("open the copy"))?;
    database::give_key(&copy, &candidate.raw)?;
    let backup = rusqlite::backup::Backup::new(&source.connection, &mut copy).map_err(sql("begin the copy"))?;
    backup
        .run_to_completion(4096, std::time::Duration::ZERO, None)
        .map_err(sql("copy"))?;
    drop(backup);
    copy.close().map_err(|(_, error)| sql("finish the copy")(error))?;
    files::sync_file(target)
}

/// A record in a folder that nobody writes.
fn sealed(folder: &Path, candidate: &Candidate) -> Result<Store, StoreError> {
    let reading = super::read_only::open_alone(&folder.join(DATABASE), candidate)?;
    Ok(Store::reading(folder, reading))
}
struct OpenBackup {
    manifest: Manifest,
    store: Store,
    law: Vec<LawFile>,
}

/// The digest of a file that may be absent.
fn digest_of(path: &Path) -> Result<Option<String>, StoreError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => files::digest(path, Links::Refused).map(Some),
        Err(_) => Ok(None),
    }
}

/// Opens a backup where it is, without writing to it: nothing is done with it before its key fits.
fn open(folder: &Path, unlock: Unlock<'_>) -> Result<OpenBackup, StoreError> {
    let Fitting {
        manifest,
        law: law_file,
        waits: _,
    } = Manifest::fitting(folder)?;
    let law = manifest.sha256.law.as_ref().map(|expected| (law_file, expected));
    for (name, expected) in manifest.record_files().into_iter().chain(law) {
        as_taken(name, expected, &files::digest(&folder.join(name), Links::Refused)?)?;
    }
    let header = Header::read(&folder.join(HEADER), Links::Refused)?;
    drop(files::open_regular(&folder.join(DATABASE), Links::Refused)?);
    let (store, law) = header.open(unlock, |candidate| {
        let store = sealed(folder, candidate)?;
        if !manifest.is_sound(candidate)? {
            return Err(StoreError::Damaged(Flaw::Changed(MANIFEST.to_owned())));
        }
        state_fits(&manifest, &store)?;
        let read = |_: &Checksum| law_files::read(&folder.join(law_file), &manifest.sha256.database.0, &candidate.raw);
        let law = manifest.sha256.law.as_ref().map(read).transpose()?;
        Ok((store, law.unwrap_or_else(Vec::new)))
    })?;
    Ok(OpenBackup { manifest, store, law })
}

/// The database is in the state that the manifest tells of.
fn state_fits(manifest: &Manifest, store: &Store) -> Result<(), StoreError> {
    let Some(state) = &manifest.checkpoint else {
        return Ok(());
    };
    let head = store.tree_head(None)?;
    match head.is_some_and(|head| head.size == state.events && hex::encode(head.root) == state.root.0) {
        true => Ok(()),
        false => Err(StoreError::Damaged(Flaw::Changed(DATABASE.to_owned()))),
    }
}

fn as_taken(name: &str, expected: &Checksum, found: &str) -> Result<(), StoreError> {
    if expected.0.eq_ignore_ascii_case(found) {
        return Ok(());
    }
    Err(StoreError::Damaged(Flaw::Changed(name.to_owned())))
}

/// Checks a backup: its key, every digest, every chain. Nothing is written.
///
/// # Errors
/// [`StoreError::Damaged`] that names the first file that is not as it was taken, and what the record itself says.
pub fn verify<'u>(folder: &Path, unlock: impl Into<Unlock<'u>>) -> Result<Taken, StoreError> {
    let OpenBackup { manifest, store, law } = open(folder, unlock.into())?;
    let proof = store.verify(Depth::Full)?;
    Ok(Taken { manifest, proof, law })
}

/// Puts a backup where no record is. The copy is checked before it counts.
///
/// # Errors
/// [`StoreError::Occupied`] where something is there; as [`verify`] otherwise. The folder is as it was then.
pub fn restore<'u>(folder: &Path, into: &Path, unlock: impl Into<Unlock<'u>>) -> Result<Taken, StoreError> {
    let unlock = unlock.into();
    let OpenBackup { manifest, law, store } = open(folder, unlock)?;
    drop(store);
    let staging = Staging::begin(into, Purpose::Restore)?;
    law_files::unpack(&law, &staging.path(LAW_FOLDER))?;
    for (name, expected) in manifest.record_files() {
        let copied = files::copy(&folder.join(name), Links::Refused, &staging.path(name))?;
        as_taken(name, expected, &copied)?;
    }
    let header = Header::read(&staging.path(HEADER), Links::Refused)?;
    let store = header.open(unlock, |candidate| sealed(staging.inside(), candidate))?;
    let proof = store.verify(Depth::Full)?;
    drop(store);
    staging.settle()?;
    Ok(Taken { manifest, proof, law })
}
