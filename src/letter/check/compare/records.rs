//! Numbers of records in a text.

use std::ops::Range;

use super::count::{How, fits, written};
use super::number::{Number, numbers};
use super::phrases::all;
use super::recorded::{Fact, Known};
use super::span_phrases::spans;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::Word;

/// A number that is not round is meant exactly.
fn how(value: u64) -> How {
    if value.is_multiple_of(100) {
        How::About
    } else {
        How::Exactly
    }
}

/// `The number of records comes to 8,530.`
fn ends_on(words: &[Word], records: &Range<usize>, number: &Number) -> bool {
    let Some(gap) = words
        .get(records.end..number.words.start)
        .filter(|_| number.value >= 10)
    else {
        return false;
    };
    // `Records are kept for 180 days.`
    let lasts = words
        .get(number.words.end)
        .is_some_and(|word| spans().duration.units.contains_key(&word.text));
    let one_sentence = !lasts && !words[number.words.start].sentence && !gap.iter().any(|word| word.sentence);
    (1..=GAP).contains(&gap.len()) && one_sentence && all().counted.copulas.holds(gap)
}

/// So many words may stand between the records and their number.
const GAP: usize = 5;

pub(super) fn compare(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let recorded = known.facts.iter().find_map(|told| {
        if let Fact::Records(count) = told.fact {
            Some((count, told))
        } else {
            None
        }
    });
    let hits = all().records.hits(&passage.words);
    let row = passage.place == Place::Row && all().records.holds(&passage.lead_words);
    let all_numbers = numbers(&passage.words);
    // A file or an entry may be a record where so many are recorded.
    let files = all().counted.files.hits(&passage.words);
    let as_many = |number: &Number| {
        recorded.is_some_and(|(count, _)| (count / 4..=count.saturating_mul(4)).contains(&number.value))
    };
    let near = |number: &Number| {
        let counted = || hits.iter().chain(files.iter().filter(|_| as_many(number)));
        row || counted().any(|hit| {
            let gap = number.words.end..hit.words.start;
            // `830. About 12,400 records` counts records by its second number.
            let another = all_numbers.iter().any(|other| gap.contains(&other.words.start));
            gap.start <= gap.end
                && gap.len() <= 2
                && !another
                && !passage.words[gap.start..=hit.words.start]
                    .iter()
                    .any(|word| word.sentence || word.clause)
        }) || hits.iter().any(|hit| ends_on(&passage.words, &hit.words, number))
    };
    let days = super::written_days::dates(passage, known.american);
    let of_a_day = |number: &Number| days.iter().any(|day| day.words.contains(&number.words.start));
    let counted = all_numbers.iter().filter(|number| near(number));
    for number in counted.filter(|number| !of_a_day(number)) {
        let outcome = match recorded {
            Some((count, told)) if fits(number.value, count, None, how(number.value)) => Outcome::equal(told),
            Some((count, told)) => Outcome::differs(told, format!("{} are recorded as {count}", told.origin())),
            None => Outcome::unknown("no number of records is recorded"),
        };
        found.push(Compared {
            what: What::Records,
            written: written(passage, &number.words),
            outcome,
        });
    }
}
