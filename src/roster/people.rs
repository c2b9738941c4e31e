//! The people of a roster one by one, for letters: read, keyed and placed as the count does.

use std::io::Read;

use super::columns::{Columns, Wanted};
use super::count::RosterError;
use super::encoding::verbatim;
use super::place::Places;
use super::sheet::{Column, Delimiter, Heading, Layout, Row, Sheet};

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
        let width = sheet.names().len();
        let columns = Columns::find(sheet.names(), width, &Wanted::default()).map_err(RosterError::Columns)?;
        let places = Places::built_in().map_err(RosterError::Places)?;
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
        let cell = |at: Column| row.text(at).map_or(String::new(), |text| text.trim().to_owned());
        let of = |column: Option<Column>| column.map_or(String::new(), cell);
        let (state, country, postal) = (
            of(self.columns.state),
            of(self.columns.country),
            of(self.columns.postal),
        );
        Ok(Some(Person {
            row: row.number,
            cells: row.cells().map(verbatim).collect(),
            key: key(row, self.columns.key),
            place: self.places.of(&state, &country, &postal).0,
        }))
    }
}

/// Words that stand where a key is missing.
const NOTHING: [&str; 8] = ["n/a", "na", "none", "null", "unknown", "-", "x", "tbd"];

fn key(row: Row<'_>, column: Option<Column>) -> Option<String> {
    let key = row.text(column?)?.trim().to_lowercase();
    (!key.is_empty() && !NOTHING.contains(&key.as_str())).then_some(key)
}
