//! Evidence on disk: only its name, its size and its SHA-256 are taken from it.

use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::core::event::Evidence;
use crate::core::ids::{Sha256Digest, StoredDigest};
use crate::core::incident::command::Command;
use crate::core::visible::one_line;

/// The command that logs a file as evidence.
///
/// # Errors
/// What the disk says.
pub fn logged(file: &Path, custodian: String, remark: Option<String>) -> std::io::Result<Command> {
    Ok(Command::LogEvidence(Evidence {
        custodian,
        remark,
        ..hashed(file)?
    }))
}

/// A file as evidence; who has it in custody is left to be said.
///
/// # Errors
/// What the disk says.
pub fn hashed(file: &Path) -> std::io::Result<Evidence> {
    if !std::fs::metadata(file)?.is_file() {
        let words = "it is not a regular file, so it cannot be hashed";
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, words));
    }
    let mut reader = std::fs::File::open(file)?;
    let (mut hash, mut size, mut piece) = (Sha256::new(), 0u64, vec![0u8; 1 << 16]);
    loop {
        let read = reader.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        size += u64::try_from(read).unwrap_or_default();
    }
    let name = file.file_name().unwrap_or(file.as_os_str());
    Ok(Evidence {
        // A file may be called anything; the digest, not the name, says which it was.
        name: one_line(&name.to_string_lossy()),
        sha256: Sha256Digest::finished(hash).into(),
        size,
        custodian: String::new(),
        remark: None,
    })
}

/// The command that logs a text as evidence: what an exercise's players have in hand instead of a file.
pub fn of_text(name: &str, text: &str, custodian: String) -> Command {
    Command::LogEvidence(Evidence {
        name: one_line(name),
        sha256: StoredDigest::of(text),
        size: u64::try_from(text.len()).unwrap_or_default(),
        custodian,
        remark: Some(text.to_owned()).filter(|text| !text.is_empty()),
    })
}
