//! How many people are affected, as a letter writes it.

use super::place::{of_count, range};
use super::{Filler, Words, gap};
use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::facts::{Count, FactValue, keys};
use crate::core::incident::Incident;
use crate::letter::markdown::escape;

impl Filler<'_> {
    /// The sum of the places that are counted: all people where it is recorded that there are none elsewhere, else at least so
    /// many. Places that lie in others are counted with them.
    fn people_by_place(&self) -> Option<String> {
        let incident = &self.loaded.incident;
        let keys: Vec<&String> = incident
            .facts
            .keys()
            .filter(|key| key.starts_with(keys::affected::BELOW))
            .collect();
        let inside = |key: &str| {
            keys.iter().any(|other| {
                key.strip_prefix(other.as_str())
                    .is_some_and(|rest| rest.starts_with('-'))
            })
        };
        let own = keys.iter().filter(|key| **key != keys::affected::TOTAL && !inside(key));
        let (mut min, mut max, mut unsure, mut places) = (0, Some(0), false, 0);
        for key in own {
            let Some(count) = self.value(key).and_then(FactValue::count) else {
                continue;
            };
            if **key == keys::affected::ELSEWHERE {
                continue;
            }
            // The Union is no country: its members may be counted beside it.
            if key.ends_with(".EU") {
                return None;
            }
            places += 1;
            min += count.min;
            max = max.zip(count.max).map(|(sum, most)| sum + most);
            unsure |= self.is_suspected(key);
        }
        let elsewhere = self.value(keys::affected::ELSEWHERE).and_then(FactValue::count);
        let none_elsewhere = elsewhere.is_some_and(|count| count.min == 0 && count.max == Some(0));
        let told = Count {
            min,
            max: max.filter(|_| none_elsewhere),
        };
        let mark = if unsure {
            format!(" ({})", self.words.suspected)
        } else {
            String::new()
        };
        (places > 0).then(|| of_count(self.words, told) + &mark)
    }

    /// The people in all: the total where somebody recorded it, else what the places come to.
    pub(super) fn people(&self) -> String {
        if self.shared {
            return gap(
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
    let places = incident
        .facts
        .keys()
        .filter_map(|key| key.strip_prefix(keys::affected::BELOW));
    let known = places
        .filter(|place| ![TOTAL, ELSEWHERE].contains(place))
        .filter_map(|place| {
            let current = incident.current(&format!("affected.{place}"));
            Some(PeopleThere {
                place: place.to_owned(),
                count: range(words, current.last()?.value.as_ref()?),
            })
        });
    known.collect()
}
