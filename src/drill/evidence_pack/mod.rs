//! The evidence of an exercise for auditors: one archive with agenda, participants, injects with their times, report, plan
//! and digests, signed by the record's key.

mod check;
mod papers;
mod tables;

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use super::after_action::{self, Extent, Sources};
use crate::app::checkpoint::{self, statement};
use crate::app::letters::{self, Format, LetterError};
use crate::app::record::{Record, RecordError};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;

pub use self::check::{Checked, NoPack, check};

/// The list of digests, and the same with the record's signature.
const DIGESTS: &str = "SHA256SUMS";
const SIGNED: &str = "SHA256SUMS.signed";
/// First line of what is signed.
const STATEMENT: &str = "firebell exercise evidence 1";
const VERIFIER: &str = "record-key.txt";

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("a paper could not be written")]
    Paper(#[from] LetterError),
    #[error("the archive could not be written")]
    Archive(#[from] zip::result::ZipError),
    #[error("the archive could not be written")]
    Disk(#[from] std::io::Error),
    #[error("the evaluation could not be written")]
    Evaluation(#[from] serde_json::Error),
    #[error("two files of the archive would have the name {0}")]
    Twice(String),
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl PackFile {
    fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> PackFile {
        let (name, bytes) = (name.into(), bytes.into());
        PackFile { name, bytes }
    }
}

/// What goes into a pack beside what the record tells.
#[derive(Debug)]
pub struct Request<'r> {
    pub sources: Sources<'r>,
    /// Format of agenda and report.
    pub format: Format,
    /// Files that people add, such as the signed sign-in sheet.
    pub attached: Vec<PackFile>,
    pub now: WallTime,
}

/// A pack that was made.
#[derive(Debug)]
pub struct Pack {
    pub bytes: Vec<u8>,
    /// The names of its files.
    pub files: Vec<String>,
    /// Whether the record has signed it; one of the first format has no key.
    pub signed: bool,
}

/// Makes the pack of an exercise.
///
/// # Errors
/// [`PackError`]
pub fn pack(record: &Record, request: Request<'_>) -> Result<Pack, PackError> {
    let Request {
        sources,
        format,
        attached,
        now,
    } = request;
    let mut files = vec![PackFile::new("README.md", papers::contents(&sources, format))];
    files.extend(documents(&sources, format, now)?);
    files.extend(tables::tables(&sources));
    files.push(PackFile::new(
        "evaluation.json",
        serde_json::to_vec_pretty(sources.found)?,
    ));
    files.push(PackFile::new("scenario.toml", sources.exercise.drill().text.clone()));
    files.extend(
        attached
            .into_iter()
            .map(|file| PackFile::new(format!("attached/{}", file.name), file.bytes)),
    );
    if let Some(state) = checkpoint::of_now(record, now)? {
        files.push(PackFile::new("record-state.signed", state.note));
    }
    let digests = digests(&files)?;
    let statement = format!("{STATEMENT}\n{}\n{digests}", sources.found.code);
    files.push(PackFile::new(DIGESTS, digests));
    let signed = statement::signed(record, &statement)?;
    let is_signed = signed.is_some();
    if let Some(signed) = signed {
        files.push(PackFile::new(SIGNED, signed.note));
        files.push(PackFile::new(VERIFIER, format!("{}\n", signed.verifier)));
    }
    Ok(Pack {
        bytes: archive(&files)?,
        files: files.into_iter().map(|file| file.name).collect(),
        signed: is_signed,
    })
}

/// Agenda and report, for reading, and the report as text besides.
fn documents(sources: &Sources<'_>, format: Format, now: WallTime) -> Result<Vec<PackFile>, LetterError> {
    let invented = sources.exercise.scenario.organisation_name();
    let sponsor = sources.sponsor.unwrap_or(invented);
    let code = &sources.found.code;
    let report = after_action::markdown(sources, Extent::Complete);
    let papers = [
        ("agenda", format!("Agenda of exercise {code}"), papers::agenda(sources)),
        ("report", format!("After-action report {code}"), report),
    ];
    let mut written = Vec::new();
    for (name, title, text) in papers {
        let page = letters::report(&title, sponsor, IncidentKind::Exercise, &text);
        let bytes = letters::export(&page, &text, format, now.at())?;
        written.push(PackFile::new(format!("{name}.{}", format.ending()), bytes));
    }
    Ok(written)
}

/// A line for each file, as `sha256sum` writes and checks them.
fn digests(files: &[PackFile]) -> Result<String, PackError> {
    let mut lines = std::collections::BTreeMap::new();
    for file in files {
        if lines.insert(file.name.as_str(), digest(&file.bytes)).is_some() {
            return Err(PackError::Twice(file.name.clone()));
        }
    }
    let mut out = String::new();
    for (name, digest) in lines {
        let _ = writeln!(out, "{digest}  {name}");
    }
    Ok(out)
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The same files give the same bytes.
fn archive(files: &[PackFile]) -> Result<Vec<u8>, PackError> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for file in files {
        archive.start_file(file.name.as_str(), options)?;
        archive.write_all(&file.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
