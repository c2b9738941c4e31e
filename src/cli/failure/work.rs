//! What the workspace could not do, as people see it.

use super::letter::templates_failure;
use super::{
    Failure, contract_failure, drill_failure, file_failure, letter_failure, out_failure, picture_failure,
    record_failure, report_file_failure,
};
use crate::app::reports::notice::NoticeError;
use crate::workspace::WorkError;

/// An error of the workspace with its kind, causes and hint.
pub(crate) fn work_failure(error: WorkError) -> Failure {
    match error {
        WorkError::Record(error) => record_failure(error),
        WorkError::Exercise(error) => drill_failure(error),
        WorkError::Letter(error) => letter_failure(&error),
        WorkError::Templates(problems) => templates_failure(problems),
        WorkError::Notice(error) => notice_failure(&error),
        WorkError::Scenario(error) => file_failure(error),
        WorkError::Contract(error) => contract_failure(&error),
        WorkError::File(error) => out_failure(&error),
        WorkError::Picture(error) => picture_failure(&error),
        WorkError::Report(error) => report_file_failure(&error),
    }
}

fn notice_failure(error: &NoticeError) -> Failure {
    let failure = Failure::input(error);
    match error {
        NoticeError::Unknown { hint, .. } => failure.hint(hint),
        NoticeError::Read { source, .. } => failure.because(source),
        NoticeError::Render { source, .. } => failure.because(source),
    }
}
