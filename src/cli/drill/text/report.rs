//! The after-action report as a file.

use std::path::Path;

use crate::app::letters::{self, Format};
use crate::cli::failure::{Failure, Kind};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::drill::driver::Exercise;
use crate::drill::evaluation::Evaluation;

/// The bytes of the report, in the format that the file's name asks for; Markdown without one.
pub(crate) fn report_bytes(
    exercise: &Exercise,
    found: &Evaluation,
    markdown: &str,
    output: Option<&Path>,
    now: WallTime,
) -> Result<Vec<u8>, Failure> {
    let format = match output {
        None => Format::Md,
        Some(path) => Format::of(path).ok_or_else(|| {
            Failure::input(format!("unknown format of `{}`", path.display()))
                .hint("end the name in .md, .html, .docx, .pdf or .txt")
        })?,
    };
    let organisation = exercise.scenario.organisation_name();
    let title = format!("After-action report {}", found.code);
    let page = letters::document(&title, organisation, IncidentKind::Exercise, markdown);
    letters::export(&page, markdown, format, now.at())
        .map_err(|error| Failure::new(Kind::Internal, "the report could not be written").because(&error))
}
