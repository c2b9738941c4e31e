//! Every file that firebell writes for people goes through here: exports, letters, reports, calendars, scenarios.
//!
//! A file is readable by its owner only, whatever the umask; it appears whole or not at all; it replaces nothing unless
//! that was asked for; it is never written through a link and never into the folder of a record or of a backup.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::core::exercise_mark::MarkPlace;
use crate::core::incident::Incident;
use crate::core::record_file::DATABASE;
use crate::core::refusal::Remedy;
use crate::platform::modes;

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// It stays, and the writing fails.
    #[default]
    Keep,
    /// It is replaced in one step (`--force`).
    Replace,
}

impl Existing {
    /// What `--force` asks for.
    pub fn forced(force: bool) -> Existing {
        if force { Existing::Replace } else { Existing::Keep }
    }
}

/// Why a file was not written. Nothing was changed on disk.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// A file of that name exists.
    #[error("{} exists already and was left as it is", .0.display())]
    Exists(PathBuf),
    /// The name is a symbolic link.
    #[error("{} is a symbolic link; firebell does not write through links", .0.display())]
    Link(PathBuf),
    /// The name belongs to a folder, a device or a pipe.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// The path has no file name.
    #[error("`{}` does not name a file", .0.display())]
    NoName(PathBuf),
    /// The file would land in the folder of a record.
    #[error("{} is in a folder that contains a record or a backup", .0.display())]
    InRecord(PathBuf),
    /// The disk.
    #[error("could not write {}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

impl OutError {
    pub fn remedy(&self) -> Remedy {
        let words = match self {
            OutError::Exists(_) => return Remedy::ReplaceFile,
            OutError::Link(_) => "name the file that the link points to, or another file",
            OutError::NotAFile(_) | OutError::NoName(_) => "name a file",
            OutError::InRecord(_) => "choose a folder outside the record; only firebell's own files belong there",
            OutError::Io { source, .. } if source.kind() == ErrorKind::NotFound => "the folder must exist already",
            OutError::Io { .. } => "check the folder's permissions and the free space",
        };
        words.into()
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> OutError {
    let path = path.to_owned();
    move |source| OutError::Io { path, source }
}

/// Whether the name of a file says that it is of an exercise, which the formats of other programs have no place for.
pub fn names_exercise(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    name.contains("exercise")
}

/// A file that is written and synced beside its place and only needs its name. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Prepared {
    file: NamedTempFile,
    path: PathBuf,
    existing: Existing,
}

/// Writes a file beside its place, so that what is noted in the audit log before [`Prepared::place`] can hardly fail.
///
/// # Errors
/// Every [`OutError`].
pub fn prepare(path: &Path, bytes: &[u8], existing: Existing) -> Result<Prepared, OutError> {
    let folder = parent(path)?;
    outside_records(path, &folder)?;
    let prepared = beside(path, &folder, bytes, existing)?;
    prepared.file.as_file().sync_all().map_err(io(path))?;
    Ok(prepared)
}

/// Writes a file whole, or not at all.
///
/// # Errors
/// Every [`OutError`].
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), OutError> {
    prepare(path, bytes, existing)?.place()
}

impl Prepared {
    /// Gives the file its name.
    ///
    /// # Errors
    /// [`OutError::Exists`] where somebody took the name meanwhile; what the disk says.
    pub fn place(self) -> Result<(), OutError> {
        let path = self.path.clone();
        self.name()?;
        sync_folder(&parent(&path)?);
        Ok(())
    }

    fn name(self) -> Result<(), OutError> {
        let path = self.path;
        match self.existing {
            Existing::Replace => {
                vacant(&path, Existing::Replace)?;
                self.file.persist(&path).map_err(|error| io(&path)(error.error))?;
            }
            Existing::Keep => {
                if let Err(error) = self.file.persist_noclobber(&path) {
                    if error.error.kind() == ErrorKind::AlreadyExists {
                        return Err(OutError::Exists(path));
                    }
                    // Some file systems (FAT on a stick) know neither links nor a rename that keeps what is there.
                    copy_new(error.file, &path)?;
                }
            }
        }
        Ok(())
    }
}

/// Puts the file in its place where the file system cannot rename without replacing.
fn copy_new(mut from: NamedTempFile, path: &Path) -> Result<(), OutError> {
    use std::io::{Seek as _, SeekFrom};
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    let mut to = match modes::owner_file(&mut options).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(OutError::Exists(path.to_owned())),
        opened => opened.map_err(io(path))?,
    };
    let copied = from
        .as_file_mut()
        .seek(SeekFrom::Start(0))
        .and_then(|_| std::io::copy(from.as_file_mut(), &mut to))
        .and_then(|_| to.sync_all());
    copied.map_err(|source| {
        // Half a file is worse than none; if it cannot be removed either, the first error says what happened.
        let _ = std::fs::remove_file(path);
        io(path)(source)
    })
}

fn parent(path: &Path) -> Result<PathBuf, OutError> {
    if path.file_name().is_none() {
        return Err(OutError::NoName(path.to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::canonicalize(folder).map_err(io(path))
}

/// Refuses a place in the folder of a record or of a backup, however deep.
fn outside_records(path: &Path, folder: &Path) -> Result<(), OutError> {
    if folder.ancestors().any(|folder| folder.join(DATABASE).exists()) {
        return Err(OutError::InRecord(path.to_owned()));
    }
    Ok(())
}

/// Whether the name can be taken.
fn vacant(path: &Path, existing: Existing) -> Result<(), OutError> {
    let found = match std::fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io(path)(error)),
    };
    if found.is_symlink() {
        return Err(OutError::Link(path.to_owned()));
    }
    if !found.is_file() {
        return Err(OutError::NotAFile(path.to_owned()));
    }
    match existing {
        Existing::Keep => Err(OutError::Exists(path.to_owned())),
        Existing::Replace => Ok(()),
    }
}

fn beside(path: &Path, folder: &Path, bytes: &[u8], existing: Existing) -> Result<Prepared, OutError> {
    vacant(path, existing)?;
    // tempfile makes it 0600 and never opens what is there already.
    let mut file = tempfile::Builder::new()
        .prefix(".firebell-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(io(path))?;
    file.write_all(bytes).map_err(io(path))?;
    Ok(Prepared {
        file,
        path: path.to_owned(),
        existing,
    })
}

/// A name is durable only once its folder is; where folders cannot be synced there is nothing more to do.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// A folder that many files go into, checked once.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a folder, and makes it (and the folders above it) for its owner only where it is missing.
    ///
    /// # Errors
    /// Where it would lie in a record, is a link or not a folder, or cannot be made.
    pub fn open(path: &Path) -> Result<Folder, OutError> {
        let above = std::path::absolute(path).map_err(io(path))?;
        let known = above.ancestors().find_map(|folder| std::fs::canonicalize(folder).ok());
        outside_records(path, &known.unwrap_or(above))?;
        match std::fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => return Err(OutError::Link(path.to_owned())),
            Ok(found) if !found.is_dir() => return Err(OutError::NotAFile(path.to_owned())),
            Ok(_) => {}
            Err(_) => {
                let mut builder = std::fs::DirBuilder::new();
                let builder = modes::owner_folder(builder.recursive(true));
                builder.create(path).map_err(io(path))?;
            }
        }
        Ok(Folder { path: path.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one of many files: whole or not at all, but durable only after [`Folder::settle`].
    ///
    /// # Errors
    /// Every [`OutError`]; a name with a path in it is [`OutError::NoName`].
    pub fn write(&self, name: &str, bytes: &[u8], existing: Existing) -> Result<(), OutError> {
        let plain = Path::new(name).file_name().is_some_and(|own| own == name);
        if !plain {
            return Err(OutError::NoName(PathBuf::from(name)));
        }
        beside(&self.path.join(name), &self.path, bytes, existing)?.name()
    }

    /// Makes the names written so far durable.
    pub fn settle(&self) {
        sync_folder(&self.path);
    }
}

/// Longest part of a proposed file name that comes from a record.
const LONGEST: usize = 100;

/// The name proposed for a file about an incident: its code comes first, and an exercise says that it is one, so that
/// the two can never be taken for each other.
pub fn proposed(incident: &Incident, what: &str, ending: &str) -> PathBuf {
    let mark = incident.kind.mark(MarkPlace::FileName);
    PathBuf::from(format!(
        "{mark}{}-{}.{ending}",
        name_part(&incident.code),
        name_part(what)
    ))
}

/// A text as a part of a file name: letters, digits, `-`, `_` and `.`, never a path.
pub fn name_part(text: &str) -> String {
    let safe = |c: char| match c {
        c if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
        _ => '-',
    };
    let name: String = text.chars().map(safe).take(LONGEST).collect();
    name.trim_matches(['.', '-']).to_owned()
}
