//! Fonts besides those that are built in: a folder that the config file names, for names in scripts that the built-in faces
//! do not draw. It is read when a PDF is made and not before.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::app::files::input_file::{self, Limit};
use crate::letter::pdf::Printer;

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Files of one folder that are read at most: more would be a whole system's fonts.
const MOST: usize = 100;
const ENDINGS: [&str; 3] = ["ttf", "otf", "ttc"];

/// Names the folder, once, before anything is printed.
pub fn use_folder(folder: &Path) {
    let _ = FOLDER.set(folder.to_owned());
}

/// A printer with the built-in fonts and those of the folder. A file that cannot be read is passed over: where a character
/// then lacks a font, the character is named.
pub fn printer() -> Printer {
    Printer::new(FOLDER.get().map(|folder| files(folder)).unwrap_or_default())
}

/// In the order of their names, so that the same folder gives the same pages.
#[expect(clippy::disallowed_methods, reason = "a folder of fonts is looked through")]
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_font = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        ENDINGS.contains(&ending.to_lowercase().as_str())
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_font).collect();
    paths.sort();
    paths.truncate(MOST);
    paths
        .iter()
        .filter_map(|path| input_file::bytes(path, Limit::Font).ok())
        .collect()
}
