//! A cell of a moment as somebody wrote it, before anything about the file decides day and month, year or zone.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc, Weekday};

use super::month_names::{month, weekday};
use super::number_cells::{NumberCell, nanos, number};
use super::zone_letters::{ZoneWritten, offset, zone};

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing, or words for it.
    Nothing,
    /// A moment without any doubt: a number of seconds since 1970.
    Instant(DateTime<Utc>),
    /// A day of a spreadsheet's count, with its time.
    DayNumber(NaiveDate, Option<NaiveTime>),
    Written(Written),
    /// What was written is not a moment, and why.
    Fault(String),
}

/// Date and time in words or figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Written {
    pub date: Option<DateWritten>,
    pub time: Option<NaiveTime>,
    /// 24:00: the beginning of the next day.
    pub day_after: bool,
    pub zone: Option<ZoneWritten>,
    /// Marked as about that time.
    pub about: bool,
    pub weekday: Option<Weekday>,
}

/// A date as far as the cell alone tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateWritten {
    Day(NaiveDate),
    /// Two numbers, either of which may be the month.
    Either {
        first: u32,
        second: u32,
        year: Option<i32>,
    },
    /// A day and a month by name, without a year.
    NoYear {
        month: u32,
        day: u32,
    },
}

/// Words for no moment.
const NOTHING: [&str; 14] = [
    "",
    "-",
    "--",
    "–",
    "—",
    "?",
    "??",
    "n/a",
    "na",
    "tbd",
    "tba",
    "unknown",
    "unbekannt",
    "none",
];

/// Words beside a date or time that say nothing of it.
const FILLERS: [&str; 10] = ["uhr", "h", "um", "at", "de", "of", "the", "à", "le", "kl"];
pub(super) fn read(text: &str) -> Cell {
    let text = text.trim().trim_start_matches('\'').trim();
    let small = text.to_lowercase();
    // The Sleuth Kit writes Xxx where it has no time.
    if NOTHING.contains(&small.as_str()) || small.starts_with("xxx") {
        return Cell::Nothing;
    }
    match number(text) {
        Some(NumberCell::Instant(at)) => Cell::Instant(at),
        Some(NumberCell::DayNumber(day, time)) => Cell::DayNumber(day, time),
        None => words(&small, text).map_or_else(Cell::Fault, Cell::Written),
    }
}

/// What was found so far.
#[derive(Default)]
struct Parts {
    date: Option<DateWritten>,
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
    clock: Option<Clock>,
    afternoon: Option<bool>,
    weekday: Option<Weekday>,
}

/// A time of day as written.
#[derive(Clone, Copy)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
}

fn words(small: &str, text: &str) -> Result<Written, String> {
    let (rest, about) = approximate(text, small);
    let mut pieces = pieces(rest);
    let zone = take_zone(&mut pieces);
    let mut parts = Parts::default();
    for piece in &pieces {
        parts.take(&piece.to_lowercase(), text)?;
    }
    let (time, day_after) = parts.time(text)?;
    let date = parts.date(text)?;
    if date.is_none() && time.is_none() {
        return Err(format!("`{text}` is not a date or a time"));
    }
    Ok(Written {
        date,
        time,
        day_after,
        zone,
        about,
        weekday: parts.weekday,
    })
}

/// What follows a mark such as `~`, and whether there was one.
fn approximate<'t>(text: &'t str, small: &str) -> (&'t str, bool) {
    let marks = [
        "~", "≈", "ca.", "ca ", "circa ", "about ", "approx.", "approx ", "etwa ", "gegen ", "vers ",
    ];
    match marks.iter().find(|mark| small.starts_with(*mark)) {
        Some(mark) => (text.get(mark.len()..).unwrap_or(text), true),
        None => (text, false),
    }
}

/// The words of a cell; the T between date and time parts them as well.
fn pieces(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let part = |(at, sign): (usize, &char)| {
        let figure = |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(char::is_ascii_digit);
        let between = matches!(sign, 'T' | 't') && figure(at.checked_sub(1)) && figure(Some(at + 1));
        match between || *sign == ',' || *sign == ';' {
            true => ' ',
            false => *sign,
        }
    };
    let spaced: String = signs.iter().enumerate().map(part).collect();
    let trimmed = |piece: &str| piece.trim_matches(['[', ']', '(', ')']).to_owned();
    spaced
        .split_whitespace()
        .map(trimmed)
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Takes the zone off the end: a word of its own, or what hangs on the time.
fn take_zone(pieces: &mut Vec<String>) -> Option<ZoneWritten> {
    let last = pieces.last()?.clone();
    let small = last.to_lowercase();
    let other = ["am", "pm", "a.m.", "p.m."].contains(&small.as_str())
        || FILLERS.contains(&small.as_str())
        || month(&small).is_some()
        || weekday(&small).is_some();
    if pieces.len() > 1
        && !other
        && let Some(found) = zone(&last)
    {
        pieces.pop();
        return Some(found);
    }
    let (time, hanging) = hanging(&last)?;
    let found = zone(hanging)?;
    let time = time.to_owned();
    pieces.pop();
    pieces.push(time);
    Some(found)
}

/// A time with a zone hung on: `21:05Z`, `22:05:00+01:00`, `21:05UTC`.
fn hanging(piece: &str) -> Option<(&str, &str)> {
    let colon = piece.find(':')?;
    if let Some(time) = piece.strip_suffix(['Z', 'z']) {
        return Some((time, "Z"));
    }
    let at = piece[colon..].find(['+', '-', '−']).map(|at| at + colon)?;
    offset(&piece[at..]).map(|_| piece.split_at(at))
}

impl Parts {
    fn take(&mut self, piece: &str, text: &str) -> Result<(), String> {
        let unread = || format!("`{piece}` in `{text}` is not part of a date or a time");
        if let Some(afternoon) = meridiem(piece) {
            self.afternoon = Some(afternoon);
        } else if FILLERS.contains(&piece) {
        } else if let Some(found) = month(piece) {
            self.month = Some(found);
        } else if let Some(day) = weekday(piece) {
            self.weekday = Some(day);
        } else if piece.contains(':') {
            self.clock(piece, ':').ok_or_else(unread)?;
        } else if !self.joined(piece, text)? {
            self.figures(piece).ok_or_else(unread)?;
        }
        Ok(())
    }

    /// `21:05`, `9:05pm`, `21:05:30.123`.
    fn clock(&mut self, piece: &str, sign: char) -> Option<()> {
        let piece = match ["am", "pm"].iter().find(|end| piece.ends_with(**end)) {
            Some(end) => {
                self.afternoon = Some(*end == "pm");
                piece.strip_suffix(end)?
            }
            None => piece.trim_end_matches('h'),
        };
        let mut numbers = piece.splitn(3, sign);
        let (hour, minute) = (two(numbers.next()?)?, two(numbers.next()?)?);
        let (second, fraction) = match numbers.next() {
            Some(rest) => rest.split_once(['.', ',']).unwrap_or((rest, "")),
            None => ("0", ""),
        };
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.clock = Some(Clock {
            hour,
            minute,
            second: two(second)?,
            nanos: nanos(fraction),
        });
        Some(())
    }

    /// Numbers and months joined by signs. `false`: the piece is no such thing.
    fn joined(&mut self, piece: &str, text: &str) -> Result<bool, String> {
        let Some(sign) = piece
            .trim_end_matches('.')
            .chars()
            .find(|c| matches!(c, '-' | '/' | '.'))
        else {
            return Ok(false);
        };
        let members: Vec<&str> = piece.split(sign).filter(|member| !member.is_empty()).collect();
        let open_end = piece.ends_with('.');
        match members.as_slice() {
            // A point between two numbers is that of a time, unless a second one follows.
            [hour, minute] if sign == '.' && !open_end && minute.len() == 2 && hour.len() <= 2 => {
                Ok(self.clock(&format!("{hour}:{minute}"), ':').is_some())
            }
            [first, second] => Ok(self.without_year(first, second).is_some()),
            [first, second, third] => self.three(first, second, third, text),
            _ => Ok(false),
        }
    }

    fn without_year(&mut self, first: &str, second: &str) -> Option<()> {
        let date = match (month(first), month(second)) {
            (Some(month), None) => DateWritten::NoYear {
                month,
                day: two(second)?,
            },
            (None, Some(month)) => DateWritten::NoYear {
                month,
                day: two(first)?,
            },
            (None, None) => DateWritten::Either {
                first: two(first)?,
                second: two(second)?,
                year: None,
            },
            (Some(_), Some(_)) => return None,
        };
        self.date = Some(date);
        Some(())
    }

    fn three(&mut self, first: &str, second: &str, third: &str, text: &str) -> Result<bool, String> {
        let date = if let Some(month) = month(second) {
            let (day, year) = if first.len() == 4 {
                (third, first)
            } else {
                (first, third)
            };
            two(day)
                .zip(year_of(year))
                .map(|(day, year)| on(year, month, day, text))
        } else if let Some(month) = month(first) {
            two(second)
                .zip(year_of(third))
                .map(|(day, year)| on(year, month, day, text))
        } else if first.len() == 4 {
            let numbers = year_of(first).zip(two(second)).zip(two(third));
            numbers.map(|((year, month), day)| on(year, month, day, text))
        } else {
            let numbers = two(first).zip(two(second)).zip(year_of(third));
            numbers.map(|((first, second), year)| {
                plausible(year, text)?;
                Ok(DateWritten::Either {
                    first,
                    second,
                    year: Some(year),
                })
            })
        };
        self.date = date.transpose()?.or(self.date);
        Ok(date_found(self.date))
    }

    /// Figures alone: a packed date, hours and minutes, a year or a day.
    fn figures(&mut self, piece: &str) -> Option<()> {
        let bare = piece.trim_end_matches('.');
        let bare = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| bare.strip_suffix(end))
            .unwrap_or(bare);
        if let Some((hour, minute)) = bare.split_once('h').filter(|(_, minute)| minute.len() == 2) {
            return self.clock(&format!("{hour}:{minute}"), ':');
        }
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match bare.len() {
            8 => {
                let (year, rest) = bare.split_at(4);
                let date = NaiveDate::from_ymd_opt(year.parse().ok()?, two(&rest[..2])?, two(&rest[2..])?)?;
                self.date = Some(DateWritten::Day(date));
            }
            4 if self.month.is_some() && self.year.is_none() && self.date.is_none() => self.year = bare.parse().ok(),
            4 | 6 if self.clock.is_none() => {
                let seconds = if bare.len() == 6 {
                    format!(":{}", &bare[4..])
                } else {
                    String::new()
                };
                self.clock(&format!("{}:{}{seconds}", &bare[..2], &bare[2..4]), ':')?;
            }
            1 | 2 if self.day.is_none() && self.date.is_none() => self.day = two(bare),
            1 | 2 if self.year.is_none() && self.month.is_some() => self.year = year_of(bare),
            _ => return None,
        }
        Some(())
    }

    fn time(&self, text: &str) -> Result<(Option<NaiveTime>, bool), String> {
        let Some(Clock {
            mut hour,
            minute,
            second,
            nanos,
        }) = self.clock
        else {
            return Ok((None, false));
        };
        match self.afternoon {
            Some(_) if !(1..=12).contains(&hour) => {
                return Err(format!("`{text}`: there is no hour {hour} before or after noon"));
            }
            Some(true) => hour = hour % 12 + 12,
            Some(false) => hour %= 12,
            None => {}
        }
        if (hour, minute, second, nanos) == (24, 0, 0, 0) {
            return Ok((Some(NaiveTime::MIN), true));
        }
        if second == 60 {
            return Err(format!(
                "`{text}` is a leap second, and none was announced for that day"
            ));
        }
        let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos);
        time.map(|time| (Some(time), false))
            .ok_or_else(|| format!("`{text}`: there is no such time of day"))
    }

    fn date(&self, text: &str) -> Result<Option<DateWritten>, String> {
        match (self.date, self.month, self.day, self.year) {
            (Some(date), ..) => Ok(Some(date)),
            (None, Some(month), Some(day), Some(year)) => on(year, month, day, text).map(Some),
            (None, Some(month), Some(day), None) => Ok(Some(DateWritten::NoYear { month, day })),
            (None, None, None, None) => Ok(None),
            (None, Some(_), None, _) | (None, None, Some(_), _) | (None, None, None, Some(_)) => {
                Err(format!("`{text}` is only a part of a date"))
            }
        }
    }
}

fn date_found(date: Option<DateWritten>) -> bool {
    date.is_some()
}

fn meridiem(piece: &str) -> Option<bool> {
    match piece {
        "am" | "a.m." => Some(false),
        "pm" | "p.m." => Some(true),
        _ => None,
    }
}

fn two(text: &str) -> Option<u32> {
    let figures = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    figures.then(|| text.parse().ok()).flatten()
}

/// Two figures are of this century up to 69.
fn year_of(text: &str) -> Option<i32> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i32 = text.parse().ok()?;
    match text.len() {
        2 => Some(year + if year < 70 { 2000 } else { 1900 }),
        4 => Some(year),
        _ => None,
    }
}

fn plausible(year: i32, text: &str) -> Result<(), String> {
    match year {
        1900.. => Ok(()),
        year => Err(format!("`{text}`: the year {year:04} looks mistyped")),
    }
}

fn on(year: i32, month: u32, day: u32, text: &str) -> Result<DateWritten, String> {
    plausible(year, text)?;
    let date = NaiveDate::from_ymd_opt(year, month, day);
    date.map(DateWritten::Day)
        .ok_or_else(|| format!("`{text}`: there is no such day"))
}

impl DateWritten {
    /// The day, once the order and the year are known.
    pub(super) fn day(self, month_first: bool, year: i32) -> Option<NaiveDate> {
        match self {
            DateWritten::Day(day) => Some(day),
            DateWritten::NoYear { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            DateWritten::Either {
                first,
                second,
                year: own,
            } => {
                let (month, day) = if month_first { (first, second) } else { (second, first) };
                NaiveDate::from_ymd_opt(own.unwrap_or(year), month, day)
            }
        }
    }

    /// The year that the cell itself names.
    pub(super) fn year(self) -> Option<i32> {
        match self {
            DateWritten::Day(day) => Some(day.year()),
            DateWritten::NoYear { .. } => None,
            DateWritten::Either { year, .. } => year,
        }
    }
}
