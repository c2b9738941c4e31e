//! The only file that asks what time it is. Everywhere else the clock is a parameter.

use chrono::{DateTime, Utc};

/// The current moment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
