//! Files and folders for the owner's eyes only.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::flaw::Flaw;
use crate::platform::{disk, modes, opening};

/// Turns an I/O error into ours, saying what was tried with which file.
pub(super) fn io<'p>(doing: &'static str, path: &'p Path) -> impl FnOnce(std::io::Error) -> StoreError + 'p {
    move |source| StoreError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// Makes a folder and those above it, 0700. One that exists keeps its mode: others may work in it.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    modes::owner_folder(builder.recursive(true))
        .create(folder)
        .map_err(io("create the folder", folder))
}

/// Closes a folder to others.
pub(super) fn close_folder(folder: &Path) -> Result<(), StoreError> {
    modes::close_folder(folder).map_err(io("restrict the permissions of the folder", folder))
}

/// Makes a file that is not there yet, 0600; never through a link.
pub(super) fn create_new(path: &Path) -> Result<File, StoreError> {
    modes::owner_file(OpenOptions::new().write(true).create_new(true))
        .open(path)
        .map_err(io("write", path))
}

/// Writes a whole file so that a reader finds the old one or the new one, never half of either.
///
/// When this returns, the new one survives a power failure; when it fails, either may be there.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_whole_beside(path, &path.with_extension("new"), bytes)
}

/// The same under a name that the caller gives, until it is whole.
pub(super) fn write_whole_beside(path: &Path, beside: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    // What a killed run left under this name, or a link somebody put there, is taken away and never written through.
    remove(beside)?;
    let written = create_new(beside)
        .and_then(|mut file| {
            file.write_all(bytes).map_err(io("write", beside))?;
            file.sync_all().map_err(io("write", beside))
        })
        .and_then(|()| std::fs::rename(beside, path).map_err(io("write", path)));
    if written.is_err() {
        // The error that matters is the one above.
        let _ = remove(beside);
    }
    written?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Removes a file that may be absent.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    disk::sync_folder(folder).map_err(io("sync", folder))
}

/// The permissions of a file or folder; `None` where there is none, or where the system has no such thing.
pub(super) fn mode(path: &Path) -> Option<u32> {
    modes::mode(&std::fs::metadata(path).ok()?)
}

/// What happens to a symbolic link where a file is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// It is followed: the person set their own folder up this way.
    Followed,
    /// It is refused: the folder came from somewhere else.
    Refused,
}

/// Opens a regular file for reading; a pipe or device never blocks this.
pub(super) fn open_regular(path: &Path, links: Links) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true);
    opening::without_waiting(&mut options, links == Links::Followed);
    let refused = || StoreError::Damaged(Flaw::NotAFile(path.to_owned()));
    let is_link = || std::fs::symlink_metadata(path).is_ok_and(|entry| entry.is_symlink());
    if links == Links::Refused && is_link() {
        return Err(refused());
    }
    let file = options.open(path).map_err(io("read", path))?;
    let entry = file.metadata().map_err(io("read", path))?;
    if entry.is_file() { Ok(file) } else { Err(refused()) }
}

/// Reads a small regular file whole; a longer one is not what it should be.
pub(super) fn read_small(path: &Path, links: Links, most: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let file = open_regular(path, links)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(io("read", path))?;
    if u64::try_from(bytes.len()).map_or(true, |length| length > most) {
        return Err(StoreError::Damaged(Flaw::TooLarge {
            path: path.to_owned(),
            most,
        }));
    }
    Ok(bytes)
}

/// Whether this process may write to a folder and to the file in it; `false` where the folder is mounted read-only.
pub(super) fn writable(folder: &Path, file: &Path) -> bool {
    disk::writable(folder) && disk::writable(file)
}

/// Copies a regular file to a place where nothing is yet, makes it durable, and gives the SHA-256 of what was copied.
pub(super) fn copy(from: &Path, links: Links, to: &Path) -> Result<String, StoreError> {
    copy_part(from, links, to, u64::MAX)
}

/// Copies no more than the first bytes of a file.
pub(super) fn copy_part(from: &Path, links: Links, to: &Path, most: u64) -> Result<String, StoreError> {
    let source = open_regular(from, links)?;
    let mut target = create_new(to)?;
    let digest = pour(&mut source.take(most), from, |piece| {
        target.write_all(piece).map_err(io("write", to))
    })?;
    target.sync_all().map_err(io("write", to))?;
    Ok(digest)
}

/// SHA-256 of a regular file, hexadecimal.
pub(super) fn digest(path: &Path, links: Links) -> Result<String, StoreError> {
    pour(&mut open_regular(path, links)?, path, |_| Ok(()))
}

/// Hands on every piece of a file and gives the SHA-256 of all of them.
fn pour(
    source: &mut impl std::io::Read,
    path: &Path,
    mut take: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    let mut piece = vec![0u8; 256 * 1024];
    loop {
        let length = source.read(&mut piece).map_err(io("read", path))?;
        let Some(read @ [_, ..]) = piece.get(..length) else {
            return Ok(hex::encode(hash.finalize()));
        };
        hash.update(read);
        take(read)?;
    }
}

/// Makes a file that others wrote durable.
pub(super) fn sync_file(path: &Path) -> Result<(), StoreError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(io("sync", path))
}
