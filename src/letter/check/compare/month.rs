//! Months that are told without a day: `in October 2026`.

use std::ops::Range;

use chrono::Datelike as _;

use super::days::StoryDay;
use super::phrases::all;
use super::recorded::{DayOf, Known};
use super::written_days::{Written, answers, range_of, role};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};

/// Every month of a passage that no day stands by, compared with the record.
pub(super) fn compare(
    known: &Known,
    passage: &Passage,
    (days, story): (&[Written], &[StoryDay<'_>]),
    found: &mut Vec<Compared>,
) {
    if passage.place == Place::Heading {
        return;
    }
    let hits = all().day.hits(&passage.words);
    for (words, month, year) in months(passage, days) {
        let sentence = range_of(passage, words.start);
        let Some((role, _)) = role(&passage.words, &sentence, &words, &hits) else {
            continue;
        };
        let within = |day: chrono::NaiveDate| day.month() == month && year.is_none_or(|year| day.year() == year);
        let mut recorded = known.days().filter(|(of, ..)| answers(known, *of, role)).peekable();
        let Some((_, first, told)) = recorded.peek().copied() else {
            continue;
        };
        let event = !matches!(role.of, DayOf::Notice | DayOf::Delay | DayOf::Other);
        let told_there = || {
            let in_story = story.iter().find(|own| own.day.falls_in(month, year));
            in_story.map(|own| own.told)
        };
        let same = recorded.find(|(_, day, _)| within(*day)).map(|(.., told)| told);
        let outcome = match same.or_else(|| told_there().filter(|_| !role.strong)) {
            Some(told) => Outcome::equal(told),
            None if event => {
                let day = first.format("%-d %B %Y");
                Outcome::differs(told, format!("{} is recorded as {day}", told.origin()))
            }
            None => Outcome::unknown("no such month is recorded"),
        };
        found.push(Compared {
            what: What::Day,
            written: passage.as_it_stands(&words),
            outcome,
        });
    }
}

/// Names of months with the year behind them, where no day stands by and a word like `in` or a year shows that the month
/// is meant.
fn months(passage: &Passage, days: &[Written]) -> Vec<(Range<usize>, u32, Option<i32>)> {
    let words = &passage.words;
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = all().months.get(&word.text).copied() else {
            continue;
        };
        let of_a_day = days.iter().any(|day| day.words.contains(&at));
        let capital = passage.text[word.at.clone()].starts_with(char::is_uppercase);
        let led = at
            .checked_sub(1)
            .is_some_and(|before| all().month_leads.contains(&words[before].text))
            && !word.sentence;
        let year = words
            .get(at + 1)
            .filter(|next| !next.sentence)
            .and_then(|next| next.text.parse::<i32>().ok());
        let year = year.filter(|year| (1990..2100).contains(year));
        if !of_a_day && (led && capital || year.is_some()) {
            found.push((at..at + 1 + usize::from(year.is_some()), month, year));
        }
    }
    found
}
