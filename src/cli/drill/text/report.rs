//! The after-action report as a file.

use std::path::Path;

use crate::app::letters::{self, Format};
use crate::cli::failure::{Failure, Kind};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::drill::after_action::Sources;

/// The bytes of the report, in the format that the file's name asks for; Markdown without one.
pub(crate) fn report_bytes(
    sources: &Sources<'_>,
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
    let invented = sources.exercise.scenario.organisation_name();
    let organisation = sources.sponsor.unwrap_or(invented);
    let title = format!("After-action report {}", sources.found.code);
    let page = letters::report(&title, organisation, IncidentKind::Exercise, markdown);
    letters::export(&page, markdown, format, now.at())
        .map_err(|error| Failure::new(Kind::Internal, "the report could not be written").because(&error))
}
