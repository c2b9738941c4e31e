//! The only file that asks what time it is. Everywhere else the clock is a parameter.

use std::time::SystemTime;

use crate::core::time::WallTime;

/// The current moment. A machine whose clock lies before 1970 still gets an answer: `Utc::now` would panic there.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> WallTime {
    WallTime::read(SystemTime::now().into())
}
