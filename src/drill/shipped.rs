//! What comes with firebell for exercises: scenarios, their scripts, and the pictures that are handed out.

use include_dir::{Dir, File};

use crate::app::files::overlay::{self, TextFile, Wanted};
use crate::app::playbook_files::BUILT_IN;

const FOLDER: &str = "tabletop";

/// The text files of the folder itself, by their names in it.
pub(super) fn texts(wanted: Wanted) -> Vec<TextFile> {
    let folder = BUILT_IN.get_dir(FOLDER);
    let all = folder.map(|folder| overlay::built_in(folder, wanted));
    let short = |name: String| match name.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/')) {
        Some(short) => short.to_owned(),
        None => name,
    };
    let named = all.unwrap_or_default().into_iter().map(|file| TextFile {
        name: short(file.name),
        ..file
    });
    named.collect()
}

/// A file by its path in the folder.
pub(super) fn file(path: &str) -> Option<&'static File<'static>> {
    BUILT_IN.get_file(format!("{FOLDER}/{path}"))
}

/// A screenshot as a file (PNG), made by `cargo run --example screens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub bytes: &'static [u8],
}

/// A picture by its name, without the ending.
pub fn picture(name: &str) -> Option<Picture> {
    let file = file(&format!("pictures/{name}.png"))?;
    Some(Picture { bytes: file.contents() })
}

/// The names of all pictures.
pub fn pictures() -> Vec<&'static str> {
    let files = BUILT_IN
        .get_dir(format!("{FOLDER}/pictures"))
        .into_iter()
        .flat_map(Dir::files);
    files.filter_map(|file| file.path().file_stem()?.to_str()).collect()
}
