//! The rules of a calendar file: fixed days, nth weekdays, days around Easter, shifts, and plain dates.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::{AddedDays, Calendar, CalendarFile, Holiday, easter};
use crate::core::time::{day, day_of_year};
use crate::core::toml_text::reader::{Reader, Table, Value};

/// When a holiday falls.
#[derive(Debug, Clone)]
enum Rule {
    Fixed(u32, u32),
    Nth { nth: i64, weekday: Weekday, month: u32 },
    Easter(i64),
    OrthodoxEaster(i64),
    OnOrAfter { weekday: Weekday, month: u32, day: u32 },
    Dates(Vec<NaiveDate>),
}

/// What happens when it falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Observed {
    SundayOnly,
    Nearest,
    NextMonday,
}

/// The years a calendar may cover.
const YEARS: RangeInclusive<i32> = 1901..=2099;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// A holiday as its file describes it, before its dates are worked out.
#[derive(Debug, Clone)]
pub(super) struct Recurring {
    name: String,
    rule: Rule,
    observed: Option<Observed>,
    /// Only the day on which it is observed is free.
    only: bool,
    first: i32,
    last: i32,
    estimated: Vec<NaiveDate>,
    without: Vec<NaiveDate>,
}

impl Recurring {
    /// Works out its dates.
    pub(super) fn add_to(&self, into: &mut Vec<Holiday>) {
        for date in days(&self.rule, self.first, self.last) {
            if self.without.contains(&date) {
                continue;
            }
            let moved = self.observed.and_then(|shift| shifted(shift, date));
            let estimated = self.estimated.contains(&date);
            if moved.is_none() || !self.only {
                into.push(Holiday {
                    date,
                    name: self.name.clone(),
                    estimated,
                });
            }
            if let Some(date) = moved {
                into.push(Holiday {
                    date,
                    name: format!("{} (observed)", self.name),
                    estimated,
                });
            }
        }
    }
}

/// Reads a calendar file.
pub(super) fn calendar(reader: &Reader<'_>) -> Option<CalendarFile> {
    let document = reader.parse();
    let root = Table::new(reader, document.get_ref(), document.span());
    root.text("note");
    match root.text("adds_to") {
        Some(to) => Some(CalendarFile::Added(added(root, to))),
        None => whole(root).map(CalendarFile::Whole),
    }
}

/// Days that are laid over a calendar: it keeps its own years and weekend.
fn added(root: Table<'_, '_>, to: String) -> AddedDays {
    root.need_text("source");
    let holidays = root.tables("holiday").into_iter();
    let recurring = holidays
        .filter_map(|table| holiday(table, *YEARS.start(), *YEARS.end()))
        .collect();
    root.finish();
    AddedDays { to, recurring }
}

fn whole(root: Table<'_, '_>) -> Option<Calendar> {
    let (id, name) = (root.need_text("id"), root.need_text("name"));
    root.need_text("source");
    let reviewed_on = root.need_text("reviewed_on");
    let years = root
        .require("years")
        .and_then(|v| v.table())
        .and_then(|table| years(&table));
    let weekend = root.require("weekend").and_then(|v| v.items()).unwrap_or_default();
    let weekend = weekend.into_iter().filter_map(weekday).collect();
    let (from, to) = years.unwrap_or((1, 0));
    let holidays = root.tables("holiday").into_iter();
    let recurring = holidays.filter_map(|table| holiday(table, from, to)).collect();
    root.finish();
    years?;
    Some(Calendar {
        id,
        name,
        reviewed_on,
        added_by: Vec::new(),
        years: from..=to,
        weekend,
        recurring,
        holidays: OnceLock::new(),
    })
}

fn years(table: &Table<'_, '_>) -> Option<(i32, i32)> {
    let bound = |key| {
        table
            .require(key)
            .and_then(|v| v.integer())
            .and_then(|n| i32::try_from(n).ok())
    };
    let (from, to) = (bound("from")?, bound("to")?);
    if from > to || !YEARS.contains(&from) || !YEARS.contains(&to) {
        table.wrong(
            format!("the years {from} to {to} are not a valid range between 1901 and 2099"),
            None,
        );
        return None;
    }
    Some((from, to))
}

fn weekday(value: Value<'_, '_>) -> Option<Weekday> {
    let names = WEEKDAYS.map(|(name, _)| name);
    value.code("weekday", &names, |text| {
        WEEKDAYS.iter().find(|(name, _)| *name == text).map(|(_, day)| *day)
    })
}

fn holiday(table: Table<'_, '_>, from: i32, to: i32) -> Option<Recurring> {
    let name = table.need_text("name");
    let rule = table.require("on").and_then(rule);
    let observed = table.get("observed").and_then(observed);
    let only = table.flag("observed_only").unwrap_or(false);
    let bound = |key| {
        table
            .get(key)
            .and_then(|v| v.integer())
            .and_then(|n| i32::try_from(n).ok())
    };
    let (first, last) = (bound("from_year").unwrap_or(from), bound("until_year").unwrap_or(to));
    let estimated = table.get("estimated").map(dates).unwrap_or_default();
    let without = table.get("without").map(dates).unwrap_or_default();
    table.finish();
    Some(Recurring {
        name,
        rule: rule?,
        observed,
        only,
        // One year beyond either end: a New Year's Day on a Saturday is observed in the year before. Only a file that
        // gives `until_year` or `from_year` itself reaches there, and what falls outside is dropped when the days are
        // sorted.
        first: first.max(from - 1),
        last: last.min(to + 1),
        estimated,
        without,
    })
}

fn observed(value: Value<'_, '_>) -> Option<Observed> {
    let known = ["sun_to_mon", "sat_to_fri_sun_to_mon", "sat_sun_to_mon"];
    value.code("observed-day shift", &known, |text| match text {
        "sun_to_mon" => Some(Observed::SundayOnly),
        "sat_to_fri_sun_to_mon" => Some(Observed::Nearest),
        "sat_sun_to_mon" => Some(Observed::NextMonday),
        _ => None,
    })
}

/// The day on which a holiday that falls on a weekend is observed. Every shift moves a Sunday to Monday; they differ in
/// the Saturday.
fn shifted(shift: Observed, date: NaiveDate) -> Option<NaiveDate> {
    let plus = |days| date.checked_add_days(Days::new(days));
    match (shift, date.weekday()) {
        (Observed::Nearest, Weekday::Sat) => date.pred_opt(),
        (Observed::NextMonday, Weekday::Sat) => plus(2),
        (_, Weekday::Sun) => plus(1),
        _ => None,
    }
}

fn rule(value: Value<'_, '_>) -> Option<Rule> {
    if value.is_list() {
        return Some(Rule::Dates(dates(value)));
    }
    if !value.is_table() {
        let (month, day) = month_day(value)?;
        return Some(Rule::Fixed(month, day));
    }
    let table = value.table()?;
    let number = |key| table.get(key).and_then(|v| v.integer());
    let found = if let Some(offset) = number("easter") {
        Some(Rule::Easter(offset))
    } else if let Some(offset) = number("orthodox_easter") {
        Some(Rule::OrthodoxEaster(offset))
    } else {
        weekday_rule(&table)
    };
    table.finish();
    found
}

fn weekday_rule(table: &Table<'_, '_>) -> Option<Rule> {
    let weekday = table.require("weekday").and_then(weekday)?;
    if let Some(value) = table.get("on_or_after") {
        let (month, day) = month_day(value)?;
        return Some(Rule::OnOrAfter { weekday, month, day });
    }
    let nth = table.require("nth").and_then(|v| v.integer())?;
    let month = table
        .require("month")
        .and_then(|v| v.count())
        .and_then(|n| u32::try_from(n).ok())?;
    if !(1..=12).contains(&month) || !(-5..=5).contains(&nth) || nth == 0 {
        table.wrong(
            "no month has such a weekday",
            Some("nth from 1 to 5 or -1 to -5, month from 1 to 12".to_owned()),
        );
        return None;
    }
    Some(Rule::Nth { nth, weekday, month })
}

fn month_day(value: Value<'_, '_>) -> Option<(u32, u32)> {
    let text = value.text()?;
    let date = day_of_year(text);
    if date.is_none() {
        value.wrong(
            format!("`{text}` is not a day of the year"),
            Some("write it as 12-25".to_owned()),
        );
    }
    date.map(|d| (d.month(), d.day()))
}

fn dates(value: Value<'_, '_>) -> Vec<NaiveDate> {
    let date = |value: Value<'_, '_>| {
        let text = value.moment_text()?;
        let date = day(&text);
        if date.is_none() {
            value.wrong(
                format!("`{text}` is not a date"),
                Some("write it as 2026-01-31".to_owned()),
            );
        }
        date
    };
    value.items().unwrap_or_default().into_iter().filter_map(date).collect()
}

fn days(rule: &Rule, from: i32, to: i32) -> Vec<NaiveDate> {
    if let Rule::Dates(dates) = rule {
        return dates
            .iter()
            .copied()
            .filter(|d| (from..=to).contains(&d.year()))
            .collect();
    }
    (from..=to).filter_map(|year| day_in(rule, year)).collect()
}

fn day_in(rule: &Rule, year: i32) -> Option<NaiveDate> {
    match rule {
        Rule::Fixed(month, day) => NaiveDate::from_ymd_opt(year, *month, *day),
        Rule::Easter(offset) => easter::western(year)?.checked_add_signed(chrono::TimeDelta::days(*offset)),
        Rule::OrthodoxEaster(offset) => easter::eastern(year)?.checked_add_signed(chrono::TimeDelta::days(*offset)),
        Rule::OnOrAfter { weekday, month, day } => {
            let first = NaiveDate::from_ymd_opt(year, *month, *day)?;
            first.iter_days().take(7).find(|d| d.weekday() == *weekday)
        }
        Rule::Nth { nth, weekday, month } => {
            let all = (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, *month, day));
            let all: Vec<NaiveDate> = all.filter(|d| d.weekday() == *weekday).collect();
            let at = if *nth > 0 {
                nth - 1
            } else {
                i64::try_from(all.len()).ok()? + nth
            };
            all.get(usize::try_from(at).ok()?).copied()
        }
        Rule::Dates(_) => None,
    }
}
