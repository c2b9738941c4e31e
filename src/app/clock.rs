//! The only file that asks what time it is. Everywhere else the clock is a parameter.

use std::time::SystemTime;

use crate::core::time::WallTime;

/// The current moment. A machine whose clock lies before 1970 still gets an answer: `Utc::now` would panic there.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> WallTime {
    WallTime::read(SystemTime::now().into())
}

/// Where a run of the program takes the time from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    Machine,
    /// A clock that shows one moment, for tests that run commands in their own process.
    Stopped(WallTime),
}

impl Clock {
    /// What it shows.
    pub fn now(self) -> WallTime {
        match self {
            Clock::Machine => now(),
            Clock::Stopped(moment) => moment,
        }
    }
}
