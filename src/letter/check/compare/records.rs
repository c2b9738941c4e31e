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
    let row = passage.place == Place::Row
        && all()
            .records
            .holds(&crate::letter::check::speech::words_of(&passage.lead));
    let near = |number: &Number| {
        row || hits
            .iter()
            .any(|hit| hit.words.start >= number.words.end && hit.words.start - number.words.end <= 2)
    };
    let days = super::written_days::dates(passage, known.american);
    let of_a_day = |number: &Number| days.iter().any(|day| day.words.contains(&number.words.start));
    let counted = numbers(&passage.words).into_iter().filter(near);
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
