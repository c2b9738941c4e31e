//! One period counted.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::app::views::Zoned;
use crate::core::law::rulebook::Rulebook;
use crate::core::period::{self, Counting, Period, Request, Unit};
use crate::core::time::{Zone, parse_moment};
use crate::core::toml_text::reader::suggestion_or;

/// What is to be counted; one line of a batch.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    pub id: Option<String>,
    pub period: String,
    pub from: String,
    pub zone: Option<String>,
    pub counting: Option<String>,
    pub calendar: Option<String>,
    #[serde(default)]
    pub after_year_end: bool,
}

/// When it ends, and how that was found.
#[derive(Debug, Serialize)]
pub(super) struct Given {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub due: String,
    pub date: String,
    pub steps: Vec<String>,
}

/// Counts it, or says what is wrong with what was asked.
pub(super) fn count(asked: &Asked, rules: &Rulebook) -> Result<Given, String> {
    let period: Period = asked
        .period
        .parse()
        .map_err(|e| format!("period `{}`: {e}", asked.period))?;
    let zone = asked
        .zone
        .as_deref()
        .map(Zone::named)
        .transpose()
        .map_err(|e| e.to_string())?;
    let from = parse_moment(&asked.from, zone.as_ref()).map_err(|e| format!("--from: {e}"))?;
    let counting = match &asked.counting {
        Some(name) => name.parse::<Counting>().map_err(|e| e.to_string())?,
        None => plain(period.unit),
    };
    let calendar = match &asked.calendar {
        Some(id) => Some(rules.calendars.get(id).ok_or_else(|| unknown_calendar(id, rules))?),
        None => None,
    };
    let zone = zone.unwrap_or_else(|| fixed(from));
    let request = Request {
        period,
        counting,
        from: from.to_utc(),
        zone: &zone,
        calendar,
        after_year_end: asked.after_year_end,
        working_hours: rules.computations.get(counting.code()).and_then(|c| c.working_hours),
    };
    let counted = period::count(&request).map_err(|e| e.to_string())?;
    Ok(Given {
        id: asked.id.clone(),
        due: Zoned::new(&zone, counted.due).to_string(),
        date: counted.date.to_string(),
        steps: counted.sentences(),
    })
}

/// The plain way of counting a unit, where none was asked for.
fn plain(unit: Unit) -> Counting {
    match unit {
        Unit::Minutes | Unit::Hours => Counting::Elapsed,
        Unit::CalendarDays => Counting::Calendar,
        Unit::BusinessDays => Counting::Business,
        Unit::CalendarMonths => Counting::Month,
    }
}

/// Without a zone the offset that was typed is all that is known.
fn fixed(from: DateTime<FixedOffset>) -> Zone {
    Zone::fixed(*from.offset())
}

fn unknown_calendar(id: &str, rules: &Rulebook) -> String {
    let known: Vec<&str> = rules.calendars.ids().collect();
    format!(
        "unknown calendar `{id}` ({})",
        suggestion_or(id, &known, "`firebell law calendars` lists them")
    )
}
