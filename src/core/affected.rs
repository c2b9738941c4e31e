//! The people affected, by place: what was counted, what may be missing, and numbers that cannot all be right.
//!
//! A place that nobody listed is unknown until `elsewhere` says that nobody lives outside the listed places, or until
//! the listed places account for everybody in `total`. A total alone bounds no single place: it is usually an estimate
//! made before the places are known.

use std::collections::BTreeMap;

use super::facts::Count;

/// The key of the places that are not listed, below `affected`.
pub const ELSEWHERE: &str = "elsewhere";
/// The key of all people together, below `affected`.
pub const TOTAL: &str = "total";

/// Numbers of people that cannot all be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The places hold more people than there are.
    #[error("the places add up to at least {at_least} people, but the total is at most {total}")]
    TooMany {
        /// What the places and `elsewhere` come to at least.
        at_least: u64,
        /// The largest total that was given.
        total: u64,
    },
    /// The places hold fewer people than there are, and nobody is said to live elsewhere.
    #[error("the places and `elsewhere` add up to at most {at_most} people, but the total is at least {total}")]
    TooFew {
        /// What the places and `elsewhere` come to at most.
        at_most: u64,
        /// The smallest total that was given.
        total: u64,
    },
    /// The parts of a country hold more people than the country.
    #[error(
        "the parts of {country} add up to at least {at_least} people, but {country} as a whole has at most {whole}"
    )]
    Parts {
        country: String,
        /// What its listed parts come to at least.
        at_least: u64,
        /// The largest number given for the country.
        whole: u64,
    },
    /// Nobody lives outside the listed places, but no place is listed.
    #[error("`elsewhere` says that nobody lives outside the listed places, but no place is listed")]
    NoPlaces,
}

impl Mismatch {
    /// What can be done about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Mismatch::TooMany { .. } => "correct or withdraw the total, or correct the counts of the places",
            Mismatch::TooFew { .. } => {
                "add the places that are missing, correct the total, or leave `elsewhere` out while it is unknown"
            }
            Mismatch::Parts { .. } => "correct the country's number, or those of its parts",
            Mismatch::NoPlaces => "list the places first; if nobody at all is affected, record total = 0",
        }
    }

    /// The key below `affected` where the mismatch is reported.
    pub fn key(&self) -> &str {
        match self {
            Mismatch::TooMany { .. } | Mismatch::TooFew { .. } => TOTAL,
            Mismatch::Parts { country, .. } => country,
            Mismatch::NoPlaces => ELSEWHERE,
        }
    }
}

/// How many people of the total nobody has assigned to a place yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unplaced {
    /// The people without a place.
    pub rest: Count,
    /// All people.
    pub of: Count,
}

/// The people affected. Where the numbers contradict each other nothing is ruled out by them.
#[derive(Debug, Clone, Default)]
pub struct Affected {
    places: BTreeMap<String, Count>,
    /// What the listed parts of a place come to, by place: a hundred laws ask, each for a place or more.
    parts: BTreeMap<String, Count>,
    total: Count,
    /// What was recorded, or nobody where the listed places account for everybody.
    elsewhere: Count,
    mismatches: Vec<Mismatch>,
}

impl Affected {
    /// What was recorded; a number that is absent is unknown.
    pub fn stated(places: BTreeMap<String, Count>, total: Option<Count>, elsewhere: Option<Count>) -> Affected {
        let mut affected = Affected {
            parts: sums_of_parts(&places),
            places,
            total: total.unwrap_or(Count::UNKNOWN),
            elsewhere: elsewhere.unwrap_or(Count::UNKNOWN),
            mismatches: Vec::new(),
        };
        affected.mismatches = affected.contradictions();
        if !affected.mismatches.is_empty() {
            // Any of the numbers may be the wrong one, so none of them may rule a place out.
            affected.elsewhere = Count::UNKNOWN;
            affected.total = Count {
                min: affected.total.min,
                max: None,
            };
        }
        if affected.everybody_is_placed() {
            affected.elsewhere = Count::ZERO;
        }
        affected
    }

    /// Whether the listed places account for the whole total, so that nobody is left for the others.
    fn everybody_is_placed(&self) -> bool {
        self.total.max.is_some_and(|total| self.listed().min >= total)
    }

    fn contradictions(&self) -> Vec<Mismatch> {
        let mut found: Vec<Mismatch> = self
            .places
            .iter()
            .filter_map(|(code, whole)| self.parts_over(code, *whole))
            .collect();
        if self.places.is_empty() {
            if self.elsewhere == Count::ZERO && self.total != Count::ZERO {
                found.push(Mismatch::NoPlaces);
            }
            return found;
        }
        let sum = self.listed().plus(self.elsewhere);
        if let Some(total) = self.total.max.filter(|total| sum.min > *total) {
            found.push(Mismatch::TooMany {
                at_least: sum.min,
                total,
            });
        }
        if let Some(at_most) = sum.max.filter(|most| *most < self.total.min) {
            found.push(Mismatch::TooFew {
                at_most,
                total: self.total.min,
            });
        }
        found
    }

    fn parts_over(&self, country: &str, whole: Count) -> Option<Mismatch> {
        let at_least = self.parts_of(country)?.min;
        let whole = whole.max.filter(|most| at_least > *most)?;
        Some(Mismatch::Parts {
            country: country.to_owned(),
            at_least,
            whole,
        })
    }

    /// Numbers that cannot all be right.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// The counts by ISO 3166-1 or 3166-2 code.
    pub fn places(&self) -> &BTreeMap<String, Count> {
        &self.places
    }

    /// Whether anything at all was said about how many people are affected or where they live.
    pub fn known(&self) -> bool {
        !self.places.is_empty() || self.total != Count::UNKNOWN || self.elsewhere != Count::UNKNOWN
    }

    /// The count of a listed place. What its parts come to is included; where they hold more people, either number may be
    /// the wrong one and neither is a bound.
    pub fn listed_at(&self, place: &str) -> Option<Count> {
        let own = *self.places.get(place)?;
        let Count { min, max } = self.with_parts(place, own);
        let max = max.filter(|_| self.parts_over(place, own).is_none());
        Some(Count { min, max })
    }

    /// The count of a place, or what its parts come to at least.
    fn with_parts(&self, place: &str, own: Count) -> Count {
        let parts = self.parts_of(place).unwrap_or(Count::ZERO);
        Count {
            min: own.min.max(parts.min),
            max: own.max.map(|max| max.max(parts.min)),
        }
    }

    /// The sum of the listed parts of a country.
    pub fn parts_of(&self, country: &str) -> Option<Count> {
        self.parts.get(country).copied()
    }

    /// The bounds of an unlisted part of a country that is listed as a whole: what its listed parts leave over. Numbers
    /// that contradict each other leave it open.
    pub fn rest_of_country(&self, part: &str) -> Option<Count> {
        let (country, _) = part.split_once('-')?;
        let whole = self.places.get(country)?;
        let placed = self.parts_of(country).map_or(0, |parts| parts.min);
        let whole = whole.max.filter(|_| self.mismatches.is_empty());
        Some(Count {
            min: 0,
            max: whole.map(|max| max.saturating_sub(placed)),
        })
    }

    /// The people in all listed places. A part of a country that is listed as a whole does not count twice.
    pub fn listed(&self) -> Count {
        let within_listed = |code: &str| {
            code.split_once('-')
                .is_some_and(|(country, _)| self.places.contains_key(country))
        };
        let tops = self.places.iter().filter(|(code, _)| !within_listed(code));
        tops.map(|(code, count)| self.with_parts(code, *count))
            .fold(Count::ZERO, Count::plus)
    }

    /// The people in all places that are not listed.
    pub fn elsewhere(&self) -> Count {
        self.elsewhere
    }

    /// All people affected, wherever they live; `None` where nothing was said about them.
    pub fn everybody(&self) -> Option<Count> {
        if !self.known() {
            return None;
        }
        Some(self.listed().plus(self.elsewhere()).meet(self.total))
    }

    /// How many of the total have no place yet; `None` where there is no total, or everybody has a place.
    pub fn unplaced(&self) -> Option<Unplaced> {
        if self.total == Count::UNKNOWN || self.elsewhere() == Count::ZERO {
            return None;
        }
        let listed = self.listed();
        let rest = Count {
            min: listed.max.map_or(0, |most| self.total.min.saturating_sub(most)),
            max: self.total.max.map(|most| most.saturating_sub(listed.min)),
        };
        Some(Unplaced { rest, of: self.total })
    }
}

/// What the listed parts of each place come to, for every place that has some.
fn sums_of_parts(places: &BTreeMap<String, Count>) -> BTreeMap<String, Count> {
    let mut sums: BTreeMap<String, Count> = BTreeMap::new();
    for (code, count) in places {
        for (end, _) in code.match_indices('-') {
            let sum = sums.entry(code[..end].to_owned()).or_insert(Count::ZERO);
            *sum = sum.plus(*count);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(places: &[(&str, u64)], total: Option<u64>, elsewhere: Option<u64>) -> Affected {
        let places = places
            .iter()
            .map(|(code, n)| ((*code).to_owned(), Count::exactly(*n)))
            .collect();
        Affected::stated(places, total.map(Count::exactly), elsewhere.map(Count::exactly))
    }

    #[test]
    fn a_total_or_a_place_leaves_the_rest_open() {
        assert_eq!(stated(&[], Some(12_400), None).elsewhere(), Count::UNKNOWN);
        assert_eq!(stated(&[("US-CA", 10)], None, None).elsewhere(), Count::UNKNOWN);
        assert_eq!(stated(&[("US-CA", 10)], None, Some(0)).elsewhere(), Count::ZERO);
        assert_eq!(stated(&[("US-CA", 10)], Some(10), None).elsewhere(), Count::ZERO);
        assert_eq!(stated(&[("US-CA", 10)], Some(11), None).elsewhere(), Count::UNKNOWN);
    }

    #[test]
    fn what_is_not_placed_is_told() {
        let affected = stated(&[("US-TX", 3100), ("US-CA", 2200)], Some(12_400), None);
        assert_eq!(affected.unplaced().map(|u| u.rest), Some(Count::exactly(7100)));
        assert_eq!(affected.everybody(), Some(Count::exactly(12_400)));
        assert_eq!(stated(&[("FR", 5)], None, None).unplaced(), None);
        assert_eq!(stated(&[("FR", 5)], Some(5), None).unplaced(), None);
    }

    #[test]
    fn numbers_that_cannot_add_up_rule_nothing_out() {
        for (places, total, elsewhere) in [
            (vec![("US-TX", 200)], Some(100), None),
            (vec![("US-TX", 200)], Some(300), Some(0)),
            (vec![("DE", 100), ("DE-BY", 200)], None, Some(0)),
            (vec![], Some(12_400), Some(0)),
            (vec![], None, Some(0)),
        ] {
            let affected = stated(&places, total, elsewhere);
            assert_eq!(affected.mismatches().len(), 1, "{affected:?}");
            assert_eq!(affected.elsewhere(), Count::UNKNOWN, "{affected:?}");
        }
        assert!(stated(&[], Some(0), Some(0)).mismatches().is_empty());
    }

    #[test]
    fn a_country_whose_parts_hold_more_people_rules_out_no_other_part() {
        let open = |min| Some(Count { min, max: None });
        let affected = stated(&[("US", 5), ("US-CA", 10)], None, None);
        assert_eq!(affected.mismatches().len(), 1, "{affected:?}");
        assert_eq!(
            (affected.rest_of_country("US-TX"), affected.listed_at("US")),
            (open(0), open(10))
        );
        // Nor does one whose own numbers fit, while others of the same statement do not.
        let affected = stated(&[("US", 10), ("US-CA", 10), ("DE", 5), ("DE-BY", 6)], None, None);
        assert_eq!(
            (affected.rest_of_country("US-TX"), affected.listed_at("DE")),
            (open(0), open(6))
        );
        let affected = stated(&[("US", 10), ("US-CA", 10)], Some(3), None);
        assert_eq!(affected.rest_of_country("US-TX"), open(0));
        let affected = stated(&[("US", 10), ("US-CA", 10)], None, None);
        assert_eq!(affected.rest_of_country("US-TX"), Some(Count::ZERO));
        assert_eq!(affected.listed_at("US"), Some(Count::exactly(10)));
    }
}
