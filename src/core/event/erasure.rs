//! What stays of an event whose time was over.

use serde::{Deserialize, Serialize};

use crate::core::time::WallTime;

/// An event that was erased: its number and moment are its own still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// What kind of event it was, such as `note.add`.
    pub was: String,
    /// Its digest in the chain, hexadecimal.
    pub digest: String,
    /// Its leaf in the tree of the record, hexadecimal; absent in the first format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<String>,
    pub erased_at: WallTime,
    pub reason: String,
}

/// Somebody erased events: signed as every other event, and what stays of them counts for nothing without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRecorded {
    pub of: Vec<ErasedEvents>,
    pub reason: String,
    /// They were erased by an earlier firebell, which recorded nothing of it: whoever signs says that they found them so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
}

/// Events of one stream that were erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedEvents {
    pub stream: String,
    pub events: EventNumbers,
}

/// Numbers of events of one stream: first and last of those that follow one another, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventNumbers(Vec<(u64, u64)>);

impl EventNumbers {
    /// Takes one more number in; they come in order.
    pub fn push(&mut self, seq: u64) {
        match self.0.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(seq) => *last = seq,
            Some(_) | None => self.0.push((seq, seq)),
        }
    }

    pub fn has(&self, seq: u64) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&seq))
    }

    /// The first number that is not among others.
    pub fn first_not_in(&self, others: &[&EventNumbers]) -> Option<u64> {
        let mut numbers = self.0.iter().flat_map(|(first, last)| *first..=*last);
        numbers.find(|seq| !others.iter().any(|other| other.has(*seq)))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last.saturating_sub(*first) + 1).sum()
    }
}

impl FromIterator<u64> for EventNumbers {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> EventNumbers {
        let mut all = EventNumbers::default();
        numbers.into_iter().for_each(|seq| all.push(seq));
        all
    }
}
