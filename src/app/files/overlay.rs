//! Built-in files with a team's own folder over them: law, playbooks, letters and scenarios come through here, so that
//! one place names files, holds the limit of their size and says which could not be read.

use std::borrow::Cow;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use include_dir::Dir;

use crate::app::files::input_file::{self, Limit};
#[cfg(feature = "record")]
use crate::app::files::packed::Texts;

/// A file's text, and its name for messages: the path inside the program, or the path a person gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    pub name: String,
    pub text: Cow<'static, str>,
}

/// Which files of a folder are meant.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The ending of their names, without the dot.
    pub ending: &'static str,
    /// Whether folders inside the folder are looked into as well.
    pub inner_folders: bool,
    /// How much one may hold.
    pub limit: Limit,
}

/// A file or folder of a team's own that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {}", path.display())]
pub struct Unreadable {
    pub path: PathBuf,
    #[source]
    pub source: std::io::Error,
}

impl Wanted {
    fn takes(self, path: &Path) -> bool {
        path.extension().is_some_and(|ending| ending == self.ending)
    }
}

/// The files built into the program, in the order of their names.
pub fn built_in(dir: &'static Dir<'static>, wanted: Wanted) -> Vec<TextFile> {
    let mut files = Vec::new();
    collect(dir, wanted, &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The files of a packed folder, in the order of their names.
#[cfg(feature = "record")]
pub fn packed(texts: Texts) -> Vec<TextFile> {
    let file = |(name, text)| TextFile {
        name,
        text: Cow::Owned(text),
    };
    texts.into_iter().map(file).collect()
}

fn collect(dir: &'static Dir<'static>, wanted: Wanted, files: &mut Vec<TextFile>) {
    for file in dir.files().filter(|file| wanted.takes(file.path())) {
        if let Some(text) = file.contents_utf8() {
            files.push(TextFile {
                name: file.path().to_string_lossy().replace('\\', "/"),
                text: Cow::Borrowed(text),
            });
        }
    }
    if wanted.inner_folders {
        dir.dirs().for_each(|inner| collect(inner, wanted, files));
    }
}

/// What was found in a folder of a team's own, in the order of the paths.
#[derive(Debug, Default)]
pub struct Found {
    pub files: Vec<TextFile>,
    pub unreadable: Vec<Unreadable>,
}

impl Found {
    /// The files, for a caller that stops at what could not be read.
    ///
    /// # Errors
    /// The first file or folder that could not be read.
    pub fn complete(self) -> Result<Vec<TextFile>, Unreadable> {
        match self.unreadable.into_iter().next() {
            None => Ok(self.files),
            Some(first) => Err(first),
        }
    }

    /// What could not be read, a line each with its cause.
    pub fn problems(&self) -> Vec<String> {
        self.unreadable.iter().map(Unreadable::line).collect()
    }
}

impl Unreadable {
    /// The path and the cause in one line.
    pub fn line(&self) -> String {
        format!("{}: {}", self.path.display(), self.source)
    }
}

/// How a folder of a team's own looks from outside: paths, sizes and times of its files, none of which is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderLook(Vec<(PathBuf, u64, Option<Duration>)>);

/// When a file was last written, as its system has it.
fn written(about: &Metadata) -> Option<Duration> {
    about.modified().ok()?.duration_since(UNIX_EPOCH).ok()
}

/// How a folder looks, to see whether somebody has changed a file in it. A folder that is not there has no files.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that lists a folder of a team's own"
)]
pub fn look(folder: &Path) -> FolderLook {
    let mut seen = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        let entries = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        for entry in entries {
            match entry.metadata() {
                Ok(about) if about.is_dir() => open.push(entry.path()),
                Ok(about) => seen.push((entry.path(), about.len(), written(&about))),
                Err(_) => seen.push((entry.path(), 0, None)),
            }
        }
    }
    seen.sort();
    FolderLook(seen)
}

/// The files of a team's own folder, and what could not be read of it.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that lists a folder of a team's own"
)]
pub fn own(folder: &Path, wanted: Wanted) -> Found {
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        let entries = std::fs::read_dir(&dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = match entries {
            Ok(entries) => entries,
            Err(source) => {
                unreadable.push(Unreadable { path: dir, source });
                continue;
            }
        };
        for path in entries.into_iter().map(|entry| entry.path()) {
            if wanted.inner_folders && path.is_dir() {
                open.push(path);
            } else if wanted.takes(&path) {
                match own_file(&path, wanted.limit) {
                    Ok(file) => files.push(file),
                    Err(error) => unreadable.push(error),
                }
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Found { files, unreadable }
}

/// The folders in a folder, in the order of their names; none where there is no such folder.
///
/// # Errors
/// What the disk says.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that lists a folder of a team's own"
)]
pub fn inner_folders(folder: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let unreadable = |source| Unreadable {
        path: folder.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(unreadable)?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}

/// One file of a team's own.
///
/// # Errors
/// What the disk says, or that it holds more than it may.
pub fn own_file(path: &Path, limit: Limit) -> Result<TextFile, Unreadable> {
    let text = input_file::text(path, limit).map_err(|source| Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(TextFile {
        name: path.display().to_string(),
        text: Cow::Owned(text),
    })
}
