//! Numbers of records in a text.

use super::count::{How, fits, written};
use super::number::{Number, numbers};
use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};

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
    let near = |number: &Number| {
        row || hits.iter().any(|hit| {
            let gap = number.words.end..hit.words.start;
            // `830. About 12,400 records` counts records by its second number.
            let another = all_numbers.iter().any(|other| gap.contains(&other.words.start));
            gap.start <= gap.end && gap.len() <= 2 && !another && !passage.words[gap].iter().any(|word| word.sentence)
        })
    };
    let days = super::written_days::dates(passage, known.american);
    let of_a_day = |number: &Number| days.iter().any(|day| day.words.contains(&number.words.start));
    let counted = all_numbers.iter().filter(|number| near(number));
    for number in counted.filter(|number| !of_a_day(number)) {
        let outcome = match recorded {
            Some((count, told)) if fits(number.value, count, None, How::About) => Outcome::equal(told),
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
