//! Law packs: law files of a team or a vendor in one archive, signed with a key that the reader trusts.

mod archive;
pub mod key_file;
mod manifest;
pub mod note;
pub mod shelf;

use std::collections::BTreeMap;

use crate::core::ids::Sha256Digest;
use crate::core::law::load::LawText;
use crate::core::law::pack::{LawPack, PackLabel};

use crate::app::law::layers::Layer;
pub use archive::PackFile;
pub use manifest::{Manifest, change_problem};
use note::{NoteError, SignerKey, VerifierKey};

/// How much a pack may hold.
mod limits {
    /// Law files.
    pub(super) const FILES: usize = 2000;
    /// Bytes of one file, unpacked.
    pub(super) const FILE: u64 = 1 << 20;
    /// Bytes of all files, unpacked.
    pub(super) const ALL: u64 = 32 << 20;
    /// Bytes of a path.
    pub(super) const PATH: usize = 200;
    /// Lines of "what changed", and the characters of one.
    pub(super) const CHANGES: usize = 500;
    pub(super) const CHANGE: usize = 500;
}

/// A pack that a trusted key has signed, and whose files are those that were signed.
#[derive(Debug, Clone)]
pub struct Pack {
    pub manifest: Manifest,
    pub signed_by: VerifierKey,
    /// The digest of the archive.
    pub sha256: Sha256Digest,
    files: Vec<PackFile>,
}

/// Why an archive is no pack that may be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("it is damaged, or no law pack")]
    Damaged(Vec<String>),
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The files are not those that were signed.
    #[error("its files are not those that were signed")]
    Files(Vec<String>),
}

impl PackError {
    /// Everything that is wrong, a line each.
    pub fn problems(&self) -> &[String] {
        match self {
            PackError::Damaged(problems) | PackError::Files(problems) => problems,
            PackError::Note(_) => &[],
        }
    }
}

/// A pack that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error("it cannot be a law pack")]
    Problems(Vec<String>),
    #[error("the archive could not be written")]
    Zip(#[from] zip::result::ZipError),
}

impl Pack {
    /// Reads an archive. Nothing of it is used before its signature was verified.
    ///
    /// # Errors
    /// [`PackError`]
    pub fn open(bytes: &[u8], trusted: &[VerifierKey]) -> Result<Pack, PackError> {
        let contents = archive::read(bytes).map_err(PackError::Damaged)?;
        let signed = note::verified(&contents.note, trusted)?;
        let manifest = Manifest::read(signed.text).map_err(|problem| PackError::Damaged(vec![problem]))?;
        let problems = mismatches(&manifest, &contents.files);
        if !problems.is_empty() {
            return Err(PackError::Files(problems));
        }
        Ok(Pack {
            manifest,
            signed_by: signed.by,
            sha256: Sha256Digest::of(bytes),
            files: contents.files,
        })
    }

    pub fn label(&self) -> &PackLabel {
        &self.manifest.label
    }

    /// Its files as they are laid over the built-in law.
    pub fn layer(&self) -> Layer {
        let path = |file: &PackFile| LawPack::path(self.label(), &file.path);
        let text = |file: &PackFile| LawText {
            path: path(file),
            name: file.path.clone(),
            text: file.text.clone().into(),
            overlay: true,
        };
        Layer {
            pack: LawPack {
                label: self.label().clone(),
                sha256: self.sha256,
                files: self.files.iter().map(path).collect(),
            },
            texts: self.files.iter().map(text).collect(),
        }
    }
}

/// Each file that was signed is there as it was signed, and no other is.
fn mismatches(manifest: &Manifest, files: &[PackFile]) -> Vec<String> {
    let found: BTreeMap<&str, &PackFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let signed = manifest
        .files
        .iter()
        .filter_map(|(path, digest)| match found.get(path.as_str()) {
            None => Some(format!("{path} is missing")),
            Some(file) if Sha256Digest::of(&file.text) != *digest => Some(format!("{path} was changed")),
            Some(_) => None,
        });
    let more = files.iter().filter(|file| !manifest.files.contains_key(&file.path));
    signed
        .chain(more.map(|file| format!("{} was not signed", file.path)))
        .collect()
}

/// What a pack is made of, beside its files.
#[derive(Debug, Clone)]
pub struct Making {
    pub label: PackLabel,
    pub date: chrono::NaiveDate,
    pub changed: Vec<String>,
}

/// The archive of a new pack. It is read back before it is given out.
///
/// # Errors
/// [`MakeError`]
pub fn make(making: Making, mut files: Vec<PackFile>, key: &SignerKey) -> Result<Vec<u8>, MakeError> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let problem = |file: &PackFile| Some(format!("{}: {}", file.path, archive::path_problem(&file.path)?));
    let problems: Vec<String> = files.iter().filter_map(problem).collect();
    if !problems.is_empty() {
        return Err(MakeError::Problems(problems));
    }
    let manifest = Manifest {
        label: making.label,
        date: making.date,
        changed: making.changed,
        files: files
            .iter()
            .map(|file| (file.path.clone(), Sha256Digest::of(&file.text)))
            .collect(),
    };
    if let Some(problem) = manifest.problem() {
        return Err(MakeError::Problems(vec![problem]));
    }
    let bytes = archive::write(&note::sign(&manifest.text(), key), &files)?;
    match Pack::open(&bytes, &[key.verifier()]) {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let mut problems = vec![error.to_string()];
            problems.extend_from_slice(error.problems());
            Err(MakeError::Problems(problems))
        }
    }
}
