//! `firebell letter templates`.

use crate::app::letters::{self, TemplateRow};
use crate::cli::failure::{Failure, desk_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, line, wrapped};

/// The templates there are; no record is needed.
pub(super) fn templates(call: &Invocation, search: Option<&str>) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let mut rows = letters::templates(session.config.letters.as_deref()).map_err(desk_failure)?;
    if let Some(words) = search {
        rows.retain(|row| {
            [&row.id, &row.name, &row.recipient]
                .iter()
                .any(|text| text.contains(words))
        });
    }
    Ok(Output::new(rows, |rows| rows.iter().map(page).collect()))
}

/// What the drafter should know.
pub(super) fn notes(notes: &[String]) -> Page {
    notes.iter().map(|note| wrapped("    note: ", note)).collect()
}

fn page(row: &TemplateRow) -> Page {
    let mut out = line(format_args!(
        "{:<34} {:<28} {:<4} {}",
        row.id, row.recipient, row.language, row.name
    ));
    out += notes(&row.notes);
    out
}
