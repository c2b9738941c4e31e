//! The dated duties as a calendar file with alarms, for any calendar program.

use chrono::{DateTime, TimeDelta};
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _};

use super::incident_views::DeadlineRowView;
use crate::core::time::WallTime;

/// Hours before the deadline at which the calendar rings.
const ALARMS: [i64; 4] = [24, 4, 1, 0];

/// One event of no length at each strict moment.
pub fn ics(rows: &[DeadlineRowView], now: WallTime) -> String {
    let mut calendar = Calendar::new();
    calendar.name("firebell deadlines");
    for row in rows {
        let Ok(strict) = DateTime::parse_from_rfc3339(&row.strict) else {
            continue;
        };
        let strict = strict.to_utc();
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let possible = if row.verdict == "due" { "" } else { " (possible)" };
        let mut event = Event::new();
        event
            .uid(&format!(
                "{}-{}@firebell",
                row.code,
                row.obligation.replace(['/', '@'], "-")
            ))
            .timestamp(now.at())
            .summary(&format!("{exercise}{} {}{possible}", row.code, row.obligation))
            .description(&format!(
                "Strict deadline, authority's zone {}. Last moment that is still in time. {}",
                row.zone,
                super::views::NOTICE
            ))
            .starts(strict)
            .ends(strict);
        for hours in ALARMS {
            event.alarm(Alarm::display(
                &format!("{exercise}{} in {hours} h", row.obligation),
                -TimeDelta::hours(hours),
            ));
        }
        calendar.push(event.done());
    }
    calendar.to_string()
}
