//! What comes with firebell for exercises: scenarios, their scripts, and the pictures that are handed out.

use include_dir::{Dir, include_dir};

pub(super) static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../playbooks/tabletop");

/// A screenshot as a file (PNG), made by `cargo run --example screens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub bytes: &'static [u8],
}

/// A picture by its name, without the ending.
pub fn picture(name: &str) -> Option<Picture> {
    let file = BUILT_IN.get_file(format!("pictures/{name}.png"))?;
    Some(Picture { bytes: file.contents() })
}

/// The names of all pictures.
pub fn pictures() -> Vec<&'static str> {
    let files = BUILT_IN.get_dir("pictures").into_iter().flat_map(Dir::files);
    files.filter_map(|file| file.path().file_stem()?.to_str()).collect()
}
