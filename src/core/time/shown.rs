//! Moments as people read them.

use std::sync::LazyLock;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Utc};

use super::Zone;

/// The form of a moment, parsed once: every deadline names several.
static MOMENT: LazyLock<Vec<Item<'static>>> = LazyLock::new(|| StrftimeItems::new("%a %-d %b %Y %H:%M %:z").collect());

static IN_UTC: LazyLock<Vec<Item<'static>>> = LazyLock::new(|| StrftimeItems::new("%a %-d %b %Y %H:%M UTC").collect());

/// A moment with weekday, date, time and offset; of UTC its name instead.
pub fn moment_words(zone: &Zone, at: DateTime<Utc>) -> String {
    if zone.is_utc() {
        return at.format_with_items(IN_UTC.iter()).to_string();
    }
    zone.local(at).format_with_items(MOMENT.iter()).to_string()
}
