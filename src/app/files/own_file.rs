//! Files of firebell's own beside a record, for their owner only: whole or not at all.

use std::fs::DirBuilder;
use std::io::{Result, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::platform::{disk, modes};

/// Makes a folder, and those above it, where it is missing.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    modes::owner_folder(builder.recursive(true)).create(folder)
}

/// A whole, durable file that only lacks its name. tempfile makes it for its owner only.
pub(crate) fn beside(folder: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().suffix(".part").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives the file its name, in the place of what had it.
pub(crate) fn place(file: NamedTempFile, path: &Path) -> Result<()> {
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Takes a file away.
pub(crate) fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path)?;
    sync_folder(path);
    Ok(())
}

/// A name is durable only once its folder is; where folders cannot be synced there is nothing more to do.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = disk::sync_folder(folder);
    }
}
