//! Public holidays as data: which days are working days, and the refusal to answer for years without data.
//!
//! An empty calendar would look like a year without holidays, so a date outside a calendar's years is an error.
//! Files are parsed here from text; who reads them is not this module's business.

mod easter;
mod rule;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::toml_text::reader::{Problem, Reader};

/// The holidays of one place.
#[derive(Debug, Clone)]
pub struct Calendar {
    id: String,
    name: String,
    /// The day somebody last looked at its sources; empty for dates of a caller's own.
    reviewed_on: String,
    /// The files of a team's own whose days were added.
    added_by: Vec<String>,
    years: RangeInclusive<i32>,
    weekend: Vec<Weekday>,
    recurring: Vec<rule::Recurring>,
    /// Sorted by date, one entry a day; worked out when first asked for, because an incident needs few calendars.
    holidays: OnceLock<Vec<Holiday>>,
}

#[derive(Debug, Clone)]
struct Holiday {
    date: NaiveDate,
    name: String,
    estimated: bool,
}

/// A date for which a calendar has no data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calendar {calendar} has no data for {date}: it covers {first} to {last}")]
pub struct OutOfCalendar {
    pub calendar: String,
    pub date: NaiveDate,
    /// First year.
    pub first: i32,
    /// Last year.
    pub last: i32,
}

impl Calendar {
    fn holidays(&self) -> &[Holiday] {
        self.holidays.get_or_init(|| {
            let mut holidays = Vec::new();
            for recurring in &self.recurring {
                recurring.add_to(&mut holidays);
            }
            sorted(&self.years, holidays)
        })
    }

    /// Its id: an ISO 3166 code.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which calendar gave an answer: its name, id and the day of its review, and the files that added days to it.
    pub fn edition(&self) -> String {
        let mut edition = format!("{} ({})", self.name, self.id);
        if !self.reviewed_on.is_empty() {
            edition += &format!(", reviewed {}", self.reviewed_on);
        }
        if !self.added_by.is_empty() {
            edition += &format!(", with days of your own from {}", self.added_by.join(", "));
        }
        edition
    }

    /// Adds days of a team's own, such as a one-off holiday.
    pub(crate) fn extend(&mut self, added: AddedDays, file: &str) {
        self.recurring.extend(added.recurring);
        self.added_by.push(file.to_owned());
        self.holidays = OnceLock::new();
    }

    /// The years it has data for.
    pub fn years(&self) -> RangeInclusive<i32> {
        self.years.clone()
    }

    fn find(&self, date: NaiveDate) -> Result<Option<&Holiday>, OutOfCalendar> {
        if !self.years.contains(&date.year()) {
            return Err(OutOfCalendar {
                calendar: self.id.clone(),
                date,
                first: *self.years.start(),
                last: *self.years.end(),
            });
        }
        let holidays = self.holidays();
        let at = holidays.binary_search_by_key(&date, |h| h.date);
        Ok(at.ok().map(|at| &holidays[at]))
    }

    /// The name of the holiday on a date, if it is one.
    ///
    /// # Errors
    /// [`OutOfCalendar`] outside the calendar's years.
    pub fn holiday(&self, date: NaiveDate) -> Result<Option<&str>, OutOfCalendar> {
        Ok(self.find(date)?.map(|h| h.name.as_str()))
    }

    /// The same for a sentence: a day that depends on the moon and was not announced yet says so.
    ///
    /// # Errors
    /// [`OutOfCalendar`] outside the calendar's years.
    pub fn holiday_words(&self, date: NaiveDate) -> Result<Option<String>, OutOfCalendar> {
        Ok(self.find(date)?.map(|holiday| match holiday.estimated {
            true => format!("{}, expected date", holiday.name),
            false => holiday.name.clone(),
        }))
    }

    /// Whether the day belongs to the weekend there.
    pub fn is_weekend(&self, date: NaiveDate) -> bool {
        self.weekend.contains(&date.weekday())
    }

    /// Whether the day is neither weekend nor holiday.
    ///
    /// # Errors
    /// [`OutOfCalendar`] outside the calendar's years.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, OutOfCalendar> {
        let holiday = self.find(date)?.is_some();
        Ok(!holiday && !self.is_weekend(date))
    }

    /// The first working day after a date.
    ///
    /// # Errors
    /// [`OutOfCalendar`] where the calendar ends first.
    pub fn next_working_day(&self, date: NaiveDate) -> Result<NaiveDate, OutOfCalendar> {
        let mut day = date;
        loop {
            day = day.succ_opt().unwrap_or(NaiveDate::MAX);
            if self.is_working_day(day)? {
                return Ok(day);
            }
        }
    }
}

fn sorted(years: &RangeInclusive<i32>, mut holidays: Vec<Holiday>) -> Vec<Holiday> {
    holidays.retain(|h| years.contains(&h.date.year()));
    holidays.sort_by(|a, b| (a.date, &a.name).cmp(&(b.date, &b.name)));
    // Two holidays on one day, such as a fixed one on Easter Monday, make one day off; it is told by the first name.
    holidays.dedup_by_key(|h| h.date);
    holidays
}

/// Days of a team's own for a calendar that exists.
#[derive(Debug, Clone)]
pub(crate) struct AddedDays {
    /// The id of the calendar.
    pub to: String,
    recurring: Vec<rule::Recurring>,
}

/// What a calendar file holds.
#[derive(Debug, Clone)]
pub(crate) enum CalendarFile {
    /// A calendar.
    Whole(Calendar),
    /// Days for another file's calendar.
    Added(AddedDays),
}

/// All calendars by id.
#[derive(Debug, Clone, Default)]
pub struct Calendars {
    by_id: BTreeMap<String, Entry>,
}

/// A calendar, or the document that it is read from when somebody asks for it: there are more than a hundred, reading
/// all of them takes as long as reading half of the law, and an incident asks for a few.
#[derive(Debug, Clone)]
enum Entry {
    Read(Calendar),
    Stored(Stored),
}

/// A document of the program's own, which the tests have read.
#[derive(Debug, Clone)]
struct Stored {
    file: String,
    document: &'static [u8],
    read: OnceLock<Option<Calendar>>,
}

impl Entry {
    fn calendar(&self) -> Option<&Calendar> {
        match self {
            Entry::Read(calendar) => Some(calendar),
            Entry::Stored(stored) => stored.read.get_or_init(|| stored.calendar()).as_ref(),
        }
    }
}

impl Stored {
    fn calendar(&self) -> Option<Calendar> {
        match Calendars::read(Reader::stored(&self.file, "", Some(self.document))).0? {
            CalendarFile::Whole(calendar) => Some(calendar),
            CalendarFile::Added(_) => None,
        }
    }
}

impl Calendars {
    /// A calendar by id.
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        self.by_id.get(id)?.calendar()
    }

    /// The ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// Reads a calendar file. One with a finding is left out.
    pub(crate) fn read(reader: Reader<'_>) -> (Option<CalendarFile>, Vec<Problem>) {
        let calendar = rule::calendar(&reader);
        let problems = reader.into_problems();
        (calendar.filter(|_| problems.is_empty()), problems)
    }

    /// Adds days to a calendar; `false` if there is none of that id.
    pub(crate) fn extend(&mut self, added: AddedDays, file: &str) -> bool {
        let Some(mut calendar) = self.get(&added.to).cloned() else {
            return false;
        };
        calendar.extend(added, file);
        self.add(calendar);
        true
    }

    /// Whether a file added days to any of them.
    pub(crate) fn are_extended_by(&self, file: &str) -> bool {
        self.by_id.values().any(|entry| match entry {
            Entry::Read(calendar) => calendar.added_by.iter().any(|own| own == file),
            Entry::Stored(_) => false,
        })
    }

    /// Adds a calendar; it takes the place of an earlier one of the same id.
    pub(crate) fn add(&mut self, calendar: Calendar) {
        self.by_id.insert(calendar.id.clone(), Entry::Read(calendar));
    }

    /// Adds a built-in calendar that is read when it is asked for. Its file is called like it, which a test holds.
    pub(crate) fn add_stored(&mut self, file: &str, document: &'static [u8]) {
        let name = file.rsplit('/').next().unwrap_or(file);
        let id = name.strip_suffix(".toml").unwrap_or(name).to_ascii_uppercase();
        let stored = Stored {
            file: file.to_owned(),
            document,
            read: OnceLock::new(),
        };
        self.by_id.insert(id, Entry::Stored(stored));
    }
}
