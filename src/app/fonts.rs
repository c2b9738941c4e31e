//! Fonts besides those that are built in: a folder that the config file names, for names in scripts that the built-in faces
//! do not draw. A file is read when a letter has a character that the built-in text face lacks.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::app::files::input_file::{self, Limit};
use crate::letter::pdf::Printer;

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Files of one folder that are looked through at most: a whole system has some hundreds.
const MOST: usize = 1000;
/// How many folders deep they are looked for: systems sort fonts by format and maker.
const DEPTH: usize = 3;
const ENDINGS: [&str; 3] = ["ttf", "otf", "ttc"];

/// Names the folder, once, before anything is printed.
pub fn use_folder(folder: &Path) {
    let _ = FOLDER.set(folder.to_owned());
}

/// A printer with the built-in fonts and those of the folder. A file that cannot be read is passed over: where a character
/// then lacks a font, the character is named.
pub fn printer() -> Printer {
    match FOLDER.get() {
        Some(folder) => printer_of(folder),
        None => Printer::default(),
    }
}

/// A printer with the built-in fonts and those of a folder.
pub fn printer_of(folder: &Path) -> Printer {
    let paths = files(folder);
    let texts = paths.iter().filter(|path| is_for_texts(path)).count();
    Printer::with_shelf(
        paths.len(),
        texts,
        Box::new(move |file| input_file::bytes(paths.get(file)?, Limit::Font).ok()),
    )
}

/// Bold and slanted faces, those for signs, music or headlines, and those of a hand that few readers expect, as their
/// names say.
const NOT_FOR_TEXTS: [&str; 18] = [
    "bold",
    "italic",
    "oblique",
    "light",
    "thin",
    "black",
    "kufi",
    "looped",
    "music",
    "nastaliq",
    "rashi",
    "display",
    "mono",
    "symbols",
    "unjoined",
    "emoji",
    "ui-",
    "condensed",
];

fn is_for_texts(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
        .to_lowercase();
    !NOT_FOR_TEXTS.iter().any(|part| name.contains(part))
}

/// Faces for texts first, and then by name, so that the same folder gives the same pages.
#[expect(clippy::disallowed_methods, reason = "a folder of fonts is looked through")]
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    let is_font = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        ENDINGS.contains(&ending.to_lowercase().as_str())
    };
    while let Some((folder, depth)) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let (inner, own): (Vec<_>, Vec<_>) =
            entries.partition(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        paths.extend(own.into_iter().map(|entry| entry.path()).filter(is_font));
        let inner = inner.into_iter().filter(|_| depth < DEPTH);
        folders.extend(inner.map(|entry| (entry.path(), depth + 1)));
    }
    paths.sort_by_cached_key(|path| (!is_for_texts(path), path.clone()));
    paths.truncate(MOST);
    paths
}
