//! The walk over a roster, row by row.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use super::columns::{Columns, Wanted};
use super::distinct::Distinct;
use super::encoding::text;
use super::sheet::{Column, Delimiter, Heading, Layout, Row, Sheet, SheetError};
use super::{Counts, Places};

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Columns asked for.
    pub wanted: Wanted,
    /// What stands between cells; `None`: found in the first line.
    pub delimiter: Option<Delimiter>,
    /// Where the names of the columns are.
    pub heading: Heading,
}

/// Why a roster was not counted. No text of a row is ever in it.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The rows cannot be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// Opening the file, or counting, failed.
    #[error("the roster cannot be read")]
    Io(#[from] std::io::Error),
    /// Columns that are not there.
    #[error("{}", .0.join("; "))]
    Columns(Vec<String>),
    /// Nothing tells where people live.
    #[error("no column tells where people live")]
    NoPlace,
    /// The names of places do not read.
    #[error("{0}")]
    Places(String),
}

/// Rows that are named when they cannot be placed.
const NAMED: usize = 20;
/// The place number of people who cannot be placed.
const NOWHERE: u16 = u16::MAX;

/// Counts the people of a roster by place.
///
/// # Errors
/// Where it cannot be read, a column asked for is not there, or nothing tells where people live.
pub fn count(input: impl Read, options: &Options, secret: [u8; 16]) -> Result<Counts, RosterError> {
    let layout = Layout {
        delimiter: options.delimiter,
        heading: options.heading,
        named: options.wanted.names(),
    };
    walk(Sheet::open(input, &layout)?, options, secret)
}

struct Walk {
    places: Places,
    columns: Columns,
    distinct: Distinct,
    /// Cells that were placed before, so that each spelling is looked up once.
    seen: HashMap<Vec<u8>, (u16, bool)>,
    codes: Vec<String>,
    numbers: HashMap<String, u16>,
    counts: Counts,
    nowhere: u64,
}

fn walk(mut sheet: Sheet<'_>, options: &Options, secret: [u8; 16]) -> Result<Counts, RosterError> {
    let head = sheet.names();
    if sheet.headline().width() == 0 {
        return Ok(Counts::default());
    }
    let columns = Columns::find(head, sheet.headline().width(), &options.wanted).map_err(RosterError::Columns)?;
    if columns.state.is_none() && columns.country.is_none() && columns.postal.is_none() {
        return Err(RosterError::NoPlace);
    }
    let mut walk = Walk {
        places: Places::built_in().map_err(RosterError::Places)?,
        counts: Counts {
            columns: named(&columns, head),
            ..Counts::default()
        },
        columns,
        distinct: Distinct::new(secret)?,
        seen: HashMap::new(),
        codes: Vec::new(),
        numbers: HashMap::new(),
        nowhere: 0,
    };
    while let Some(row) = sheet.next_row()? {
        walk.take(row)?;
    }
    walk.done()
}

/// Columns by the names the file gives them, which are no data of people; by number where it gives none.
fn named(columns: &Columns, head: &[String]) -> BTreeMap<&'static str, String> {
    let all = [
        ("state", columns.state),
        ("country", columns.country),
        ("postal", columns.postal),
        ("key", columns.key),
    ];
    let name = |column: Column| match head.get(column.index()) {
        Some(name) => name.clone(),
        None => format!("column {}", column.number()),
    };
    all.into_iter()
        .filter_map(|(what, at)| Some((what, name(at?))))
        .collect()
}

impl Walk {
    fn take(&mut self, row: Row<'_>) -> Result<(), RosterError> {
        self.counts.rows += 1;
        let (state, country, postal) = (
            row.bytes(self.columns.state),
            row.bytes(self.columns.country),
            row.bytes(self.columns.postal),
        );
        let place = self.place(state, country, postal);
        if place == NOWHERE && self.counts.unplaced_rows.len() < NAMED {
            self.counts.unplaced_rows.push(row.number);
        }
        let key = row.bytes(self.columns.key);
        if key.is_empty() {
            self.counts.no_key += 1;
            // Without a key a row is a person of its own: its number, which no key can be, stands for it.
            let own = [b"\0row".as_slice(), &row.number.to_be_bytes()].concat();
            return Ok(self.distinct.add(&own, place)?);
        }
        Ok(self.distinct.add(&key.to_ascii_lowercase(), place)?)
    }

    fn place(&mut self, state: &[u8], country: &[u8], postal: &[u8]) -> u16 {
        let spelled = [state, b"\x1f", country, b"\x1f", postal].concat();
        if let Some((place, contradicts)) = self.seen.get(&spelled) {
            self.counts.contradictions += u64::from(*contradicts);
            return *place;
        }
        let (found, contradicts) = self.places.of(&text(state), &text(country), &text(postal));
        let place = found.map_or(NOWHERE, |code| self.number(code));
        self.counts.contradictions += u64::from(contradicts);
        // A file of full addresses in the wrong column must not fill the memory.
        if self.seen.len() < 100_000 {
            self.seen.insert(spelled, (place, contradicts));
        }
        place
    }

    fn number(&mut self, code: String) -> u16 {
        if let Some(number) = self.numbers.get(&code) {
            return *number;
        }
        // There are fewer places on earth than numbers.
        let number = u16::try_from(self.codes.len()).unwrap_or(NOWHERE);
        self.codes.push(code.clone());
        self.numbers.insert(code, number);
        number
    }

    fn done(mut self) -> Result<Counts, RosterError> {
        let mut found = self.distinct.count(usize::from(NOWHERE) + 1)?;
        self.nowhere = found.by_place.pop().unwrap_or_default();
        self.counts.people = found.people;
        self.counts.unplaced = self.nowhere;
        self.counts.duplicates = self.counts.rows.saturating_sub(found.people);
        self.counts.by_jurisdiction = self.codes.into_iter().zip(found.by_place).collect();
        Ok(self.counts)
    }
}
