//! Files of one kind in a folder.

use std::path::{Path, PathBuf};

/// The files of a folder whose names end in `.extension`, sorted; none where the folder cannot be read.
pub fn with_extension(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    let mut found: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|own| own == extension) && path.is_file())
        .collect();
    found.sort();
    found
}
