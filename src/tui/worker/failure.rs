//! Errors of the record, of exercises and of files in the words of the workbench.

use crate::app::customers::contracts::ContractError;
use crate::app::dora::file::ReportFileError;
use crate::app::files::picture_file::PictureFileError;
use crate::app::record::RecordError;
use crate::drill::exercise::DrillError;
use crate::drill::scenario_files::sources::FileError;
use crate::tui::event::Failure;
use crate::tui::ids::Subject;
use crate::tui::remedy;
use crate::workspace::WorkError;

/// An error in a line: what is wrong, what stands in the way, what to do.
pub(super) fn words(error: &WorkError) -> String {
    match error {
        WorkError::Record(error) => record_words(error),
        WorkError::Exercise(error) => exercise_words(error),
        WorkError::Letter(error) => error.to_string(),
        WorkError::Templates(problems) => problems.join("; "),
        WorkError::Notice(error) => error.to_string(),
        WorkError::Scenario(error) => scenario_words(error),
        WorkError::Contract(error) => contract_words(error),
        WorkError::File(error) => format!("{error} · {}", remedy::advice(&error.remedy())),
        WorkError::Picture(error) => picture_words(error),
        WorkError::Report(error) => report_words(error),
    }
}

fn picture_words(error: &PictureFileError) -> String {
    let why = match error {
        PictureFileError::Unreadable { source, .. } => source.to_string(),
        PictureFileError::Unfit { problems, .. } => {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        PictureFileError::Unprintable { source, .. } => source.to_string(),
    };
    format!("{error}: {why}")
}

fn report_words(error: &ReportFileError) -> String {
    let causes = error.causes().join("; ");
    let hint = error.hint().unwrap_or_default();
    let said = [error.to_string(), causes, hint.to_owned()];
    let said: Vec<String> = said.into_iter().filter(|words| !words.is_empty()).collect();
    said.join(" · ")
}

fn contract_words(error: &ContractError) -> String {
    match error {
        ContractError::Problems(problems) => {
            let words = problems
                .iter()
                .map(|p| format!("{}: {} ({})", p.part, p.problem, p.hint));
            words.collect::<Vec<_>>().join("; ")
        }
        ContractError::Law(problems) => format!("{error}: {}", problems.join("; ")),
        ContractError::Io { source, .. } => format!("{error}: {source}"),
        ContractError::Unknown { remedy, .. } => format!("{error} · {}", remedy::advice(remedy)),
        ContractError::Exists(_) | ContractError::Elsewhere { .. } | ContractError::Folder(_) => error.to_string(),
    }
}

fn record_words(error: &RecordError) -> String {
    match error {
        RecordError::Refused(refusal) => remedy::words(refusal),
        RecordError::Value { problems } => problems.join("; "),
        RecordError::NoIncident { remedy, .. } => format!("{error} · {}", remedy::advice(remedy)),
        RecordError::Zone { source, .. } => format!("{error}: {source}"),
        RecordError::Store(_) | RecordError::Unnoted(_) | RecordError::Unopened { .. } | RecordError::Here { .. } => {
            error.to_string()
        }
    }
}

fn exercise_words(error: &DrillError) -> String {
    match error {
        DrillError::Record(error) => record_words(error),
        DrillError::Scenario(problems) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            format!("{error}: {first}")
        }
        DrillError::Unknown { hint, .. } => format!("{error} · {hint}"),
        DrillError::NoDrill(_) => error.to_string(),
    }
}

fn scenario_words(error: &FileError) -> String {
    match error {
        FileError::Unknown { hint, .. } => format!("{error} · {hint}"),
        FileError::Disk { source, .. } => format!("{error}: {source}"),
        FileError::Problems(problems) => {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("{error}: {}", all.join("; "))
        }
        FileError::NotOwn(problems) => {
            let all: Vec<String> = problems.iter().map(remedy::advised).collect();
            format!("{error}: {}", all.join("; "))
        }
    }
}

/// An error as the screen shows it: with the field that has to change, where it is one.
pub(super) fn failure(about: Subject, error: &WorkError) -> Failure {
    let field = match error {
        WorkError::Record(RecordError::Refused(refusal)) => remedy::field(&refusal.remedy),
        WorkError::Scenario(_) => Some("scenario"),
        WorkError::Picture(_) => Some("logo"),
        WorkError::Report(_) => Some("file"),
        WorkError::Contract(ContractError::Problems(problems)) => problems.first().map(|problem| problem.part),
        WorkError::Contract(ContractError::Exists(_)) => Some("customer"),
        WorkError::Record(
            RecordError::Value { .. }
            | RecordError::NoIncident { .. }
            | RecordError::Store(_)
            | RecordError::Unnoted(_)
            | RecordError::Zone { .. }
            | RecordError::Unopened { .. }
            | RecordError::Here { .. },
        )
        | WorkError::Exercise(_)
        | WorkError::Contract(
            ContractError::Unknown { .. }
            | ContractError::Elsewhere { .. }
            | ContractError::Law(_)
            | ContractError::Folder(_)
            | ContractError::Io { .. },
        )
        | WorkError::Letter(_)
        | WorkError::File(_)
        | WorkError::Notice(_)
        | WorkError::Templates(_) => None,
    };
    Failure {
        about,
        words: words(error),
        field,
    }
}
