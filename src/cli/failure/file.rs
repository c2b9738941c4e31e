//! Files that could not be written, and pictures that could not be read, as people see it.

use super::{Failure, Kind, remedy};
#[cfg(feature = "record")]
use crate::app::dora::file::ReportFileError;
use crate::app::files::out::OutError;
#[cfg(feature = "record")]
use crate::app::files::picture_file::PictureFileError;
#[cfg(feature = "record")]
use crate::core::facts::picture::LARGEST;

/// An error of the file writer as people see it.
pub(crate) fn out_failure(error: &OutError) -> Failure {
    match error {
        OutError::Exists(_) => Failure::new(Kind::Io, error),
        OutError::Link(_) | OutError::NotAFile(_) | OutError::NoName(_) | OutError::InRecord(_) => {
            Failure::input(error)
        }
        OutError::Io { source, .. } => Failure::new(Kind::Io, error).because(source),
    }
    .hint(remedy::hint(&error.remedy()))
}

#[cfg(feature = "record")]
pub(crate) fn picture_failure(error: &PictureFileError) -> Failure {
    let hint = format!("save it as a PNG or JPEG of at most {} KiB", LARGEST >> 10);
    match error {
        PictureFileError::Unreadable { source, .. } => Failure::unreadable(error, source),
        PictureFileError::Unfit { problems, .. } => {
            let causes = problems.iter().map(ToString::to_string);
            Failure::input(error).causes(causes).hint(hint)
        }
        PictureFileError::Unprintable { source, .. } => Failure::input(error).because(source).hint(hint),
    }
}

/// The file of a report under DORA.
#[cfg(feature = "record")]
pub(crate) fn report_file_failure(error: &ReportFileError) -> Failure {
    let failure = match error {
        ReportFileError::Unreadable { source, .. } => return Failure::unreadable(error, source),
        ReportFileError::Unwritable(_) => Failure::new(Kind::Internal, error),
        ReportFileError::Changed(_) => Failure::new(Kind::Io, error),
        ReportFileError::Neither { .. }
        | ReportFileError::Unread { .. }
        | ReportFileError::Ending(_)
        | ReportFileError::TooLong(_)
        | ReportFileError::Unnamed
        | ReportFileError::OtherStage { .. }
        | ReportFileError::GoesOn(_) => Failure::input(error),
    };
    let failure = failure.causes(error.causes());
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
