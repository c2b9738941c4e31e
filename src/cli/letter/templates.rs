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
            [row.id.as_str(), &row.name, row.recipient.code()]
                .iter()
                .any(|text| text.contains(words))
        });
    }
    let narrowed = search.is_some();
    Ok(Output::new(rows, move |rows| list(rows, narrowed)))
}

/// What the drafter should know.
pub(super) fn notes(notes: &[String]) -> Page {
    notes.iter().map(|note| wrapped("    note: ", note)).collect()
}

/// The whole list is for finding a template; what its drafter should know is shown once it is found.
fn list(rows: &[TemplateRow], with_notes: bool) -> Page {
    let mut out = Page::new();
    for row in rows {
        out += line(format_args!(
            "{:<34} {:<28} {:<4} {}",
            row.id, row.recipient, row.language, row.name
        ));
        if with_notes {
            out += notes(&row.notes);
        }
    }
    if !with_notes && rows.iter().any(|row| !row.notes.is_empty()) {
        out += "Notes for the drafter are shown with a search: firebell letter templates TEXT\n";
    }
    out
}
