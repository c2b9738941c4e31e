//! Moments of views, which are text, as people read them.

use chrono::{DateTime, Utc};

use crate::cli::text::moment;
use crate::core::time::Zone;

pub fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.to_utc())
        .unwrap_or_default()
}

pub fn at(zone: &Zone, text: &str) -> String {
    moment(zone, parsed(text))
}
