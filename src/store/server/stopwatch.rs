//! How long a server takes is measured by a clock that never jumps; it says nothing of the time of day.

use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "the one place that starts a stopwatch")]
pub(super) fn now() -> Instant {
    Instant::now()
}
