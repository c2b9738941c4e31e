//! What comes with firebell for exercises: scenarios, their scripts, and the pictures that are handed out.

use std::borrow::Cow;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::app::files::overlay::TextFile;
use crate::app::files::playbook_files::EXERCISES;

static PICTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../playbooks/tabletop/pictures");

/// The scenarios, by their file names.
pub(crate) fn scenarios() -> Vec<TextFile> {
    let in_folder = |name: &str| Path::new(name).parent() == Some(Path::new(""));
    let all = EXERCISES.iter().filter(|(name, _)| in_folder(name));
    let file = |(name, text): (&String, &'static String)| TextFile {
        name: name.clone(),
        text: Cow::Borrowed(text),
    };
    all.map(file).collect()
}

/// A text by its path in the folder.
pub(crate) fn text(path: &str) -> Option<&'static str> {
    EXERCISES.get(path).map(String::as_str)
}

/// A screenshot as a file (PNG), made by `cargo run --example screens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub bytes: &'static [u8],
}

/// A picture by its name, without the ending.
pub fn picture(name: &str) -> Option<Picture> {
    let file = PICTURES.get_file(format!("{name}.png"))?;
    Some(Picture { bytes: file.contents() })
}

/// The names of all pictures.
pub fn pictures() -> Vec<&'static str> {
    let names = PICTURES.files().filter_map(|file| file.path().file_stem()?.to_str());
    names.collect()
}
