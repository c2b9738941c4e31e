//! Marks, under a key, of the rows that a table has, and their sum.

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::store::keys::Marker;
use crate::store::keys::database_key::RawKey;
use crate::store::{StoreError, sql};

/// Bytes of rows that are read before they are marked, on every core at once.
const BATCH: usize = 4 << 20;

pub(crate) type Sum = [u8; 32];

/// What is marked together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    /// The rows that a table has of an incident. An earlier firebell marked so.
    Incident,
    Row,
}

/// A table whose rows are marked; the first column names the incident.
pub(crate) struct MarkedTable {
    pub name: &'static str,
    /// The order in which the rows of an incident are marked together.
    pub order: &'static str,
}

pub(crate) const fn marked_table(name: &'static str) -> MarkedTable {
    MarkedTable { name, order: "" }
}

/// Adds by XOR, so that adding the same mark again removes it, in any order.
pub(crate) fn add(sum: &mut Sum, other: &Sum) {
    for (byte, other) in sum.iter_mut().zip(other) {
        *byte ^= other;
    }
}

/// Adds the bytes of a row, none of whose values can run into the next.
fn add_row(bytes: &mut Vec<u8>, row: &Row<'_>) -> rusqlite::Result<()> {
    for column in 0..row.as_ref().column_count() {
        let mut value = |kind: u8, value: &[u8]| {
            bytes.push(kind);
            bytes.extend_from_slice(&u64::try_from(value.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(value);
        };
        match row.get_ref(column)? {
            ValueRef::Null => value(0, &[]),
            ValueRef::Integer(number) => value(1, &number.to_be_bytes()),
            ValueRef::Real(number) => value(2, &number.to_be_bytes()),
            ValueRef::Text(text) => value(3, text),
            ValueRef::Blob(blob) => value(4, blob),
        }
    }
    Ok(())
}

/// Rows on their way to be marked.
struct Marking {
    marker: Marker,
    marked: Marked,
    /// What is marked as one.
    parts: Vec<Vec<u8>>,
    bytes: usize,
    /// The incident of the last part.
    stream: Vec<u8>,
    sum: Sum,
}

impl Marking {
    fn new(key: &RawKey, marked: Marked) -> Marking {
        Marking {
            marker: Marker::of(key),
            marked,
            parts: Vec::new(),
            bytes: 0,
            stream: Vec::new(),
            sum: Sum::default(),
        }
    }

    /// Takes the next row of a table; those of an incident follow one another, and their first column names it.
    fn take(&mut self, table: &str, row: &Row<'_>) -> rusqlite::Result<()> {
        let stream = row.get_ref(0)?.as_bytes()?;
        if self.marked == Marked::Row || self.parts.is_empty() || stream != self.stream.as_slice() {
            if self.bytes >= BATCH {
                self.mark();
            }
            self.stream.clear();
            self.stream.extend_from_slice(stream);
            self.parts.push(table.as_bytes().to_vec());
        }
        if let Some(part) = self.parts.last_mut() {
            let before = part.len();
            add_row(part, row)?;
            self.bytes += part.len() - before;
        }
        Ok(())
    }

    /// Marks what was taken.
    fn mark(&mut self) {
        let added = |mut sum: Sum, other: Sum| {
            add(&mut sum, &other);
            sum
        };
        let marks = self.parts.par_iter().map(|part| self.marker.mark(part));
        add(&mut self.sum, &marks.reduce(Sum::default, added));
        self.parts.clear();
        self.bytes = 0;
    }
}

/// The sum over the rows that tables have of one incident, or of all.
pub(crate) fn sum_of(
    connection: &Connection,
    (key, marked): (&RawKey, Marked),
    tables: &[MarkedTable],
    stream: Option<&str>,
) -> Result<Sum, StoreError> {
    let fail = || sql("read what was made of the events");
    let mut marking = Marking::new(key, marked);
    for MarkedTable { name, order } in tables {
        let of_one = match stream {
            Some(_) => "stream = ?1",
            None => "?1 IS NULL",
        };
        let select = format!("SELECT * FROM {name} WHERE {of_one}{order}");
        let mut statement = connection.prepare_cached(&select).map_err(fail())?;
        let mut rows = statement.query([stream]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            marking.take(name, row).map_err(fail())?;
        }
        // What another table has of the same incident is marked by itself.
        marking.mark();
    }
    Ok(marking.sum)
}
