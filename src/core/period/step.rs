//! The steps of a count, and how each is told.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Counted, Period};

/// One step of the arithmetic, kept small and put into words only when somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CountStep {
    From(DateTime<Utc>),
    HourNotCounted,
    DayNotCounted,
    YearEnd(NaiveDate),
    Elapsed(Period, DateTime<Utc>),
    Days(Period, NaiveDate),
    Skipped(NaiveDate, Option<String>),
    Clamped(NaiveDate),
    Rolled(NaiveDate, Option<String>, NaiveDate),
    TwoWorkingDays(NaiveDate),
    WorkingHours(u32, DateTime<Utc>),
    NoRoll,
    NextWorkingDay(NaiveDate, NaiveTime),
    Calendar(String),
    Closes(NaiveTime, NaiveDate),
}

impl Counted {
    /// The arithmetic in words, in order.
    pub fn sentences(&self) -> Vec<String> {
        self.steps.iter().map(|step| self.sentence(step)).collect()
    }

    fn sentence(&self, step: &CountStep) -> String {
        let moment = |at: DateTime<Utc>| self.zone.local(at).format("%a %-d %b %Y %H:%M %:z").to_string();
        let day = |date: &NaiveDate| date.format("%a %-d %b %Y").to_string();
        match step {
            CountStep::From(at) => format!("from {}", moment(*at)),
            CountStep::HourNotCounted => "the hour of the event is not counted".to_owned(),
            CountStep::DayNotCounted => "the day of the event is not counted".to_owned(),
            CountStep::YearEnd(last) => format!("counted from the end of the year, {}", day(last)),
            CountStep::Elapsed(period, due) => format!("+ {} → {}", period.words(), moment(*due)),
            CountStep::Days(period, last) => format!("+ {} → end of {}", period.words(), day(last)),
            CountStep::Skipped(date, name) => format!("{} is a holiday{}", day(date), named(name.as_deref())),
            CountStep::Clamped(last) => {
                format!("that month has no day with that number: its last day is {}", day(last))
            }
            CountStep::Rolled(from, name, to) => {
                format!(
                    "{} is not a working day{} → {}",
                    day(from),
                    named(name.as_deref()),
                    day(to)
                )
            }
            CountStep::TwoWorkingDays(last) => format!("the period must hold two working days → end of {}", day(last)),
            CountStep::WorkingHours(hours, due) => {
                format!("{hours} hours must fall on working days → {}", moment(*due))
            }
            CountStep::NoRoll => "not extended for weekends or holidays".to_owned(),
            CountStep::Calendar(edition) => format!("holidays: {edition}"),
            CountStep::NextWorkingDay(next, time) => {
                format!("not a working day: {} of {}", time.format("%H:%M"), day(next))
            }
            CountStep::Closes(time, date) => format!(
                "what is filed after {} counts as filed on the next day → {} {}",
                time.format("%H:%M"),
                day(date),
                time.format("%H:%M")
            ),
        }
    }
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!(" ({name})")).unwrap_or_default()
}
