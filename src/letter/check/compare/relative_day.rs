//! `We discovered it yesterday`: a day told from the letter's own.

use chrono::Duration;

use super::phrases::all;
use super::recorded::{DayOf, Known};
use super::written_days::{Written, answers, range_of, role};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;

pub(super) fn compare(known: &Known, passage: &Passage, days: &[Written], found: &mut Vec<Compared>) {
    let sending = known.days().find(|(of, ..)| *of == DayOf::Sending);
    let Some((_, sent, _)) = sending else { return };
    let hits = all().day.hits(&passage.words);
    for (at, word) in passage.words.iter().enumerate() {
        // `yesterday, 26 November 2026`: the day itself is compared.
        let told = days.iter().any(|day| day.words.start == at + 1);
        if told || !all().yesterday.contains(&word.text) {
            continue;
        }
        let own = at..at + 1;
        let sentence = range_of(passage, at);
        let Some((called, _)) = role(&passage.words, &sentence, &own, &hits).filter(|(role, _)| role.strong) else {
            continue;
        };
        let meant = || known.days().filter(|(of, ..)| answers(known, *of, called));
        let Some((_, day, told)) = meant().next() else { continue };
        let right = meant().find(|(_, day, _)| *day == sent - Duration::days(1));
        found.push(Compared {
            what: What::Day,
            written: passage.as_it_stands(&own),
            outcome: match right {
                Some((.., told)) => Outcome::equal(told),
                None => Outcome::differs(told, format!("{} is recorded as {day}", told.origin())),
            },
        });
    }
}
