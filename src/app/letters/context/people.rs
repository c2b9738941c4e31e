//! How many people are affected, as a letter writes it.

use super::place::{of_count, range};
use super::{Filler, Words};
use crate::app::letters::people_by_place::{Counted, Together, counted_places, together};
use crate::core::facts::{Count, FactValue, keys};
use crate::core::incident::Incident;
use crate::letter::markdown::escape;

impl Filler<'_> {
    /// The sum of the places that are counted: all people where it is recorded that there are none elsewhere, else at least so
    /// many.
    fn people_by_place(&self) -> Option<String> {
        let Together { count, suspected } = together(&counted_places(&self.loaded.incident))?;
        let elsewhere = self.value(keys::affected::ELSEWHERE).and_then(FactValue::count);
        let told = Count {
            min: count.min,
            max: count.max.filter(|_| elsewhere == Some(Count::ZERO)),
        };
        let mark = match suspected {
            true => format!(" ({})", self.words.suspected),
            false => String::new(),
        };
        Some(of_count(self.words, told) + &mark)
    }

    /// The people in all: the total where somebody recorded it, else what the places come to.
    pub(super) fn people(&self) -> String {
        if self.shared {
            return self.gap(
                "letter.people_of_customer",
                "how many of this customer's people are affected",
            );
        }
        match self.value(keys::affected::TOTAL) {
            Some(count) => escape(&(range(self.words, count) + &self.unsure(keys::affected::TOTAL))),
            None => match self.people_by_place() {
                Some(told) => escape(&told),
                None => self.unknown(keys::affected::TOTAL, "how many people are affected"),
            },
        }
    }
}

/// How many people live in a place, in words.
pub(super) struct PeopleThere {
    pub(super) place: String,
    pub(super) count: String,
}

/// Places and how many people there, as recorded.
pub(super) fn counts(words: &Words, incident: &Incident) -> Vec<PeopleThere> {
    let there = |counted: &Counted<'_>| PeopleThere {
        place: counted.place.to_owned(),
        count: of_count(words, counted.count),
    };
    counted_places(incident).iter().map(there).collect()
}
