//! The private folder in which a letter lies in clear while somebody edits it, and nowhere else.
//!
//! It is memory-backed where the system has such a place, belongs to its owner only, and is emptied when the edit ends.
//! The process that edits holds a lock; a room whose lock nobody holds was left by a run that was killed, and the next
//! run takes its text into the encrypted record.

use crate::core::ids::{LetterId, StoredDigest};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::config;
use crate::platform::modes;

/// How the names of these folders begin.
const PREFIX: &str = "firebell-edit-";
const TEXT: &str = "letter.md";
const ABOUT: &str = "about.json";
const LOCK: &str = "lock";
/// What editors write when they are cut off, newest words of the person first.
const RESCUED: [&str; 2] = ["letter.md.save", "#letter.md#"];
/// The longest text that is taken back from an editor.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Whose text lies in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomLabel {
    /// The folder of the record.
    pub record: PathBuf,
    #[serde(flatten)]
    pub belongs: Belongs,
    /// Who edits.
    pub actor: String,
}

/// Where a text that is edited belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BelongsStored", into = "BelongsStored")]
pub enum Belongs {
    Letter(LetterText),
    /// A field of a form, which nothing names once the form is gone.
    Field,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterText {
    /// The incident's code.
    pub incident: String,
    /// The letter's id.
    pub letter: LetterId,
    /// SHA-256 of the text the edit began with.
    pub based_on: StoredDigest,
}

impl Belongs {
    /// The letter, where it is one.
    pub fn letter(&self) -> Option<&LetterText> {
        match self {
            Belongs::Letter(letter) => Some(letter),
            Belongs::Field => None,
        }
    }
}

/// As it is stored: all three are empty for a field.
#[derive(Serialize, Deserialize)]
struct BelongsStored {
    incident: String,
    letter: String,
    based_on: String,
}

impl From<BelongsStored> for Belongs {
    fn from(stored: BelongsStored) -> Belongs {
        if stored.letter.is_empty() {
            return Belongs::Field;
        }
        Belongs::Letter(LetterText {
            incident: stored.incident,
            letter: LetterId::stored(&stored.letter),
            based_on: StoredDigest::stored(&stored.based_on),
        })
    }
}

impl From<Belongs> for BelongsStored {
    fn from(belongs: Belongs) -> BelongsStored {
        let (incident, letter, based_on) = match belongs {
            Belongs::Letter(text) => (text.incident, text.letter.to_string(), text.based_on.to_string()),
            Belongs::Field => Default::default(),
        };
        BelongsStored {
            incident,
            letter,
            based_on,
        }
    }
}

/// Why a letter cannot be edited.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// No private folder could be made.
    #[error("could not create a private folder for the text in {}", .0.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "))]
    NoPlace(Vec<PathBuf>),
    /// The text could not be written or read back.
    #[error("could not write or read the text being edited")]
    Io(#[from] std::io::Error),
    /// What came back is too long for a letter.
    #[error("the edited text is longer than {} MB", LONGEST / 1024 / 1024)]
    TooLong,
    /// What came back is not text.
    #[error("the edited text is not UTF-8")]
    NotText(#[source] std::str::Utf8Error),
}

/// A folder with a text that is being edited. Dropped, it is wiped.
#[derive(Debug)]
pub struct Room {
    folder: PathBuf,
    /// Held while the edit goes on; the system lets go of it when the process dies.
    _lock: File,
}

impl Room {
    /// Writes a text into a new private folder. The label is written before the text, because a later run wipes or
    /// rescues only a room whose label it can read.
    ///
    /// # Errors
    /// Where no such folder can be made or written.
    pub fn open(label: &RoomLabel, text: &str) -> Result<Room, RoomError> {
        let bases = config::private_places();
        let made = bases.iter().find_map(|base| folder_in(base).ok());
        let (folder, lock) = made.ok_or(RoomError::NoPlace(bases))?;
        let room = Room { folder, _lock: lock };
        let label = serde_json::to_vec(label).map_err(std::io::Error::other)?;
        write_private(&room.folder.join(ABOUT), &label)?;
        write_private(&room.file(), text.as_bytes())?;
        Ok(room)
    }

    /// The file for the editor.
    pub fn file(&self) -> PathBuf {
        self.folder.join(TEXT)
    }

    /// The text as the editor left it.
    ///
    /// # Errors
    /// Where it cannot be read, is too long or is not text.
    pub fn text(&self) -> Result<String, RoomError> {
        read_text(&self.file())
    }

    /// The latest words of an edit that was cut off: what the editor rescued, or else what it last saved.
    pub fn rescued(&self) -> Option<String> {
        latest(&self.folder)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // A room that cannot be wiped now is found and offered by the next run.
        let _ = wipe(&self.folder);
    }
}

/// A room that a killed run left behind.
#[derive(Debug)]
pub struct LeftOver {
    /// Whose letter it is.
    pub label: RoomLabel,
    /// The text, where it can be read.
    pub text: Option<String>,
    room: Room,
}

impl LeftOver {
    /// Wipes it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn wipe(self) -> std::io::Result<()> {
        wipe(&self.room.folder)
    }
}

/// The rooms that killed runs of this record left behind.
pub fn left_over(record: &Path) -> Vec<LeftOver> {
    let record = std::fs::canonicalize(record).unwrap_or_else(|_| record.to_owned());
    config::private_places()
        .iter()
        .flat_map(|base| rooms_in(base, &record))
        .collect()
}

/// Files of a letter in clear that earlier versions of firebell left in the folder of the record.
#[expect(
    clippy::disallowed_methods,
    reason = "looks for texts in clear that were left behind"
)]
pub fn old_left_over(record: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(record) else {
        return Vec::new();
    };
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let draft = |path: &PathBuf| name(path).is_some_and(|name| name.starts_with("draft-") && name.contains(".md"));
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(draft)
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks for texts in clear that were left behind"
)]
fn rooms_in(base: &Path, record: &Path) -> Vec<LeftOver> {
    let Ok(entries) = std::fs::read_dir(base) else {
        return Vec::new();
    };
    let ours = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
    let rooms = entries.filter_map(Result::ok).filter(ours);
    rooms.filter_map(|entry| left_in(entry.path(), record)).collect()
}

/// What lies in a room, if it is of this record and nobody edits in it. The room of another record is not even taken
/// hold of: letting go of one wipes it.
fn left_in(folder: PathBuf, record: &Path) -> Option<LeftOver> {
    let found = std::fs::symlink_metadata(&folder).ok()?;
    if !found.is_dir() || !private(&found) {
        return None;
    }
    let lock = OpenOptions::new().read(true).open(folder.join(LOCK)).ok()?;
    lock.try_lock().ok()?;
    let label = read_text(&folder.join(ABOUT)).ok()?;
    let label: RoomLabel = serde_json::from_str(&label).ok()?;
    if label.record != record {
        return None;
    }
    let text = latest(&folder);
    let room = Room { folder, _lock: lock };
    Some(LeftOver { label, text, room })
}

fn latest(folder: &Path) -> Option<String> {
    let rescued = RESCUED.iter().find_map(|name| read_text(&folder.join(name)).ok());
    rescued.or_else(|| read_text(&folder.join(TEXT)).ok())
}

fn read_text(path: &Path) -> Result<String, RoomError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(RoomError::TooLong);
    }
    // The source names the place and not the text.
    String::from_utf8(bytes).map_err(|error| RoomError::NotText(error.utf8_error()))
}

/// A new folder in a place that belongs to us, with its lock held.
fn folder_in(base: &Path) -> std::io::Result<(PathBuf, File)> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    if let Some(permissions) = modes::of_owner_folder() {
        builder.permissions(permissions);
    }
    let folder = builder.tempdir_in(base)?;
    if !private(&std::fs::symlink_metadata(folder.path())?) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    write_private(&folder.path().join(LOCK), b"")?;
    let lock = File::open(folder.path().join(LOCK))?;
    lock.try_lock().map_err(std::io::Error::other)?;
    Ok((folder.keep(), lock))
}

/// Whether a folder belongs to us and to nobody else, as far as the system has owners and modes.
fn private(found: &std::fs::Metadata) -> bool {
    // A file that we make belongs to whom we run as.
    let own = tempfile::tempfile().and_then(|file| file.metadata());
    own.is_ok_and(|own| modes::owner(&own) == modes::owner(found))
        && modes::mode(found).is_none_or(|mode| mode & 0o077 == 0)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    modes::owner_file(&mut options).open(path)?.write_all(bytes)
}

/// Writes zeros over everything in a folder and removes it, whatever the editor left beside the text. What cannot be written over
/// keeps nothing else from going, and is removed all the same; the first such error is told in the end.
fn wipe(folder: &Path) -> std::io::Result<()> {
    let zeroed = zero_all(folder);
    std::fs::remove_dir_all(folder)?;
    zeroed
}

#[expect(clippy::disallowed_methods, reason = "removes what an editor left beside the text")]
fn zero_all(folder: &Path) -> std::io::Result<()> {
    let mut done = Ok(());
    for entry in std::fs::read_dir(folder)? {
        let zeroed = entry.and_then(|entry| {
            let path = entry.path();
            let found = std::fs::symlink_metadata(&path)?;
            match (found.is_dir(), found.is_file()) {
                (true, _) => zero_all(&path),
                (false, true) => zero(&path, found.len()),
                (false, false) => Ok(()),
            }
        });
        done = done.and(zeroed);
    }
    done
}

fn zero(path: &Path, length: u64) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    let mut file = match options.open(path) {
        // An editor keeps the copy of a file that may only be read as one.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let mut permissions = std::fs::metadata(path)?.permissions();
            modes::let_owner_write(&mut permissions);
            std::fs::set_permissions(path, permissions)?;
            options.open(path)?
        }
        opened => opened?,
    };
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_a_room_is_written_over_whatever_stands_in_the_way() {
        let home = tempfile::tempdir().unwrap();
        let room = home.path().join("room");
        std::fs::create_dir_all(room.join("swap")).unwrap();
        let kept: Vec<PathBuf> = ["a-copy", "swap/letter.md.swp", "letter.md"]
            .iter()
            .zip(1..)
            .map(|(name, n)| {
                let (inside, outside) = (room.join(name), home.path().join(n.to_string()));
                std::fs::write(&inside, b"Dear customers").unwrap();
                std::fs::hard_link(&inside, &outside).unwrap();
                outside
            })
            .collect();
        let mut permissions = std::fs::metadata(room.join("a-copy")).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(room.join("a-copy"), permissions).unwrap();
        wipe(&room).unwrap();
        assert!(!room.exists());
        for path in kept {
            assert_eq!(read_text(&path).unwrap(), "\0".repeat(14), "{}", path.display());
        }
    }
}
