//! The people of a roster one by one, for letters: read, keyed and placed as the count does.

use std::io::Read;

use super::address::{Address, Placing};
use super::columns::{Columns, Wanted};
use super::count::{RosterError, is_post_office, sums_up};
use super::country_reading::{home, look};
use super::encoding::{text, verbatim};
use super::key::fold;
use super::layout::{Delimiter, Heading, Layout};
use super::place::Places;
use super::sheet_reader::{Row, Sheet};

/// A row of a roster as letters need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The row, as a spreadsheet shows it, from 1.
    pub row: u64,
    /// Its cells without blanks around them.
    pub cells: Vec<String>,
    /// What makes a person one; none where the cell cannot tell people apart.
    pub key: Option<String>,
    /// Where the person lives, where the row tells.
    pub place: Option<String>,
    /// Whether the row sums up those above it instead of naming a person.
    pub sums_up: bool,
}

impl Person {
    /// A cell; empty where the row is too short.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

/// The people of a roster.
pub struct People<'r> {
    sheet: Sheet<'r>,
    columns: Columns,
    places: Places,
}

impl<'r> People<'r> {
    /// Opens a roster that has a header. `named` are columns that are asked for.
    ///
    /// # Errors
    /// Where it cannot be read as rows.
    pub fn open(input: impl Read + 'r, delimiter: Option<Delimiter>, named: Vec<String>) -> Result<Self, RosterError> {
        let layout = Layout {
            delimiter,
            heading: Heading::Required,
            named,
        };
        let sheet = Sheet::open(input, &layout)?;
        let columns = Columns::find(&sheet, &Wanted::default()).map_err(RosterError::Columns)?;
        let mut places = Places::built_in().map_err(RosterError::Places)?;
        let (evidence, na) = look(&sheet, &columns, &places);
        places.na = na;
        places.home = home(None, evidence);
        Ok(People { sheet, columns, places })
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        self.sheet.names()
    }

    /// The next person.
    ///
    /// # Errors
    /// Where a row cannot be read.
    pub fn next_person(&mut self) -> Result<Option<Person>, RosterError> {
        let Some(row) = self.sheet.next_row()? else {
            return Ok(None);
        };
        Ok(Some(Person {
            row: row.number,
            cells: row.cells().map(verbatim).collect(),
            key: key(row, &self.columns),
            place: place(row, &self.columns, &self.places),
            sums_up: sums_up(row),
        }))
    }
}

fn key(row: Row<'_>, columns: &Columns) -> Option<String> {
    let mut key = Vec::new();
    fold(row.bytes(Some(columns.key?)), &mut key).ok()?;
    String::from_utf8(key).ok()
}

fn place(row: Row<'_>, columns: &Columns, places: &Places) -> Option<String> {
    let address = Address {
        state: &text(row.bytes(columns.state)),
        country: &text(row.bytes(columns.country)),
        postal: &text(row.bytes(columns.postal)),
        military_city: is_post_office(row.bytes(columns.city)),
    };
    match places.of(address).0 {
        Placing::At(place) => Some(place.to_string()),
        Placing::Nowhere(_) => None,
    }
}
