//! What a disk allows and keeps.

use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes the names in a folder durable. Windows opens no folder as a file, and its file system writes names in their order by
/// itself.
///
/// # Errors
/// What the system says.
pub fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    match File::open(folder).and_then(|file| file.sync_all()) {
        // Some file systems cannot sync a folder at all; there is nothing more to do then.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Whether this process may write to a file or folder; `true` where the system does not say before it is tried.
#[cfg(feature = "record")]
pub fn writable(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use nix::unistd::{AccessFlags, access};
        access(path, AccessFlags::W_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        true
    }
}

/// Bytes that are free on the file system of a folder; `None` where the system does not say.
#[cfg(feature = "record")]
pub fn free_space(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let system = nix::sys::statvfs::statvfs(folder).ok()?;
        #[allow(
            clippy::useless_conversion,
            clippy::unnecessary_fallible_conversions,
            reason = "the types differ between systems"
        )]
        let (blocks, size) = (
            u64::try_from(system.blocks_available()).ok()?,
            u64::try_from(system.fragment_size()).ok()?,
        );
        blocks.checked_mul(size)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}
