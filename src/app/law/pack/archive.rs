//! The archive of a pack: a zip file with the note and the law files, and nothing else. Whoever made it may be hostile:
//! nothing is unpacked to a disk, and every limit is held while reading.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::limits;

/// The entry with the signed note.
pub(super) const NOTE: &str = "note";
/// How the record at the end of a zip file begins, and how long it is without a comment.
const END: (&[u8], usize) = (b"PK\x05\x06", 22);

/// A law file of a pack: its path below the folder it was made from, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    pub path: String,
    pub text: String,
}

/// What an archive holds; nothing of it is to be believed yet.
#[derive(Debug)]
pub(super) struct Contents {
    pub note: Vec<u8>,
    pub files: Vec<PackFile>,
}

/// Writes an archive: the same files always make the same bytes.
pub(super) fn write(note: &str, files: &[PackFile]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .compression_method(CompressionMethod::Deflated);
    zip.start_file(NOTE, options)?;
    zip.write_all(note.as_bytes())?;
    for file in files {
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(file.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Reads an archive.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Contents, Vec<String>> {
    let mut zip =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| vec![format!("it is not a zip file: {error}")])?;
    let mut problems = Vec::new();
    // The reader of zip files forgets the first of two entries with one name; the end record still counts both.
    match stated_entries(bytes) {
        Some(stated) if stated == zip.len() => {}
        Some(_) => problems.push("two entries have the same name".to_owned()),
        None => problems.push("something follows the end of the zip file, or its end is unreadable".to_owned()),
    }
    if zip.len() > limits::FILES + 1 {
        problems.push(format!("it has more than {} files", limits::FILES));
        return Err(problems);
    }
    let (mut note, mut files, mut seen, mut room) = (None, Vec::new(), BTreeSet::new(), limits::ALL);
    for at in 0..zip.len() {
        let entry = entry(&mut zip, at, &mut room).and_then(|(name, bytes)| {
            if !seen.insert(name.to_lowercase()) {
                return Err(format!("{name}: another entry has the same name but for capitals"));
            }
            match name.as_str() {
                NOTE => note = Some(bytes),
                _ => files.push(law_file(name, bytes)?),
            }
            Ok(())
        });
        problems.extend(entry.err());
    }
    match (note, problems.is_empty()) {
        (Some(note), true) => Ok(Contents { note, files }),
        (None, true) => Err(vec![format!("it has no `{NOTE}`")]),
        (_, false) => Err(problems),
    }
}

fn stated_entries(bytes: &[u8]) -> Option<usize> {
    let (begins, length) = END;
    let end = bytes.get(bytes.len().checked_sub(length)?..)?;
    let stated = u16::from_le_bytes([*end.get(10)?, *end.get(11)?]);
    end.starts_with(begins).then_some(usize::from(stated))
}

fn entry(zip: &mut ZipArchive<Cursor<&[u8]>>, at: usize, room: &mut u64) -> Result<(String, Vec<u8>), String> {
    let file = zip.by_index(at).map_err(|error| format!("entry {}: {error}", at + 1))?;
    let name = shown(file.name());
    if file.is_symlink() || !file.is_file() || file.encrypted() {
        return Err(format!("{name}: only plain files belong in a pack"));
    }
    let most = limits::FILE.min(*room);
    let mut bytes = Vec::new();
    // What the entry says of its own size is not believed.
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{name}: {error}"))?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > most {
        return Err(match most < limits::FILE {
            true => format!("{name}: the files together are larger than {} MiB", limits::ALL >> 20),
            false => format!("{name}: it is larger than {} MiB", limits::FILE >> 20),
        });
    }
    *room -= length;
    Ok((name, bytes))
}

/// A name for a message, which may hold anything.
fn shown(name: &str) -> String {
    name.chars().take(limits::PATH + 1).collect()
}

fn law_file(path: String, bytes: Vec<u8>) -> Result<PackFile, String> {
    if let Some(problem) = path_problem(&path) {
        return Err(format!("{path}: {problem}"));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{path}: it is not UTF-8 text"))?;
    Ok(PackFile { path, text })
}

/// Why a path cannot be the path of a law file in a pack.
pub(super) fn path_problem(path: &str) -> Option<&'static str> {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(sign);
    if path.len() > limits::PATH {
        return Some("the path is too long");
    }
    if !path.split('/').all(part) {
        return Some("a path is folders and a name of letters, digits, `-`, `_` and `.`, with `/` between them");
    }
    if !path.ends_with(".toml") {
        return Some("only law files (.toml) belong in a pack");
    }
    None
}
