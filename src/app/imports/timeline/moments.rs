//! The moments of a column: a whole column is read one way, and what nothing decides is asked.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::answers::{Answers, Confirm, DayOrder, Twice};
use super::question::{Question, Topic};
use super::written::{Cell, DateWritten, Written, read};
use super::zone_letters::{self, ZoneWritten};
use crate::core::time::{Local, Zone};

/// A row's cell of the moment, with what its row says of the zone.
pub(super) struct Given {
    pub row: u64,
    pub text: String,
    pub zone: Option<String>,
}

/// What a row's moment came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    At(DateTime<Utc>),
    /// A day without a time.
    On(NaiveDate),
    /// A date and time whose zone nobody has told yet.
    LocalTime(NaiveDateTime),
    /// Nothing was written.
    Missing,
    /// Something that is not a moment, or not yet one.
    Unread(String),
}

/// A moment, and whether it was marked as about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub moment: Moment,
    pub about: bool,
}

/// What a file says of all its moments.
pub(super) struct Column<'a> {
    pub answers: &'a Answers,
    pub titles: &'a [String],
    pub order: Option<DayOrder>,
    /// The zone that the layout has.
    pub fixed_zone: Option<Zone>,
    /// A zone in brackets behind the heading.
    pub remark: Option<&'a str>,
    pub now: DateTime<Utc>,
    pub questions: Vec<Question>,
    pub notes: BTreeSet<String>,
    /// Rows with a time and without any zone.
    pub zoneless: Vec<u64>,
}

/// Moments that are earlier by more are the next day's where only times were noted.
const CLOCK_GOES_BACK: TimeDelta = TimeDelta::hours(6);

impl Column<'_> {
    /// Reads all of them.
    pub(super) fn read(&mut self, given: &[Given]) -> Vec<Told> {
        let cells: Vec<Cell> = given.iter().map(|given| read(&given.text)).collect();
        let month_first = self.month_first(&cells);
        let year = self.year(given, &cells);
        let days = self.days(given, &cells, month_first, year);
        self.day_numbers(&cells);
        let all = given.iter().zip(&cells).zip(days);
        all.map(|((given, cell), day)| Told {
            moment: self.moment(given, cell, day),
            about: matches!(cell, Cell::Written(Written { about: true, .. })),
        })
        .collect()
    }

    /// Whether the month comes first. `None`: nothing decides.
    fn month_first(&mut self, cells: &[Cell]) -> Option<bool> {
        if let Some(order) = self.order.or(self.answers.order) {
            return Some(order == DayOrder::MonthFirst);
        }
        let pairs = || cells.iter().filter_map(pair);
        let day_first = pairs().any(|(first, _)| first > 12);
        let month_first = pairs().any(|(_, second)| second > 12);
        let words = match (day_first, month_first, pairs().any(|(first, second)| first != second)) {
            (true, false, _) | (false, false, false) => return Some(false),
            (false, true, _) => return Some(true),
            (true, true, _) => "some dates have the day first and others the month: which order holds for this file?",
            (false, false, true) => "does the day or the month come first? Nothing in the file decides it",
        };
        self.questions.push(Question::of_file(Topic::Order, words));
        None
    }

    /// The year of dates that have none: as answered, the only one of the file, or that of the lines above it.
    fn year(&mut self, given: &[Given], cells: &[Cell]) -> Option<i32> {
        let without: Vec<(u64, &Written)> = given
            .iter()
            .zip(cells)
            .filter_map(|(given, cell)| Some((given.row, written(cell)?)))
            .filter(|(_, written)| written.date.is_some_and(|date| date.year().is_none()))
            .collect();
        if without.is_empty() || self.answers.year.is_some() {
            return self.answers.year;
        }
        let years: BTreeSet<i32> = cells.iter().filter_map(|cell| written(cell)?.date?.year()).collect();
        let of_file = years.first().copied().filter(|_| years.len() == 1);
        let proposed = of_file.or_else(|| self.title_dates().first().map(chrono::Datelike::year));
        let confirmed = self.answers.confirms(Confirm::Year);
        if confirmed && proposed.is_some() {
            return proposed;
        }
        let rows = without.iter().map(|(row, _)| *row).collect();
        let words = match proposed {
            Some(year) => format!("dates without a year: are they of {year}?{}", fits(&without, year)),
            None => "dates without a year, and nothing in the file that tells it".to_owned(),
        };
        self.questions.push(Question {
            topic: Topic::Year,
            words,
            rows,
        });
        proposed
    }

    /// The day of each row. Where only times of day were noted, each that goes back far is the next day's.
    fn days(
        &mut self,
        given: &[Given],
        cells: &[Cell],
        month_first: Option<bool>,
        year: Option<i32>,
    ) -> Vec<Option<NaiveDate>> {
        let day_of = |written: &Written| match (written.date?, month_first) {
            (DateWritten::Either { first, second, .. }, None) if first != second => None,
            (date, order) => date.day(order.unwrap_or(false), date.year().or(year)?),
        };
        let times_alone: Vec<u64> = given
            .iter()
            .zip(cells)
            .filter(|(_, cell)| written(cell).is_some_and(|written| written.date.is_none()))
            .map(|(given, _)| given.row)
            .collect();
        let mut running = match times_alone.is_empty() {
            true => None,
            false => self.first_day(cells, times_alone),
        };
        let mut before: Option<NaiveTime> = None;
        let mut days = Vec::with_capacity(cells.len());
        for (given, cell) in given.iter().zip(cells) {
            let Some(written) = written(cell) else {
                days.push(None);
                continue;
            };
            if written.date.is_some() {
                let day = day_of(written);
                running = day.or(running);
                days.push(day);
            } else {
                if self.went_back(before, written.time) {
                    running = self.next_day(given.row, running);
                }
                days.push(running);
            }
            before = written.time.or(before);
        }
        days
    }

    fn went_back(&self, before: Option<NaiveTime>, time: Option<NaiveTime>) -> bool {
        before
            .zip(time)
            .is_some_and(|(before, time)| before - time > CLOCK_GOES_BACK)
    }

    fn next_day(&mut self, row: u64, running: Option<NaiveDate>) -> Option<NaiveDate> {
        let next = running?.succ_opt()?;
        if !self.answers.confirms(Confirm::NextDay) {
            let words = format!("the time goes back by more than six hours: is it {next}?");
            self.questions.push(Question::of_row(Topic::NextDay, row, words));
        }
        Some(next)
    }

    /// The day that times alone begin with: as answered, or the one that the lines above name.
    fn first_day(&mut self, cells: &[Cell], rows: Vec<u64>) -> Option<NaiveDate> {
        if self.answers.date.is_some() {
            return self.answers.date;
        }
        // A dated row before the first time alone tells the day without any question.
        let first = cells.iter().find_map(|cell| written(cell));
        if first.is_some_and(|first| first.date.is_some()) {
            return None;
        }
        let titled = self.title_dates();
        let proposed = titled.first().copied().filter(|_| titled.len() == 1);
        if proposed.is_some() && self.answers.confirms(Confirm::TitleDate) {
            return proposed;
        }
        let words = match proposed {
            Some(day) => format!("only times of day: do they begin on {day}, which the lines above the table name?"),
            None => "only times of day, and nothing that tells the day they begin on".to_owned(),
        };
        let topic = Topic::Date;
        self.questions.push(Question { topic, words, rows });
        proposed
    }

    /// Days that the lines above the table name.
    fn title_dates(&self) -> BTreeSet<NaiveDate> {
        let mut found = BTreeSet::new();
        for title in self.titles {
            let words: Vec<&str> = title.split_whitespace().collect();
            for length in [3, 1] {
                let windows = words.windows(length).map(|window| window.join(" "));
                found.extend(
                    windows.filter_map(|text| match read(text.trim_matches([',', ';', ':', '.'])) {
                        Cell::Written(Written {
                            date: Some(DateWritten::Day(day)),
                            time: None,
                            ..
                        }) => Some(day),
                        Cell::Written(_) | Cell::Nothing | Cell::Instant(_) | Cell::DayNumber(..) | Cell::Fault(_) => {
                            None
                        }
                    }),
                );
            }
        }
        found
    }

    fn day_numbers(&mut self, cells: &[Cell]) {
        let found = cells.iter().any(|cell| matches!(cell, Cell::DayNumber(..)));
        if found && !self.answers.confirms(Confirm::DayNumbers) {
            let words = "numbers between 40000 and 60000 in the column of the moment: are they days of a spreadsheet, \
                         counted from 30 December 1899?";
            self.questions.push(Question::of_file(Topic::DayNumbers, words));
        }
    }

    fn moment(&mut self, given: &Given, cell: &Cell, day: Option<NaiveDate>) -> Moment {
        let moment = match cell {
            Cell::Nothing => Moment::Missing,
            Cell::Fault(fault) => Moment::Unread(fault.clone()),
            Cell::Instant(at) => Moment::At(*at),
            Cell::DayNumber(day, None) => Moment::On(*day),
            Cell::DayNumber(day, Some(time)) => {
                let zone = self.zone_of(given, None);
                if zone == Ok(None) {
                    self.zoneless.push(given.row);
                }
                self.in_zone(given, day.and_time(*time), zone)
            }
            Cell::Written(written) => self.written(given, written, day),
        };
        match moment {
            Moment::At(at) if at > self.now + TimeDelta::days(1) => {
                Moment::Unread(format!("`{}` is in the future", given.text.trim()))
            }
            moment @ (Moment::At(_) | Moment::On(_) | Moment::LocalTime(_) | Moment::Missing | Moment::Unread(_)) => {
                moment
            }
        }
    }

    fn written(&mut self, given: &Given, written: &Written, day: Option<NaiveDate>) -> Moment {
        let text = given.text.trim();
        let zone = self.zone_of(given, written.zone.as_ref());
        if written.time.is_some() && zone == Ok(None) {
            self.zoneless.push(given.row);
        }
        let Some(day) = day else {
            let invalid = written.date.is_some_and(invalid);
            return Moment::Unread(match invalid {
                true => format!("`{text}`: there is no such day"),
                false => format!("`{text}` is not a full moment"),
            });
        };
        if written.weekday.is_some_and(|weekday| weekday != day.weekday()) {
            return Moment::Unread(format!("`{text}`: {day} is not that day of the week"));
        }
        let Some(time) = written.time else {
            return Moment::On(day);
        };
        let day = if written.day_after {
            day.succ_opt().unwrap_or(day)
        } else {
            day
        };
        self.in_zone(given, day.and_time(time), zone)
    }

    /// The zone of a moment: its cell, its row, the heading, the layout, then what was answered.
    fn zone_of(&mut self, given: &Given, own: Option<&ZoneWritten>) -> Result<Option<Zone>, String> {
        let of_row = given.zone.as_deref().map(|zone| zone.trim().trim_start_matches('\''));
        let of_row = of_row.filter(|zone| !zone.is_empty());
        let of_row =
            of_row.map(|word| zone_letters::zone(word).unwrap_or_else(|| ZoneWritten::Letters(word.to_owned())));
        let of_heading = self
            .remark
            .and_then(zone_letters::zone)
            .filter(|zone| !matches!(zone, ZoneWritten::Letters(_)));
        let written = own.cloned().or(of_row).or(of_heading);
        match written {
            Some(ZoneWritten::Known(zone)) => Ok(Some(zone)),
            Some(ZoneWritten::Region(letters, zone)) => {
                self.notes.insert(format!("{letters} was read as {}", zone.name()));
                Ok(Some(zone))
            }
            Some(ZoneWritten::Letters(letters)) => match self.answers.letters.get(&letters.to_uppercase()) {
                Some(zone) => Ok(Some(zone.clone())),
                None => Err(letters),
            },
            None => Ok(self.fixed_zone.clone().or_else(|| self.answers.zone.clone())),
        }
    }

    fn in_zone(&mut self, given: &Given, local: NaiveDateTime, zone: Result<Option<Zone>, String>) -> Moment {
        let text = given.text.trim();
        let zone = match zone {
            Ok(Some(zone)) => zone,
            Ok(None) => return Moment::LocalTime(local),
            Err(letters) => {
                let words = format!("`{letters}` in `{text}` stands for several zones: which one is meant?");
                self.questions.push(Question::of_row(Topic::Letters, given.row, words));
                return Moment::LocalTime(local);
            }
        };
        match zone.resolve(local) {
            Local::Unique(at) => Moment::At(at),
            Local::Gap { .. } => Moment::Unread(format!(
                "`{text}` does not exist in {}: the clocks went forward",
                zone.name()
            )),
            Local::Fold { earlier, later } => self.twice(given, &zone, earlier, later),
        }
    }

    fn twice(&mut self, given: &Given, zone: &Zone, earlier: DateTime<Utc>, later: DateTime<Utc>) -> Moment {
        match self.answers.twice {
            Some(Twice::Earlier) => return Moment::At(earlier),
            Some(Twice::Later) => return Moment::At(later),
            None => {}
        }
        let text = given.text.trim();
        let form = "%Y-%m-%d %H:%MZ";
        let words = format!(
            "`{text}` occurred twice in {}: {} or {}? The earlier one is the stricter start of a deadline",
            zone.name(),
            earlier.format(form),
            later.format(form)
        );
        self.questions.push(Question::of_row(Topic::Twice, given.row, words));
        Moment::Unread(format!("`{text}` occurred twice"))
    }
}

fn written(cell: &Cell) -> Option<&Written> {
    match cell {
        Cell::Written(written) => Some(written),
        Cell::Nothing | Cell::Instant(_) | Cell::DayNumber(..) | Cell::Fault(_) => None,
    }
}

/// Two numbers of which either may be the month.
fn pair(cell: &Cell) -> Option<(u32, u32)> {
    match written(cell)?.date? {
        DateWritten::Either { first, second, .. } => Some((first, second)),
        DateWritten::Day(_) | DateWritten::NoYear { .. } => None,
    }
}

/// Whether a date is no day whichever way it is read.
fn invalid(date: DateWritten) -> bool {
    let year = date.year().unwrap_or(2024);
    date.day(false, year).is_none() && date.day(true, year).is_none()
}

/// What the weekdays say about a year.
fn fits(without: &[(u64, &Written)], year: i32) -> String {
    let told: Vec<bool> = without
        .iter()
        .filter_map(|(_, written)| Some(written.date?.day(false, year)?.weekday() == written.weekday?))
        .collect();
    match (told.is_empty(), told.iter().all(|fits| *fits)) {
        (true, _) => String::new(),
        (false, true) => " The weekday fits".to_owned(),
        (false, false) => " A weekday does not fit".to_owned(),
    }
}
