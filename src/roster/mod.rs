//! Rosters: files of affected people, counted by place and never kept.
//!
//! A reader goes in and counts come out. Nothing of a row is kept but a digest under a key that lives only in memory,
//! so that people are counted once.

mod columns;
mod count;
mod distinct;
mod encoding;
mod guard;
mod header;
mod people;
mod place;
pub mod sheet;

pub use columns::{Columns, Wanted};
pub use count::{Options, RosterError, count};
pub use encoding::{Charset, NotText};
pub use guard::BadRow;
pub use people::{People, Person};
pub use place::Places;

use std::collections::BTreeMap;

use serde::Serialize;

/// What a roster came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows, the header not counted.
    pub rows: u64,
    /// Distinct people; a row without a key counts as a person.
    pub people: u64,
    /// Rows whose key was seen before.
    pub duplicates: u64,
    /// People who could not be placed.
    pub unplaced: u64,
    /// Distinct people by place. Somebody with rows in several places counts in each.
    pub by_jurisdiction: BTreeMap<String, u64>,
    /// Rows without a key.
    pub no_key: u64,
    /// Rows whose columns contradict one another; the state ruled.
    pub contradictions: u64,
    /// Numbers of the first rows that could not be placed.
    pub unplaced_rows: Vec<u64>,
    /// Which columns were read, by name or number.
    pub columns: BTreeMap<&'static str, String>,
}
