//! The hours in which a line or an office answers, against those that the record names: a reader who calls in vain was told
//! something wrong.

use std::ops::Range;

use chrono::Weekday;

use super::phrases::all;
use super::recorded::Told;
use super::span_phrases::spans;
use super::time::zone;
use super::written_days::Written;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};

/// Hours as they are written. What is not written may be any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hours {
    words: Range<usize>,
    /// A bit for each day of the week, Monday's the lowest.
    days: Option<u8>,
    /// From and to, in minutes of the day.
    clock: (u32, u32),
    /// What their zone may be ahead of universal time, in minutes; empty: no zone is named.
    zones: Vec<i64>,
}

const EVERY_DAY: u8 = 0b111_1111;
const MONDAY_TO_FRIDAY: u8 = 0b1_1111;
const WHOLE_DAY: (u32, u32) = (0, 24 * 60);
/// As many digits as a telephone number has at least.
const TELEPHONE: usize = 7;

impl Hours {
    fn agrees(&self, other: &Hours) -> bool {
        let days = self.days.is_none() || other.days.is_none() || self.days == other.days;
        // Eastern and Central time have an hour in common: one of them in summer, the other in winter.
        let within = |one: &[i64], other: &[i64]| one.iter().all(|zone| other.contains(zone));
        let zones = within(&self.zones, &other.zones) || within(&other.zones, &self.zones);
        days && zones && self.clock == other.clock
    }
}

/// The hours that the texts of the story name.
pub(super) fn of_the_story<'k>(told: &'k [(Passage, &'k Told)]) -> Vec<(Hours, &'k Told)> {
    let found = told.iter().flat_map(|(passage, told)| {
        let ranges = sentences(&passage.words).into_iter();
        ranges.filter_map(|range| Some((hours(passage, range)?, *told)))
    });
    found.collect()
}

/// The hours of a passage compared with the story's.
pub(super) fn compare(passage: &Passage, days: &[Written], story: &[(Hours, &Told)], found: &mut Vec<Compared>) {
    if passage.place == Place::Heading {
        return;
    }
    let telephone = passage.text.chars().filter(char::is_ascii_digit).count() >= TELEPHONE;
    for range in sentences(&passage.words) {
        // What stands beside a day tells when something happened.
        if days.iter().any(|day| range.contains(&day.words.start)) {
            continue;
        }
        let words = &passage.words[range.clone()];
        let of_another = all().postal.of_others.holds(words) || !all().bodies.authorities.hits(words).is_empty();
        // Without a day of the week, hours are those of a line where there is a number to call.
        let Some(own) = hours(passage, range).filter(|own| own.days.is_some() || telephone) else {
            continue;
        };
        let outcome = match (story.iter().find(|(hours, _)| own.agrees(hours)), story.first()) {
            (Some((_, told)), _) => Outcome::equal(told),
            // An authority or an adviser has hours of its own.
            (None, Some(_)) if of_another => Outcome::unknown("they are not recorded"),
            (None, Some((_, told))) => Outcome::differs(told, format!("{} names other hours", told.origin())),
            (None, None) => Outcome::unknown("no hours are recorded"),
        };
        found.push(Compared {
            what: What::Hours,
            written: passage.as_it_stands(&own.words),
            outcome,
        });
    }
}

/// The hours that a sentence names.
fn hours(passage: &Passage, range: Range<usize>) -> Option<Hours> {
    let words = &passage.words[range.clone()];
    let of_a_right = spans().hours.not_of_a_line.holds(words);
    let always = spans()
        .hours
        .always
        .hits(words)
        .into_iter()
        .next()
        .filter(|_| !of_a_right);
    let (clock, at) = match always {
        Some(hit) => (WHOLE_DAY, range.start + hit.words.start..range.start + hit.words.end),
        None => range.clone().find_map(|at| span(passage, at))?,
    };
    let days = days_of_week(passage, &range).or((clock == WHOLE_DAY).then_some(EVERY_DAY));
    let (zones, end) = zone(&passage.words, at.end);
    Some(Hours {
        words: at.start..end.max(at.end),
        days,
        clock,
        zones,
    })
}

/// The days of the week that a sentence names, alone and from one to another.
fn days_of_week(passage: &Passage, range: &Range<usize>) -> Option<u8> {
    let words = &passage.words[range.clone()];
    let weekday = |word: &Word| -> Option<Weekday> {
        let names = &all().weekdays;
        let plural = || word.text.strip_suffix('s').and_then(|one| names.get(one));
        names.get(&word.text).or_else(plural).copied()
    };
    let named: Vec<(usize, u32)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, weekday(word)?.num_days_from_monday())))
        .collect();
    // `every day from Monday to Friday` names its days.
    if named.is_empty() && spans().hours.every_day.holds(words) {
        return Some(EVERY_DAY);
    }
    // `any day but Sunday`
    let excepted = named.first().filter(|(at, _)| {
        // An article may stand between: `sauf le dimanche`.
        let before = &words[at.saturating_sub(2)..*at];
        before.iter().any(|word| spans().hours.but.contains(&word.text))
    });
    if excepted.is_some() {
        return Some(named.iter().fold(EVERY_DAY, |mask, (_, day)| mask & !(1 << day)));
    }
    let mut mask = 0_u8;
    if spans().hours.weekdays.holds(words) {
        mask |= MONDAY_TO_FRIDAY;
    }
    for (at, day) in &named {
        mask |= 1 << day;
        let next = named.iter().find(|(other, _)| other > at);
        if let Some((other, last)) = next.filter(|(other, _)| reaches(passage, &words[*at..=*other])) {
            let mut day = *day;
            while day != *last && *other > *at {
                day = (day + 1) % 7;
                mask |= 1 << day;
            }
        }
    }
    (mask != 0).then_some(mask)
}

/// Whether what stands between the first and the last of some words makes a range of them.
fn reaches(passage: &Passage, words: &[Word]) -> bool {
    let [first, between @ .., last] = words else {
        return false;
    };
    let own = |word: &Word| spans().hours.through.contains(&word.text);
    let beside = |word: &Word| spans().hours.beside.contains(&word.text);
    let dash = passage.text[first.at.end..last.at.start].trim();
    match between {
        [] => ["-", "–", "—"].contains(&dash),
        _ => between.iter().any(own) && between.iter().all(|word| own(word) || beside(word)),
    }
}

/// A time of day as hours are told.
struct Clock {
    hour: u32,
    minute: u32,
    /// Whether it says before or after noon.
    afternoon: Option<bool>,
    marked: bool,
    end: usize,
}

/// `7 a.m. to 5 p.m.`, `von 8 bis 17 Uhr`, `9h-18h`: its minutes, and where it stands.
fn span(passage: &Passage, at: usize) -> Option<((u32, u32), Range<usize>)> {
    let from = clock(passage, at)?;
    let joins = |word: &&Word| {
        let words = &spans().hours;
        !word.sentence
            && (words.through.contains(&word.text)
                || words.joins.contains(&word.text)
                || words.beside.contains(&word.text))
    };
    let behind = passage.words.get(from.end..)?;
    let joined = behind.iter().take(3).take_while(joins).count();
    let second = from.end + joined;
    let next = passage.words.get(second)?;
    let dash = &passage.text[passage.words[from.end - 1].at.end..next.at.start];
    if joined == 0 && !dash.contains(['-', '–', '—']) {
        return None;
    }
    // `12 to 24` alone may be months or people.
    let to = clock(passage, second).filter(|to| from.marked || to.marked)?;
    let half = |hour: u32, afternoon: bool| hour % 12 + if afternoon { 12 } else { 0 };
    // A half of the day that only the end names is that of the beginning, too, where that is the smaller number:
    // `1 to 5 p.m.`, but `9 to 5 p.m.`.
    let later = from.hour % 12 < to.hour % 12;
    let first = match (from.afternoon, to.afternoon) {
        (Some(afternoon), _) => half(from.hour, afternoon),
        (None, Some(afternoon)) => half(from.hour, afternoon && later),
        (None, None) => from.hour,
    };
    let last = to.afternoon.map_or(to.hour, |afternoon| half(to.hour, afternoon));
    let minutes = (first * 60 + from.minute, last * 60 + to.minute);
    (minutes.0 < minutes.1 && minutes.1 <= WHOLE_DAY.1).then_some((minutes, at..to.end))
}

fn clock(passage: &Passage, at: usize) -> Option<Clock> {
    let words = &passage.words;
    let text = &words.get(at)?.text;
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let hour: u32 = number.parse().ok().filter(|hour| digits <= 2 && *hour <= 24)?;
    let mut clock = Clock {
        hour,
        minute: 0,
        afternoon: None,
        marked: !rest.is_empty(),
        end: at + 1,
    };
    match rest {
        "" | "h" | "u" | "uhr" => {}
        "am" | "pm" => clock.afternoon = Some(rest == "pm"),
        _ => clock.minute = rest.strip_prefix('h')?.parse().ok().filter(|minute| *minute < 60)?,
    }
    let part = |at: usize| {
        words
            .get(at)
            .filter(|word| !word.sentence)
            .map(|word| word.text.as_str())
    };
    let minute = part(clock.end).filter(|text| rest.is_empty() && text.len() == 2);
    if let Some(minute) = minute
        .and_then(|text| text.parse().ok())
        .filter(|minute: &u32| *minute < 60)
    {
        let between = &passage.text[words[at].at.end..words[clock.end].at.start];
        if between == ":" || between == "." {
            clock.minute = minute;
            clock.marked |= between == ":";
            clock.end += 1;
        }
    }
    match (part(clock.end), part(clock.end + 1)) {
        (Some(half @ ("a" | "p")), Some("m")) => {
            clock.afternoon = Some(half == "p");
            clock.end += 2;
        }
        (Some(half @ ("am" | "pm")), _) => {
            clock.afternoon = Some(half == "pm");
            clock.end += 1;
        }
        (Some(mark), _) if spans().hours.marks.contains(mark) => {
            clock.marked = true;
            clock.end += 1;
        }
        _ => {}
    }
    if clock.afternoon.is_none()
        && let Some((afternoon, end)) = spans().hours.half_behind(words, clock.end)
    {
        clock.afternoon = Some(afternoon);
        clock.end = end;
    }
    clock.marked |= clock.afternoon.is_some();
    Some(clock)
}

#[cfg(test)]
mod tests {
    use super::{Passage, hours};

    fn read(text: &str) -> Option<(Option<u8>, (u32, u32), bool)> {
        let passage = Passage::of(text);
        let range = 0..passage.words.len();
        hours(&passage, range).map(|found| (found.days, found.clock, found.zones.is_empty()))
    }

    #[test]
    fn hours_are_read_however_they_are_written() {
        let week = Some(0b1_1111);
        let rows = [
            (
                "Call 1-844-555-0163, Monday through Friday, 7 a.m. to 5 p.m. Pacific Time.",
                week,
                (420, 1020),
            ),
            (
                "We answer on weekdays from 7:00 a.m. until 5:00 p.m. Pacific Time",
                week,
                (420, 1020),
            ),
            ("Monday–Thursday, 8:30 a.m.–4:30 p.m.", Some(0b1111), (510, 990)),
            ("weekdays, 9 to 5 p.m.", week, (540, 1020)),
            (
                "weekdays, from 10 in the morning to 4 in the afternoon",
                week,
                (600, 960),
            ),
            (
                "daily from 9 in the morning until 9 at night",
                Some(0b111_1111),
                (540, 1260),
            ),
            ("werktags von 9 Uhr morgens bis 8 Uhr abends", week, (540, 1200)),
            ("montags bis freitags von 8 bis 17 Uhr", week, (480, 1020)),
            ("täglich von 8.30 bis 17 Uhr", Some(0b111_1111), (510, 1020)),
            ("du lundi au vendredi, de 9h à 18h30", week, (540, 1110)),
            ("de lunes a viernes, de 9:00 a 18:00", week, (540, 1080)),
            ("maandag tot en met vrijdag van 9 tot 17 uur", week, (540, 1020)),
            ("de segunda a sexta-feira, das 9h às 18h", week, (540, 1080)),
            (
                "any day but Sunday, from 8 a.m. to 6 p.m.",
                Some(0b11_1111),
                (480, 1080),
            ),
            ("24 hours a day, seven days a week", Some(0b111_1111), (0, 1440)),
            ("rund um die Uhr", Some(0b111_1111), (0, 1440)),
        ];
        for (text, days, clock) in rows {
            let found = read(text).map(|(days, clock, _)| (days, clock));
            assert_eq!(found, Some((days, clock)), "{text}");
        }
        assert!(read("Call us at 1-844-555-0163.").is_none());
        assert!(read("Over the next 12 to 24 months").is_none());
        assert!(!read("weekdays 8 a.m. to 5 p.m. Central Time").unwrap().2);
    }
}
