//! What makes a count less than certain, each with the rows that show it. No text of a row is ever in a warning.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::Why;
use super::columns::Duplicate;

/// Rows that are named.
const NAMED: usize = 20;

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Keys that a spreadsheet has rounded.
    RoundedKey,
    /// Keys such as `N/A`.
    PlaceholderKey,
    /// Rows without a key.
    EmptyKey,
    /// A key whose rows carry several names or customer numbers.
    SharedKey,
    /// Rows with more or fewer cells than the header.
    FieldCount,
    /// A quoted cell that holds what looks like whole rows.
    RowsInCell,
    /// Two columns of one name.
    DuplicateColumn,
    /// NUL bytes, which were left out.
    NulBytes,
    /// A postal code of another state than the one named.
    OtherState,
    /// Rows that sum up others, which were not counted.
    TotalRow,
    /// Nothing tells two rows of one person apart from two people.
    NoKeyColumn,
    /// Nobody was counted.
    Nobody,
}

impl WarningKind {
    /// Whether the number of people, or where they live, can be another than the one counted.
    fn leaves_room(self) -> bool {
        match self {
            WarningKind::RoundedKey
            | WarningKind::PlaceholderKey
            | WarningKind::EmptyKey
            | WarningKind::SharedKey
            | WarningKind::FieldCount
            | WarningKind::RowsInCell
            | WarningKind::DuplicateColumn
            | WarningKind::NulBytes
            | WarningKind::OtherState
            | WarningKind::Nobody => true,
            WarningKind::TotalRow | WarningKind::NoKeyColumn => false,
        }
    }

    fn text(self, count: u64) -> String {
        let rows = if count == 1 {
            "1 row has".to_owned()
        } else {
            format!("{count} rows have")
        };
        match self {
            WarningKind::RoundedKey => format!(
                "{rows} a key that a spreadsheet has rounded, so different people may share it; each row counts as a person"
            ),
            WarningKind::PlaceholderKey => {
                format!("{rows} a placeholder such as N/A instead of a key; each row counts as a person")
            }
            WarningKind::EmptyKey => format!("{rows} no key; each counts as a person"),
            WarningKind::SharedKey => format!(
                "{count} keys are shared by rows with different names or customer numbers, so the number of people may be too low; name another column with --key"
            ),
            WarningKind::FieldCount => {
                format!("{rows} more or fewer cells than the header, so their cells may be in the wrong columns")
            }
            WarningKind::RowsInCell => {
                format!("{rows} a quoted cell that looks like whole rows, so people may be missing from the count")
            }
            WarningKind::DuplicateColumn => format!("{count} columns have the name of another column"),
            WarningKind::NulBytes => format!("{rows} NUL bytes, which were left out"),
            WarningKind::OtherState => {
                format!("{rows} a postal code of another state than the one named; the named state was taken")
            }
            WarningKind::TotalRow => format!("{rows} a total instead of a person, and was not counted"),
            WarningKind::NoKeyColumn => {
                "no column of e-mail addresses or customer numbers was found, so every row counts as a person"
                    .to_owned()
            }
            WarningKind::Nobody => "the file has no rows of people".to_owned(),
        }
    }
}

/// A warning about a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What was seen.
    pub kind: WarningKind,
    /// How many rows (for shared keys: keys; for columns: columns).
    pub count: u64,
    /// The first rows, as a spreadsheet numbers them.
    pub rows: Vec<u64>,
    /// The same in words.
    pub text: String,
}

impl Warning {
    /// A warning in its usual words.
    pub(super) fn new(kind: WarningKind, count: u64, rows: Vec<u64>) -> Warning {
        let text = kind.text(count);
        Warning {
            kind,
            count,
            rows,
            text,
        }
    }

    pub(super) fn duplicate(duplicate: &Duplicate) -> Warning {
        let others: Vec<String> = duplicate
            .others
            .iter()
            .map(|other| other.number().to_string())
            .collect();
        let text = format!(
            "several columns are named `{}`; column {} was read, not {}; to read another, name it by its number",
            duplicate.name,
            duplicate.read.number(),
            others.join(", ")
        );
        let count = u64::try_from(duplicate.others.len() + 1).unwrap_or(u64::MAX);
        Warning {
            kind: WarningKind::DuplicateColumn,
            count,
            rows: Vec::new(),
            text,
        }
    }

    /// Whether the count can be another than the one given.
    pub fn leaves_room(&self) -> bool {
        self.kind.leaves_room()
    }
}

/// Rows with one property: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    pub count: u64,
    pub first: Vec<u64>,
}

impl Rows {
    pub(super) fn add(&mut self, row: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(row);
        }
    }
}

/// Warnings while rows are read.
#[derive(Debug, Default)]
pub(super) struct Warnings(BTreeMap<WarningKind, Rows>);

impl Warnings {
    pub(super) fn add(&mut self, kind: WarningKind, row: u64) {
        self.0.entry(kind).or_default().add(row);
    }

    pub(super) fn count(&self, kind: WarningKind) -> u64 {
        self.0.get(&kind).map_or(0, |rows| rows.count)
    }

    pub(super) fn list(self) -> Vec<Warning> {
        self.0
            .into_iter()
            .map(|(kind, rows)| Warning::new(kind, rows.count, rows.first))
            .collect()
    }
}

/// Rows without a place, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    pub reason: Why,
    /// How many rows.
    pub count: u64,
    /// The first of them.
    pub rows: Vec<u64>,
    /// The same in words.
    pub text: &'static str,
}

impl Why {
    /// The reason in words that follow "could not be placed:".
    pub fn text(self) -> &'static str {
        match self {
            Why::Blank => "they say nothing about where the person lives",
            Why::Military => "military or diplomatic addresses (APO, FPO, DPO) do not tell the home state",
            Why::UnknownCountry => "the country is not recognized",
            Why::NoCountry => {
                "a state or postal code without a country does not settle the place; if you know the country, give it with --country"
            }
            Why::NoState => "in the United States, but neither the state nor the ZIP code is recognized",
        }
    }
}

impl Unplaced {
    pub(super) fn new(reason: Why, rows: Rows) -> Unplaced {
        Unplaced {
            reason,
            count: rows.count,
            rows: rows.first,
            text: reason.text(),
        }
    }
}
