//! The file as an archive: what is in it, and its parts within limits.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::WordError;
use super::xml::{self, Element};

/// More parts than any letter has.
pub(super) const MOST_PARTS: usize = 4000;
/// What a part may unpack to, in bytes.
const LONGEST_PART: u64 = 16 << 20;
/// What all parts together may say they unpack to.
const LONGEST: u64 = 256 << 20;

/// Whether the bytes begin as a Word file of either kind does, or as another archive.
pub fn is_word(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || is_old(bytes)
}

/// The container of old and of encrypted files.
fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// Whether the name of a part is anything but a path within the file.
fn leads_outside(name: &str) -> bool {
    name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|step| step == "..")
}

pub struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Archive<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Archive<'b>, WordError> {
        if is_old(bytes) {
            return Err(WordError::Protected);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WordError::NotWord)?;
        if zip.len() > MOST_PARTS {
            return Err(WordError::Parts(zip.len()));
        }
        let mut archive = Archive { zip };
        archive.look_over()?;
        Ok(archive)
    }

    /// Looks at every part's name and at what it says of its size, before any is unpacked.
    fn look_over(&mut self) -> Result<(), WordError> {
        let mut total: u64 = 0;
        for number in 0..self.zip.len() {
            let part = self.zip.by_index_raw(number).map_err(|_| WordError::NotWord)?;
            if leads_outside(part.name()) || part.is_symlink() {
                return Err(WordError::Path(part.name().to_owned()));
            }
            if part.encrypted() {
                return Err(WordError::Protected);
            }
            if part.name().to_lowercase().ends_with("vbaproject.bin") {
                return Err(WordError::Macros);
            }
            total = total.saturating_add(part.size());
        }
        match total > LONGEST {
            true => Err(WordError::Large(LONGEST >> 20)),
            false => Ok(()),
        }
    }

    pub(super) fn names(&self, ending: &str) -> Vec<String> {
        let names = self.zip.file_names().filter(|name| name.ends_with(ending));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort_unstable();
        names
    }

    /// A part as XML; `None`: there is no such part.
    pub fn xml(&mut self, name: &str) -> Result<Option<Element>, WordError> {
        let invalid = |source: Box<dyn std::error::Error + Send + Sync>| WordError::Part {
            part: name.to_owned(),
            source,
        };
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(invalid(Box::new(error))),
        };
        let mut bytes = Vec::new();
        // What a part says of its size may be a lie.
        part.take(LONGEST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| invalid(Box::new(error)))?;
        if bytes.len() as u64 > LONGEST_PART {
            return Err(WordError::Large(LONGEST_PART >> 20));
        }
        let text = String::from_utf8(bytes).map_err(|error| invalid(Box::new(error.utf8_error())))?;
        xml::parse(name, text.trim_start_matches('\u{feff}')).map(Some)
    }
}
