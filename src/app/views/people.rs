//! What is said beside the counts of people: who has no place yet, and numbers that cannot all be right.

use serde::Serialize;

use super::whole_number;
use crate::core::affected::{Affected, Unplaced};
use crate::core::facts::{Count, keys};
use crate::core::incident::Incident;

/// A number of people; an absent bound is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CountView {
    /// At least this many.
    pub min: u64,
    /// At most this many.
    pub max: Option<u64>,
}

impl From<Count> for CountView {
    fn from(count: Count) -> Self {
        let Count { min, max } = count;
        CountView { min, max }
    }
}

/// The people of an incident as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeopleView {
    /// All people affected, as far as that is known.
    pub everybody: Option<CountView>,
    /// Those of the total who have no place yet.
    pub not_placed: Option<CountView>,
    /// Both of it in sentences, and numbers that cannot all be right.
    pub remarks: Vec<String>,
}

impl PeopleView {
    /// Of what was recorded.
    pub fn of(affected: &Affected) -> PeopleView {
        let unplaced = affected.unplaced();
        let mut remarks: Vec<String> = unplaced.map(sentence).into_iter().collect();
        remarks.extend(
            affected
                .mismatches()
                .iter()
                .map(|mismatch| format!("{mismatch}: {}", mismatch.hint())),
        );
        PeopleView {
            everybody: affected.everybody().map(CountView::from),
            not_placed: unplaced.map(|unplaced| unplaced.rest.into()),
            remarks,
        }
    }

    /// Says so where fewer records than people are told of an incident: the one number was not brought up to date with the
    /// other.
    #[must_use]
    pub fn beside_records(mut self, incident: &Incident) -> PeopleView {
        let told = incident.current(keys::letter::RECORD_COUNT).into_iter().next_back();
        let told = told.and_then(|entry| entry.value.as_ref());
        let records = told.and_then(|value| whole_number(&value.plain()));
        if let (Some(records), Some(people)) = (records, self.everybody)
            && records < people.min
        {
            self.remarks.push(format!(
                "{} records are fewer than {} people: bring the number of records in letters up to date",
                grouped(records),
                grouped(people.min)
            ));
        }
        self
    }
}

fn sentence(unplaced: Unplaced) -> String {
    format!(
        "{} of {} people not placed yet",
        words(unplaced.rest),
        words(unplaced.of)
    )
}

/// `6,200`, `6,200 to 6,600` or `at least 6,200`.
fn words(count: Count) -> String {
    match count.max {
        Some(max) if max == count.min => grouped(max),
        Some(max) => format!("{} to {}", grouped(count.min), grouped(max)),
        None if count.min == 0 => "an unknown number".to_owned(),
        None => format!("at least {}", grouped(count.min)),
    }
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
