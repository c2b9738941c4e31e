//! Where law files come from: the set built into the binary, and overlay folders of a team's own.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::app::files::input_file::Limit;
use crate::app::files::overlay::{self, TextFile, Unreadable, Wanted};
use crate::core::law::load::{Holidays, LawText, Loaded, Prepared, for_counting, load, load_prepared};
use crate::core::law::rulebook::Rulebook;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../jurisdictions");

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
    files.map(built_in_text).collect()
}

fn built_in_text(file: TextFile) -> LawText<'static> {
    LawText {
        path: file.name.clone(),
        name: file.name,
        text: file.text,
        overlay: false,
    }
}

/// All `.toml` files below a folder, shown by the path the user gave and named by their path below it.
///
/// # Errors
/// The first folder or file that could not be read.
pub fn overlay(folder: &Path) -> Result<Vec<LawText<'static>>, Unreadable> {
    let files = overlay::own(folder, LAW).complete()?.into_iter();
    let base = base(folder);
    Ok(files
        .map(|file| LawText {
            name: below(folder, &base, &file.name),
            path: file.name,
            text: file.text,
            overlay: true,
        })
        .collect())
}

/// What stands before the names of a folder's files: its own name where that name says what its files are.
fn base(folder: &Path) -> String {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match real.file_name().and_then(|name| name.to_str()) {
        Some(name @ ("calendars" | "authorities")) => format!("{name}/"),
        Some(_) | None => String::new(),
    }
}

fn below(folder: &Path, base: &str, path: &str) -> String {
    let inner = Path::new(path).strip_prefix(folder).unwrap_or(Path::new(path));
    format!("{base}{}", inner.to_string_lossy().replace('\\', "/"))
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
