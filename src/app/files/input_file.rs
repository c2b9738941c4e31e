//! Files that come in: read up to a limit, so that a device, a wrong file or a hostile one is refused at once.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _};
use std::path::Path;

/// How much a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A facts file.
    Facts,
    /// A law file, a playbook or a template.
    Rules,
    /// A letter's text.
    Letter,
    /// A Word file.
    Word,
    /// A scenario, a script or an event list.
    Scenario,
    /// The archive of a law pack.
    Pack,
    /// An exported incident.
    Export,
    /// A timeline or a case of another program.
    Foreign,
    /// Requests to count periods, one a line.
    Batch,
    /// An invitation to a record.
    Invitation,
    /// A picture, of which a letter takes far less.
    Picture,
    /// A font, or a collection of fonts.
    Font,
}

impl Limit {
    pub fn bytes(self) -> u64 {
        match self {
            Limit::Facts | Limit::Rules => 1 << 20,
            Limit::Letter => crate::core::incident::letter::LONGEST as u64,
            Limit::Invitation => 16 << 10,
            Limit::Scenario | Limit::Picture => 8 << 20,
            Limit::Word | Limit::Pack | Limit::Foreign => 32 << 20,
            Limit::Font => 64 << 20,
            Limit::Export | Limit::Batch => 256 << 20,
        }
    }

    /// As people read it.
    pub fn words(self) -> String {
        match self.bytes() {
            bytes if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
            bytes => format!("{} KiB", bytes >> 10),
        }
    }
}

/// The bytes of a file.
///
/// # Errors
/// What the disk says; [`ErrorKind::FileTooLarge`] where it holds more than it may.
pub fn bytes(path: &Path, limit: Limit) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    // What a regular file says of its length spares reading up to the limit; anything else is read to see.
    if file.metadata()?.len() > limit.bytes() {
        return Err(too_large(limit));
    }
    within(file, limit)
}

/// The bytes of anything that can be read.
///
/// # Errors
/// As [`bytes`].
pub fn within(from: impl std::io::Read, limit: Limit) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit.bytes() + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit.bytes() {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

fn too_large(limit: Limit) -> Error {
    let words = format!("it is larger than {}, the limit for such a file", limit.words());
    Error::new(ErrorKind::FileTooLarge, words)
}

/// The text of a file.
///
/// # Errors
/// As [`bytes`]; [`ErrorKind::InvalidData`] where it is not UTF-8.
pub fn text(path: &Path, limit: Limit) -> std::io::Result<String> {
    utf8(bytes(path, limit)?)
}

/// Bytes as text.
///
/// # Errors
/// [`ErrorKind::InvalidData`] where they are not UTF-8.
pub fn utf8(bytes: Vec<u8>) -> std::io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(ErrorKind::InvalidData, format!("it is not UTF-8 text (byte {at})"))
    })
}
