//! The audit chain's page as text.

use crate::tui::screen::text::{Lines, Titles, line};
use crate::tui::worker_values::AuditView;

/// The last lines of the audit log.
pub(crate) fn lines(view: &AuditView) -> Lines {
    view.lines.iter().map(|entry| line("", entry.clone())).collect()
}

/// What is written over them.
pub(crate) fn titles(view: Option<&AuditView>) -> Titles {
    Titles {
        title: "firebell  Audit".to_owned(),
        second: match view {
            Some(view) => view.state.clone(),
            None => "verifying both chains …".to_owned(),
        },
        frame: "Last lines of the audit log, newest first".to_owned(),
    }
}
