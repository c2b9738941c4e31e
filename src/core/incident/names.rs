//! What an incident is called here, what it was called before, and where it came from.

use super::Incident;
use crate::core::ids::Recoding;
use crate::core::time::WallTime;

/// An import: what came before it was recorded elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The code it had there.
    pub was: String,
    /// The last event that was recorded there.
    pub through: u64,
    /// When it was taken in, by the clock on the wall.
    pub at: WallTime,
    /// By whom.
    pub by: String,
}

/// A code the incident had in this record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerCode {
    pub code: String,
    /// Until when, by the clock on the wall.
    pub until: WallTime,
    /// Why it was given another.
    pub because: Recoding,
}

impl Incident {
    /// Whether an event was recorded in another record and came here by import.
    pub fn recorded_elsewhere(&self, seq: u64) -> bool {
        self.origins.iter().any(|origin| seq <= origin.through)
    }
}
