//! What is asked of the worker about a report under DORA.

use super::ids::IncidentRef;
use crate::app::dora::Report;
use crate::workspace::{DoraReport, DoraWish};

/// What is done with a report under DORA. Nothing of it is in the record: it lies in its file.
#[derive(Debug, Clone, PartialEq)]
pub enum DoraEffect {
    /// Make it of what the record knows, or go on with its file. Nothing is written.
    Begin { code: IncidentRef, wish: DoraWish },
    /// Write it with other answers.
    Write {
        code: IncidentRef,
        /// As it was read.
        begun: Box<DoraReport>,
        report: Report,
    },
}

impl DoraEffect {
    pub fn incident(&self) -> &IncidentRef {
        match self {
            DoraEffect::Begin { code, .. } | DoraEffect::Write { code, .. } => code,
        }
    }
}
