//! When something was done, and when it is recorded.

use chrono::SubsecRound as _;

use crate::core::time::WallTime;
use crate::store::Waiting;

/// When something was done and when it is recorded, which is the same unless it waited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'w> {
    pub(super) acted: WallTime,
    pub(super) now: WallTime,
    pub(super) waited: Option<&'w Waiting>,
}

impl Occasion<'_> {
    /// When it was done, where that is not when it is recorded.
    pub(super) fn acted_at(&self) -> Option<WallTime> {
        self.waited.map(|_| WallTime::read(self.acted.at().trunc_subsecs(3)))
    }

    pub(super) fn now(now: WallTime) -> Occasion<'static> {
        Occasion {
            acted: now,
            now,
            waited: None,
        }
    }
}
