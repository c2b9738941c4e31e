//! What the config file says of a hook.

use std::time::Duration;

use crate::core::coded::coded;

coded! {
    /// What a hook is called for.
    pub enum Signal: "signal" {
        /// An obligation became due.
        NewObligation = "new-obligation" => "a new obligation",
        /// A deadline of a real incident is near, or has passed.
        DeadlineNear = "deadline-near" => "a deadline",
        /// A notice was sent or filed.
        Filed = "filed" => "a filing",
        /// The text of a letter was approved.
        Approved = "approved" => "an approval",
    }
}

/// Seconds a hook may take when nobody says, and at most.
const SECONDS: u64 = 10;
const MOST_SECONDS: u64 = 120;

/// A `[[hook]]` of the config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// What it is called for.
    pub on: Vec<Signal>,
    /// Its command line, as the shell of the system reads it.
    pub run: String,
    pub seconds: Option<u64>,
    /// Whether it is called for exercises as well.
    pub exercises: bool,
}

impl Hook {
    /// How long it may take.
    pub(super) fn limit(&self) -> Duration {
        Duration::from_secs(self.seconds.unwrap_or(SECONDS).clamp(1, MOST_SECONDS))
    }
}
