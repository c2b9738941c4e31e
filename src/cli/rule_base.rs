//! The law that a command is answered by.

use std::path::PathBuf;

use super::failure::Failure;
use super::invocation::Invocation;
use crate::app::law_files;
use crate::core::law::rulebook::Rulebook;

/// The rule base with overlays. A broken overlay file is named and left out; the rest works.
pub(super) fn load(call: &Invocation, folders: &[PathBuf]) -> Result<Rulebook, Failure> {
    let loaded = law_files::load_all(folders).map_err(|error| Failure::unreadable(&error, &error.source))?;
    for problem in &loaded.problems {
        call.console.warn(problem);
    }
    if !loaded.problems.is_empty() {
        call.console.warn(
            "the files named above were ignored as a whole; the rest of the law is used; see `firebell law lint`",
        );
    }
    Ok(loaded.rules)
}

/// As much of the same rule base as counting a period asks for. Where no overlay may change it, regimes are not read.
pub(super) fn for_counting(call: &Invocation, folders: &[PathBuf]) -> Result<Rulebook, Failure> {
    match folders {
        [] => Ok(law_files::built_in_for_counting()),
        _ => load(call, folders),
    }
}
