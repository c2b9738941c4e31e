//! Where law files come from: the set built into the binary, and overlay folders of a team's own.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::input_file::{self, Limit};
use crate::core::law::load::{LawText, Loaded, Prepared, for_counting, load, load_prepared};
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

/// An overlay folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read the law folder {}", path.display())]
pub struct LawFolder {
    /// The folder or file.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub source: std::io::Error,
}

/// The files built into the binary, in the order of their paths.
pub fn built_in() -> Vec<LawText<'static>> {
    let mut files = Vec::with_capacity(512);
    collect(&BUILT_IN, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(dir: &'static Dir<'_>, files: &mut Vec<LawText<'static>>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let toml = path.ends_with(".toml");
        if let (true, Some(text)) = (toml, file.contents_utf8()) {
            files.push(LawText {
                path,
                text: Cow::Borrowed(text),
                overlay: false,
            });
        }
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

/// All `.toml` files below a folder, named by the path the user gave.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads law files from disk"
)]
pub fn overlay(folder: &Path) -> Result<Vec<LawText<'static>>, LawFolder> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |source| LawFolder { path, source }
    };
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).map_err(fail(&dir))? {
            let path = entry.map_err(fail(&dir))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == "toml") {
                let text = input_file::text(&path, Limit::Rules).map_err(fail(&path))?;
                files.push(LawText {
                    path: path.display().to_string(),
                    text: Cow::Owned(text),
                    overlay: true,
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The built-in law with overlays on top, in the order given.
pub fn load_all(overlays: &[PathBuf]) -> Result<Loaded, LawFolder> {
    Ok(load_prepared(&with_overlays(overlays)?, prepared()))
}

/// What the built-in law has to say about counting a period, and nothing else of it.
pub fn built_in_for_counting() -> Rulebook {
    for_counting(&built_in(), prepared())
}

/// The built-in law with overlays from the texts alone and with every check, for `law lint` and the tests: nothing is
/// taken as proven.
pub fn load_in_full(overlays: &[PathBuf]) -> Result<Loaded, LawFolder> {
    Ok(load(&with_overlays(overlays)?))
}

fn with_overlays(overlays: &[PathBuf]) -> Result<Vec<LawText<'static>>, LawFolder> {
    let mut files = built_in();
    for folder in overlays {
        files.extend(overlay(folder)?);
    }
    Ok(files)
}
