//! Why something could not be done. Each face words it for itself.

use crate::app::customers::contracts::ContractError;
use crate::app::dora::file::ReportFileError;
use crate::app::files::out::OutError;
use crate::app::files::picture_file::PictureFileError;
use crate::app::letters::{LetterError, LettersError};
use crate::app::record::RecordError;
use crate::app::reports::notice::NoticeError;
use crate::drill::driving::driver::DrillError;
use crate::drill::scenario_files::sources::FileError;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    #[error(transparent)]
    Record(RecordError),
    #[error(transparent)]
    Exercise(DrillError),
    #[error(transparent)]
    Letter(LetterError),
    /// Templates or rules with problems, one a line.
    #[error("the templates or rules have problems")]
    Templates(Vec<String>),
    #[error(transparent)]
    Notice(#[from] NoticeError),
    #[error(transparent)]
    Scenario(#[from] FileError),
    #[error(transparent)]
    Contract(#[from] ContractError),
    #[error(transparent)]
    File(#[from] OutError),
    #[error(transparent)]
    Picture(#[from] PictureFileError),
    #[error(transparent)]
    Report(#[from] ReportFileError),
}

impl From<RecordError> for WorkError {
    fn from(error: RecordError) -> WorkError {
        WorkError::Record(error)
    }
}

impl From<DrillError> for WorkError {
    fn from(error: DrillError) -> WorkError {
        match error {
            DrillError::Record(error) => WorkError::Record(error),
            DrillError::Scenario(_) | DrillError::NoDrill(_) | DrillError::Unknown { .. } => WorkError::Exercise(error),
        }
    }
}

impl From<LettersError> for WorkError {
    fn from(error: LettersError) -> WorkError {
        match error {
            LettersError::Record(error) => WorkError::Record(error),
            LettersError::Letter(error) => WorkError::Letter(error),
            LettersError::Files(problems) => WorkError::Templates(problems),
        }
    }
}
