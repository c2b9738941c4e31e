//! What an incident is called here, what it was called before, and where it came from.

use super::Incident;
use crate::core::event::{Event, What};
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
    /// The code.
    pub code: String,
    /// Until when, by the clock on the wall.
    pub until: WallTime,
    /// Why it was given another.
    pub because: Recoding,
}

impl Incident {
    /// Takes an event about the incident's code in.
    pub(super) fn apply_code(&mut self, event: &Event) {
        match &event.what {
            What::Imported { was, code } => {
                self.origins.push(Origin {
                    was: was.clone(),
                    through: event.seq.saturating_sub(1),
                    at: event.wall(),
                    by: event.actor.clone(),
                });
                self.code = code.to_string();
            }
            What::Recoded { was, code, because } => {
                self.former_codes.push(FormerCode {
                    code: was.clone(),
                    until: event.wall(),
                    because: *because,
                });
                self.code = code.to_string();
            }
            _ => {}
        }
    }

    /// Whether an event was recorded in another record and came here by import.
    pub fn recorded_elsewhere(&self, seq: u64) -> bool {
        self.origins.iter().any(|origin| seq <= origin.through)
    }
}
