//! The folder that letters go into: whose it is, what it holds already, and that only one merge is at work in it.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::digest::{Digest, Salt};
use super::manifest::{Entry, Manifest, Source, State};
use super::{Former, MergeError, Merged, Options, Ready, Removed};
use crate::app::files::out::{self, Existing};
use crate::app::letters::Format;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::ids::Sha256Digest;
use crate::platform::modes;

/// The folder's own record of its letters.
const MANIFEST: &str = "firebell-merge.json";
/// Files made since the manifest was written, a line each.
const JOURNAL: &str = ".firebell-merge.journal";
/// Locked while a merge is at work; the system lets go of it when the process ends, however it ends.
const LOCK: &str = ".firebell-merge.lock";
const LIST: &str = "mail-house.csv";

/// A folder that this merge alone is at work in.
#[derive(Debug)]
pub(super) struct Folder {
    out: out::Folder,
    source: Source,
    salt: Salt,
    roster: Sha256Digest,
    list: String,
    /// Files that stand, by name, made from the same source.
    known: HashMap<String, Entry>,
    /// Rows of files that are of no use any more.
    former: HashMap<String, Vec<u64>>,
    journal: Option<File>,
    _lock: File,
}

fn read_error(path: &Path) -> impl FnOnce(std::io::Error) -> MergeError {
    let path = path.to_owned();
    move |source| MergeError::Read { path, source }
}

impl Folder {
    /// Opens a folder, makes it where there is none, and sees whether the merge may go on in it. Nothing that is there
    /// is changed.
    ///
    /// # Errors
    /// Where it is another merge's, or not a merge's at all.
    pub(super) fn open(
        path: &Path,
        ready: Ready<'_>,
        roster: Sha256Digest,
        options: &Options,
    ) -> Result<Folder, MergeError> {
        let out = out::Folder::open(path)?;
        let bare = !path.join(MANIFEST).exists();
        if bare && names(path)?.iter().any(|name| !is_own(name)) {
            return Err(MergeError::Foreign(path.to_owned()));
        }
        let lock = locked(path)?;
        let manifest = manifest(&path.join(MANIFEST))?;
        let journal = journal(&path.join(JOURNAL))?;
        let mark = ready.page.kind.mark(MarkPlace::FileName);
        let mut folder = Folder {
            out,
            source: ready.source.clone(),
            salt: Salt::random().map_err(read_error(path))?,
            roster,
            list: format!("{mark}{LIST}"),
            known: HashMap::new(),
            former: HashMap::new(),
            journal: None,
            _lock: lock,
        };
        if let Some(manifest) = manifest {
            folder.go_on(manifest, journal, options.former)?;
        }
        Ok(folder)
    }

    /// Goes on with what an earlier run made, or puts it aside.
    fn go_on(&mut self, manifest: Manifest, journal: Vec<Entry>, former: Former) -> Result<(), MergeError> {
        let differences = self.source.differs_from(&manifest.source);
        let entries = manifest.files.into_iter().chain(journal);
        let entries: HashMap<String, Entry> = entries.map(|entry| (entry.file.clone(), entry)).collect();
        if differences.is_empty() {
            self.salt = manifest.salt;
            self.known = entries;
            return Ok(());
        }
        match former {
            Former::Keep => Err(MergeError::OtherMerge {
                folder: self.out.path().to_owned(),
                differences,
                files: entries.len(),
            }),
            Former::Remove => {
                let rows = |entry: Entry| (entry.file, entry.rows.iter().map(|row| row.row).collect());
                self.former = entries.into_values().map(rows).collect();
                Ok(())
            }
        }
    }

    /// What goes into every digest of a row here.
    pub(super) fn salt(&self) -> &Salt {
        &self.salt
    }

    /// A file that an earlier run made.
    pub(super) fn known(&self, file: &str) -> Option<&Entry> {
        self.known.get(file)
    }

    /// The digest of a file as it is now; none where there is none.
    #[expect(clippy::disallowed_methods, reason = "the letters of an earlier run are read again")]
    pub(super) fn digest(&self, file: &str) -> Result<Option<Digest>, MergeError> {
        let path = self.out.path().join(file);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(Digest::of_file(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(read_error(&path)(error)),
        }
    }

    /// Removes the list for the mail house, which is wrong while letters are made, and begins the journal. The manifest
    /// is written first and takes in what an earlier journal had, since opening the new journal empties it.
    pub(super) fn begin(&mut self) -> Result<(), MergeError> {
        for list in [LIST.to_owned(), format!("{}{LIST}", exercise_mark())] {
            remove(&self.out.path().join(list))?;
        }
        let files = self.known.values().cloned().collect();
        self.keep(&Manifest::new(
            State::Begun,
            &self.source,
            &self.salt,
            self.roster,
            files,
        ))?;
        let path = self.out.path().join(JOURNAL);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        self.journal = Some(private(options).open(&path).map_err(read_error(&path))?);
        Ok(())
    }

    /// Writes a letter: whole, or not at all.
    pub(super) fn put(&self, file: &str, bytes: &[u8]) -> Result<(), MergeError> {
        Ok(self.out.write(file, bytes, Existing::Replace)?)
    }

    /// Notes files that stand, so that an interrupted merge goes on behind them.
    pub(super) fn note<'e>(&self, entries: impl IntoIterator<Item = &'e Entry>) -> Result<(), MergeError> {
        let path = self.out.path().join(JOURNAL);
        let mut lines = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut lines, entry)
                .map_err(|error| MergeError::Manifest(path.clone(), error.into()))?;
            lines.push(b'\n');
        }
        match &self.journal {
            Some(file) => (&mut &*file).write_all(&lines).map_err(read_error(&path)),
            None => Ok(()),
        }
    }

    /// Removes the letters no row has any more, names what is not a merge's, and writes the manifest. The manifest
    /// comes after the letters are durable, and the journal goes last: until then a run that is cut off can go on.
    pub(super) fn finish(&mut self, files: Vec<Entry>, merged: &mut Merged) -> Result<(), MergeError> {
        let good: HashSet<&str> = files.iter().map(|entry| entry.file.as_str()).collect();
        let path = self.out.path().to_owned();
        for name in names(&path)? {
            if is_half(&name) {
                remove(&path.join(&name))?;
            } else if is_letter(&name) && !good.contains(name.as_str()) {
                remove(&path.join(&name))?;
                merged.removed.push(self.removed(name));
            } else if !is_own(&name) && !good.contains(name.as_str()) {
                merged.others.push(name);
            }
        }
        merged
            .removed
            .sort_by(|a, b| (&a.rows, &a.file).cmp(&(&b.rows, &b.file)));
        merged.others.sort();
        let manifest = Manifest::new(State::Finished, &self.source, &self.salt, self.roster, files);
        self.out.settle();
        self.keep(&manifest.with_rows(&merged.failed, &merged.repeats))?;
        self.journal = None;
        remove(&path.join(JOURNAL))
    }

    fn removed(&self, file: String) -> Removed {
        let known = self
            .known
            .get(&file)
            .map(|entry| entry.rows.iter().map(|row| row.row).collect());
        let rows = known.or_else(|| self.former.get(&file).cloned());
        Removed {
            file,
            rows: rows.unwrap_or_default(),
        }
    }

    /// Writes the list for the mail house; where it is.
    pub(super) fn list(&self, bytes: &[u8]) -> Result<PathBuf, MergeError> {
        let path = self.out.path().join(&self.list);
        out::write(&path, bytes, Existing::Replace)?;
        Ok(path)
    }

    fn keep(&self, manifest: &Manifest) -> Result<(), MergeError> {
        let path = self.out.path().join(MANIFEST);
        let mut bytes =
            serde_json::to_vec_pretty(manifest).map_err(|error| MergeError::Manifest(path.clone(), error.into()))?;
        bytes.push(b'\n');
        Ok(out::write(&path, &bytes, Existing::Replace)?)
    }
}

/// Names of what is in a folder; one that is not Unicode is nobody's letter.
#[expect(clippy::disallowed_methods, reason = "the folder of letters is looked through")]
fn names(path: &Path) -> Result<Vec<String>, MergeError> {
    let all = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = all.map_err(read_error(path))?;
    Ok(all
        .iter()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

fn private(mut options: OpenOptions) -> OpenOptions {
    modes::owner_file(&mut options);
    options
}

fn locked(path: &Path) -> Result<File, MergeError> {
    let lock = path.join(LOCK);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    let file = private(options).open(&lock).map_err(read_error(&lock))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(MergeError::Busy(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(read_error(&lock)(error)),
    }
}

#[expect(clippy::disallowed_methods, reason = "the manifest of the folder is read again")]
fn manifest(path: &Path) -> Result<Option<Manifest>, MergeError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read_error(path)(error)),
    };
    let manifest = serde_json::from_slice(&bytes);
    manifest
        .map(Some)
        .map_err(|error| MergeError::Manifest(path.to_owned(), error.into()))
}

/// The lines of a journal up to one that was cut off.
#[expect(
    clippy::disallowed_methods,
    reason = "the journal of an interrupted merge is read again"
)]
fn journal(path: &Path) -> Result<Vec<Entry>, MergeError> {
    match std::fs::read(path) {
        Ok(bytes) => {
            let lines = bytes.split(|byte| *byte == b'\n');
            Ok(lines.map_while(|line| serde_json::from_slice(line).ok()).collect())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(read_error(path)(error)),
    }
}

fn remove(path: &Path) -> Result<(), MergeError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(read_error(path)(error)),
        _ => Ok(()),
    }
}

/// A file that was being written when a merge was cut off.
fn is_half(name: &str) -> bool {
    name.starts_with(".firebell-") && name.ends_with(".part")
}

/// What the names of files of an exercise begin with.
fn exercise_mark() -> &'static str {
    IncidentKind::Exercise.mark(MarkPlace::FileName)
}

/// What a merge keeps for itself.
fn is_own(name: &str) -> bool {
    let lists = name.strip_prefix(exercise_mark()).unwrap_or(name) == LIST;
    lists || [MANIFEST, JOURNAL, LOCK].contains(&name) || is_half(name)
}

/// Whether a merge gave a file this name: what it is, sixteen digits of a digest, perhaps a number, the form.
fn is_letter(name: &str) -> bool {
    let name = name.strip_prefix(exercise_mark()).unwrap_or(name);
    let rest = ["letter-", "letters-", "cohort-"]
        .iter()
        .find_map(|kind| name.strip_prefix(kind));
    let Some((stem, ending)) = rest.and_then(|rest| rest.rsplit_once('.')) else {
        return false;
    };
    let (digest, number) = stem.split_once('-').unwrap_or((stem, "2"));
    let hex = digest.len() == 16 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    hex && number && Format::of(Path::new(name)).is_some_and(|format| format.ending() == ending)
}

#[cfg(test)]
mod tests {
    use super::{is_letter, is_own};

    #[test]
    fn only_names_that_a_merge_gives_are_its_letters() {
        for name in [
            "letter-0123456789abcdef.pdf",
            "letter-0123456789abcdef-12.txt",
            "EXERCISE-letters-0123456789abcdef.pdf",
            "cohort-0123456789abcdef.docx",
        ] {
            assert!(is_letter(name) && !is_own(name), "{name}");
        }
        for name in [
            "letter-0123456789abcdef",
            "letter-0123456789abcde.pdf",
            "letter-0123456789abcdef-.pdf",
            "letter-0123456789ABCDEF.pdf",
            "letter-0123456789abcdef.exe",
            "letter-to-my-mother.pdf",
            "00000002.txt",
        ] {
            assert!(!is_letter(name) && !is_own(name), "{name}");
        }
        for name in [
            "firebell-merge.json",
            "mail-house.csv",
            "EXERCISE-mail-house.csv",
            ".firebell-x1.part",
        ] {
            assert!(is_own(name), "{name}");
        }
    }
}
