//! The state of the audit chain's screen.

use crate::tui::worker_values::AuditView;

/// The audit chain.
#[derive(Debug, Default)]
pub struct AuditText {
    /// The chain, once it was walked.
    pub view: Option<AuditView>,
    /// How far it is scrolled.
    pub scroll: u16,
}
