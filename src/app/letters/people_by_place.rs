//! The people of an incident by place, as they are recorded, and what the places come to.

use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::facts::{Count, FactValue, keys};
use crate::core::incident::{FactEntry, Incident};
use crate::core::vocabulary::Certainty;

/// A place and how many people live there.
pub(super) struct Counted<'i> {
    pub(super) place: &'i str,
    pub(super) count: Count,
    pub(super) entry: &'i FactEntry,
}

/// Every place that was counted; of several candidates the last one recorded. The total and `elsewhere` are no places.
pub(super) fn counted_places(incident: &Incident) -> Vec<Counted<'_>> {
    let counted = incident.facts.keys().filter_map(|key| {
        let place = keys::affected::below(key).filter(|place| ![TOTAL, ELSEWHERE].contains(place))?;
        let entry = *incident.current(key).last()?;
        Some(Counted {
            place,
            count: entry.value.as_ref().and_then(FactValue::count)?,
            entry,
        })
    });
    counted.collect()
}

/// What the places come to.
pub(super) struct Together {
    pub(super) count: Count,
    /// Whether one of the numbers is only suspected.
    pub(super) suspected: bool,
}

/// The people of all places together. A part of a country that is counted as a whole does not count twice. `None` where no
/// place is counted, and where the Union is: whether its members are among its people or beside them cannot be told.
pub(super) fn together(counted: &[Counted<'_>]) -> Option<Together> {
    if counted.is_empty() || counted.iter().any(|own| own.place == "EU") {
        return None;
    }
    let within_another = |place: &str| counted.iter().any(|other| is_part_of(place, other.place));
    let apart = || counted.iter().filter(|own| !within_another(own.place));
    Some(Together {
        count: apart().map(|own| own.count).fold(Count::ZERO, Count::plus),
        suspected: apart().any(|own| own.entry.certainty == Certainty::Suspected),
    })
}

/// Whether a place is a part of a country, as `US-TX` is of `US`.
pub(super) fn is_part_of(place: &str, country: &str) -> bool {
    place.strip_prefix(country).is_some_and(|rest| rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn entry(certainty: Certainty) -> FactEntry {
        FactEntry {
            seq: 2,
            recorded_at: DateTime::UNIX_EPOCH,
            actor: "dana".to_owned(),
            value: None,
            certainty,
            learned_at: DateTime::UNIX_EPOCH,
            source: None,
            also: false,
        }
    }

    fn sum(places: &[(&str, Count, Certainty)]) -> Option<(Count, bool)> {
        let entries: Vec<FactEntry> = places.iter().map(|(_, _, certainty)| entry(*certainty)).collect();
        let counted: Vec<Counted<'_>> = places
            .iter()
            .zip(&entries)
            .map(|((place, count, _), entry)| Counted {
                place,
                count: *count,
                entry,
            })
            .collect();
        together(&counted).map(|together| (together.count, together.suspected))
    }

    #[test]
    fn a_part_of_a_country_that_is_counted_does_not_count_twice() {
        let sure = |place, number| (place, Count::exactly(number), Certainty::Confirmed);
        let state = ("US-TX", Count::exactly(40), Certainty::Suspected);
        assert_eq!(
            sum(&[sure("US", 100), state, sure("DE", 5)]),
            Some((Count::exactly(105), false))
        );
        assert_eq!(sum(&[state, sure("DE", 5)]), Some((Count::exactly(45), true)));
    }

    #[test]
    fn nothing_is_added_up_where_nothing_can_be() {
        let open = Count { min: 3, max: None };
        let sure = |place, count| (place, count, Certainty::Confirmed);
        assert_eq!(sum(&[]), None);
        assert_eq!(sum(&[sure("EU", Count::exactly(9)), sure("DE", open)]), None);
        assert_eq!(
            sum(&[sure("FR", Count::exactly(9)), sure("DE", open)]),
            Some((Count { min: 12, max: None }, false))
        );
    }
}
