//! Files and folders for the owner's eyes only.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::StoreError;

/// Turns an I/O error into ours, saying what was tried with which file.
pub(super) fn io<'p>(doing: &'static str, path: &'p Path) -> impl FnOnce(std::io::Error) -> StoreError + 'p {
    move |source| StoreError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// Makes a folder, 0700.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder, mode).map_err(io("close the folder to others", folder))?;
    }
    Ok(())
}

/// Options that make new files 0600.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Closes an existing file to others.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(path, mode).map_err(io("close to others", path))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Writes a whole file so that a reader finds the old one or the new one, never half of either.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let beside = path.with_extension("new");
    let mut file = private(OpenOptions::new().write(true).create(true).truncate(true))
        .open(&beside)
        .map_err(io("write", &beside))?;
    file.write_all(bytes).map_err(io("write", &beside))?;
    file.sync_all().map_err(io("write", &beside))?;
    std::fs::rename(&beside, path).map_err(io("write", path))?;
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        // The name is durable only once the folder is; where folders cannot be synced there is nothing more to do.
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Reads a whole file.
#[expect(clippy::disallowed_methods, reason = "the record's own files")]
pub(super) fn read_whole(path: &Path) -> Result<Vec<u8>, StoreError> {
    std::fs::read(path).map_err(io("read", path))
}
