//! Where law files come from: the set built into the binary, and overlay folders of a team's own.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::input_file::Limit;
use super::overlay::{self, TextFile, Unreadable, Wanted};
use crate::core::law::load::{Holidays, LawText, Loaded, Prepared, for_counting, load, load_prepared};
use crate::core::law::rulebook::Rulebook;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/jurisdictions");

/// The same files as `build.rs` parsed them.
static PREPARED: LazyLock<Prepared> = LazyLock::new(|| {
    let stored: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/law.postcard"));
    let (sha256, documents): (String, Vec<(&str, &[u8])>) =
        postcard::from_bytes(stored).expect("build.rs of this very program wrote it");
    Prepared {
        sha256,
        documents: documents.into_iter().collect(),
    }
});

/// What `build.rs` made of the built-in files.
pub fn prepared() -> &'static Prepared {
    &PREPARED
}

const LAW: Wanted = Wanted {
    ending: "toml",
    inner_folders: true,
    limit: Limit::Rules,
};

/// The files built into the binary, in the order of their paths.
pub fn built_in() -> Vec<LawText<'static>> {
    let files = overlay::built_in(&BUILT_IN, LAW).into_iter();
    files.map(|file| law_text(file, false)).collect()
}

fn law_text(file: TextFile, overlay: bool) -> LawText<'static> {
    LawText {
        path: file.name,
        text: file.text,
        overlay,
    }
}

/// All `.toml` files below a folder, named by the path the user gave.
///
/// # Errors
/// The first folder or file that could not be read.
pub fn overlay(folder: &Path) -> Result<Vec<LawText<'static>>, Unreadable> {
    let files = overlay::own(folder, LAW).complete()?.into_iter();
    Ok(files.map(|file| law_text(file, true)).collect())
}

/// The built-in law with overlays on top, in the order given.
pub fn load_all(overlays: &[PathBuf]) -> Result<Loaded, Unreadable> {
    Ok(load_prepared(&with_overlays(overlays)?, prepared()))
}

/// What the built-in law has to say about counting periods, and nothing else of it.
pub fn built_in_for_counting(holidays: Holidays<'_>) -> Rulebook {
    for_counting(&built_in(), prepared(), holidays)
}

/// The built-in law with overlays from the texts alone and with every check, for `law lint` and the tests: nothing is
/// taken as proven.
pub fn load_in_full(overlays: &[PathBuf]) -> Result<Loaded, Unreadable> {
    Ok(load(&with_overlays(overlays)?))
}

/// The built-in files and those of overlay folders, in the order in which they are laid over each other.
///
/// # Errors
/// The first folder or file that could not be read.
pub fn with_overlays(overlays: &[PathBuf]) -> Result<Vec<LawText<'static>>, Unreadable> {
    let mut files = built_in();
    for folder in overlays {
        files.extend(overlay(folder)?);
    }
    Ok(files)
}
