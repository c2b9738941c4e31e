//! Times of day beside a day, in whatever zone they are told, against the moment that is recorded.

use std::ops::Range;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Timelike as _, Utc};

use super::phrases::{Role, all};
use super::recorded::{DayOf, Fact, Known, Told};
use super::span_phrases::spans;
use super::written_days::{Written, answers, range_of, role};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, Word, sentences};

/// A time of day as it is written.
struct Time {
    words: Range<usize>,
    at: NaiveTime,
    /// What its zone may be ahead of universal time, in minutes; empty: no zone is named.
    zones: Vec<i64>,
    /// `around`, or full hours only.
    about: bool,
}

/// How far a time may be from its day, in words.
const NEAR: usize = 4;

/// How the times of a letter are read.
pub(super) struct Clock<'k> {
    /// What the zones in which times stand without one are ahead of universal time, in minutes.
    zones: Vec<i64>,
    /// The times of day that the texts of the story tell.
    story: Vec<(NaiveTime, &'k Told)>,
}

impl<'k> Clock<'k> {
    /// A letter that names its times' zone is read so; universal time is meant without being named beside a time only where
    /// it is named somewhere.
    pub(super) fn of(known: &Known, passages: &[Passage], story: &[(Passage, &'k Told)]) -> Clock<'k> {
        let declared = passages.iter().flat_map(|passage| {
            let ranges = sentences(&passage.words).into_iter();
            ranges.map(|range| &passage.words[range])
        });
        let declared = declared
            .filter(|words| all().times_in.holds(words))
            .find_map(named_zone);
        let universal = || {
            passages
                .iter()
                .any(|passage| all().universal_time.holds(&passage.words))
        };
        let zones = match declared {
            Some(zones) => zones,
            None if known.offsets.is_empty() || !universal() => known.offsets.clone(),
            None => known.offsets.iter().copied().chain([0]).collect(),
        };
        let story = story.iter().flat_map(|(passage, told)| {
            let own = times(passage).into_iter();
            own.map(|time| (time.at, *told))
        });
        Clock {
            zones,
            story: story.collect(),
        }
    }
}

/// The zone that some words name in full. Short names are words of other languages as well: `est`, `ist`, `wet`, `z`.
fn named_zone(words: &[Word]) -> Option<Vec<i64>> {
    // Universal time in brackets stands beside another one, in which the letter is written.
    if all().universal_time.holds(words) && !all().in_brackets.holds(words) {
        return Some(vec![0]);
    }
    let mut named = all().zones.iter().filter(|(name, _)| name.len() > 1);
    let (_, minutes) = named.find(|(name, _)| words.windows(name.len()).any(|there| is_named(there, name)))?;
    Some(minutes.clone())
}

fn is_named(there: &[Word], name: &[String]) -> bool {
    there.iter().zip(name).all(|(own, name)| own.text == *name)
}

pub(super) fn compare(
    known: &Known,
    clock: &Clock<'_>,
    passage: &Passage,
    days: &[Written],
    found: &mut Vec<Compared>,
) {
    if passage.place == Place::Heading {
        return;
    }
    let hits = all().day.hits(&passage.words);
    for time in times(passage) {
        let near = days.iter().filter(|day| {
            let gap = if time.words.start >= day.words.end {
                day.words.end..time.words.start
            } else {
                time.words.end..day.words.start
            };
            gap.start <= gap.end && gap.len() <= NEAR && !passage.words[gap].iter().any(|word| word.sentence)
        });
        let Some(day) = near.min_by_key(|day| day.words.start.abs_diff(time.words.start)) else {
            found.extend(undated(known, clock, passage, &time, &hits).map(|outcome| Compared {
                what: What::Day,
                written: passage.as_it_stands(&time.words),
                outcome,
            }));
            continue;
        };
        let Some(date) = day.full() else { continue };
        let sentence = range_of(passage, day.words.start);
        let called = role(&passage.words, &sentence, &day.words, &hits).map(|(role, _)| role);
        let meant: Vec<(DateTime<Utc>, &Told)> = moments(known)
            .filter(|(of, at, _)| match called.filter(|role| role.strong) {
                Some(role) => answers(known, *of, role),
                None => near_day(*at, date),
            })
            .map(|(_, at, told)| (at, told))
            .collect();
        let Some((at, told)) = meant.first().copied() else {
            continue;
        };
        let right = meant.iter().find(|(at, _)| fits(&clock.zones, &time, date, *at));
        let row = passage.place == Place::Row;
        let in_story = || clock.story.iter().find(|(at, _)| *at == time.at);
        // What happened then may be something that no moment is recorded of.
        let recorded =
            called.is_some_and(|role| role.strong || moments(known).any(|(of, ..)| answers(known, of, role)));
        let elsewhere = row || !meant.iter().any(|(at, _)| slipped(&clock.zones, &time, *at));
        let outcome = match (right, recorded) {
            (Some((_, told)), _) => Outcome::equal(told),
            (None, false) if elsewhere => match in_story() {
                Some((_, told)) => Outcome::equal(told),
                None => Outcome::unknown("no such time is recorded"),
            },
            (None, _) => Outcome::differs(
                told,
                format!("{} is recorded as {} UTC", told.origin(), at.format("%-d %B %Y, %H:%M")),
            ),
        };
        found.push(Compared {
            what: What::Day,
            written: passage.as_it_stands(&time.words),
            outcome,
        });
    }
}

/// `At 11:30 we blocked the account`: a time without its day, in a sentence that tells of an event. It is that of a recorded
/// moment, or stands in the story.
fn undated(
    known: &Known,
    clock: &Clock<'_>,
    passage: &Passage,
    time: &Time,
    hits: &[Hit<'_, Role>],
) -> Option<Outcome> {
    let sentence = range_of(passage, time.words.start);
    let text = passage.as_it_stands(&sentence);
    // Hours in which somebody answers are another matter.
    let telephone = text.chars().filter(char::is_ascii_digit).count() >= TELEPHONE;
    let others = times(passage);
    let hours = others
        .iter()
        .any(|other| other.words != time.words && sentence.contains(&other.words.start));
    let mut events = hits.iter().filter(|hit| sentence.contains(&hit.words.start));
    let event = events.next()?;
    if telephone || hours || time.about || passage.place == Place::Row || clock.zones.is_empty() {
        return None;
    }
    let zones = if time.zones.is_empty() {
        &clock.zones
    } else {
        &time.zones
    };
    let same = |at: DateTime<Utc>| {
        zones.iter().any(|zone| {
            let own = (at + Duration::minutes(*zone)).time();
            (own - time.at).abs() <= Duration::seconds(59)
        })
    };
    if let Some((.., told)) = moments(known).find(|(_, at, _)| same(*at)) {
        return Some(Outcome::equal(told));
    }
    if let Some((_, told)) = clock.story.iter().find(|(at, _)| *at == time.at) {
        return Some(Outcome::equal(told));
    }
    let mut meant = moments(known).filter(|(of, ..)| answers(known, *of, *event.means));
    Some(match meant.next() {
        Some((_, at, told)) => Outcome::differs(
            told,
            format!("{} is recorded as {} UTC", told.origin(), at.format("%-d %B %Y, %H:%M")),
        ),
        None => Outcome::unknown("no such time is recorded"),
    })
}

/// As many digits as a telephone number has at least.
const TELEPHONE: usize = 7;

/// The moment that a day with a time in a named zone, or one of a form in universal time, tells rightly: it may be another
/// day than where the incident is.
pub(super) fn moment_told<'k>(
    known: &'k Known,
    passage: &Passage,
    day: &Written,
    of: Option<DayOf>,
) -> Option<&'k Told> {
    let date = day.full()?;
    let words = &passage.words;
    let iso = words[day.words.clone()].last().filter(|word| word.text.contains('t'));
    let form = iso.and_then(|last| {
        let from = words[day.words.start].at.start;
        let text = passage.text.get(from..last.at.end + 6)?;
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()
    });
    let near = |time: &Time| {
        let gap = time
            .words
            .start
            .saturating_sub(day.words.end)
            .max(day.words.start.saturating_sub(time.words.end));
        gap <= NEAR && !time.zones.is_empty()
    };
    let zoned: Vec<Time> = times(passage).into_iter().filter(near).collect();
    let mut recorded = moments(known).filter(|(own, ..)| of.is_none_or(|of| of == *own));
    let right = recorded.find(|(_, at, _)| {
        let on_form = form.is_some_and(|told| (told - at.naive_utc()).abs() <= Duration::seconds(59));
        on_form || zoned.iter().any(|time| fits(&[], time, date, *at))
    });
    right.map(|(.., told)| told)
}

/// Recorded moments that tell more than a day.
fn moments(known: &Known) -> impl Iterator<Item = (DayOf, DateTime<Utc>, &Told)> {
    known.facts.iter().filter_map(|told| {
        if let Fact::Moment(of, at) = told.fact {
            Some((of, at, told))
        } else {
            None
        }
    })
}

/// Whether a time differs from a moment in its hours or its minutes alone, as one that was mistyped does.
fn slipped(zones: &[i64], time: &Time, at: DateTime<Utc>) -> bool {
    let zones = if time.zones.is_empty() { zones } else { &time.zones };
    let slips = |own: NaiveTime| own.minute() == time.at.minute() || own.hour() == time.at.hour();
    zones.iter().any(|zone| slips((at + Duration::minutes(*zone)).time()))
}

/// A day is written in local time, which may be the day before or after that of universal time.
fn near_day(at: DateTime<Utc>, day: NaiveDate) -> bool {
    (at.date_naive() - day).abs() <= Duration::days(1)
}

/// Whether a written time can be a moment, in its own zone or in one of the letter's times; where none is known it may.
fn fits(zones: &[i64], time: &Time, day: NaiveDate, at: DateTime<Utc>) -> bool {
    let written = day.and_time(time.at);
    // Nobody writes the seconds that the record has.
    let slack = if time.about {
        Duration::minutes(40)
    } else {
        Duration::seconds(59)
    };
    let same = |minutes: i64| (written - Duration::minutes(minutes) - at.naive_utc()).abs() <= slack;
    let zones = if time.zones.is_empty() { zones } else { &time.zones };
    // Nothing says in which zone it is told, so that nothing contradicts it.
    zones.is_empty() || zones.iter().any(|zone| same(*zone))
}

fn times(passage: &Passage) -> Vec<Time> {
    let mut found: Vec<Time> = Vec::new();
    for at in 0..passage.words.len() {
        let taken = found.last().is_some_and(|last| last.words.end > at);
        found.extend(
            (!taken)
                .then(|| on_form(passage, at).or_else(|| time(passage, at)))
                .flatten(),
        );
    }
    found
}

/// The time of `2026-11-22T10:00:00Z`, at the word behind the hour: forms tell it in universal time where they name no zone.
fn on_form(passage: &Passage, at: usize) -> Option<Time> {
    let words = &passage.words;
    let (day, hour) = words.get(at.checked_sub(1)?)?.text.split_once('t')?;
    let part = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() == 2);
    let follows = |at: usize| {
        let between = words
            .get(at)
            .and_then(|word| passage.text.get(words[at - 1].at.end..word.at.start));
        between == Some(":")
    };
    part(day)?;
    let minute = words.get(at).filter(|_| follows(at)).and_then(|word| part(&word.text));
    let seconds = follows(at + 1);
    Some(Time {
        words: at..at + 1 + usize::from(seconds),
        at: NaiveTime::from_hms_opt(part(hour)?, minute?, 0)?,
        zones: vec![0],
        about: false,
    })
}

/// `4:10 p.m. (CST)`, `16:10`, `16.10 Uhr`, `4 p.m. Central Time`, `16 h 10`, `16h10`, `ore 16.10`.
fn time(passage: &Passage, at: usize) -> Option<Time> {
    let words = &passage.words;
    if let Some(time) = joined_by_h(words, at) {
        return Some(time);
    }
    let digits = |at: usize, most: usize| -> Option<u32> {
        let text = &words.get(at)?.text;
        text.parse().ok().filter(|_| text.len() <= most)
    };
    let between = |at: usize| passage.text.get(words.get(at)?.at.end..words.get(at + 1)?.at.start);
    let hour = digits(at, 2).filter(|hour| *hour < 24)?;
    let minute = digits(at + 1, 2).filter(|minute| *minute < 60 && words[at + 1].text.len() == 2);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|own| own.text == word && !own.sentence);
    let behind_h = digits(at + 2, 2).filter(|minute| is(at + 1, "h") && *minute < 60 && words[at + 2].text.len() == 2);
    let led = at
        .checked_sub(1)
        .is_some_and(|before| all().clock_leads.contains(&words[before].text));
    let (minute, mut end, dotted) = match (minute, between(at)) {
        _ if behind_h.is_some() => (behind_h, at + 3, false),
        (Some(minute), Some(":")) => (Some(minute), at + 2, false),
        (Some(minute), Some(".")) => (Some(minute), at + 2, true),
        (Some(_) | None, _) => (None, at + 1, false),
    };
    let half = ["a", "p"].into_iter().find(|half| is(end, half) && is(end + 1, "m"));
    let joined = ["am", "pm"]
        .into_iter()
        .find(|half| is(end, half))
        .and_then(|half| half.get(..1));
    let named = words.get(end).is_some_and(|word| all().clock.contains(&word.text));
    let hour = match half.or(joined) {
        Some("p") => hour % 12 + 12,
        Some(_) => hour % 12,
        None => hour,
    };
    let bare_h = minute.is_none() && led && is(end, "h");
    let told_half = (half.is_none() && joined.is_none() && (minute.is_some() || named || led))
        .then(|| spans().hours.half_behind(words, end + usize::from(named)))
        .flatten();
    let hour = match told_half {
        Some((true, _)) if hour < 12 => hour + 12,
        Some(_) | None => hour,
    };
    let marked = half.is_some() || joined.is_some() || named || bare_h || (led && dotted);
    if !(marked || (minute.is_some() && !dotted)) {
        return None;
    }
    end += if half.is_some() {
        2
    } else {
        usize::from(joined.is_some() || named || bare_h)
    };
    // A zone may stand behind the half of the day: `3:45 in the afternoon, Eastern Time`.
    end = told_half.map_or(end, |(_, behind)| behind);
    let before = &words[at.saturating_sub(3)..at];
    let about = minute.is_none() || all().about.holds(before);
    let (zones, end) = zone(words, end);
    Some(Time {
        words: at..end,
        at: NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), 0)?,
        zones,
        about,
    })
}

/// `16h10`
fn joined_by_h(words: &[Word], at: usize) -> Option<Time> {
    let (hour, minute) = words.get(at)?.text.split_once('h')?;
    let part = |text: &str, least: usize| text.parse::<u32>().ok().filter(|_| (least..=2).contains(&text.len()));
    let at_minute = NaiveTime::from_hms_opt(part(hour, 1)?, part(minute, 2)?, 0)?;
    let (zones, end) = zone(words, at + 1);
    Some(Time {
        words: at..end,
        at: at_minute,
        zones,
        about: all().about.holds(&words[at.saturating_sub(3)..at]),
    })
}

/// The zone that is named behind a time, and where its name ends.
pub(super) fn zone(words: &[Word], at: usize) -> (Vec<i64>, usize) {
    // `16 h 30 et demie`: behind hours told as French tells them `et` is a word.
    let french = (1..=2).any(|back| at.checked_sub(back).is_some_and(|at| words[at].text.ends_with('h')));
    let zones = all().zones.iter().filter(|(name, _)| !(french && *name == ["et"]));
    let found = zones.into_iter().find_map(|(name, minutes)| {
        let there = words.get(at..at + name.len())?;
        let same = is_named(there, name) && !there.iter().any(|own| own.sentence);
        same.then(|| (minutes.clone(), at + name.len()))
    });
    found.unwrap_or((Vec::new(), at))
}
