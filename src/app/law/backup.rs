//! The law in a backup of the record: what decides dates beside the built-in law goes with it, so that a record that is
//! restored on another machine gives the same dates.
//!
//! The files lie in the backup as they will lie below `law/` of the restored record: the packs with the list of them and
//! the trusted keys, the team's own law with its contracts, and under `folders/` the folders that lay outside of the record.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::app::customers::names;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::overlay::Unreadable;
use crate::app::law::files;
use crate::app::law::layers::{FOLDERS, distinct, own_law, same_folder};
use crate::app::law::pack::note::VerifierKey;
use crate::app::law::pack::shelf::{self, Shelf, ShelfError, State};
use crate::app::record::LawFile;
use crate::core::contract::regime_id;

/// Why the law could not be read for a backup.
#[derive(Debug, thiserror::Error)]
pub enum LawBackupError {
    #[error(transparent)]
    Packs(#[from] ShelfError),
    #[error(transparent)]
    Folder(#[from] Unreadable),
}

/// Everything that is laid over the built-in law of a record, in these folders and in the packs.
///
/// # Errors
/// What the disk says; a pack in force that is missing.
pub fn files(record: &Path, folders: &[PathBuf]) -> Result<Vec<LawFile>, LawBackupError> {
    let mut files = Shelf::open(record)?.files()?;
    let own = own_law(record);
    let mut others = 0_usize;
    for folder in distinct(folders) {
        let below = match same_folder(folder, &own) {
            true => OWN.to_owned(),
            false => {
                others += 1;
                format!("{FOLDERS}/{others:02}")
            }
        };
        files.extend(files::overlay(folder)?.into_iter().map(|text| LawFile {
            name: format!("{below}/{}", text.name),
            bytes: text.text.into_owned().into_bytes(),
        }));
        let path = folder.join(names::FILE);
        if path.exists() {
            files.push(LawFile {
                name: format!("{below}/{}", names::FILE),
                bytes: input_file::bytes(&path, Limit::Rules).map_err(|source| Unreadable { path, source })?,
            });
        }
    }
    Ok(files)
}

/// The team's own law below the folder of the law.
const OWN: &str = "own";

/// What the law of a backup is, for people and programs.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct BackupLaw {
    /// The packs in force.
    pub packs: Vec<String>,
    /// The names and hashes of the keys whose packs may be installed.
    pub trusted: Vec<String>,
    /// The customers whose contracts it has.
    pub contracts: Vec<String>,
    /// The files of the team's own law, contracts included.
    pub own_files: usize,
    pub folders: Vec<LawFolder>,
}

/// A folder of law that lay outside of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LawFolder {
    /// Where it lies below the folder of the restored record.
    pub restored_as: String,
    pub files: usize,
}

/// What a backup's law is. A list of packs that is unreadable was unreadable when the backup was taken.
pub fn described(files: &[LawFile]) -> BackupLaw {
    let state = files.iter().find(|file| file.name == shelf::STATE);
    let state = state.and_then(|file| State::read(&file.bytes).ok()).unwrap_or_default();
    let below = |folder: &str| {
        let inside = format!("{folder}/");
        files.iter().filter(|file| file.name.starts_with(&inside)).count()
    };
    BackupLaw {
        packs: state.packs().iter().map(|pack| pack.label().to_string()).collect(),
        trusted: state.trusted().iter().map(|key| key_name(key)).collect(),
        contracts: files.iter().filter_map(|file| customer(&file.name)).collect(),
        own_files: below(OWN),
        folders: outside(files)
            .into_iter()
            .map(|folder| LawFolder {
                files: below(&folder),
                restored_as: format!("{}/{folder}", shelf::FOLDER),
            })
            .collect(),
    }
}

/// The name and hash of a key.
fn key_name(key: &str) -> String {
    let key: Result<VerifierKey, _> = key.parse();
    key.map_or_else(|_| "an unreadable key".to_owned(), |key| key.id().to_string())
}

/// The customer of a contract's file.
fn customer(name: &str) -> Option<String> {
    let file = name.rsplit('/').next()?;
    let id = file.strip_prefix(&regime_id(""))?.strip_suffix(".toml")?;
    Some(id.to_owned())
}

fn outside(files: &[LawFile]) -> BTreeSet<String> {
    let folder = |file: &LawFile| {
        let number = file.name.strip_prefix(FOLDERS)?.strip_prefix('/')?.split('/').next()?;
        Some(format!("{FOLDERS}/{number}"))
    };
    files.iter().filter_map(folder).collect()
}
