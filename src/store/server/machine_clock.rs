//! The clock of a machine of the team.

use crate::core::member::public_key::MemberId;

/// The clock of a machine when something was recorded on it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockThen {
    /// Whose machine it is.
    pub member: MemberId,
    /// The entry that shows it.
    pub n: u64,
    /// By how many milliseconds it was ahead of the server's. What was recorded took a moment to get there.
    pub ahead: i64,
}
