//! The packs that are installed: in the folder of the record, where everybody who works on it finds the same law.
//!
//! A pack is kept as the archive that was signed, under its digest, and verified at each start. One small file says which
//! packs are in force, which were before, and which keys are trusted. Only the rename of that file changes the law: what a
//! killed run leaves beside it counts for nothing.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::note::{KeyError, VerifierKey};
use super::{Pack, PackError};
use crate::app::files::input_file::{self, Limit};
use crate::app::files::own_file;
use crate::app::law::layers::Layer;
use crate::app::record::LawFile;
use crate::core::ids::Sha256Digest;
use crate::core::law::pack::{PackLabel, PackName, PackVersion};

/// The folder below the folder of the record.
pub const FOLDER: &str = "law";
/// The file that says what is in force.
pub const STATE: &str = "packs.json";
const LOCK: &str = "lock";
const FORMAT: u32 = 1;
/// So many editions can be gone back.
const KEPT: usize = 100;

/// A pack that is in force, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installed {
    pub name: PackName,
    pub version: PackVersion,
    /// The digest of its archive.
    pub sha256: Sha256Digest,
    /// The key that signed it: name and hash.
    pub signed_by: String,
}

/// The packs in force from one moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    pub since: DateTime<Utc>,
    /// Who installed it.
    pub by: String,
    /// In the order in which they are laid over each other.
    pub packs: Vec<Installed>,
}

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    format: u32,
    /// Verifier keys.
    trusted: Vec<String>,
    /// The oldest first; the last one is in force.
    editions: Vec<InForce>,
}

/// The shelf as it was when it was looked at.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    state: State,
    trusted: Vec<VerifierKey>,
}

/// Why the packs could not be used or changed.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error("could not {doing} {}", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the list of law packs {} is unreadable", path.display())]
    List {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error("the list of law packs {} has format {found}; this firebell knows {FORMAT}", path.display())]
    Format { path: PathBuf, found: u32 },
    #[error("the trusted key `{key}` is unreadable")]
    Key {
        key: String,
        #[source]
        source: KeyError,
    },
    #[error("the installed law pack {label} cannot be used")]
    Pack {
        label: PackLabel,
        #[source]
        source: PackError,
    },
    #[error("the installed law pack {label} cannot be read")]
    Archive {
        label: PackLabel,
        #[source]
        source: std::io::Error,
    },
    #[error("somebody else is changing the law packs of this record")]
    InUse,
    #[error("the law packs were changed by somebody else in the meantime")]
    Changed,
    #[error("{installed} is installed, which is newer than {offered}")]
    Older { installed: PackLabel, offered: PackLabel },
    #[error("another pack that calls itself {0} is installed")]
    SameVersion(PackLabel),
    #[error("no law pack is installed")]
    Nothing,
    #[error("the key {0} is not trusted here")]
    UnknownKey(String),
    #[error("the key {key} has signed {}, which is in force", packs.join(", "))]
    KeyInUse { key: String, packs: Vec<String> },
}

/// Whether a version that is older than the installed one may be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Downgrade {
    Refused,
    Allowed,
}

/// When something is changed, and by whom.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub at: DateTime<Utc>,
    pub by: String,
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ShelfError {
    let path = path.to_owned();
    move |source| ShelfError::Io { doing, path, source }
}

impl Installed {
    pub fn label(&self) -> PackLabel {
        PackLabel {
            name: self.name.clone(),
            version: self.version.clone(),
        }
    }

    fn of(pack: &Pack) -> Installed {
        Installed {
            name: pack.label().name.clone(),
            version: pack.label().version.clone(),
            sha256: pack.sha256,
            signed_by: pack.signed_by.id().to_string(),
        }
    }
}

impl State {
    /// The packs in force.
    pub fn packs(&self) -> &[Installed] {
        self.editions.last().map_or(&[], |edition| &edition.packs)
    }

    /// The keys whose packs may be installed.
    pub fn trusted(&self) -> &[String] {
        &self.trusted
    }

    /// A list of packs as its file has it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> serde_json::Result<State> {
        serde_json::from_slice(bytes)
    }

    /// Since when, and by whom.
    pub fn in_force(&self) -> Option<&InForce> {
        self.editions.last()
    }

    fn rolled_back(&self) -> Result<State, ShelfError> {
        let mut next = self.clone();
        next.editions.pop().ok_or(ShelfError::Nothing)?;
        Ok(next)
    }
}

fn read_state(folder: &Path) -> Result<State, ShelfError> {
    let path = folder.join(STATE);
    let bytes = match input_file::bytes(&path, Limit::Rules) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(State::default()),
        read => read.map_err(io("read", &path))?,
    };
    let state = State::read(&bytes).map_err(|source| ShelfError::List {
        path: path.clone(),
        source,
    })?;
    match state.format {
        FORMAT => Ok(state),
        found => Err(ShelfError::Format { path, found }),
    }
}

impl Shelf {
    /// The packs of the record in a folder; none where nothing was ever installed.
    ///
    /// # Errors
    /// [`ShelfError`]
    pub fn open(record: &Path) -> Result<Shelf, ShelfError> {
        let folder = record.join(FOLDER);
        let state = read_state(&folder)?;
        let key = |key: &String| {
            key.parse().map_err(|source| ShelfError::Key {
                key: key.clone(),
                source,
            })
        };
        let trusted = state.trusted.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Shelf { folder, state, trusted })
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// The keys whose packs may be installed.
    pub fn trusted(&self) -> &[VerifierKey] {
        &self.trusted
    }

    fn archive(&self, sha256: &Sha256Digest) -> PathBuf {
        self.folder.join(archive_name(sha256))
    }

    /// An installed pack, verified anew.
    ///
    /// # Errors
    /// [`ShelfError::Archive`], or [`ShelfError::Pack`] where it is not what was installed.
    pub fn pack(&self, installed: &Installed) -> Result<Pack, ShelfError> {
        let path = self.archive(&installed.sha256);
        let bytes = input_file::bytes(&path, Limit::Pack).map_err(|source| ShelfError::Archive {
            label: installed.label(),
            source,
        })?;
        let damaged = |source| ShelfError::Pack {
            label: installed.label(),
            source,
        };
        let pack = Pack::open(&bytes, &self.trusted).map_err(damaged)?;
        match Installed::of(&pack) == *installed {
            true => Ok(pack),
            false => Err(damaged(PackError::Damaged(vec![
                "it is not the archive that was installed".to_owned(),
            ]))),
        }
    }

    /// The files of the shelf, for a backup: the list, and every archive that is in force or could be gone back to.
    ///
    /// # Errors
    /// What the disk says; an archive that is in force and missing.
    pub fn files(&self) -> Result<Vec<LawFile>, ShelfError> {
        let path = self.folder.join(STATE);
        let list = match input_file::bytes(&path, Limit::Rules) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(io("read", &path))?,
        };
        let mut files = vec![LawFile {
            name: STATE.to_owned(),
            bytes: list,
        }];
        let packs = self.state.editions.iter().flat_map(|edition| &edition.packs);
        let digests: BTreeSet<Sha256Digest> = packs.map(|pack| pack.sha256).collect();
        for sha256 in digests {
            let path = self.archive(&sha256);
            match input_file::bytes(&path, Limit::Pack) {
                Ok(bytes) => files.push(LawFile {
                    name: archive_name(&sha256),
                    bytes,
                }),
                // A former pack that is gone is gone here as well.
                Err(error) if error.kind() == ErrorKind::NotFound && !self.in_force(&sha256) => {}
                Err(error) => return Err(io("read", &path)(error)),
            }
        }
        Ok(files)
    }

    fn in_force(&self, sha256: &Sha256Digest) -> bool {
        self.state.packs().iter().any(|pack| pack.sha256 == *sha256)
    }

    /// The packs of a state as layers of law; `fresh` is one that is not on the disk yet.
    ///
    /// # Errors
    /// As [`Shelf::pack`].
    pub fn layers(&self, state: &State, fresh: Option<&Pack>) -> Result<Vec<Layer>, ShelfError> {
        let layer = |installed: &Installed| match fresh.filter(|pack| pack.sha256 == installed.sha256) {
            Some(pack) => Ok(pack.layer()),
            None => Ok(self.pack(installed)?.layer()),
        };
        state.packs().iter().map(layer).collect()
    }

    /// The state with a pack in it: in the place of its former version, or behind the others.
    ///
    /// # Errors
    /// [`ShelfError::Older`], [`ShelfError::SameVersion`]
    pub fn with(&self, pack: &Pack, downgrade: Downgrade, stamp: Stamp) -> Result<State, ShelfError> {
        let mut packs = self.state.packs().to_vec();
        let new = Installed::of(pack);
        match packs.iter_mut().find(|known| known.name == new.name) {
            None => packs.push(new),
            Some(known) if known.version == new.version => return Err(ShelfError::SameVersion(known.label())),
            Some(known) if known.version > new.version && downgrade == Downgrade::Refused => {
                return Err(ShelfError::Older {
                    installed: known.label(),
                    offered: new.label(),
                });
            }
            Some(known) => *known = new,
        }
        let mut next = self.state.clone();
        next.editions.push(InForce {
            since: stamp.at,
            by: stamp.by,
            packs,
        });
        let over = next.editions.len().saturating_sub(KEPT);
        next.editions.drain(..over);
        Ok(next)
    }

    /// The state before the last pack was installed.
    ///
    /// # Errors
    /// [`ShelfError::Nothing`]
    pub fn rolled_back(&self) -> Result<State, ShelfError> {
        self.state.rolled_back()
    }

    /// The state in which a key is trusted.
    pub fn trusting(&self, key: &VerifierKey) -> State {
        let mut next = self.state.clone();
        let text = key.to_string();
        if !next.trusted.contains(&text) {
            next.trusted.push(text);
        }
        next
    }

    /// The state in which a key is no longer trusted.
    ///
    /// # Errors
    /// [`ShelfError::UnknownKey`]; [`ShelfError::KeyInUse`] where it signed a pack that is in force.
    pub fn distrusting(&self, key: &str) -> Result<(State, VerifierKey), ShelfError> {
        let named = |known: &&VerifierKey| {
            [known.to_string(), known.id().to_string()]
                .iter()
                .any(|name| name == key)
        };
        let known = self.trusted.iter().find(named);
        let known = known.ok_or_else(|| ShelfError::UnknownKey(key.to_owned()))?;
        let signed = |pack: &&Installed| pack.signed_by == known.id().to_string();
        let packs: Vec<String> = self
            .state
            .packs()
            .iter()
            .filter(signed)
            .map(|pack| pack.label().to_string())
            .collect();
        if !packs.is_empty() {
            return Err(ShelfError::KeyInUse {
                key: known.id().to_string(),
                packs,
            });
        }
        let mut next = self.state.clone();
        next.trusted.retain(|text| *text != known.to_string());
        Ok((next, known.clone()))
    }

    /// Keeps the archive of a pack. It counts for nothing until a state names it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, pack: &Pack, bytes: &[u8]) -> Result<(), ShelfError> {
        make_folder(&self.folder)?;
        place(beside(&self.folder, bytes)?, &self.archive(&pack.sha256))
    }

    /// Writes the next state beside the present one; [`Pending::settle`] puts it in force. Between the two the change
    /// is written to the audit log, so that no law is ever in force that the log does not know, and a full disk shows
    /// before anything was logged.
    ///
    /// # Errors
    /// [`ShelfError::Changed`] where the state is no longer the one that was looked at; what the disk says.
    pub fn prepare(&self, mut next: State) -> Result<Pending, ShelfError> {
        make_folder(&self.folder)?;
        let path = self.folder.join(LOCK);
        let lock = File::create(&path).map_err(io("open", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ShelfError::InUse),
            Err(TryLockError::Error(source)) => return Err(io("lock", &path)(source)),
        }
        if read_state(&self.folder)? != self.state {
            return Err(ShelfError::Changed);
        }
        next.format = FORMAT;
        let path = self.folder.join(STATE);
        let bytes = serde_json::to_vec_pretty(&next).map_err(|source| ShelfError::List {
            path: path.clone(),
            source,
        })?;
        Ok(Pending {
            file: beside(&self.folder, &bytes)?,
            path,
            _lock: lock,
        })
    }
}

/// A state that is written and not in force yet. Dropped, nothing was changed.
#[derive(Debug)]
pub struct Pending {
    file: NamedTempFile,
    path: PathBuf,
    _lock: File,
}

impl Pending {
    /// Puts it in force.
    ///
    /// # Errors
    /// What the disk says.
    pub fn settle(self) -> Result<(), ShelfError> {
        place(self.file, &self.path)
    }
}

fn archive_name(sha256: &Sha256Digest) -> String {
    format!("{sha256}.zip")
}

fn make_folder(folder: &Path) -> Result<(), ShelfError> {
    own_file::make_folder(folder).map_err(io("create the folder", folder))
}

fn beside(folder: &Path, bytes: &[u8]) -> Result<NamedTempFile, ShelfError> {
    own_file::beside(folder, bytes).map_err(io("write to", folder))
}

fn place(file: NamedTempFile, path: &Path) -> Result<(), ShelfError> {
    own_file::place(file, path).map_err(io("write", path))
}
