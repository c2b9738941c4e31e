//! What a count came to, with what is certain and what is not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::Place;
use super::distinct::Span;
use super::encoding::Charset;
use super::warning::{Unplaced, Warning, WarningKind};

/// At least and at most so many people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Certainly so many.
    pub min: u64,
    /// At most so many; `None`: the file does not tell.
    pub max: Option<u64>,
}

/// What a roster came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows of people.
    pub rows: u64,
    /// Distinct people; a row whose key tells nothing counts as a person.
    pub people: u64,
    /// Rows whose key was seen before.
    pub duplicates: u64,
    /// People who could not be placed.
    pub unplaced: u64,
    /// Distinct people by place. Somebody with rows in several places counts in each.
    pub by_jurisdiction: BTreeMap<Place, u64>,
    /// What makes the count less than certain.
    pub warnings: Vec<Warning>,
    /// The bounds of `people`.
    pub people_range: Range,
    /// The bounds of each place, with the people who could not be placed.
    pub ranges: BTreeMap<Place, Range>,
    /// The bounds of people in other places than these.
    pub elsewhere: Range,
    /// Why rows could not be placed.
    pub unplaced_reasons: Vec<Unplaced>,
    /// Numbers of the first rows that could not be placed.
    pub unplaced_rows: Vec<u64>,
    /// What was assumed or changed while reading, in sentences.
    pub notes: Vec<String>,
    /// Rows without a key.
    pub no_key: u64,
    /// Rows whose columns contradict one another; the state ruled.
    pub contradictions: u64,
    /// Which columns were read, by name or number.
    pub columns: BTreeMap<&'static str, String>,
    /// The encoding of the file.
    pub charset: Option<Charset>,
}

/// Spans as they were counted.
pub(super) struct Spans {
    pub people: Span,
    pub places: BTreeMap<Place, Span>,
    pub nowhere: Span,
    /// Rows whose place may be another.
    pub loose: u64,
}

impl Counts {
    /// Takes the spans in. `warnings` must be complete: rows hidden in a cell leave no upper bound.
    pub(super) fn span(&mut self, spans: Spans) {
        let hidden = self
            .warnings
            .iter()
            .any(|warning| warning.kind == WarningKind::RowsInCell);
        let most = |max: u64| (!hidden).then_some(max);
        let wandering = spans.nowhere.most.saturating_add(spans.loose);
        self.people = spans.people.keys;
        self.people_range = Range {
            min: sure(spans.people),
            max: most(spans.people.most),
        };
        self.duplicates = self.rows.saturating_sub(self.people);
        self.unplaced = spans.nowhere.keys;
        self.elsewhere = Range {
            min: 0,
            max: most(wandering),
        };
        for (place, span) in spans.places {
            let max = most(span.most.saturating_add(wandering));
            self.ranges.insert(place.clone(), Range { min: sure(span), max });
            self.by_jurisdiction.insert(place, span.keys);
        }
        self.explain_sum();
    }

    /// Whether every person was placed and nothing leaves room for doubt.
    pub fn is_certain(&self) -> bool {
        self.unplaced == 0 && self.people > 0 && !self.warnings.iter().any(Warning::leaves_room)
    }

    fn explain_sum(&mut self) {
        let placed: u64 = self.by_jurisdiction.values().sum::<u64>() + self.unplaced;
        if placed > self.people {
            self.notes.push(format!(
                "The places add up to {placed} because someone with rows in several places counts in each; there are {} people.",
                self.people
            ));
        }
    }
}

/// Rows whose keys tell nothing may all be one person, or people counted already, but that is somebody.
fn sure(people: Span) -> u64 {
    people.sure.max(people.placed.min(1))
}
