//! Pictures on disk, on their way into the record.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::app::files::input_file::{self, Limit};
use crate::core::event::PrintSize;
use crate::core::facts::IncidentKind;
use crate::core::facts::picture::{Picture, PictureError};
use crate::core::facts::write::quoted;
use crate::letter::block::{Clearance, Letter, Letterhead, Paper};
use crate::letter::pdf::{PdfError, Printer};

/// Why a file did not become the value of a fact.
#[derive(Debug, thiserror::Error)]
pub enum PictureFileError {
    #[error("could not read {path}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("{path} cannot be shown in letters")]
    Unfit { path: String, problems: Vec<PictureError> },
    /// It begins and ends as a picture, and what is between them cannot be read.
    #[error("{path} cannot be printed in letters")]
    Unprintable { path: String, source: PdfError },
}

/// The literal that holds the picture of a file. It is printed once to see that it can be.
///
/// # Errors
/// What the disk says; what stands against the picture.
pub fn literal(file: &Path) -> Result<String, PictureFileError> {
    let path = || file.display().to_string();
    let bytes = input_file::bytes(file, Limit::Picture)
        .map_err(|source| PictureFileError::Unreadable { path: path(), source })?;
    let picture = Picture::of(bytes).map_err(|problems| PictureFileError::Unfit { path: path(), problems })?;
    match Printer::default().print(&trial(picture.clone()), DateTime::<Utc>::UNIX_EPOCH) {
        // A build that cannot print letters never shows it there.
        Ok(_) | Err(PdfError::NotBuilt) => Ok(quoted(&picture.data_uri())),
        Err(source) => Err(PictureFileError::Unprintable { path: path(), source }),
    }
}

/// A letter with nothing but the picture.
fn trial(picture: Picture) -> Letter {
    Letter {
        title: "Logo".to_owned(),
        language: "en".to_owned(),
        paper: Paper::A4,
        print: PrintSize::Standard,
        letterhead: Letterhead {
            logo: Some(picture),
            ..Letterhead::default()
        },
        kind: IncidentKind::Real,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
        blocks: Vec::new(),
    }
}
