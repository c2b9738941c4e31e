//! Where scenarios come from: those built into the binary, a team's own folder over them, or a file.

use std::path::{Path, PathBuf};

use super::shipped;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::overlay::{self, TextFile, Unreadable, Wanted};
use crate::core::refusal::Advised;
use crate::core::toml_text::reader::{Problem, suggestion};
use crate::drill::read::read;
use crate::drill::scenario::Scenario;

/// A scenario's file: its name for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As a person would name it.
    pub name: String,
    pub text: String,
}

impl From<TextFile> for File {
    fn from(file: TextFile) -> File {
        File {
            name: file.name,
            text: file.text.into_owned(),
        }
    }
}

impl From<Unreadable> for FileError {
    fn from(error: Unreadable) -> FileError {
        FileError::Disk {
            name: error.path.display().to_string(),
            source: error.source,
        }
    }
}

const SCENARIOS: Wanted = Wanted {
    ending: "toml",
    inner_folders: false,
    limit: Limit::Scenario,
};

/// Why a scenario could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none of that name.
    #[error("unknown scenario `{name}`")]
    Unknown {
        /// As typed.
        name: String,
        /// The nearest there is.
        hint: String,
    },
    #[error("could not read {name}")]
    Disk {
        /// Which file or folder.
        name: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// It is invalid.
    #[error("{} problems in the scenario", .0.len())]
    Problems(Vec<Problem>),
    /// It cannot be played with the team's own organization.
    #[error("the exercise cannot be played with your own organization")]
    NotOwn(Vec<Advised>),
}

/// The folder of a team's own scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnScenarios {
    /// The one that the config file names.
    Named(PathBuf),
    /// The usual one, which need not be there before something is saved to it.
    Usual(PathBuf),
}

impl OwnScenarios {
    pub fn folder(&self) -> &Path {
        match self {
            OwnScenarios::Named(folder) | OwnScenarios::Usual(folder) => folder,
        }
    }

    /// Where they are read from.
    pub fn to_read(&self) -> Option<&Path> {
        match self {
            OwnScenarios::Named(folder) => Some(folder),
            OwnScenarios::Usual(folder) => Some(folder.as_path()).filter(|folder| folder.is_dir()),
        }
    }
}

/// Every scenario there is, by file: a team's own takes the place of a built-in one with the same file name.
///
/// # Errors
/// What the disk says of the folder.
pub fn all(own: Option<&Path>) -> Result<Vec<File>, FileError> {
    let mut files: Vec<File> = shipped::scenarios().into_iter().map(File::from).collect();
    if let Some(folder) = own {
        for file in overlay::own(folder, SCENARIOS).complete()? {
            let file = File::from(file);
            let base = |name: &str| Path::new(name).file_name().map(std::ffi::OsStr::to_owned);
            files.retain(|known| base(&known.name) != base(&file.name));
            files.push(file);
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// A file from the disk.
///
/// # Errors
/// What the disk says.
pub fn from_disk(path: &Path) -> Result<File, FileError> {
    Ok(overlay::own_file(path, Limit::Scenario).map(File::from)?)
}

/// The bytes of a file from the disk.
///
/// # Errors
/// What the disk says.
pub fn bytes_from_disk(path: &Path) -> Result<Vec<u8>, FileError> {
    input_file::bytes(path, Limit::Scenario).map_err(|source| FileError::Disk {
        name: path.display().to_string(),
        source,
    })
}

/// A scenario's file by id, or by path where it ends in `.toml`.
///
/// # Errors
/// [`FileError::Unknown`] with the nearest id.
pub fn find(name: &str, own: Option<&Path>) -> Result<File, FileError> {
    if Path::new(name).extension().is_some_and(|e| e == "toml") {
        return from_disk(Path::new(name));
    }
    let files = all(own)?;
    let id = |file: &File| {
        Path::new(&file.name)
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
    };
    let ids: Vec<String> = files.iter().filter_map(id).collect();
    let found = files.into_iter().find(|file| id(file).as_deref() == Some(name));
    found.ok_or_else(|| FileError::Unknown {
        name: name.to_owned(),
        hint: suggestion(name, &ids.iter().map(String::as_str).collect::<Vec<_>>()),
    })
}

/// A scenario by id or path, as a seed draws it, with its text.
///
/// # Errors
/// As [`find`], or every problem of the file.
pub fn scenario(name: &str, own: Option<&Path>, seed: u64) -> Result<(Scenario, String), FileError> {
    let file = find(name, own)?;
    let scenario = read(&file.name, &file.text, seed).map_err(FileError::Problems)?;
    Ok((scenario, file.text))
}

/// A shipped script: `ID.well`, `ID.badly`, `ID.odd-1`.
pub fn shipped_script(name: &str) -> Option<File> {
    let path = format!("scripts/{name}.toml");
    let text = shipped::text(&path)?.to_owned();
    Some(File { name: path, text })
}
